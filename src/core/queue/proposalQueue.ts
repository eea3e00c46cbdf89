import { isApplicable, isApplied } from '../edits/proposalState';
import type { Applier, ReadOutcome } from '../ports';
import type { Proof } from '../proof';
import type { Repairs } from '../repairs';
import type { Renamed } from '../run/records';
import { obstacles } from '../text/obstacles';
import { english } from '../text/say';
import { type Turn, Turns } from '../turns';
import type { Dismissal, Finding } from '../types';
import { adopted, type PlacedEdits } from './adopting';
import { BulkApplying } from './bulkApplying';
import { BulkGates, type GatesNow } from './bulkGates';
import { Dismissing, type DismissingDependencies, type DismissOutcome } from './dismissing';
import { Drafting, type DraftOutcome } from './drafting';
import { Following } from './following';
import { type IgnoreOutcome, ignoreOnLine, type PlaceOf, type Silences } from './ignoring';
import { Judging } from './judging';
import type { LinesSeen } from './linesSeen';
import { Placement } from './placement';
import { ProposalChanger } from './proposalChanger';
import { ProposalRecorder, type RecorderDependencies } from './proposalRecorder';
import { type ApplyResult, type Bulk, entryOf, isInBulk, type QueueEntry } from './queueEntry';
import { QueueOrder } from './queueOrder';

/** What a queue needs from the world. */
export interface QueueDependencies extends RecorderDependencies, DismissingDependencies {
  readonly applier: Applier;
  /** Absent where nobody can say. */
  readonly gates?: GatesNow;
  /** Absent where nobody can say. */
  readonly silences?: Silences;
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
  readonly #drafting: Drafting;
  readonly #following: Following;
  readonly #judging: Judging;
  readonly #bulk: BulkApplying;
  /**
   * What becomes of one proposal is on record before the next is looked at, however often somebody clicks; in a bulk
   * action before the next of the same file is, and before what becomes of the next is.
   */
  readonly #turns = new Turns();

