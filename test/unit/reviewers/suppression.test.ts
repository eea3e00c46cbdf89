import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ReportedFinding } from '../../../src/core/types';
import { withSuppressed } from '../../../src/reviewers/analyzers/suppression';

/** The rules that are silent at the first `HERE` of a text, of two that find something there. */
function silentAt(text: string, language = ''): (string | undefined)[] {
  const start = text.indexOf('HERE');
  assert.notEqual(start, -1);
  const findings = ['sql-concatenation', 'use-after-move'].map(
    (rule): ReportedFinding => ({
      ...{ source: 'ast-grep', rule, title: '', explanation: '', severity: 'error', category: 'bug' },
      ...{ confidence: 'high', span: { start, end: start + 1 } },
    }),
  );
  const names: Readonly<Record<string, readonly string[]>> = {
    'sql-concatenation': ['gosec', 'G201', 'S608', 'B608', 'SA9999'],
    'use-after-move': ['bugprone-use-after-move', 'used-before-assignment'],
  };
  const after = withSuppressed({ text, language }, findings, (rule) => names[rule] ?? []);
  assert.equal(after.length, findings.length);
  return after.filter(({ hiddenBy }) => hiddenBy?.kind === 'comment').map(({ rule }) => rule);
}

const both = ['sql-concatenation', 'use-after-move'];
const sql = ['sql-concatenation'];
const move = ['use-after-move'];

const cases: readonly [name: string, silent: readonly string[], text: string][] = [
  ['ours, for a rule', sql, 'HERE // folder-review-ignore: sql-concatenation'],
  ['ours, for a rule with its source', sql, 'HERE // folder-review-ignore: ruff/E501, ast-grep/sql-concatenation'],
  ['ours, for a rule of another source', [], 'HERE // folder-review-ignore: ruff/sql-concatenation'],
  ['ours, for all', both, 'HERE // folder-review-ignore'],
  ['ours, above', both, '# folder-review-ignore-next-line\nHERE'],
  ['ours, further above', [], '# folder-review-ignore-next-line\n\nHERE'],
  ['eslint, line', both, 'HERE // eslint-disable-line'],
  ['eslint, line, for a reason', both, 'HERE // eslint-disable-line -- as agreed'],
  ['eslint, our own name among others', move, 'HERE // eslint-disable-line no-eval, use-after-move -- as agreed'],
  ['eslint, an unknown name', [], 'HERE // eslint-disable-line no-eval'],
  ['eslint, next line', sql, '/* eslint-disable-next-line sql-concatenation */\nHERE'],
  ['eslint, from here', both, '/* eslint-disable */\n\nHERE'],
  ['eslint, from here, no block comment', [], '// eslint-disable\n\nHERE'],
  ['eslint, until here', [], '/* eslint-disable */\na\n/* eslint-enable */\nHERE'],
  [
    'eslint, until here for one',
    move,
    '/* eslint-disable */\n/* eslint-disable use-after-move */\n/* eslint-enable */\n/* eslint-disable use-after-move */\nHERE',
  ],
  ['noqa', both, 'HERE  # noqa'],
  ['noqa in capitals', both, 'HERE  # NOQA'],
  ['noqa with a code', sql, 'HERE  # noqa: E501,S608'],
  ['noqa with codes and words', sql, 'HERE  # noqa: E501 S608 - as agreed'],
  ['noqa with an unknown code', [], 'HERE  # noqa: E501'],
  ['noqa of a file', both, '# flake8: noqa\n\nHERE'],
  ['noqa of a file for a code', sql, 'a\n# ruff: noqa: S608\n\nHERE'],
  ['noqa of a file for an unknown code', [], '# ruff: noqa: F401\n\nHERE'],
  ['noqa elsewhere', [], 'a  # noqa\nHERE'],
  ['pylint', move, 'HERE  # pylint: disable=used-before-assignment'],
  ['pylint, all', both, 'HERE  # pylint: disable=all'],
  ['pylint, next', move, '# pylint: disable-next=used-before-assignment\nHERE'],
  ['pylint, in its block', move, 'def f():\n    # pylint: disable=used-before-assignment\n\n    if a:\n        HERE'],
  ['pylint, behind its block', [], 'def f():\n    # pylint: disable=used-before-assignment\n    a\nHERE'],
  ['clang-tidy', both, 'HERE // NOLINT'],
  ['clang-tidy behind words', both, 'HERE // as agreed NOLINT'],
  ['clang-tidy with a check', move, 'HERE // NOLINT(bugprone-use-after-move)'],
  ['clang-tidy with a group', move, 'HERE // NOLINT(google-*, bugprone-*)'],
  ['clang-tidy with every group', both, 'HERE /* NOLINT(*) */'],
  ['clang-tidy with another check', [], 'HERE // NOLINT(google-explicit-constructor)'],
  ['clang-tidy, next line', move, '// NOLINTNEXTLINE(bugprone-use-after-move)\nHERE'],
  ['clang-tidy, this line by the other word', [], 'HERE // NOLINTNEXTLINE'],
  [
    'clang-tidy, a stretch',
    move,
    '// NOLINTBEGIN(bugprone-use-after-move)\na\nHERE\n// NOLINTEND(bugprone-use-after-move)',
  ],
  ['clang-tidy, behind a stretch', [], '// NOLINTBEGIN\na\n// NOLINTEND\nHERE'],
  ['golangci', both, 'HERE //nolint'],
  ['golangci, a linter', sql, 'HERE //nolint:errcheck,gosec // as agreed'],
  ['golangci, another linter', [], 'HERE //nolint:errcheck'],
  ['golangci, above a function', sql, '//nolint:gosec\nfunc f() {\n\ta\n\n\tHERE\n}\n'],
  ['golangci, above another function', [], '//nolint:gosec\nfunc f() {\n\ta\n}\nHERE\n'],
  ['staticcheck', sql, '//lint:ignore SA9999 as agreed\nHERE'],
  ['staticcheck, another check', [], '//lint:ignore SA1019 as agreed\nHERE'],
  ['gosec', both, 'HERE // #nosec'],
  ['gosec, a rule', sql, 'HERE // #nosec G201 -- as agreed'],
  ['gosec, another rule', [], 'HERE // #nosec G404'],
  ['bandit, a rule', sql, 'HERE  # nosec B608'],
  ['SonarQube', both, 'HERE // NOSONAR'],
  ['SonarQube, with words', both, 'HERE // as agreed NOSONAR it is'],
  ['the word in no comment', [], 'HERE NOLINT nolint NOSONAR noqa nosec'],
];

