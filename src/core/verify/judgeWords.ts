/** What linters, compilers and tools for coverage heed in the code itself, by the pages on how to silence them. */
const silences = [
  // ESLint and what descends from it, TypeScript, Biome, Deno, Prettier’s neighbours
  '(?:eslint|oxlint|tslint|stylelint|markdownlint|ktlint|swiftlint|rubocop|pylint|scalastyle|checkstyle)[-:]\\s{0,9}(?:disable|off)',
  'eslint\\s{1,9}[\\w@/-]{1,80}\\s{0,9}:',
  '@ts-(?:ignore|expect-error|nocheck)|@flow\\s{1,9}off|\\$Flow(?:FixMe|Ignore)',
  '(?:biome|deno-lint|rome|phpcs|html-validate|ansible-lint|hadolint|tflint)-?(?:ignore|[:\\s]ignore|[:\\s]disable)',
  // Python
  'noqa\\b|type:\\s{0,9}ignore|(?:mypy|pyright|ty|pyre):?\\s{0,9}-?ignore|pyright:\\s{0,9}basic|mypy:\\s|nosec\\b|ruff:\\s',
  // Go, C and C++, C#, Java, Kotlin, PHP, shell, Perl
  '//\\s{0,9}nolint|//\\s{0,9}lint:(?:file-)?ignore|#nosec|\\bNOLINT\\w*|\\bNOSONAR\\b|\\bNOPMD\\b|cppcheck-suppress|\\bcoverity\\[',
  '#\\s{0,9}pragma\\s{1,9}(?:warning\\b|(?:GCC|clang)\\s{1,9}diagnostic)|\\[\\[maybe_unused|SuppressMessage|#nullable\\s{1,9}disable',
  '@Suppress(?:Warnings|Lint|FBWarnings)?\\b|@phpstan-ignore|@psalm-suppress|shellcheck\\s{1,9}disable|##\\s{0,9}no\\s{1,9}critic',
  // Rust, Swift, Elixir, Haskell
  '#!?\\[\\s{0,9}(?:allow|expect|cfg_attr\\([^\\n]{0,80}?allow)\\b|credo:disable|OPTIONS_GHC',
  // Coverage, and ours
  'pylint:\\s{0,9}skip-file|@no_type_check|#\\s{0,9}pragma\\s{1,9}(?:GCC|clang)\\s{1,9}system_header|(?:yamllint|noinspection|pyre-ignore-all-errors|rubocop:\\s{0,9}todo|fmt:\\s{0,9}off)\\b',
  '(?:istanbul|c8|v8|node:coverage)\\s{1,9}(?:ignore|disable)|pragma:\\s{0,9}no\\s{0,9}(?:cover|branch)|LCOV_EXCL|folder-review-ignore',
];

/** What test runners take for a test that does not run, may fail, or runs alone. */
const skips = [
  '\\b(?:it|test|describe|suite|context|specify|bench)\\s{0,9}\\.\\s{0,9}(?:\\w{1,20}\\s{0,9}\\.\\s{0,9}){0,3}(?:skip|only|todo|fails|failing|skipIf|runIf|fixme)\\b',
  '\\b(?:xit|xtest|xdescribe|xcontext|xspecify|fit|fdescribe|fcontext)\\s{0,9}[(\'" ]|\\bthis\\.skip\\(',
  '\\bpytest\\s{0,9}\\.\\s{0,9}(?:mark\\s{0,9}\\.\\s{0,9}(?:skip|skipif|xfail)|skip|xfail|importorskip)\\b|\\bunittest\\s{0,9}\\.\\s{0,9}(?:skip|expectedFailure)|\\.skipTest\\(|@skip(?:If|Unless)?\\b|\\b__test__\\b|collect_ignore',
  '\\b[tb]\\.(?:Skip|SkipNow|Skipf)\\(|//\\s{0,9}\\+build|//go:build',
  '#\\[\\s{0,9}(?:ignore|should_panic)\\b|@(?:Ignore|Disabled\\w*)\\b|\\bSkip\\s{0,9}=\\s{0,9}"|\\[\\s{0,9}(?:Ignore|Explicit)\\b|\\bXCTSkip',
  '\\bmarkTest(?:Skipped|Incomplete)\\b|\\bGTEST_SKIP\\b|\\bDISABLED_\\w|passWithNoTests|--pass-with-no-tests',
];

/** What turns assertions off, or takes a failure before it can end the program. */
const switches = [
  // C and C++, Rust, Python, Java, .NET
  '\\bNDEBUG\\b|#\\s{0,9}(?:undef|define)\\s{1,9}assert\\b|\\bdebug[-_]assertions\\b|\\bPYTHONOPTIMIZE\\b|\\bpython[\\d.]{0,9}\\s{1,9}-OO?\\b',
  '-(?:disableassertions|da\\b)|\\bsetDefaultAssertionStatus\\b|\\bTrace\\.Listeners\\b|\\bDebug\\.Listeners\\b',
  // Handlers of what nobody has caught
  '\\bSIGABRT\\b|\\bset_terminate\\b|\\bset_hook\\b|\\bexcepthook\\b|\\buncaughtException\\b|\\bunhandledRejection\\b|\\bUncaughtExceptionHandler\\b',
  // Another assertion in the place of the one that is there
  '\\bassert\\w{0,40}(?:\\.\\w{1,40})?\\s{0,9}=(?![=>])',
];

