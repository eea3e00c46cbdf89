import { endOfString } from '../../core/text/jsonStrings';

/** The properties of a JSON value from outside; none when it is not an object. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The elements of a JSON array from outside; none when it is not one. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text from outside; undefined when it is something else. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** No model has a context of so many tokens. */
const absurdCount = 1_000_000_000;

/** A number of tokens as servers report it: negative, broken, absurd and missing ones are all unknown. */
export function asCount(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < absurdCount
    ? (value as number)
    : undefined;
}

/** Nothing that a server has to say is nested more deeply; walks through what is may end for want of stack. */
const deepest = 100;

/**
 * What a server says in JSON; undefined for anything else, JSON that is nested too deeply among it. Also takes the bare
 * NaN and Infinity that servers written in Python put where a number is not known.
 */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  return parseStrictly(text) ?? (/NaN|Infinity/.test(text) ? parseStrictly(withoutNaN(text)) : undefined);
}

/** Outside of strings; one that does not end goes to the end of the text. */
function withoutNaN(text: string): string {
  const tokens = /"|-?\b(?:NaN|Infinity)\b/g;
  let mended = '';
  let done = 0;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    if (token[0] === '"') {
      tokens.lastIndex = endOfString(text, token.index);
    } else {
      mended += `${text.slice(done, token.index)}null`;
      done = tokens.lastIndex;
    }
  }
  return mended + text.slice(done);
}

function parseStrictly(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? undefined : { value };
  } catch {
    return undefined;
  }
}

/** Level by level, so that nothing is too deep for it. */
function isTooDeep(value: unknown): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= deepest) {
      return true;
    }
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
