import { type ApplyResult, type Bulk, isSetback } from '../../core/queue/queueEntry';
import { fileUri, openDirtyText } from '../documents';
import { editorFlags } from '../editorFlags';
import { folderName } from '../folders';
import { commandIds } from '../ids';
import { Once } from '../once';
import { oneLine } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import { refusesCommand } from '../trust';
import { editorUi, type Ui } from '../ui';
import { applyBulk } from './bulkApply';
import { DismissWalk } from './dismissWalk';
import type { Previews, Target } from './preview';
import { PreviewWalk } from './previewWalk';
import {
  bulkQuestion,
  emptyBulkMessage,
  leftOutMessage,
  notWaitingMessage,
  onlyTogetherSentence,
  pageChoice,
  setbackMessage,
  successMessage,
} from './queueMessages';
import { chooseApplied, chooseQueue, isRowKey, noneWaits, type Subject, subjectOf } from './queueTarget';
import { offerDifferences, revertBulk } from './revertBulk';
import { applyVerified, askForVerified, offerVerifyingAgain } from './verifiedApply';

export interface QueueWalkDependencies {
  readonly sessions: Sessions;
  readonly previews: Previews;
  readonly ui?: Ui;
}

/**
 * The commands of a queue. Every command takes what {@link subjectOf} understands. One that finishes with a proposal
 * whose preview is open goes on to the next preview; on a row without one it only does its work.
 */
export class QueueWalk {
  readonly #sessions: Sessions;
  readonly #previews: Previews;
  readonly #ui: Ui;
  readonly #walk: PreviewWalk;
  readonly #dismissals: DismissWalk;
  /** Findings and runs a command is at work on, so that a second key press does nothing. */
  readonly #once = new Once();

  constructor({ sessions, previews, ui = editorUi }: QueueWalkDependencies) {
    this.#sessions = sessions;
    this.#previews = previews;
    this.#ui = ui;
    this.#walk = new PreviewWalk(previews, ui);
    this.#dismissals = new DismissWalk({ sessions, previews, ui, walk: this.#walk, once: this.#once });
  }

  /** Opens the difference of a proposal; of the next one where the argument does not say which. */
  async preview(argument?: unknown): Promise<void> {
    const subject = await this.#subject(argument);
    if (subject?.kind === 'queue') {
      await this.#walk.showNextOf(subject.session, subject.path);
    } else if (subject?.kind === 'proposal') {
      await this.#walk.show(subject);
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
      await this.#walk.showNextOf(subject.session, subject.path);
      return;
    }
    const target = this.#proposalOf(subject, 'Open the preview of a proposal first, or use Apply Next.');
    if (target && editorFlags(target.entry.finding.proposal).length > 0 && !this.#previews.isInSight(target)) {
      await this.#walk.show(target);
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
      await this.#walk.show(subject);
    } else if (subject?.kind === 'queue') {
      await this.#walk.showNextOf(subject.session, subject.path);
    }
  }

  /** Applies, after one question, every proposal of a queue that a bulk action may touch. */
  async applyAll(bulk: Bulk, argument?: unknown): Promise<void> {
    const subject = await this.#subject(argument);
    const taken = subject?.session.queue.inBulk(bulk) ?? [];
    if (!subject) {
      return;
    }
    const { session } = subject;
    if (bulk === 'safe' && session.run.store.hasProofs) {
      await this.#applyVerified(session);
      return;
    }
    if (taken.length === 0) {
      this.#ui.status(emptyBulkMessage(bulk, session.queue.waiting()));
      return;
    }
    const question = bulkQuestion(bulk, taken, session.queue.waiting(), folderName(session.folder));
    if (await this.#ui.confirm(question, 'Apply')) {
      await this.#inBulk(session, () => applyBulk(session, bulk, this.#ui));
    }
  }

  /** Applies, after one question, what was verified together. */
  async applyAllVerified(argument?: unknown): Promise<void> {
    const subject = await this.#subject(argument);
    if (subject) {
      await this.#applyVerified(subject.session);
    }
  }

  async #applyVerified(session: ReviewSession): Promise<void> {
    // Git tells whether the folder is what was tested, whichever command asks for it.
    if (refusesCommand(commandIds.applyAllVerified)) {
      return;
    }
    const proven = await askForVerified(session, this.#ui);
    if (proven) {
      await this.#inBulk(session, () => applyVerified(session, proven, this.#ui));
    }
  }

  async #inBulk(session: ReviewSession, apply: () => Promise<void>): Promise<void> {
    await this.#once.run(session.run.store.header.id, async () => {
      await apply();
      const active = this.#previews.active();
      if (active?.session === session && active.entry.finding.proposal.state.kind !== 'ready') {
        await this.#walk.goOn(active, true);
      }
    });
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
    } else if (!(await this.#walk.showNext(target.session))) {
      this.#ui.status('No other proposal waits.');
    } else {
      await this.#previews.close(target);
    }
  }

  /** Takes findings out of the list, see `DismissWalk`. */
  dismiss(argument?: unknown, selected?: unknown): Promise<void> {
    return this.#dismissals.dismiss(argument, selected);
  }

  /** Shows again what was dismissed last. */
  undoDismiss(): Promise<void> {
    return this.#dismissals.undo();
  }

  /** The same, after the person has said why. */
  dismissWithReason(argument?: unknown, selected?: unknown): Promise<void> {
    return this.#dismissals.dismissWithReason(argument, selected);
  }

  /** Takes an applied proposal back. */
  async revert(argument?: unknown): Promise<void> {
    const target = this.#proposal(argument, 'Choose an applied proposal in the Folder Review view.');
    if (target) {
      await this.#once.run(target.entry.finding.id, async () => {
        const { session, entry } = target;
        const result = await session.queue.revert(entry.finding.id);
        if (isSetback(result)) {
          void offerDifferences(session, setbackMessage(entry, result), [entry], this.#ui);
        } else {
          this.#tell(target, result);
        }
      });
    }
  }

  /** Takes back all that is applied of a row's review, folder or file, or of a review that is picked. */
  async revertAll(argument?: unknown): Promise<void> {
    const meant = argument === undefined ? undefined : subjectOf(argument, this.#sessions, this.#previews);
    const subject = meant ?? (await chooseApplied(this.#sessions, this.#ui));
    if (subject?.kind === 'proposal') {
      await this.revert(argument);
    } else if (subject?.kind === 'none') {
      this.#ui.problem(subject.message);
    } else if (subject) {
      const { session, path } = subject;
      await this.#once.run(session.run.store.header.id, () => revertBulk(session, path, this.#ui));
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
        await this.#walk.goOn(target, wasOpen);
      }
    });
  }

  #tell({ session, entry }: Target, result: ApplyResult): void {
    if (isSetback(result)) {
      this.#ui.problem(setbackMessage(entry, result));
    } else {
      const isUnsaved = openDirtyText(fileUri(session.folder, entry.file.path)) !== undefined;
      const done = successMessage(entry, result.kind, isUnsaved);
      const lacking = result.kind === 'reverted' ? undefined : onlyTogetherSentence(entry, session.queue.waiting());
      if (lacking === undefined) {
        this.#ui.status(done);
      } else {
        offerVerifyingAgain(session, `${done} ${lacking}`, this.#ui);
      }
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
