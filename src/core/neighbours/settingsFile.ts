import { parse } from 'jsonc-parser';
import type { Workspace } from '../ports';

/** In UTF-16 code units: no settings of a project are longer. */
const longestSettings = 256 * 1024;

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** Reads files with settings in JSON, with comments and commas at the end, each once. Nothing of them is ever run. */
export type ReadSettings = (path: string) => Promise<Json | undefined>;

/** Undefined for what is not there, is no object or is longer than any settings. */
export function createSettingsReader(read: Workspace['read']): ReadSettings {
  const known = new Map<string, Promise<Json | undefined>>();
  return (path) => {
    const found =
      known.get(path) ??
      read(path).then((outcome) => (outcome.kind === 'text' ? objectIn(outcome.snapshot.text) : undefined));
    known.set(path, found);
    return found;
  };
}

function objectIn(text: string): Json | undefined {
  if (text.length > longestSettings) {
    return undefined;
  }
  try {
    return objectOf(parse(text, [], { allowTrailingComma: true }));
  } catch (error) {
    if (error instanceof RangeError) {
      // Nested deeper than a parser can follow that calls itself.
      return undefined;
    }
    throw error;
  }
}

/** A value as an object. */
export function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** What of a value is text: itself, or what is in a list. */
export function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

/** A text with at most one `*`, which stands for anything. https://nodejs.org/api/packages.html#subpath-patterns */
export interface Pattern {
  readonly before: string;
  /** Undefined where there is no `*`. */
  readonly after: string | undefined;
}

export function patternOf(text: string): Pattern {
  const star = text.indexOf('*');
  return star === -1
    ? { before: text, after: undefined }
    : { before: text.slice(0, star), after: text.slice(star + 1) };
}

/** What the `*` stands for; undefined where the pattern does not match. */
export function matched({ before, after }: Pattern, text: string): string | undefined {
  if (after === undefined) {
    return text === before ? '' : undefined;
  }
  const isMatch = text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  return isMatch ? text.slice(before.length, text.length - after.length) : undefined;
}

/** Of several patterns that match, the one that says most before its `*`, and what that stands for. */
export function bestMatch<Kept extends Pattern>(
  patterns: readonly Kept[],
  text: string,
): { readonly pattern: Kept; readonly star: string } | undefined {
  const said = ({ before, after }: Pattern) => (after === undefined ? Number.POSITIVE_INFINITY : before.length);
  let best: { readonly pattern: Kept; readonly star: string } | undefined;
  for (const pattern of patterns) {
    const star = matched(pattern, text);
    if (star !== undefined && (!best || said(pattern) > said(best.pattern))) {
      best = { pattern, star };
    }
  }
  return best;
}
