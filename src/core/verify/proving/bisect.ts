import type { Candidate } from './proposals';
import type { FailedVerdict, PassedVerdict, Trials, UnverifiableVerdict, Verdict } from './trials';

/** So many proposals at the beginning of a set that they pass together; none are the base. */
export interface Beginning {
  readonly length: number;
  /** Absent for the base. */
  readonly passed?: PassedVerdict;
}

/** What the search for what makes a set fail came to. */
export type Search =
  /** The proposal right behind `passing` makes it fail; `verdict` is what it came to with it. */
  | { readonly kind: 'found'; readonly passing: Beginning; readonly verdict: FailedVerdict | UnverifiableVerdict }
  /** What makes the others fail cannot be told: `verdict` is why. */
  | { readonly kind: 'lost'; readonly passing: Beginning; readonly verdict: Verdict }
  /** It was not found by so many attempts. */
  | { readonly kind: 'too many attempts'; readonly passing: Beginning };

/** Whether a verdict says the same whenever it is asked for, so that what makes the difference can be searched for. */
export function isFirm(verdict: Verdict): verdict is PassedVerdict | FailedVerdict | UnverifiableVerdict {
  return verdict.kind === 'failed' ? !verdict.unstable : verdict.kind === 'passed' || verdict.kind === 'unverifiable';
}

/**
 * Searches by halves among the beginnings of a set that does not pass as a whole. Where several may be tried at once,
 * those that may be asked about next are tried ahead, which changes nothing in what is asked and found.
 *
 * @param whole what the set came to
 * @param attempts how many beginnings may be asked about; the answer says how many were
 */
export async function searchCulprit(
  trials: Trials,
  set: readonly Candidate[],
  { passing, whole, attempts }: { passing: Beginning; whole: FailedVerdict | UnverifiableVerdict; attempts: number },
): Promise<{ readonly search: Search; readonly asked: number }> {
  const ahead = new Ahead(trials, set);
  let [low, high, verdict, asked] = [passing, set.length, whole, 0];
  try {
    for (; high - low.length > 1; asked++) {
      if (asked >= attempts) {
        return { search: { kind: 'too many attempts', passing: low }, asked };
      }
      const found = await ahead.ask(low.length, high);
      if (!isFirm(found)) {
        return { search: { kind: 'lost', passing: low, verdict: found }, asked };
      }
      const length = middle(low.length, high);
      if (found.kind === 'passed') {
        low = { length, passed: found };
      } else {
        [high, verdict] = [length, found];
      }
    }
    return { search: { kind: 'found', passing: low, verdict }, asked };
  } finally {
    await ahead.end();
  }
}

function middle(low: number, high: number): number {
  return (low + high) >>> 1;
}

/** Beginnings of a set that are tried before anybody asks about them. */
class Ahead {
  readonly #trials: Trials;
  readonly #set: readonly Candidate[];
  readonly #tried = new Map<number, { readonly verdict: Promise<Verdict>; readonly stop: AbortController }>();

  constructor(trials: Trials, set: readonly Candidate[]) {
    this.#trials = trials;
    this.#set = set;
  }

  /** The verdict on the middle of two lengths, all others but those between which are of no use any more. */
  ask(low: number, high: number): Promise<Verdict> {
    for (const [length, { stop }] of this.#tried) {
      if (length <= low || length >= high) {
        stop.abort();
      }
    }
    for (const length of middles(low, high, this.#trials.parallel)) {
      this.#begin(length);
    }
    return this.#begin(middle(low, high));
  }

  /** Stops what is still at work. */
  async end(): Promise<void> {
    const all = [...this.#tried.values()];
    for (const { stop } of all) {
      stop.abort();
    }
    await Promise.all(all.map(({ verdict }) => verdict));
  }

  #begin(length: number): Promise<Verdict> {
    const known = this.#tried.get(length);
    if (known) {
      return known.verdict;
    }
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#trials.signal]);
    const verdict = this.#trials.examine(this.#set.slice(0, length), signal);
    this.#tried.set(length, { verdict, stop });
    // Nobody may be waiting for it yet; `end` has what goes wrong.
    verdict.catch(() => undefined);
    return verdict;
  }
}

/** The middles that a search by halves can ask about, in the order in which it may come to them. */
function middles(low: number, high: number, count: number): number[] {
  const ranges: (readonly [number, number])[] = [[low, high]];
  const found: number[] = [];
  for (let range = ranges.shift(); range && found.length < count; range = ranges.shift()) {
    const [from, to] = range;
    const half = middle(from, to);
    if (to - from > 1) {
      found.push(half);
      ranges.push([from, half], [half, to]);
    }
  }
  return found;
}
