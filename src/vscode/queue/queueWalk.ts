import { groupBy } from '../../core/groupBy';
import { type ApplyResult, isSetback } from '../../core/queue/queueEntry';
import { fileUri, openDirtyText } from '../documents';
import { editorFlags } from '../editorFlags';
import { isRowKey, parseElementId, rowsMeant, type TreeElement, toElementId } from '../elements';
import { t } from '../l10n';
import { Once } from '../once';
import { oneLine } from '../plainText';
import type { Sessions } from '../sessions';
import { editorUi, type Ui } from '../ui';
import { BulkWalk } from './bulkWalk';
import { DismissWalk } from './dismissWalk';
import { EditWalk, unkeptMessage } from './editWalk';
import type { Previews, Target } from './preview';
import { PreviewWalk } from './previewWalk';
import { notWaitingMessage, onlyTogetherSentence, setbackMessage, successMessage } from './queueMessages';
import { chooseApplied, chooseQueue, rowProblem, type Subject, subjectOf } from './queueTarget';
import { offerDifferences, revertBulk, revertEntries } from './revertBulk';
import type { Meaning } from './scope';
import { offerVerifyingAgain } from './verifiedApply';

const openFirst = t('Open the preview of a proposal, or go to its row, first.');

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
  /** The commands that work on several proposals. */
  readonly bulk: BulkWalk;
  readonly #edits: EditWalk;
  /** Findings and runs a command is at work on, so that a second key press does nothing. */
  readonly #once = new Once();

  constructor({ sessions, previews, ui = editorUi }: QueueWalkDependencies) {
    this.#sessions = sessions;
    this.#previews = previews;
    this.#ui = ui;
    this.#walk = new PreviewWalk(previews, ui);
    this.#edits = new EditWalk(previews, ui);
    const shared = { sessions, previews, ui, walk: this.#walk, once: this.#once };
    this.#dismissals = new DismissWalk(shared);
    this.bulk = new BulkWalk(shared);
  }

  /** Opens the difference of a proposal, or of several rows; of the next one where the argument does not say which. */
  async preview(argument?: unknown, selected?: unknown): Promise<void> {
    if (rowsMeant(argument, selected).length > 1) {
      await this.bulk.previewAll({ argument, selected });
      return;
    }
    const subject = await this.#subject(argument);
    if (subject?.kind === 'queue') {
      await this.#walk.showNextOf(subject.session, subject.path);
    } else if (subject?.kind === 'proposal') {
      await this.#walk.show(subject);
    }
  }

  /**
   * Applies a proposal. One with a flag is applied only where it can be seen, so elsewhere this opens its preview; and
   * on a row of several proposals, or of none, the preview of the next. Of several rows, all that a bulk action may touch.
   */
  async apply(argument?: unknown, selected?: unknown): Promise<void> {
    if (rowsMeant(argument, selected).length > 1) {
      await this.bulk.applyAll('exact', { argument, selected });
      return;
    }
    const meant = subjectOf(argument, this.#sessions, this.#previews);
    const subject = meant ?? (isRowKey(argument) ? await chooseQueue(this.#sessions, this.#ui) : undefined);
    if (subject?.kind === 'queue') {
      await this.#walk.showNextOf(subject.session, subject.path);
      return;
    }
    const target = this.#proposalOf(subject, t('Open the preview of a proposal first, or use Preview Next.'));
    if (target && editorFlags(target.entry.finding).length > 0 && !this.#previews.isInSight(target)) {
      await this.#walk.show(target);
    } else if (target) {
      await this.#applyOne(target);
    }
  }

  /**
   * Opens the next preview: of the review that the argument is of, or whose preview has the focus, where something waits
   * there. A button in the view's title is called with the row that has the focus, whatever that is.
   */
  async previewNext(argument?: unknown): Promise<void> {
    const meant = this.#sessions.byRun(parseElementId(argument)?.run ?? '') ?? this.#previews.active()?.session;
    const hasWaiting = meant !== undefined && meant.queue.waiting().length > 0;
    const session = hasWaiting ? meant : (await chooseQueue(this.#sessions, this.#ui))?.session;
    if (session) {
      await this.#walk.showNextOf(session, undefined);
    }
  }

  /** Leaves a proposal, or those of several rows, for later. */
  async skip(argument?: unknown, selected?: unknown): Promise<void> {
    const rows = rowsMeant(argument, selected);
    if (rows.length > 1) {
      for (const row of rows) {
        await this.skip(toElementId(row));
      }
      return;
    }
    const target = this.#waiting(argument);
    if (!target) {
      return;
    }
    target.session.queue.skip(target.entry.finding.id);
    if (!this.#previews.isOpen(target)) {
      this.#ui.status(t('Left for later: {0}', oneLine(target.entry.finding.title)));
    } else if (!(await this.#walk.showNext(target.session))) {
      this.#ui.status(t('No other proposals to review.'));
    } else {
      await this.#previews.close(target);
    }
  }

  /** Takes all findings of rows out of the list, of files and folders too. */
  dismissAll(meaning: Meaning): Promise<void> {
    return this.#dismissals.dismissAll(meaning);
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

  /** Leaves one of the changes that a preview shows out of it, see `EditWalk`. */
  async leaveOutChange(argument?: unknown): Promise<void> {
    const target = this.#proposal(argument, openFirst);
    if (target) {
      await this.#edits.take(target, 'others', argument);
    }
  }

  /** Applies one of the changes that a preview shows, without the others. */
  async applyChangeOnly(argument?: unknown): Promise<void> {
    const target = this.#proposal(argument, openFirst);
    if (target && (await this.#edits.take(target, 'alone', argument))) {
      await this.#applyOne(target);
    }
  }

  /** Makes a proposal again what it was before the person edited it. */
  async restoreProposed(argument?: unknown): Promise<void> {
    const target = this.#proposal(argument, openFirst);
    if (target) {
      await this.#edits.restore(target);
    }
  }

  /** Takes an applied proposal back, or those of several rows; on the row of a file, folder or review all in it. */
  async revert(argument?: unknown, selected?: unknown): Promise<void> {
    const rows = rowsMeant(argument, selected);
    if (rows.length > 1) {
      for (const [run, own] of groupBy(rows, (row) => row.run)) {
        await this.#revertRows(run, own);
      }
      return;
    }
    if (subjectOf(argument, this.#sessions, this.#previews)?.kind === 'queue') {
      await this.revertAll(argument);
      return;
    }
    const target = this.#proposal(argument, t('Choose an applied proposal in the Folder Review view.'));
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

  async #revertRows(run: string, rows: readonly TreeElement[]): Promise<void> {
    const session = this.#sessions.byRun(run);
    if (!session) {
      this.#ui.problem(rowProblem(rows.map(toElementId)[0], this.#sessions) ?? openFirst);
      return;
    }
    const entries = rows.flatMap((row) => (row.kind === 'finding' && session.queue.entry(row.finding)) || []);
    await this.#once.run(run, () => revertEntries(session, entries.toReversed(), this.#ui));
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
      const typed = await this.#previews.keepTyped(target);
      if (typed.kind === 'failed') {
        this.#ui.problem(unkeptMessage(target, typed.message));
        return;
      }
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
      const done = successMessage(entry, result, isUnsaved);
      const lacking = result.kind === 'reverted' ? undefined : onlyTogetherSentence(entry, session.queue.waiting());
      if ('warnings' in result && result.warnings.length > 0) {
        // In the status bar it would make room at once for what comes next.
        this.#ui.problem(done);
      } else if (lacking === undefined) {
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
    const target = this.#proposal(argument, openFirst);
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
