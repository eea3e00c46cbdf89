import type { EslintReport } from './eslintRule';

/*
 * Which callbacks ignore an error that they are passed, of those that do not use it.
 */

/**
 * Whether a function is passed behind another one, as in `then(show, report)`: then it is what is called instead of the
 * first, and what it says is the handling.
 */
function isBehindFunction(before: string): boolean {
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at--) {
    const sign = before.charAt(at);
    depth += ')]}'.includes(sign) ? 1 : '([{'.includes(sign) ? -1 : 0;
    if (depth < 0) {
      return /^\s*(?:async\s+)?(?:function\b|(?:\([^()]*\)|[\w$]+)(?:\s*:\s*[\w<>]+)?\s*=>)/.test(before.slice(at + 1));
    }
  }
  return false;
}

/**
 * What is called is for failures alone, by its own name, and what it is given says what to do about them:
 * `catchError(error => of(null))`, `mapLeft(…)`, `tap(undefined, error => …)`.
 */
const forFailures =
  /(?:(?<![\w$])(?:_?(?:catch|err(?:or)?|fail(?:ure|ed)?|reject(?:ed)?|rescue|recover)(?:[A-Z][\w$]*)?|[a-z][a-zA-Z]*(?:Catch|Err(?:or)?|Fail(?:ure|ed)?|Reject(?:ed)?)(?:[A-Z][\w$]*)?|orElse\w*|mapLeft|fold|match)(?:<[^<>()]*>)?\(\s*|\b(?:tap|do)\(\s*(?:null|undefined|noop)\s*,\s*)(?:async\s+)?$/;

/** A comment that says that an error is no matter. */
const saysOnPurpose =
  /(?:\/\/|\/\*)[^\n]*?\b(?:ignor\w*|swallow\w*|best[- ]effort|on purpose|deliberate\w*|intentional\w*|do(?:es)?(?:n't| not) (?:matter|care)|may (?:not )?(?:be missing|exist)|might not exist)\b/i;

/** Nothing goes on in one after a failure. */
const emptyFunction = /\{(?:\s|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*\}$/;

/**
 * Whether an error that a callback is passed is lost. That is so of functions that are passed on; to some an error is passed
 * and nothing else, and it is swallowed on purpose. A program that exits with something else than 0 has mostly said why in
 * its output.
 */
export function isErrorSwallowed({ found, before, wideBefore }: EslintReport): boolean {
  return (
    /[(,]\s*(?:async\s+)?$/.test(before) &&
    !isBehindFunction(wideBefore) &&
    !forFailures.test(before) &&
    !/\.(?:catch|fail|on|once|addEventListener|then|subscribe)\([^()]*$|\bexec(?:File)?\((?:[^;{}()]|\([^()]*\))*$/.test(
      before,
    ) &&
    !saysOnPurpose.test(found) &&
    !emptyFunction.test(found)
  );
}
