import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { weakeningsOf } from '../../../src/core/verify/weakens';

/** What is said of a file in which a text takes the place of another. */
function said(path: string, before: string, now: string, definitions: readonly string[] = []) {
  return weakeningsOf({ path, text: before, edits: [{ start: 0, end: before.length, newText: now }] }, definitions);
}

describe('what weakens a check', () => {
  for (const [path, line] of [
    ['src/a.mjs', 'process.exit?.(0);'],
    ['src/a.mjs', 'globalThis.process?.exit?.(0);'],
    ['src/a.mjs', 'const { exit: e } = process; e(0);'],
    ['src/a.mjs', "import { exit as e } from 'node:process';"],
    ['src/a.mjs', "process['exit'](0);"],
    ['src/a.mjs', 'process.exitCode ??= 0;'],
    ['src/a.py', 'from os import _exit as e; e(0)'],
    ['src/a.py', 'e = sys.exit'],
    ['src/a.py', 'getattr(sys, "exit")()'],
    ['src/a.go', 'e := os.Exit'],
    ['src/a.rs', 'use std::process::exit as e;'],
    ['src/a.sh', 'exit true'],
    ['src/a.sh', 'exit $((0))'],
  ] as const) {
    it(`is the name of what ends a program: ${line}`, () => {
      assert.deepEqual(said(path, 'a\n', `a\n${line}\n`), ['ends the program']);
    });
  }

  for (const [path, line] of [
    ['src/a.mjs', '// leaves by the exit, or process exit'],
    ['src/a.mjs', 'process.exit(1);'],
    ['src/a.mjs', 'if (child.exitCode !== 0) onExit(exits);'],
    ['src/a.py', 'sys.exit("no file")'],
    ['src/a.py', 'sys.exit(2)'],
    ['src/a.sh', 'exit 1'],
    ['src/a.css', '.fade-exit { color: red }'],
    ['docs/a.md', 'To exit, press q.'],
    ['src/a.mjs', 'const decision = testing + Citation.of(CIRCLE);'],
  ] as const) {
    it(`is not: ${line}`, () => assert.deepEqual(said(path, 'a\n', `a\n${line}\n`), []));
  }

  for (const line of [
    'if (process.env.NODE_TEST_CONTEXT) return 3;',
    'if (process.env.CI) return 3;',
    'if (process.env["CI"]) return 3;',
    'if os.environ.get("CI"): return 3',
    'if os.getenv("PYTEST_CURRENT_TEST"): return 3',
    'if "pytest" in sys.modules: return 3',
    'if cfg!(test) { 3 }',
    '#[cfg(not(test))]',
    'if testing.Testing() { return 3 }',
    'if [ -n "$CI" ]; then',
    "if (process.env.NODE_ENV === 'test') return 3;",
    "if (typeof describe === 'function') return 3;",
  ]) {
    it(`is asking whether it is under test: ${line}`, () => {
      assert.ok(said('src/a', 'a\n', `a\n${line}\n`).includes('asks whether it is under test'));
    });
  }

  for (const line of ['# pylint: skip-file', '#pragma GCC system_header', '@no_type_check', '# fmt: off']) {
    it(`is silencing a check as a whole: ${line}`, () => {
      assert.deepEqual(said('src/a', 'a\n', `a\n${line}\n`), ['silences a check']);
    });
  }

  it('is nothing of a plain edit', () => {
    assert.deepEqual(said('src/a.ts', 'const a = 1;\n', 'const a = 2;\n', ['package.json']), []);
  });

  for (const [path, expected] of [
    ['test/a.ts', ['changes a test']],
    ['src/a.test.ts', ['changes a test']],
    ['pkg/a_test.go', ['changes a test']],
    ['spec/sum_helper.rb', ['changes a test']],
    ['lib/specs/add.mjs', ['changes a test']],
    ['src/mocks/data.mjs', ['changes a test']],
    ['checks/add.mjs', ['changes a test']],
    ['runtests.py', ['changes a test']],
    ['tools/suite.mjs', ['changes a test']],
    ['golden.mjs', ['changes a test']],
    ['verify.mjs', ['changes a test']],
    ['test/fixtures/a.json', ['changes what tests read']],
    ['src/__snapshots__/a.snap', ['changes what tests read']],
    ['.github/workflows/ci.yml', ['changes what builds, tests or checks the code']],
    ['eslint.config.mjs', ['changes what builds, tests or checks the code']],
    ['web/tsconfig.json', ['changes what builds, tests or checks the code']],
    ['pyproject.toml', ['changes what builds, tests or checks the code']],
    ['src/check.py', ['changes what a command is made of']],
    ['SRC/Check.py', ['changes what a command is made of']],
  ] as const) {
    it(`is an edit of ${path}`, () => assert.deepEqual(said(path, 'a', 'b', ['src/check.py']), expected));
  }

  for (const path of (
    'ruff.toml .ruff.toml lib/.clang-tidy .golangci.yml golangci.yml jest.config.json vitest.config.mts .mocharc.yml pytest.ini tox.ini ' +
    '.coveragerc clippy.toml .eslintignore .markdownlint.json tslint.json checkstyle.xml detekt.yml .swiftlint.yml ' +
    'pyrightconfig.json CPPLINT.cfg deny.toml lsan.supp .yamllint .hadolint.yaml sonar-project.properties .editorconfig'
  ).split(' ')) {
    it(`is an edit of what tells tools what to find: ${path}`, () =>
      assert.deepEqual(said(path, 'a', 'b'), ['changes what builds, tests or checks the code']));
  }

  for (const path of [
    'src/ruff.ts',
    'src/detekt.kt',
    'src/coverage.ts',
    'lib/lint.rs',
    'src/checks/nullness.ts',
    'src/verifySignature.ts',
    'lib/inspector.rb',
    'README.md',
    'data/config.json',
  ]) {
    it(`is no edit of ${path}`, () => assert.deepEqual(said(path, 'a', 'b'), []));
  }

  for (const line of [
    '// eslint-disable-next-line no-undef',
    '/* eslint no-undef: "off" */',
    '// @ts-ignore',
    '// @ts-expect-error later',
    '// biome-ignore lint/style: x',
    '// deno-lint-ignore no-x',
    'x = 1  # noqa',
    'x = f()  # type: ignore[arg-type]',
    '# pylint: disable=all',
    'x() // nolint:errcheck',
    '//lint:ignore U1000 x',
    '#[allow(dead_code)]',
    '#![allow(clippy::all)]',
    'int a; // NOLINT(x)',
    '#pragma GCC diagnostic ignored "-Wall"',
    '#pragma warning disable CS0168',
    '@SuppressWarnings("unchecked")',
    '# rubocop:disable Style/X',
    '# shellcheck disable=SC2086',
    '/* istanbul ignore next */',
    'if x:  # pragma: no cover',
    '// folder-review-ignore-next-line',
  ]) {
    it(`is silencing a check: ${line}`, () => {
      assert.deepEqual(said('src/a', 'a\n', `a\n${line}\n`), ['silences a check']);
      assert.deepEqual(said('src/a', `${line}\n`, `a\n${line}\n`), []);
      assert.deepEqual(said('src/a', `${line}\na\n`, 'a\n'), []);
    });
  }

  for (const line of [
    "it.skip('x', () => {",
    "describe.only('x', () => {",
    'test.concurrent.skip(',
    "xit('x', f)",
    "fdescribe('x', f)",
    '@pytest.mark.skipif(True, reason="")',
    '@unittest.skip("x")',
    't.Skip("x")',
    '#[ignore]',
    '@Disabled',
    '[Fact(Skip = "x")]',
    '$this->markTestSkipped();',
    'TEST(A, DISABLED_b) {',
  ]) {
    it(`is skipping a test: ${line}`, () => assert.deepEqual(said('src/a', 'a\n', `a\n${line}\n`), ['skips a test']));
  }

  for (const line of [
    'process.exit(0);',
    'process.exit()',
    'sys.exit(0)',
    'os.Exit(0)',
    'exit(EXIT_SUCCESS);',
    'exit 0',
    'process.exitCode = 0;',
    'process.exitCode = code;',
    'sys.exit(code)',
    'sys.exit(main())',
    'sys.exit(1 - 1)',
    'exit(256)',
    'raise SystemExit',
    'raise SystemExit(0)',
    'os._exit(status)',
    'os.execv("/bin/true", ["true"])',
    'execl("/bin/true", "true", NULL);',
    'process.reallyExit(0)',
    'process.exit(code ?? 0);',
    '_exit(status);',
    'quick_exit(n);',
    'std::process::exit(code)',
    'os.Exit(run())',
    'System.exit(status);',
    'Runtime.getRuntime().halt(status);',
    'exitProcess(status)',
    'Deno.exit(code);',
    'System.stop(0)',
    'die("done");',
    'exitSuccess',
    'exit!',
    'exit;',
    'cmd || exit 0',
    'if true; then exit; fi',
    "trap 'exit 0' EXIT",
    'exit $code',
    'exec true',
    'exec /bin/true',
  ]) {
    it(`is ending the program: ${line}`, () =>
      assert.deepEqual(said('src/a', 'a\n', `a\n${line}\n`), ['ends the program']));
  }

  for (const line of [
    '#define NDEBUG',
    '#undef assert',
    'os.environ["PYTHONOPTIMIZE"] = "1"',
    'python3 -O -m unittest',
    'process.on("uncaughtException", () => {});',
    'sys.excepthook = print',
    'signal(SIGABRT, handler);',
    'assert.equal = () => {};',
    'TestCase.assertEqual = f',
    'assert = lambda *_: None',
  ]) {
    it(`is switching checks off: ${line}`, () =>
      assert.deepEqual(said('src/a', 'a\n', `a\n${line}\n`), ['switches checks off']));
  }

  for (const line of [
    'process.exit(1);',
    'exit(EXIT_FAILURE);',
    'raise SystemExit("no such file")',
    'sys.exit(f"no {name}")',
    'raise SystemExit(2)',
    'cmd || exit 1',
    'fsm.exit(state)',
    'server.stop(port)',
    'stop(1)',
    'def __exit__(self, *_):',
    'const exitCode = await run();',
    'process.exitCode = 1;',
    'process.exitCode === code',
    'regex.exec(text)',
    '// leave by the exit of the loop',
    'assert(a == b);',
    'assert.equal(a, b);',
    'await split.skip(1)',
    'const profit = benefit(model)',
    'onExit(() => 0)',
    'it("skips what is only there", f)',
    'allow(user)',
    '// the linter is of no use here',
    'emit(0)',
  ]) {
    it(`is not: ${line}`, () => assert.deepEqual(said('src/a', 'a\n', `a\n${line}\n`), []));
  }

  it('is a rule more in a comment that was there, and the same comment once more', () => {
    assert.deepEqual(said('a.py', 'x # noqa: E501\n', 'x # noqa: E501, F401\n'), ['silences a check']);
    assert.deepEqual(said('a.py', 'x # noqa\n', 'x # noqa\ny # noqa\n'), ['silences a check']);
    assert.deepEqual(said('a.py', 'x # noqa: E501\n', 'x # noqa\n'), ['silences a check']);
  });

  it('is also what only comes to be with the text around it', () => {
    const text = 'f() # no\n';
    assert.deepEqual(weakeningsOf({ path: 'a.py', text, edits: [{ start: 8, end: 8, newText: 'qa' }] }, []), [
      'silences a check',
    ]);
  });

  it('is an edit of tests that stand in the code', () => {
    const rust = 'fn a() {}\n#[cfg(test)]\nmod tests {\n    assert!(a());\n}\n';
    const at = (text: string, path: string, word: string) => {
      const start = text.indexOf(word);
      return weakeningsOf({ path, text, edits: [{ start, end: start + word.length, newText: 'x' }] }, []);
    };
    assert.deepEqual(at(rust, 'src/a.rs', 'assert!'), ['changes a test']);
    assert.deepEqual(at(rust, 'src/a.rs', 'fn a'), []);
    const python = 'def f():\n    """\n    >>> f()\n    1\n    """\n    return 1\n';
    assert.deepEqual(at(python, 'a.py', '    1\n'), ['changes a test']);
    assert.deepEqual(at(python, 'a.py', 'return 1'), []);
  });
});
