import pLimit from 'p-limit';
import { isApplied } from '../edits/proposalState';
import type { Applier, ChangePlan, ReadOutcome } from '../ports';
import type { ChangeIntent } from '../run/changes';
import { errorMessage } from '../text/errorMessage';
import type { Finding, TextEdit } from '../types';
import { BulkGates, type GatesNow } from './bulkGates';
import { Placement } from './placement';
import { presentStates } from './presentStates';
import { ProposalRecorder, type RecorderDependencies } from './proposalRecorder';
import { type ApplyResult, type Bulk, hasProposal, isInBulk, type QueueEntry } from './queueEntry';
import { QueueOrder } from './queueOrder';

/** What a queue needs from the world. */
export interface QueueDependencies extends RecorderDependencies {
  readonly applier: Applier;
  /** Absent where nobody can say. */
  readonly gates?: GatesNow;
}

/** What is to be done to the text of a file. */
type Planned =
  | { readonly kind: 'begun'; readonly edits: readonly TextEdit[]; readonly intent: ChangeIntent }
  /** Nothing is done, and the proposal cannot be applied as it is. */
  | { readonly kind: 'stale'; readonly reason: string }
  /** Nothing is done this time. */
  | { readonly kind: 'held back'; readonly reason: string };

/**
 * The proposals of a run in the order of their files and places. One is in hand at a time: the one a person looks at.
 * Each change of a file is on record, with the text from before it, before it is made.
 */
export class ProposalQueue {
  readonly #dependencies: QueueDependencies;
  readonly #recorder: ProposalRecorder;
  readonly #order: QueueOrder;
  readonly #placement: Placement;
  /** What becomes of one proposal is on record before the next is looked at, however often somebody clicks. */
  readonly #oneAtATime = pLimit(1);
  /** The finding in hand. */
  #current: string | undefined;

  constructor(dependencies: QueueDependencies) {
    this.#dependencies = dependencies;
    this.#recorder = new ProposalRecorder(dependencies);
    this.#order = new QueueOrder(dependencies.store);
    this.#placement = new Placement(dependencies);
  }

  get current(): string | undefined {
    return this.#current;
  }

  /** The proposals that wait for the person. */
  waiting(): QueueEntry[] {
    return this.#order.waiting();
  }

