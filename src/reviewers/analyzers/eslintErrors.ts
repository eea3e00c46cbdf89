import { type EslintRule, error } from './eslintRule';

/** Rules of ESLint's core on code that surely does the wrong thing whenever it runs. */
export const eslintErrors: Readonly<Record<string, EslintRule>> = {
  'constructor-super': error(
    'Missing or invalid super() call in a constructor',
    'The constructor throws a ReferenceError when it runs.',
    {
      // What a cast, an awaited module or another operator comes to may well be a class, and eval may call super().
      accepts: ({ message, found, wideBefore }) =>
        (!message.includes('not a constructor') || /\bextends\s+(?:null|undefined)\s*\{/.test(wideBefore)) &&
        !/\beval\s*\(/.test(found),
      isMeantInTests: true,
      isGuess: true,
    },
  ),
  'for-direction': error(
    'Loop counter moves away from its limit',
    'The loop ends after billions of iterations, or never.',
  ),
  'no-const-assign': error('Assignment to a constant', 'Assigning to a constant throws a TypeError.'),
  'no-import-assign': error('Assignment to an import', 'Imports are read-only: the assignment throws.', {
    // A type that is imported may have a value beside it of the same name, which is declared there.
    accepts: ({ isDeclaration }) => !isDeclaration(),
    isMeantInTests: true,
    isGuess: true,
  }),
  'no-invalid-regexp': error(
    'Invalid regular expression',
    'The pattern cannot be compiled: the expression throws a SyntaxError.',
  ),
  'no-new-native-nonconstructor': error('new called on a function that is no constructor', 'It throws a TypeError.'),
  'no-obj-calls': error(
    'Global object called as a function',
    'The object is no function: the call throws a TypeError.',
  ),
  'no-this-before-super': error('this used before super()', 'It throws a ReferenceError.'),
  'no-unsafe-negation': error(
    'Negation of the left operand instead of the comparison',
    'The negation applies to the left side alone, so the result is nearly always the same.',
    { suggestion: 'suggestNegatedExpression' },
  ),
  'use-isnan': error(
    'Comparison with NaN',
    'NaN is unequal to everything, itself included: the comparison always has the same result.',
    // Compared with itself where the result is printed, it shows just that.
    {
      suggestion: 'replaceWithIsNaN',
      accepts: ({ found, before }) => !(/^NaN\s*[!=]==?\s*NaN$/.test(found) && /\bconsole\.\w+\([^\n]*$/.test(before)),
    },
  ),
};
