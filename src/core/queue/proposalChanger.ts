import type { Applier, ChangePlan } from '../ports';
import type { ChangeIntent } from '../run/changes';
import type { RunStore } from '../run/store';
import { errorMessage } from '../text/errorMessage';
import type { TextEdit } from '../types';
import type { BulkGates } from './bulkGates';
import type { Placement } from './placement';
import type { ProposalRecorder } from './proposalRecorder';
import { type ApplyResult, entryOf, type QueueEntry } from './queueEntry';

/** What changes of files are made with. */
export interface ChangerDependencies {
  readonly store: RunStore;
  readonly applier: Applier;
  readonly placement: Placement;
  readonly recorder: ProposalRecorder;
}

/** What is to be done to the text of a file. */
type Planned =
  | { readonly kind: 'begun'; readonly edits: readonly TextEdit[]; readonly intent: ChangeIntent }
  /** Nothing is done, and the proposal cannot be applied as it is. */
  | { readonly kind: 'stale'; readonly reason: string }
  /** Nothing is done this time. */
  | { readonly kind: 'held back'; readonly reason: string };

const inDoubt =
  'Nothing was changed: whether this proposal is in the file cannot be told, as a change of it was cut short and the file has been edited there since. Review the file again.';

/** Makes one change of a file: finds its place in the text that is there, asks the gates, and records it before it is made. */
export class ProposalChanger {
  readonly #dependencies: ChangerDependencies;

  constructor(dependencies: ChangerDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Applies a proposal to its file, or takes it back.
   *
   * @param gates asked again about another text than the reviewed one
   */
  async change(entry: QueueEntry, action: 'apply' | 'revert', gates?: BulkGates): Promise<ApplyResult> {
    const { applier, placement, recorder, store } = this.#dependencies;
    const id = entry.finding.id;
    if (store.openIntents().some(({ finding }) => finding === id)) {
      // What is said of it on record would end the doubt.
      return { kind: 'failed', message: inDoubt };
    }
    let planned: Planned | undefined;
    const plan = async (text: string): Promise<ChangePlan> => {
      // The entry may have been looked up before another change of the same file.
      planned = await this.#plan(entryOf(store, id) ?? entry, action, text, gates);
      return planned.kind === 'begun' ? { kind: 'edit', edits: planned.edits } : { ...planned, kind: 'refused' };
    };
    const outcome = await applier.change(entry.file.path, plan, { run: store.header.id, finding: id, action });
    if (planned?.kind === 'held back') {
      return recorder.failed(entry, planned.reason);
    }
    if (outcome.kind === 'changed' && planned?.kind === 'begun') {
      return recorder.changed(entryOf(store, id) ?? entry, planned.intent, placement.hashOf(outcome.text));
    }
    if (outcome.kind === 'refused' || outcome.kind === 'gone') {
      const reason = outcome.kind === 'gone' ? outcome.message : outcome.reason;
      return action === 'apply' ? recorder.stale(entry, reason) : recorder.failed(entry, reason);
    }
    return recorder.failed(entry, outcome.kind === 'failed' ? outcome.message : 'The file was not changed.');
  }

  async #plan(entry: QueueEntry, action: 'apply' | 'revert', text: string, gates?: BulkGates): Promise<Planned> {
    const { placement, recorder, store } = this.#dependencies;
    const located = action === 'apply' ? placement.locate(entry, text) : await placement.locateRevert(entry, text);
    if (located.kind === 'stale') {
      return located;
    }
    const { edits } = located;
    const problem = await this.#problemNow(entry, text, edits, gates);
    if (problem !== undefined) {
      return { kind: 'held back', reason: problem };
    }
    try {
      const intent = await recorder.intent(entry, action, text, edits);
      gates?.planned(entry.finding.id, intent.before, intent.after);
      // A retry that was recorded first has taken its row away, and nobody could take the change back.
      return entryOf(store, entry.finding.id)?.finding.proposal.edits === entry.finding.proposal.edits
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
    const textHash = this.#dependencies.placement.hashOf(text);
    const isReviewed = textHash === entry.file.textHash;
    const problem = isReviewed ? undefined : await gates?.problemNow(entry, text, textHash, edits);
    return problem && `With the file as it is now: ${problem}. Nothing was changed.`;
  }
}
