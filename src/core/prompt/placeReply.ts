import { countWhile } from '../binarySearch';
import { anchorEdits, placeFinding } from '../edits/anchor';
import { closestText } from '../edits/closestText';
import type { QuotedEdit } from '../edits/quotedEdit';
import { QuotedText } from '../edits/quotedText';
import type { Chunk } from '../parts';
import type { LineRange, ReportedFinding, ReportedFix, Span } from '../types';
import { anchorInChunk, onlyReviewed, placeInChunk } from './chunkPlaces';
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

/**
 * Places the findings of a reply in the reviewed text. The edits of a finding are placed all or none; a finding whose
 * edits have no certain place keeps none, and is shown at a line only where quoted text or existing lines prove it.
 * Of a chunk, only the lines under review may be edited. A finding about other lines that were shown is left out, since
 * those are under review in another chunk; one about lines that were not shown has no proof and keeps no place.
 */
export function placeReply(findings: readonly ModelFinding[], place: ReplyPlace): PlacedFinding[] {
  const shown = new QuotedText(place.shown);
  const placed: PlacedFinding[] = [];
  let complaints = 0;
  for (const said of findings) {
    const edits = said.edits.filter(({ oldText, newText }) => oldText !== newText);
    const isTold = complaints < maxComplaints;
    const { fix, complaint } = edits.length === 0 ? {} : fixOf(said, edits, shown, place, isTold);
    const span = spanOf(said, fix, shown);
    const where = place.chunk === undefined ? { span } : placeInChunk(shown, span, place.chunk);
    if (where === 'in another chunk') {
      continue;
    }
    complaints += complaint === undefined ? 0 : 1;
    const at = where.span ? { span: where.span } : namedBy(said, place, shown);
    const reported = reportedFinding(said, place, at, fix);
    placed.push({ said, reported, ...(complaint !== undefined && { complaint }) });
  }
  return placed;
}

/** Places the edits of one finding as `placeReply` does. */
export function placeEdits(
  quoted: readonly QuotedEdit[],
  place: Pick<ReplyPlace, 'shown' | 'masked' | 'chunk'>,
): ReportedFix {
  const edits = quoted.filter(({ oldText, newText }) => oldText !== newText);
  return fixOf({ title: '' }, edits, new QuotedText(place.shown), place, false).fix;
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
    explanation: plainLines(said.explanation, maxExplanationLength),
    severity: said.severity,
    category: said.category,
    confidence: said.confidence,
    ...at,
    ...(fix && { fix }),
  };
}

function fixOf(
  { title }: Pick<ModelFinding, 'title'>,
  edits: readonly QuotedEdit[],
  shown: QuotedText,
  { masked, chunk }: Pick<ReplyPlace, 'masked' | 'chunk'>,
  isTold: boolean,
): { fix: ReportedFix; complaint?: string } {
  const result = chunk === undefined ? anchorEdits(shown, edits) : anchorInChunk(shown, edits, chunk);
  if (result === 'outside') {
    return { fix: { kind: 'rejected', reason: outsideReason } };
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
      complaint: `"${plain(title, maxTitleLength)}"${which}: ${result.reason}.${hint}`,
    };
  }
  return { fix: touchesMask(result.edits, masked, shown.text) ? { kind: 'rejected', reason: maskReason } : result };
}

const outsideReason = 'it changes lines that are not under review';
const maskReason = 'it touches text that was masked before it was sent';

/** So many stars may be a mask, or a part of one. */
const fewStars = 6;

/**
 * Lines with masked text came back as the mask, and writing it would destroy what it hides; so would copying it about, or a
 * part of it. Stars of the file's own are none.
 */
function touchesMask(edits: readonly (Span & { newText: string })[], masked: readonly Span[], shown: string): boolean {
  const shortest = masked.reduce((least, { start, end }) => Math.min(least, end - start), fewStars);
  const stars = new RegExp(`\\*{${Math.max(1, shortest)},}`, 'g');
  const unmasked = masked.map(({ end }, at) => shown.slice(end, masked[at + 1]?.start));
  const own = new Set([shown.slice(0, masked[0]?.start), ...unmasked].flatMap((part) => part.match(stars) ?? []));
  return (
    masked.length > 0 &&
    edits.some(({ start, end, newText }) => {
      const reached = masked[countWhile(masked, (span) => span.end <= start)];
      const copied = newText.match(stars)?.some((run) => !own.has(run));
      return (reached !== undefined && reached.start < end) || copied === true;
    })
  );
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
    return named && named.start <= changed.end && changed.start <= named.end ? named : changed;
  }
  return placeFinding(shown, startLine, endLine, fix === undefined ? undefined : edits[0]?.oldText);
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
