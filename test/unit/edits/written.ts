import { anchorEdits } from '../../../src/core/edits/anchor';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { QuotedEdit } from '../../../src/core/edits/quotedEdit';
import { QuotedText } from '../../../src/core/edits/quotedText';

/** Lines of a text, from a line on, and what shall become of them. */
export type Written = readonly [line: number, oldText: string, newText: string];

export function quotedEdit([startLine, oldText, newText]: Written): QuotedEdit {
  return { startLine, endLine: startLine + oldText.split('\n').length - 1, oldText, newText, read: 'strictly' };
}

/** How edits are placed and what becomes of the text; or why they are not. */
export function outcome(text: string, ...edits: readonly Written[]): readonly [how: string, made: string] {
  const result = anchorEdits(new QuotedText(text), edits.map(quotedEdit));
  return result.kind === 'rejected' ? ['rejected', result.reason] : [result.anchoring, applyEdits(text, result.edits)];
}
