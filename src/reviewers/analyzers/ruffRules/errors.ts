import { alsoInTests, fixed, guessed, hidden, type RuffRule, rules } from './ruffRule';

const noCompile = 'Python cannot compile the file, so nothing in it runs.';

/** The program does the wrong thing there, or none at all. */
export const errors: readonly RuffRule[] = [
  ...rules('error', 'bug', alsoInTests, {
    'F404 late-future-import': ['Future import after other statements', noCompile],
    'F406 undefined-local-with-nested-import-star-usage': ['Star import inside a function or class', noCompile],
    'F407 future-feature-not-defined': ['Unknown future feature', noCompile],
    'F621 expressions-in-star-assignment': ['Too many targets in a starred assignment', noCompile],
    'F622 multiple-starred-expressions': ['Two starred targets in one assignment', noCompile],
    'F701 break-outside-loop': ['break outside a loop', noCompile],
    'F702 continue-outside-loop': ['continue outside a loop', noCompile],
    'F704 yield-outside-function': ['yield outside a function', noCompile],
    'F706 return-outside-function': ['return outside a function', noCompile],
    'F707 default-except-not-last': ['Bare except is not the last handler', noCompile],
    'PLE0115 nonlocal-and-global': ['Name is both nonlocal and global', noCompile],
    'PLE0117 nonlocal-without-binding': ['nonlocal name without a binding', noCompile],
    'PLE0118 load-before-global-declaration': ['Name used before its global declaration', noCompile],
    'PLE1142 await-outside-async': ['await outside an async function', noCompile],
    'PLE1700 yield-from-in-async-function': ['yield from in an async function', noCompile],
    'F501 percent-format-invalid-format': ['Invalid % format string', 'Formatting it raises a ValueError.'],
    'F502 percent-format-expected-mapping': ['% format needs a mapping', 'Formatting it raises a TypeError.'],
    'F503 percent-format-expected-sequence': ['% format needs a tuple', 'Formatting it raises a TypeError.'],
    'F505 percent-format-missing-argument': ['% format lacks a named argument', 'Formatting it raises a KeyError.'],
    'F506 percent-format-mixed-positional-and-named': [
      '% format mixes positional and named placeholders',
      'Formatting it raises a TypeError.',
    ],
    'F507 percent-format-positional-count-mismatch': [
      'Wrong number of arguments for a % format',
      'Formatting it raises a TypeError.',
    ],
    'F508 percent-format-star-requires-sequence': [
      '* in a % format needs a tuple',
      'Formatting it raises a TypeError.',
    ],
    'F509 percent-format-unsupported-format-character': [
      'Unknown % format character',
      'Formatting it raises a ValueError.',
    ],
    'F521 string-dot-format-invalid-format': ['Invalid format string', 'str.format raises a ValueError.'],
    'F524 string-dot-format-missing-arguments': [
      'Missing argument for str.format',
      'str.format raises an IndexError or a KeyError.',
    ],
    'F525 string-dot-format-mixing-automatic': [
      'str.format mixes automatic and manual numbering',
      'str.format raises a ValueError.',
    ],
    'F631 assert-tuple': [
      'assert on a non-empty tuple',
      'A tuple that is not empty is true: the assertion never fails.',
    ],
    'F634 if-tuple': [
      'Condition is a non-empty tuple',
      'A tuple that is not empty is true: the branch is always taken.',
    ],
    'F821 undefined-name': ['Undefined name', 'Using a name that nothing defines raises a NameError.'],
    'F823 undefined-local': ['Local variable read before assignment', 'This raises an UnboundLocalError.'],
    'B002 unary-prefix-increment-decrement': [
      '++ and -- do nothing',
      'Python has no increment operator: two signs leave the value as it is.',
    ],
    'B016 raise-literal': ['Literal raised instead of an exception', 'Raising it raises a TypeError.'],
    'PLE0100 yield-in-init': ['yield in __init__', 'Creating an object raises a TypeError.'],
    'PLE0101 return-in-init': ['Value returned from __init__', 'Creating an object raises a TypeError.'],
    'PLE0241 duplicate-bases': ['Base class listed twice', 'Defining the class raises a TypeError.'],
    'PLE0302 unexpected-special-method-signature': [
      'Special method with the wrong number of parameters',
      'When Python calls it, a TypeError is raised.',
    ],
    'PLE0303 invalid-length-return-type': ['__len__ does not return a length', 'len() raises a TypeError.'],
    'PLE0304 invalid-bool-return-type': ['__bool__ does not return a bool', 'bool() raises a TypeError.'],
    'PLE0305 invalid-index-return-type': ['__index__ does not return an int', 'Indexing with it raises a TypeError.'],
    'PLE0308 invalid-bytes-return-type': ['__bytes__ does not return bytes', 'bytes() raises a TypeError.'],
    'PLE0309 invalid-hash-return-type': ['__hash__ does not return an int', 'hash() raises a TypeError.'],
    'PLE1132 repeated-keyword-argument': ['Keyword argument passed twice', 'The call raises a TypeError.'],
    'PLE1300 bad-string-format-character': ['Unknown format character', 'Formatting it raises a ValueError.'],
    'PLE1307 bad-string-format-type': [
      'Argument of the wrong type for a % format',
      'Formatting it raises a TypeError.',
    ],
    'PLE1507 invalid-envvar-value': ['Environment variable name is not a string', 'The call raises a TypeError.'],
    'PLE1519 singledispatch-method': [
      'singledispatch on a method',
      'It chooses by the type of self, never by that of the argument.',
    ],
    'PLE1520 singledispatchmethod-function': ['singledispatchmethod on a function', 'Calling it raises a TypeError.'],
    'PLW0129 assert-on-string-literal': ['assert on a string literal', 'A string is true: the assertion never fails.'],
    'PLW0133 useless-exception-statement': ['Exception created but not raised', 'The statement does nothing.'],
    'PLW0177 nan-comparison': ['Comparison with NaN', 'NaN is equal to nothing, not even to itself.'],
    'PLW0711 binary-op-exception': [
      'Only one of these exceptions is caught',
      '`A or B` is A: only a tuple catches both, the other one is not caught.',
    ],
    'PLW1501 bad-open-mode': ['Invalid mode for open()', 'open() raises a ValueError.'],
    'RUF016 invalid-index-type': ['Index of the wrong type', 'Reading the element raises a TypeError.'],
    'RUF026 default-factory-kwarg': [
      'default_factory passed as a keyword',
      'The dictionary has no default, but an item called default_factory.',
    ],
    'G101 logging-extra-attr-clash': ['extra overwrites a field of the log record', 'Logging raises a KeyError.'],
  }),
  ...rules(
    'error',
    'bug',
    { ...alsoInTests, ...fixed },
    {
      'PLW0245 super-without-brackets': ['super without parentheses', 'super itself has no such method.'],
    },
  ),
  ...rules('error', 'bug', hidden, {
    'B035 static-key-dict-comprehension': [
      'Dictionary comprehension with a constant key',
      'Every iteration overwrites the one before: only one item is left.',
    ],
    'ASYNC105 trio-sync-call': ['Trio coroutine is not awaited', 'Without await the call does nothing.'],
  }),
  ...rules('error', 'bug', guessed, {
    'F633 invalid-print-syntax': [
      '>> with the print function',
      'This is syntax of Python 2: in Python 3 it raises a TypeError.',
    ],
    'B030 except-with-non-exception-classes': [
      'except with something other than exception classes',
      'When an exception comes, a TypeError is raised in its place.',
    ],
    'PGH005 invalid-mock-access': [
      'Mock assertion that asserts nothing',
      'The attribute of a mock is true, or is never called: nothing is checked.',
    ],
    'PLE0307 invalid-str-return-type': ['__str__ does not return a str', 'str() and print() raise a TypeError.'],
    'B034 re-sub-positional-args': [
      'Flags passed as the count of re.sub or re.split',
      'The third positional argument is a number of times: the flags have no effect.',
    ],
  }),
];
