import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { identityOf } from '../../../src/core/verify/judging/identity';
import { readOutput } from '../../../src/core/verify/output/readOutput';
import { scannedBy } from '../scanned';
import { outputOf, runOf, toldBy } from './outputs';

/** What each tool is told to say by what it printed (`E` an error, `W` a warning, `[test]`). */
const told: Readonly<Record<string, readonly string[]>> = {
  'address-sanitizer': [
    'make: ran ?, failed ?',
    'E asan: Error 1',
    'crash: ran ?, failed ?',
    'E ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000014 at pc 0x563ec204d1cb bp 0x7ffd9cc39a10 sp 0x7ffd9cc39a08',
  ],
  'cargo-build': [
    'rustc: ran ?, failed ?',
    'E src/lib.rs:10 error[E0308]: mismatched types',
    'E src/lib.rs:11 error[E0425]: cannot find function `nothing` in this scope',
    'W src/lib.rs:4 warning: unused variable: `unused`',
  ],
  'cargo-doc': [
    'cargo test: ran 1, failed 1',
    'E src/lib.rs:1 [Doc-tests x src/lib.rs - add] ',
    'crash: ran ?, failed ?',
    "E thread 'main' (4919) panicked at src/lib.rs:5:1:",
  ],
  'cargo-test': [
    'cargo test: ran 4, failed 2',
    'E src/lib.rs:8 [src/lib.rs tests::subtracts] assertion `left == right` failed',
    'E tests/it.rs:1 [tests/it.rs outside] no input',
    'rustc: ran ?, failed ?',
    'W src/lib.rs:4 warning: unused variable: `unused`',
  ],
  ctest: ['ctest: ran 3, failed 2', 'E [is] Failed', 'E [crashes] SEGFAULT'],
  'ctest-none': ['ctest: ran 0, failed ?'],
  'eslint-stylish': [
    'eslint: ran ?, failed 1',
    "E node/es/a.js:2 'foo' is not defined no-undef",
    "W node/es/a.js:1 'x' is assigned a value but never used no-unused-vars",
  ],
  'eslint-unix': [
    'eslint: ran ?, failed ?',
    "E src/a.js:2 'foo' is not defined. [Error/no-undef]",
    "W src/a.js:1 'x' is assigned a value but never used. [Warning/no-unused-vars]",
  ],
  'go-build': [
    'go: ran ?, failed ?',
    'E p/p.go:2 cannot use "a" (untyped string constant) as int value in return statement',
    'E p/p.go:3 x declared but not used',
  ],
  'go-test': [
    'go test: ran 2, failed ?',
    'E a_test.go:4 [example.com/x TestSub/inner_case] got 1 want 2',
    'E [example.com/x/r TestPanic] ',
    'crash: ran ?, failed ?',
    'E panic: assignment to entry in nil map [recovered]',
    'go: ran ?, failed ?',
    'E p/p.go:2 cannot use "a" (untyped string constant) as int value in return statement',
    'E p/p.go:3 x declared but not used',
    'E v/v.go:3 fmt.Printf format %d has arg "a" of wrong type string',
  ],
  'go-test-json': [
    'go test: ran 4, failed ?',
    'E a_test.go:4 [example.com/x TestSub/inner_case] got 1 want 2',
    'E [example.com/x/r TestPanic] failed',
    'go: ran ?, failed ?',
    'E p/p.go:2 cannot use "a" (untyped string constant) as int value in return statement',
    'E p/p.go:3 x declared but not used',
    'E v/v.go:3 fmt.Printf format %d has arg "a" of wrong type string',
  ],
  'go-test-json-build': [
    'go test: ran 1, failed ?',
    'E [example.com/x/l] link: duplicated definition of symbol main.add',
    'go: ran ?, failed ?',
    'E p/p.go:2 cannot use "a" (untyped string constant) as int value in return statement',
    'E p/p.go:3 not enough arguments in call to add',
  ],
  'go-test-none': ['go test: ran 0, failed ?'],
  'go-test-verbose': ['go test: ran 3, failed ?', 'E a_test.go:4 [example.com/x TestSub/inner_case] got 1 want 2'],
  'go-vet': [
    'go: ran ?, failed ?',
    'E p/p.go:2 cannot use "a" (untyped string constant) as int value in return statement',
    'E v/v.go:3 fmt.Printf format %d has arg "a" of wrong type string',
  ],
  heap: [
    'crash: ran ?, failed ?',
    'E FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  ],
  javac: [
    'javac: ran ?, failed ?',
    'E A.java:1 incompatible types: String cannot be converted to int',
    'E A.java:1 cannot find symbol',
  ],
  jest: [
    'jest: ran 4, failed 1',
    'E a.test.js:? [parser › fails on nothing] expect(received).toBe(expected) // Object.is equality',
    "E broken/b.test.js:? [Test suite failed to run] Cannot find module './nothing' from 'broken/b.test.js'",
  ],
  'make-assert': [
    'make: ran ?, failed ?',
    'E test: Aborted',
    'crash: ran ?, failed ?',
    "E check.c:8 Assertion `sub(2, 3) == -1' failed.",
  ],
  'make-crash': [
    'make: ran ?, failed ?',
    'E test: Segmentation fault',
    'crash: ran ?, failed ?',
    'E make: *** [Makefile:7: test] Segmentation fault',
  ],
  'make-gcc': [
    'make: ran ?, failed ?',
    'E a: Error 1',
    'E b: Error 1',
    'gcc: ran ?, failed ?',
    'E a.c:2 expected ‘;’ before ‘}’ token',
    'W a.c:2 unused variable ‘unused’ [-Wunused-variable]',
    'W a.c:3 passing argument 1 of ‘f’ makes integer from pointer without a cast [-Wint-conversion]',
    'W a.c:3 implicit declaration of function ‘undefinedThing’ [-Wimplicit-function-declaration]',
    'ld: ran ?, failed ?',
    "E undefined reference to `g'",
  ],
  maven: [
    'maven: ran 4, failed 2',
    'E [com.example.CalcTest.subtracts] org.opentest4j.AssertionFailedError: expected: <2> but was: <1>',
    'E [com.example.CalcTest.breaks] java.lang.IllegalStateException: no input',
  ],
  'maven-compile': [
    'maven: ran ?, failed ?',
    'E src/main/java/com/example/Calc.java:5 incompatible types: java.lang.String cannot be converted to int',
  ],
  'mocha-spec': [
    'mocha: ran 3, failed 2',
    'E [parser › fails on nothing] AssertionError [ERR_ASSERTION]: 1 == 2',
    'E [parser › inner › breaks] TypeError: no input',
  ],
  'mocha-tap': ['tap: ran 3, failed 2', 'E [parser fails on nothing] 1 == 2', 'E [parser inner breaks] no input'],
  'mocha-xunit': [
    'junit: ran 3, failed ?',
    'E node/m.spec.cjs:? [parser › fails on nothing] 1 == 2',
    'E node/m.spec.cjs:? [parser inner › breaks] no input',
  ],
  mypy: [
    'mypy: ran ?, failed ?',
    'E lint_me.py:2 Incompatible types in assignment (expression has type "str", variable has type "int")  [assignment]',
    'E lint_me.py:4 Name "undefined_name" is not defined  [name-defined]',
  ],
  'node-exception': ['crash: ran ?, failed ?', 'E nodex/run.mjs:2 TypeError: broken'],
  'node-nested-spec': ['node: ran 2, failed ?', 'E nest.test.js:2 [outer › inner] Error: deep'],
  'node-nested-tap': ['tap: ran 2, failed 1', 'E node/nest.test.js:2 [outer › inner] deep'],
  'node-spec': [
    'node: ran 5, failed ?',
    'E a.test.js:4 [subtracts] AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:',
    'E a.test.js:7 [parser › fails on nothing] TypeError [Error]: no input',
  ],
  'node-syntax-error': [
    'tap: ran 1, failed 1',
    "E node/syn/bad.test.js:1 [node/syn/bad.test.js] SyntaxError: Unexpected token ';'",
  ],
  'node-tap': [
    'tap: ran 5, failed 2',
    'E node/a.test.js:4 [subtracts] Expected values to be strictly equal:',
    'E node/a.test.js:7 [parser › fails on nothing] no input',
  ],
  pytest: [
    'pytest: ran 5, failed 3',
    'E test_calc.py:? [Calc::test_breaks] TypeError: no input',
    'E test_calc.py:? [Calc::test_subs(i=1)] AssertionError: 1 != 0',
    'E test_calc.py:? [Calc::test_subtracts] AssertionError: 1 != 2',
  ],
  'pytest-import': ['pytest: ran 0, failed 1', 'E e/test_e.py:? [the file itself] '],
  'pytest-none': ['pytest: ran 0, failed 0'],
  'pytest-quiet': [
    'pytest: ran 5, failed 3',
    'E test_calc.py:? [Calc::test_breaks] TypeError: no input',
    'E test_calc.py:? [Calc::test_subs(i=1)] AssertionError: 1 != 0',
    'E test_calc.py:? [Calc::test_subtracts] AssertionError: 1 != 2',
  ],
  'pytest-verbose': [
    'pytest: ran 5, failed 3',
    'E test_calc.py:? [Calc::test_breaks] TypeError: no input',
    'E test_calc.py:? [Calc::test_subs(i=1)] AssertionError: 1 != 0',
    'E test_calc.py:? [Calc::test_subtracts] AssertionError: 1 != 2',
  ],
  'python-script': ['crash: ran ?, failed ?', 'E Traceback: ValueError: x 3'],
  ruff: [
    'ruff: ran ?, failed ?',
    'E lint_me.py:1 I001 [*] Import block is un-sorted or un-formatted',
    'E lint_me.py:1 F401 [*] `os` imported but unused',
    'E lint_me.py:4 F821 Undefined name `undefined_name`',
  ],
  'ruff-concise': [
    'ruff: ran ?, failed ?',
    'E lint_me.py:1 I001 [*] Import block is un-sorted or un-formatted',
    'E lint_me.py:1 F401 [*] `os` imported but unused',
    'E lint_me.py:4 F821 Undefined name `undefined_name`',
  ],
  'shell-abort': ['crash: ran ?, failed ?', 'E bash: line 1: 27619 Aborted                 err/a'],
  tsc: [
    'tsc: ran ?, failed ?',
    "E ts/a.ts:1 TS2322: Type 'string' is not assignable to type 'number'.",
    "E ts/a.ts:2 TS2304: Cannot find name 'foo'.",
  ],
  'tsc-pretty': [
    'tsc: ran ?, failed ?',
    "E ts/a.ts:1 TS2322: Type 'string' is not assignable to type 'number'.",
    "E ts/a.ts:2 TS2304: Cannot find name 'foo'.",
  ],
  unittest: [
    'unittest: ran 4, failed 3',
    'E py/test_calc.py:5 [test_calc.Calc.test_breaks] TypeError: no input',
    'E py/test_calc.py:10 [test_calc.Calc.test_subs (i=1)] AssertionError: 1 != 0',
    'E py/test_calc.py:4 [test_calc.Calc.test_subtracts] AssertionError: 1 != 2',
  ],
  'unittest-import': [
    'unittest: ran 1, failed 1',
    'E py/e/test_e.py:1 [unittest.loader._FailedTest.test_e] ImportError: Failed to import test module: test_e',
  ],
  'unittest-none': ['unittest: ran 0, failed 0'],
  vitest: [
    'vitest: ran 4, failed 1',
    "E broken/b.test.js:? [the file itself] Error: Cannot find module './nothing'",
    'E a.test.js:? [parser > fails on nothing] AssertionError: expected 2 to be 3 // Object.is equality',
  ],
  'vitest-verbose': [
    'vitest: ran 3, failed 1',
    'E a.test.js:? [parser > fails on nothing] AssertionError: expected 2 to be 3 // Object.is equality',
  ],
};

describe('what tools print', () => {
  for (const [name, expected] of Object.entries(told)) {
    it(`reads ${name}`, () => assert.deepEqual(toldBy(outputOf(name)), expected));
  }

  it('quotes a compiler whose line is longer than others are read', () => {
    const Output = `./a.go:4:13: undefined: ${'c'.repeat(2000)}\n`;
    const build = { ImportPath: 'x', Action: 'build-output', Output };
    const fails = { Action: 'fail', Package: 'x', FailedBuild: 'x' };
    const [first] = readOutput(runOf([build, fails].map((event) => JSON.stringify(event)).join('\n'))).flatMap(
      ({ failures }) => failures,
    );
    assert.deepEqual([first?.tool, first?.file, first?.line], ['go', 'a.go', 4]);
  });

  it('has an expectation for each output that was kept', () => {
    const kept = readdirSync(join(import.meta.dirname, '../../fixtures/outputs')).map((name) =>
      name.replace(/\.txt$/, ''),
    );
    assert.deepEqual(kept.toSorted(), Object.keys(told).toSorted());
  });

  it('names the test that tape heads its results with, and what was compared', () => {
    const block = [
      '  ---',
      '    operator: equal',
      '    expected: 3',
      '    actual:   4',
      '    at: Test.<anonymous> (test/sum.js:6:5)',
      '  ...',
    ];
    const printed = [
      'TAP version 13',
      '# sums numbers',
      'not ok 1 should be equal',
      ...block,
      '1..1',
      '# tests 1',
      '# pass  0',
      '# fail  1',
    ];
    const [report] = readOutput(runOf(printed.join('\n'), 1));
    assert.deepEqual(report?.failures, [
      {
        ...{ tool: 'tap', file: 'test/sum.js', line: 6, test: 'sums numbers › should be equal' },
        message: 'equal: expected 3, actual 4',
      },
    ]);
  });

  it('says nothing of what is no report', () => {
    const words = [
      'ok',
      '   12:30  lunch',
      'Found 3 errors.',
      'see a.c:3',
      'FAILURES',
      'error: something',
      'note: a:1:2: error',
    ];
    assert.deepEqual(toldBy(words.join('\n')), []);
    assert.deepEqual(toldBy('Traceback (most recent call last):\n  File "t.py", line 3, in test_it\nValueError'), []);
  });

  it('knows failures again in another worktree, and behind other lines', () => {
    const identities = (output: string, top: string) =>
      readOutput(runOf(output, 1, top)).flatMap(({ failures }) => failures.map(identityOf));
    for (const name of Object.keys(told)) {
      const output = outputOf(name);
      const elsewhere = output
        .replaceAll('/tmp/proof/', '/var/tmp/worktree-2/')
        .replace(/(\.\w+['"]?[:(])(\d+)([:,)])/g, (_, file, line, end) => `${file}${Number(line) + 17}${end}`)
        .replace(/0x[0-9a-f]+/g, '0xfeed1234')
        .replace(/\d+(?:\.\d+)?(?= ?m?s\b)/g, '9.75');
      assert.deepEqual(identities(elsewhere, '/var/tmp/worktree-2'), identities(output, '/tmp/proof'), name);
    }
  });

  it('knows a test again by its full name, wherever it breaks off, and else by its file, too', () => {
    const at = (tool: string, file: string) => identityOf({ tool, file, test: 'adds', message: file });
    assert.equal(at('unittest', 'a.py'), at('unittest', 'b.py'));
    assert.notEqual(at('tap', 'a.js'), at('tap', 'b.js'));
  });

  it('bounds names and messages, and takes any text', () => {
    const name = 'x'.repeat(100_000);
    for (const output of [`not ok 1 - ${name}\n1..1`, `a.c:1:2: error: ${name}`, `FAILED ${name}::${name} - ${name}`]) {
      for (const { failures } of readOutput(runOf(output))) {
        assert.ok(
          failures.every(({ file = '', test = '', message }) => file.length + test.length + message.length < 1500),
        );
      }
    }
    const lines = Object.keys(told).flatMap((kept) => outputOf(kept).split('\n'));
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...lines), fc.string()), { maxLength: 60 }), (some) => {
        readOutput(runOf(some.join('\n')));
      }),
    );
  });

  it('takes time in proportion to the output', () => {
    for (const [name, times] of Object.keys(told).flatMap((kept) => [[kept, 10] as const])) {
      const once = scannedBy(() => readOutput(runOf(outputOf(name).repeat(times))));
      const more = scannedBy(() => readOutput(runOf(outputOf(name).repeat(times * 10))));
      assert.ok(more < once * 12, `${name}: ${once} and ${more}`);
    }
  });
});
