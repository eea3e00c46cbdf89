import pLimit from 'p-limit';
import { isApplied } from '../edits/proposalState';
import type { Applier, ReadOutcome } from '../ports';
import type { Proof } from '../proof';
import type { Repairs } from '../repairs';
import type { Dismissal, Finding } from '../types';
import { BulkGates, type GatesNow } from './bulkGates';
import { whatBecame } from './cutShort';
import { Dismissing, type DismissingDependencies, type DismissOutcome } from './dismissing';
import { Placement } from './placement';
import { presentStates } from './presentStates';
import { ProposalChanger } from './proposalChanger';
import { ProposalRecorder, type RecorderDependencies } from './proposalRecorder';
import { type ApplyResult, type Bulk, entryOf, isInBulk, type QueueEntry } from './queueEntry';
import { QueueOrder } from './queueOrder';

/** What a queue needs from the world. */
export interface QueueDependencies extends RecorderDependencies, DismissingDependencies {
  readonly applier: Applier;
  /** Absent where nobody can say. */
  readonly gates?: GatesNow;
}

/**
 * The proposals of a run in the order of their files and places. One is in hand at a time: the one a person looks at.
 * Each change of a file is on record, with the text from before it, before it is made.
 */
export class ProposalQueue {
  readonly #dependencies: QueueDependencies;
  readonly #recorder: ProposalRecorder;
  readonly #order: QueueOrder;
  readonly #placement: Placement;
  readonly #changer: ProposalChanger;
  readonly #dismissing: Dismissing;
  /** What becomes of one proposal is on record before the next is looked at, however often somebody clicks. */
  readonly #oneAtATime = pLimit(1);
  /** The finding in hand. */
  #current: string | undefined;
  /** What was in hand when it was dismissed, which the next one is behind. */
  #left: QueueEntry | undefined;

  #bulkActions = 0;

  constructor(dependencies: QueueDependencies) {
    this.#dependencies = dependencies;
    this.#recorder = new ProposalRecorder(dependencies);
    this.#dismissing = new Dismissing(dependencies);
    this.#order = new QueueOrder(dependencies.store);
    this.#placement = new Placement(dependencies);
    const { store, applier } = dependencies;
    this.#changer = new ProposalChanger({ store, applier, placement: this.#placement, recorder: this.#recorder });
  }

  get current(): string | undefined {
    return this.#current;
  }

  /** The findings whose proposals were left for later, and wait. */
  get skipped(): readonly string[] {
    return this.#order.skipped;
  }

  /** The proposals that wait for the person. */
  waiting(): QueueEntry[] {
    return this.#order.waiting();
  }

  /** Those among the waiting ones that a bulk action takes. */
  inBulk(bulk: Bulk): QueueEntry[] {
    const { applier, store } = this.#dependencies;
    const { hasProofs } = store;
    return this.waiting().filter((entry) => isInBulk(bulk, entry, applier, hasProofs));
  }

  entry(id: string): QueueEntry | undefined {
    return entryOf(this.#dependencies.store, id);
  }

  /** Takes a proposal in hand, or none. */
  hold(id: string | undefined): void {
    this.#current = id;
    this.#left = undefined;
  }

  /**
   * The proposal to look at next: the first waiting one behind the one in hand that was not skipped, then from the
   * start; skipped ones come again when no others are left. Undefined when nothing waits.
   */
  next(): QueueEntry | undefined {
    return this.#order.behind(this.entry(this.#current ?? '') ?? this.#left);
  }

  /** Leaves a proposal for later. */
  skip(id: string): void {
    this.#order.skip(id);
  }

  /** Takes findings out of the list, and their proposals out of the queue, for this run and those to come. */
  dismiss(ids: readonly string[], why: Dismissal = {}): Promise<DismissOutcome> {
    return this.#oneAtATime(() => {
      const inHand = this.entry(this.#current ?? '');
      this.#left = inHand && ids.includes(inHand.finding.id) ? inHand : this.#left;
      return this.#dismissing.dismiss(ids, why);
    });
  }

