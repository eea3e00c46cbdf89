import * as v from 'valibot';
import { isRecord } from '../../isRecord';
import { replyProblems } from '../../text/replyProblems';
import type { Category } from '../../types';
import { leaveOut } from './complaint';
import { type Entry, isFinding } from './entries';
import { categoryOf, confidenceOf, severityOf } from './levels';
import type { LooseValue } from './looseJson';
import { findingSchema, hasAgreedNamesAlone, type ModelFinding, noLine } from './modelFinding';
import { explanationNames, isKnownName, names, saidUnder, titleNames } from './names';
import { editsOf, maxParts, wordsOfFix } from './readEdits';
import { type Complain, complainAboutFile, namesFile, readLineRange } from './readLineRange';
import { longestWords, type Sign, signsAround, standingOf, weightOf } from './takenBack';

/** What an entry of a reply says. */
export type ReadFinding =
  | { readonly kind: 'read'; readonly finding: ModelFinding; readonly isAgreed: boolean }
  /** The reply itself says that it is none. */
  | { readonly kind: 'taken back' }
  /** `part` is the one to blame; empty for the whole. */
  | { readonly kind: 'unreadable'; readonly part: string; readonly reason: string; readonly advice?: string };

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
  const isStrict = isListed && isRecord(said) && hasAgreedNamesAlone(said, around);
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
    return { kind: 'taken back' };
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
  return { kind: 'unreadable', part, reason, ...(advice !== undefined && { advice }) };
}

/** A finding with what its reply may say against it; then none of its edits counts as read strictly. */
export function withSigns(finding: ModelFinding, signs: readonly Sign[]): ModelFinding {
  if (signs.length === 0) {
    return finding;
  }
  const edits = finding.edits.map((edit) => ({ ...edit, read: 'tolerantly' as const }));
  const isTold = ({ words }: Sign) =>
    words !== '' && [finding.title, finding.explanation].some((said) => said.includes(words));
  const told = signs.filter((sign) => !isTold(sign)).map(({ name, words }) => (name ? `${name}: ${words}` : words));
  return { ...finding, edits, besides: [...(finding.besides ?? []), ...told] };
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
  const explanation = explanations.find((text) => text !== title);
  if (title === undefined && explanation === undefined) {
    complain('title', replyProblems.text);
  }
  return title === undefined
    ? { title: (explanation ?? '').trim().split('\n')[0] ?? '', explanation: explanation ?? '' }
    : { title, explanation: explanation ?? '' };
}

function textsUnder(said: Record<string, unknown>, group: readonly string[]): string[] {
  return saidUnder(said, group).filter((text) => typeof text === 'string' && text.trim() !== '') as string[];
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
