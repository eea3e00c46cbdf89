import { dirname } from 'node:path';
import { allRuns, checkRunFolder, hasRecord, type RunFolder } from '../store/runs';
import { type RunSummary, readSummary, summaryIn } from '../store/summaryRecord';
import { readRun } from './runFiles';

/**
 * What a list of runs says of one: by its summary where that is up to date, else by its journal. Undefined when it has no
 * readable record; rejects when that is somebody else's, or cannot be read.
 */
export async function summaryOf(runFolder: RunFolder): Promise<RunSummary | undefined> {
  await checkRunFolder(runFolder);
  const written = await readSummary(runFolder.path);
  if (written) {
    return written;
  }
  const store = await readRun(runFolder);
  return store && summaryIn(store);
}

/** The last run of each folder that can be told, newest first, with the folder (real path) as its record has it. */
export async function lastOfEach(
  root: string,
): Promise<readonly { readonly run: RunFolder; readonly folder?: string }[]> {
  const seen = new Set<string>();
  const last: { readonly run: RunFolder; readonly folder?: string }[] = [];
  for (const run of await allRuns(root)) {
    const state = dirname(dirname(run.path));
    if (!seen.has(state) && (await hasRecord(run))) {
      seen.add(state);
      const summary = await summaryOf(run).catch(() => undefined);
      last.push({ run, ...(summary && { folder: summary.folder }) });
    }
  }
  return last;
}
