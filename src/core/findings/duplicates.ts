import { applyEdits } from '../edits/applyEdits';
import { type Confidence, confidences, type Edit, type Finding, severities } from '../types';
import { LineOverlaps } from './lineOverlaps';

/** With more others that share its lines a finding is not compared: it stays, as what is doubtful does. */
const mostCompared = 100;

/**
 * Folds findings that make the same observation into the one that came first, across reviewers, chunks and passes. Two
 * are the same when they stand on common lines and either are of one kind and change the file in the same way, or say the
 * same in much the same words. What is doubtful stays: a finding too many costs a look, one too few may cost a defect.
 *
 * @param before what is there already, which stays in its place and keeps its ids
 * @param added what came after, in its order
 * @param text the reviewed text
 */
export function foldDuplicates(
  before: readonly Finding[],
  added: readonly Finding[],
  text: string,
): readonly Finding[] {
  const kept = [...before];
  const wordsIn = remembered(titleWords);
  const places = [placesOf(before), new LineOverlaps<number>()] as const;
  for (const finding of added) {
    const rivals = places.flatMap((known) => atMost(mostCompared, finding.place ? known.with(finding.place) : []));
    const index = rivals
      .sort((a, b) => a - b)
      .find((rival) => kept[rival] && isSame(kept[rival], finding, text, wordsIn));
    const earlier = index === undefined ? undefined : kept[index];
    if (index !== undefined && earlier) {
      kept[index] = folded(earlier, finding);
    } else {
      kept.push(finding);
      if (finding.place) {
        places[1].add(finding.place, kept.length - 1);
      }
    }
  }
  return kept;
}

/** The positions of findings by their lines. */
function placesOf(findings: readonly Finding[]): LineOverlaps<number> {
  const overlaps = new LineOverlaps<number>();
  const placed = findings.flatMap(({ place }, index) => (place ? [{ place, index }] : []));
  for (const { place, index } of placed.sort((a, b) => a.place.startLine - b.place.startLine)) {
    overlaps.add(place, index);
  }
  return overlaps;
}

function atMost<Item>(count: number, items: Iterable<Item>): Item[] {
  const taken: Item[] = [];
  for (const item of items) {
    if (taken.push(item) === count) {
      break;
    }
  }
  return taken;
}

function remembered<Result>(find: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const result = known.get(text) ?? find(text);
    known.set(text, result);
    return result;
  };
}

/**
 * The earlier finding with what the later one adds: its words, as two that change the same lines can mean different things,
 * and its weight. What a person may have decided about already stays as it is.
 */
function folded(earlier: Finding, later: Finding): Finding {
  const sources = new Set([...(earlier.alsoFrom ?? []), later.source, ...(later.alsoFrom ?? [])]);
  sources.delete(earlier.source);
  const isOpen = earlier.proposal === undefined || earlier.proposal.state.kind === 'rejected';
  const proposal = isOpen && later.proposal?.state.kind === 'ready' ? later.proposal : earlier.proposal;
  const severity = severities.indexOf(later.severity) < severities.indexOf(earlier.severity) ? later : earlier;
  const { reviewer, source, identity } = later;
  const own = identity === undefined || identity === earlier.identity ? [] : [{ reviewer, source, identity }];
  const all = [...(earlier.folded ?? []), ...own, ...(later.folded ?? [])];
  return {
    ...earlier,
    explanation: explanationOf(earlier, later),
    severity: severity.severity,
    confidence: surestOf(earlier, later),
    ...(sources.size > 0 && { alsoFrom: [...sources].sort() }),
    ...(all.length > 0 && { folded: all }),
    ...(proposal && { proposal }),
  };
}

function surestOf(a: Finding, b: Finding): Confidence {
  return confidences.find((level) => a.confidence === level || b.confidence === level) ?? a.confidence;
}

/** In UTF-16 code units: more than what three findings say. */
const longestExplanation = 12_000;

function explanationOf(earlier: Finding, later: Finding): string {
  const known = `${earlier.title}\n${earlier.explanation}`;
  const words = [later.title, later.explanation].filter((said) => said !== '' && !known.includes(said));
  const also = words.length === 0 ? '' : `Also, by ${later.source}: ${words.join(': ')}`;
  const all = [earlier.explanation, also].filter(Boolean).join('\n\n');
  return all.length > longestExplanation ? earlier.explanation : all;
}

type Words = ReadonlySet<string>;

/** @param a shares a line with `b` */
function isSame(a: Finding, b: Finding, text: string, wordsIn: (title: string) => Words): boolean {
  return isOfOneLook(a, b) ? isSaidTwice(a, b) : isAlike(a, b, text, wordsIn);
}

/** Whether one model has said both in one look at the file: it means two things, whatever words they share. */
function isOfOneLook(a: Finding, b: Finding): boolean {
  return a.reviewer === 'model' && b.reviewer === 'model' && a.source === b.source && a.rule === b.rule;
}

function isSaidTwice(a: Finding, b: Finding): boolean {
  const isAtOnePlace = a.place?.startLine === b.place?.startLine && a.place?.endLine === b.place?.endLine;
  const [one, other] = [a, b].map(({ title }) => title.toLowerCase());
  const isRepeated = a.explanation.includes(b.explanation) || b.explanation.includes(a.explanation);
  return one === other && (isAtOnePlace || isRepeated);
}

function isAlike(a: Finding, b: Finding, text: string, wordsIn: (title: string) => Words): boolean {
  const change = changeAlike(a, b, text);
  return change === undefined
    ? speakAlike(a, b, wordsIn)
    : change && (a.category === b.category || speakAlike(a, b, wordsIn));
}

/** Undefined when one of them changes nothing. Findings that change the same lines differently are different. */
function changeAlike(a: Finding, b: Finding, text: string): boolean | undefined {
  const [one, other] = [a.proposal?.edits ?? [], b.proposal?.edits ?? []];
  const [first, second, last, final] = [one[0], other[0], one.at(-1), other.at(-1)];
  if (!first || !second || !last || !final) {
    return undefined;
  }
  const start = Math.min(first.start, second.start);
  const stretch = text.slice(start, Math.max(last.end, final.end));
  return grown(one) === grown(other) && changed(stretch, one, start) === changed(stretch, other, start);
}

/** By how much the text becomes longer. */
function grown(edits: readonly Edit[]): number {
  return edits.reduce((sum, { oldText, newText }) => sum + newText.length - oldText.length, 0);
}

/** What becomes of the stretch of a text that begins at an offset. */
function changed(stretch: string, edits: readonly Edit[], offset: number): string {
  return applyEdits(
    stretch,
    edits.map(({ start, end, newText }) => ({ start: start - offset, end: end - offset, newText })),
  );
}

/** Words that two titles must share, of all that they have together. */
const alike = 0.6;
/** The same where they are not even of one kind. */
const nearlyEqual = 0.8;

function speakAlike(a: Finding, b: Finding, wordsIn: (title: string) => Words): boolean {
  if (a.reviewer !== 'model' && a.source === b.source) {
    return false;
  }
  const [one, other] = [wordsIn(a.title), wordsIn(b.title)];
  const common = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - common;
  return common >= 2 && common / all >= (a.category === b.category ? alike : nearlyEqual);
}

const fillers = new Set([
  'a',
  'an',
  'and',
  'at',
  'be',
  'by',
  'for',
  'in',
  'is',
  'it',
  'of',
  'on',
  'or',
  'the',
  'to',
  'with',
]);

function titleWords(title: string): Set<string> {
  const words = title.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? [];
  return new Set(words.filter((word) => !fillers.has(word)));
}
