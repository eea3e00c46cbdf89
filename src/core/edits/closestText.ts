import type { LineRange } from '../types';

/** What comes closest to a text that could not be found. */
export interface ClosestText extends LineRange {
  readonly text: string;
}

/** How far from the hint is searched, in lines. */
const reach = 300;
const alikeEnough = 0.5;
/** A longer quote is not searched for: the effort is that of comparing it with each of so many lines. In UTF-16 units. */
const longestQuote = 4_000;

/**
 * The lines of a text that are most like a quote which is not in it, for telling a model what it may have meant; never
 * a place to edit. `hint` is the 1-based line where the quote was said to be. Undefined when nothing near is much like
 * it. Similarity is Sørensen–Dice on pairs of characters, line by line.
 */
export function closestText(text: string, oldText: string, hint: number): ClosestText | undefined {
  if (oldText.length > longestQuote) {
    return undefined;
  }
  const lines = text.split('\n');
  const quoted = oldText.replace(/\n$/, '').split('\n').map(pairsOf);
  const first = Math.max(0, Math.min(hint, lines.length) - 1 - reach);
  const last = Math.min(lines.length, Math.max(hint, 1) + reach + quoted.length);
  const candidates = lines.slice(first, last).map(pairsOf);
  let best = { score: 0, at: 0 };
  for (let at = 0; at + quoted.length <= candidates.length; at += 1) {
    const score = similarity(quoted, candidates.slice(at, at + quoted.length));
    const nearer = Math.abs(first + at + 1 - hint) < Math.abs(first + best.at + 1 - hint);
    if (score > best.score || (score === best.score && nearer)) {
      best = { score, at };
    }
  }
  if (best.score < alikeEnough) {
    return undefined;
  }
  const startLine = first + best.at + 1;
  const endLine = startLine + quoted.length - 1;
  return { startLine, endLine, text: lines.slice(startLine - 1, endLine).join('\n') };
}

interface Pairs {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

function pairsOf(line: string): Pairs {
  const trimmed = line.trim();
  const counts = new Map<string, number>();
  for (let at = 0; at < trimmed.length; at += 1) {
    const pair = trimmed.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return { counts, total: trimmed.length };
}

/** Shared pairs over all pairs, of all lines together, so that long lines count for more. */
function similarity(a: readonly Pairs[], b: readonly Pairs[]): number {
  let shared = 0;
  let all = 0;
  for (const [position, { counts, total }] of a.entries()) {
    const other = b[position];
    for (const [pair, count] of counts) {
      shared += Math.min(count, other?.counts.get(pair) ?? 0);
    }
    all += total + (other?.total ?? 0);
  }
  return all === 0 ? 0 : (2 * shared) / all;
}
