import { applyEdits } from '../edits/applyEdits';
import type { Inspection, Inspector } from '../ports';
import { reasons } from '../text/reasons';
import { english } from '../text/say';
import type { Edit, FileSnapshot, Finding, Proposal } from '../types';
import type { Rejection } from './gates';
import { SecondLook } from './secondLook';

/** A finding with a proposal that waits. */
export interface Candidate {
  readonly finding: Finding;
  readonly proposal: Proposal;
}

export type Verdict =
  | { readonly kind: 'passed'; readonly removesFinding: boolean }
  | ({ readonly kind: 'rejected' } & Rejection)
  | { readonly kind: 'not checked' };

/** So that one file with a thousand proposals neither takes a worker for itself nor sends a thousand texts at once. */
const textsPerRequest = 16;

/** The inspection of one file's proposals, with what has come of it so far. */
export class Inspecting {
  readonly verdicts = new Map<Finding, Verdict>();
  readonly #file: FileSnapshot;
  readonly #inspector: Inspector;
  readonly #signal: AbortSignal;
  #look: SecondLook | undefined;

  constructor(file: FileSnapshot, inspector: Inspector, signal: AbortSignal) {
    this.#file = file;
    this.#inspector = inspector;
    this.#signal = signal;
  }

  /**
   * Finds the verdicts of all members of some groups: of a group together, or of its halves where that is unclear.
   * Answers with those who were judged alone; undefined when it could not come to an end.
   */
  async judge(groups: readonly (readonly Candidate[])[]): Promise<ReadonlySet<Candidate> | undefined> {
    const alone = new Set<Candidate>();
    const waiting = groups.filter(({ length }) => length > 0);
    let at = 0;
    while (at < waiting.length && !this.#signal.aborted) {
      const some = waiting.slice(at, at + textsPerRequest);
      const texts = some.map((group) => editedText(this.#file, group));
      const edited = await this.#inspector.inspect(this.#file, texts, this.#signal);
      const look = await this.#lookAtOriginal();
      if (!look) {
        break;
      }
      at += some.length;
      for (const [position, group] of some.entries()) {
        const verdict = judge(group, look, edited[position]);
        if (verdict === 'unclear') {
          const half = Math.ceil(group.length / 2);
          waiting.push(group.slice(0, half), group.slice(half));
        } else {
          this.#settle(group, verdict, alone);
        }
      }
    }
    if (at < waiting.length) {
      this.#forget(waiting.slice(at).flat());
      return undefined;
    }
    return alone;
  }

  /** What to compare texts with; undefined when there is nothing. */
  async #lookAtOriginal(): Promise<SecondLook | undefined> {
    const [original] = this.#look ? [] : await this.#inspector.inspect(this.#file, [this.#file.text], this.#signal);
    this.#look ??= original && new SecondLook(original);
    return this.#look;
  }

  #settle(group: readonly Candidate[], verdict: Verdict, alone: Set<Candidate>): void {
    for (const candidate of group) {
      // What was seen of one alone counts for more than what is seen of it with others.
      if (group.length === 1 || !alone.has(candidate)) {
        this.verdicts.set(candidate.finding, verdict);
      }
    }
    if (group[0] && group.length === 1) {
      alone.add(group[0]);
    }
  }

  /** What was not seen to the end is not known. */
  #forget(candidates: readonly Candidate[]): void {
    for (const { finding } of candidates) {
      this.verdicts.delete(finding);
    }
  }
}

/** The verdict that holds for each of a group, or `unclear` when the group must be divided to tell. */
function judge(group: readonly Candidate[], look: SecondLook, edited: Inspection | undefined): Verdict | 'unclear' {
  const isAlone = group.length === 1;
  if (!edited) {
    return isAlone ? { kind: 'not checked' } : 'unclear';
  }
  const more = look.moreSyntaxErrors(edited);
  // Where one has mended something, another may have broken as much.
  if (more > 0 || (more < 0 && !isAlone)) {
    return isAlone ? tooManyErrors(more) : 'unclear';
  }
  if (look.isIncomplete(edited)) {
    return isAlone ? { kind: 'not checked' } : 'unclear';
  }
  const error = look.newError(edited);
  if (error) {
    const name = error.rule === undefined ? error.source : `${error.source} ${error.rule}`;
    return isAlone
      ? { kind: 'rejected', gate: 'analyzers', reason: english(reasons.newError, `${error.title} (${name})`) }
      : 'unclear';
  }
  const isIndependent = group.every(({ finding }) => finding.reviewer === 'local');
  if (!isAlone && !isIndependent && !look.hasSameErrors(edited, editsOf(group))) {
    return 'unclear';
  }
  const own = group.filter(({ finding }) => finding.reviewer === 'local').map(({ finding }) => finding);
  const removesFinding = own.length > 0 && look.removes(own, edited);
  return removesFinding === undefined ? 'unclear' : { kind: 'passed', removesFinding };
}

export function tooManyErrors(more: number): Verdict {
  const reason = more === 1 ? reasons.oneSyntaxError : english(reasons.syntaxErrors, more);
  return { kind: 'rejected', gate: 'syntax', reason };
}

function editedText({ text }: FileSnapshot, group: readonly Candidate[]): string {
  return applyEdits(text, editsOf(group));
}

function editsOf(group: readonly Candidate[]): readonly Edit[] {
  return group.flatMap(({ proposal }) => proposal.edits);
}
