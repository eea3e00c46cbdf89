import type { Span } from '../../types';

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

/**
 * Finds the credentials of some kinds. They may overlap.
 *
 * @param lower the text in lower case
 */
export function* findKinds(text: string, lower: string, kinds: readonly SecretKind[]): Generator<Secret> {
  for (const { kind, hints, pattern, isReal, isReported } of kinds) {
    const searched = pattern.ignoreCase ? lower : text;
    if (!hints.some((hint) => searched.includes(hint))) {
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
}
