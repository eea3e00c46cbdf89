import { cwe, type Rule } from './rule';

/** What is said of a defect that rules of several languages look for, each in its own way. */
export type Description = Pick<Rule, 'title' | 'explanation' | 'severity' | 'category' | 'confidence' | 'link'>;

export const sqlFromValue: Description = {
  title: 'SQL is put together from a value',
  explanation:
    'A value with a quote in it changes what the statement does. Parameters keep values apart from the statement.',
  severity: 'warning',
  category: 'security',
  confidence: 'medium',
  link: cwe(89),
};

export const commandFromValue: Description = {
  title: 'A shell command is put together from a value',
  explanation: 'A value with a quote, a semicolon or a line end in it runs commands of its own.',
  severity: 'warning',
  category: 'security',
  confidence: 'medium',
  link: cwe(78),
};

export const operandsAreSame: Description = {
  title: 'Both sides of an operator are the same',
  explanation: 'The result is always the same; another variable was probably meant on one side.',
  severity: 'warning',
  category: 'bug',
  confidence: 'high',
  link: cwe(570),
};

export const comparisonsContradict: Description = {
  title: 'A condition that is always true or always false',
  explanation: 'A value is always unequal to one of two, and never equal to both: || and && were probably confused.',
  severity: 'warning',
  category: 'bug',
  confidence: 'high',
  link: cwe(571),
};

export const neverNegative: Omit<Description, 'title'> = {
  explanation: 'The comparison is always true. Whether there is anything at all was probably to be asked.',
  severity: 'warning',
  category: 'bug',
  confidence: 'high',
  link: cwe(570),
};

export const stringResultDiscarded: Omit<Description, 'severity'> = {
  title: 'Result of string method discarded',
  explanation: 'Strings never change: the method returns a new one, which nothing keeps here.',
  category: 'bug',
  confidence: 'medium',
};
