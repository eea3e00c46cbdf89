import { countWhile } from '../binarySearch';
import { isJson } from '../text/isJson';
import { endOfString } from '../text/jsonStrings';
import type { Span, TextEdit } from '../types';
import { applyEdits } from './applyEdits';

/** An object or list. */
interface Container {
  readonly start: number;
  end: number;
  readonly open: string;
  /** Its elements, an object's with their keys. In order. */
  readonly members: Member[];
}

interface Member {
  readonly start: number;
  end: number;
  /** Present when it is an object or list itself, or that of a key. */
  value?: Container;
}

/**
 * A text that may be JSON, to be asked whether it still is after a change. Of a change within some elements of an object
 * or list, these alone are parsed: where one or more of them stand, others may stand. Only when they make no sense by
 * themselves, the whole is.
 */
export class JsonText {
  readonly #text: string;
  /** Undefined when it is no JSON, or neither object nor list. */
  readonly #root: Container | undefined;
  readonly isValid: boolean;

  constructor(text: string) {
    this.#text = text;
    this.isValid = isJson(text);
    this.#root = this.isValid ? rootOf(text) : undefined;
  }

  /** Whether it is JSON with edits, in order, made in it. */
  isValidWith(edits: readonly TextEdit[]): boolean {
    const [first, last] = [edits[0], edits.at(-1)];
    const around = this.#root && first && last && innermost(this.#root, { start: first.start, end: last.end });
    if (around) {
      const { start, end, open } = around;
      const moved = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
      const part = applyEdits(this.#text.slice(start, end), moved);
      const [left, right] = open === '{' ? '{}' : '[]';
      if (/\S/.test(part) && isJson(`${left}${part}${right}`)) {
        return true;
      }
    }
    return isJson(applyEdits(this.#text, edits));
  }
}

/** The elements that a span touches, without the commas and brackets around them; undefined outside of all. */
function innermost(root: Container, span: Span): (Span & { readonly open: string }) | undefined {
  if (!isInside(root, span)) {
    return undefined;
  }
  for (let container = root; ; ) {
    const { members, open } = container;
    const first = members[countWhile(members, ({ start }) => start <= span.start) - 1];
    const last = members[countWhile(members, ({ end }) => end < span.end)];
    if (first?.value && first === last && isInside(first.value, span)) {
      container = first.value;
    } else {
      return { open, start: first?.start ?? container.start + 1, end: last?.end ?? container.end - 1 };
    }
  }
}

/** Whether a span lies between the brackets. */
function isInside({ start, end }: Container, span: Span): boolean {
  return start < span.start && span.end < end;
}

/** Strings, and what is neither string, bracket, comma nor white space: numbers, words and colons. */
function* tokensOf(text: string): Generator<Span & { readonly token: string }> {
  const tokens = /[^\s"[\]{},]+|["[\]{},]/g;
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const [token] = match;
    const end = token === '"' ? endOfString(text, match.index) : tokens.lastIndex;
    tokens.lastIndex = end;
    yield { token, start: match.index, end };
  }
}

/** @param text valid JSON */
function rootOf(text: string): Container | undefined {
  /** Those that are open, each with the element it is in. */
  const around: { readonly container: Container; readonly member: Member | undefined }[] = [];
  let member: Member | undefined;
  for (const { token, start, end } of tokensOf(text)) {
    if (token === ',') {
      member = undefined;
    } else if (token === '}' || token === ']') {
      const closed = around.pop();
      if (closed) {
        closed.container.end = end;
      }
      if (!closed?.member) {
        return closed?.container;
      }
      member = closed.member;
      member.end = end;
    } else {
      member ??= added(around.at(-1)?.container, { start, end });
      if (member) {
        member.end = end;
      }
      if (token === '{' || token === '[') {
        const container = { start, end, open: token, members: [] };
        if (member) {
          member.value = container;
        }
        around.push({ container, member });
        member = undefined;
      }
    }
  }
  return undefined;
}

function added(container: Container | undefined, member: Member): Member | undefined {
  container?.members.push(member);
  return container && member;
}
