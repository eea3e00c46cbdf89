import { toText } from '../text/lines';

/** An edit as a model writes it: the quoted text is what counts, the line numbers (1-based, inclusive) are hints. */
export interface QuotedEdit {
  /** A line that the text does not have, 0 say, for none that is known. */
  readonly startLine: number;
  readonly endLine: number;
  readonly oldText: string;
  /** Empty to take the quoted lines away. */
  readonly newText: string;
  /**
   * `strictly`: these texts and lines stand in a reply that is JSON, under the agreed names, and nothing of them had to be
   * made out. No other edit is ever exact.
   */
  readonly read: 'strictly' | 'tolerantly';
}

/** A quoted edit as lines. */
export interface Quote {
  readonly oldLines: readonly string[];
  /** None to take the quoted lines away. */
  readonly newLines: readonly string[];
}

/** One way to understand a quoted edit as whole lines. */
export interface Reading extends Quote {
  /** Whether nothing had to be taken off the quoted text. */
  readonly literal: boolean;
}

/**
 * The ways to understand an edit as it is written, the likeliest first: a final line end is the end of the last line, or
 * one more, empty line.
 */
export function readings({ startLine, endLine, oldText, newText }: Omit<QuotedEdit, 'read'>): Reading[] {
  const oldLines = oldText.split('\n');
  const newLines = toLines(toText(newText).text);
  const asWritten = { oldLines, newLines, literal: true };
  if (!oldText.endsWith('\n')) {
    return [asWritten];
  }
  const ended = { oldLines: oldLines.slice(0, -1), newLines: withoutFinalEnd(newLines) };
  return endLine - startLine + 1 === ended.oldLines.length
    ? [
        { ...ended, literal: true },
        { ...asWritten, literal: false },
      ]
    : [asWritten, { ...ended, literal: false }];
}

/** The edit as a fold takes it: every line end is `\n`, a final one ends the last line. */
export function quoteOf({ oldText, newText }: Pick<QuotedEdit, 'oldText' | 'newText'>): Quote {
  const oldLines = toText(oldText).text.split('\n');
  const newLines = toLines(toText(newText).text);
  return oldLines.length > 1 && oldLines.at(-1) === ''
    ? { oldLines: oldLines.slice(0, -1), newLines: withoutFinalEnd(newLines) }
    : { oldLines, newLines };
}

function withoutFinalEnd(lines: readonly string[]): readonly string[] {
  return lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The lines of a new text; none of an empty one. */
export function toLines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
