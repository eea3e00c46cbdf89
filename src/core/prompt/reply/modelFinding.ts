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

export type AgreedFinding = v.InferOutput<typeof findingSchema>;

/**
 * A finding as the model wrote it. Its line numbers are hints, its quoted text is what counts; a line that is `noLine`
 * was not said.
 */
export interface ModelFinding extends Omit<AgreedFinding, 'edits'> {
  readonly edits: readonly QuotedEdit[];
}

/** The line of who names none: nothing is near it. */
export const noLine = Number.NEGATIVE_INFINITY;
