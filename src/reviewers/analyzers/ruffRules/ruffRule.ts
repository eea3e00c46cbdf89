import type { Category, Severity } from '../../../core/types';
import type { InTests } from '../rules/rule';

/** A rule of Ruff's that is on by default. */
export interface RuffRule {
  /** Ruff's code for it. */
  readonly id: string;
  /** Ruff's word for it, which configurations may use for the code, and the address of its documentation. */
  readonly name: string;
  /** What it finds, in one line and the field's own terms. */
  readonly title: string;
  /** Why it matters, in plain words. */
  readonly explanation: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly link?: string;
  readonly isDefault: true;
  /** What it finds is mostly there on purpose, or nobody acts on it, by the ledger in `test/precision`. */
  readonly isGuess?: true;
  /** Ruff's edit is offered; the edits of all other rules change too much, or take away what may be needed. */
  readonly proposesFix?: true;
  /** Its edits keep what the program does, by the ledger in `test/precision`. */
  readonly preservesBehaviour?: true;
  readonly inTests: InTests;
}

/** What all rules of a group have in common. */
type Rest = Pick<RuffRule, 'preservesBehaviour' | 'proposesFix' | 'inTests' | 'isGuess'>;

/** By code and name: the title, and why it matters. */
type Texts = Readonly<Record<string, readonly [title: string, why: string]>>;

/** Rules of one severity and category. */
export function rules(severity: Severity, category: Category, rest: Rest, texts: Texts): RuffRule[] {
  return Object.entries(texts).map(([key, [title, explanation]]) => {
    const [id = '', name = ''] = key.split(' ');
    const link = `https://docs.astral.sh/ruff/rules/${name}/`;
    return { id, name, title, explanation, severity, category, link, isDefault: true, ...rest };
  });
}

/** Tests, fixtures and examples do such things on purpose, or nobody would change it there. */
export const hidden = { inTests: 'hidden' } as const satisfies Rest;
/** What is mostly meant, and such things besides. */
export const guessed = { ...hidden, isGuess: true } as const satisfies Rest;
/** What is wrong in a test makes it a test of nothing; fixtures are often wrong on purpose. */
export const alsoInTests = {
  inTests: { test: 'lowered', fixture: 'hidden', example: 'lowered' },
} as const satisfies Rest;

export const fixed = { proposesFix: true } as const satisfies Partial<Rest>;
export const fixedSafely = { proposesFix: true, preservesBehaviour: true } as const satisfies Partial<Rest>;
