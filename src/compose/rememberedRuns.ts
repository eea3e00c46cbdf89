import type { Memento } from 'vscode';
import type { RunFolder } from '../store/runs';

/** A run that a window shows. */
export interface RememberedRun {
  /** URI of the reviewed folder. */
  readonly folder: string;
  readonly run: RunFolder;
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

  async forget(runId: string): Promise<void> {
    await this.#memory.update(
      key,
      this.all().filter(({ run }) => run.id !== runId),
    );
  }
}
