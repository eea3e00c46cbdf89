import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { toResults } from '../core/report/results';
import type { RunStore } from '../core/run/store';
import { writeFileAtomic } from '../store/atomicFile';
import { modelsIn, readSummary, summaryIn, writeSummary } from '../store/summaryRecord';
import { saveSeen } from './seenRuns';

/**
 * What brings `results.json`, the summary and what has been seen in a run's folder up to date, where they are not: all speak
 * of what the journal holds. One at a time; who asks while somebody waits for their turn is answered along. Rejects with the system's
 * error.
 *
 * @param journal of which length the journal is
 */
export function createResultsSaver(
  directory: string,
  store: RunStore,
  journal: { readonly bytes: number },
): () => Promise<void> {
  let savedBytes: number | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting: Promise<void> | undefined;

  const save = async (): Promise<void> => {
    waiting = undefined;
    savedBytes ??= (await readSummary(directory))?.journalBytes;
    const journalBytes = journal.bytes;
    if (savedBytes === journalBytes) {
      return;
    }
    // Then the store has all that the journal had: what is shown is at most ahead of what the summary says it speaks of.
    await nextTurn();
    const summary = summaryIn(store);
    await writeFileAtomic(join(directory, 'results.json'), toResults(store));
    await writeSummary(directory, { ...summary, journalBytes, ...modelsIn(store) });
    await saveSeen(directory, store, journalBytes);
    savedBytes = journalBytes;
  };

  return () => {
    if (!waiting) {
      waiting = last.then(save, save);
      last = waiting;
    }
    return waiting;
  };
}
