import { isBefore } from '../../core/edits/applyEdits';
import type { Hasher } from '../../core/ports';
import type { FileReview, Finding, Place, Span } from '../../core/types';

/** Whether a finding still says something about its file: its proposal is neither in it nor out of question. */
export function isOpenFinding({ proposal }: Finding): boolean {
  const kind = proposal?.state.kind;
  return kind === undefined || kind === 'ready' || kind === 'rejected' || kind === 'reverted';
}

/**
 * Where a file's findings stand in its current text, by finding; undefined when that is neither the reviewed text nor
 * the reviewed text with applied proposals. A finding whose place an applied proposal has changed has none.
 */
export function certainPlaces(file: FileReview, text: string, hash: Hasher): ReadonlyMap<string, Span> | undefined {
  const textHash = hash(text);
  if (textHash === file.textHash) {
    return placesBehind(file, []);
  }
  if (textHash !== file.editedHash) {
    return undefined;
  }
  const applied = file.findings.flatMap(({ proposal }) => {
    const isInText = proposal && 'receipt' in proposal.state && proposal.state.receipt.baseHash === file.textHash;
    return isInText ? proposal.edits : [];
  });
  return placesBehind(file, applied);
}

/** The place of a finding in a text that has changed: where its quote still is, or stands once. */
export function searchPlace(text: string, { start, end, quote }: Place): Span | undefined {
  if (quote.trim() === '') {
    return undefined;
  }
  if (text.slice(start, end) === quote) {
    return { start, end };
  }
  const found = text.indexOf(quote);
  const isOnlyOne = found >= 0 && text.indexOf(quote, found + 1) < 0;
  return isOnlyOne ? { start: found, end: found + quote.length } : undefined;
}

/** 0-based, as VS Code counts. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

export interface LineRange {
  readonly start: LinePosition;
  readonly end: LinePosition;
}

/** Where a range is after a change elsewhere in its document; undefined when the change reaches into it. */
export function moveRange(
  range: LineRange,
  change: { readonly range: LineRange; readonly text: string },
): LineRange | undefined {
  if (!isEarlier(change.range.start, range.end)) {
    return range;
  }
  if (isEarlier(range.start, change.range.end)) {
    return undefined;
  }
  const lines = change.text.split(/\r\n|\r|\n/);
  const last = lines.at(-1) ?? '';
  const move = ({ line, character }: LinePosition): LinePosition => {
    const { start, end } = change.range;
    const isOnLastLine = line === end.line;
    const before = lines.length === 1 ? start.character : 0;
    return {
      line: line - (end.line - start.line) + lines.length - 1,
      character: isOnLastLine ? character - end.character + before + last.length : character,
    };
  };
  return { start: move(range.start), end: move(range.end) };
}

function placesBehind(file: FileReview, edits: readonly (Span & { readonly newText: string })[]): Map<string, Span> {
  const places = new Map<string, Span>();
  for (const { id, place } of file.findings) {
    if (place && edits.every((edit) => isBefore(edit, place) || isBefore(place, edit))) {
      const shift = edits
        .filter((edit) => isBefore(edit, place))
        .reduce((sum, { start, end, newText }) => sum + newText.length - (end - start), 0);
      places.set(id, { start: place.start + shift, end: place.end + shift });
    }
  }
  return places;
}

function isEarlier(a: LinePosition, b: LinePosition): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
