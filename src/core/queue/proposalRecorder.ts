import { applyEdits } from '../edits/applyEdits';
import { appliedState, editedIn, isApplied } from '../edits/proposalState';
import type { FileReview } from '../fileReview';
import type { Clock, Hasher, Journal, TextStore } from '../ports';
import type { Proof } from '../proof';
import type { Repairs } from '../repairs';
import type { ChangeIntent } from '../run/changes';
import type { EventLog } from '../run/events';
import { recording } from '../run/recording';
import type { Renamed, RunRecord } from '../run/records';
import { following } from '../run/renaming';
import type { RunStore } from '../run/store';
import { errorMessage } from '../text/errorMessage';
import { obstacles } from '../text/obstacles';
import { english } from '../text/say';
import type { Draft, Edited, ProposalState, TextEdit } from '../types';
import type { ApplyResult, QueueEntry } from './queueEntry';

/** Where what becomes of proposals is kept, shown and told. */
export interface RecorderDependencies {
  readonly store: RunStore;
  /** Texts from before our changes. */
  readonly preImages: TextStore;
  readonly journal: Journal<RunRecord>;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly hash: Hasher;
}

/** Records what becomes of proposals: in the journal first, then in the store and the timeline. */
export class ProposalRecorder {
  readonly #dependencies: RecorderDependencies;
  readonly #journal: Journal<RunRecord>;

  constructor(dependencies: RecorderDependencies) {
    this.#dependencies = dependencies;
    this.#journal = recording(dependencies.journal, dependencies.store);
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
    edited?: Edited,
  ): Promise<ChangeIntent> {
    const { hash, preImages, store } = this.#dependencies;
    const { file, finding } = entry;
    const before = hash(text);
    const isKnown = store.changes(file.path).makes(before);
    const intent: ChangeIntent = {
      finding: finding.id,
      action,
      before,
      after: hash(applyEdits(text, edits)),
      pure:
        finding.textHash === undefined &&
        edited === undefined &&
        (before === file.editedHash || (before === file.textHash && !hasApplied(file))),
      baseHash: file.textHash ?? before,
      edits,
      ...(edited && { edited }),
      ...(mayHoldSecret(finding, edited) && { secret: true }),
      ...(!isKnown && { textBefore: await preImages.keep(text) }),
    };
    await this.#journal.append({ type: 'intent', ...intent }, 'durable');
    return intent;
  }

  /** A change was made as intended. @param textHash of the text that it made */
  async changed(entry: QueueEntry, intent: ChangeIntent, textHash: string): Promise<ApplyResult> {
    const asPlanned = textHash === intent.after;
    const isPure = asPlanned && intent.pure && intent.baseHash === entry.file.textHash;
    // Without any that is applied the reviewed text is just that.
    const isEdited = intent.action === 'apply' || hasApplied(entry.file, intent.finding);
    const now = { textHash, editedHash: isPure && isEdited ? textHash : undefined };
    const change = this.#dependencies.store.changes(entry.file.path).length;
    const applied = appliedState({ change, textHash, baseHash: intent.baseHash }, asPlanned, intent.edited);
    const problem =
      intent.action === 'revert'
        ? await this.#settle(entry, { kind: 'reverted' }, 'proposal.reverted', now)
        : await this.#settle(entry, applied, 'proposal.applied', now);
    if (problem !== undefined) {
      return { kind: 'failed', message: english(obstacles.notRecorded, problem) };
    }
    if (intent.action === 'revert') {
      return { kind: 'reverted' };
    }
    const edited = editedIn(applied);
    return edited ? { kind: 'applied as edited', warnings: edited.warnings } : { kind: applied.kind };
  }

  /** What a person has made of a proposal; nothing when it is again what was proposed. Rejects when that could not be recorded. */
  async drafted(entry: QueueEntry, draft: Draft | undefined): Promise<void> {
    await this.#journal.append({ type: 'draft', finding: entry.finding.id, ...(draft && { draft }) });
  }

  /** The reviewed text is no longer there. */
  async stale(entry: QueueEntry, reason: string): Promise<ApplyResult> {
    await this.#settle(entry, { kind: 'stale', reason }, 'proposal.stale', entry.file, reason);
    return { kind: 'stale', reason };
  }

  /** Nothing was changed; a proposal that waits goes on waiting, and says why. */
  async failed(entry: QueueEntry, message: string): Promise<ApplyResult> {
    const { state } = entry.finding.proposal;
    const shown: ProposalState = state.kind === 'ready' ? { kind: 'ready', problem: message } : state;
    await this.#settle(entry, shown, 'proposal.failed', entry.file, message);
    return { kind: 'failed', message };
  }

