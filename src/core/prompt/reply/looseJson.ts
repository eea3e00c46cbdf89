import { reviewFailures } from '../../text/reviewFailures';
import { type LooseString, opensString, readLooseString } from './looseString';
import { isKnownName } from './names';

/** What could be read of an object or a list, and how it ended. */
export interface LooseValue {
  readonly value: unknown;
  /** What it was read from. */
  readonly source: string;
  /** Where the text goes on behind it. */
  readonly end: number;
  /**
   * `whole`: its brackets are closed, or what follows shows that nothing is missing but brackets. `cut`: the text ends
   * in the middle. Otherwise why it could not be read any further.
   */
  readonly ended: 'whole' | 'cut' | { readonly because: string };
  /** Objects and lists in it whose ends were not reached. */
  readonly open: ReadonlySet<unknown>;
  /** Texts in it that can be read in two ways, by the object or list they stand in, and why. */
  readonly unclear: ReadonlyMap<unknown, ReadonlyMap<string, readonly string[]>>;
  /** Objects and lists with a text in which quotation marks stand as they are, or without a bracket at their end. */
  readonly doubtful: ReadonlySet<unknown>;
  /** The comments in it. */
  readonly remarks: readonly string[];
}

const depthLimit = 16;
export const tooDeep = reviewFailures.nestedTooDeeply;
export const keyTwice = reviewFailures.keyTwice;

