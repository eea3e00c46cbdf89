import type { FileReview } from '../../../core/fileReview';
import type { RunStore } from '../../../core/run/store';
import { type Finding, type ProposalState, type Severity, severities } from '../../../core/types';
import { type ElementId, toElementId } from '../../elements';
import { t } from '../../l10n';
import { stateName } from '../../names';
import { joinParts, oneLine } from '../../plainText';
import { isOpenIn } from './openCounts';

/** A finding among those that one is picked from. */
export interface FindingPick {
  readonly label: string;
  /** "src/ledger.py:12 · ruff F401"; what is typed is looked for here, too. */
  readonly description: string;
  readonly severity: Severity;
  readonly element: ElementId;
}

/** More take the editor long to draw and nobody reads them: the worst ones are offered. */
export const mostPicks = 5_000;

/**
 * The findings of some runs: open ones first, the worst of them first, and then in the order of paths and places.
 *
 * @param named the runs with what to put before their paths
 * @returns at most `most` of them, and how many there are
 */
export function findingPicks(
  named: readonly { readonly store: RunStore; readonly prefix: string }[],
  most = mostPicks,
): { readonly picks: readonly FindingPick[]; readonly findings: number } {
  const ranks = [true, false].flatMap(() => severities.map((): (() => FindingPick)[] => []));
  for (const { store, prefix } of named) {
    for (const file of store.files()) {
      for (const finding of file.findings) {
        const rank = severities.indexOf(finding.severity) + (isOpenIn(file, finding) ? 0 : severities.length);
        ranks[rank]?.push(() => pickOf(store.header.id, prefix, file, finding));
      }
    }
  }
  const all = ranks.flat();
  return { picks: all.slice(0, most).map((make) => make()), findings: all.length };
}

function pickOf(run: string, prefix: string, file: FileReview, finding: Finding): FindingPick {
  const { title, severity, source, rule, place, proposal } = finding;
  const where = oneLine(`${prefix}${file.path}${place ? `:${place.startLine}` : ''}`);
  const state = isOpenIn(file, finding) ? undefined : (settled(proposal?.state.kind) ?? t('viewed'));
  return {
    label: asText(oneLine(title)),
    description: asText(joinParts([where, oneLine(joinParts([source, rule], ' ')), state])),
    severity,
    element: toElementId({ kind: 'finding', run, finding: finding.id }),
  };
}

function settled(kind: ProposalState['kind'] | undefined): string | undefined {
  return kind === 'stale' || kind?.startsWith('applied') ? stateName(kind) : undefined;
}

/** Keeps the editor from drawing an icon where a text has what stands for one. */
function asText(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
