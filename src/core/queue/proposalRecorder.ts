import { applyEdits } from '../edits/applyEdits';
import type { FileReview } from '../fileReview';
import type { Clock, Hasher, Journal, TextStore } from '../ports';
import type { EventLog } from '../run/events';
import { type ChangeIntent, changeProposal, type RunRecord } from '../run/records';
import type { RunStore } from '../run/store';
import type { ProposalState, TextEdit } from '../types';
import type { ApplyResult, QueueEntry } from './queueEntry';

/** Where what becomes of proposals is kept, shown and told. */
export interface RecorderDependencies {
  readonly store: RunStore;
  readonly preImages: TextStore;
  readonly journal: Journal<RunRecord>;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly hash: Hasher;
}

/** Records what becomes of proposals: in the journal first, then in the store and the timeline. */
export class ProposalRecorder {
  readonly #dependencies: RecorderDependencies;

  constructor(dependencies: RecorderDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Records that a change is about to be made, with the text from before it. Rejects when that could not be kept; then the
   * change must not be made.
   */
  async intent(
    entry: QueueEntry,
    action: 'apply' | 'revert',
    text: string,
    edits: readonly TextEdit[],
  ): Promise<ChangeIntent> {
    const { hash, preImages, journal } = this.#dependencies;
    const before = hash(text);
    const intent: ChangeIntent = {
      finding: entry.finding.id,
      action,
      preImage: await preImages.keep(text),
      before,
      after: hash(applyEdits(text, edits)),
      pure: before === entry.file.editedHash || (before === entry.file.textHash && !hasApplied(entry.file)),
    };
    await journal.append({ type: 'intent', ...intent }, 'durable');
    return intent;
  }

  /** A change was made as intended. @param text the file's text now */
  async changed(entry: QueueEntry, intent: ChangeIntent, text: string): Promise<ApplyResult> {
    const textHash = this.#dependencies.hash(text);
    const asPlanned = textHash === intent.after;
    const editedHash = asPlanned && intent.pure ? textHash : undefined;
    if (intent.action === 'revert') {
      await this.#settle(entry, { kind: 'reverted' }, editedHash, 'proposal.reverted');
      return { kind: 'reverted' };
    }
    const receipt = { preImage: intent.preImage, textHash, baseHash: entry.file.textHash ?? intent.before };
    const kind = asPlanned ? 'applied' : 'applied with editor changes';
    await this.#settle(entry, { kind, receipt }, editedHash, 'proposal.applied');
    return { kind };
  }

  /** The reviewed text is no longer there. */
  async stale(entry: QueueEntry, reason: string): Promise<ApplyResult> {
    await this.#settle(entry, { kind: 'stale', reason }, entry.file.editedHash, 'proposal.stale', reason);
    return { kind: 'stale', reason };
  }

  /** Nothing was changed; a proposal that waits goes on waiting, and says why. */
  async failed(entry: QueueEntry, message: string): Promise<ApplyResult> {
    const { state } = entry.finding.proposal;
    const shown: ProposalState = state.kind === 'ready' ? { kind: 'ready', problem: message } : state;
    await this.#settle(entry, shown, entry.file.editedHash, 'proposal.failed', message);
    return { kind: 'failed', message };
  }

  /** The person does not want it. */
  dismissed(entry: QueueEntry): Promise<void> {
    return this.#settle(entry, { kind: 'dismissed' }, entry.file.editedHash, 'proposal.dismissed');
  }

  async #settle(
    entry: QueueEntry,
    state: ProposalState,
    editedHash: string | undefined,
    type: 'proposal.applied' | 'proposal.reverted' | 'proposal.dismissed' | 'proposal.stale' | 'proposal.failed',
    message?: string,
  ): Promise<void> {
    const { journal, store, log, clock } = this.#dependencies;
    const finding = entry.finding.id;
    try {
      await journal.append(
        { type: 'proposal', finding, state, ...(editedHash !== undefined && { editedHash }) },
        'durable',
      );
    } catch (error) {
      // The change itself is on record as an intent, so that the next start can settle it by the file's text.
      log({ type: 'proposal.failed', at: clock.now(), path: entry.file.path, finding, message: String(error) });
    }
    changeProposal(store, finding, state, editedHash);
    log({ type, at: clock.now(), path: entry.file.path, finding, ...(message !== undefined && { message }) });
  }
}

/** Whether proposals count as applied to the reviewed text, though a person may have undone them since. */
function hasApplied(file: FileReview): boolean {
  return file.findings.some(({ proposal }) => {
    const state = proposal?.state;
    return (
      (state?.kind === 'applied' || state?.kind === 'applied with editor changes') &&
      state.receipt.baseHash === file.textHash
    );
  });
}
