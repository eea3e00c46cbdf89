import { replyProblems } from '../../text/replyProblems';

/** A string as a model wrote it. */
export interface LooseString {
  readonly value: string;
  /** Behind its closing mark, or the end of the text where there is none. */
  readonly end: number;
  readonly closed: boolean;
  /**
   * Why the string can be read in two ways: `it's` with an escape is words or code. Two strings with the same reasons
   * were written in the same way.
   */
  readonly unclear: readonly string[];
  /** Its own kind of mark stands in it, without an escape. */
  readonly bare: boolean;
}

/** Whether a mark closes the string it may close; `bare` tells that such marks stood in it that did not. */
export type Closes = (behind: number, bare: boolean) => boolean | 'unclear';

const closing: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '“”"',
  '”': '“”"',
  '„': '“”"',
  '‘': "‘’'",
  '’': "‘’'",
  '«': '»',
};

const specials: ReadonlyMap<string, RegExp> = new Map(
  Object.entries(closing).map(([mark, ends]) => [mark, new RegExp(`[\\\\\r\n${ends}]`, 'g')]),
);

export function opensString(character: string | undefined): boolean {
  return character !== undefined && character in closing;
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Reads the string that begins at a quotation mark of any kind. Line breaks, tabs and marks may stand in it as they are,
 * and an escape that JSON does not have is what it looks like: `\d` is what a pattern has.
 *
 * @param closes tells whether a mark ends the string, by what follows it
 */
export function readLooseString(text: string, start: number, closes: Closes): LooseString {
  const mark = text[start] ?? '"';
  if (text.startsWith(mark.repeat(3), start) && (mark === '"' || mark === "'")) {
    const threefold = inThree(text, start, mark, closes);
    if (threefold) {
      return threefold;
    }
  }
  const ends = closing[mark] ?? mark;
  const special = specials.get(mark) ?? /[\\\r\n"]/g;
  const unclear = new Set<string>();
  const seen = { marks: false, raw: false, escaped: false, kept: false, doubled: false };
  let value = '';
  let bare = 0;
  let from = start + 1;
  const isMark = (character = '') => character !== '' && ends.includes(character);
  const result = (end: number, closed: boolean): LooseString => {
    if (seen.raw && seen.escaped) {
      unclear.add(replyProblems.lineBreaks);
    }
    if (seen.kept && seen.doubled) {
      unclear.add(replyProblems.backslashes);
    }
    // Who escapes some escapes all. Marks of code come in pairs; one more of them is the model's own, and so may be a pair around all of it.
    if (bare % 2 === 1 || (bare > 0 && seen.marks) || (bare > 0 && isMark(value[0]) && isMark(value.at(-1)))) {
      unclear.add(replyProblems.quotationMarks);
    }
    return { value, end, closed, unclear: [...unclear].sort(), bare: bare > 0 };
  };
  for (;;) {
    special.lastIndex = from;
    const at = special.exec(text)?.index;
    if (at === undefined) {
      value += text.slice(from);
      return result(text.length, false);
    }
    value += text.slice(from, at);
    const character = text[at] ?? '';
    from = at + 1;
    if (character === '\\') {
      const read = escapeAt(text, at, ends);
      value += read.value;
      from = read.end;
      seen.escaped ||= read.value === '\n';
      seen.marks ||= ends.includes(read.value) && read.value !== '';
      seen.kept ||= read.kind === 'kept';
      // Beside `\\d`, what looks like the control character of `\\b` is the edge of a word.
      seen.doubled ||= read.kind === 'doubled' || read.kind === 'control';
      if (read.kind === 'unclear') {
        unclear.add(text.slice(at, read.end));
      }
    } else if (character === '\n' || character === '\r') {
      seen.raw = true;
      from = text.startsWith('\r\n', at) ? at + 2 : from;
      value += '\n';
    } else {
      const ended = closes(from, bare > 0);
      if (ended === 'unclear') {
        unclear.add(replyProblems.quotationMarks);
      }
      if (ended !== false) {
        return result(from, true);
      }
      bare += 1;
      value += character;
    }
  }
}

interface Escape {
  readonly value: string;
  readonly end: number;
  readonly kind: 'agreed' | 'control' | 'doubled' | 'kept' | 'unclear';
}

function escapeAt(text: string, at: number, ends: string): Escape {
  const next = text[at + 1] ?? '';
  const end = at + 2;
  if (next === 'u') {
    const digits = text.slice(end, end + 4);
    return /^[0-9a-fA-F]{4}$/.test(digits)
      ? { value: String.fromCharCode(Number.parseInt(digits, 16)), end: end + 4, kind: 'agreed' }
      : { value: '\\u', end, kind: 'kept' };
  }
  const control = escapes[next];
  if (control !== undefined) {
    return { value: control, end, kind: next === 'b' || next === 'f' ? 'control' : 'agreed' };
  }
  if (next === '\\') {
    return { value: next, end, kind: 'doubled' };
  }
  // Markdown escapes underscores; no code does.
  if (next === '"' || next === '/' || next === '_' || ends.includes(next)) {
    return { value: next, end: next === '' ? at + 1 : end, kind: 'agreed' };
  }
  // Models that were trained on code escape these as code does, or copy them out of code, where they are escaped.
  if (next === "'" || next === '`') {
    return { value: next, end, kind: 'unclear' };
  }
  return { value: `\\${next}`, end, kind: next === '$' || next === '\n' || next === '\r' ? 'unclear' : 'kept' };
}

/** A string between three marks, as Python has it. */
function inThree(text: string, start: number, mark: string, closes: Closes): LooseString | undefined {
  const marks = mark.repeat(3);
  const from = start + marks.length;
  for (let at = text.indexOf(marks, from); at !== -1; at = text.indexOf(marks, at + 1)) {
    if (text[at + marks.length] !== mark && closes(at + marks.length, false) === true) {
      const value = text.slice(from, at);
      const unclear = value.includes('\\') || value.startsWith(mark) || value.endsWith(mark) ? [marks] : [];
      return { value: value.replaceAll('\r\n', '\n'), end: at + marks.length, closed: true, unclear, bare: false };
    }
  }
  return undefined;
}
