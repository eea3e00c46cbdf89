import type { ApplyResult, Bulk } from '../../core/queue/queueEntry';
import { fileUri, openDirtyText } from '../documents';
import { editorFlags } from '../editorFlags';
import { folderName } from '../folders';
import { Once } from '../once';
import { oneLine } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import { editorUi, type Ui } from '../ui';
import { applyBulk } from './bulkApply';
import type { Previews, Target } from './preview';
import {
  bulkQuestion,
  firstOf,
  isSetback,
  leftOutMessage,
  notWaitingMessage,
  pageChoice,
  setbackMessage,
  successMessage,
} from './queueMessages';
import { chooseQueue, isRowKey, noneWaits, type Subject, subjectOf } from './queueTarget';

export interface QueueWalkDependencies {
  readonly sessions: Sessions;
  readonly previews: Previews;
  readonly ui?: Ui;
}

/**
 * The walk through a queue. Every command takes what {@link subjectOf} understands. One that finishes with a proposal
 * whose preview is open goes on to the next preview; on a row without one it only does its work.
 */
export class QueueWalk {
  readonly #sessions: Sessions;
  readonly #previews: Previews;
  readonly #ui: Ui;
  /** Findings and runs a command is at work on, so that a second key press does nothing. */
  readonly #once = new Once();

  constructor({ sessions, previews, ui = editorUi }: QueueWalkDependencies) {
    this.#sessions = sessions;
    this.#previews = previews;
    this.#ui = ui;
  }

  /** Opens the difference of a proposal; of the next one where the argument does not say which. */
  async preview(argument?: unknown): Promise<void> {
    const subject = await this.#subject(argument);
    if (subject?.kind === 'queue') {
      await this.#previewNext(subject.session, subject.path);
    } else if (subject?.kind === 'proposal') {
      await this.#show(subject);
    }
  }

  /** Opens the differences of all waiting proposals of a queue. */
  async previewAll(argument?: unknown): Promise<void> {
    const subject = await this.#subject(argument);
    if (!subject) {
      return;
    }
    const pages = this.#previews.pages(subject.session).map((paths) => ({ ...pageChoice(paths), paths }));
    const page = pages.length > 1 ? await this.#ui.pick(pages, 'Preview which files?') : pages[0];
    if (pages.length === 0) {
      this.#ui.status(noneWaits([subject.session]));
    } else if (page) {
      const { shown, leftOut } = await this.#previews.showAll(subject.session, page.paths);
      if (leftOut > 0) {
        this.#ui.problem(leftOutMessage(shown, leftOut));
      }
    }
  }

  /**
   * Applies a proposal. One with a flag is applied only where it can be seen, so elsewhere this opens its preview; and
   * on a row of several proposals, or of none, the preview of the next.
   */
  async apply(argument?: unknown): Promise<void> {
    const meant = subjectOf(argument, this.#sessions, this.#previews);
    const subject = meant ?? (isRowKey(argument) ? await chooseQueue(this.#sessions, this.#ui) : undefined);
    if (subject?.kind === 'queue') {
      await this.#previewNext(subject.session, subject.path);
      return;
    }
    const target = this.#proposalOf(subject, 'Open the preview of a proposal first, or use Apply Next.');
    if (target && editorFlags(target.entry.finding.proposal).length > 0 && !this.#previews.isInSight(target)) {
      await this.#show(target);
    } else if (target) {
      await this.#applyOne(target);
    }
  }

  /** Applies the proposal whose preview has the focus and goes on; without one, opens the next preview. */
  async applyNext(argument?: unknown): Promise<void> {
    const active = this.#previews.active();
    const subject = await this.#subject(argument);
    if (subject?.kind === 'proposal' && active?.entry.finding.id === subject.entry.finding.id) {
      await this.#applyOne(subject);
    } else if (subject?.kind === 'proposal') {
      await this.#show(subject);
    } else if (subject?.kind === 'queue') {
      await this.#previewNext(subject.session, subject.path);
    }
  }

  /** Applies, after one question, every proposal of a queue that a bulk action may touch. */
  async applyAll(bulk: Bulk, argument?: unknown): Promise<void> {
    const subject = await this.#subject(argument);
    const taken = subject?.session.queue.inBulk(bulk) ?? [];
    if (!subject) {
      return;
    }
    if (taken.length === 0) {
      this.#ui.status(`No waiting proposal is ${bulk}; look at them one by one.`);
      return;
    }
    const { session } = subject;
    const question = bulkQuestion(bulk, taken, session.queue.waiting().length, folderName(session.folder));
    if (await this.#ui.confirm(question, 'Apply')) {
      await this.#once.run(session.run.store.header.id, () => this.#applyBulk(session, bulk));
    }
  }

  /** Leaves a proposal for later. */
  async skip(argument?: unknown): Promise<void> {
    const target = this.#waiting(argument);
    if (!target) {
      return;
    }
    target.session.queue.skip(target.entry.finding.id);
    if (!this.#previews.isOpen(target)) {
      this.#ui.status(`Left for later: ${oneLine(target.entry.finding.title)}`);
    } else if (!(await this.#showNext(target.session))) {
      this.#ui.status('No other proposal waits.');
    } else {
      await this.#previews.close(target);
    }
  }

  /** Takes a proposal out of the queue. */
  async dismiss(argument?: unknown): Promise<void> {
    const target = this.#waiting(argument);
    if (!target) {
      return;
    }
    await this.#once.run(target.entry.finding.id, async () => {
      const wasOpen = this.#previews.isOpen(target);
      await target.session.queue.dismiss(target.entry.finding.id);
      this.#ui.status(`Dismissed: ${oneLine(target.entry.finding.title)}`);
      await this.#goOn(target, wasOpen);
    });
  }

  /** Takes an applied proposal back. */
  async revert(argument?: unknown): Promise<void> {
    const target = this.#proposal(argument, 'Choose an applied proposal in the Folder Review view.');
    if (target) {
      await this.#once.run(target.entry.finding.id, async () => {
        this.#tell(target, await target.session.queue.revert(target.entry.finding.id));
      });
    }
  }

