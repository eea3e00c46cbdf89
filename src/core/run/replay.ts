import type { ChangeIntent, RunRecord } from './records';
import { RunStore } from './store';

/** A run as its journal tells it. */
export interface ReplayedRun {
  readonly store: RunStore;
  /** Changes that were begun and whose end was never recorded. */
  readonly openIntents: readonly ChangeIntent[];
}

/** A run that is rebuilt from its records. */
export interface Replay {
  /** Takes the next record. What comes before a `run` record is no run. */
  take(record: RunRecord): void;
  /** What is known so far; undefined when there was no `run` record. */
  readonly store: RunStore | undefined;
  /**
   * The run at the end of its records. Files that had not come to their end are cancelled, and a run that had not is
   * `interrupted`, unless it is still `atWork` in some process. Undefined when they do not start with a run.
   */
  end(atWork: boolean): ReplayedRun | undefined;
}

export function beginReplay(): Replay {
  let store: RunStore | undefined;
  return {
    get store() {
      return store;
    },
    take(record) {
      if (record.type === 'run') {
        store = new RunStore(record.run);
      } else {
        store?.apply(record);
      }
    },
    end(atWork) {
      if (store && !atWork) {
        store.endUnfinished();
      }
      return store && { store, openIntents: store.openIntents() };
    },
  };
}

/** Rebuilds a run from all of its records, see `Replay`. */
export function replay(records: Iterable<RunRecord>, atWork = false): ReplayedRun | undefined {
  const replayed = beginReplay();
  for (const record of records) {
    replayed.take(record);
  }
  return replayed.end(atWork);
}
