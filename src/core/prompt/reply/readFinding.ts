import * as v from 'valibot';
import { isRecord } from '../../isRecord';
import { replyProblems } from '../../text/replyProblems';
import type { Category } from '../../types';
import { leaveOut } from './complaint';
import { type Entry, isFinding } from './entries';
import { categoryOf, confidenceOf, severityOf } from './levels';
import type { LooseValue } from './looseJson';
import { findingSchema, hasAgreedNamesAlone, type ModelFinding, noLine } from './modelFinding';
import { explanationNames, isKnownName, names, saidUnder, titleNames, wordNames } from './names';
import { editsOf, maxParts, wordsOfFix } from './readEdits';
import { type Complain, complainAboutFile, namesFile, readLineRange } from './readLineRange';
import { type Withdrawal, withSigns } from './sureRivals';
import { longestWords, type Sign, signsAround, standingOf, weightOf } from './takenBack';

/** What an entry of a reply says. */
export type ReadFinding =
  | { readonly kind: 'read'; readonly finding: ModelFinding; readonly isAgreed: boolean }
  /** The reply itself says that it is none: `words` are what it calls it, `lines` where, if it says so. */
  | { readonly kind: 'taken back'; readonly withdrawal: Withdrawal }
  /** `part` is the one to blame; empty for the whole. */
  | {
      readonly kind: 'unreadable';
      readonly part: string;
      readonly reason: string;
      readonly advice?: string;
      /** Where the reply may say that it is none. */
      readonly withdrawal?: Withdrawal;
    };

/**
 * Reads one finding: as it is agreed, else by the names and values that other tools use. What it does not say is not
 * made up, but for what only sorts it: without a severity it is a warning, without a confidence it is likely.
 *
 * @param path of the file under review: what names another is not about it
 */
export function readFinding(entry: Entry, path: string): ReadFinding {
  const { said, within, isListed, file, around, beside } = entry;
  const strict = v.safeParse(findingSchema, said, { abortEarly: true });
  const standing = isRecord(said) ? standingOf(said) : [];
  const isStrict = isListed && isRecord(said) && hasAgreedNamesAlone(said, around) && hasPlainValues(said);
  const own = standing === 'taken back' ? [] : standing;
  const signs = [...own, ...around.flatMap(signsAround), ...(isRecord(said) ? remarksIn(said) : [])];
  const isPlain = file === undefined && beside === undefined && standing.length + signs.length === 0;
  if (strict.success && isPlain && !hasDoubts(said, within)) {
    const read = isStrict ? 'strictly' : 'tolerantly';
    const edits = strict.output.edits.map((edit) => ({ ...edit, read }) as const);
    return { kind: 'read', finding: { ...strict.output, edits }, isAgreed: true };
  }
  if (!isRecord(said) || Object.keys(said).length > maxParts) {
    return { kind: 'unreadable', part: '', reason: replyProblems.object };
  }
  if (standing === 'taken back') {
    return { kind: 'taken back', withdrawal: withdrawalIn(said, path) };
  }
  const problems: Parameters<Complain>[] = [];
  const complain: Complain = (...problem) => problems.push(problem);
  if (weightOf(signs) === 'refused') {
    complain('status', replyProblems.isProblem, leaveOut);
  }
  if (file !== undefined && !namesFile(file, path)) {
    complain('file', replyProblems.otherFile);
  }
  complainAboutFile(said, path, complain);
  const finding = tolerantly(said, entry, { path, complain, ...within, isStrict });
  if (!isFinding(said)) {
    complain('', replyProblems.noPlace);
  }
  const [problem] = problems;
  if (!problem) {
    return { kind: 'read', finding: withSigns(finding, signs), isAgreed: false };
  }
  const [part, reason, advice] = problem;
  const withdrawal = weightOf(signs) === 'refused' ? withdrawalIn(said, path) : undefined;
  return {
    kind: 'unreadable',
    part,
    reason,
    ...(advice !== undefined && { advice }),
    ...(withdrawal && { withdrawal }),
  };
}

function withdrawalIn(said: Record<string, unknown>, path: string): Withdrawal {
  const words = wordNames.flatMap((name) => textsUnder(said, [name]));
  const lines = readLineRange(said, path, () => undefined);
  return { words: [...new Set(words)].join(': ').slice(0, longestWords), ...(lines && { lines }) };
}

/** Sentences that a finding or one of its edits has under names that are in no table: none of them is lost. */
function remarksIn(said: Record<string, unknown>): readonly Sign[] {
  const edits = saidUnder(said, names.edits).flat().filter(isRecord);
  return [said, ...edits.slice(0, maxParts)].flatMap((one) =>
    Object.entries(one).flatMap(([name, words]) =>
      typeof words === 'string' && sentence.test(words) && !isKnownName(name) && !codeName.test(name)
        ? [{ doubt: 'unsure' as const, name, words: words.slice(0, longestWords) }]
        : [],
    ),
  );
}

