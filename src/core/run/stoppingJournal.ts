import type { Journal } from '../ports';
import { errorMessage } from '../text/errorMessage';
import type { RunRecord } from './records';

/**
 * The record of a run that stops when it cannot be recorded: work that a crash would lose is not begun. From then on nothing
 * goes on record but how the run stands: behind what is missing it would tell another story, as of a file in which nothing was
 * found. `append` never rejects.
 */
export class StoppingJournal implements Journal<RunRecord> {
  readonly #journal: Journal<RunRecord>;
  readonly #stop: () => void;
  #problem: string | undefined;

  constructor(journal: Journal<RunRecord>, stop: () => void) {
    this.#journal = journal;
    this.#stop = stop;
  }

  /** Why the run cannot be recorded any more. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** There may be room again for what could not be recorded. */
  tryAgain(): void {
    this.#problem = undefined;
  }

  async append(record: RunRecord, urgency?: 'durable'): Promise<void> {
    if (this.#problem !== undefined && record.type !== 'state') {
      return;
    }
    try {
      await this.#journal.append(record, urgency);
    } catch (error) {
      this.#problem ??= `The record of the review could not be written: ${errorMessage(error)}`;
      this.#stop();
    }
  }
}
