import type { Journal } from '../ports';
import type { RunRecord } from './records';
import type { RunStore } from './store';

/**
 * The one way to change a run: what happens is on record first and in the store then, in the order of the journal.
 * `append` rejects when it could not be recorded; then it has not changed the run either.
 *
 * @param reached called when a record is in the journal, with the run as all that stands before it has made it
 */
export function recording(
  journal: Journal<RunRecord>,
  store: RunStore,
  reached: () => void = () => {},
): Journal<RunRecord> {
  return {
    async append(record, urgency) {
      await journal.append(record, urgency);
      reached();
      if (record.type !== 'run') {
        store.apply(record);
      }
    },
  };
}
