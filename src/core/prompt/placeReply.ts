import { anchorEdits, placeFinding } from '../edits/anchor';
import { closestText } from '../edits/closestText';
import { findSecrets } from '../text/secrets';
import type { ReportedFinding, ReportedFix, Span } from '../types';
import type { ModelEdit, ModelFinding } from './parseReply';

/** A finding of a reply with its place in the reviewed text. */
export interface PlacedFinding {
  readonly said: ModelFinding;
  readonly reported: ReportedFinding;
  /** What the model could do better about its edits; absent when there is nothing to better. */
  readonly complaint?: string;
}

/** What a reply is about. Shown and reviewed text have the same length and the same lines. */
export interface ReplyPlace {
  /** The reviewed text. */
  readonly text: string;
  /** The text as the model saw it: the reviewed one, or the same with its secrets masked. */
  readonly shown: string;
  /** The model's name. */
  readonly source: string;
}

/** The model is told of no more complaints at once, and looking for what it may have meant takes time. */
export const maxComplaints = 10;

const maxTitleLength = 200;
const maxExplanationLength = 4_000;

/**
 * Places the findings of a reply in the reviewed text. The edits of a finding are placed all or none; a finding whose
 * edits have no certain place keeps none, and is shown at a line only where quoted text or existing lines prove it.
 */
export function placeReply(findings: readonly ModelFinding[], place: ReplyPlace): PlacedFinding[] {
  const secrets = place.shown === place.text ? [] : findSecrets(place.text);
  let complaints = 0;
  return findings.map((said) => {
    const edits = said.edits.filter(({ oldText, newText }) => oldText !== newText);
    const isTold = complaints < maxComplaints;
    const { fix, complaint } = edits.length === 0 ? {} : fixOf(said, edits, place.shown, secrets, isTold);
    complaints += complaint === undefined ? 0 : 1;
    const span = spanOf(said, fix, place.shown);
    const reported: ReportedFinding = {
      source: place.source,
      title: plain(said.title, maxTitleLength) || 'Finding without a title',
      explanation: plainLines(said.explanation, maxExplanationLength),
      severity: said.severity,
      category: said.category,
      confidence: said.confidence,
      ...(span && { span }),
      ...(fix && { fix }),
    };
    return { said, reported, ...(complaint !== undefined && { complaint }) };
  });
}

function fixOf(
  { title }: ModelFinding,
  edits: readonly ModelEdit[],
  shown: string,
  secrets: readonly Span[],
  isTold: boolean,
): { fix: ReportedFix; complaint?: string } {
  const result = anchorEdits(shown, edits);
  if (result.kind === 'rejected') {
    const blamed = edits[result.index ?? -1];
    const closest =
      isTold && blamed && !shown.includes(blamed.oldText)
        ? closestText(shown, blamed.oldText, blamed.startLine)
        : undefined;
    const hint = closest ? ` Closest to it are lines ${closest.startLine}-${closest.endLine}:\n${closest.text}` : '';
    const which = result.index === undefined ? '' : `, edit at line ${blamed?.startLine}`;
    return {
      fix: { kind: 'rejected', reason: result.reason },
      complaint: `"${plain(title, maxTitleLength)}"${which}: ${result.reason}.${hint}`,
    };
  }
  const { anchoring, edits: placed } = result;
  return touchesMask(placed, secrets)
    ? { fix: { kind: 'rejected', reason: maskReason } }
    : { fix: { kind: 'edits', anchoring, edits: placed } };
}

const maskReason = 'it touches text that was masked as a secret before it was sent';

/** Lines with masked text came back as the mask, and writing it would destroy the secret; so would copying it about. */
function touchesMask(edits: readonly (Span & { newText: string })[], secrets: readonly Span[]): boolean {
  return secrets.some(({ start, end }) =>
    edits.some((edit) => (edit.start < end && start < edit.end) || edit.newText.includes('*'.repeat(end - start))),
  );
}

/** The lines the finding names, where they exist and its edits do not contradict them. */
function spanOf(
  { startLine, endLine, edits }: ModelFinding,
  fix: ReportedFix | undefined,
  shown: string,
): Span | undefined {
  if (fix?.kind === 'edits') {
    const changed = {
      start: Math.min(...fix.edits.map(({ start }) => start)),
      end: Math.max(...fix.edits.map(({ end }) => end)),
    };
    const named = placeFinding(shown, startLine, endLine);
    return named && named.start <= changed.end && changed.start <= named.end ? named : changed;
  }
  return placeFinding(shown, startLine, endLine, fix === undefined ? undefined : edits[0]?.oldText);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

function plainLines(text: string, maxLength: number): string {
  return text.replace(/\r\n?/g, '\n').replace(controlCharacters, ' ').trim().slice(0, maxLength);
}

function plain(text: string, maxLength: number): string {
  return plainLines(text, maxLength).replace(/\s+/g, ' ');
}
