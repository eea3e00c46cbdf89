import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LineIndex } from '../../../src/core/text/lines';
import type { ReportedFinding } from '../../../src/core/types';
import { type AnalysisService, createAnalysisService } from '../../../src/reviewers/local';
import { buildWorker, context, dist, fixtures, snapshot, withFolder } from './support';

/**
 * One classic defect: a small file that has it, `<file>.bad.<extension>`, and the same file corrected, `.good.`. The
 * defects come from CWE and the lists of other linters, not from the rules at hand: they tell what a person who knows
 * those lists would miss here.
 */
export interface Defect {
  /** `<language>/<name>`. */
  readonly file: string;
  readonly extension: string;
  readonly defect: string;
  /** The weakness in MITRE's list. */
  readonly reference: string;
  /** What other tools call it. */
  readonly rules: string;
  /** The lines where a finding speaks of it, 1-based, both included. */
  readonly from: number;
  readonly to: number;
  /** A regular expression for the words of a finding that speaks of it. */
  readonly about: string;
}

export interface ProbedDefect extends Defect {
  readonly found: boolean;
  /** The rules that speak of it, with their analyzers. */
  readonly foundBy: readonly string[];
  /** Also where nobody wants guesses. */
  readonly shown: boolean;
  /** What is said of the files, a line for each finding. */
  readonly saidOfBad: readonly string[];
  readonly saidOfGood: readonly string[];
}

const folder = join(fixtures, 'probe');

export function languageOfDefect({ file }: Defect): string {
  return file.slice(0, file.indexOf('/'));
}

/** What the bundled analyzers, as they are without any setting, say of every file of the probe. */
export async function runProbe(): Promise<ProbedDefect[]> {
  buildWorker();
  const defects = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Defect[];
  return withFolder({}, async (reviewed) => {
    const service = createAnalysisService({
      ...{ dist, workerFile: join(dist, 'analyzerWorker.js'), threads: 1, folder: reviewed },
    });
    try {
      const probed: ProbedDefect[] = [];
      for (const defect of defects) {
        probed.push(await probe(service, defect));
      }
      return probed;
    } finally {
      await service.dispose();
    }
  });
}

async function probe(service: AnalysisService, defect: Defect): Promise<ProbedDefect> {
  const [bad, good] = [await review(service, defect, 'bad'), await review(service, defect, 'good')];
  const about = bad.findings.filter((finding) => speaksOf(defect, finding, new LineIndex(bad.text)));
  const said = (findings: readonly ReportedFinding[]) =>
    findings.map(({ source, rule, title }) => `${source} ${rule}: ${title}`);
  return {
    ...defect,
    found: about.length > 0,
    foundBy: about.map(({ source, rule }) => `${source}/${rule}`),
    shown: about.some(({ confidence }) => confidence !== 'low'),
    saidOfBad: said(bad.findings),
    saidOfGood: said(good.findings),
  };
}

function speaksOf({ from, to, about }: Defect, { span, title, explanation }: ReportedFinding, lines: LineIndex) {
  const words = new RegExp(about, 'i');
  return (
    span !== undefined &&
    lines.lineAt(span.start) <= to &&
    lines.lineAt(Math.max(span.start, span.end - 1)) >= from &&
    words.test(`${title} ${explanation}`)
  );
}

/** Reviews the file under a name that does not tell what is wrong with it, or that it is an example. */
async function review({ reviewer }: AnalysisService, { file, extension }: Defect, kind: 'bad' | 'good') {
  const text = readFileSync(join(folder, `${file}.${kind}.${extension}`), 'utf8');
  const snapshotOfFile = snapshot(`src/${basename(file)}.${extension}`, text);
  const outcome = await reviewer.review(snapshotOfFile, context());
  if (outcome.kind !== 'reviewed') {
    throw new Error(`${file}.${kind}.${extension}: ${outcome.kind}`);
  }
  return { text: snapshotOfFile.text, findings: outcome.findings.filter(({ hiddenBy }) => !hiddenBy) };
}
