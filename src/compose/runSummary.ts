import { checkRunFolder, type RunFolder } from '../store/runs';
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
  const replayed = await readRun(runFolder);
  return replayed && summaryIn(replayed.store);
}
