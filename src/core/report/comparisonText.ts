import { type ComparedFinding, type ComparedStanding, standingCounts, standings } from '../run/comparison';
import type { RunStore } from '../run/store';
import { jsonText } from '../text/jsonText';
import { mapStrings } from '../text/mapStrings';
import { gathered } from '../text/pieces';
import { maskSecrets } from '../text/secrets';
import { findingHead, printable, type Style } from './text';

type Runs = Readonly<Record<'earlier' | 'later', RunStore>>;

/** What has become of the findings of one run in another for a person at a terminal, in pieces: by standing and file. */
export function toComparisonText(runs: Runs, compared: readonly ComparedFinding[], style: Style): Generator<string> {
  return gathered(eachPiece(runs, compared, style));
}

function* eachPiece({ earlier, later }: Runs, compared: readonly ComparedFinding[], style: Style): Generator<string> {
  for (const standing of standings) {
    const own = compared.filter((one) => one.standing === standing);
    // What is as it was is what nobody has to look at.
    if (own.length > 0 && standing !== 'still there') {
      yield `${style.bold(headings[standing])}\n`;
      yield* eachFile(own, style);
      yield '\n';
    }
  }
  const counts = standingCounts(compared);
  yield `${standings.map((standing) => `${counts[standing]} ${standing}`).join(', ')}.\n`;
  yield `${later.header.id} compared with ${earlier.header.id}, ${printable(later.header.folder)}\n`;
}

const headings: Readonly<Record<ComparedStanding, string>> = {
  new: 'New',
  'came back': 'Came back: there in a review before both',
  'still there': 'Still there',
  fixed: 'Fixed',
  hidden: 'In no list any more',
  'not looked at': 'Not looked at again, so nobody knows',
};

function* eachFile(compared: readonly ComparedFinding[], style: Style): Generator<string> {
  let shown: string | undefined;
  for (const { path, before, finding, because } of compared) {
    const head = [path, ...(before === undefined ? [] : [` (${before} before)`])].join('');
    if (head !== shown) {
      yield `  ${printable(head)}\n`;
      shown = head;
    }
    yield `${findingHead(finding, style)}${because === undefined ? '' : style.dim(`: ${printable(because)}`)}\n`;
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