  /** Shows dismissed findings of a file again, with their proposals. */
  restore(path: string, ids: readonly string[]): Promise<DismissOutcome> {
    return this.#oneAtATime(() => this.#dismissing.restore(path, ids));
  }

  /** Brings the run in line with what the folder's dismissals are now. Rejects when that cannot be recorded. */
  followDismissals(): Promise<void> {
    return this.#oneAtATime(() => this.#dismissing.follow());
  }

  /** Takes a proposal out of the queue whose reviewed text, as a look at the file showed, is no longer there. */
  expire(id: string, reason: string): Promise<void> {
    return this.#ifReady(id, (entry) => this.#recorder.stale(entry, reason));
  }

  #ifReady(id: string, settle: (entry: QueueEntry) => Promise<unknown>): Promise<void> {
    return this.#oneAtATime(async () => {
      const entry = this.entry(id);
      if (entry?.finding.proposal.state.kind === 'ready') {
        await settle(entry);
      }
    });
  }

  /** Puts what the person's commands say of proposals on record, by finding. Rejects when that is impossible. */
  prove(proofs: Readonly<Record<string, Proof>>): Promise<void> {
    return this.#oneAtATime(() => this.#recorder.proven(proofs));
  }

  /**
   * Puts what came of giving failed proposals back to a model on record. Nothing happens to those that are not what was
   * judged any more. Rejects when that is impossible.
   *
   * @param judged those that it is about, as they were then
   */
  repaired({ replaced, kept, proofs }: Repairs, judged: readonly QueueEntry[]): Promise<void> {
    const standing = () =>
      new Set(
        judged.flatMap(({ finding: { id, proposal } }) => {
          const now = this.entry(id)?.finding.proposal;
          return now?.state.kind === 'ready' && now.edits === proposal.edits ? [id] : [];
        }),
      );
    return this.#oneAtATime(async () => {
      const ids = standing();
      const those = <Value>(all: Readonly<Record<string, Value>>) =>
        Object.fromEntries(Object.entries(all).filter(([id]) => ids.has(id)));
      await this.#recorder.repaired({ replaced: those(replaced), kept: those(kept), proofs: those(proofs) });
    });
  }

  /** Where the proposal's edits stand in a text of its file: what a preview shows. */
  locate(entry: QueueEntry, text: string): ReturnType<Placement['locate']> {
    return this.#placement.locate(entry, text);
  }

  /** Applies one proposal to its file. */
  apply(id: string): Promise<ApplyResult> {
    return this.#oneAtATime(() => this.#apply(id, this.#gatesFor([id])));
  }

  /** Applies the proposals of findings one after another until the signal aborts; hears of each. */
  async applyAll<Wanted extends { readonly finding: Pick<Finding, 'id'> }>(
    wanted: readonly Wanted[],
    signal: AbortSignal,
    heard: (one: Wanted, result: ApplyResult) => void,
  ): Promise<void> {
    const gates = this.#gatesFor(wanted.map(({ finding }) => finding.id));
    this.#bulkActions++;
    try {
      for (const one of wanted) {
        if (signal.aborted) {
          return;
        }
        heard(one, await this.#oneAtATime(() => this.#apply(one.finding.id, gates)));
      }
    } finally {
      this.#bulkActions--;
    }
  }

  /** Whether proposals are being applied that belong together: what is applied so far is a part. */
  get isBulkUnderWay(): boolean {
    return this.#bulkActions > 0;
  }

  #gatesFor(ids: readonly string[]): BulkGates | undefined {
    const { gates } = this.#dependencies;
    const locate = (id: string, text: string) => {
      const entry = this.entry(id);
      const located = entry?.finding.proposal.state.kind === 'ready' ? this.locate(entry, text) : undefined;
      return entry && located?.kind === 'located' ? { entry, edits: located.edits } : undefined;
    };
    return gates && new BulkGates(gates, ids, locate);
  }

  async #apply(id: string, gates: BulkGates | undefined): Promise<ApplyResult> {
    const entry = this.entry(id);
    if (!entry) {
      return { kind: 'failed', message: 'This proposal is no longer part of the review.' };
    }
    const state = entry.finding.proposal.state.kind;
    if (state !== 'ready' && state !== 'reverted' && state !== 'stale') {
      return { kind: 'failed', message: `This proposal cannot be applied: it is ${state}.` };
    }
    return this.#changer.change(entry, 'apply', gates);
  }

  /** Takes an applied proposal back, if the text it made still stands. */
  revert(id: string): Promise<ApplyResult> {
    return this.#oneAtATime(() => this.#revert(id));
  }

  /** The text that a proposal's file was to have just after it was applied last: what a difference is shown from. */
  textMade(entry: QueueEntry): ReturnType<Placement['textMade']> {
    return this.#placement.textMade(entry);
  }

  /** Has all that was taken back wait again, so that bulk actions and verification take it up. */
  waitAgain(): Promise<void> {
    return this.#oneAtATime(async () => {
      for (const { path, findings, editedHash } of this.#dependencies.store.files()) {
        const states = Object.fromEntries(
          findings.flatMap(({ id, proposal }) =>
            proposal?.state.kind === 'reverted' ? [[id, { kind: 'ready' as const }]] : [],
          ),
        );
        if (Object.keys(states).length > 0) {
          await this.#recorder.seen(path, states, editedHash);
        }
      }
    });
  }

  async #revert(id: string): Promise<ApplyResult> {
    const entry = this.entry(id);
    const state = entry?.finding.proposal.state;
    if (!entry || !isApplied(state)) {
      const why = state?.kind === 'stale' ? `This proposal cannot be reverted: ${state.reason}.` : undefined;
      return { kind: 'failed', message: why ?? 'Only an applied proposal can be reverted.' };
    }
    return this.#changer.change(entry, 'revert');
  }

  /**
   * Settles changes that were begun when an earlier process ended, as far as the text of the file tells what became of
   * them; see `whatBecame`. Others stay begun, and cannot be made or taken back.
   *
   * @param isOver whether nobody can still be at them
   */
  async recover(isOver: boolean): Promise<void> {
    const { store, applier, hash } = this.#dependencies;
    for (const intent of store.openIntents()) {
      const entry = this.entry(intent.finding);
      const text = entry && (await applier.read(entry.file.path));
      if (!entry || text === undefined) {
        continue;
      }
      const before = await this.#placement.textBefore(entry.file.path, intent);
      const became = whatBecame(entry, intent, before, text, hash);
      if (became === 'made') {
        await this.#recorder.changed(entry, intent, intent.after);
      } else if (became === 'not made' && isOver) {
        await this.#recorder.failed(entry, 'The change was begun, and cut short before the file was written.');
      }
    }
  }

  /**
   * Brings the states of a file's proposals in line with its present text, whoever has changed it. The text is read while
   * no change of ours is under way, which would otherwise be read half done; what cannot be read, though it is there, says
   * nothing about the proposals.
   */
  look(path: string, read: (path: string) => Promise<ReadOutcome>): Promise<void> {
    return this.#oneAtATime(async () => {
      const found = await read(path);
      if (found.kind === 'text') {
        await this.#look(path, found.snapshot.text);
      } else if (found.kind === 'failed' && found.reason === 'file deleted') {
        await this.#look(path, undefined);
      }
    });
  }

  /** Resolves when what was asked for until now is done. */
  settled(): Promise<void> {
    return this.#oneAtATime(async () => {});
  }

  async #look(path: string, text: string | undefined): Promise<void> {
    const { store, hash } = this.#dependencies;
    const file = store.file(path);
    if (!file?.findings.some(({ proposal }) => proposal)) {
      return;
    }
    const { states, editedHash } = presentStates(file, store.changes(path), text, hash);
    if (Object.keys(states).length > 0 || editedHash !== file.editedHash) {
      await this.#recorder.seen(path, states, editedHash);
    }
  }
}
