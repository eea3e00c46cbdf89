import type { FileReview } from '../fileReview';
import type { Hasher } from '../ports';
import type { Edit, Finding, Proposal, Span, TextEdit } from '../types';
import { editsProblem, isBefore, overlap } from './applyEdits';
import { isApplied } from './proposalState';
import { findWholeLines, isWholeLinesAt, newLines, oldLines } from './wholeLines';

export interface LocateRequest {
  readonly file: FileReview;
  /** One of the file's, whose proposal is meant. */
  readonly finding: Pick<Finding, 'id' | 'proposal' | 'textHash'>;
  /** The text of the file now. */
  readonly currentText: string;
  readonly hash: Hasher;
}

export type Located =
  /** Edits in terms of the current text, in order. What they replace is exactly what the proposal speaks of. */
  | { readonly kind: 'located'; readonly edits: readonly TextEdit[] }
  /** The place is not certain any more. */
  | {
      readonly kind: 'stale';
      readonly reason: string;
      /** Set when the text would do, but does not tell which of several places is meant. */
      readonly isAmbiguous?: true;
    };

/**
 * Where a proposal's edits stand in the current text of its file: as they are if that is the reviewed text; moved by
 * the other applied proposals if it is the reviewed text with those; else where the lines they touch stand, exactly
 * and once.
 */
export function locateEdits({ file, finding, currentText, hash }: LocateRequest): Located {
  const edits = finding.proposal?.edits ?? [];
  if (edits.length === 0) {
    return stale('there is nothing to apply');
  }
  const currentHash = hash(currentText);
  if (isOfEarlierText(file, finding)) {
    return search(currentText, edits);
  }
  // First, because applied proposals may cancel out: then this is the reviewed text too, but they are in it.
  if (currentHash !== file.editedHash) {
    return currentHash === file.textHash ? checked(currentText, edits) : search(currentText, edits);
  }
  const applied = appliedFindings(file);
  if (applied.some(({ id }) => id === finding.id)) {
    return stale('it is applied already');
  }
  const rival = applied.find(({ proposal }) => proposal.edits.some((edit) => edits.some((own) => overlap(own, edit))));
  if (rival !== undefined) {
    return stale(`“${rival.title}” was applied at the same place`);
  }
  return checked(currentText, moved(edits, edits, applied));
}

/** The inverse for an applied proposal: the edits that put back what it replaced, where its new text still stands. */
export function locateRevert({ file, finding, currentText, hash }: LocateRequest): Located {
  const edits = finding.proposal?.edits ?? [];
  if (edits.length === 0) {
    return stale('there is nothing to take back');
  }
  const inverse = edits.map(inverseOf);
  const currentHash = hash(currentText);
  const applied = appliedFindings(file);
  if (currentHash === file.editedHash && applied.some(({ id }) => id === finding.id)) {
    return checked(currentText, moved(inverse, edits, applied));
  }
  const state = file.findings.find(({ id }) => id === finding.id)?.proposal?.state;
  if (isApplied(state) && state.receipt.baseHash === currentHash) {
    return stale('the file has the text from before the change again');
  }
  return search(currentText, inverse);
}

/** Then the places of its edits say nothing about the reviewed text. */
function isOfEarlierText(file: FileReview, { textHash }: Pick<Finding, 'textHash'>): boolean {
  return textHash !== undefined && textHash !== file.textHash;
}

type AppliedFinding = Finding & { readonly proposal: Proposal };

/** The applied findings whose edits are placed in this reviewed text, not in that of an earlier review. */
function appliedFindings(file: FileReview): AppliedFinding[] {
  return file.findings.filter((finding): finding is AppliedFinding => {
    const state = finding.proposal?.state;
    return isApplied(state) && state.receipt.baseHash === file.textHash;
  });
}

/** The edit that undoes an edit, still at the place where the reviewed text has it. */
function inverseOf(edit: Edit): Edit {
  return { ...edit, end: edit.start + edit.newText.length, oldText: edit.newText, newText: edit.oldText };
}

/** The edits, each moved by as much as the applied ones before its place in the reviewed text have moved the text. */
function moved(edits: readonly Edit[], places: readonly Span[], applied: readonly AppliedFinding[]): Edit[] {
  const made = applied.flatMap(({ proposal }) => proposal.edits);
  return edits.map((edit, position) => {
    const place = places[position] ?? edit;
    const shift = made
      .filter((other) => isBefore(other, place))
      .reduce((sum, { start, end, newText }) => sum + newText.length - (end - start), 0);
    return { ...edit, start: edit.start + shift, end: edit.end + shift };
  });
}

/** The last word on every place, however it was found: what an edit replaces must be there. */
function checked(text: string, edits: readonly Edit[]): Located {
  const joined = insertionsJoined(edits);
  const stands = edits.every(({ start, end, oldText }) => text.slice(start, end) === oldText);
  return stands && editsProblem(text, joined) === undefined
    ? { kind: 'located', edits: joined }
    : stale('the text it changes is no longer there');
}

/** Insertions that came to one place, because another proposal took out what was between them, are one insertion. */
function insertionsJoined(edits: readonly Edit[]): TextEdit[] {
  const joined: TextEdit[] = [];
  for (const { start, end, newText } of edits) {
    const previous = joined.at(-1);
    if (previous !== undefined && previous.start === end && previous.end === start) {
      joined[joined.length - 1] = { start, end, newText: previous.newText + newText };
    } else {
      joined.push({ start, end, newText });
    }
  }
  return joined;
}

/** Finds each edit by its lines and context, which must stand in the text exactly, once, and in the same order. */
function search(text: string, edits: readonly Edit[]): Located {
  const found: Edit[] = [];
  for (const edit of edits) {
    const lines = oldLines(edit);
    if (!/\S/.test(lines)) {
      return ambiguous('the file has changed, and blank lines do not tell where this belongs');
    }
    const [place, another] = findWholeLines(text, lines, 2);
    if (place === undefined) {
      return stale('the text it changes is no longer there');
    }
    if (another !== undefined) {
      return ambiguous('the file has changed, and the text it changes is now there more than once');
    }
    if (isMadeAlready(text, place, lines, newLines(edit))) {
      return stale('the change is there already');
    }
    const start = place + (edit.linesBefore ?? '').length + edit.linePrefix.length;
    const located = { ...edit, start, end: start + edit.oldText.length };
    const previous = found.at(-1);
    if (previous !== undefined && !isBefore(previous, located)) {
      return stale('the parts of the text it changes have been moved');
    }
    found.push(located);
  }
  return checked(text, found);
}

/** Whether the lines at a place are the unchanged part of what the edit would make of them. */
function isMadeAlready(text: string, place: number, lines: string, made: string): boolean {
  return (
    made.length > lines.length &&
    findWholeLines(made, lines, made.length).some((offset) => {
      const start = place - offset;
      return start >= 0 && isWholeLinesAt(text, made, start);
    })
  );
}

function ambiguous(reason: string): Located {
  return { kind: 'stale', reason, isAmbiguous: true };
}

function stale(reason: string): Located {
  return { kind: 'stale', reason };
}
