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
    inTests: { test: 'lowered', fixture: 'hidden', example: 'lowered' },
  },
  {
    id: 'python-2-syntax',
    name: 'python-2-syntax',
    title: 'Python 2 syntax',
    explanation: 'Python 3 cannot compile the file, so nothing in it runs there.',
    severity: 'warning',
    category: 'bug',
    isDefault: true,
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
