import { anchorEdits, placeFinding } from '../edits/anchor';
import { closestText } from '../edits/closestText';
import type { QuotedEdit } from '../edits/quotedEdit';
import { QuotedText } from '../edits/quotedText';
import type { Chunk } from '../parts';
import { reasons } from '../text/reasons';
import { english } from '../text/say';
import type { LineRange, ReportedFinding, ReportedFix, Span } from '../types';
import { anchorInChunk, onlyReviewed, placeInChunk } from './chunkPlaces';
import { MaskedParts } from './maskedParts';
import type { ModelFinding } from './reply/modelFinding';
import type { ShownText } from './shownText';

/** A finding of a reply with its place in the reviewed text. */
export interface PlacedFinding {
  readonly said: ModelFinding;
  readonly reported: ReportedFinding;
  /** What the model could do better about its edits; absent when there is nothing to better. */
  readonly complaint?: string;
}

/** What a reply is about. Shown and reviewed text have the same length and the same lines. */
export interface ReplyPlace extends ShownText {
  /** The reviewed text. */
  readonly text: string;
  /** The model's name. */
  readonly source: string;
  /** What the finding's rule is, where the reviews of a file have different aims. */
  readonly rule?: string | undefined;
  /** The chunk that was under review; absent for the whole text. */
  readonly chunk?: Chunk | undefined;
}

/** The model is told of no more complaints at once, and looking for what it may have meant takes time. */
export const maxComplaints = 10;

const maxTitleLength = 200;
const maxExplanationLength = 4_000;
const maxBesidesLength = 300;
const maxReasonLength = 200;
/** Of what a finding speaks of, in UTF-16 code units: each has its own copy, and a reply can name the whole file for every one. */
const maxPlaceLength = 10_000;

/**
 * Places the findings of a reply in the reviewed text. The edits of a finding are placed all or none; a finding whose
 * edits have no certain place keeps none, and is shown at a line only where quoted text or existing lines prove it.
 * Of a chunk, only the lines under review may be edited. A finding about other lines that were shown is left out, since
 * those are under review in another chunk; one about lines that were not shown has no proof and keeps no place.
 */
export function placeReply(findings: readonly ModelFinding[], place: ReplyPlace): PlacedFinding[] {
  const shown = new QuotedText(place.shown);
  const masked = new MaskedParts(place.masked, place.shown);
  const placed: PlacedFinding[] = [];
  let complaints = 0;
  for (const said of findings) {
    const edits = said.edits.filter(({ oldText, newText }) => oldText !== newText);
    const isTold = complaints < maxComplaints;
    const { fix, complaint } = fixIn(said, edits, { shown, masked, chunk: place.chunk, isTold });
    const span = spanOf(said, fix, shown);
    const where = place.chunk === undefined ? { span } : placeInChunk(shown, span, place.chunk);
    if (where === 'in another chunk') {
      continue;
    }
    complaints += complaint === undefined ? 0 : 1;
    const at = where.span ? { span: beginning(where.span, place.text) } : namedBy(said, place, shown);
    const reported = reportedFinding(said, place, at, fix);
    placed.push({ said, reported, ...(complaint !== undefined && { complaint }) });
  }
  return placed;
}

/** Places the edits of one finding as `placeReply` does. */
export function placeEdits(
  quoted: readonly QuotedEdit[],
  { shown, masked, chunk }: Pick<ReplyPlace, 'shown' | 'masked' | 'chunk'>,
): ReportedFix {
  const edits = quoted.filter(({ oldText, newText }) => oldText !== newText);
  const around = { shown: new QuotedText(shown), masked: new MaskedParts(masked, shown), chunk, isTold: false };
  return fixOf(undefined, edits, around).fix;
}

/** What the edits of a finding are placed in. */
interface Surroundings {
  readonly shown: QuotedText;
  readonly masked: MaskedParts;
  readonly chunk: Chunk | undefined;
  /** Whether the model is told what it may have meant. */
  readonly isTold: boolean;
}

function reportedFinding(
  said: ModelFinding,
  { source, rule }: ReplyPlace,
  at: Pick<ReportedFinding, 'span' | 'named'>,
  fix: ReportedFix | undefined,
): ReportedFinding {
  return {
    source,
    ...(rule !== undefined && { rule }),
    title: plain(said.title, maxTitleLength) || 'Finding without a title',
    explanation: explanationWith(said.besides ?? [], said.explanation),
    severity: said.severity,
    category: said.category,
    confidence: said.confidence,
    ...at,
    ...(fix && { fix }),
  };
}

