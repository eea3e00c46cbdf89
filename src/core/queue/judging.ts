import type { Proof } from '../proof';
import type { Repairs } from '../repairs';
import type { RunStore } from '../run/store';
import type { ProposalRecorder } from './proposalRecorder';
import { entryOf, type QueueEntry } from './queueEntry';

/** What judging needs from the world. */
interface JudgingDependencies {
  readonly store: RunStore;
  readonly recorder: ProposalRecorder;
}

/** Puts on record what commands, and models that were asked again, say of proposals: of those that still are what was judged. */
export class Judging {
  readonly #store: RunStore;
  readonly #recorder: ProposalRecorder;

  constructor({ store, recorder }: JudgingDependencies) {
    this.#store = store;
    this.#recorder = recorder;
  }

  /** @param proofs what the person's commands say, by finding */
  async prove(proofs: Readonly<Record<string, Proof>>, judged: readonly QueueEntry[]): Promise<void> {
    const those = only(proofs, this.#standing(judged));
    if (Object.keys(those).length > 0) {
      await this.#recorder.proven(those);
    }
  }

  /** What came of giving failed proposals back to a model. */
  async repaired({ replaced, kept, proofs }: Repairs, judged: readonly QueueEntry[]): Promise<void> {
    const standing = this.#standing(judged).filter(({ finding }) => finding.proposal.state.kind === 'ready');
    await this.#recorder.repaired({
      replaced: only(replaced, standing),
      kept: only(kept, standing),
      proofs: only(proofs, standing),
    });
  }

  /** Those whose edits are what was judged, and of which a person has not made something else since; as they are now. */
  #standing(judged: readonly QueueEntry[]): readonly QueueEntry[] {
    return judged.flatMap(({ finding: { id, proposal } }) => {
      const entry = entryOf(this.#store, id);
      const now = entry?.finding.proposal;
      return entry && now?.edits === proposal.edits && now.draft === proposal.draft ? [entry] : [];
    });
  }
}

function only<Value>(byFinding: Readonly<Record<string, Value>>, entries: readonly QueueEntry[]) {
  const ids = new Set(entries.map(({ finding }) => finding.id));
  return Object.fromEntries(Object.entries(byFinding).filter(([id]) => ids.has(id)));
}
