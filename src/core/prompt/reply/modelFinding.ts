import * as v from 'valibot';
import type { QuotedEdit } from '../../edits/quotedEdit';
import { categories, confidences, severities } from '../../types';

const lineNumber = v.pipe(v.number(), v.safeInteger());
const codeText = v.pipe(
  v.string(),
  v.check((text) => !/\p{Surrogate}/u.test(text), 'Half of a surrogate pair is not text'),
);
/** Half of a line end would be a whole one. */
export const halfLineEnd = /\r(?!\n)/;

/** An edit as it is agreed upon with the model. */
export const editSchema = v.strictObject({
  startLine: lineNumber,
  endLine: lineNumber,
  oldText: codeText,
  newText: v.pipe(
    codeText,
    v.check((text) => !halfLineEnd.test(text), 'Half of a line end is not text'),
  ),
});

/** A finding as it is agreed upon with the model. */
export const findingSchema = v.strictObject({
  title: v.string(),
  explanation: v.string(),
  severity: v.picklist(severities),
  category: v.picklist(categories),
  confidence: v.picklist(confidences),
  startLine: lineNumber,
  endLine: lineNumber,
  edits: v.array(editSchema),
});

const findingNames: ReadonlySet<string> = new Set(Object.keys(findingSchema.entries));

/**
 * Whether a finding, and the objects around it, have nothing but what is agreed upon. Whatever else stands there may be meant
 * against it, in words that no table has: then its edits are never read strictly.
 */
export function hasAgreedNamesAlone(
  finding: Record<string, unknown>,
  around: readonly Record<string, unknown>[],
): boolean {
  return (
    Object.keys(finding).every((name) => findingNames.has(name)) &&
    around.every((object) => Object.keys(object).every((name) => name === 'findings'))
  );
}

export type AgreedFinding = v.InferOutput<typeof findingSchema>;

/**
 * A finding as the model wrote it. Its line numbers are hints, its quoted text is what counts; a line that is `noLine`
 * was not said.
 */
export interface ModelFinding extends Omit<AgreedFinding, 'edits'> {
  readonly edits: readonly QuotedEdit[];
  /** What its reply also says and may mean against it; absent for nothing. */
  readonly besides?: readonly string[];
  /** Why what it says of edits cannot be read, and what the model should do otherwise; then it has none. */
  readonly unreadEdits?: { readonly reason: string; readonly advice?: string };
}

/** The line of who names none: nothing is near it. */
export const noLine = Number.NEGATIVE_INFINITY;
