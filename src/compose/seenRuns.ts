import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type HistoryOfRun, historyOf } from '../core/run/seen';
import { nothingSeen, type SeenFolder } from '../core/run/seenFolder';
import type { RunStore } from '../core/run/store';
import { journalName, type RunFolder } from '../store/runs';
import { readSeen, writeSeen } from '../store/seenRecord';

/** Files that are looked at before others on the thread have their turn. */
const filesAtOnce = 200;

/** How a run stands to those before it; see `historyOf`. */
async function historyOver(before: SeenFolder, store: RunStore): Promise<HistoryOfRun> {
  const steps = historyOf(before, store);
  for (let count = 1; ; count++) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
    if (count % filesAtOnce === 0) {
      await nextTurn();
    }
  }
}

/**
 * What the first of some runs and all behind it have seen: as its folder has it, or else as its journal tells. A run that
 * cannot be read has seen nothing. Never rejects.
 *
 * @param runs of one folder, the one that began last first
 * @param read a run's store by its journal
 */
export async function seenUpTo(
  runs: readonly RunFolder[],
  read: (run: RunFolder) => Promise<RunStore | undefined>,
): Promise<SeenFolder> {
  const [run, ...older] = runs;
  if (!run) {
    return nothingSeen;
  }
  const bytes = await lstat(join(run.path, journalName)).then(
    ({ size }) => size,
    () => undefined,
  );
  const kept = bytes === undefined ? undefined : await readSeen(run.path, 'after', bytes);
  if (kept) {
    return kept;
  }
  const before = (await readSeen(run.path, 'before')) ?? (await seenUpTo(older, read));
  const store = await read(run).catch(() => undefined);
  return store?.isListed ? (await historyOver(before, store)).after : before;
}

/**
 * Works out how a run stands to those before it, shows it, and keeps what has been seen for the next. Does nothing for a run
 * of a version that did not keep what was seen before it. Rejects with the system's error.
 *
 * @param directory the run's own folder
 * @param journalBytes the length of its journal
 */
export async function saveSeen(directory: string, store: RunStore, journalBytes: number): Promise<void> {
  const before = await readSeen(directory, 'before');
  if (before && store.isListed) {
    const { history, after } = await historyOver(before, store);
    store.showHistory(history);
    await writeSeen(directory, 'after', after, journalBytes);
  }
}

/** Shows how a run that is not at work stands to those before it, where that is known. Never rejects. */
export async function showSeen(directory: string, store: RunStore): Promise<void> {
  const before = store.isUnfinished ? undefined : await readSeen(directory, 'before');
  if (before && before.reviews > 0 && store.isListed) {
    store.showHistory((await historyOver(before, store)).history);
  }
}
