import { isErrorSwallowed } from './callbackErrors';
import { type EslintReport, type EslintRule, isAskedBeside, warning } from './eslintRule';

/** What a build replaces: `'__API_HOST__'`. */
const buildPlaceholder = /(['"`])(?:__[A-Z][A-Z\d_]*__|%[A-Z][A-Z\d_]*%|\{\{\s*\w+\s*\}\})\1/;

/** Setters of the browser that do something when the same value is set again. */
const reloadingProperty =
  /\b(?:href|hash|location|src|innerHTML|outerHTML|value|className|scrollTop|scrollLeft|currentTime|(?:canvas|cnv|cvs)\.(?:width|height))$/i;

const oneValue = /^\s*:\s*(\{[^{}]*\}|\[[^[\]]*\]|[^,{}[\]\n]+?)\s*(?:[,}\n]|$)/;

/** Whether a key is given the value that it has already. */
function isSameValue({ found, after, wideBefore }: EslintReport): boolean {
  const valueIn = (text: string) => oneValue.exec(text)?.[1]?.replace(/\s/g, '');
  const value = valueIn(after);
  return value !== undefined && value === valueIn(wideBefore.slice(wideBefore.lastIndexOf(found) + found.length));
}

const literal = `(?:null|undefined|NaN|true|false|-?[\\d.]+|'[^'\\n]*'|"[^"\\n]*")`;
const shownComparison = new RegExp(`^${literal}\\s*[!=]==?\\s*${literal}$`);

/** Whether two values that stand there themselves are compared, to show what comes of it. */
function isShown({ found, before, after }: EslintReport): boolean {
  const left = /[\w'".-]+\s*[!=]==?\s*$/.exec(before)?.[0] ?? '';
  const right = /^\s*[!=]==?\s*[\w'".-]+/.exec(after)?.[0] ?? '';
  return shownComparison.test(`${left}${found}${right}`);
}

/** Whether a call of map ends here whose result nobody takes. */
function isStatement(before: string): boolean {
  const chain = before.replace(/\s*\n\s*(?=\??\.)/g, '').replaceAll('?.', '.');
  const head = /([^;{}\n]*)\.map\(\s*(?:async\s+)?(?:function\s*)?(?:\((?:[^()]|\([^()]*\))*\)|\w+)?\s*$/.exec(
    chain,
  )?.[1];
  // What is open in front of it, takes it.
  return head !== undefined && !/=|\breturn\b|[,:?(]|^\s*\./.test(head.replace(/\([^()]*\)/g, ''));
}

/**
 * Whether a condition before a chain asks for what it begins with: `if (!user) return; f(...user?.names)`. The question
 * marks behind it are then a habit.
 */
function isAskedBefore(chain: string, before: string): boolean {
  const root = /^\(*([\w$.]+?)(?:\?\.|\[)/.exec(chain)?.[1]?.replace(/[$.]/g, '\\$&');
  const path = '(?:\\??\\.[\\w$]+|(?:\\?\\.)?\\[[^\\]\\n]*\\])*';
  return (
    root !== undefined &&
    new RegExp(
      `(?:!\\s*|\\bif\\s*\\(\\s*)${root}(?![\\w$])|(?:&&|\\|\\|)\\s*${root}\\s*\\)|(?<![\\w$.])${root}${path}\\s*(?:&&|\\?(?![.?])|[!=]==?|\\binstanceof\\b)`,
    ).test(before)
  );
}

/** Rules of ESLint's core on code that most likely does not do what was meant. */
export const eslintWarnings: Readonly<Record<string, EslintRule>> = {
  // Often both have the same value, or nobody needs the one that is never reached.
  'no-dupe-keys': warning('Duplicate object key', 'The later value silently replaces the earlier one.', {
    isOddInTests: true,
    accepts: (report) => !isSameValue(report),
  }),
  'no-dupe-args': warning('Duplicate parameter name', 'Only the last of the parameters can be reached.', {
    isOddInTests: true,
  }),
  'no-dupe-class-members': warning('Duplicate class member', 'The later member silently replaces the earlier one.', {
    isOddInTests: true,
  }),
  'no-dupe-else-if': warning(
    'Duplicate condition in an if-else chain',
    'An earlier condition already covers this one: the branch never runs.',
    { isOddInTests: true },
  ),
  'no-duplicate-case': warning('Duplicate case label', 'The first matching case wins: this one never runs.', {
    isOddInTests: true,
  }),
  'no-empty-character-class': warning(
    'Empty character class in a regular expression',
    'An empty class matches nothing, so the pattern never matches.',
    { isOddInTests: true },
  ),
  'no-loss-of-precision': warning(
    'Number literal loses precision',
    'The number is too long for a double: it is stored as a different one.',
    // More decimals than fit are how constants of mathematics are written; one that is only printed shows what is lost.
    {
      accepts: ({ found, before }) => !/^[^eE]*\./.test(found) && !/\bconsole\.\w+\(\s*$/.test(before),
    },
  ),
  'no-unsafe-finally': warning(
    'Control flow leaves a finally block',
    'Leaving from finally discards the result or the exception of the try block.',
    { isOddInTests: true },
  ),
  'array-callback-return': warning(
    'Array method callback does not return a value',
    'The method uses what the callback returns; a missing return gives undefined. For side effects alone there is forEach.',
    {
      findingOnly: true,
      // A map for its side effects works; a bare return is there on purpose, and so are branches that return nothing.
      // With an error first, it is a database's method of the same name that calls back: `model.find((err, items) => …)`.
      accepts: ({ found, before, after, message }) =>
        message.includes('expects a return value from') &&
        !found.startsWith('return') &&
        !isStatement(before) &&
        !/^[^{}]*\(\s*err(?:or)?\s*,/.test(found + after) &&
        !/\(\s*err(?:or)?\s*,[^()]*\)\s*$/.test(before) &&
        // What goes over objects tells by `this` where it is: https://www.npmjs.com/package/traverse
        !/\bthis\.(?:key|update|remove|isLeaf)\b/.test(after) &&
        // Arrays call without `this`, other lists with an element of theirs: https://datatables.net/reference/api/every()
        !(/\)\.every\(\s*$/.test(before) && /^function\b/.test(found + after) && /^[^}]*\bthis\./.test(after)),
    },
  ),
  'getter-return': warning('Getter does not return a value', 'Reading the property gives undefined.', {
    // One that returns something in some branches, or nothing in so many words, says that there may be nothing; whether
    // anybody reads `passive` tells what a browser knows.
    accepts: ({ found, before, message }) =>
      message.startsWith('Expected to return') &&
      !found.startsWith('return') &&
      !/\bpassive\b[^;]{0,60}$/.test(before + found),
  }),
  'handle-callback-err': warning(
    'Error passed to a callback is ignored',
    'After a failure the code continues with an undefined result.',
    {
      options: ['^(?:err|error)$'],
      // In ten of 17 projects somebody had thought of it: what handles the failure mostly does so elsewhere.
      isGuess: true,
      isLeftOutInExamples: true,
      accepts: isErrorSwallowed,
    },
  ),
  'no-async-promise-executor': warning(
    'Promise executor is async',
    'An exception in an async executor rejects nobody: the promise then stays pending forever.',
    { accepts: ({ rejectsWhatItThrows }) => !rejectsWhatItThrows() },
  ),
  'no-buffer-constructor': warning(
    'Deprecated Buffer constructor',
    'With a number from outside, new Buffer returns memory of other requests; Buffer.from and Buffer.alloc tell the cases apart.',
    {
      category: 'security',
      // The other branch, for versions of Node.js that have no other way; and in a browser there are others' buffers.
      accepts: ({ wideBefore, after, isOwnName }) =>
        !isOwnName('Buffer') &&
        !/\bBuffer\.(?:from|alloc)\b(?!\s*\()[^;{}]{0,200}(?:[;{}][^;{}]{0,100}){0,3}$/.test(wideBefore) &&
        !/^[^;\n]*:\s*Buffer\.(?:from|alloc)\(/.test(after),
    },
  ),
  'no-class-assign': warning('Class reassigned', 'The class is replaced by another value under the same name.', {
    isGuess: true,
  }),
  'no-compare-neg-zero': warning(
    'Comparison with -0',
    'The comparison is also true for +0; Object.is tells the two apart.',
    { findingOnly: true },
  ),
  'no-cond-assign': warning(
    'Assignment in a condition',
    'An assignment stands where a comparison is expected.',
    // In the head of a loop, and of the result of a call, it is an old idiom.
    {
      accepts: ({ found, before }) =>
        /\bif\s*\(\s*$/.test(before) &&
        /^[\w$.]+\s*=\s*(?:['"`].*['"`]|-?[\d.]+|true|false|null|undefined)$/.test(found),
    },
  ),
  'no-constant-binary-expression': warning(
    'Expression always has the same result',
    'The result never depends on the values, so the expression does not test what it seems to test.',
    // What is assigned on the way is there for the assignment, and what is called, for the call: `(show(x) || 1) && …`;
    // `false &&` is a switch. A build puts its own value in the place of `'__HOST__'`.
    {
      accepts: (report) =>
        !/^\(?[\w$.]+\s*=[^=]|^(?:true|false)\b|\)\s*\|\|\s*(?:1|true)$/.test(report.found) &&
        !buildPlaceholder.test(report.found) &&
        !isShown(report),
      doubts: isAskedBeside,
    },
  ),
  'no-constant-condition': warning('Condition is constant', 'One of the branches can never run.', {
    options: [{ checkLoops: 'none' }],
    isGuess: true,
    // Switched on and off by hand, or by a build; assignments are no-cond-assign's.
    accepts: ({ found }) => !/^(?:true|false)\b|^[01]$|^[\w$.]+\s*=[^=]/.test(found),
  }),
  'no-constructor-return': warning(
    'Constructor returns a value',
    'The caller of new gets something other than the new object.',
    // A singleton, a cache, something lighter: whoever writes it knows what new gives.
    { isGuess: true, accepts: ({ found }) => !/^return\s*(?:new\b|this\b|;?$)/.test(found) },
  ),
  'no-debugger': warning('debugger statement', 'Execution stops here whenever developer tools are open.'),
  'no-delete-var': warning('delete of a variable', 'A variable cannot be deleted.', { isGuess: true }),
  'no-empty-pattern': warning(
    'Empty destructuring pattern',
    'The pattern takes nothing apart; a default value was perhaps meant.',
    // That of a parameter says that nothing of it is needed; the option does not know signatures of TypeScript.
    {
      options: [{ allowObjectPatternsAsParameters: true }],
      isGuess: true,
      accepts: ({ before }) => !/[(,]\s*$/.test(before),
    },
  ),
  'no-eval': warning(
    'Use of eval',
    'Anyone who controls the string can run code with all the rights of this program.',
    {
      category: 'security',
      // Who evaluates code has it as a feature.
      isGuess: true,
    },
  ),
  'no-ex-assign': warning('Caught error overwritten', 'The caught error is lost.'),
  'no-fallthrough': warning('Case falls through to the next', 'Without a break the next case runs as well.', {
    isGuess: true,
  }),
  'no-global-assign': warning(
    'Built-in object overwritten',
    'A built-in object is replaced for every script of the page or process.',
    { isGuess: true },
  ),
  'no-implied-eval': warning('String evaluated as code', 'The string is compiled and run as code, like eval.', {
    category: 'security',
    isGuess: true,
  }),
  'no-misleading-character-class': warning(
    'Character class splits a character of several code points',
    'What looks like one character is several code points, which the class matches one by one.',
    // What consists of several characters may be listed on purpose; half a character never is.
    { isGuess: true, findingOnly: true, accepts: ({ message }) => message.includes('surrogate pair') },
  ),
  'no-nonoctal-decimal-escape': warning(
    'Escape of 8 or 9 in a string',
    'The escape means nothing and is an error in strict code.',
    { isGuess: true, findingOnly: true },
  ),
  'no-self-assign': warning(
    'Value assigned to itself',
    'The assignment changes nothing; another name was probably meant.',
    // Beside another value, in a branch of its own, it says that the old one stays.
    {
      isGuess: true,
      accepts: ({ found, before, after }) =>
        !reloadingProperty.test(found) &&
        !/^[^\n;]*;?\s*\}?\s*else\b/.test(after) &&
        !(/\belse\b[^{};]*\{\s*[\w$.]+\s*=\s*$/.test(before) && /^[^\n;]*;?\s*\}/.test(after)),
    },
  ),
  'no-setter-return': warning('Setter returns a value', 'The value a setter returns goes nowhere.', { isGuess: true }),
  'no-shadow-restricted-names': warning(
    'Restricted name redefined',
    'A name such as undefined no longer means what everyone expects.',
    // Wrappers of modules take them as parameters and give them the value that they have.
    { isGuess: true, accepts: ({ found }) => found !== 'undefined' },
  ),
  'no-sparse-arrays': warning(
    'Sparse array literal',
    'An extra comma leaves a hole in the array, which most methods skip.',
    { isGuess: true },
  ),
  'no-template-curly-in-string': warning(
    'Template placeholder in a plain string',
    'Quotes instead of backticks: the text of the placeholder is used, not its value.',
    // Other templates have names there that JavaScript does not allow, or markup around them.
    // What is looked for in a text is the placeholder itself.
    {
      isGuess: true,
      accepts: ({ found, before }) =>
        !/\$\{[^}]*[^\w\s$.?()[\]'"}][^}]*\}|<\w/.test(found) &&
        !/\.(?:replace|replaceAll|split|includes|indexOf|startsWith|endsWith)\(\s*$/.test(before),
    },
  ),
  'no-unassigned-vars': warning(
    'Variable never assigned',
    'Nothing is ever assigned to the variable: it is always undefined.',
    {
      // Of six wrong ones in seven projects five were filled by a tag: what compilers and frameworks assign, no rule sees.
      isGuess: true,
      accepts: ({ found, namesInComments, isSeenByEval, isAssignedByTag }) =>
        !/^_*undef/i.test(found) && !namesInComments().has(found) && !isSeenByEval() && !isAssignedByTag(),
    },
  ),
  'no-unreachable': warning(
    'Unreachable code',
    'The code can never run.',
    // After a return or throw this is a habit, not a mistake, and what a comment says that nobody reaches, is known.
    {
      isLeftOutInExamples: true,
      accepts: ({ found, before }) =>
        !/^(?:break|return)\s*;?$/.test(found) && !/\/\/[^\n]*\b(?:never|not)\b[^\n]*\breach[^\n]*\n\s*$/i.test(before),
    },
  ),
  'no-unreachable-loop': warning('Loop runs at most once', 'The loop ends in its first iteration.', {
    // Taking the first key or element that way is an idiom.
    options: [{ ignore: ['ForInStatement', 'ForOfStatement'] }],
  }),
  'no-unsafe-optional-chaining': warning(
    'Optional chain used where undefined throws',
    'When the chain stops short its value is undefined, and this throws a TypeError.',
    // Whether the chain can stop short here is mostly known from elsewhere.
    { isGuess: true, accepts: ({ found, wideBefore }) => !isAskedBefore(found, wideBefore) },
  ),
  'no-useless-backreference': warning(
    'Backreference that always matches empty',
    'The group has matched nothing yet when the reference is reached.',
  ),
  'no-with': warning('with statement', 'It is unclear which object a name belongs to, and strict mode forbids it.', {
    isGuess: true,
  }),
  'valid-typeof': warning(
    'typeof compared with a string it never returns',
    'The comparison always has the same result.',
    // What Internet Explorer says of some of its own objects.
    { accepts: ({ found }) => !/^['"]unknown['"]$/.test(found), doubts: isAskedBeside },
  ),
};
