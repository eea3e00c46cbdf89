import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { baselineProblem, type Judgement, judge } from '../../../src/core/verify/judging/judge';
import { seen } from '../../../src/core/verify/judging/seenRun';
import type { CommandEnd } from '../../../src/core/verify/ports';
import { runOf } from './outputs';

const tap = (count: number, ...bad: readonly string[]) =>
  [
    ...bad.map((name, index) => `not ok ${index + 1} - ${name}`),
    ...Array.from({ length: count - bad.length }, (_, index) => `ok ${bad.length + index + 1} - good ${index}`),
    `1..${count}`,
  ].join('\n');

const green = seen(runOf(tap(12), 0));
const red = seen(runOf(tap(12, 'old'), 1));
const by = (output: string, exitCode: number, base = green, ...others: ReturnType<typeof seen>[]) =>
  judge(seen(runOf(output, exitCode)), base, others);
const words = (judgement: Judgement) => (judgement.kind === 'fails' ? `fails: ${judgement.message}` : judgement.kind);
const ended = (end: CommandEnd) => seen({ ...runOf(''), end });

describe('what a run says, compared with the base', () => {
  it('passes by its exit code', () => {
    assert.deepEqual(by(tap(12), 0), { kind: 'passes', nothingNew: false });
    assert.deepEqual(by('anything', 0, seen(runOf('something', 0))), { kind: 'passes', nothingNew: false });
  });

  it('proves nothing when it ends well, and its tool counts failures that are not among what is there', () => {
    const told = by(`${tap(11)}\n# pass 11\n# fail 1`, 0);
    assert.ok(told.kind === 'cannot be told');
    assert.match(told.reason, /ends as if nothing had failed, and its output does not tell all that fails$/);
  });

  it('proves nothing when it ends well, but without its last words', () => {
    const base = seen(runOf('loading\n1 case ok in 12 ms\nall is well\n', 0));
    const told = by('loading\n1 case ok in 3 ms\n', 0, base);
    assert.ok(told.kind === 'cannot be told');
    assert.match(told.reason, /ends without what it says at its end without the edit: all is well$/);
    assert.equal(by('', 0, base).kind, 'cannot be told');
    assert.equal(by('loading\nall is well\n', 0, base).kind, 'passes', 'it came to its end');
    assert.equal(
      by('loading\n', 0, base, seen(runOf('loading\n', 0))).kind,
      'passes',
      'it does so now and then anyway',
    );
    const warned = seen(runOf('loading\na.x:3: warning: unused x\n', 0));
    assert.equal(by('loading\n', 0, warned).kind, 'passes', 'what it complained of is mended');
  });

  it('tells tests of one name in two suites apart', () => {
    const spec = (...suites: readonly string[]) =>
      seen(
        runOf(
          [
            ...['on a weekday', 'on a sunday'].flatMap((suite) => {
              const sign = suites.includes(suite) ? '✖' : '✔';
              return [`▶ ${suite}`, `  ${sign} is open (1.2ms)`, `${sign} ${suite} (2.1ms)`];
            }),
            ...[`ℹ pass ${2 - suites.length}`, `ℹ fail ${suites.length}`, '', '✖ failing tests:', ''],
            ...suites.flatMap(() => ['test at open.test.mjs:4:3', '✖ is open (1.2ms)', "  'no'"]),
          ].join('\n'),
          1,
        ),
      );
    const weekday = spec('on a weekday');
    const sunday = judge(spec('on a sunday'), weekday);
    assert.ok(sunday.kind === 'fails');
    assert.deepEqual(
      sunday.failures.map(({ test }) => test),
      ['on a sunday › is open'],
    );
    assert.equal(words(judge(spec('on a weekday', 'on a sunday'), weekday)), 'fails: 1 test');
    assert.notEqual(judge(spec('on a weekday'), weekday).kind, 'fails');
  });

  it('names what the compiler of Go says, not that a package was not built', () => {
    const built = seen(runOf('ok  \tx/a\t0.02s', 0));
    const broken = by('# x/a [x/a.test]\n./mux.go:12:3: undefined: foo\nFAIL\tx/a [build failed]\nFAIL', 1, built);
    assert.ok(broken.kind === 'fails');
    assert.equal(broken.message, '1 error');
    assert.deepEqual(
      broken.failures.map(({ file, line, message }) => [file, line, message]),
      [['mux.go', 12, 'undefined: foo']],
    );
    const untold = by('FAIL\tx/a [build failed]\nFAIL', 1, built);
    assert.equal(words(untold), 'fails: 1 test');
  });

  it('fails by what its tools tell, or by its last words', () => {
    assert.equal(words(by(tap(12, 'a', 'b'), 1)), 'fails: 2 tests');
    assert.equal(words(by('a.c:1:2: error: bad', 2)), 'fails: 1 error');
    assert.equal(words(by('oh no\n\n', 2)), 'fails: exit code 2: oh no');
    assert.equal(words(by(tap(12), 1)), 'fails: exit code 1: 1..12');
  });

  it('names what went wrong, not the last line below it', () => {
    const npm = 'Unknown command: "tset"\n\n\nTo see a list of supported npm commands, run:\n  npm help\n';
    assert.match(baselineProblem(seen(runOf(npm, 1))) ?? '', /does not tell what: Unknown command: "tset"$/);
    const mocha =
      '\nError: pair\n    at Object.<anonymous> (/copy/test/a.js:1:7)\n    at Module._load (node:internal:1:2)\n';
    assert.equal(words(by(mocha, 1)), 'fails: exit code 1: Error: pair');
    const make = 'cc -o test a.c\nFAIL: count_char\nmake: *** [Makefile:5: test] Error 1\n';
    assert.equal(words(by(make, 2)), 'fails: exit code 2: FAIL: count_char');
    assert.equal(words(by('0 errors\n2 files: failed 0\nlast words', 2)), 'fails: exit code 2: last words');
    const loading = [
      '# Error: Cannot find module ./nope.js',
      '# Subtest: t.test.js',
      'not ok 1 - t.test.js',
      "  error: 'test failed'",
    ];
    const broken = seen(runOf([...loading, "  location: 't.test.js:1:1'", '1..1'].join('\n'), 1));
    assert.match(
      baselineProblem(broken) ?? '',
      /breaks off .*: t\.test\.js:1: Error: Cannot find module \.\/nope\.js$/,
    );
  });

  it('fails by warnings where there are no errors', () => {
    const warned = 'a.ts:1:2: x is never used [Warning/unused]';
    assert.equal(words(by(warned, 1, seen(runOf('', 0)))), 'fails: 1 error');
    const told = by(warned, 1, seen(runOf(warned, 0)));
    assert.equal(told.kind === 'fails' && told.message.startsWith('exit code 1'), true);
  });

  it('does not pass with fewer tests than before, or none', () => {
    const reason = (ran: number) => ({ kind: 'cannot be told', reason: `make check ran ${ran} of 12 tests` });
    assert.deepEqual(by(tap(11), 0), reason(11));
    assert.deepEqual(by('', 0), reason(0));
    assert.equal(by(tap(13), 0).kind, 'passes');
    assert.deepEqual(by(tap(12).replace('ok 3', 'ok 3 # SKIP'), 0), reason(11));
  });

  it('does not pass with fewer packages with tests, where the tool does not count tests', () => {
    const both = 'ok  \tx/a\t0.01s\nok  \tx/b\t0.02s';
    const one = 'ok  \tx/a\t0.01s\nok  \tx/b\t0.02s [no tests to run]';
    assert.deepEqual(by(one, 0, seen(runOf(both, 0))), {
      kind: 'cannot be told',
      reason: 'make check ran 1 of 2 packages',
    });
  });

  it('does not pass after a crash, or a test that failed, whatever the exit code is', () => {
    assert.equal(by(`${tap(12)}\nSegmentation fault`, 0).kind, 'fails');
    assert.equal(by(tap(12, 'a'), 0).kind, 'fails');
    const crashed = seen(runOf(`${tap(12)}\nSegmentation fault`, 0));
    assert.equal(by(`${tap(12)}\nSegmentation fault`, 0, crashed).kind, 'passes');
    assert.equal(by(`${tap(12)}\nSegmentation fault\nSegmentation fault`, 0, crashed).kind, 'fails');
  });

  it('has nothing new on a red base only where all that fails is known', () => {
    assert.deepEqual(by(tap(12, 'old'), 1, red), { kind: 'passes', nothingNew: true });
    assert.deepEqual(by(tap(12), 0, red), { kind: 'passes', nothingNew: true });
    assert.equal(words(by(tap(12, 'old', 'new'), 1, red)), 'fails: 1 test');
    assert.equal(words(by(tap(12, 'old', 'old'), 1, red)), 'fails: 1 test');
    assert.equal(by(tap(11, 'old'), 1, red).kind, 'cannot be told');
    assert.equal(by('oh no', 1, red).kind, 'fails');
    assert.equal(by(`${tap(12, 'old')}\n# pass 10\n# fail 2`, 1, red).kind, 'cannot be told');
  });

  it('takes what fails with and without an edit for nothing new only where the output is whole in both', () => {
    const without = `${tap(12, 'old')}\nBail out! no more`;
    assert.equal(by(without, 1, red).kind, 'cannot be told');
    assert.equal(by(tap(12, 'old').replace('1..12', '1..20'), 1, red).kind, 'cannot be told');
  });

  it('tells what is flaky from what is new', () => {
    const shaky = seen(runOf(tap(12, 'shaky'), 1));
    for (const [base, other] of [
      [green, shaky],
      [shaky, green],
    ] as const) {
      assert.equal(words(by(tap(12, 'shaky'), 1, base, other)), 'flaky');
      assert.equal(words(by(tap(12, 'shaky', 'new'), 1, base, other)), 'fails: 1 test');
      assert.deepEqual(by(tap(12), 0, base, other), { kind: 'passes', nothingNew: false });
    }
    assert.deepEqual(by(tap(12, 'old'), 1, red, red), { kind: 'passes', nothingNew: true });
    assert.equal(words(by(tap(12, 'old', 'shaky'), 1, red, seen(runOf(tap(12, 'old', 'shaky'), 1)))), 'flaky');
  });

  it('takes nothing for flaky because a run on the base broke off before it', () => {
    const killed = ended({ kind: 'killed', signal: 'SIGKILL' });
    assert.deepEqual(by(tap(12, 'old'), 1, red, killed), { kind: 'passes', nothingNew: true });
  });

  it('has words for what did not come to its end', () => {
    const timedOut = judge(ended({ kind: 'timed out', afterMs: 600_000 }), green);
    assert.equal(words(timedOut), 'fails: took longer than 10 minutes; without the edit it took 1 s');
    const killed = judge(ended({ kind: 'killed', signal: 'SIGSEGV' }), green);
    assert.equal(words(killed), 'fails: was ended by SIGSEGV');
    const unstarted = judge(ended({ kind: 'did not start', message: 'no shell' }), green);
    assert.deepEqual(unstarted, { kind: 'cannot be told', reason: 'make check cannot run: no shell' });
  });

  it('proves nothing with a base that cannot be compared', () => {
    const problem = (output: string, exitCode: number) => baselineProblem(seen(runOf(output, exitCode)));
    assert.equal(problem(tap(12, 'old'), 1), undefined);
    assert.equal(problem('1..0', 0), 'make check ran no tests');
    assert.equal(problem('no tests ran in 0.01s', 5), 'make check ran no tests');
    assert.match(problem('', 1) ?? '', /its output does not tell what$/);
    assert.match(problem('oh no', 1) ?? '', /its output does not tell what: oh no$/);
    assert.match(problem('make: *** [Makefile:3: test] Error 1', 2) ?? '', /its output does not tell what: make: /);
    assert.match(problem('Segmentation fault', 139) ?? '', /its output does not tell what: Segm/);
    assert.match(problem(`${tap(12, 'old')}\n# pass 10\n# fail 2`, 1) ?? '', /does not tell all that fails$/);
    const stopped = 'make check breaks off without any edit, before it has looked at everything: ';
    assert.equal(problem('a.c:1:2: error: bad\nmake: *** [Makefile:3: a.o] Error 1', 2), `${stopped}a.c:1: bad`);
    assert.equal(problem('a.c:1:2: error: bad', 0), undefined);
    assert.equal(problem('a.ts(1,2): error TS1: bad', 1), `${stopped}a.ts:1: TS1: bad`);
    const unloaded =
      'E\n======\nERROR: test_a (unittest.loader._FailedTest.test_a)\n------\nImportError: x\n\n------\nRan 1 test in 0.001s\n\nFAILED (errors=1)\n';
    assert.match(problem(unloaded, 1) ?? '', /breaks off without any edit/);
    assert.equal(baselineProblem(ended({ kind: 'did not start', message: 'x' })), 'make check cannot run: x');
    assert.equal(
      baselineProblem(ended({ kind: 'killed', signal: 'SIGKILL' })),
      'make check is ended by SIGKILL without any edit',
    );
    assert.equal(
      baselineProblem(ended({ kind: 'timed out', afterMs: 30_000 })),
      'make check takes longer than 30 s without any edit',
    );
  });

  it('does not compare what was not kept', () => {
    const cut = (output: string, exitCode: number) => {
      const run = runOf(output, exitCode);
      return seen({ ...run, output: { ...run.output, omittedBytes: 1000 } });
    };
    const told = '--- FAIL: TestA (0.00s)\nFAIL\nFAIL\tx/a\t0.01s\nFAIL';
    assert.match(
      baselineProblem(cut(told, 1)) ?? '',
      /its output is cut: \d+ of 1\d+ bytes are kept\. Have it print less, with a terser reporter/,
    );
    assert.equal(baselineProblem(cut(`${tap(12, 'old')}\n# pass 11\n# fail 1`, 1)), undefined);
  });

  const untold = (output: string) => baselineProblem(seen(runOf(output, 1)));
  const python = (...lines: readonly string[]) =>
    ['='.repeat(70), ...lines, '', '-'.repeat(70), 'Ran 3 tests in 0.001s', '', 'FAILED (failures=1)'].join('\n');
  const cargo = (end: string) =>
    `running 1 test\ntest old ... FAILED\n\nfailures:\n    old\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored\n\nerror: test failed, to rerun pass \`--lib\`\n${end}`;
  const wholes: Readonly<Record<string, string>> = {
    TAP: tap(3, 'old'),
    unittest: python('FAIL: test_a (t.A.test_a)', '-'.repeat(70), 'AssertionError: 1 != 2').replace(
      'errors',
      'failures',
    ),
    pytest: '=== short test summary info ===\nFAILED a.py::test_a - assert 1\n=== 1 failed, 2 passed in 0.10s ===',
    go: '--- FAIL: TestA (0.00s)\n    a_test.go:4: no\nFAIL\nFAIL\tx/a\t0.01s\nok  \tx/b\t0.02s\nFAIL',
    cargo: cargo('error: 1 target failed:\n    `--lib`\n'),
    mocha: '  2 passing (3ms)\n  1 failing\n\n  1) sums\n       adds:\n     Error: no\n',
    jest: 'FAIL ./a.test.js\n  ● adds\n\n    no\n\nTest Suites: 1 failed, 1 total\nTests:       1 failed, 2 passed, 3 total',
    vitest: ' FAIL  a.test.ts > adds\nError: no\n\n      Tests  1 failed | 2 passed (3)\n',
    ctest: '50% tests passed, 1 tests failed out of 2\n\nThe following tests FAILED:\n\t  1 - sums (Failed)\n',
  };
  for (const [tool, output] of Object.entries(wholes)) {
    it(`takes a whole report of ${tool} for a base with which nothing new may fail`, () => {
      assert.equal(untold(output), undefined);
    });
  }

  const gaps: Readonly<Record<string, string>> = {
    'a class that could not be set up': python('ERROR: setUpClass (t.A)', '-'.repeat(70), "KeyError: 'URL'").replace(
      'failures',
      'errors',
    ),
    'a test that could not be set up': python(
      'FAIL: test_a (t.A.test_a)',
      '-'.repeat(70),
      'Traceback (most recent call last):',
      '  File "/tmp/proof/t.py", line 3, in setUp',
      'AssertionError',
    ),
    'tests that pytest could not collect':
      '=== short test summary info ===\nERROR a.py - No\nFAILED b.py::test_b - no\n=== 1 failed, 2 passed, 1 error in 0.1s ===',
    'pytest that stops':
      '=== short test summary info ===\nFAILED b.py::test_b - no\n!!!!! stopping after 1 failures !!!!!\n=== 1 failed, 2 passed in 0.1s ===',
    'a package of Go that does not build': 'FAIL\tx/a [build failed]\nok  \tx/b\t0.02s\nFAIL',
    'a package of Go whose TestMain ended it': 'no URL\nFAIL\tx/a\t0.01s\nok  \tx/b\t0.02s\nFAIL',
    'a package of Go that ended itself in a test': '--- FAIL: TestA (0.00s)\nFAIL\tx/a\t0.01s\nFAIL',
    'targets of cargo that never ran': cargo(''),
    'a crash beside tests': `${tap(3, 'old')}\nSegmentation fault`,
    'a target of make': `${tap(3, 'old')}\nmake: *** [Makefile:2: test] Error 1`,
    'two reports': `${tap(3, 'old')}\n${tap(3)}`,
    'a hook of Mocha':
      '  0 passing (3ms)\n  1 failing\n\n  1) sums\n       "before all" hook for "adds":\n     Error: no\n',
    'a hook of Node.js': `${tap(3, 'old').replace('old', "old\n  ---\n  failureType: 'hookFailed'")}`,
    'a suite of Jest that did not load':
      'FAIL ./a.test.js\n  ● adds\n\n    no\n\nFAIL ./b.test.js\n  ● Test suite failed to run\n\nTest Suites: 2 failed, 2 total\nTests:       1 failed, 2 passed, 3 total',
    'suites of Jest that never ran':
      'FAIL ./a.test.js\n  ● adds\n\n    no\n\nTest Suites: 1 failed, 1 of 3 total\nTests:       1 failed, 2 passed, 3 total',
    'a file of Vitest that did not load':
      ' FAIL  a.test.ts > adds\nError: no\n\n FAIL  b.test.ts [ b.test.ts ]\nError: no\n\n      Tests  1 failed | 2 passed (3)\n',
    'a test of CTest that was not built':
      '50% tests passed, 1 tests failed out of 2\n\nThe following tests FAILED:\n\t  1 - sums (Not Run)\n',
    'a linter': 'a.py:1:2: error: bad',
  };
  for (const [what, output] of Object.entries(gaps)) {
    it(`proves nothing where the base has ${what}`, () => {
      assert.match(untold(output) ?? '', /^make check (?:fails|breaks off) without any edit/);
    });
  }
});
