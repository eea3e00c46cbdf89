import { groupBy } from '../groupBy';
import type { KeptLines } from '../text/keptLines';
import type { Finding } from '../types';
import { inFull, type KnownBy, observedBy } from './identity';

/** Findings of one source about one text, in the order of their places. */
export interface FindingsOfText {
  readonly findings: readonly Finding[];
  readonly knownBy: KnownBy;
}

/** By what findings of the two texts are the same; undefined for one that has no counterpart in this way. */
interface Keys {
  readonly now: (finding: Finding) => string | undefined;
  readonly earlier: (finding: Finding) => string | undefined;
}

/**
 * The findings about a text that were there already in an earlier one, each of which stands for one: first those that are
 * known by the same on the very same line, so that of many equal ones the right one is new; then those that are known by
 * the same wherever they have moved; and those that say the same of the same line under another header.
 */
export function alreadyThere(now: FindingsOfText, earlier: FindingsOfText, kept: KeptLines): ReadonlySet<Finding> {
  const lineBefore = ({ place }: Finding) => place && kept.earlier(place.startLine);
  const line = ({ place }: Finding) => place?.startLine;
  const ways: readonly Keys[] = [
    {
      now: (finding) => at(lineBefore(finding), now.knownBy(finding)),
      earlier: (finding) => at(line(finding), earlier.knownBy(finding)),
    },
    { now: now.knownBy, earlier: earlier.knownBy },
    {
      now: (finding) => at(lineBefore(finding), observedBy(finding, inFull).join()),
      earlier: (finding) => at(line(finding), observedBy(finding, inFull).join()),
    },
  ];
  const there = new Set<Finding>();
  const matched = new Set<Finding>();
  for (const keys of ways) {
    const left = now.findings.filter((finding) => !there.has(finding));
    const unmatched = earlier.findings.filter((finding) => !matched.has(finding));
    for (const [finding, counterpart] of paired(left, unmatched, keys)) {
      there.add(finding);
      matched.add(counterpart);
    }
  }
  return there;
}

function at(line: number | undefined, known: string): string | undefined {
  return line === undefined ? undefined : `${line} ${known}`;
}

/** Findings with their counterparts, each of which is that of one. */
function paired(now: readonly Finding[], earlier: readonly Finding[], keys: Keys): ReadonlyMap<Finding, Finding> {
  const waiting = groupBy(earlier, (finding) => keys.earlier(finding) ?? '');
  const taken = new Map<string, number>();
  const pairs = new Map<Finding, Finding>();
  for (const finding of now) {
    const key = keys.now(finding);
    const position = taken.get(key ?? '') ?? 0;
    const counterpart = key === undefined ? undefined : waiting.get(key)?.[position];
    if (key !== undefined && counterpart) {
      taken.set(key, position + 1);
      pairs.set(finding, counterpart);
    }
  }
  return pairs;
}