  constructor(dependencies: QueueDependencies) {
    this.#dependencies = dependencies;
    this.#recorder = new ProposalRecorder(dependencies);
    this.#dismissing = new Dismissing(dependencies);
    this.#order = new QueueOrder(dependencies.store);
    this.#placement = new Placement(dependencies);
    const { store, applier, hash } = dependencies;
    this.#drafting = new Drafting({ placement: this.#placement, recorder: this.#recorder, hash });
    this.#following = new Following({ store, applier, hash, placement: this.#placement, recorder: this.#recorder });
    this.#judging = new Judging({ store, recorder: this.#recorder });
    this.#changer = new ProposalChanger({ store, applier, placement: this.#placement, recorder: this.#recorder });
    this.#bulk = new BulkApplying({
      ...{ applier, placement: this.#placement, turns: this.#turns },
      entry: (id) => this.entry(id),
      gatesFor: (ids) => this.#gatesFor(ids),
      apply: (id, gates, lines, turn) => this.#apply(id, gates, lines, turn),
    });
  }

  /** The finding in hand. */
  get current(): string | undefined {
    return this.#order.current;
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
    this.#order.hold(id);
  }

  /**
   * The proposal to look at next: the first waiting one behind the one in hand that was not skipped, then from the
   * start; skipped ones come again when no others are left. Undefined when nothing waits.
   */
  next(): QueueEntry | undefined {
    return this.#order.next();
  }

  /** Leaves a proposal for later. */
  skip(id: string): void {
    this.#order.skip(id);
  }

  /** Takes findings out of the list, and their proposals out of the queue, for this run and those to come. */
  dismiss(ids: readonly string[], why: Dismissal = {}): Promise<DismissOutcome> {
    return this.#turns.alone(() => {
      this.#order.leave(ids);
      return this.#dismissing.dismiss(ids, why);
    });
  }

  /** Has a finding silenced by a comment in its file, see `ignoreOnLine`. */
  ignore(id: string, placeOf: PlaceOf): Promise<IgnoreOutcome> {
    return this.#turns.alone(() => ignoreOnLine(id, placeOf, this.#dependencies));
  }

  /** Shows dismissed findings of a file again, with their proposals. */
  restore(path: string, ids: readonly string[]): Promise<DismissOutcome> {
    return this.#turns.alone(() => this.#dismissing.restore(path, ids));
  }

  /** Brings the run in line with what the folder's dismissals are now. Rejects when that cannot be recorded. */
  followDismissals(): Promise<void> {
    return this.#turns.alone(() => this.#dismissing.follow());
  }

  /** Has what is known of files follow them to their new names, see `Following`. Rejects when that cannot be recorded. */
  rename(files: readonly Renamed[]): Promise<readonly Renamed[]> {
    return this.#turns.alone(() => this.#following.rename(files));
  }

  /** Takes a proposal out of the queue whose reviewed text, as a look at the file showed, is no longer there. */
  expire(id: string, reason: string): Promise<void> {
    return this.#turns.alone(async () => {
      const entry = this.entry(id);
      if (entry?.finding.proposal.state.kind === 'ready') {
        await this.#recorder.stale(entry, reason);
      }
    });
  }

  /**
   * Puts what the person's commands say of proposals on record, by finding: of those that still are what was judged. Rejects
   * when that is impossible.
   *
   * @param judged those that it is about, as they were then
   */
  prove(proofs: Readonly<Record<string, Proof>>, judged: readonly QueueEntry[]): Promise<void> {
    return this.#turns.alone(() => this.#judging.prove(proofs, judged));
  }

  /**
   * Puts what came of giving failed proposals back to a model on record. Nothing happens to those that are not what was
   * judged any more. Rejects when that is impossible.
   *
   * @param judged those that it is about, as they were then
   */
  repaired(repairs: Repairs, judged: readonly QueueEntry[]): Promise<void> {
    return this.#turns.alone(() => this.#judging.repaired(repairs, judged));
  }

  /**
   * Keeps what a person makes of a proposal that is not applied, until it is applied as that.
   *
   * @param base the text of its file that theirs was made from
   * @param text theirs; the one that is proposed takes back what was kept
   */
  edit(id: string, base: string, text: string): Promise<DraftOutcome> {
    return this.#turns.alone(() => this.#drafting.edit(this.entry(id), base, text));
  }

  /** Makes a proposal what it was before a person edited it. */
  forgetEdits(id: string): Promise<DraftOutcome> {
    return this.#turns.alone(() => this.#drafting.forget(this.entry(id)));
  }

  /** Where the proposal's edits, as a person has edited them, stand in a text of its file: what a preview shows. */
  locate(entry: QueueEntry, text: string): ReturnType<Placement['locate']> {
    return this.#placement.locate(entry, text);
  }

  /** The same of what was proposed, whatever a person has made of it. */
  locateProposed(entry: QueueEntry, text: string): ReturnType<Placement['locate']> {
    return this.#placement.locateProposed(entry, text);
  }

  /** Applies one proposal to its file. */
  apply(id: string): Promise<ApplyResult> {
    return this.#turns.alone(() => this.#apply(id, this.#gatesFor([id])));
  }

  /**
   * Applies the proposals of findings one after another until the signal aborts; hears of each, in their order. What was
   * begun then is brought to its end.
   *
   * @param areNamed whether a person has asked for just these, one by one; otherwise those whose lines are not as reviewed
   * any more are held back
   */
  applyAll<Wanted extends { readonly finding: Pick<Finding, 'id'> }>(
    wanted: readonly Wanted[],
    signal: AbortSignal,
    heard: (one: Wanted, result: ApplyResult) => void,
    areNamed = false,
  ): Promise<void> {
    return this.#bulk.applyAll(wanted, signal, heard, areNamed);
  }

  /**
   * Puts on record which proposals of a file the person has made in another way than through the queue; answers with how
   * many. None where the text tells of more.
   *
   * @param proposals that were offered, at their places in the text from before
   */
  adopt(before: string, proposals: readonly PlacedEdits[], now: string): Promise<number> {
    return this.#turns.alone(() => this.#changer.adopt(adopted(before, proposals, now) ?? [], this.#gatesFor([])));
  }

  /** Whether proposals are being applied that belong together: what is applied so far is a part. */
  get isBulkUnderWay(): boolean {
    return this.#bulk.isUnderWay;
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

  async #apply(id: string, gates: BulkGates | undefined, lines?: LinesSeen, turn?: Turn): Promise<ApplyResult> {
    const entry = this.entry(id);
    if (!entry) {
      return { kind: 'failed', message: obstacles.noProposal };
    }
    const { state } = entry.finding.proposal;
    if (!isApplicable(state)) {
      return { kind: 'failed', message: state.kind === 'rejected' ? obstacles.isRejected : obstacles.isApplied };
    }
    return this.#changer.change(entry, 'apply', { gates, lines, turn });
  }

  /** Takes an applied proposal back, if the text it made still stands. */
  revert(id: string): Promise<ApplyResult> {
    return this.#turns.alone(() => this.#revert(id));
  }

  async #revert(id: string): Promise<ApplyResult> {
    const entry = this.entry(id);
    const state = entry?.finding.proposal.state;
    if (!entry || !isApplied(state)) {
      const why = state?.kind === 'stale' ? english(obstacles.notReverted, state.reason) : undefined;
      return { kind: 'failed', message: why ?? obstacles.notApplied };
    }
    return this.#changer.change(entry, 'revert');
  }

  /** The text that a proposal's file was to have just after it was applied last: what a difference is shown from. */
  textMade(entry: QueueEntry): ReturnType<Placement['textMade']> {
    return this.#placement.textMade(entry);
  }

  /** Has all that was taken back wait again, so that bulk actions and verification take it up. */
  waitAgain(): Promise<void> {
    return this.#turns.alone(() => this.#following.waitAgain());
  }

  /** Settles changes that were begun when an earlier process ended, see `Following`. */
  recover(isOver: boolean): Promise<void> {
    return this.#following.recover(isOver);
  }

  /**
   * Brings the states of a file's proposals in line with its present text, whoever has changed it. The text is read while
   * no change of ours is under way, which would otherwise be read half done; what cannot be read, though it is there, says
   * nothing about the proposals.
   */
  look(path: string, read: (path: string) => Promise<ReadOutcome>): Promise<void> {
    return this.#turns.beside(path, async () => {
      const found = await read(path);
      if (found.kind === 'text') {
        await this.#following.look(path, found.snapshot.text);
      } else if (found.kind === 'failed' && found.reason === 'file deleted') {
        await this.#following.look(path, undefined);
      }
    });
  }

  /** Resolves when what was asked for until now is done. */
  settled(): Promise<void> {
    return this.#turns.alone(async () => {});
  }
}
