import type { Category, Severity } from '../../core/types';
import type { OwnEdit } from './eslintEdits';

/** How a rule that ESLint runs is run here, and what its findings mean. */
export interface EslintRule {
  /** What it finds, in one line and the field's own terms. */
  readonly title: string;
  readonly severity: Severity;
  readonly category: Category;
  /** Why it matters, in plain words. */
  readonly why: string;
  readonly options?: readonly unknown[];
  /** Message id of the suggestion to propose; needed only where the rule makes several. */
  readonly suggestion?: string;
  /** The rule's edits keep what the program does, by the ledger in `test/precision`. */
  readonly preservesBehaviour?: true;
  /** The rule's fixes and suggestions change what the code does, or cannot work; they are not proposed. */
  readonly findingOnly?: true;
  /** An edit of our own, in the place of the rule's. */
  readonly edit?: OwnEdit;
  /** It takes TypeScript's own constructs for something else. */
  readonly isForJavaScript?: true;
  /** No error, and yet nothing that a test does on purpose. */
  readonly isOddInTests?: true;
  /** What examples leave out to be short. */
  readonly isLeftOutInExamples?: true;
  /** An error that tests of engines, which have answers of their own, make on purpose. */
  readonly isMeantInTests?: true;
  /** What it finds is mostly there on purpose, or nobody acts on it, by the ledger in `test/precision`. */
  readonly isGuess?: true;
  /** A question of style: where a project configures ESLint, that alone decides. */
  readonly isStyle?: true;
  /** Which of the rule's reports are findings, where the rule has no option for it. */
  readonly accepts?: (report: EslintReport) => boolean;
  /** Which of the findings are guesses, told to those alone whose profile wants them. */
  readonly doubts?: (report: EslintReport) => boolean;
}

/** A place that a rule reports. */
export interface EslintReport {
  /** What stands there. */
  readonly found: string;
  /** What stands before it, and behind it, at most 200 characters each. */
  readonly before: string;
  readonly after: string;
  /** More of what stands before it: at most 2,000 characters. */
  readonly wideBefore: string;
  readonly message: string;
  /** The names that the file's JSDoc comments use as types, `{Map<string, Customer>}`. */
  readonly documentedTypes: () => ReadonlySet<string>;
  /** The names in code that is commented out. */
  readonly namesInComments: () => ReadonlySet<string>;
  /** Whether a variable is declared at the place. */
  readonly isDeclaration: () => boolean;
  /** Whether the variable that is declared at the place may be used in code that `eval` runs. */
  readonly isSeenByEval: () => boolean;
  /** Whether a name at the place is one that the file gives to something of its own. */
  readonly isOwnName: (name: string) => boolean;
  /** Whether a tag is given the variable that is declared at the place, to put its element there. */
  readonly isAssignedByTag: () => boolean;
  /** Whether the function at the place, which a promise is made with, catches all that it throws and rejects with it. */
  readonly rejectsWhatItThrows: () => boolean;
}

/**
 * `typeof x !== undefined && x !== null`, either way round: what is meant to be asked of `x` is asked beside it, so that the
 * program does what it should.
 */
export function isAskedBeside({ before, found, after }: EslintReport): boolean {
  const condition = `${/[^;{}]*$/.exec(before)?.[0] ?? ''}${found}${/^[^;{}]*/.exec(after)?.[0] ?? ''}`;
  return askedBehind.test(condition) || askedBefore.test(condition);
}

const askedBehind =
  /\btypeof\s+\(?([\w$.]+)\)?\s*[!=]==?\s*undefined\s*(?:&&|\|\|)\s*!{0,2}\1(?:\s*[!=]==?\s*(?:null|undefined)\b|\s*(?:[)?]|&&|\|\|))/;
const askedBefore =
  /(?<![\w$.])([\w$.]+)(?:\s*[!=]==?\s*(?:null|undefined))?\s*(?:&&|\|\|)\s*typeof\s+\(?\1\)?\s*[!=]==?\s*undefined\b/;

type Rest = Omit<EslintRule, 'title' | 'why' | 'severity' | 'category'>;

/** The program does the wrong thing. */
export function error(title: string, why: string, rest: Rest = {}): EslintRule {
  return { title, why, severity: 'error', category: 'bug', ...rest };
}

/** The program probably does the wrong thing, or soon will. */
export function warning(title: string, why: string, rest: Rest & { readonly category?: Category } = {}): EslintRule {
  return { title, why, severity: 'warning', category: 'bug', ...rest };
}

/** The program works, and somebody will trip over this. */
export function hint(title: string, why: string, rest: Rest = {}): EslintRule {
  return { title, why, severity: 'info', category: 'maintainability', ...rest };
}