  /** Those among the waiting ones that a bulk action takes. */
  inBulk(bulk: Bulk): QueueEntry[] {
    return this.waiting().filter((entry) => isInBulk(bulk, entry, this.#dependencies.applier));
  }

  entry(id: string): QueueEntry | undefined {
    const found = this.#dependencies.store.finding(id);
    return found && hasProposal(found.finding) ? { file: found.file, finding: found.finding } : undefined;
  }

  /** Takes a proposal in hand, or none. */
  hold(id: string | undefined): void {
    this.#current = id;
  }

  /**
   * The proposal to look at next: the first waiting one behind the one in hand that was not skipped, then from the
   * start; skipped ones come again when no others are left. Undefined when nothing waits.
   */
  next(): QueueEntry | undefined {
    return this.#order.behind(this.entry(this.#current ?? ''));
  }

  /** Leaves a proposal for later. */
  skip(id: string): void {
    this.#order.skip(id);
  }

  /** Takes a proposal out of the queue without applying it. */
  dismiss(id: string): Promise<void> {
    return this.#ifReady(id, (entry) => this.#recorder.dismissed(entry));
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
    for (const one of wanted) {
      if (signal.aborted) {
        return;
      }
      heard(one, await this.#oneAtATime(() => this.#apply(one.finding.id, gates)));
    }
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
    return this.#change(entry, 'apply', gates);
  }

  /** Takes an applied proposal back, if the text it made still stands. */
  revert(id: string): Promise<ApplyResult> {
    return this.#oneAtATime(() => this.#revert(id));
  }

  async #revert(id: string): Promise<ApplyResult> {
    const entry = this.entry(id);
    const state = entry?.finding.proposal.state;
    if (!entry || !isApplied(state)) {
      const why = state?.kind === 'stale' ? `This proposal cannot be reverted: ${state.reason}.` : undefined;
      return { kind: 'failed', message: why ?? 'Only an applied proposal can be reverted.' };
    }
    return this.#change(entry, 'revert');
  }

  /**
   * Settles changes that were begun when an earlier process ended: the text of the file tells whether they happened. Of
   * another text nothing can be told, and they stay begun.
   *
   * @param isOver whether nobody can still be at them
   */
  async recover(intents: readonly ChangeIntent[], isOver: boolean): Promise<void> {
    const { applier, hash } = this.#dependencies;
    for (const intent of intents) {
      const entry = this.entry(intent.finding);
      const text = entry && (await applier.read(entry.file.path));
      if (!entry || text === undefined) {
        continue;
      }
      const textHash = hash(text);
      if (textHash === intent.after) {
        await this.#recorder.changed(entry, intent, text);
      } else if (textHash === intent.before && isOver) {
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

  async #change(entry: QueueEntry, action: 'apply' | 'revert', gates?: BulkGates): Promise<ApplyResult> {
    const { applier, store } = this.#dependencies;
    const id = entry.finding.id;
    let planned: Planned | undefined;
    const plan = async (text: string): Promise<ChangePlan> => {
      // The entry may have been looked up before another change of the same file.
      planned = await this.#plan(this.entry(id) ?? entry, action, text, gates);
      return planned.kind === 'begun' ? { kind: 'edit', edits: planned.edits } : { ...planned, kind: 'refused' };
    };
    const outcome = await applier.change(entry.file.path, plan, { run: store.header.id, finding: id, action });
    if (planned?.kind === 'held back') {
      return this.#recorder.failed(entry, planned.reason);
    }
    if (outcome.kind === 'changed' && planned?.kind === 'begun') {
      return this.#recorder.changed(this.entry(id) ?? entry, planned.intent, outcome.text);
    }
    if (outcome.kind === 'refused' || outcome.kind === 'gone') {
      const reason = outcome.kind === 'gone' ? outcome.message : outcome.reason;
      return action === 'apply' ? this.#recorder.stale(entry, reason) : this.#recorder.failed(entry, reason);
    }
    return this.#recorder.failed(entry, outcome.kind === 'failed' ? outcome.message : 'The file was not changed.');
  }

  async #plan(entry: QueueEntry, action: 'apply' | 'revert', text: string, gates?: BulkGates): Promise<Planned> {
    const located = action === 'apply' ? this.locate(entry, text) : await this.#placement.locateRevert(entry, text);
    if (located.kind === 'stale') {
      return located;
    }
    const { edits } = located;
    const problem = await this.#problemNow(entry, text, edits, gates);
    if (problem !== undefined) {
      return { kind: 'held back', reason: problem };
    }
    try {
      const intent = await this.#recorder.intent(entry, action, text, edits);
      gates?.planned(entry.finding.id, intent.before, intent.after);
      // A retry that was recorded first has taken its row away, and nobody could take the change back.
      return this.entry(entry.finding.id)?.finding.proposal.edits === entry.finding.proposal.edits
        ? { kind: 'begun', edits, intent }
        : { kind: 'held back', reason: 'Nothing was changed, because the file is under review again.' };
    } catch (error) {
      const reason = `Nothing was changed, because the text from before could not be kept: ${errorMessage(error)}.`;
      return { kind: 'held back', reason };
    }
  }

  /** The gates held on the reviewed text; on another one they are asked again. */
  async #problemNow(
    entry: QueueEntry,
    text: string,
    edits: readonly TextEdit[],
    gates: BulkGates | undefined,
  ): Promise<string | undefined> {
    const textHash = this.#placement.hashOf(text);
    const isReviewed = textHash === entry.file.textHash;
    const problem = isReviewed ? undefined : await gates?.problemNow(entry, text, textHash, edits);
    return problem && `With the file as it is now: ${problem}. Nothing was changed.`;
  }
}
