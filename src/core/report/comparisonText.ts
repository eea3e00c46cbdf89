import { type ComparedFinding, type ComparedStanding, standingCounts, standings } from '../run/comparison';
import type { RunStore } from '../run/store';
import { jsonText } from '../text/jsonText';
import { mapStrings } from '../text/mapStrings';
import { gatheredInTime } from '../text/pieces';
import { maskSecrets } from '../text/secrets';
import { type CodeReader, codeOf, type ShownCode } from './code';
import { findingBlock, findingHead } from './findingText';
import type { Style } from './style';
import { printable } from './text';

type Runs = Readonly<Record<'earlier' | 'later', RunStore>>;

/**
 * What has become of the findings of one run in another for a person at a terminal, in pieces: by standing and file.
 * What somebody has to look at is shown as a review shows it.
 *
 * @param read absent where no code is wanted
 */
export function toComparisonText(
  runs: Runs,
  compared: readonly ComparedFinding[],
  style: Style,
  read?: CodeReader,
): AsyncGenerator<string> {
  return gatheredInTime(eachPiece(runs, compared, style, read));
}

async function* eachPiece(
  { earlier, later }: Runs,
  compared: readonly ComparedFinding[],
  style: Style,
  read: CodeReader | undefined,
): AsyncGenerator<string> {
  for (const standing of standings) {
    const own = compared.filter((one) => one.standing === standing);
    // What is as it was is what nobody has to look at.
    if (own.length > 0 && standing !== 'still there') {
      yield `${style.bold(style.cyan(`── ${headings[standing]} (${own.length})`))}\n\n`;
      yield* eachFinding(own, later, style, read);
      yield isShown(standing) ? '' : '\n';
    }
  }
  const counts = standingCounts(compared);
  yield `${standings.map((standing) => `${counts[standing]} ${standing}`).join(', ')}.\n`;
  yield `${later.header.id} compared with ${earlier.header.id}, ${printable(later.header.folder)}\n`;
}

/** Whether somebody has to look at findings that stand like that. */
function isShown(standing: ComparedStanding): boolean {
  return standing === 'new' || standing === 'came back';
}

const headings: Readonly<Record<ComparedStanding, string>> = {
  new: 'New',
  'came back': 'Came back: there in a review before both',
  'still there': 'Still there',
  fixed: 'Fixed',
  hidden: 'In no list any more',
  'not looked at': 'Not looked at again, so nobody knows',
};

async function* eachFinding(
  compared: readonly ComparedFinding[],
  later: RunStore,
  style: Style,
  read: CodeReader | undefined,
): AsyncGenerator<string> {
  let shown: { readonly path: string; readonly code: ShownCode | undefined } | undefined;
  for (const { standing, path, before, finding, because } of compared) {
    const said = because === undefined ? undefined : style.dim(`   ${printable(because)}`);
    const was = before === undefined ? undefined : style.dim(`   ${printable(`${style.fileName(before)} before`)}`);
    const notes = [said, was].flatMap((note) => (note === undefined ? [] : [`${note}\n`])).join('');
    if (!isShown(standing)) {
      yield findingHead({ path, finding }, style) + notes;
      continue;
    }
    if (shown?.path !== path) {
      shown = { path, code: await codeOf(path, read) };
    }
    const reviewedHash = later.file(path)?.textHash;
    yield `${findingBlock({ path, finding, code: shown.code, reviewedHash }, style)}${notes}\n`;
  }
}

/** The same for programs. Secrets are masked. */
export function toComparisonJson({ earlier, later }: Runs, compared: readonly ComparedFinding[]): string {
  const findings = compared.map(({ standing, path, before, because, finding }) => ({
    ...{ standing, path },
    ...(before !== undefined && { before }),
    ...(because !== undefined && { because }),
    ...{ id: finding.id, identity: finding.identity, source: finding.source, rule: finding.rule },
    ...{ severity: finding.severity, title: finding.title, startLine: finding.place?.startLine },
  }));
  const document = {
    ...{ version: 1, earlier: earlier.header.id, later: later.header.id, folder: later.header.folder },
    ...{ counts: standingCounts(compared), findings },
  };
  return `${jsonText(mapStrings(document, maskSecrets), 2)}\n`;
}
