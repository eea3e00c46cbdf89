import { readRun } from '../compose/runFiles';
import { seenUpTo } from '../compose/seenRuns';
import { toComparisonJson, toComparisonText } from '../core/report/comparisonText';
import { printable } from '../core/report/text';
import { compareRuns } from '../core/run/comparison';
import type { RunStore } from '../core/run/store';
import { type RunFolder, runsOf } from '../store/runs';
import { stateRoot } from '../store/stateDir';
import type { CompareCommand } from './command';
import { CommandFailure, exitCodes } from './exitCode';
import { codeReader, printAll, styleOfOutput } from './output';
import { recordOf } from './pastRuns';
import { worldOf } from './world';

/** Runs before both in which findings are looked up that the earlier one had not looked for; more would take long. */
const pastRuns = 8;

/** Prints what has become of the findings of one run in another. */
export async function compare({ runs: named, format, stateDir }: CompareCommand): Promise<number> {
  const [one, other] = await Promise.all(named.map((run) => recordOf({ run, stateDir })));
  if (!one || !other) {
    throw new CommandFailure('Which two runs?');
  }
  const [earlier, later] = one.header.id < other.header.id ? [one, other] : [other, one];
  if (earlier.header.folder !== later.header.folder) {
    const folders = [earlier, later].map(({ header }) => `${header.id} is of ${printable(header.folder)}`);
    throw new CommandFailure(`These are runs of two folders: ${folders.join(', ')}.`);
  }
  const { id, folder } = earlier.header;
  const runs = (await runsOf(stateRoot(stateDir), folder)).filter((run) => run.id <= id);
  const seen = await seenUpTo(runs, readRun);
  const compared = compareRuns(earlier, later, seen, await storesOf(runs.slice(1, pastRuns + 1)));
  const both = { earlier, later };
  const { workspace } = worldOf(folder, later.header.options, 1, stateDir);
  await printAll(
    format === 'json'
      ? [toComparisonJson(both, compared)]
      : toComparisonText(both, compared, styleOfOutput(folder), codeReader(workspace)),
  );
  return exitCodes.done;
}

async function storesOf(runs: readonly RunFolder[]): Promise<RunStore[]> {
  const stores: RunStore[] = [];
  for (const run of runs) {
    // What cannot be read says nothing of what was there.
    const store = await readRun(run).catch(() => undefined);
    stores.push(...(store ? [store] : []));
  }
  return stores;
}
