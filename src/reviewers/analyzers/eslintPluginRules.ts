import { type EslintRule, error, warning } from './eslintRule';

/** Rules of plugins that are bundled, chosen one by one. https://ota-meshi.github.io/eslint-plugin-regexp/rules/ and others. */
export const eslintPluginRules: Readonly<Record<string, EslintRule>> = {
  'promise/no-multiple-resolved': warning(
    'Promise settled more than once',
    'Only the first call of resolve or reject counts; a return after it was probably forgotten.',
  ),
  'promise/no-new-statics': error('Promise static method called with new', 'It throws a TypeError.', {
    findingOnly: true,
    accepts: ({ isOwnName }) => !isOwnName('Promise'),
  }),
  'promise/valid-params': warning(
    'Wrong number of arguments for a Promise method',
    'A handler that is not given, or is one too many, is never called.',
    // A method of that name may be somebody else's, and another library's promises take labels, filters and the like.
    {
      isGuess: true,
      isOddInTests: true,
      accepts: ({ found, isOwnName }) => /^Promise\b/.test(found) && !isOwnName('Promise'),
    },
  ),
  'regexp/no-contradiction-with-assertion': warning(
    'Regular expression part contradicts an assertion',
    'The part can never match where the assertion holds.',
    // A quantifier that is always entered, as its least is none, does what was meant.
    { isGuess: true, findingOnly: true, accepts: ({ message }) => !/is always entered/.test(message) },
  ),
  'regexp/no-lazy-ends': warning(
    'Lazy quantifier at the end of a regular expression',
    'It takes as little as it can, which at the end is always the minimum.',
    { isGuess: true, findingOnly: true },
  ),
  'regexp/no-missing-g-flag': error(
    'matchAll or replaceAll without the g flag',
    'With such a pattern the method throws a TypeError.',
  ),
  'regexp/no-obscure-range': warning(
    'Character range over unrelated characters',
    'A range such as A-z also takes in the punctuation between the letters.',
    // Other ranges over several kinds of characters are deliberate in tokenizers and protocols.
    { isGuess: true, accepts: ({ found }) => /^(?:[A-Z]-[a-z]|[a-z]-[A-Z])$/.test(found) },
  ),
  'regexp/no-optional-assertion': warning(
    'Optional assertion in a regular expression',
    'An assertion that may fail asserts nothing.',
    { isGuess: true },
  ),
  'regexp/no-super-linear-backtracking': warning(
    'Regular expression with exponential backtracking',
    'A crafted string can block the process for years (CWE-1333).',
    {
      category: 'security',
      options: [{ report: 'certain' }],
      findingOnly: true,
      isGuess: true,
      // What takes quadratic time matters only for long strings from strangers.
      accepts: ({ message }) => /is going to cause exponential/.test(message),
    },
  ),
  'regexp/no-useless-dollar-replacements': warning(
    'Replacement refers to a group that does not exist',
    'The reference stays in the result as it is written.',
    { isGuess: true },
  ),
};

/** Where the rules of a plugin are explained, by its prefix. */
export const pluginLinks: Readonly<Record<string, (name: string) => string>> = {
  promise: (name) => `https://github.com/eslint-community/eslint-plugin-promise/blob/main/docs/rules/${name}.md`,
  regexp: (name) => `https://ota-meshi.github.io/eslint-plugin-regexp/rules/${name}.html`,
};
