import { type EditWords, newWords } from './lostWords';

/** How programs that check something in ways of their own say that it failed. */
const patterns: readonly RegExp[] = [
  /^\W{0,9}(?:not ok|fail(?:ed|ures?|s)?|error|wrong|mismatch|incorrect|assertion failed|(?:\w+\.)*\w*(?:Error|Exception):)(?!\w)/i,
  /^\s*[✗✘✖✕❌×]/u,
  /(?:^|[\s:.[(])FAIL(?:ED|URE)?[\])!.]*$/,
  /\btests?\b.{0,40}\bfail(?:ed|s|ures?)?\b/i,
  /\bexpected\b.{1,200}\b(?:got|was|received|actual)\b/i,
  /\b[1-9]\d*\s+(?:\w+\s+)?(?:failed|failures?|failing|errors?)\b/i,
  /\b(?:failed|failures?|failing|errors?)\s*[:=]\s*[1-9]/i,
];

/** That nothing failed. */
const none =
  /\b(?:0|no|zero|without)\s+(?:\w+\s+)?(?:fail|error|problem)\w*|\b(?:fail(?:ed|ures?|ing)?|errors?)\s*[:=]?\s*0\b/gi;

/** UTF-16 code units: what is longer says it at its beginning. */
const longest = 500;

/** The first line by which only a run with edits says that something failed, where the edits do not say why. */
export function newFailureWords(has: readonly string[], had: readonly string[], edits: EditWords): string | undefined {
  return newWords(has.filter(saysFailure), had.filter(saysFailure), edits);
}

function saysFailure(line: string): boolean {
  const said = line.slice(0, longest).replace(none, '');
  return patterns.some((pattern) => pattern.test(said));
}
