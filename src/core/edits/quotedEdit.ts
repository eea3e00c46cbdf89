import { toText } from '../text/lines';

/** An edit as a model writes it: the quoted text is what counts, the line numbers (1-based, inclusive) are hints. */
export interface QuotedEdit {
  readonly startLine: number;
  readonly endLine: number;
  readonly oldText: string;
  /** Empty to take the quoted lines away. */
  readonly newText: string;
}

/** One way to understand a quoted edit as whole lines. */
export interface Reading {
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
  /** Whether nothing had to be taken off the quoted or the new text. */
  readonly literal: boolean;
}

/**
 * The ways to understand an edit, the likeliest first: as written, or without the line numbers of the prompt in front
 * of every line; and with a final line end either as the end of the last line or as one more, empty line.
 */
export function readings(edit: QuotedEdit): Reading[] {
  const numbered = isNumbered(edit.oldText);
  const newNumbered = isNumbered(edit.newText);
  const asWritten = variants(edit, edit.oldText, newNumbered && !numbered ? unnumbered(edit.newText) : edit.newText);
  if (!numbered) {
    return asWritten.map((reading) => (newNumbered ? { ...reading, literal: false } : reading));
  }
  const bare = variants(edit, unnumbered(edit.oldText), newNumbered ? unnumbered(edit.newText) : edit.newText);
  return [...asWritten, ...bare.map((reading) => ({ ...reading, literal: false }))];
}

function variants({ startLine, endLine }: QuotedEdit, oldText: string, newText: string): Reading[] {
  const oldLines = oldText.split('\n');
  const newLines = toLines(toText(newText).text);
  const asWritten = { oldLines, newLines, literal: true };
  if (!oldText.endsWith('\n')) {
    return [asWritten];
  }
  const ended = {
    oldLines: oldLines.slice(0, -1),
    newLines: newLines.length > 1 && newLines.at(-1) === '' ? newLines.slice(0, -1) : newLines,
  };
  return endLine - startLine + 1 === ended.oldLines.length
    ? [
        { ...ended, literal: true },
        { ...asWritten, literal: false },
      ]
    : [asWritten, { ...ended, literal: false }];
}

function toLines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

const lineNumber = /^\s*\d+\|(?: |$)/;

function isNumbered(text: string): boolean {
  const lines = text.replace(/\r?\n$/, '').split('\n');
  return lines.every((line) => lineNumber.test(line));
}

function unnumbered(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(lineNumber, ''))
    .join('\n');
}
