import * as v from 'valibot';
import { dismissalReasons } from '../types';
import { dismissalKey, type RememberedDismissal, sharedDismissals } from './dismissals';

const text = (name: string) => v.string(`"${name}" must be text`);

const schema = v.object(
  {
    path: v.pipe(text('path'), v.nonEmpty('"path" must not be empty')),
    from: v.optional(text('from')),
    identity: v.pipe(text('identity'), v.regex(/^[0-9a-f]{16}$/, '"identity" must be 16 hexadecimal digits')),
    source: text('source'),
    rule: v.optional(text('rule')),
    title: text('title'),
    reason: v.optional(v.picklist(dismissalReasons, `"reason" must be one of: ${dismissalReasons.join(', ')}`)),
    note: v.optional(text('note')),
    at: v.optional(text('at')),
    by: v.optional(v.literal(sharedDismissals)),
  },
  'it is not an object with "path" and "identity"',
);

/** A line of a file of dismissals, which stays as it is written, whatever a later version has put there. */
export interface DismissalLine {
  readonly dismissal: RememberedDismissal;
  readonly text: string;
}

/** What a file of dismissals says. */
export type DismissalLines =
  | { readonly kind: 'lines'; readonly lines: readonly DismissalLine[] }
  /** `line` is 1-based. */
  | { readonly kind: 'invalid'; readonly line: number; readonly message: string };

/**
 * Reads dismissals: one JSON object a line, in the order of paths and identities, so that changes of two people are lines
 * of their own, which git merges. Lines may end in CR LF and may be empty.
 */
export function parseDismissals(content: string): DismissalLines {
  const lines: DismissalLine[] = [];
  for (const [index, raw] of content
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = raw.replace(/\r$/, '');
    if (line.trim() === '') {
      continue;
    }
    const parsed = parseLine(line);
    if (typeof parsed === 'string') {
      return { kind: 'invalid', line: index + 1, message: parsed };
    }
    lines.push({ dismissal: parsed, text: line });
  }
  return { kind: 'lines', lines };
}

/** What is wrong with it, if it is none. */
function parseLine(line: string): RememberedDismissal | string {
  if (/^(?:<{7}|={7}|>{7}|\|{7})/.test(line)) {
    return 'a merge was not finished here: keep the lines of both sides, and delete this one';
  }
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'it is not JSON';
  }
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : parsed.issues[0].message;
}

/** The line of a dismissal. */
export function dismissalLine(dismissal: RememberedDismissal): DismissalLine {
  const { path, identity, source, rule, title, reason, note, at, from, by } = dismissal;
  return { dismissal, text: JSON.stringify({ path, identity, source, rule, title, reason, note, at, from, by }) };
}

/** A line that says something else in part. Throws a RangeError where what a later version has put there is too deep. */
export function changedLine({ dismissal, text }: DismissalLine, change: Partial<RememberedDismissal>): DismissalLine {
  return { dismissal: { ...dismissal, ...change }, text: JSON.stringify({ ...JSON.parse(text), ...change }) };
}

/** A file with these lines. */
export function formatDismissals(lines: readonly DismissalLine[]): string {
  const sorted = [...lines].sort((a, b) => compare(a, b));
  return sorted.map(({ text }) => `${text}\n`).join('');
}

/** Lines with some put in the place of those about the same findings. */
export function withLines(lines: readonly DismissalLine[], added: readonly DismissalLine[]): readonly DismissalLine[] {
  return [...withoutKeys(lines, new Set(added.map(keyOf))), ...added];
}

/** Lines without those about some findings, see `dismissalKey`. */
export function withoutKeys(lines: readonly DismissalLine[], keys: ReadonlySet<string>): readonly DismissalLine[] {
  return lines.filter((line) => !keys.has(keyOf(line)));
}

/**
 * The person's own lines when files have other names: what they said of an old name they say of the new one, where they
 * have not spoken of it yet. Of shared lines, which stay as they are, they get what is said of old names, as the folder's word.
 *
 * @param renamed old names by new ones
 */
export function followedLines(
  own: readonly DismissalLine[],
  shared: readonly DismissalLine[],
  renamed: ReadonlyMap<string, string>,
): { readonly own: readonly DismissalLine[]; readonly followed: readonly DismissalLine[] } {
  const newNames = new Map([...renamed].map(([now, before]) => [before, now] as const));
  const moved = (lines: readonly DismissalLine[], more: Partial<RememberedDismissal> = {}) =>
    lines.flatMap((line) => {
      const from = line.dismissal.path;
      const path = newNames.get(from);
      return path === undefined ? [] : [changedLine(line, { path, from, ...more })];
    });
  const kept = own.filter(({ dismissal }) => !newNames.has(dismissal.path));
  const mine = withoutKeys(moved(own), keysOf(kept));
  const others = withoutKeys(moved(shared, { by: sharedDismissals }), keysOf([...kept, ...mine, ...shared]));
  const followed = [...mine, ...others];
  return { own: [...kept, ...followed], followed };
}

function keysOf(lines: readonly DismissalLine[]): ReadonlySet<string> {
  return new Set(lines.map(keyOf));
}

export function keyOf({ dismissal: { path, identity } }: DismissalLine): string {
  return dismissalKey(path, identity);
}

/** By code units: the same on every machine. */
function compare(a: DismissalLine, b: DismissalLine): number {
  const [one, other] = [a.dismissal, b.dismissal];
  return order(one.path, other.path) || order(one.identity, other.identity) || order(a.text, b.text);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
