import { anchorEdits } from '../../../src/core/edits/anchor';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { QuotedEdit } from '../../../src/core/edits/quotedEdit';
import type { QuotedText } from '../../../src/core/edits/quotedText';

/** A number from 0 to `max`, both included. */
export type Draw = (max: number) => number;

/** Some lines of a text and what shall become of them. */
export interface Meant {
  readonly startLine: number;
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
  /** One step of the text's indentation. */
  readonly unit: string;
}

/** What a model would write: an edit that is bent in one way. Undefined where the way changes nothing of it. */
type Bend = (meant: Meant, draw: Draw) => Bent | undefined;

interface Bent extends Pick<QuotedEdit, 'oldText' | 'newText'> {
  /** What is meant to become of the lines, where it is something else. */
  readonly newLines?: readonly string[];
}

export type Hint = 'right' | 'near' | 'none';
export const hints: readonly Hint[] = ['right', 'near', 'none'];

export type Ending =
  /** The text is the meant one, byte for byte. */
  | 'found'
  | 'refused'
  /** What is written stands, character for character, at the line it names, which is not the one that was meant. */
  | 'named'
  | 'wrong';

/** 1 to 6 lines of a text, no blank one at either end, and a change of them: a word, more lines, fewer, or a block around them. */
export function meantIn({ lines }: QuotedText, unit: string, draw: Draw): Meant | undefined {
  const start = draw(lines.count - 1);
  const oldLines = lines.lines.slice(start, start + 1 + draw(5));
  const at = draw(oldLines.length - 1);
  const line = oldLines[at] ?? '';
  if (
    ![oldLines[0], oldLines.at(-1)].every((each = '') => /\S/.test(each)) ||
    oldLines.some((each) => each.length > 400 || /\p{Surrogate}/u.test(each))
  ) {
    return undefined;
  }
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const least = leastIndent(oldLines);
  const changes = [
    () => oldLines.with(at, line.replace(/[\p{L}\p{N}]+(?!.*[\p{L}\p{N}])/u, 'changed')),
    () => oldLines.with(at, line.replace(/[\p{L}\p{N}]+/u, 'changed')),
    () => oldLines.toSpliced(at + 1, 0, `${indent}added(1);`, `${indent}${unit}deeper();`),
    () => oldLines.toSpliced(at, 0, `${indent}added(1);`),
    () => (oldLines.length > 1 ? oldLines.toSpliced(at, 1) : []),
    () => [`${least}when (true) {`, ...oldLines.map((each) => (each === '' ? '' : unit + each)), `${least}}`],
  ];
  const newLines = changes[draw(changes.length - 1)]?.() ?? [];
  const isClear = [newLines[0], newLines.at(-1)].every((each) => each === undefined || /\S/.test(each));
  return !isClear || newLines.join('\n') === oldLines.join('\n')
    ? undefined
    : { startLine: start + 1, oldLines, newLines, unit };
}

const both = (change: (text: string, meant: Meant) => string | undefined): Bend => {
  return (meant) => {
    const [oldText, newText] = [change(meant.oldLines.join('\n'), meant), change(meant.newLines.join('\n'), meant)];
    return oldText === undefined || newText === undefined || oldText === meant.oldLines.join('\n')
      ? undefined
      : { oldText, newText };
  };
};

const eachLine = (change: (line: string, position: number, meant: Meant) => string | undefined): Bend =>
  both((text, meant) => {
    const made = text === '' ? [] : text.split('\n').map((line, position) => change(line, position, meant));
    return made.includes(undefined) ? undefined : made.join('\n');
  });

const numbered = (separator: string): Bend =>
  eachLine((line, position, { startLine }) => `${startLine + position}${separator}${line}`);

function leastIndent(lines: readonly string[]): string {
  const indents = lines.filter((line) => /\S/.test(line)).map((line) => /^\s*/.exec(line)?.[0] ?? '');
  return indents.reduce((least, indent) => (indent.length < least.length ? indent : least), indents[0] ?? '');
}

const dedented: Bend = (meant, draw) => {
  const { oldLines } = meant;
  const removed = leastIndent(oldLines);
  return eachLine((line) =>
    line.startsWith(removed) ? line.slice(removed.length) : /\S/.test(line) ? undefined : line,
  )(meant, draw);
};

/** The indentation with another unit, where it is made of whole steps. */
const otherUnit = (wanted: string): Bend => {
  const change = eachLine((line, _, { unit }) => {
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const steps = indent.length / unit.length;
    return unit !== wanted && indent === unit.repeat(Math.trunc(steps))
      ? wanted.repeat(steps) + line.trimStart()
      : undefined;
  });
  return (meant, draw) => (meant.oldLines.some((line) => /^\s+\S/.test(line)) ? change(meant, draw) : undefined);
};

const escaped = (...signs: (readonly [string, string])[]): Bend =>
  both((text) => signs.reduce((made, [sign, spelled]) => made.replaceAll(sign, spelled), text));

