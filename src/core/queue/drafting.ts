import { applyEdits, editsProblem } from '../edits/applyEdits';
import { isApplied } from '../edits/proposalState';
import { textChanges } from '../edits/textChanges';
import { toEdits } from '../edits/toEdits';
import { marked } from '../gates/proposal';
import type { Hasher } from '../ports';
import { errorMessage } from '../text/errorMessage';
import { obstacles } from '../text/obstacles';
import { english } from '../text/say';
import { TextSecrets } from '../text/textSecrets';
import type { Draft, TextEdit } from '../types';
import type { Placement } from './placement';
import type { ProposalRecorder } from './proposalRecorder';
import type { QueueEntry } from './queueEntry';

/** What became of the wish to keep what a person makes of a proposal. */
export type DraftOutcome = { readonly kind: 'kept' } | { readonly kind: 'failed'; readonly message: string };

/** What drafts are kept with. */
export interface DraftingDependencies {
  readonly placement: Pick<Placement, 'locateProposed'>;
  readonly recorder: Pick<ProposalRecorder, 'drafted'>;
  readonly hash: Hasher;
}

/** Keeps what a person makes of proposals: the least that makes their text of the file's. */
export class Drafting {
  readonly #dependencies: DraftingDependencies;

  constructor(dependencies: DraftingDependencies) {
    this.#dependencies = dependencies;
  }

  /** See `ProposalQueue.edit`. */
  async edit(entry: QueueEntry | undefined, base: string, text: string): Promise<DraftOutcome> {
    const { placement, hash } = this.#dependencies;
    if (!entry || isApplied(entry.finding.proposal.state)) {
      return failed(obstacles.notEditable);
    }
    const proposed = placement.locateProposed(entry, base);
    if (proposed.kind === 'located' && applyEdits(base, proposed.edits) === text) {
      return this.#keep(entry, undefined);
    }
    const changes = textChanges(base, text);
    const problem = editsProblem(base, changes);
    return problem === undefined
      ? this.#keep(entry, { textHash: hash(base), edits: markedEdits(entry.file.path, base, changes) })
      : failed(english(obstacles.draftNotApplied, problem));
  }

  /** See `ProposalQueue.forgetEdits`. */
  async forget(entry: QueueEntry | undefined): Promise<DraftOutcome> {
    return entry ? this.#keep(entry, undefined) : { kind: 'kept' };
  }

  async #keep(entry: QueueEntry, draft: Draft | undefined): Promise<DraftOutcome> {
    if (JSON.stringify(entry.finding.proposal.draft) === JSON.stringify(draft)) {
      return { kind: 'kept' };
    }
    try {
      await this.#dependencies.recorder.drafted(entry, draft);
      return { kind: 'kept' };
    } catch (error) {
      return failed(english(obstacles.draftNotKept, errorMessage(error)));
    }
  }
}

function failed(message: string): DraftOutcome {
  return { kind: 'failed', message };
}

/** Edits of a text with all that is kept of them, and which of them hold a secret. */
export function markedEdits(path: string, text: string, edits: readonly TextEdit[]): Draft['edits'] {
  const secrets = new TextSecrets(text, path);
  return toEdits(text, edits).map((edit) => marked(edit, secrets));
}