/** A code by which whoever started a program is told that it failed; what is written any other way may be 0. */
const failure = '(?:[1-9]\\d?|1\\d\\d|-1|EXIT_FAILURE|ExitCode\\.Failure)';
/** A word by which a program ends, and what it is found in where it is not called by itself. */
const enders = '(?:_exit|_Exit|quick_exit|exit|Exit|exitProcess|reallyExit|halt|quit|die|stop)';
const owners =
  '(?:process|Process|sys|os|posix|POSIX|System|Environment|Deno|Bun|syscall|libc|C|Kernel|Runtime|getRuntime\\(\\)|erlang)';

/** What ends a program, but for such as says that it failed: whatever would fail behind it is never come to. */
const ends = [
  `\\b(?!die|stop)${enders}\\s{0,9}\\(\\s{0,9}(?:0|EXIT_SUCCESS|None)?\\s{0,9}\\)`,
  `(?:\\b${owners}\\s{0,9}(?:\\.|::|->|:)\\s{0,9}|(?<![\\w.>:$#"'\`-])(?!stop))${enders}\\s{0,9}!?\\((?!\\s{0,9}${failure}\\s{0,9}\\))(?!(?<=\\bsys\\.exit\\()\\s{0,9}f?["'])`,
  `\\bSystemExit\\b(?!\\s{0,9}\\(\\s{0,9}(?:${failure}\\s{0,9}\\)|f?["']))|\\bexitSuccess\\b|\\bexitWith\\b|\\bExitSuccess\\b|\\bexit!`,
  // Another program in its place
  '\\bexec(?:l|le|lp|lpe|v|ve|vp|vpe)\\s{0,9}\\(',
  // Shells, PowerShell, Perl, PHP and Ruby, in which it is no call
  `(?:^|[;&|({'"]|\\b(?:then|else|do)\\s)[ \\t]{0,99}(?:exit|die|exec[ \\t]+(?:/\\w+)*/?(?:true|:))(?![ \\t]+${failure}\\b)(?=[ \\t]*(?:$|[;&|)}'"#\\d$]))`,
  // By another name
  '\\[\\s{0,9}["\'`](?:_?exit|reallyExit)["\'`]\\s{0,9}\\]|\\bgetattr\\s{0,9}\\([^\\n]{0,80}["\']_?exit["\']|\\bexitCode\\s{0,9}(?:\\?\\?|\\|\\||&&)=',
  `\\bexitCode\\s{0,9}=\\s{0,9}0\\b|\\bprocess\\.exitCode\\s{0,9}=(?!=)(?!\\s{0,9}${failure}\\b)`,
];

/** In code: the name of what ends a program, however it is called then, but for a call that says that it failed. */
const endersByName = [
  `(?<![\\w$#-])(?:_?exit|_Exit|quick_exit|reallyExit|exitProcess|ExitProcess|Exit)\\b(?!-|\\s{0,9}\\(\\s{0,9}${failure}\\s{0,9}\\)|[ \\t]{1,9}${failure}\\b)(?!(?<=\\bsys\\.exit)\\s{0,9}\\(\\s{0,9}f?["'])`,
];

/** By what code tells that it is run by a test runner, or where builds are: it can be another then. */
const surroundings = [
  '\\b(?:NODE_TEST_CONTEXT|NODE_V8_COVERAGE|PYTEST_\\w+|JEST_WORKER_ID|VITEST(?:_\\w+)?|MOCHA_\\w+|CARGO_MANIFEST_DIR|GITHUB_ACTIONS|CONTINUOUS_INTEGRATION|FOLDER_REVIEW_RUN|UNIT_TEST(?:S|ING)?|TESTING)\\b',
  '\\b(?:env|environ|getenv|Getenv|LookupEnv|var|var_os|ENV|GetEnvironmentVariable)\\b[^\\w\\n]{1,6}(?:get\\b[^\\w\\n]{1,4})?CI\\b|\\$\\{?CI\\b',
  '\\bNODE_ENV\\b[^\\n]{0,20}\\btest\\b|\\bimport\\.meta\\.vitest\\b|\\btypeof\\s{1,9}(?:describe|it|test|jest|vi|expect)\\b',
  '["\'](?:pytest|unittest|_pytest|nose2?|doctest)["\']\\s{1,9}(?:not\\s{1,9})?in\\b|\\bsys\\s{0,9}\\.\\s{0,9}(?:modules|gettrace|settrace)\\b',
  '\\bcfg!?\\s{0,9}\\(\\s{0,9}(?:not\\s{0,9}\\(\\s{0,9})?test\\b|\\btesting\\s{0,9}\\.\\s{0,9}Testing\\b|\\bflag\\s{0,9}\\.\\s{0,9}Lookup\\s{0,9}\\(\\s{0,9}"test\\.',
];

/** With the rest of the line, as much of it as tells one from another. */
function withRest(patterns: readonly string[]): RegExp {
  return new RegExp(`(?:${patterns.join('|')})[^\\n]{0,120}`, 'gm');
}

/** The words by which code tells those who judge it to look away. */
export const judgeWords = [
  { weakening: 'silences a check', pattern: withRest(silences) },
  { weakening: 'switches checks off', pattern: withRest(switches) },
  { weakening: 'skips a test', pattern: withRest(skips) },
  { weakening: 'ends the program', pattern: withRest(ends) },
  { weakening: 'ends the program', pattern: withRest(endersByName), inCode: true },
  { weakening: 'asks whether it is under test', pattern: withRest(surroundings) },
] as const;
