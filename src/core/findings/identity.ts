import { enclosing } from '../enclosing';
import type { Hasher, Outline } from '../ports';
import { LineIndex } from '../text/lines';
import { maskSecrets } from '../text/secrets';
import type { Finding } from '../types';
import { shownLines } from './placeText';

/** Hexadecimal digits: enough to tell the findings of one file apart. */
const identityLength = 16;

/** Hexadecimal digits that tell nearly every secret from another in its place, and next to nothing of what it is. */
const secretLength = 2;

/** Says what a finding about a text is known by, but for its number among those that are equal in all that. */
export type KnownBy = (finding: Finding) => string;

/**
 * What findings about a text are known by: who says it and of what kind it is, the text that it is about and the header of
 * the definition that this stands in, both with white space folded. Neither lines above it nor the words of a model change
 * it. Where nothing proves what a model speaks of, that is the lines that it named, or else
 * the whole text: what it says of another text is something else.
 *
 * @param outline of the text, where there is a grammar for it
 * @param ofSecret what is told of a text that holds secrets, beside its masked form: another secret is something else
 */
export function knownByIn(text: string, outline: Outline | undefined, ofSecret: (quote: string) => string): KnownBy {
  const lines = new LineIndex(text);
  const unproven = ({ place, named, reviewer }: Finding): readonly string[] => {
    if (place || reviewer !== 'model') {
      return [];
    }
    const [start, end] = named ? [lines.startOf(named.startLine), lines.endOf(named.endLine)] : [0, text.length];
    return [folded(maskSecrets(text.slice(start, end)))];
  };
  return (finding) => {
    const stretch = shownLines(finding);
    const header = stretch && enclosing(outline?.definitions ?? [], stretch.startLine).at(-1)?.header;
    const context = header ? text.slice(lines.startOf(header.startLine), lines.endOf(header.endLine)) : '';
    return JSON.stringify([...observedBy(finding, ofSecret), ...unproven(finding), folded(context)]);
  };
}

/** For what is compared at once and kept nowhere: all is told of secrets. */
export const inFull = (quote: string): string => quote;

/** Who says something, of what kind it is, and the text that it is about. @param ofSecret see `knownByIn` */
export function observedBy(
  { source, rule, category, reviewer, place }: Finding,
  ofSecret: (quote: string) => string,
): readonly string[] {
  // What a model calls the pass that found it is no rule.
  const kind = reviewer === 'model' ? category : (rule ?? category);
  const { quote = '', masked } = place ?? {};
  return [source, kind, folded(masked ?? quote), ...(masked === undefined ? [] : [ofSecret(quote)])];
}

/**
 * Gives each finding of one source in a file its identity in other reviews of that file: what it is known by, and its
 * number among those that are equal in that.
 *
 * @param findings in the order of their places
 * @param outline of the text, where there is a grammar for it
 */
export function withIdentities(
  findings: readonly Finding[],
  text: string,
  outline: Outline | undefined,
  hash: Hasher,
): readonly Finding[] {
  const knownBy = knownByIn(text, outline, (quote) => hash(quote).slice(0, secretLength));
  const equals = new Map<string, number>();
  return findings.map((finding) => {
    const known = knownBy(finding);
    const number = equals.get(known) ?? 0;
    equals.set(known, number + 1);
    return { ...finding, identity: hash(`${known}${number}`).slice(0, identityLength) };
  });
}

/** All that a finding is known by: its own identity, and those of what is folded into it. */
export function identitiesOf({
  identity,
  folded: others = [],
}: Pick<Finding, 'identity' | 'folded'>): readonly string[] {
  return [...(identity === undefined ? [] : [identity]), ...others.map((one) => one.identity)];
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