const inLanguages: readonly [language: string, silent: readonly string[], text: string][] = [
  ['python', [], 'HERE("# noqa")'],
  ['python', [], 'HERE = """\n# flake8: noqa\n"""'],
  ['python', both, 'HERE("#")  # noqa'],
  ['javascript', [], 'HERE("// folder-review-ignore")'],
  ['typescriptreact', [], 'a = "/* eslint-disable */";\nHERE'],
  ['typescriptreact', both, '/* eslint-disable */\na = "/* eslint-enable */";\nHERE'],
  ['javascript', both, "HERE('http://a'); // as agreed NOSONAR, isn't it"],
  ['go', [], 'HERE(`//nolint`)'],
  ['go', both, 'HERE(`// a`) //nolint'],
  ['c', [], 'HERE("// NOLINT");'],
  ['c', both, "HERE('\"'); // NOLINT"],
  ['yaml', [], 'HERE: "# folder-review-ignore"'],
  ['yaml', both, 'HERE: "#" # folder-review-ignore'],
  ['markdown', both, 'HERE "<!-- folder-review-ignore -->"'],
];

describe('suppression comments', () => {
  for (const [name, silent, text] of cases) {
    it(name, () => assert.deepEqual(silentAt(text), silent));
  }

  for (const [language, silent, text] of inLanguages) {
    it(`${silent.length > 0 ? 'is' : 'is no'} comment in ${language}: ${JSON.stringify(text)}`, () =>
      assert.deepEqual(silentAt(text, language), silent));
  }

  it('leaves the findings in their order, and the text of every other one alone', () => {
    const text = 'a // NOSONAR\nb\na // NOSONAR';
    const findings = [14, 0, 13].map(
      (start): ReportedFinding => ({
        ...{ source: 'text', rule: 'r', title: `${start}`, explanation: '', severity: 'error', category: 'bug' },
        ...{ confidence: 'high', span: { start, end: start + 1 } },
      }),
    );
    const after = withSuppressed({ text, language: '' }, findings);
    assert.deepEqual(
      after.map(({ title, hiddenBy }) => [title, hiddenBy?.kind]),
      [
        ['14', undefined],
        ['0', 'comment'],
        ['13', undefined],
      ],
    );
    assert.equal(after[0], findings[0]);
  });
});
