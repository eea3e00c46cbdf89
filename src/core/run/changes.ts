import { applyEdits } from '../edits/applyEdits';
import { type AppliedState, appliedState } from '../edits/proposalState';
import type { Hasher, TextStore } from '../ports';
import type { Edited, ProposalState, TextEdit } from '../types';

/** A change of a file that was begun: which, and how to tell whether it happened. */
export interface ChangeIntent {
  readonly finding: string;
  readonly action: 'apply' | 'revert';
  /** Hash of the text before. */
  readonly before: string;
  /** Hash of the text after, if nothing else changes with it. */
  readonly after: string;
  /** Whether the result is the reviewed text with applied proposals and nothing else. */
  readonly pure: boolean;
  /** Hash of the reviewed text in which the proposal's edits are placed. */
  readonly baseHash: string;
  /** In the text before. Absent in records of version 1, each of which has its own text before. */
  readonly edits?: readonly TextEdit[];
  /** Set when a person had edited the proposal: what `edits` are, in full. */
  readonly edited?: Edited;
  /** Set when the edits hold a secret, or may: no journal has them as they are. */
  readonly secret?: true;
  /** Key of the text before, where our changes so far do not make it. */
  readonly textBefore?: string;
}

/** A change that we made in a file. */
export interface Change extends ChangeIntent {
  /** Hash of the text after it, with whatever the editor did to it when it saved. */
  readonly textHash: string;
}

/** What became of the proposals of a file. */
export interface FileHistory {
  /** Those from the first on; the ones that are known already are passed over. */
  readonly changes: readonly Change[];
  /** By finding, where they are others than before. */
  readonly states: Readonly<Record<string, RecordedState>>;
  /** See `FileReview.editedHash`. */
  readonly editedHash?: string;
}

/** In records of earlier versions, a proposal itself could be dismissed: the finding is. */
export type RecordedState = ProposalState | { readonly kind: 'dismissed' };

/** What is known of a text that the file had after one of our changes. */
export interface Moment {
  /** The findings whose proposals are known to be in it, or not to be. */
  readonly settled: ReadonlySet<string>;
  /** Of those, the ones that are in it. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** Whether no other proposal is in it. Not known when somebody changed the file between two of our changes. */
  readonly isWhole: boolean;
  /** Hash of the reviewed text, if it is that with applied proposals and nothing else. */
  readonly pureOf: string | undefined;
}

/** The changes that we made in one file, in their order. */
export class ChangeHistory {
  readonly #changes: Change[] = [];
  /** The latest change that made the text of a hash. */
  readonly #byText = new Map<string, number>();

  get all(): readonly Change[] {
    return this.#changes;
  }

  get length(): number {
    return this.#changes.length;
  }

  add(change: Change): void {
    this.#byText.set(change.textHash, this.#changes.push(change) - 1);
  }

  /** Whether the text of a hash can be made from what is kept of these changes. */
  makes(hash: string): boolean {
    const change = this.#changes[this.#byText.get(hash) ?? -1];
    return change?.edits !== undefined && change.after === hash;
  }

  /** What is known of the text of a hash, also when somebody came back to it by undo; undefined when we never made it. */
  moment(textHash: string): Moment | undefined {
    const latest = this.#byText.get(textHash);
    const made = latest === undefined ? undefined : this.#changes[latest];
    if (!made) {
      return undefined;
    }
    const settled = new Set<string>();
    const applied = new Map<string, AppliedState>();
    let first = made;
    for (let index = latest; index !== undefined; index = this.#parentOf(index)) {
      const change = this.#changes[index];
      if (change && !settled.has(change.finding) && change.action === 'apply') {
        applied.set(change.finding, appliedBy(change, index));
      }
      if (change) {
        settled.add(change.finding);
        first = change;
      }
    }
    const isWhole = first.before === first.baseHash;
    const isPure = made.pure && made.textHash === made.after;
    return { settled, applied, isWhole, pureOf: isPure ? made.baseHash : undefined };
  }

  /** The changes that made one text of another, in their order; undefined when we know of no such way. */
  between(beforeHash: string, textHash: string): readonly Change[] | undefined {
    const way: Change[] = [];
    let at = beforeHash === textHash ? undefined : this.#byText.get(textHash);
    for (; at !== undefined; at = this.#parentOf(at)) {
      const change = this.#changes[at];
      if (change) {
        way.unshift(change);
      }
      if (change?.before === beforeHash) {
        return way;
      }
    }
    return beforeHash === textHash ? way : undefined;
  }

  /** The latest application of a finding's proposal. */
  latestApplication(finding: string): AppliedState | undefined {
    const index = this.#changes.findLastIndex((change) => change.finding === finding && change.action === 'apply');
    const change = this.#changes[index];
    return change && appliedBy(change, index);
  }

  /** The text before a change; undefined when a part of what is needed for it is lost. */
  async textBefore(index: number, texts: TextStore, hash: Hasher): Promise<string | undefined> {
    const later: Change[] = [];
    for (let at: number | undefined = index; at !== undefined; at = this.#parentOf(at)) {
      const change = this.#changes[at];
      if (!change) {
        return undefined;
      }
      if (at !== index) {
        later.push(change);
      }
      if (change.textBefore !== undefined) {
        const made = later.reduceRight(
          (text, { edits }) => (text !== undefined && edits ? applyEdits(text, edits) : undefined),
          await texts.recall(change.textBefore),
        );
        return made !== undefined && hash(made) === this.#changes[index]?.before ? made : undefined;
      }
    }
    return undefined;
  }

  /** The text of a hash, where one of these changes made it; undefined when a part of what is needed for it is lost. */
  async textOf(textHash: string, texts: TextStore, hash: Hasher): Promise<string | undefined> {
    const index = this.#byText.get(textHash);
    const edits = this.#changes[index ?? -1]?.edits;
    const before = index === undefined ? undefined : await this.textBefore(index, texts, hash);
    return before !== undefined && edits ? applyEdits(before, edits) : undefined;
  }

  /** The change that made the text before this one. */
  #parentOf(index: number): number | undefined {
    const before = this.#changes[index]?.before;
    const previous = this.#changes[index - 1];
    if (previous?.textHash === before) {
      return index - 1;
    }
    const parent = this.#changes.slice(0, index).findLastIndex(({ textHash }) => textHash === before);
    return parent < 0 ? undefined : parent;
  }
}

function appliedBy({ after, textHash, baseHash, edited }: Change, change: number): AppliedState {
  return appliedState({ change, textHash, baseHash }, textHash === after, edited);
}
