import type { FileReview, FileStatus } from '../fileReview';
import { looksText } from '../run/looks';
import { maskSecrets } from '../text/secrets';
import { visible } from '../text/visible';
import type { Finding } from '../types';

/** "eslint no-debugger, also ruff": who found it. */
export function sourceText({ source, rule, alsoFrom = [] }: Finding): string {
  const own = rule === undefined ? source : `${source} ${rule}`;
  return alsoFrom.length > 0 ? `${own}, also ${alsoFrom.join(', ')}` : own;
}

/** Makes what answers with who found a finding, safe to show: what one rule has found stands together, and is made once. */
export function sourcesInARow(): (finding: Finding) => string {
  let last: Finding | undefined;
  let shown = '';
  return (finding) => {
    const isSame =
      last?.source === finding.source &&
      last.rule === finding.rule &&
      !last.alsoFrom?.length &&
      !finding.alsoFrom?.length;
    if (!isSame) {
      shown = printable(sourceText(finding));
    }
    last = finding;
    return shown;
  };
}

/** The reviewed files by what is said of who looked at them, the most first. */
export function filesByLooks(
  files: readonly FileReview[],
  safe: (name: string) => string,
): readonly (readonly [looks: string, files: readonly FileReview[]])[] {
  const groups = new Map<string, FileReview[]>();
  for (const file of files) {
    const looks = looksText(file.status, safe);
    if (looks !== undefined) {
      const group = groups.get(looks) ?? [];
      group.push(file);
      groups.set(looks, group);
    }
  }
  return [...groups].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
}

/** How much of a failed file was reviewed all the same; with a space in front. */
export function partText(status: FileStatus): string {
  const coverage = status.kind === 'failed' ? status.coverage : undefined;
  return coverage ? ` ${coverage.reviewedLines} of ${coverage.totalLines} lines were reviewed.` : '';
}

/**
 * Text from outside as a person may be shown it, on a terminal or in a report: what could steer a terminal or hide from
 * the eye is made visible, and secrets are masked. Leaves tabs alone.
 */
export function printable(text: string): string {
  return visible(maskSecrets(text), '\t');
}
