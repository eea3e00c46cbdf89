import { countWhile } from '../../binarySearch';
import { overlap } from '../../edits/applyEdits';
import { groupBy } from '../../groupBy';
import type { TextEdit } from '../../types';
import type { EditWords } from '../judging/lostWords';
import type { FileChange } from '../ports';

/** A proposal that is to be verified. */
export interface Candidate {
  readonly id: string;
  /** What it is called in the proofs of others. */
  readonly title: string;
  /** Relative to the reviewed folder. */
  readonly path: string;
  /** Hash of the text in which the edits are placed. */
  readonly textHash: string;
  /** UTF-16 code units of that text. */
  readonly textLength: number;
  /** In the order of their places, none overlapping another. */
  readonly edits: readonly TextEdit[];
  /** The whole lines that they change; absent where that is not known. */
  readonly oldText?: string;
  /** The same lines with the edits; if not given, what is known of them is what the edits put in. */
  readonly newText?: string;
}

/** The changes that candidates make together; they must stand together. */
export function changesOf(candidates: readonly Candidate[]): FileChange[] {
  return [...groupBy(candidates, ({ path }) => path)].map(([path, ofFile]) => ({
    path,
    textHash: ofFile[0]?.textHash ?? '',
    edits: ofFile.flatMap(({ edits }) => edits).toSorted(byPlace),
  }));
}

/** By what an output is known to be another for the edits of candidates. */
export function wordsOf(candidates: readonly Candidate[]): EditWords {
  return {
    paths: candidates.map(({ path }) => path),
    oldText: candidates.map(({ oldText = '' }) => oldText).join('\n'),
    newText: candidates.map(({ edits, newText }) => newText ?? edits.map((edit) => edit.newText).join('\n')).join('\n'),
  };
}

/** Those that can be made in one text each, and those that stand where an earlier one does. */
export function standTogether(candidates: readonly Candidate[]): {
  readonly together: readonly Candidate[];
  readonly apart: readonly Candidate[];
} {
  const taken = new Map<string, Taken>();
  const fits = candidates.map(({ path, textHash, edits }) => {
    const file = taken.get(path) ?? { textHash, edits: [] };
    const hasPlace = file.textHash === textHash && edits.every((edit) => isFree(file, edit));
    if (hasPlace) {
      taken.set(path, file);
      for (const edit of edits) {
        file.edits.splice(placeOf(file, edit), 0, edit);
      }
    }
    return hasPlace;
  });
  return {
    together: candidates.filter((_, index) => fits[index]),
    apart: candidates.filter((_, index) => !fits[index]),
  };
}

/** What is changed in a file: in order, and none overlapping another, so that only neighbours have to be looked at. */
interface Taken {
  readonly textHash: string;
  readonly edits: TextEdit[];
}

function isFree(file: Taken, edit: TextEdit): boolean {
  const place = placeOf(file, edit);
  return file.edits.slice(Math.max(0, place - 1), place + 1).every((neighbour) => !overlap(edit, neighbour));
}

function placeOf({ edits }: Taken, edit: TextEdit): number {
  return countWhile(edits, (other) => byPlace(other, edit) < 0);
}

function byPlace(a: TextEdit, b: TextEdit): number {
  return a.start - b.start || a.end - b.end;
}
