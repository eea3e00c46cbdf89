import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FolderOutcomes, OutcomeTally } from '../core/figures/outcomes';
import type { RunStore } from '../core/run/store';
import { hasRecord, journalName, type RunFolder, runsIn } from '../store/runs';
import { readRun } from './runFiles';

/**
 * What became of findings over all runs of a run's folder that can be read.
 *
 * @param directory the run's own folder
 * @param mostBytes so much of the records of other runs is read, of the latest ones first; absent for no bound
 */
export async function folderOutcomes(
  store: RunStore,
  directory: string,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<FolderOutcomes> {
  const others = (await runsIn(dirname(dirname(directory)))).filter(({ path }) => path !== directory);
  let left = mostBytes;
  let leftOut = 0;
  const stores: RunStore[] = [store];
  for (const run of others) {
    if (!(await hasRecord(run))) {
      continue;
    }
    left -= await bytesOf(run);
    const read = left >= 0 ? await readRun(run).catch(() => undefined) : undefined;
    stores.push(...(read ? [read] : []));
    leftOut += read ? 0 : 1;
  }
  const tally = new OutcomeTally();
  for (const one of stores.sort((a, b) => (a.header.id < b.header.id ? -1 : 1))) {
    tally.add(one);
  }
  return { makers: tally.figures(), runs: tally.runs, leftOut };
}

async function bytesOf({ path }: RunFolder): Promise<number> {
  return (await lstat(join(path, journalName)).catch(() => undefined))?.size ?? 0;
}
