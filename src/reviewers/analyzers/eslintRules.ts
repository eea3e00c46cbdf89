import type { Category, Severity } from '../../core/types';
import type { RuleInfo } from './analyzer';

/** How a rule of ESLint's core is run and what its findings mean. */
export interface EslintRule {
  readonly severity: Severity;
  readonly category: Category;
  /** Why it matters, in plain words. */
  readonly why: string;
  readonly options?: readonly unknown[];
  /** Message id of the suggestion to propose; needed only where the rule makes several. */
  readonly suggestion?: string;
  /** The rule's edits keep what the program does, by the ledger in `test/precision`. */
  readonly preservesBehaviour?: true;
  /** The rule's suggestions change what the code does; they are not proposed. */
  readonly findingOnly?: boolean;
}

function bug(severity: Severity, why: string, more: Partial<EslintRule> = {}): EslintRule {
  return { severity, category: 'bug', why, ...more };
}

/** The rules of ESLint's core that find defects. Rules that need to know a project's globals or its taste are left out. */
export const eslintRules: Readonly<Record<string, EslintRule>> = {
  'array-callback-return': bug(
    'warning',
    'The method uses what the callback returns; a missing return gives undefined.',
    {
      findingOnly: true,
    },
  ),
  'constructor-super': bug('error', 'The constructor throws a ReferenceError when it runs.'),
  'for-direction': bug('error', 'The counter moves away from its limit, so the loop ends by accident or never.'),
  'getter-return': bug('error', 'Reading the property gives undefined.'),
  'no-async-promise-executor': bug(
    'error',
    'An exception in an async executor rejects nobody: the promise then stays pending for ever.',
  ),
  'no-case-declarations': bug(
    'warning',
    'The name is visible in every case of the switch, but only initialized if this case ran.',
  ),
  'no-class-assign': bug('error', 'The class is replaced by another value under the same name.'),
  'no-compare-neg-zero': bug('warning', 'The comparison is also true for +0; Object.is tells the two apart.', {
    findingOnly: true,
  }),
  'no-cond-assign': bug('error', 'An assignment stands where a comparison is expected.'),
  'no-const-assign': bug('error', 'Assigning to a constant throws a TypeError.'),
  'no-constant-binary-expression': bug(
    'error',
    'The result never depends on the values, so the expression does not test what it seems to test.',
  ),
  'no-constant-condition': bug('warning', 'One of the branches can never run.', {
    options: [{ checkLoops: 'none' }],
  }),
  'no-constructor-return': bug('warning', 'The caller of new gets something else than the object it made.'),
  'no-debugger': bug('error', 'Execution stops here whenever developer tools are open.'),
  'no-delete-var': bug('error', 'A variable cannot be deleted.'),
  'no-dupe-args': bug('error', 'Only the last of the parameters can be reached.'),
  'no-dupe-class-members': bug('error', 'The later member silently replaces the earlier one.'),
  'no-dupe-else-if': bug('error', 'An earlier condition already covers this one: the branch never runs.'),
  'no-dupe-keys': bug('error', 'The later value silently replaces the earlier one.'),
  'no-duplicate-case': bug('error', 'The first matching case wins: this one never runs.'),
  'no-empty-character-class': bug('error', 'An empty class matches nothing, so the pattern never matches.'),
  'no-empty-pattern': bug('warning', 'The pattern takes nothing apart; a default value was perhaps meant.'),
  'no-eval': {
    severity: 'warning',
    category: 'security',
    why: 'Whoever controls the string runs code with all the rights of this program.',
  },
  'no-ex-assign': bug('warning', 'The caught error is lost.'),
  'no-fallthrough': bug('warning', 'Without a break the next case runs as well.'),
  'no-func-assign': bug('warning', 'The function is replaced by another value under the same name.'),
  'no-global-assign': bug('error', 'A built-in object is replaced for every script of the page or process.'),
  'no-implied-eval': {
    severity: 'warning',
    category: 'security',
    why: 'The string is compiled and run as code, like eval.',
  },
  'no-import-assign': bug('error', 'Imports are read-only: the assignment throws.'),
  'no-invalid-regexp': bug('error', 'The pattern cannot be compiled: the expression throws a SyntaxError.'),
  'no-loss-of-precision': bug('error', 'The number is too long for a double: it is stored as a different one.'),
  'no-misleading-character-class': bug(
    'error',
    'What looks like one character is several code points, which the class matches one by one.',
    { findingOnly: true, options: [{ allowEscape: true }] },
  ),
  'no-new-native-nonconstructor': bug('error', 'The function is no constructor: new throws a TypeError.'),
  'no-nonoctal-decimal-escape': bug('warning', 'The escape means nothing and is an error in strict code.', {
    findingOnly: true,
  }),
  'no-obj-calls': bug('error', 'The object is no function: the call throws a TypeError.'),
  'no-octal': bug('error', 'A leading zero makes the number octal, and is a syntax error in strict code.'),
  'no-prototype-builtins': bug(
    'info',
    'The object may have no such method, or a property of that name from its own data.',
  ),
  'no-redeclare': bug('info', 'Two declarations share one variable.', { options: [{ builtinGlobals: false }] }),
  'no-regex-spaces': {
    severity: 'info',
    category: 'maintainability',
    preservesBehaviour: true,
    why: 'Nobody can count several blanks in a row by eye.',
  },
  'no-self-assign': bug('error', 'The assignment changes nothing; another name was probably meant.'),
  'no-setter-return': bug('warning', 'The value a setter returns goes nowhere.'),
  'no-shadow-restricted-names': bug('error', 'A name such as undefined no longer means what everyone expects.'),
  'no-sparse-arrays': bug('error', 'An extra comma leaves a hole in the array, which most methods skip.'),
  'no-this-before-super': bug('error', 'Using this before super() throws a ReferenceError.'),
  'no-unassigned-vars': bug('warning', 'Nothing is ever assigned to the variable: it is always undefined.'),
  'no-unexpected-multiline': bug('error', 'Without a semicolon the two lines are one expression.'),
  'no-unreachable': bug('error', 'The code can never run.'),
  'no-unreachable-loop': bug('warning', 'The loop ends in its first round.'),
  'no-unsafe-finally': bug('error', 'Leaving from finally discards the result or the exception of the try block.'),
  'no-unsafe-negation': bug('error', 'The negation applies to the left side alone, not to the whole comparison.', {
    suggestion: 'suggestNegatedExpression',
  }),
  'no-unsafe-optional-chaining': bug('error', 'When the chain stops short it gives undefined, and this throws.'),
  'no-unused-labels': {
    severity: 'info',
    category: 'maintainability',
    preservesBehaviour: true,
    why: 'The label has no effect.',
  },
  'no-unused-private-class-members': {
    severity: 'info',
    category: 'maintainability',
    why: 'The member is never used, so it is left over or its use was forgotten.',
    findingOnly: true,
  },
  'no-unused-vars': {
    severity: 'info',
    category: 'maintainability',
    why: 'The value is never used, so it is left over or its use was forgotten.',
    options: [{ vars: 'local', args: 'none', caughtErrors: 'none', ignoreRestSiblings: true, varsIgnorePattern: '^_' }],
    findingOnly: true,
  },
  'no-useless-backreference': bug('error', 'The group has matched nothing yet: the reference always matches empty.'),
  'no-useless-catch': {
    severity: 'info',
    category: 'maintainability',
    why: 'Catching an error only to throw it again does nothing.',
  },
  'no-useless-escape': {
    severity: 'info',
    category: 'maintainability',
    preservesBehaviour: true,
    why: 'The backslash has no effect, so perhaps another escape was meant.',
    suggestion: 'removeEscape',
  },
  'no-with': bug('error', 'Nobody can tell which object a name belongs to, and strict code forbids it.'),
  'use-isnan': bug(
    'error',
    'NaN is unequal to everything, itself included: the comparison always has the same result.',
    {
      suggestion: 'replaceWithIsNaN',
    },
  ),
  'valid-typeof': bug('error', 'typeof never gives this value, so the comparison always has the same result.'),
};

export const eslintRuleInfos: readonly RuleInfo[] = Object.entries(eslintRules).map(
  ([id, { why, severity, category, preservesBehaviour }]) => ({
    id,
    title: id,
    explanation: why,
    severity,
    category,
    link: `https://eslint.org/docs/latest/rules/${id}`,
    isDefault: true,
    ...(preservesBehaviour && { preservesBehaviour }),
  }),
);
