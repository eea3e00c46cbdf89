/** Where tests may lie, or what they compare with, that are told from code by what a command does alone. */
const places =
  /(?:^|\/)(?:specs?|mocks?|stubs?|step[-_]?definitions)\/|^(?:checks?|qa|verification)\/|(?:^|\/)features\/(?:.*\/)?(?:steps|support)\/|(?:^|\/)(?:(?:run|all)[-_]?tests?|(?:test[-_]?)?suites?|self[-_]?(?:tests?|checks?)|golden)\.\w+$|^(?:verify|checks?|smoke|asserts?|assertions?|expectations?)\.\w+$|\.feature$|(?:^|\/)(?:scenarios?|checks?|expect\w*|acceptance|smoke)\/.*\.(?:txt|out|csv|tsv|xml)$|(?:^|[/._-])(?:expected|golden)(?:[._-][^/]*)?$/i;

/** What only tests use: their frameworks, by the names that programs call them by. */
const frameworks = [
  // JavaScript
  '(?:from|import|require\\()\\s{0,9}["\'](?:node:test|vitest|mocha|chai|jasmine|ava|tape?|uvu|expect|should|supertest|bun:test|@(?:jest|playwright/test|cucumber|testing-library|open-wc/testing)\\b)[^"\'\\n]{0,80}["\']',
  // Python
  '^[ \\t]{0,99}(?:import|from)\\s{1,9}(?:pytest|unittest|nose2?|behave|pytest_bdd|lettuce|robot|testtools)\\b',
  // Go
  '^(?:import\\s|\\s)\\s{0,9}(?:[\\w.]{1,40}\\s{1,9})?"(?:testing|[\\w./-]{0,80}/(?:testify|gomega|ginkgo|godog)(?:/[\\w/]{1,40})?)"',
  // Java, Kotlin, C#, PHP, Ruby
  '^\\s{0,9}(?:import|using|use)\\s{1,9}(?:static\\s{1,9})?(?:org[./]junit|org\\.assertj|org\\.hamcrest|org\\.testng|io\\.cucumber|Xunit|NUnit|PHPUnit)\\b',
  '^\\s{0,9}require\\s{1,9}["\'](?:minitest|rspec|test/unit|cucumber)\\b',
];
const framework = new RegExp(frameworks.join('|'), 'm');

/** Words by which those who check something call their files; code that a project delivers may be called so, too. */
const words =
  'checks?|asserts?|assertions?|verify|verif(?:ies|ications?)|expect(?:s|ed|ations?)?|smoke|scenarios?|steps?|specs?|acceptance';
/** Features at the top are those of Cucumber; below that, products are divided by them. */
const word = new RegExp(`(?:^|[/._-])(?:${words})(?=[/._-])|^features?/`, 'i');
/** The same, as names of classes and functions have them. */
const inner = /[a-z\d](?:Checks?|Asserts?|Verify|Verification|Expectations?|Smoke|Scenarios?|Steps?|Spec)(?=[A-Z.])/;

/** How a program says by itself that something is not as it should be, or data what should be. */
const failing = new RegExp(
  [
    '["\'][^"\'\\n]{0,80}\\bassert(?:\\b|ions?\\b)[^"\'\\n]{0,20}["\']|^\\s{0,99}assert\\b|\\b(?:console\\.)?assert\\w{0,20}!?(?:\\.\\w{1,20})?\\s{0,9}\\(',
    '\\b(?:process|sys|os|Deno)\\s{0,9}\\.\\s{0,9}[eE]xit(?:Code\\s{0,9}=|\\()\\s{0,9}[1-9]|\\bSystemExit\\b|(?:^|[;&|])\\s{0,99}exit\\s{1,9}[1-9]',
    '\\bthrow\\s{1,9}new\\s|\\braise\\s{1,9}["\'\\w]|\\bpanic!?\\s{0,9}\\(|\\b(?:abort|die)\\b',
    '["\']?\\bexpect(?:s|ed|ation)?\\w{0,20}["\']?\\s{0,9}[:=]',
  ].join('|'),
  'm',
);

/** Has code as an example only. */
const prose = /\.(?:md|mdx|markdown|rst|adoc|txt|html?)$/i;

/**
 * Whether a file may be a test though no test runner would look for it by its name: by where it lies, by the framework that it
 * uses, or, where its path has a word for it, by how it fails.
 *
 * @param path relative to the top of the repository
 */
export function perhapsTest(path: string, text: string): boolean {
  const isNamed = word.test(path) || inner.test(path);
  return places.test(path) || (!prose.test(path) && (framework.test(text) || (isNamed && failing.test(text))));
}