  /**
   * Files have other names now. Resolves with those that have followed: what was recorded before this was may keep others
   * where they are, as a retry does. Rejects when that could not be recorded.
   */
  async renamed(files: readonly Renamed[]): Promise<readonly Renamed[]> {
    const { clock, journal, log, store } = this.#dependencies;
    let followed: readonly Renamed[] = [];
    const decide = () => {
      followed = following(files, (path) => store.file(path));
    };
    await recording(journal, store, decide).append({ type: 'renamed', files }, 'durable');
    for (const { from, to } of followed) {
      log({ type: 'file.renamed', at: clock.now(), path: to, from });
    }
    return followed;
  }

  /** What the person's commands say of proposals, by finding. Rejects when that could not be recorded. */
  async proven(proofs: Readonly<Record<string, Proof>>): Promise<void> {
    const { clock, log } = this.#dependencies;
    await this.#journal.append({ type: 'proofs', proofs }, 'durable');
    const results = Object.fromEntries(Object.entries(proofs).map(([id, { result }]) => [id, result.kind]));
    log({ type: 'verify.proven', at: clock.now(), results });
  }

  /** What came of giving failed proposals back to a model. Rejects when that could not be recorded. */
  async repaired(repairs: Repairs): Promise<void> {
    const { clock, log } = this.#dependencies;
    await this.#journal.append({ type: 'repairs', ...repairs }, 'durable');
    const { replaced, proofs } = repairs;
    const results = Object.fromEntries(
      [...Object.entries(replaced).map(([id, { proof }]) => [id, proof] as const), ...Object.entries(proofs)].flatMap(
        ([id, proof]) => (proof ? [[id, proof.result.kind]] : []),
      ),
    );
    log({ type: 'verify.proven', at: clock.now(), results });
  }

  /**
   * What a look at a file's text showed of its proposals.
   *
   * @param states those that are others than before, by finding
   * @param editedHash see `FileReview`
   */
  async seen(
    path: string,
    states: Readonly<Record<string, ProposalState>>,
    editedHash: string | undefined,
  ): Promise<void> {
    const { clock, log } = this.#dependencies;
    const kinds = Object.fromEntries(Object.entries(states).map(([id, { kind }]) => [id, kind]));
    const edited = editedHash !== undefined && { editedHash };
    const problem = await this.#journal
      .append({ type: 'history', path, changes: [], states, ...edited })
      .then(() => undefined, errorMessage);
    log({
      ...{ type: 'proposal.seen', at: clock.now(), path, states: kinds },
      ...(problem !== undefined && { message: problem }),
    });
  }

  /** Records a new state and tells of it; answers with what was in the way of that. */
  async #settle(
    entry: QueueEntry,
    state: ProposalState,
    type: 'proposal.applied' | 'proposal.reverted' | 'proposal.stale' | 'proposal.failed',
    { editedHash, textHash }: { readonly editedHash?: string | undefined; readonly textHash?: string },
    message?: string,
  ): Promise<string | undefined> {
    const { log, clock } = this.#dependencies;
    const about = { at: clock.now(), path: entry.file.path, finding: entry.finding.id };
    const isChange = type === 'proposal.applied' || type === 'proposal.reverted';
    try {
      await this.#journal.append(
        {
          ...{ type: 'proposal', finding: about.finding, state },
          ...(editedHash !== undefined && { editedHash }),
          ...(isChange && textHash !== undefined && { textHash }),
        },
        'durable',
      );
    } catch (error) {
      // The change itself is on record as an intent, so that the next start can settle it by the file's text.
      const problem = errorMessage(error);
      log({ type: 'proposal.failed', ...about, message: problem });
      return problem;
    }
    log({ type, ...about, ...(message !== undefined && { message }) });
    return undefined;
  }
}

/** Of what an editor added nothing is known. */
function mayHoldSecret({ proposal }: QueueEntry['finding'], edited: Edited | undefined): boolean {
  const edits = [...proposal.edits, ...(edited?.edits ?? [])];
  return proposal.state.kind === 'applied with editor changes' || edits.some(({ secret }) => secret !== undefined);
}

/** Whether proposals count as applied to the reviewed text, though a person may have undone them since. */
function hasApplied({ findings, textHash }: FileReview, but?: string): boolean {
  return findings.some(({ id, proposal }) => {
    const state = proposal?.state;
    return id !== but && isApplied(state) && state.receipt.baseHash === textHash;
  });
}
