import { alsoInTests, fixed, fixedSafely, guessed, hidden, type RuffRule, rules } from './ruffRule';

const blocks = 'The call blocks the event loop: every other task waits.';

/** The program probably does something else than was meant, or somebody can make it do so. */
export const warnings: readonly RuffRule[] = [
  // Whoever writes classes there reads the list by other means than importing *.
  ...rules(
    'warning',
    'bug',
    { ...alsoInTests, isGuess: true },
    {
      'PLE0604 invalid-all-object': [
        '__all__ contains something other than strings',
        'Importing * raises a TypeError.',
      ],
    },
  ),
  // Whoever catches it where it is raised catches the TypeError, too.
  ...rules(
    'warning',
    'bug',
    { ...alsoInTests, ...fixed },
    {
      'F901 raise-not-implemented': [
        'NotImplemented raised instead of NotImplementedError',
        'NotImplemented is a value, not an exception: raising it raises a TypeError.',
      ],
    },
  ),
  // An example may show one thing after the other under one name.
  ...rules(
    'warning',
    'bug',
    { inTests: { ...alsoInTests.inTests, example: 'hidden' } },
    { 'F811 redefined-while-unused': ['Redefinition of an unused name', 'The earlier definition can never be used.'] },
  ),
  ...rules('warning', 'bug', alsoInTests, {
    'B029 except-with-empty-tuple': ['except with an empty tuple catches nothing', 'The handler never runs.'],
    'PLE4703 modified-iterating-set': ['Set modified while iterating over it', 'The loop raises a RuntimeError.'],
    'RUF030 assert-with-print-message': ['print() as an assertion message', 'The message of the error is None.'],
    'RUF040 invalid-assert-message-literal-argument': [
      'Assertion message is not a string',
      'The second part of an assert is its message: perhaps a comparison was meant.',
    ],
    'F523 string-dot-format-extra-positional-arguments': [
      'Unused argument of str.format',
      'The value is dropped; perhaps a placeholder was forgotten.',
    ],
    'F601 multi-value-repeated-key-literal': [
      'Duplicate dictionary key',
      'The later value silently replaces the earlier one.',
    ],
    'F602 multi-value-repeated-key-variable': [
      'Duplicate dictionary key',
      'The later value silently replaces the earlier one.',
    ],
    'B015 useless-comparison': [
      'Comparison has no effect',
      'The result is dropped; an assignment or an assert was perhaps meant.',
    ],
    'B025 duplicate-try-block-exception': ['Exception caught twice', 'The later handler never runs.'],
  }),
  ...rules(
    'warning',
    'bug',
    { ...alsoInTests, ...fixed },
    {
      'F632 is-literal': [
        'Identity comparison with a literal',
        '`is` compares identity, which is not defined for literals: the result depends on the interpreter.',
      ],
    },
  ),
  // Some put `1 or` before a condition to switch it off.
  ...rules('warning', 'bug', hidden, {
    'SIM222 expr-or-true': [
      'Condition is always true',
      'A string or number after `or` is true by itself: perhaps a comparison with each value was meant.',
    ],
  }),
  ...rules(
    'warning',
    'bug',
    { ...hidden, ...fixed },
    {
      'F504 percent-format-extra-named-arguments': [
        'Unused named argument of a % format',
        'The value is dropped; perhaps a placeholder was forgotten.',
      ],
      'F522 string-dot-format-extra-named-arguments': [
        'Unused named argument of str.format',
        'The value is dropped; perhaps a placeholder was forgotten.',
      ],
      'B033 duplicate-value': ['Duplicate value in a set', 'The value is there once; perhaps another one was meant.'],
    },
  ),
  ...rules(
    'warning',
    'bug',
    { ...hidden, ...fixedSafely },
    {
      'W605 invalid-escape-sequence': [
        'Invalid escape sequence',
        'Python warns of it since 3.12, and a later version will refuse it.',
      ],
    },
  ),
  ...rules('warning', 'bug', hidden, {
    'B012 jump-statement-in-finally': [
      'Jump out of finally discards the exception',
      'return, break and continue in finally discard the exception on its way.',
    ],
    'RUF008 mutable-dataclass-default': ['Mutable default in a dataclass', 'All instances share the one value.'],
    'B003 assignment-to-os-environ': [
      'os.environ replaced',
      'The environment of the process does not change; os.environ.clear() and update() change it.',
    ],
    'B005 strip-with-multi-characters': [
      'strip with a word removes characters, not the word',
      'Every character of the argument is stripped, in any order; removeprefix and removesuffix remove a word.',
    ],
    'B006 mutable-argument-default': [
      'Mutable default argument is changed',
      'The default is made once and shared by every call: a change in one call shows in the next.',
    ],
    'B021 f-string-docstring': ['f-string as a docstring', 'Python does not take it for the documentation.'],
    'B022 useless-contextlib-suppress': ['suppress() without an exception', 'It suppresses nothing.'],
    'INT001 f-string-in-get-text-func-call': [
      'f-string passed to gettext',
      'The text is filled in before it is looked up: it is never translated.',
    ],
    'INT002 format-in-get-text-func-call': [
      'Formatted text passed to gettext',
      'The text is filled in before it is looked up: it is never translated.',
    ],
    'INT003 printf-in-get-text-func-call': [
      'Formatted text passed to gettext',
      'The text is filled in before it is looked up: it is never translated.',
    ],
    'NPY201 numpy2-deprecation': ['Name removed in NumPy 2', 'In NumPy 2 it raises an AttributeError or ImportError.'],
    'PIE794 duplicate-class-field-definition': [
      'Class field defined twice',
      'The later value silently replaces the earlier one.',
    ],
    'PLE0643 potential-index-error': ['Index out of range', 'Reading the element raises an IndexError.'],
    'PLE1141 dict-iter-missing-items': [
      'Dictionary unpacked into key and value without items()',
      'The loop goes over the keys and takes each one apart.',
    ],
    'PLE1206 logging-too-few-args': [
      'Too few arguments for the log message',
      'The record is not written; logging reports an error of its own instead.',
    ],
    'PLE1310 bad-str-strip-call': [
      'strip with duplicate characters',
      'strip removes characters, not words; removeprefix and removesuffix remove a word.',
    ],
    'PLW0128 redeclared-assigned-name': ['Name assigned twice in one statement', 'Only the last value is kept.'],
    'PLW0131 named-expr-without-context': ['Assignment expression as a statement', 'A plain assignment was meant.'],
    'PLW2101 useless-with-lock': [
      'Lock created in the with statement',
      'No other thread can use this lock: it guards nothing.',
    ],
    'RUF006 asyncio-dangling-task': [
      'Task without a reference',
      'The event loop keeps only a weak reference: the task may vanish before it is done.',
    ],
    'RUF024 mutable-fromkeys-value': ['Mutable value in dict.fromkeys', 'All keys share the one value.'],
    'RUF034 useless-if-else': ['Both branches are the same', 'The condition decides nothing.'],
    'RUF049 dataclass-enum': ['Enum made a dataclass', 'Its members are then all equal.'],
    'RUF060 in-empty-collection': ['Membership test in an empty collection', 'The result is always the same.'],
    'S113 request-without-timeout': ['HTTP request without a timeout', 'Without a timeout the call can wait forever.'],
  }),
  ...rules('warning', 'performance', hidden, {
    'ASYNC210 blocking-http-call-in-async-function': ['Blocking HTTP call in an async function', blocks],
    'ASYNC251 blocking-sleep-in-async-function': ['time.sleep in an async function', blocks],
  }),
  ...rules('warning', 'security', hidden, {
    'S301 suspicious-pickle-usage': ['Unsafe deserialization (pickle)', 'Untrusted data can run arbitrary code here.'],
    'S307 suspicious-eval-usage': ['eval() of input', 'Anyone who provides the input can run arbitrary code here.'],
    'S323 suspicious-unverified-context-usage': [
      'TLS certificate verification disabled',
      'Anyone on the network path can read and change the traffic.',
    ],
    'S501 request-with-no-cert-validation': [
      'TLS certificate verification disabled',
      'Anyone on the network path can read and change the traffic.',
    ],
    'S504 ssl-with-no-version': [
      'ssl.wrap_socket without a protocol version',
      'It checks neither certificate nor name of the server, and Python 3.12 no longer has it.',
    ],
    'S602 subprocess-popen-with-shell-equals-true': [
      'Possible command injection',
      'A value in the command line can contain a command of its own, which the shell runs.',
    ],
    'S608 hardcoded-sql-expression': [
      'Possible SQL injection',
      'An untrusted value can change what the query does; pass it as a parameter.',
    ],
  }),
  ...rules('warning', 'bug', guessed, {
    'F822 undefined-export': ['Undefined name in __all__', 'Importing * from this module raises an AttributeError.'],
    'PLE0237 non-slot-assignment': ['Assignment to an attribute not in __slots__', 'It raises an AttributeError.'],
    'NPY001 numpy-deprecated-type-alias': ['Type alias removed from NumPy', 'It raises an AttributeError.'],
    'RUF074 incorrect-decorator-order': [
      'Decorators in the wrong order',
      'The outer decorator does not see what the inner one does, so one of them has no effect.',
    ],
    'B023 function-uses-loop-variable': [
      'Function made in a loop captures the loop variable',
      'Every function made in the loop sees the last value of the variable.',
    ],
    'B032 unintentional-type-annotation': ['Annotation instead of an assignment', 'Nothing is assigned here.'],
    'B039 mutable-contextvar-default': ['Mutable default of a ContextVar', 'All contexts share the one value.'],
    'LOG007 exception-without-exc-info': [
      'logging.exception without the exception',
      'With exc_info=False the traceback is missing; logging.error says the same.',
    ],
    'NPY003 numpy-deprecated-function': ['Function removed from NumPy', 'In NumPy 2 it raises an AttributeError.'],
    'PLE1205 logging-too-many-args': [
      'Too many arguments for the log message',
      'The record is not written; logging reports an error of its own instead.',
    ],
    'PLR0124 comparison-with-itself': [
      'Identical operands',
      'A value is compared with itself; another was probably meant.',
    ],
    'PLW0406 import-self': ['Module imports itself', 'What it wants from itself may not exist yet.'],
    'PLW1507 shallow-copy-environ': [
      'copy.copy of os.environ',
      'A change in the copy changes the environment of the process, too; os.environ.copy() copies it.',
    ],
    'RUF032 decimal-from-float-literal': [
      'Decimal made from a float',
      'The float is rounded before Decimal sees it; a string keeps all digits.',
    ],
    'RUF066 property-without-return': ['Property without a return', 'Reading it always brings None.'],
    'RUF073 f-string-percent-format': ['% applied to an f-string', 'The values may themselves contain %.'],
    // Runners of tests never leave assertions out.
    'RUF018 assignment-in-assert': [
      'Assignment inside assert',
      'With python -O the assertion and its assignment vanish.',
    ],
    'LOG014 exc-info-outside-except-handler': [
      'exc_info outside an exception handler',
      'There is no exception to log: the record ends with "NoneType: None".',
    ],
    'PIE796 non-unique-enums': ['Duplicate value in an enum', 'The later member is another name of the earlier one.'],
    'B031 reuse-of-groupby-generator': [
      'Group of groupby used twice',
      'A group is an iterator: the second time it is empty.',
    ],
    'YTT101 sys-version-slice3': [
      'sys.version[:3] is "3.1" for Python 3.10 and later',
      'For Python 3.10 and later it is "3.1".',
    ],
    'YTT102 sys-version2': ['sys.version[2] is "1" for Python 3.10 and later', 'For Python 3.10 and later it is "1".'],
    'YTT103 sys-version-cmp-str3': ['sys.version compared with a string', 'As text, "3.10" comes before "3.2".'],
    'YTT301 sys-version0': ['sys.version[0] is "1" for Python 10', 'For Python 10 it is "1".'],
    'YTT302 sys-version-cmp-str10': ['sys.version compared with a string', 'As text, "10" comes before "3".'],
    'YTT303 sys-version-slice1': ['sys.version[:1] is "1" for Python 10', 'For Python 10 it is "1".'],
    'B018 useless-expression': [
      'Expression has no effect',
      'The value is dropped; a call or an assignment was perhaps meant.',
    ],
    'B909 loop-iterator-mutation': [
      'Collection modified while iterating over it',
      'The loop skips elements, or raises a RuntimeError.',
    ],
    'PLW0127 self-assigning-variable': [
      'Variable assigned to itself',
      'It changes nothing; another was probably meant.',
    ],
    'PLW1508 invalid-envvar-default': [
      'Default of an environment variable is not a string',
      'The value is a string when the variable is set, and something else when it is not.',
    ],
    'RUF027 missing-f-string-syntax': [
      'String with placeholders lacks its f',
      'The text shows the braces, not values.',
    ],
    // Mostly a handler calls the function, from another file or through another function.
    'LOG004 log-exception-outside-except-handler': [
      'logging.exception outside an exception handler',
      'There is no exception to log: the record ends with "NoneType: None".',
    ],
    // Of three projects two had it for what the names of files have in common, which is what it finds.
    'RUF071 os-path-commonprefix': [
      'os.path.commonprefix compares characters',
      'The common prefix may end in the middle of a name; os.path.commonpath compares whole names.',
    ],
    'T100 debugger': ['Debugger call left in the code', 'Execution stops and waits where the debugger is called.'],
  }),
  ...rules('warning', 'performance', guessed, {
    'ASYNC100 cancel-scope-no-checkpoint': [
      'Timeout around code that never awaits',
      'The timeout can never take effect.',
    ],
    'ASYNC220 create-subprocess-in-async-function': ['Blocking process call in an async function', blocks],
    'ASYNC221 run-process-in-async-function': ['Blocking process call in an async function', blocks],
    'ASYNC222 wait-for-process-in-async-function': ['Blocking wait in an async function', blocks],
    'ASYNC250 blocking-input-in-async-function': ['Blocking input() in an async function', blocks],
  }),
  ...rules('warning', 'security', guessed, {
    // A script's own moment between name and file is hardly anybody else's.
    'S306 suspicious-mktemp-usage': [
      'Insecure temporary file (tempfile.mktemp)',
      'Another process can create the file first; use mkstemp or NamedTemporaryFile.',
    ],
    'S103 bad-file-permissions': ['World-writable file permissions', 'Every user of the machine can change the file.'],
    'S304 suspicious-insecure-cipher-usage': ['Insecure cipher', 'The cipher can be broken.'],
    'S305 suspicious-insecure-cipher-mode-usage': ['Insecure cipher mode', 'Equal blocks stay equal: patterns show.'],
    'S502 ssl-insecure-version': ['Insecure TLS version', 'The protocol can be broken.'],
    'S503 ssl-with-bad-defaults': ['Insecure TLS version', 'The protocol can be broken.'],
    'S505 weak-cryptographic-key': ['Weak cryptographic key', 'A key this short can be found by trying.'],
    'S605 start-process-with-a-shell': [
      'Possible command injection',
      'A value in the command line can contain a command of its own, which the shell runs.',
    ],
    'S507 ssh-no-host-key-verification': [
      'SSH host key verification disabled',
      'Anyone on the network path can impersonate the server.',
    ],
    // Mostly the document is the program's own.
    'S506 unsafe-yaml-load': [
      'Unsafe yaml.load (arbitrary code execution)',
      'An untrusted document can create any object and run any command; use safe_load.',
    ],
    'S201 flask-debug-true': ['Flask debug mode enabled', 'Anyone who reaches its error page can run arbitrary code.'],
    'S202 tarfile-unsafe-members': [
      'Archive extracted unchecked',
      "A member's name can lead out of the folder and overwrite any file; filter='data' refuses such members.",
    ],
    'S324 hashlib-insecure-hash-function': [
      'Password or secret hashed with a weak hash function',
      'MD5 and SHA-1 are fast and broken: the value can be guessed or forged.',
    ],
  }),
];
