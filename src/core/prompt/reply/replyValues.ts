import { type LooseValue, readLooseJson } from './looseJson';
import { readLooseString } from './looseString';

/** What a Markdown code fence encloses, when it encloses the whole (trimmed) text. */
export function stripFence(body: string): string {
  return /^```[\w-]*[ \t]*\r?\n([\s\S]*?)\r?\n?```$/.exec(body)?.[1] ?? body;
}

/** In a text in a text, so many are unpacked. */
const maxLayers = 3;
/** Far more than anybody needs who says one finding at a time. */
const maxValues = 1_000;

/**
 * The objects and lists of a reply, among whatever words and marks, in their order. The last may be one that ends too
 * early: nothing is looked for behind it, as it could be a part of it.
 */
export function replyValues(body: string, layers = maxLayers): LooseValue[] {
  const inner = layers === 0 ? undefined : unpacked(body);
  if (inner !== undefined) {
    return replyValues(inner, layers - 1);
  }
  const values: LooseValue[] = [];
  let at = startOfValues(body);
  while (at < body.length && values.length < maxValues) {
    bracket.lastIndex = at;
    const start = bracket.exec(body)?.index;
    if (start === undefined) {
      break;
    }
    if (isValueAt(body, start)) {
      const value = readLooseJson(body, start);
      if (isWithinString(body.slice(at, start))) {
        // What its escapes mean depends on where the string ends around it, which words can hide.
        values.push({ ...value, ended: { because: 'The JSON stands in a string among other words.' }, value: null });
        break;
      }
      values.push(value);
      if (value.ended !== 'whole') {
        break;
      }
      at = value.end;
    } else {
      brackets.lastIndex = start;
      at = start + (brackets.exec(body)?.[0].length ?? 1);
    }
  }
  return values;
}

/** Whether a quotation mark is open at the end of some words. */
function isWithinString(words: string): boolean {
  const line = words.slice(words.lastIndexOf('\n') + 1);
  return /["'`]$/.test(line) || line.split('"').length % 2 === 0;
}

const bracket = /[{[]/g;
const brackets = /[{[\s]*/y;
/** An object or list that has a key in it: in prose, most brackets have none. */
const keyed =
  /[{[][{[\s]*(?:(?:\/\/|#)[^\n]{0,1000}\n[{[\s]*|\/\*[^*]{0,1000}\*\/[{[\s]*){0,20}(?:"(?:[^"\\\n]|\\.){1,1000}"|'[^'\n]{1,1000}'|[“”][^“”\n]{1,1000}[“”]|[\p{L}_][\p{L}\p{N}_$-]*)\s*:/uy;

function isValueAt(text: string, start: number): boolean {
  keyed.lastIndex = start;
  return keyed.test(text);
}

const fencedValue = /(?<![`~])(?:`{3,9}|~{3,9})[ \t]{0,9}[\w+-]{0,30}\s{0,99}(?=[{[])/g;

/** Where values begin: in the first fence with one, unless the reply itself begins with one. */
function startOfValues(body: string): number {
  if (/^[{[]/.test(body) && isValueAt(body, 0)) {
    return 0;
  }
  for (const { index, 0: mark } of body.matchAll(fencedValue)) {
    if (isValueAt(body, index + mark.length)) {
      return index + mark.length;
    }
  }
  return 0;
}

/** The text that a reply is a writing of: a string of JSON, with its quotation marks or without, or one for the web. */
function unpacked(body: string): string | undefined {
  const text = body.replace(/^(?:```+|~~~+)[ \t]*[\w+-]*\s*/, '');
  const isString = /^"|^'(?:\s|\\[nrt]){0,99}[{[]/.test(text);
  if (isString || /^[{[](?:\s|\\[nrt]|[{[]){0,99}\\"/.test(text)) {
    const quoted = isString ? text : `"${text}"`;
    const read = readLooseString(quoted, 0, (behind) =>
      /^[\s;]*(?:$|```|~~~|<)/.test(quoted.slice(behind, behind + 99)),
    );
    return read.unclear.length === 0 ? read.value : '';
  }
  return /^[{[][{[\s]*&(?:quot|#34|#x22);/.test(text)
    ? text.replace(entities, (entity) => characters[entity] ?? entity)
    : undefined;
}

const characters: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#34;': '"',
  '&#x22;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#x27;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};
const entities = new RegExp(Object.keys(characters).join('|'), 'g');
