import type { Category, Severity } from '../../core/types';

/** Ruff's rules that find defects: prefixes and codes as in a `select` list. */
export const defaultSelect: readonly string[] = [
  'F',
  'E9',
  'W605',
  'B',
  'PLE',
  ...['PLW0120', 'PLW0127', 'PLW0128', 'PLW0129', 'PLW0131', 'PLW0133', 'PLW0177', 'PLW0245', 'PLW0406'],
  ...['PLW1501', 'PLW1507', 'PLW1508', 'PLW1509', 'PLW2101', 'PLR0124'],
  ...['ASYNC100', 'ASYNC210', 'ASYNC220', 'ASYNC221', 'ASYNC222', 'ASYNC230', 'ASYNC251'],
  ...['RUF006', 'RUF008', 'RUF016', 'RUF018', 'RUF024', 'RUF026', 'RUF030', 'RUF032', 'RUF034', 'RUF040', 'RUF060'],
  ...['S102', 'S113', 'S202', 'S307', 'S324', 'S501', 'S602', 'S608'],
  ...['LOG007', 'G010', 'PIE794', 'PIE796', 'T100', 'YTT'],
];

/** Taste, or too often wrong; and what a rule of our own reports with an edit. */
export const defaultIgnore: readonly string[] = [
  ...['B007', 'B008', 'B009', 'B010', 'B011', 'B028', 'B905', 'B909', 'B911', 'B912', 'B901', 'B904'],
  ...['F403', 'F405', 'F722', 'PLE0605', 'PLE0704'],
];

/** In a stub file nothing runs and unused names are its purpose. */
export const stubSelect: readonly string[] = ['E9', 'F5', 'F63', 'F7'];

/**
 * The rules whose fix is proposed. The package's `__init__.py`, where an unused import is an export, is not checked for
 * F401 at all.
 */
const proposedFixes: ReadonlySet<string> = new Set([
  ...['F401', 'F504', 'F522', 'F541', 'F632', 'F841', 'F901', 'W605', 'B013', 'B014', 'B033', 'G010'],
  ...['PLW0120', 'PLW0245', 'PLE2510', 'PLE2512', 'PLE2513', 'PLE2514', 'PLE2515', 'RUF100'],
]);

/** Those of them whose fix keeps what the program does, by the ledger in `test/precision`. */
const preservingFixes: ReadonlySet<string> = new Set([
  ...['W605', 'B013', 'B014', 'B033', 'PLW0120', 'PLE2510', 'PLE2512', 'PLE2513', 'PLE2514', 'PLE2515', 'RUF100'],
]);

export function proposesFix(code: string): boolean {
  return proposedFixes.has(code);
}

export function preservesBehaviour(code: string): boolean {
  return preservingFixes.has(code);
}

interface Meaning {
  readonly severity: Severity;
  readonly category: Category;
  /** Why it matters, in plain words. */
  readonly why: string;
}

function bug(severity: Severity, why: string): Meaning {
  return { severity, category: 'bug', why };
}

function leftover(why: string): Meaning {
  return { severity: 'info', category: 'maintainability', why };
}

function risk(severity: Severity, why: string): Meaning {
  return { severity, category: 'security', why };
}

/** By code or prefix of codes; the longest that fits counts. */
const meanings: Readonly<Record<string, Meaning>> = {
  'invalid-syntax': bug('error', 'Python cannot compile the file, so nothing in it runs.'),
  E9: bug('error', 'Python cannot compile the file, so nothing in it runs.'),
  F: bug('warning', 'The code does not do what it seems to do.'),
  F401: leftover('The import costs time and suggests a dependency that is not there.'),
  F402: bug('warning', 'The loop variable hides the import of the same name.'),
  F5: bug('error', 'The format string and its arguments do not fit: this raises an exception or drops a value.'),
  F541: leftover('Without a placeholder the f does nothing; perhaps the placeholder was forgotten.'),
  F601: bug('warning', 'The later value silently replaces the earlier one.'),
  F631: bug('error', 'A tuple that is not empty is true, so the assertion can never fail.'),
  F632: bug(
    'error',
    '`is` compares identity, which is not defined for literals: the result depends on the interpreter.',
  ),
  F634: bug('error', 'A tuple that is not empty is true, so the branch is always taken.'),
  F7: bug('error', 'Python cannot compile the file, so nothing in it runs.'),
  F811: bug('warning', 'The earlier definition can never be used.'),
  F821: bug('error', 'Using a name that nothing defines raises a NameError.'),
  F822: bug('error', 'Importing * from this module raises an AttributeError.'),
  F823: bug('error', 'The name is read before it is assigned: this raises an UnboundLocalError.'),
  F841: leftover('The value is never used, so it is left over or its use was forgotten.'),
  F901: bug('error', 'NotImplemented is a value, not an exception: raising it raises a TypeError.'),
  W605: bug('warning', 'Unknown escapes are a warning today and an error in a later Python.'),
  B: bug('warning', 'The code probably does not do what it seems to do.'),
  B006: bug('warning', 'The default is made once and shared by every call: a change in one call shows in the next.'),
  B012: bug('error', 'Leaving from finally discards the exception on its way.'),
  B015: bug('warning', 'The comparison has no effect; an assignment or an assert was perhaps meant.'),
  B018: bug('warning', 'The expression has no effect; a call or an assignment was perhaps meant.'),
  B019: { severity: 'warning', category: 'performance', why: 'The cache keeps every instance alive for ever.' },
  B023: bug('warning', 'Every function made in the loop sees the last value of the variable.'),
  B024: leftover('Without an abstract method the class can be instantiated.'),
  B027: leftover('A subclass that forgets to override the method gets one that does nothing.'),
  PLR0124: bug('warning', 'A value is compared with itself; another name was probably meant.'),
  PLW: bug('warning', 'The code probably does not do what it seems to do.'),
  PLE: bug('error', 'This raises an exception or is silently wrong when it runs.'),
  ASYNC: {
    severity: 'warning',
    category: 'performance',
    why: 'The call blocks the event loop: every other task waits.',
  },
  RUF: bug('warning', 'The code probably does not do what it seems to do.'),
  RUF006: bug('warning', 'The event loop keeps only a weak reference: the task may vanish before it is done.'),
  S: risk('warning', 'Input from outside can be used against this program here.'),
  S113: bug('warning', 'Without a timeout the call can wait for ever.'),
  S324: risk('warning', 'The hash can be forged on purpose; it must not protect anything.'),
  S501: risk('error', 'Without checking certificates anyone on the way can read and change the traffic.'),
  S608: risk('warning', 'If a value in the query comes from outside, it can change what the query does.'),
  G010: leftover('The method is deprecated and gone in newer versions of Python.'),
  LOG: bug('warning', 'The record does not contain what it should.'),
  T100: bug('warning', 'Execution stops and waits where the debugger is called.'),
  YTT: bug('warning', 'The comparison is wrong for newer versions of Python.'),
};

const taste: Meaning = {
  severity: 'info',
  category: 'style',
  why: 'A rule this project selects in its configuration.',
};

/** What a finding of this code means; codes that only a project's own configuration selects count as style. */
export function meaningOf(code: string): Meaning {
  const family = /^[A-Z]*/.exec(code)?.[0].length ?? 0;
  for (let length = code.length; length > 0 && length >= family; length--) {
    const meaning = meanings[code.slice(0, length)];
    if (meaning) {
      return meaning;
    }
  }
  return taste;
}