/** What a model explains, with what else it says and may mean against it. */
function explanationWith(besides: readonly string[], explanation: string): string {
  const words = [...new Set(besides.map((said) => plain(said, maxBesidesLength)))]
    .join(' · ')
    .slice(0, maxBesidesLength);
  const told = words === '' ? '' : `Beside this, the reply says: “${words}”.`;
  const own = plainLines(explanation, maxExplanationLength - told.length);
  return [own, told].filter(Boolean).join('\n\n');
}

/** What becomes of the edits of a finding; nothing where it has none. */
function fixIn(
  said: ModelFinding,
  edits: readonly QuotedEdit[],
  about: Surroundings,
): { fix?: ReportedFix; complaint?: string } {
  if (said.unreadEdits) {
    const { reason, advice } = said.unreadEdits;
    const problem = english(reasons.unread, reason.slice(0, maxReasonLength));
    const complaint = `"${plain(said.title, maxTitleLength)}": ${problem}.${advice === undefined ? '' : ` ${advice}`}`;
    return { fix: { kind: 'rejected', reason: problem }, complaint };
  }
  return edits.length === 0 ? {} : fixOf(said, edits, about);
}

function fixOf(
  said: ModelFinding | undefined,
  edits: readonly QuotedEdit[],
  { shown, masked, chunk, isTold }: Surroundings,
): { fix: ReportedFix; complaint?: string } {
  const result =
    chunk === undefined ? anchorEdits(shown, edits, undefined, said) : anchorInChunk(shown, edits, chunk, said);
  if (result === 'outside') {
    return { fix: { kind: 'rejected', reason: reasons.notUnderReview } };
  }
  if (result.kind === 'rejected') {
    const blamed = edits[result.index ?? -1];
    const visible = chunk === undefined ? shown.text : onlyReviewed(shown.text, chunk);
    const closest =
      isTold && blamed && !shown.text.includes(blamed.oldText)
        ? closestText(visible, blamed.oldText, blamed.startLine)
        : undefined;
    const hint = closest ? ` Closest to it are lines ${closest.startLine}-${closest.endLine}:\n${closest.text}` : '';
    const which = result.index === undefined ? '' : `, edit at line ${blamed?.startLine}`;
    return {
      fix: { kind: 'rejected', reason: result.reason },
      complaint: `"${plain(said?.title ?? '', maxTitleLength)}"${which}: ${result.reason}.${hint}`,
    };
  }
  return { fix: masked.areTouched(result.edits) ? { kind: 'rejected', reason: reasons.masked } : result };
}

/** The lines the finding names, where they exist and its edits do not contradict them. */
function spanOf(
  { startLine, endLine, edits }: ModelFinding,
  fix: ReportedFix | undefined,
  shown: QuotedText,
): Span | undefined {
  const [first, last] = fix?.kind === 'edits' ? [fix.edits[0], fix.edits.at(-1)] : [];
  if (first && last) {
    const changed = { start: first.start, end: last.end };
    const named = placeFinding(shown, startLine, endLine);
    const isAbout = named && named.start <= changed.end && changed.start <= named.end;
    return isAbout && named.end - named.start <= maxPlaceLength ? named : changed;
  }
  return placeFinding(shown, startLine, endLine, fix === undefined ? undefined : edits[0]?.oldText);
}

/** As many whole lines of a place as are kept, or what is kept of one. */
function beginning({ start, end }: Span, text: string): Span {
  if (end - start <= maxPlaceLength) {
    return { start, end };
  }
  const most = start + maxPlaceLength - (/[\ud800-\udbff]/.test(text.charAt(start + maxPlaceLength - 1)) ? 1 : 0);
  const lineEnd = text.lastIndexOf('\n', most);
  const kept = text.slice(start, lineEnd > start ? lineEnd : most);
  return { start, end: start + kept.trimEnd().length };
}

/** The lines the finding names without proof, as far as they were shown; nothing where none of them was. */
function namedBy(
  { startLine, endLine }: ModelFinding,
  { chunk }: ReplyPlace,
  { lines }: QuotedText,
): { readonly named?: LineRange } {
  const last = Number.isInteger(endLine) ? Math.max(startLine, endLine) : startLine;
  const shown = chunk ? [chunk.lines, ...chunk.context] : [{ startLine: 1, endLine: lines.count }];
  const stretch = shown.find((range) => startLine <= range.endLine && range.startLine <= last);
  return stretch && Number.isInteger(startLine)
    ? { named: { startLine: Math.max(startLine, stretch.startLine), endLine: Math.min(last, stretch.endLine) } }
    : {};
}

const controlCharacters = /(?![\t\n])[\p{Cc}\u2028\u2029]/gu;

function plainLines(text: string, maxLength: number): string {
  return text.replace(/\r\n?/g, '\n').replace(controlCharacters, ' ').trim().slice(0, maxLength);
}

function plain(text: string, maxLength: number): string {
  return plainLines(text, maxLength).replace(/\s+/g, ' ');
}