  async #applyOne(target: Target): Promise<void> {
    const { session, entry } = target;
    await this.#once.run(entry.finding.id, async () => {
      const wasOpen = this.#previews.isOpen(target);
      const result = await session.queue.apply(entry.finding.id);
      this.#tell(target, result);
      // After a failure another attempt may succeed: the preview stays.
      if (result.kind !== 'failed') {
        await this.#goOn(target, wasOpen);
      }
    });
  }

  async #applyBulk(session: ReviewSession, bulk: Bulk): Promise<void> {
    const { summary, hasSetbacks } = await applyBulk(session, bulk);
    if (hasSetbacks) {
      this.#ui.problem(summary);
    } else {
      this.#ui.status(summary);
    }
    const active = this.#previews.active();
    if (active?.session === session && active.entry.finding.proposal.state.kind !== 'ready') {
      await this.#goOn(active, true);
    }
  }

  /** Leaves a proposal that is dealt with: on to the next preview if this one was open, and it is closed. */
  async #goOn(target: Target, wasOpen: boolean): Promise<void> {
    if (!wasOpen) {
      return;
    }
    const hasNext = await this.#showNext(target.session);
    await this.#previews.close(target);
    if (!hasNext) {
      this.#ui.status(noneWaits([target.session]));
    }
  }

  /** Opens the next preview of a queue. False when nothing else waits. */
  async #showNext(session: ReviewSession): Promise<boolean> {
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

  async #previewNext(session: ReviewSession, path: string | undefined): Promise<void> {
    const waiting = session.queue.waiting();
    const inHand = waiting.find(({ finding }) => finding.id === session.queue.current);
    if (path !== undefined) {
      const entry = waiting.find(({ file }) => file.path === path || file.path.startsWith(`${path}/`));
      await (entry ? this.#show({ session, entry }) : this.#ui.status('No proposal waits here.'));
    } else if (inHand && !this.#previews.isOpen({ session, entry: inHand })) {
      await this.#show({ session, entry: inHand });
    } else if (!(await this.#showNext(session))) {
      this.#ui.status(inHand ? 'No other proposal waits.' : noneWaits([session]));
    }
  }

  async #show(target: Target): Promise<void> {
    const setback = await this.#tryToShow(target);
    if (setback !== undefined) {
      this.#ui.problem(setback);
    }
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

  #tell({ session, entry }: Target, result: ApplyResult): void {
    if (isSetback(result)) {
      this.#ui.problem(setbackMessage(entry, result));
    } else {
      const isUnsaved = openDirtyText(fileUri(session.folder, entry.file.path)) !== undefined;
      this.#ui.status(successMessage(entry, result.kind, isUnsaved));
    }
  }

  async #subject(argument: unknown): Promise<Exclude<Subject, { kind: 'none' }> | undefined> {
    const subject =
      subjectOf(argument, this.#sessions, this.#previews) ?? (await chooseQueue(this.#sessions, this.#ui));
    if (subject?.kind === 'none') {
      this.#ui.problem(subject.message);
      return undefined;
    }
    return subject;
  }

  #waiting(argument: unknown): Target | undefined {
    const target = this.#proposal(argument, 'Open the preview of a proposal, or go to its row, first.');
    if (target && target.entry.finding.proposal.state.kind !== 'ready') {
      this.#ui.problem(notWaitingMessage(target.entry));
      return undefined;
    }
    return target;
  }

  #proposal(argument: unknown, advice: string): Target | undefined {
    return this.#proposalOf(subjectOf(argument, this.#sessions, this.#previews), advice);
  }

  #proposalOf(subject: Subject | undefined, advice: string): Target | undefined {
    if (subject?.kind === 'proposal') {
      return subject;
    }
    this.#ui.problem(subject?.kind === 'none' ? subject.message : advice);
    return undefined;
  }
}