const space = /[\s\ufeff]*/y;
const comment = /(?:\/\/|#)[^\n]*|\/\*/y;
const word = /[^\s,:{}[\]"'`“”]+/y;
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const bareKey = /[\p{L}\p{N}_$][\p{L}\p{N}_$-]*/uy;
const keyAhead =
  /[\s\ufeff]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|[“”]([^“”\n]*)[“”]|([\p{L}_$][\p{L}\p{N}_$-]*))\s*:/uy;
/** What follows a reply and nothing else: the end of a fence, of a tool's call, of a message. */
const fence = /```|~~~|<\/\w*(?:tool|function|answer|output|response|json)\w*>|<\|/y;

const literals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['true', 'True', 'TRUE'].map((name): [string, unknown] => [name, true]),
  ...['false', 'False', 'FALSE'].map((name): [string, unknown] => [name, false]),
  ...['null', 'None', 'undefined', 'nil', 'NULL'].map((name): [string, unknown] => [name, null]),
]);

/**
 * Reads the object or list that begins at a bracket, in JSON or in what models take for it: comments, commas too many
 * or too few, bare words, strings in any marks and with anything in them. Takes time in proportion to the text, and is
 * bounded in depth. Nothing is made up, as tolerant packages do where a text is cut: it ends where it could go on in two ways.
 */
export function readLooseJson(text: string, start: number): LooseValue {
  let at = start;
  let ended: LooseValue['ended'] = 'whole';
  const open = new Set<unknown>();
  const stack: string[] = [];
  const unclear = new Map<unknown, Map<string, readonly string[]>>();
  const doubtful = new Set<unknown>();
  const remarks: string[] = [];

  const matched = (pattern: RegExp, from = at): RegExpExecArray | null => {
    pattern.lastIndex = from;
    return pattern.exec(text);
  };
  const behindSpace = (from: number) => from + (matched(space, from)?.[0].length ?? 0);
  const fail = (how: Exclude<LooseValue['ended'], 'whole'>) => {
    ended = how;
  };

  function skip(): void {
    for (;;) {
      at = behindSpace(at);
      const mark = matched(comment)?.[0];
      if (mark === undefined) {
        return;
      }
      if (/^(?:\/\/|#)\s*["'`“]/.test(mark)) {
        // A part of the reply that is commented out: whether it counts is not said.
        fail(notJson);
        return;
      }
      const end = mark === '/*' ? text.indexOf('*/', at + 2) : at + mark.length;
      const from = at;
      at = end === -1 ? text.length : end + (mark === '/*' ? 2 : 0);
      remarks.push(text.slice(from, at));
    }
  }

  /** Whether the fence around the reply ends here, and nothing but words follow. */
  function isAllOver(): boolean {
    const mark = matched(fence);
    return mark !== null && /^[^{}[\]"]*$/.test(text.slice(at + mark[0].length));
  }

  /** The entries of an object or list up to its bracket; `entry` reads one. */
  function entries(bracket: '}' | ']', entry: () => boolean, container: unknown): void {
    if (stack.length >= depthLimit) {
      fail({ because: tooDeep });
      return;
    }
    stack.push(bracket);
    open.add(container);
    at += 1;
    let behindEntry = true;
    let hasEntry = false;
    for (skip(); ended === 'whole'; skip()) {
      const character = text[at];
      if (character === bracket) {
        at += 1;
        open.delete(container);
        break;
      }
      // Another bracket closes what is around this one, or the fence around all of it does: nothing was cut.
      const around = character === '}' || character === ']' ? stack.includes(character) : isAllOver();
      if (around && behindEntry && hasEntry) {
        open.delete(container);
        doubtful.add(container);
        break;
      }
      if (character === undefined || !entry()) {
        if (ended === 'whole') {
          fail(at >= text.length ? 'cut' : notJson);
        }
        break;
      }
      skip();
      hasEntry = true;
      behindEntry = text[at] !== ',';
      at += behindEntry ? 0 : 1;
    }
    stack.pop();
  }

  function readList(): unknown[] {
    const list: unknown[] = [];
    const entry = () => {
      const value = readValue(list, String(list.length), closesEntry);
      list.push(...(value === undefined ? [] : [value]));
      return value !== undefined;
    };
    entries(']', entry, list);
    return list;
  }

  function readObject(): object {
    const object: Record<string, unknown> = {};
    const keys = new Set<string>();
    const entry = () => {
      const key = readKey();
      if (key === undefined) {
        return false;
      }
      if (keys.has(key)) {
        fail({ because: keyTwice });
        return false;
      }
      keys.add(key);
      const value = readValue(object, key, closesMember);
      // Not by assignment, for which `__proto__` is no name.
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
      return value !== undefined;
    };
    entries('}', entry, object);
    return object;
  }

  /** A key and its colon. No comment stands there: it would part the two for who looks for copies of the file. */
  function readKey(): string | undefined {
    let key: string | undefined;
    if (opensString(text[at])) {
      const read = readLooseString(text, at, (behind) => text[behindSpace(behind)] === ':');
      at = read.end;
      key = read.closed && !read.bare ? read.value : undefined;
    } else {
      key = matched(bareKey)?.[0];
      at += key?.length ?? 0;
    }
    at = behindSpace(at);
    if (key === undefined || text[at] !== ':') {
      return undefined;
    }
    at = behindSpace(at + 1);
    return key;
  }

  /** Undefined where there is none that can be read, or its end was not reached and nothing of it is of use. */
  function readValue(container: object, key: string, closes: typeof closesEntry): unknown {
    const character = text[at];
    if (character === '{') {
      return readObject();
    }
    if (character === '[') {
      return readList();
    }
    return opensString(character) ? readText(container, key, closes) : readWord();
  }

  function readWord(): unknown {
    const said = matched(word)?.[0] ?? '';
    const isWord = number.test(said) || /^[\p{L}\p{N}_][\p{L}\p{N}_.+%-]*$/u.test(said);
    at += isWord ? said.length : 0;
    if (literals.has(said)) {
      return literals.get(said);
    }
    return !isWord ? undefined : number.test(said) ? Number(said) : said;
  }

  /** A string, or several with `+` between them. */
  function readText(container: object, key: string, closes: typeof closesEntry): string | undefined {
    let value = '';
    const reasons = new Set<string>();
    for (;;) {
      const part: LooseString = readLooseString(text, at, closes);
      at = part.end;
      if (!part.closed || (part.bare && (closes === closesEntry || keyWithin.test(part.value)))) {
        return undefined;
      }
      value += part.value;
      if (part.bare) {
        doubtful.add(container);
      }
      for (const reason of part.unclear) {
        reasons.add(reason);
      }
      const plus = behindSpace(at);
      const next = text[plus] === '+' ? behindSpace(plus + 1) : -1;
      if (!opensString(text[next])) {
        break;
      }
      at = next;
    }
    if (reasons.size > 0) {
      const texts = unclear.get(container) ?? new Map<string, readonly string[]>();
      unclear.set(container, texts.set(key, [...reasons].sort()));
    }
    return value;
  }

  const closesEntry = (behind: number, bare: boolean) => closesText(behind, bare, false);
  const closesMember = (behind: number, bare: boolean) => closesText(behind, bare, true);

  /** Whether what follows a quotation mark can follow a string; with `bare`, only what cannot follow it in code. */
  function closesText(behind: number, bare: boolean, inObject: boolean): boolean | 'unclear' {
    const next = behindSpace(behind);
    const character = text[next];
    if (character === undefined) {
      return true;
    }
    if (character === '}' || character === ']') {
      const then = behindSpace(next + 1);
      const sign = text[then];
      const isLast = sign === undefined || matched(fence, then) !== null;
      if (bare || stack.length > 1) {
        return (
          isLast ||
          (stack.length > 1 && ',}]'.includes(sign)) ||
          (!bare && character === stack.at(-1) && !opensString(sign))
        );
      }
      return true;
    }
    if (character === ',') {
      return inObject ? closesBefore(next + 1, bare) : !bare || 'unclear';
    }
    if (opensString(character) && text.slice(behind, next).includes('\n') && !closesBefore(next, bare)) {
      // Pieces of a string below each other, or code with such pieces.
      return 'unclear';
    }
    if (matched(fence, next) || (character === '+' && opensString(text[behindSpace(next + 1)]))) {
      return !bare || 'unclear';
    }
    const remark = next > behind ? matched(comment, next)?.[0] : undefined;
    if (remark !== undefined && remark !== '/*') {
      return !bare && !/["'`“”]/.test(remark);
    }
    // The comma is missing.
    return inObject && next > behind && opensString(character) && closesBefore(next, bare);
  }

  /** Whether a member follows, or nothing more of its object. */
  function closesBefore(from: number, bare: boolean): boolean | 'unclear' {
    const [ahead, ...groups] = matched(keyAhead, from) ?? [];
    if (ahead !== undefined) {
      return !bare || isKnownName(groups.find((name) => name !== undefined) ?? '') || 'unclear';
    }
    const next = behindSpace(from);
    const sign = text[next];
    return !bare && (sign === undefined || sign === '}' || sign === ']' || matched(comment, next) !== null);
  }

  const value = text[at] === '[' ? readList() : readObject();
  return { value, source: text.slice(start, at), end: at, ended, open, unclear, doubtful, remarks };
}

const notJson = { because: 'The reply is not valid JSON in which every key stands once.' };

/**
 * What looks like a key, even a faulty one, in a text with marks: then a mark that was meant to end it may have been taken
 * for code, and what follows for the rest of it.
 */
const keyWithin = /["'`“”][^\w\n]{0,3}:|[,{]\s*["'`“”][\w -]{1,40}[^\w\n]{0,3}:/;
