import { countWhile } from '../../core/binarySearch';
import { isBefore } from '../../core/edits/applyEdits';
import { isApplied } from '../../core/edits/proposalState';
import type { FileReview } from '../../core/fileReview';
import type { Hasher } from '../../core/ports';
import type { Finding, Place, Span } from '../../core/types';

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
    const isInText = proposal && isApplied(proposal.state) && proposal.state.receipt.baseHash === file.textHash;
    return isInText ? proposal.edits : [];
  });
  return placesBehind(file, applied);
}

/** The place of a finding in a text that has changed: where its quote still is, or stands once. */
export function searchPlace(text: string, place: Place, onlyOne = searchOnce(text)): Span | undefined {
  const { start, end, quote } = place;
  if (quote.trim() === '') {
    return undefined;
  }
  return text.slice(start, end) === quote ? { start, end } : onlyOne(quote);
}

/** Where a finding stands in the present text of its file; undefined where that does not tell. */
export function presentPlace(file: FileReview, finding: Finding, text: string, hash: Hasher): Span | undefined {
  const { id, place } = finding;
  return certainPlaces(file, text, hash)?.get(id) ?? (place && searchPlace(text, place));
}

/** Finds where something stands in a text, and nowhere else; looks for the same once. */
export function searchOnce(text: string): (quote: string) => Span | undefined {
  const known = new Map<string, Span | undefined>();
  return (quote) => {
    if (!known.has(quote)) {
      const found = text.indexOf(quote);
      const isOnlyOne = found >= 0 && text.indexOf(quote, found + 1) < 0;
      known.set(quote, isOnlyOne ? { start: found, end: found + quote.length } : undefined);
    }
    return known.get(quote);
  };
}

/** Proposals in these states have not made another text of the file. */
const untouched: ReadonlySet<string | undefined> = new Set([undefined, 'ready', 'rejected']);

/**
 * Where a file's findings stand in the text that was reviewed, by finding, without a look at that text. Undefined when
 * the places do not tell, or when the file may have another text because of what was applied.
 */
export function reviewedRanges({ findings }: FileReview): ReadonlyMap<string, LineRange> | undefined {
  const ranges = new Map<string, LineRange>();
  for (const { id, place, proposal } of findings) {
    if (!untouched.has(proposal?.state.kind) || (place && place.startColumn === undefined)) {
      return undefined;
    }
    if (place) {
      ranges.set(id, rangeOf(place));
    }
  }
  return ranges;
}

function rangeOf({ startLine, startColumn = 0, quote }: Place): LineRange {
  const lines = quote.split('\n');
  const last = lines.at(-1)?.length ?? 0;
  const start = { line: startLine - 1, character: startColumn };
  return {
    start,
    end: { line: start.line + lines.length - 1, character: lines.length === 1 ? start.character + last : last },
  };
}

/** 0-based, as VS Code counts. */
interface LinePosition {
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
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const shifts = [0];
  for (const { start, end, newText } of sorted) {
    shifts.push((shifts.at(-1) ?? 0) + newText.length - (end - start));
  }
  const places = new Map<string, Span>();
  for (const { id, place } of file.findings) {
    const before = place ? countWhile(sorted, (edit) => isBefore(edit, place)) : 0;
    const next = sorted[before];
    if (place && (!next || isBefore(place, next))) {
      const shift = shifts[before] ?? 0;
      places.set(id, { start: place.start + shift, end: place.end + shift });
    }
  }
  return places;
}

function isEarlier(a: LinePosition, b: LinePosition): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