const sentence = /^\s*(?:[\p{L}\p{N}'’"“”(),;:/.-]+\s+){3}\S/u;
const codeName = /code|snippet|text|quote|context|function|name|path|file|line/i;

/** Whether code in a finding that has all agreed parts can be read in two ways. */
function hasDoubts(said: unknown, { unclear, doubtful }: LooseValue): boolean {
  const edits = isRecord(said) && Array.isArray(said.edits) ? said.edits : [];
  return edits.some((edit) => unclear.has(edit) || doubtful.has(edit));
}

function tolerantly(
  said: Record<string, unknown>,
  { severity, beside = { edits: [], isForOne: true, isUnclear: false } }: Entry,
  reading: Parameters<typeof editsOf>[2],
): ModelFinding {
  const { path, complain } = reading;
  const lines = readLineRange(said, path, complain);
  const problems: string[] = [];
  const advices: string[] = [];
  const complainOfEdits: Complain = (part, reason, advice) => {
    problems.push(`${part}: ${reason}`);
    advices.push(...(advice === undefined ? [] : [advice]));
  };
  if (beside.isUnclear) {
    complainOfEdits('edits', 'They can be read in two ways', 'Escape texts as JSON does.');
  }
  const read = editsOf(said, lines, { ...reading, complain: complainOfEdits }, beside.isForOne ? beside.edits : []);
  if (read.length === 0 && !beside.isForOne) {
    complainOfEdits('edits', 'They stand beside several findings', 'Give each finding its own edits.');
  }
  const [reason] = problems;
  const [advice] = advices;
  const edits = reason === undefined ? read : [];
  const { startLine, endLine } = lines ?? edits[0] ?? { startLine: noLine, endLine: noLine };
  const { title, explanation } = readTitle(said, complain);
  const inWords = wordsOfFix(said, path).filter((words) => words !== title && !explanation.includes(words));
  return {
    title,
    explanation: [explanation, ...inWords.map((words) => `As a fix it says: ${words}`)].filter(Boolean).join('\n\n'),
    severity: levelOf(said, 'severity', severityOf, complain) ?? severity ?? 'warning',
    category: categoryIn(said),
    confidence: levelOf(said, 'confidence', confidenceOf, complain) ?? 'medium',
    ...{ startLine, endLine, edits },
    ...(reason !== undefined && { unreadEdits: { reason, ...(advice !== undefined && { advice }) } }),
  };
}

/** The title and what explains it; of one text alone, its first line is the title. */
function readTitle(said: Record<string, unknown>, complain: Complain): Pick<ModelFinding, 'title' | 'explanation'> {
  const agreed = said.title;
  if (agreed !== undefined && agreed !== null && typeof agreed !== 'string') {
    complain('title', replyProblems.text);
  }
  const titles = titleNames.flatMap((group) => textsUnder(said, group));
  const explanations = explanationNames.flatMap((group) => textsUnder(said, group));
  const [title] = titles;
  const explanation = explanations
    .filter((text, index) => text !== title && explanations.indexOf(text) === index)
    .join('\n\n');
  if (title === undefined && explanation === '') {
    complain('title', replyProblems.text);
  }
  return title === undefined ? { title: explanation.trim().split('\n')[0] ?? '', explanation } : { title, explanation };
}

function textsUnder(said: Record<string, unknown>, group: readonly string[]): string[] {
  return saidUnder(said, group)
    .map((text) => textsIn(text, 0).join('\n'))
    .filter((text) => text.trim() !== '');
}

/** Texts in lists and objects are told, too. */
function textsIn(held: unknown, depth: number): string[] {
  if (typeof held === 'string') {
    return [held];
  }
  const isHeld = typeof held === 'object' && held !== null && depth < deepestText;
  return isHeld
    ? Object.values(held)
        .slice(0, maxParts)
        .flatMap((one) => textsIn(one, depth + 1))
    : [];
}

const deepestText = 3;

/** Whether the agreed parts are texts, and those that sort it words that are known, with no sign of doubt: `high?`. */
function hasPlainValues(said: Record<string, unknown>): boolean {
  const { title, explanation, category } = said;
  const isPlain = (word: unknown) => typeof word !== 'string' || /^[\p{L}\p{N} _./%-]*$/u.test(word.trim());
  return (
    [title, explanation].every((text) => typeof text === 'string') &&
    (category === undefined || category === null || categoryOf(category) !== undefined) &&
    [category, said.severity, said.confidence].every(isPlain)
  );
}

function levelOf<Level>(
  said: Record<string, unknown>,
  part: 'severity' | 'confidence',
  read: (value: unknown) => Level | undefined,
  complain: Complain,
): Level | undefined {
  const levels = saidUnder(said, names[part]).map(read);
  if (levels.some((level) => level === undefined)) {
    complain(part, replyProblems.agreedWord);
  } else if (new Set(levels).size > 1) {
    complain(part, replyProblems.twiceWords);
  }
  return levels[0];
}

/**
 * Only sorts, so any word will do that is known; without one it is a bug, which is what is looked for. A word that is not
 * known claims no bug: what it is about is then something to be kept in order, the least that a profile looks for.
 */
function categoryIn(said: Record<string, unknown>): Category {
  const values = names.category.flatMap((name) => saidUnder(said, [name]));
  const [known] = values.flatMap((value) => categoryOf(value) ?? []);
  return known ?? (values.length > 0 ? 'maintainability' : 'bug');
}
