import { isKnownKind } from './recordShape';
import type { RunRecord } from './records';
import { RunStore } from './store';

/** A run that is rebuilt from its records. */
export interface Replay {
  /** Takes the next record. What comes before a `run` record is no run. */
  take(record: RunRecord): void;
  /** Whether there were records of kinds that are not known. */
  readonly hasUnknown: boolean;
  /** What is known so far; undefined when there was no `run` record. */
  readonly store: RunStore | undefined;
  /**
   * The run at the end of its records. Files that had not come to their end are cancelled, and a run that had not is
   * ended by `endOf`, unless it is still `atWork` in some process. Undefined when they do not start with a run.
   */
  end(atWork: boolean): RunStore | undefined;
}

/**
 * What the next process writes into the journal of a run whose process ended before it did: that it was interrupted, unless all of its
 * files had come to their ends and nothing was missing but this record.
 */
export function endOf(store: RunStore) {
  const { queued, reviewing, cancelled } = store.summary();
  const isWhole = store.isListed && queued + reviewing + cancelled === 0;
  return { type: 'state', state: { kind: isWhole ? 'finished' : 'interrupted' } } as const satisfies RunRecord;
}

export function beginReplay(): Replay {
  let store: RunStore | undefined;
  let hasUnknown = false;
  return {
    get hasUnknown() {
      return hasUnknown;
    },
    get store() {
      return store;
    },
    take(record) {
      if (record.type === 'run' && store) {
        throw new Error('it holds two runs');
      }
      if (record.type === 'run') {
        store = new RunStore(record.run);
      } else {
        hasUnknown ||= !isKnownKind(record);
        store?.apply(record);
      }
    },
    end(atWork) {
      if (store?.isUnfinished && !atWork) {
        store.apply(endOf(store));
      }
      return store;
    },
  };
}
