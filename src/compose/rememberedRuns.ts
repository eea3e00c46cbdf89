import type { Memento } from 'vscode';
import type { RunFolder } from '../store/runs';
import type { KeptPlaces, QueuePlace } from '../vscode/queue/queuePlaces';
import type { TurnedDown } from '../vscode/runs/continueOffer';

/** A run that a window shows. */
export interface RememberedRun {
  /** URI of the reviewed folder. */
  readonly folder: string;
  readonly run: RunFolder;
  /** The person was asked whether it is to go on where it was interrupted, and does not want that for now. */
  readonly turnedDown?: true;
  readonly place?: QueuePlace;
}

const key = 'runs';

/** The runs a window shows, so that they come back when it is reloaded. */
export class RememberedRuns {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** Newest first. */
  all(): readonly RememberedRun[] {
    return this.#memory.get<readonly RememberedRun[]>(key, []);
  }

  async add(run: RememberedRun): Promise<void> {
    await this.#memory.update(key, [run, ...this.all()]);
  }

  readonly turnedDown: TurnedDown = {
    has: (runId) => this.#of(runId)?.turnedDown === true,
    set: async (runId, isSo) => {
      if (this.turnedDown.has(runId) !== isSo) {
        await this.#change(runId, ({ turnedDown: _, ...one }) => (isSo ? { ...one, turnedDown: isSo } : one));
      }
    },
  };

  readonly places: KeptPlaces = {
    get: (runId) => this.#of(runId)?.place,
    set: (runId, place) => this.#change(runId, (one) => ({ ...one, place })),
  };

  async forget(runId: string): Promise<void> {
    await this.#memory.update(
      key,
      this.all().filter(({ run }) => run.id !== runId),
    );
  }

  #of(runId: string): RememberedRun | undefined {
    return this.all().find(({ run }) => run.id === runId);
  }

  async #change(runId: string, change: (one: RememberedRun) => RememberedRun): Promise<void> {
    await this.#memory.update(
      key,
      this.all().map((one) => (one.run.id === runId ? change(one) : one)),
    );
  }
}
