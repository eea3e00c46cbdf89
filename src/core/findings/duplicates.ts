import { applyEdits } from '../edits/applyEdits';
import { type Finding, severities } from '../types';

/**
 * Folds findings that make the same observation into the one that came first, across reviewers, chunks and passes. Two
 * are the same when they stand on common lines and either change the file in the same way or say the same in much the
 * same words. What is doubtful stays: a finding too many costs a look, one too few may cost a defect.
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
  for (const finding of added) {
    const index = kept.findIndex((earlier) => isSame(earlier, finding, text));
    const earlier = kept[index];
    if (earlier) {
      kept[index] = folded(earlier, finding);
    } else {
      kept.push(finding);
    }
  }
  return kept;
}

/** What a person may have decided about already stays as it is. */
function folded(earlier: Finding, later: Finding): Finding {
  const sources = new Set([...(earlier.alsoFrom ?? []), later.source, ...(later.alsoFrom ?? [])]);
  sources.delete(earlier.source);
  const isOpen = earlier.proposal === undefined || earlier.proposal.state.kind === 'rejected';
  const proposal = isOpen && later.proposal?.state.kind === 'ready' ? later.proposal : earlier.proposal;
  const severity = severities.indexOf(later.severity) < severities.indexOf(earlier.severity) ? later : earlier;
  return {
    ...earlier,
    severity: severity.severity,
    ...(sources.size > 0 && { alsoFrom: [...sources].sort() }),
    ...(proposal && { proposal }),
  };
}

function isSame(a: Finding, b: Finding, text: string): boolean {
  return haveCommonLines(a, b) && (changeAlike(a, b, text) ?? speakAlike(a, b));
}

function haveCommonLines({ place: a }: Finding, { place: b }: Finding): boolean {
  return a !== undefined && b !== undefined && a.startLine <= b.endLine && b.startLine <= a.endLine;
}

/** Undefined when one of them changes nothing. Findings that change the same lines differently are different. */
function changeAlike(a: Finding, b: Finding, text: string): boolean | undefined {
  const [one, other] = [a.proposal?.edits ?? [], b.proposal?.edits ?? []];
  if (one.length === 0 || other.length === 0) {
    return undefined;
  }
  return applyEdits(text, one) === applyEdits(text, other);
}

/** Words that two titles must share, of all that they have together. */
const alike = 0.6;
/** The same where they are not even of one kind. */
const nearlyEqual = 0.8;

function speakAlike(a: Finding, b: Finding): boolean {
  if (a.reviewer !== 'model' && a.source === b.source) {
    return false;
  }
  const [one, other] = [wordsOf(a.title), wordsOf(b.title)];
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

function wordsOf(title: string): Set<string> {
  const words = title.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? [];
  return new Set(words.filter((word) => !fillers.has(word)));
}
