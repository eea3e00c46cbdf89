import * as v from 'valibot';
import type { Category, Severity } from '../../types';
import { leaveOut } from './complaint';
import { type Entry, isFinding, isRecord } from './entries';
import { categoryOf, confidenceOf, severityOf } from './levels';
import type { LooseValue } from './looseJson';
import { findingSchema, type ModelFinding, noLine } from './modelFinding';
import { explanationNames, names, saidUnder, titleNames } from './names';
import { editsOf, maxParts } from './readEdits';
import { type Complain, complainAboutFile, namesFile, readLineRange } from './readLineRange';
import { hasUnknownFlags, mayTakeBackWithin, standingOf } from './takenBack';

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
export function readFinding({ said, within, file, severity, around }: Entry, path: string): ReadFinding {
  const strict = v.safeParse(findingSchema, said, { abortEarly: true });
  const standing = isRecord(said) ? standingOf(said) : 'stands';
  const isTakenBackAround = around.some(mayTakeBackWithin);
  const isStrict = within.isStrict && ![said, ...around].some((object) => isRecord(object) && hasUnknownFlags(object));
  if (strict.success && file === undefined && standing === 'stands' && !isTakenBackAround && !hasDoubts(said, within)) {
    const read = isStrict ? 'strictly' : 'tolerantly';
    const edits = strict.output.edits.map((edit) => ({ ...edit, read }) as const);
    return { kind: 'read', finding: { ...strict.output, edits }, isAgreed: true };
  }
  if (!isRecord(said) || Object.keys(said).length > maxParts) {
    return { kind: 'unreadable', part: '', reason: 'Expected an object' };
  }
  if (standing === 'taken back') {
    return { kind: 'taken back' };
  }
  const problems: Parameters<Complain>[] = [];
  const complain: Complain = (...problem) => problems.push(problem);
  if (standing === 'unclear' || isTakenBackAround) {
    complain('status', 'It does not say whether it is a problem', leaveOut);
  }
  if (file !== undefined && !namesFile(file, path)) {
    complain('file', 'It names another file');
  }
  complainAboutFile(said, path, complain);
  const finding = tolerantly(said, severity, { path, complain, ...within, isStrict });
  if (!isFinding(said)) {
    complain('', 'It says neither where it is nor how much it weighs');
  }
  const [problem] = problems;
  if (!problem) {
    return { kind: 'read', finding, isAgreed: false };
  }
  const [part, reason, advice] = problem;
  return { kind: 'unreadable', part, reason, ...(advice !== undefined && { advice }) };
}

/** Whether code in a finding that has all agreed parts can be read in two ways. */
function hasDoubts(said: unknown, { unclear, doubtful }: LooseValue): boolean {
  const edits = isRecord(said) && Array.isArray(said.edits) ? said.edits : [];
  return edits.some((edit) => unclear.has(edit) || doubtful.has(edit));
}

function tolerantly(
  said: Record<string, unknown>,
  around: Severity | undefined,
  reading: Parameters<typeof editsOf>[2],
): ModelFinding {
  const { path, complain } = reading;
  const lines = readLineRange(said, path, complain);
  const edits = editsOf(said, lines, reading);
  const { startLine, endLine } = lines ?? edits[0] ?? { startLine: noLine, endLine: noLine };
  return {
    ...readTitle(said, complain),
    severity: levelOf(said, 'severity', severityOf, complain) ?? around ?? 'warning',
    category: categoryIn(said),
    confidence: levelOf(said, 'confidence', confidenceOf, complain) ?? 'medium',
    ...{ startLine, endLine, edits },
  };
}

/** The title and what explains it; of one text alone, its first line is the title. */
function readTitle(said: Record<string, unknown>, complain: Complain): Pick<ModelFinding, 'title' | 'explanation'> {
  const agreed = said.title;
  if (agreed !== undefined && agreed !== null && typeof agreed !== 'string') {
    complain('title', 'Expected a string');
  }
  const titles = titleNames.flatMap((group) => textsUnder(said, group));
  const explanations = explanationNames.flatMap((group) => textsUnder(said, group));
  const [title] = titles;
  const explanation = explanations.find((text) => text !== title);
  if (title === undefined && explanation === undefined) {
    complain('title', 'Expected a string');
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
    complain(part, 'Expected one of the agreed words');
  } else if (new Set(levels).size > 1) {
    complain(part, 'It stands there twice, with different words');
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