/** From one word to another, with the last one changed; not all that its lines have. */
const partOf: Bend = ({ oldLines }, draw) => {
  const text = oldLines.join('\n');
  const words = [...text.matchAll(/[\p{L}\p{N}_$]+/gu)];
  const [one, other] = [draw(words.length), draw(words.length)].toSorted((a, b) => a - b);
  const [first, last] = [words[one ?? 0], words[other ?? 0]];
  const end = last ? last.index + last[0].length : 0;
  const [before, after] = [/.*$/.exec(text.slice(0, first?.index)), /^.*/.exec(text.slice(end))];
  if (!first || !last || !/\S/.test(`${before}${after}`)) {
    return undefined;
  }
  const oldText = text.slice(first.index, end);
  const newText = `${text.slice(first.index, last.index)}changed`;
  return { oldText, newText, newLines: (text.slice(0, first.index) + newText + text.slice(end)).split('\n') };
};

const typeset = (text: string) =>
  text
    .replace(/"([^"\n]*)"/g, '\u201c$1\u201d')
    .replace(/'([^'\n]*)'/g, '\u2018$1\u2019')
    .replace(/(?<=\S) - /g, ' \u2013 ')
    .replaceAll('--', '\u2014\u2014');

/** What models do to quotes, by name. All but the first and the part bend old and new text alike. */
export const bends: Readonly<Record<string, Bend>> = {
  'as it is': (meant) => ({ oldText: meant.oldLines.join('\n'), newText: meant.newLines.join('\n') }),
  'trailing white space': eachLine((line, _, { oldLines }) =>
    oldLines.includes(line) && /\S/.test(line) ? `${line}  ` : line,
  ),
  'other line ends': both((text) => text.replaceAll('\n', '\r\n')),
  'no-break spaces': eachLine((line, _, { oldLines }) =>
    oldLines.includes(line) ? line.replaceAll(' ', '\u00a0') : line,
  ),
  'numbers 1|': numbered('| '),
  'numbers 1 |': numbered(' | '),
  'numbers 1:': numbered(': '),
  'numbers 1': numbered(' '),
  'code fence': both((text) => `\`\`\`js\n${text}\n\`\`\``),
  backticks: both((text) => (text.includes('\n') || text.includes('`') ? undefined : `\`${text}\``)),
  'blank lines around': both((text) => `\n\n\n${text}\n\n\n\n`),
  'final line end': both((text) => (text === '' ? undefined : `${text}\n`)),
  'diff signs': ({ oldLines, newLines }) => ({
    oldText: oldLines.map((line) => `-${line}`).join('\n'),
    newText: newLines.map((line) => `+${line}`).join('\n'),
  }),
  'diff with context': ({ oldLines, newLines }) => ({
    oldText: oldLines.map((line) => (newLines.includes(line) ? ` ${line}` : `-${line}`)).join('\n'),
    newText: newLines.map((line) => (oldLines.includes(line) ? ` ${line}` : `+${line}`)).join('\n'),
  }),
  dedented,
  'indented more': eachLine((line, _, { unit }) => (line === '' ? '' : unit + line)),
  'first indentation lost': both((text) => text.trimStart()),
  'tabs for spaces': otherUnit('\t'),
  'two spaces': otherUnit('  '),
  'four spaces': otherUnit('    '),
  'escaped like JSON': both((text) => JSON.stringify(text).slice(1, -1)),
  'escaped quotation marks': escaped(['"', '\\"']),
  'escaped apostrophes': escaped(["'", "\\'"]),
  'escaped backslashes': escaped(['\\', '\\\\']),
  'escaped line ends': escaped(['\n', '\\n']),
  'escaped like HTML': escaped(['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;']),
  'escaped angle brackets': escaped(['<', '&lt;'], ['>', '&gt;']),
  'typesetter’s signs': both(typeset),
  'part of lines': partOf,
};

/** How an edit that is bent in one way ends; undefined where there is nothing to bend. */
export function endingOf(
  text: QuotedText,
  meant: Meant,
  bend: Bend,
  hint: Hint,
  draw: Draw,
): { readonly ending: Ending; readonly edit: QuotedEdit; readonly reason: string } | undefined {
  const bent = bend(meant, draw);
  if (bent === undefined || bent.oldText === bent.newText || !/\S/.test(bent.oldText)) {
    return undefined;
  }
  const offset = hint === 'right' ? 0 : (1 + draw(2)) * (draw(1) === 0 ? 1 : -1);
  const startLine = hint === 'none' ? 0 : meant.startLine + offset;
  const endLine = hint === 'none' ? 0 : startLine + meant.oldLines.length - 1;
  const edit = { ...bent, startLine, endLine, read: 'strictly' as const };
  const result = anchorEdits(text, [edit]);
  if (result.kind === 'rejected') {
    return { ending: 'refused', edit, reason: result.reason };
  }
  const made = applyEdits(text.text, result.edits);
  const ending =
    seen(made) === seen(meantText(text, { ...meant, ...(bent.newLines && { newLines: bent.newLines }) }))
      ? 'found'
      : isNamed(text, edit)
        ? 'named'
        : 'wrong';
  return { ending, edit, reason: result.anchoring };
}

/** No line's indentation tells that of a line that has nothing else. */
function seen(text: string): string {
  return text.replace(/^[ \t]+$/gm, '');
}

function meantText({ lines }: QuotedText, { startLine, oldLines, newLines }: Meant): string {
  return lines.lines.toSpliced(startLine - 1, oldLines.length, ...newLines).join('\n');
}

function isNamed(text: QuotedText, { startLine, oldText }: QuotedEdit): boolean {
  return text.standsAt(startLine, oldText.replace(/\n$/, '').split('\n'));
}
