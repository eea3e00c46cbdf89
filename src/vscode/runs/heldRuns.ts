import { parseElementId } from '../elements';
import { heldSentences } from '../facts/runTexts';
import { t } from '../l10n';
import { Once } from '../once';
import type { HeldRun, Sessions } from '../sessions';
import { asksToClear } from './clearQuestion';
import type { RunUi } from './runUi';

/** What can be done here with runs that another process has open: to look, to try again, and to leave them out. */
export class HeldRuns {
  readonly #sessions: Sessions;
  readonly #ui: Pick<RunUi, 'tell' | 'ask'>;
  /** Two at once would be in each other's way. */
  readonly #once = new Once();

  constructor(sessions: Sessions, ui: Pick<RunUi, 'tell' | 'ask'>) {
    this.#sessions = sessions;
    this.#ui = ui;
  }

  /** Says so where an element is of such a run. */
  refuses(element: unknown): boolean {
    const held = this.#of(element);
    if (held) {
      void this.#ui.tell('info', heldSentences(held.holder));
    }
    return held !== undefined;
  }

  /** Opens the run of an element here, if who had it open is done with it. True if it is open now. */
  async tryAgain(element: unknown): Promise<boolean> {
    const held = this.#of(element);
    if (!held) {
      void this.#ui.tell('info', t('Choose a review in the Folder Review view that another process has open.'));
      return false;
    }
    return (await this.#once.run(held.store.header.id, () => this.#retake(held))) ?? false;
  }

  /** Leaves the run of an element out of the view, if the person says so. False where it is no such run. */
  async forget(element: unknown): Promise<boolean> {
    const held = this.#of(element);
    if (held && (await asksToClear(held, this.#ui))) {
      this.#sessions.removeHeld(held.store.header.id);
      await held.forget();
    }
    return held !== undefined;
  }

  async #retake(held: HeldRun): Promise<boolean> {
    const reopened = await held.retake();
    switch (reopened.kind) {
      case 'open':
        this.#sessions.removeHeld(held.store.header.id);
        this.#sessions.add(reopened.session);
        return true;
      case 'held':
        this.#sessions.addHeld(reopened.held);
        void this.#ui.tell('info', heldSentences(reopened.held.holder));
        return false;
      case 'failed':
        void this.#ui.tell('error', reopened.message);
        return false;
    }
  }

  #of(element: unknown): HeldRun | undefined {
    return this.#sessions.heldByRun(parseElementId(element)?.run ?? '');
  }
}
