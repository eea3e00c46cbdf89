import { t } from '../l10n';
import type { ReviewSession } from '../sessions';
import type { Ui } from '../ui';
import type { Previews, Target } from './preview';
import { firstOf, setbackMessage } from './queueMessages';
import { noneWaits } from './queueTarget';

/** The walk from preview to preview, in the order of a queue. */
export class PreviewWalk {
  readonly #previews: Previews;
  readonly #ui: Ui;

  constructor(previews: Previews, ui: Ui) {
    this.#previews = previews;
    this.#ui = ui;
  }

  /** Opens the preview in hand, or the next one; below a path, of the first that waits there. */
  async showNextOf(session: ReviewSession, path: string | undefined): Promise<void> {
    const waiting = session.queue.waiting();
    const inHand = waiting.find(({ finding }) => finding.id === session.queue.current);
    if (path !== undefined) {
      const entry = waiting.find(({ file }) => file.path === path || file.path.startsWith(`${path}/`));
      await (entry ? this.show({ session, entry }) : this.#ui.status(t('No proposals to review here.')));
    } else if (inHand && !this.#previews.isOpen({ session, entry: inHand })) {
      await this.show({ session, entry: inHand });
    } else if (!(await this.showNext(session))) {
      this.#ui.status(inHand ? t('No other proposals to review.') : noneWaits([session]));
    }
  }

  /** Opens the preview of a proposal. */
  async show(target: Target): Promise<void> {
    const setback = await this.#tryToShow(target);
    if (setback !== undefined) {
      this.#ui.problem(setback);
    }
  }

  /** Leaves a proposal that is dealt with: on to the next preview if this one was open, and it is closed. */
  async goOn(target: Target, wasOpen: boolean): Promise<void> {
    if (!wasOpen) {
      return;
    }
    const hasNext = await this.showNext(target.session);
    await this.#previews.close(target);
    if (!hasNext) {
      this.#ui.status(noneWaits([target.session]));
    }
  }

  /** Opens the next preview of a queue. False when nothing else waits. */
  async showNext(session: ReviewSession): Promise<boolean> {
    const tried = new Set<string>();
    const setbacks: string[] = [];
    let isShown = false;
    let entry = session.queue.next();
    while (!isShown && entry && !tried.has(entry.finding.id)) {
      tried.add(entry.finding.id);
      const setback = await this.#tryToShow({ session, entry });
      if (setback === undefined) {
        isShown = true;
      } else {
        setbacks.push(setback);
      }
      // In hand all the same, so that the next is the one behind it.
      session.queue.hold(entry.finding.id);
      entry = session.queue.next();
    }
    const problem = firstOf(setbacks);
    if (problem !== undefined) {
      this.#ui.problem(problem);
    }
    return isShown;
  }

  /** Opens a preview, or tells why not. A proposal whose text is gone leaves the queue. */
  async #tryToShow(target: Target): Promise<string | undefined> {
    const { session, entry } = target;
    const outcome = await this.#previews.show(target);
    if (outcome.kind === 'shown') {
      return undefined;
    }
    if (outcome.kind === 'stale') {
      await session.queue.expire(entry.finding.id, outcome.reason);
    }
    return setbackMessage(entry, outcome);
  }
}
