import type { Span } from '../../types';
import { createWordSearch } from './wordSearch';

/** A credential written into a text. The span is the credential itself, without quotes, name or line. */
export interface Secret extends Span {
  /** What it is a credential for, as people call it: `GitHub token`. */
  readonly kind: string;
  /** Seldom enough wrong to be worth a finding; what is not is masked all the same. */
  readonly isReported: boolean;
}

/**
 * No credential is longer, with what must follow for it to be known as one, so whoever cuts a text cuts that far behind
 * the end of what is shown and masks before. In UTF-16 code units.
 */
export const longestSecret = 21_000;

/** How credentials of one kind are recognised. */
export interface SecretKind {
  readonly kind: string;
  /** A text without any of these has none, which is quick to see. In lower case where the pattern ignores case. */
  readonly hints: readonly string[];
  /** The credential is the first group, with which the match ends; without a group it is the whole match. */
  readonly pattern: RegExp;
  /** What tells a credential from its placeholder. */
  readonly isReal: (value: string) => boolean;
  readonly isReported: boolean;
}

/** Makes what finds the hints of some kinds in a text, all in one pass. It takes and gives them in lower case. */
export function createHintSearch(kinds: readonly Pick<SecretKind, 'hints'>[]): (lower: string) => ReadonlySet<string> {
  return createWordSearch(kinds.flatMap(({ hints }) => hints.map((hint) => hint.toLowerCase())));
}

/**
 * Makes what finds the credentials of some kinds. They may overlap.
 *
 * @returns takes the text, and the hints in it or more, in lower case
 */
export function createKindFinder(
  kinds: readonly SecretKind[],
): (text: string, hinted: ReadonlySet<string>) => Generator<Secret> {
  const prepared = kinds.map((kind) => ({
    ...kind,
    hints: kind.hints.map((hint) => ({ hint, lower: hint.toLowerCase() })),
  }));
  return function* (text, hinted) {
    // Most texts that are worth a look, every longer path among them.
    if (hinted.size === 0) {
      return;
    }
    for (const { kind, hints, pattern, isReal, isReported } of prepared) {
      const isHint = ({ hint, lower }: { readonly hint: string; readonly lower: string }) =>
        hinted.has(lower) && (pattern.ignoreCase || text.includes(hint));
      if (!hints.some(isHint)) {
        continue;
      }
      for (const match of text.matchAll(pattern)) {
        const value = match[1] ?? match[0];
        if (isReal(value)) {
          const end = match.index + match[0].length;
          yield { kind, isReported, start: end - value.length, end };
        }
      }
    }
  };
}
