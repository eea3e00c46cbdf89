import { isJson } from '../../text/isJson';
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
const tooMany = { because: `The reply goes on behind ${maxValues} pieces of JSON, and what stands there is not read.` };

/** A value with what stands around it in a reply. */
export interface ReplyValue extends LooseValue {
  /** All between it and the value before it, or the beginning. */
  readonly before: string;
  /** All between it and the value behind it, or the end. */
  readonly behind: string;
  /** It is all of the reply, but for a fence, and JSON. */
  readonly isStrict: boolean;
}

/**
 * The objects and lists of a reply, among whatever words and marks, in their order. The last may be one that ends too
 * early: nothing is looked for behind it, as it could be a part of it.
 */
export function replyValues(body: string, layers = maxLayers): ReplyValue[] {
  const inner = layers === 0 ? undefined : unpacked(body);
  if (inner !== undefined) {
    const values = replyValues(inner.text, layers - 1);
    return values.map((value, at) => ({
      ...value,
      behind: at === values.length - 1 ? `${value.behind}\n${inner.behind}` : value.behind,
      isStrict: false,
    }));
  }
  const found = valuesIn(body);
  return found.map(({ start, value }, at) => {
    const before = body.slice(found[at - 1]?.value.end ?? 0, start);
    const behind = body.slice(value.end, found[at + 1]?.start);
    return { ...value, before, behind, isStrict: found.length === 1 && isJson(stripFence(body)) };
  });
}

function valuesIn(body: string): { readonly start: number; readonly value: LooseValue }[] {
  const values: { start: number; value: LooseValue }[] = [];
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
        const ended = { because: 'The JSON stands in a string among other words.' };
        values.push({ start, value: { ...value, ended, value: null } });
        break;
      }
      const isLast = values.length === maxValues - 1 && value.end < body.trimEnd().length;
      values.push({ start, value: isLast && value.ended === 'whole' ? { ...value, ended: tooMany } : value });
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

const tags = /<(?!!)[^<>\n]{0,100}>|\[\/?[A-Z_]{1,40}\]/g;
/** What may stand before a value on its line: nothing, a label, an assignment, a call, or a sentence that has ended. */
const leadsTo =
  /[:=({[]\s*$|\breturn\s*$|(?<![\p{L}\p{N}.])(?!(?:eg|ie|etc|vs|cf|ex|viz|no|nope|say)\b)\p{L}{2,}[.!]\s*$/iu;

/** Whether a value stands within a sentence: words speak of it there. */
export function isInSentence({ before, behind }: ReplyValue): boolean {
  const ahead = before.slice(before.lastIndexOf('\n') + 1).replace(tags, '');
  const [rest = ''] = behind.split('\n', 1);
  return (/\p{L}/u.test(ahead) && !leadsTo.test(ahead)) || /\p{L}/u.test(rest.replace(tags, ''));
}

const strike = /(?<!~)~~(?!~)|<(\/?)(?:s|del|strike)(?:\s[^<>]{0,100})?>/gi;

/** Whether what follows on some words is struck out: in Markdown, or by a tag of HTML. */
export function isStruckOutBehind(words: string): boolean {
  let isOpen = false;
  for (const [mark, slash] of words.matchAll(strike)) {
    isOpen = mark === '~~' ? !isOpen : slash === '';
  }
  return isOpen;
}

/** The last line of words before a value. */
export function wordsAhead({ before }: ReplyValue): string {
  return (
    withoutTags(before.replace(/^[ \t]*(?:```|~~~).*$/gm, ''))
      .split('\n')
      .findLast((line) => /\p{L}/u.test(line)) ?? ''
  );
}

/** A text without tags; comments in such marks stay. */
export function withoutTags(text: string): string {
  return text.replace(tags, '');
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
function unpacked(body: string): { readonly text: string; readonly behind: string } | undefined {
  const text = body.replace(/^(?:```+|~~~+)[ \t]*[\w+-]*\s*/, '');
  const isString = /^"|^'(?:\s|\\[nrt]){0,99}[{[]/.test(text);
  if (isString || /^[{[](?:\s|\\[nrt]|[{[]){0,99}\\"/.test(text)) {
    const quoted = isString ? text : `"${text}"`;
    const read = readLooseString(quoted, 0, (behind) =>
      /^[\s;]*(?:$|```|~~~|<)/.test(quoted.slice(behind, behind + 99)),
    );
    return { text: read.unclear.length === 0 ? read.value : '', behind: quoted.slice(read.end) };
  }
  return /^[{[][{[\s]*&(?:quot|#34|#x22);/.test(text)
    ? { text: text.replace(entities, (entity) => characters[entity] ?? entity), behind: '' }
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
