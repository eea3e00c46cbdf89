import { cwe, type Rule } from './rule';

/** What is said of a defect that rules of several languages look for, each in its own way. */
export type Description = Pick<Rule, 'title' | 'explanation' | 'severity' | 'category' | 'confidence' | 'link'>;

export const sqlFromValue: Description = {
  title: 'Possible SQL injection',
  explanation: 'A value with a quote in it changes what the statement does. Use query parameters instead.',
  severity: 'warning',
  category: 'security',
  confidence: 'medium',
  link: cwe(89),
};

export const commandFromValue: Description = {
  title: 'Possible command injection',
  explanation: 'A value with a quote, a semicolon or a newline in it can run other commands.',
  severity: 'warning',
  category: 'security',
  confidence: 'medium',
  link: cwe(78),
};

export const secretIsPredictable: Pick<Description, 'title'> = {
  title: 'Secret from a predictable random number generator',
};

export const handlerIsShadowed: Pick<Description, 'title'> = {
  title: 'Handler never runs: an earlier one catches the exception',
};

export const operandsAreSame: Description = {
  title: 'Identical operands',
  explanation: 'Both sides are the same; a different operand was probably meant.',
  severity: 'warning',
  category: 'bug',
  confidence: 'high',
  link: cwe(570),
};

export const comparisonsContradict: Description = {
  title: 'Condition is always true or always false',
  explanation:
    'A value always differs from at least one of two constants and never equals both: || and && were probably confused.',
  severity: 'warning',
  category: 'bug',
  confidence: 'high',
  link: cwe(571),
};

export const neverNegative: Omit<Description, 'title'> = {
  explanation: 'It is never negative, so the comparison is always true; > 0 was probably meant.',
  severity: 'warning',
  category: 'bug',
  confidence: 'high',
  link: cwe(570),
};

export const stringResultDiscarded: Omit<Description, 'severity'> = {
  title: 'Result of string method discarded',
  explanation: 'Strings are immutable: the method returns a new one, which is discarded here.',
  category: 'bug',
  confidence: 'medium',
};
