import type { FileReview } from '../fileReview';
import type { Hasher } from '../ports';
import { reasons } from '../text/reasons';
import { english } from '../text/say';
import type { Draft, Edit, Finding, Proposal, Span, TextEdit } from '../types';
import { editsProblem, isBefore, overlap } from './applyEdits';
import { findOwnText } from './ownText';
import { draftOf, editedIn, isApplied } from './proposalState';
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
  | {
      readonly kind: 'located';
      readonly edits: readonly TextEdit[];
      /** Set when the lines of one are others now, and only its own text told the place: code that nobody reviewed may have it. */
      readonly byOwnText?: true;
    }
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
 * and once, or where those have only changed around them.
 */
export function locateEdits({ file, finding, currentText, hash }: LocateRequest): Located {
  const edits = finding.proposal?.edits ?? [];
  if (edits.length === 0) {
    return stale(reasons.nothingToApply);
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
    return stale(reasons.appliedAlready);
  }
  const rival = applied.find(({ proposal }) => proposal.edits.some((edit) => edits.some((own) => overlap(own, edit))));
  if (rival !== undefined) {
    return stale(english(reasons.rival, rival.title));
  }
  return checked(currentText, moved(edits, edits, applied));
}

/** Where what applying a proposal would make stands in the current text of its file: a person's draft, or else its edits. */
export function locateWaiting(request: LocateRequest): Located {
  const { proposal } = request.finding;
  const draft = proposal && draftOf(proposal);
  return draft ? locateDraft(draft, request.currentText, request.hash) : locateEdits(request);
}

/** Just there, or where its lines stand. */
function locateDraft({ edits, textHash }: Draft, currentText: string, hash: Hasher): Located {
  return hash(currentText) === textHash ? checked(currentText, edits) : search(currentText, edits);
}

/** The inverse for an applied proposal: the edits that put back what it replaced, where its new text still stands. */
export function locateRevert({ file, finding, currentText, hash }: LocateRequest): Located {
  const edits = (editedIn(finding.proposal?.state) ?? finding.proposal)?.edits ?? [];
  if (edits.length === 0) {
    return stale(reasons.nothingToRevert);
  }
  const inverse = edits.map(inverseOf);
  const currentHash = hash(currentText);
  const applied = appliedFindings(file);
  if (currentHash === file.editedHash && applied.some(({ id }) => id === finding.id)) {
    return checked(currentText, moved(inverse, edits, applied));
  }
  const state = file.findings.find(({ id }) => id === finding.id)?.proposal?.state;
  if (isApplied(state) && state.receipt.baseHash === currentHash) {
    return stale(reasons.asBefore);
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
  // What told the place of the old text says nothing about that of the new one.
  const { own: _, ...rest } = edit;
  return { ...rest, end: edit.start + edit.newText.length, oldText: edit.newText, newText: edit.oldText };
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
    : stale(reasons.textChanged);
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

/** Finds each edit, see `find`; they must stand in the same order. */
function search(text: string, edits: readonly Edit[]): Located {
  const found: Edit[] = [];
  let byOwnText = false;
  for (const edit of edits) {
    const place = find(text, edit);
    if ('kind' in place) {
      return place;
    }
    byOwnText ||= place.byOwnText === true;
    const located = { ...edit, start: place.start, end: place.end };
    const previous = found.at(-1);
    if (previous !== undefined && !isBefore(previous, located)) {
      return stale(reasons.partsMoved);
    }
    found.push(located);
  }
  const located = checked(text, found);
  return located.kind === 'located' && byOwnText ? { ...located, byOwnText } : located;
}

/** Finds an edit by its lines and context, which must stand in the text exactly and once; or else by its own text. */
function find(text: string, edit: Edit): (Span & { readonly byOwnText?: true }) | Extract<Located, { kind: 'stale' }> {
  const lines = oldLines(edit);
  if (!/\S/.test(lines)) {
    return ambiguous(reasons.blankLines);
  }
  const [place, another] = findWholeLines(text, lines, 2);
  if (another !== undefined) {
    return ambiguous(reasons.nowSeveral);
  }
  if (place === undefined) {
    const own = findOwnText(text, edit);
    return own ? { ...own, byOwnText: true } : stale(reasons.textChanged);
  }
  if (isMadeAlready(text, place, lines, newLines(edit))) {
    return stale(reasons.thereAlready);
  }
  const start = place + (edit.linesBefore ?? '').length + edit.linePrefix.length;
  return { start, end: start + edit.oldText.length };
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

function ambiguous(reason: string): Extract<Located, { kind: 'stale' }> {
  return { kind: 'stale', reason, isAmbiguous: true };
}

function stale(reason: string): Extract<Located, { kind: 'stale' }> {
  return { kind: 'stale', reason };
}
