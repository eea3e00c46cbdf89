import { errors } from './errors';
import type { RuffRule } from './ruffRule';
import { warnings } from './warnings';

/** Ruff's word for what it cannot read, which is none of its rules. */
const syntax: readonly RuffRule[] = [
  {
    id: 'syntax',
    name: 'syntax-error',
    title: 'Syntax error',
    explanation: 'Python cannot compile the file, so nothing in it runs.',
    severity: 'error',
    category: 'bug',
    isDefault: true,
    // A test that cannot be read fails at once: what stays broken there is read by a test.
    inTests: { test: 'hidden', fixture: 'hidden', example: 'lowered' },
  },
  {
    id: 'python-2-syntax',
    name: 'python-2-syntax',
    title: 'Python 2 syntax',
    explanation: 'Python 3 cannot compile the file, so nothing in it runs there.',
    severity: 'warning',
    category: 'bug',
    isDefault: true,
    // Whoever has such a file knows, and keeps it: of nine that were judged one was worth it.
    isGuess: true,
    inTests: 'hidden',
  },
  {
    id: 'unsupported-syntax',
    name: 'unsupported-syntax',
    title: 'Syntax newer than the oldest supported Python',
    explanation: 'The project says that it supports a version of Python that cannot compile this file.',
    severity: 'warning',
    category: 'bug',
    isDefault: true,
    isGuess: true,
    inTests: 'hidden',
  },
];

/** Every rule that is on by default, in the order of their codes. */
export const ruffRules: readonly RuffRule[] = [...errors, ...warnings, ...syntax].sort((a, b) =>
  a.id < b.id ? -1 : 1,
);

const byId = new Map(ruffRules.map((rule) => [rule.id, rule]));

/** The rule that is on by default under this id. */
export function ruffRule(id: string): RuffRule | undefined {
  return byId.get(id);
}

/** The codes to select in Ruff. */
export const defaultCodes: readonly string[] = [...errors, ...warnings].map(({ id }) => id);

/** In a stub file nothing runs and unused names are its purpose. */
export const stubCodes: readonly string[] = defaultCodes.filter((code) => /^F(?:5|63|7)/.test(code));

/** Whether an entry of a configuration's list of rules, a code, its beginning or a rule's name, is about the code. */
export function isAbout(entry: string, code: string): boolean {
  return entry === 'ALL' || code.startsWith(entry) || ruffRule(code)?.name === entry;
}

/** Symbols and numbers of Pylint, by Ruff's code. */
const inPylint: Readonly<Record<string, readonly string[]>> = {
  B006: ['dangerous-default-value', 'W0102'],
  B012: ['lost-exception', 'W0150', 'return-in-finally', 'W0134'],
  B015: ['pointless-statement', 'W0104'],
  B018: ['pointless-statement', 'W0104', 'expression-not-assigned', 'W0106'],
  B023: ['cell-var-from-loop', 'W0640'],
  B033: ['duplicate-value', 'W0130'],
  B909: ['modified-iterating-list', 'W4701', 'modified-iterating-dict', 'E4702'],
  F601: ['duplicate-key', 'W0109'],
  F631: ['assert-on-tuple', 'W0199'],
  F632: ['literal-comparison', 'R0123'],
  F811: ['function-redefined', 'E0102'],
  F821: ['undefined-variable', 'E0602'],
  F822: ['undefined-all-variable', 'E0603'],
  F823: ['used-before-assignment', 'E0601'],
  F901: ['notimplemented-raised', 'E0711'],
  S113: ['missing-timeout', 'W3101'],
  S307: ['eval-used', 'W0123'],
  W605: ['anomalous-backslash-in-string', 'W1401'],
};

/** What Pylint and Bandit call what a rule of Ruff's looks for, in comments that silence it. */
export function otherNames(id: string): readonly string[] {
  const ofPylint = /^PL([A-Z]\d+)$/.exec(id)?.[1];
  const ofBandit = /^S(\d+)$/.exec(id)?.[1];
  return [
    ...(ofPylint ? [ofPylint, ruffRule(id)?.name ?? ''] : []),
    ...(ofBandit ? [`B${ofBandit}`] : []),
    ...(inPylint[id] ?? []),
  ];
}
