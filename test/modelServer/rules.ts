import type { Reply, Script } from './types';

/** A reply for requests about files whose path ends with `file` (any file without it), at most `times` times. */
export interface Rule extends Reply {
  file?: string;
  times?: number;
  /** For requests that put a finding to the model once more, in the place of those that ask for a review. */
  confirms?: true;
}

/** A script that answers by the first rule that fits and is not used up, and by default where none does. */
export function scriptOf(rules: readonly Rule[]): Script {
  const left = new Map(rules.map((rule) => [rule, rule.times ?? Number.POSITIVE_INFINITY]));
  return (request) => {
    const rule = rules.find(
      (candidate) =>
        request.file.endsWith(candidate.file ?? '') &&
        (request.confirms !== undefined) === (candidate.confirms ?? false) &&
        (left.get(candidate) ?? 0) > 0,
    );
    if (rule) {
      left.set(rule, (left.get(rule) ?? 0) - 1);
    }
    return rule ?? {};
  };
}
