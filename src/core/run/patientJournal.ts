import type { Clock, Journal } from '../ports';
import { errorMessage } from '../text/errorMessage';

/** How a journal waits. */
export interface Patience {
  /** How long it waits before it tries again, in milliseconds. */
  readonly retryMs: number;
  readonly clock: Clock;
  /** When it aborts nobody waits any more: what cannot be recorded then is told. */
  readonly signal: () => AbortSignal;
  /** Hears why nothing can be recorded, and undefined when everything is. */
  readonly paused: (reason: string | undefined) => void;
}

/** A journal that tries to record what could not be until it can, as when a person has made room on the disk. */
export function patientJournal<Record>(journal: Journal<Record>, patience: Patience): Journal<Record> {
  const { retryMs, clock, signal, paused } = patience;
  let waiting = 0;

  async function insist(append: () => Promise<void>, first: unknown): Promise<void> {
    let error = first;
    while (!signal().aborted) {
      paused(errorMessage(error));
      await clock.sleep(retryMs, signal());
      try {
        return await append();
      } catch (again) {
        error = again;
      }
    }
    throw error;
  }

  return {
    async append(record, urgency) {
      const append = () => journal.append(record, urgency);
      try {
        await append();
      } catch (error) {
        waiting++;
        try {
          await insist(append, error);
        } finally {
          waiting--;
          if (waiting === 0) {
            paused(undefined);
          }
        }
      }
    },
  };
}
