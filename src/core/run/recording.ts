import type { Journal } from '../ports';
import type { RunRecord } from './records';
import type { RunStore } from './store';

/**
 * The one way to change a run: what happens is on record first and in the store then, in the order of the journal.
 * `append` rejects when it could not be recorded; then it has not changed the run either.
 */
export function recording(journal: Journal<RunRecord>, store: RunStore): Journal<RunRecord> {
  return {
    async append(record, urgency) {
      await journal.append(record, urgency);
      if (record.type !== 'run') {
        store.apply(record);
      }
    },
  };
}
