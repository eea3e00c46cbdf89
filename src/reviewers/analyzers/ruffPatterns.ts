import { posix } from 'node:path';
import picomatch from 'picomatch';
import { globProblem, mostPatterns } from '../../core/paths/globProblem';
import { PathSet } from '../../core/paths/pathSet';

/** Only of these it is certain that nothing in them means more than itself. */
const spelledOut = /^(?:(?!\.{1,2}(?:\/|$))[\p{L}\p{N}_.@~%&,;:'= -]+(?:\/(?!$)|$))+$/u;

/** Patterns of a Ruff configuration, each of which was read once. */
export class RuffPatterns {
  readonly #spelled = new PathSet();
  readonly #tried: ((path: string) => boolean)[] = [];

  constructor(patterns: readonly string[]) {
    for (const pattern of patterns.map(plain)) {
      if (isTried(pattern)) {
        this.#tried.push(matcherOf(pattern));
      } else if (pattern.includes('/')) {
        this.#spelled.addPath(pattern);
      } else {
        this.#spelled.addName(pattern);
      }
    }
  }

  /** Whether one of them is about a file or about a folder that it is in. */
  has(path: string): boolean {
    const parts = path.split('/');
    const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    return this.#spelled.has(path) || this.#tried.some((matches) => paths.some(matches));
  }
}

/** What keeps patterns from being used. */
export function patternsProblem(patterns: readonly string[]): string | undefined {
  for (const pattern of patterns) {
    const problem = globProblem(plain(pattern));
    if (problem !== undefined) {
      return `The pattern "${pattern.slice(0, 80)}" ${problem}.`;
    }
  }
  const tried = patterns.filter((pattern) => isTried(plain(pattern))).length;
  return tried > mostPatterns
    ? `${tried} patterns have wildcards, more than the ${mostPatterns} that can be matched; name the folders they are for instead.`
    : undefined;
}

/** Ruff matches a pattern against the path and against the name alone, and its `*` crosses slashes. */
export function matcherOf(pattern: string): (path: string) => boolean {
  const isMatch = picomatch(plain(pattern), { bash: true, dot: true, nonegate: true });
  return (path) => isMatch(path) || isMatch(posix.basename(path));
}

function plain(pattern: string): string {
  return pattern.replace(/^\.\//, '').replace(/\/$/, '');
}

function isTried(pattern: string): boolean {
  return !spelledOut.test(pattern);
}
