import { parseElementId } from '../elements';
import { folderName } from '../folders';
import { oneLine } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import type { HeldRuns } from './heldRuns';
import type { RunUi } from './runUi';

interface RunChoiceDependencies {
  readonly sessions: Sessions;
  readonly held: HeldRuns;
  readonly ui: Pick<RunUi, 'tell' | 'pick'>;
}

/** Which review a command is about. */
export class RunChoice {
  readonly #sessions: Sessions;
  readonly #held: HeldRuns;
  readonly #ui: RunChoiceDependencies['ui'];

  constructor({ sessions, held, ui }: RunChoiceDependencies) {
    this.#sessions = sessions;
    this.#held = held;
    this.#ui = ui;
  }

  /**
   * That of a row, the only one there is, or one that is picked.
   *
   * @param sessions those to choose from where there is no row
   * @param none said where there are none
   */
  async of(
    element: unknown,
    sessions: readonly ReviewSession[],
    placeholder: string,
    none: string,
  ): Promise<ReviewSession | undefined> {
    if (this.#held.refuses(element)) {
      return undefined;
    }
    const named = this.#sessions.byRun(parseElementId(element)?.run ?? '');
    if (named) {
      return named;
    }
    if (sessions.length === 0) {
      void this.#ui.tell('info', none);
    }
    if (sessions.length <= 1) {
      return sessions[0];
    }
    const items = sessions.map((session) => ({
      label: `$(folder) ${oneLine(folderName(session.folder))}`,
      description: session.folder.fsPath,
      session,
    }));
    return (await this.#ui.pick(items, placeholder))?.session;
  }
}
