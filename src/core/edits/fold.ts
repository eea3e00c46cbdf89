import type { LineChange } from './lineChange';
import { keepRepeated, withoutTrailing } from './lineFolds';
import type { Quote, QuotedEdit } from './quotedEdit';
import type { QuotedText } from './quotedText';

/** One way in which a quote may be meant, and where it stands then. */
export interface Candidate {
  /** 1-based first lines, in order, of all places. */
  readonly places: readonly number[];
  /** What becomes of one of them. A text when that can be one thing or another; undefined when the new text does not fit. */
  changeAt(line: number): LineChange | string | undefined;
}

/** Ways in which an edit may be meant that is not quoted as it stands. None where the fold does not fit it. */
export type Fold = (text: QuotedText, edit: QuotedEdit) => readonly Candidate[];

/** Places of whole lines that are quoted with another spelling, which is taken off them and the new lines. */
export function respelled(text: QuotedText, { oldLines, newLines }: Quote): Candidate[] {
  if (oldLines.every((line) => !/\S/.test(line))) {
    return [];
  }
  const changeAt = (startLine: number) => {
    const endLine = startLine + oldLines.length - 1;
    return { startLine, endLine, newLines: keepRepeated(oldLines, text.slice(startLine, endLine), newLines) };
  };
  return [{ places: text.places(oldLines, withoutTrailing), changeAt }];
}
