import { applyEdits } from '../edits/applyEdits';
import { draftOf, isApplicable } from '../edits/proposalState';
import type { Applier, ChangePlan } from '../ports';
import type { ChangeIntent } from '../run/changes';
import type { RunStore } from '../run/store';
import { errorMessage } from '../text/errorMessage';
import { reasons } from '../text/reasons';
import { english } from '../text/say';
import type { Turn } from '../turns';
import type { TextEdit } from '../types';
import type { Adopted } from './adopting';
import type { BulkGates } from './bulkGates';
import { markedEdits } from './drafting';
import type { LinesSeen } from './linesSeen';
import type { Placement } from './placement';
import type { ProposalRecorder } from './proposalRecorder';
import { type ApplyResult, entryOf, isSetback, type QueueEntry } from './queueEntry';

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

/** How a change is made. */
export interface ChangeConditions {
  /** Asked again about another text than the reviewed one. */
  readonly gates?: BulkGates | undefined;
  /** Given where nobody has looked at the place; see `LinesSeen`. */
  readonly lines?: LinesSeen | undefined;
  /** Given where the next change may begin while the file is saved: what becomes of this one is recorded behind those before. */
  readonly turn?: Turn | undefined;
}

/** Makes one change of a file: finds its place in the text that is there, asks the gates, and records it before it is made. */
export class ProposalChanger {
  readonly #dependencies: ChangerDependencies;

  constructor(dependencies: ChangerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Applies a proposal to its file, or takes it back. */
  async change(
    entry: QueueEntry,
    action: 'apply' | 'revert',
    { gates, lines, turn }: ChangeConditions = {},
  ): Promise<ApplyResult> {
    const { applier, placement, recorder, store } = this.#dependencies;
    const id = entry.finding.id;
    if (store.openIntents().some(({ finding }) => finding === id)) {
      // What is said of it on record would end the doubt.
      return { kind: 'failed', message: reasons.inDoubt };
    }
    let planned: Planned | undefined;
    const plan = async (text: string): Promise<ChangePlan> => {
      // The entry may have been looked up before another change of the same file.
      planned = await this.#plan(entryOf(store, id) ?? entry, action, text, gates, lines);
      return planned.kind === 'begun' ? { kind: 'edit', edits: planned.edits } : { ...planned, kind: 'refused' };
    };
    const about = { run: store.header.id, finding: id, action };
    const outcome = await applier.change(entry.file.path, plan, about, turn?.made);
    await turn?.earlier;
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
    return recorder.failed(entry, outcome.kind === 'failed' ? outcome.message : reasons.unchanged);
  }

  /** Puts proposals on record that the person has made. Answers with how many. */
  async adopt(made: readonly Adopted[], gates?: BulkGates): Promise<number> {
    const { placement, recorder, store } = this.#dependencies;
    let count = 0;
    for (const { id, text, edits } of made) {
      const entry = entryOf(store, id);
      // A look at the file while the person made the changes may have missed the reviewed text.
      if (entry && isApplicable(entry.finding.proposal.state)) {
        const intent = await this.#intent(entry, 'apply', text, edits, gates);
        const result = await recorder.changed(entry, intent, placement.hashOf(applyEdits(text, edits)));
        count += isSetback(result) ? 0 : 1;
      }
    }
    return count;
  }

  async #plan(
    entry: QueueEntry,
    action: 'apply' | 'revert',
    text: string,
    gates: BulkGates | undefined,
    lines: LinesSeen | undefined,
  ): Promise<Planned> {
    const { placement, store } = this.#dependencies;
    const located = action === 'apply' ? placement.locate(entry, text) : await placement.locateRevert(entry, text);
    const isDraft = action === 'apply' && draftOf(entry.finding.proposal) !== undefined;
    if (located.kind === 'stale') {
      return isDraft ? { kind: 'held back', reason: english(reasons.draftOutdated, located.reason) } : located;
    }
    const { edits } = located;
    if (edits.length === 0) {
      return { kind: 'held back', reason: reasons.allLeftOut };
    }
    if (located.byOwnText && lines && !lines.stood(entry, text)) {
      return { kind: 'held back', reason: reasons.lineChanged };
    }
    const problem = isDraft ? undefined : await this.#problemNow(entry, text, edits, gates);
    if (problem !== undefined) {
      return { kind: 'held back', reason: problem };
    }
    try {
      const intent = await this.#intent(entry, action, text, edits, gates);
      gates?.planned(entry.finding.id, intent.before, intent.after);
      lines?.planned(entry.file.path, text, intent.after);
      // A retry that was recorded first has taken its row away, and nobody could take the change back.
      return entryOf(store, entry.finding.id)?.finding.proposal.edits === entry.finding.proposal.edits
        ? { kind: 'begun', edits, intent }
        : { kind: 'held back', reason: reasons.underReview };
    } catch (error) {
      const reason = english(reasons.notKept, errorMessage(error));
      return { kind: 'held back', reason };
    }
  }

  /** Records what is about to be made, with what the person has made of it. Rejects where that is impossible. */
  async #intent(
    entry: QueueEntry,
    action: 'apply' | 'revert',
    text: string,
    edits: readonly TextEdit[],
    gates: BulkGates | undefined,
  ): Promise<ChangeIntent> {
    const isDraft = action === 'apply' && draftOf(entry.finding.proposal) !== undefined;
    const edited = isDraft
      ? {
          edits: markedEdits(entry.file.path, text, edits),
          warnings: (await gates?.warningsNow(entry, text, edits)) ?? [],
        }
      : undefined;
    return this.#dependencies.recorder.intent(entry, action, text, edits, edited);
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
    return problem && english(reasons.gatesNow, problem);
  }
}
