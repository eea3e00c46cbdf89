import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateSmallFiles } from './generateFolder';
import { report, review, root, round } from './support';

const [runs, filesOfSmall, filesOfLarge, every] = [200, 20, 3_000, 10];
const permittedRatio = 1.5;

/** How long `runs` takes when every tenth run is large, compared with as many that are all small. */
export async function listOfRuns(folder: string): Promise<void> {
  const small = await runOf(join(folder, 'small'), filesOfSmall);
  const large = await runOf(join(folder, 'large'), filesOfLarge);
  const ms = listMs(stateOf(join(folder, 'mixed'), (run) => (run % every === 0 ? large : small)));
  const allSmallMs = listMs(stateOf(join(folder, 'all small'), () => small));
  const withoutSummaries = stateOf(join(folder, 'mixed'), () => undefined);
  const ratio = round(ms / allSmallMs, 2);
  report('list of runs', {
    ...{ runs, large: runs / every, filesOfLarge, ms: round(ms, 0), allSmallMs: round(allSmallMs, 0) },
    ...{ msWithoutSummaries: round(listMs(withoutSummaries), 0), ratio, permittedRatio, ok: ratio <= permittedRatio },
  });
  process.exitCode = ratio <= permittedRatio ? process.exitCode : 1;
}

/** A state root with copies of runs; where there is none to copy, what is there loses its summary. */
function stateOf(root: string, runOf: (run: number) => string | undefined): string {
  const place = join(root, 'project-0000000000000000/runs');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  for (let run = 0; run < runs; run++) {
    const target = join(place, `20250101-000000-${String(run).padStart(3, '0')}`);
    const source = runOf(run);
    if (source === undefined) {
      rmSync(join(target, 'summary.json'));
    } else {
      cpSync(source, target, { recursive: true });
    }
  }
  return root;
}

/** Reviews a folder of so many files and answers with the folder of its run. */
async function runOf(folder: string, files: number): Promise<string> {
  generateSmallFiles(join(folder, 'reviewed'), files);
  await review(folder, { flags: [] });
  const state = join(folder, 'state');
  const run = readdirSync(state, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith('journal.jsonl'));
  if (run === undefined) {
    throw new Error('The review left no record.');
  }
  return join(state, run, '..');
}

/** The best of a few tries, in milliseconds. */
function listMs(state: string): number {
  const tries = Array.from({ length: 3 }, () => {
    const begunAt = performance.now();
    const { status } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'runs', '--state-dir', state]);
    if (status !== 0) {
      throw new Error('The list of runs failed.');
    }
    return performance.now() - begunAt;
  });
  return Math.min(...tries);
}
