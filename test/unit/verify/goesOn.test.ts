import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { endsEarly, failsWithEach, lostStep, seamsOf, stepsHint } from '../../../src/core/verify/judging/goesOn';
import { type CommandTexts, noTexts } from '../../../src/core/verify/judging/steps';

type Texts = Readonly<Record<string, string>>;

function textsOf(scripts: Texts, shells: Texts = {}, files: readonly string[] = []): CommandTexts {
  const inMake = ([path]: readonly [string, string]) => /Makefile$|\.mk$/i.test(path);
  const all = Object.entries(shells);
  return {
    scripts: new Map(Object.entries(scripts)),
    shells: new Map(all.filter((entry) => !inMake(entry))),
    makefiles: new Map(all.filter(inMake)),
    files,
  };
}

function early(command: string, scripts: Readonly<Record<string, string>> = {}, ...files: string[]) {
  return endsEarly(command, textsOf(scripts, {}, files));
}

describe('whether a command runs all tests though some fail', () => {
  it('knows test runners by themselves, wrapped, and behind scripts of package.json', () => {
    for (const command of [
      'node --test',
      'node --import ./a.mjs --test test/',
      'npx mocha test/*.js',
      'TZ=UTC CI="1 2" timeout 60s python3 -B -m unittest discover -s tests -v',
      'python3 -m pytest -q -p no:cacheprovider --tb=short -rxX -n 4',
      'uv run pytest 2>&1',
      'cd sub && go test ./...',
      'cargo +nightly test --no-fail-fast',
      'npm ci && npx --no jest --bail=0 --config a.json',
      './node_modules/.bin/vitest run',
      'python manage.py test',
    ]) {
      assert.equal(early(command), undefined, command);
    }
    const scripts = { pretest: 'npm run build', build: 'tsc -p .', test: 'c8 mocha', t2: 'npm test -- --grep a' };
    for (const command of ['npm test', 'npm t', 'yarn test', 'npm run -s test -- --slow', 'pnpm t2']) {
      assert.equal(early(command, scripts), undefined, command);
    }
  });

  it('knows what stops at the first failure', () => {
    for (const command of [
      'python3 -m unittest -f',
      'python3 -m unittest discover -vf',
      'pytest -x',
      'pytest -qx tests',
      'PYTEST_ADDOPTS=-x pytest',
      'pytest --maxfail=1',
      'pytest --lf',
      'go test -failfast ./...',
      'mocha --bail',
      'mocha -b',
      'jest --bail',
      'jest --bail=2',
      'vitest run --bail 1',
      'ctest --stop-on-failure',
      'python manage.py test --failfast',
    ]) {
      assert.match(early(command) ?? '', /^may stop at the first failure \(“/, command);
    }
    assert.match(early('npm test', { test: 'mocha -b' }) ?? '', /^may stop/);
    assert.match(early('npm test -- --bail', { test: 'mocha' }) ?? '', /^may stop/);
    for (const file of [
      '{"bail": true}',
      'export default { bail: 1 }',
      '[tool.pytest.ini_options]\naddopts = [\n  "-q",\n  "-x",\n]',
      '[pytest]\naddopts = -q --maxfail=2',
    ]) {
      assert.match(early('pytest', {}, file) ?? '', /^may stop/, file);
    }
    for (const file of ['{"bail": false}', 'export default { bail: 0 }', '[pytest]\naddopts = -q -rx']) {
      assert.equal(early('pytest', {}, file), undefined, file);
    }
  });

  it('knows what never runs behind a failure', () => {
    for (const [command, scripts] of [
      ['node --test unit && node --test e2e', {}],
      ['node --test; npm run lint', {}],
      ['node --test || true', {}],
      ['node --test | tee log.txt', {}],
      ['node --test &', {}],
      ['npm test', { test: 'npm run unit && npm run e2e', unit: 'mocha a', e2e: 'mocha b' }],
      ['npm test', { test: 'mocha', posttest: 'mocha more' }],
      ['npm test', { pretest: 'mocha first', test: 'mocha' }],
      ['npm test', {}],
      ['npm test', { test: 'npm test' }],
      ['make check', {}],
      ['make -k check', {}],
      ['sh check.sh', {}],
      ['sh -e check.sh', {}],
      ['node check.mjs', {}],
      ['python3 run_tests.py', {}],
      ['pnpm -r test', { test: 'mocha' }],
      ['npx run-s a b', { a: 'mocha a', b: 'mocha b' }],
      ['mvn test', {}],
      ['sh -c "node --test a && node --test b"', {}],
      ['node --test $(cat tests.txt)', {}],
    ] as const) {
      assert.match(early(command, scripts) ?? '', /^(?:runs (?:something behind )?|has a )“/, command);
    }
  });
});

describe('whether a command has several steps', () => {
  it('is said of those that check something, one behind the other, typed and in what it calls', () => {
    const scripts = { prelint: 'tsc', lint: 'eslint .', one: 'npm run -s two', two: 'npm run one' };
    for (const [command, steps] of [
      ['npm run lint && npm test', 3],
      ['npm run lint', 2],
      ['npm run one', 0],
      ['cd app; ruff check . && mypy . && pytest', 3],
      ['sh all.sh', 2],
      ['sh -c "mypy . && pytest"', 2],
      ['npm ci && npm test', 0],
      ['export CI=1; npm test', 0],
      ['node --test "a && b; c"', 0],
      ['npm test 2>&1', 0],
      ['npm test &> log.txt', 0],
    ] as const) {
      const texts = textsOf(scripts, { 'all.sh': 'set -eu\nmypy .\npytest\n' });
      const hint =
        steps === 0
          ? undefined
          : `which of its ${steps} steps look at a file is not told apart: give each as a command of its own`;
      assert.equal(stepsHint(command, texts), hint, command);
    }
  });

  it('is said first of one whose exit code is lost', () => {
    assert.equal(
      stepsHint('make\nmake test', noTexts),
      'the exit code of “make” is lost on the next line, and with it what fails there: give that as a command of its own',
    );
  });
});

describe('whether the exit code of a step is lost', () => {
  const lost = (command: string, scripts: Texts = {}, shells: Texts = {}) =>
    lostStep(command, textsOf(scripts, shells));

  for (const command of [
    'node a.js; node b.js',
    'node a.js\nnode b.js',
    'node a.js || true',
    'node a.js || echo failed',
    'node a.js || exit 0',
    'node a.js | tee log.txt',
    'node a.js & node b.js',
    'node a.js && echo ok; node b.js',
    '(node a.js; node b.js)',
    '{ node a.js; true; }',
    'if node a.js; then echo ok; fi',
    'if true; then node a.js; fi; node b.js',
    'for t in a b; do node a.js; done',
    'sh -c "node a.js; node b.js"',
    'echo $(node a.js)',
    'CI=1 npx node a.js; exit 0',
    'set -e\nnode a.js && echo ok\nnode b.js',
    'set -e\nset +e\nnode a.js\nnode b.js',
    'node a.js\nset -e\nnode b.js',
  ]) {
    it(`is: ${command.replaceAll('\n', '⏎')}`, () => {
      const said = /^the exit code of “node a\.js” is lost (?:behind “.+”|on the next line)$/;
      assert.match(lost(command) ?? '', said);
      if (!command.includes('\n')) {
        const scripts = { test: 'npm run all', all: command };
        assert.match(lost('npm test', scripts) ?? '', /“node a\.js” in the script “all” is/);
      }
      for (const call of ['sh ci.sh', './bin/ci.sh', 'bash -x "bin/ci.sh" a', '. ./ci.sh', 'sh < bin/ci.sh']) {
        assert.match(
          lost(call, {}, { 'bin/ci.sh': `#!/bin/sh\n${command}\n` }) ?? '',
          /“node a\.js” in bin\/ci\.sh is/,
        );
      }
    });
  }

  for (const command of [
    'node a.js && node b.js',
    'cd a; node a.js',
    'mkdir -p a; export CI=1; node a.js',
    'node a.js || exit 1',
    'node a.js || { echo failed; exit 1; }',
    'node a.js; s=$?; exit $s',
    'node a.js; exit',
    'set -e; node a.js; node b.js',
    'set -euo pipefail\nnode a.js | tee log.txt\nnode b.js',
    'if ! node a.js; then exit 1; fi',
    'if true; then node a.js; else node b.js; fi',
    'npm install; node a.js',
    'node a.js 2>&1',
    'node a.js # ; node b.js',
    'node "a;b.js"',
    '{ node a.js; }',
  ]) {
    it(`is not: ${command.replaceAll('\n', '⏎')}`, () => {
      assert.equal(lost('sh ci.sh', {}, { 'ci.sh': command }), undefined);
    });
  }

  it('is of what a Makefile ignores or loses for the target that is made', () => {
    const Makefile = (recipe: string) => ({
      Makefile: `# All of it\nall: lib check\n\techo $(ALL)\nlib: a.c\n\t$(CC) -c a.c\n.PHONY: check\ncheck:\n${recipe}\nclean:\n\t-node clean.js\n`,
    });
    for (const recipe of [
      '\t@-node a.js',
      '\t- node a.js\n\tnode b.js',
      '\tnode a.js; node b.js',
      '\tnode a.js \\\n\t  || true',
    ]) {
      for (const command of ['make', 'make check', 'make -j 4 all', 'npm test']) {
        const said = lost(command, { test: 'make check' }, Makefile(recipe));
        assert.match(said ?? '', /^the exit code of “node a\.js” in Makefile is lost behind “.+”$/, command + recipe);
      }
    }
    assert.match(lost('make -ik check', {}, Makefile('\tnode a.js')) ?? '', /“node a\.js” in Makefile/);
    for (const recipe of ['\tnode a.js\n\tnode b.js', '\t@node a.js && node b.js', '\t-rm a']) {
      assert.equal(lost('make check', {}, Makefile(recipe)), undefined, recipe);
    }
    assert.equal(lost('make other', {}, Makefile('\t-node a.js')), undefined);
  });

  it('is of what a Makefile includes, calls again, has variables for, or gives to a shell as one text', () => {
    const Makefiles = [
      { Makefile: '.ONESHELL:\ncheck:\n\t@node a.js\n\t@node b.js\n' },
      { Makefile: 'include ./mk/rules.mk\n', 'mk/rules.mk': 'check:\n\t-node a.js\n' },
      { Makefile: 'RUN := node\nOPTIONS = || true\ncheck:\n\t$(RUN) a.js $(OPTIONS)\n' },
      { Makefile: 'RUN ?= -node\nRUN += a.js\ncheck:\n\t$(RUN)\n' },
      { Makefile: 'check:\n\t$(MAKE) unit\nunit:\n\t-node a.js\n' },
      { Makefile: 'check:\n\t$(MAKE) -C sub/ unit\n', 'sub/Makefile': 'unit: one\none:\n\t-node a.js\n' },
      { GNUmakefile: 'check:\n\t-node a.js\n', Makefile: 'check:\n\tnode a.js\n' },
    ];
    for (const files of Makefiles) {
      const said = lost('make check', {}, files);
      assert.match(said ?? '', /“node a\.js” in \S+ is lost/, JSON.stringify(files));
    }
    const open = { Makefile: 'RUN = node\ncheck::\n\t$(RUN) a.js\n' };
    assert.match(lost('make check RUN=-node', {}, open) ?? '', /“node a\.js” in Makefile is lost behind “-”/);
    assert.equal(lost('make check', {}, open), undefined);
    const strict = '.ONESHELL:\n.SHELLFLAGS := -eu -o pipefail -c\ncheck:\n\tnode a.js | tee a.txt\n\tnode b.js\n';
    assert.equal(lost('make check', {}, { Makefile: strict }), undefined);
    const many = '$(A)'.repeat(2000);
    const endless = `${'include all.mk\n'.repeat(2000)}A = ${many}\ncheck:\n\t${many}\n`;
    assert.equal(lost('make check', {}, { Makefile: endless, 'all.mk': endless }), undefined);
  });

  it('is in a script whose first line says -e, where another shell reads it, and in a function whose failing is asked for', () => {
    const two = 'node a.js\nnode b.js\n';
    for (const [call, text] of [
      ['sh ci.sh', `#!/bin/sh -e\n${two}`],
      ['./ci.sh', `#!/bin/sh\nset -e\nmain() {\n${two}}\nmain || exit 1\n`],
      ['./ci.sh', `set -e\nfunction main {\n${two}}\nif main "$@"; then\n  echo ok\nelse\n  exit 1\nfi\n`],
    ] as const) {
      const said = lost(call, {}, { 'ci.sh': text });
      assert.equal(said, 'the exit code of “node a.js” in ci.sh is lost on the next line', text);
    }
    for (const text of [`#!/usr/bin/env -S bash -eu\n${two}`, `set -e\nmain() {\n${two}}\nmain "$@"\n`]) {
      assert.equal(lost('./ci.sh', {}, { 'ci.sh': text }), undefined, text);
    }
  });

  it('is, whatever the package manager is told beside the name of the script', () => {
    for (const call of [
      'npm --prefix app test',
      'npm run -w app --silent test',
      'npm test -w app',
      'pnpm -C app run test',
      'yarn workspace app test',
    ]) {
      assert.match(lost(call, { test: 'node a.js || true' }) ?? '', /“node a\.js” in the script “test” is lost/, call);
    }
  });

  it('is not in a script that a shell reads with -e, nor of pre and post scripts of npm', () => {
    const two = 'node a.js\nnode b.js\n';
    assert.equal(lost('sh -e ci.sh', {}, { 'ci.sh': two }), undefined);
    assert.equal(lost('bash -euo pipefail ci.sh', {}, { 'ci.sh': two }), undefined);
    assert.equal(lost('./ci.sh', {}, { 'ci.sh': `#!/bin/bash -eu\n${two}` }), undefined);
    assert.equal(lost('npm test', { pretest: 'node a.js', test: 'node b.js', posttest: 'node c.js' }), undefined);
    assert.match(lost('npm test; true', { test: 'node a.js' }) ?? '', /“node a\.js” in the script “test” is lost/);
  });

  it('takes time that does not grow with the ways in which scripts call each other', () => {
    const scripts = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`s${n}`, `npm run s${n + 1} && npm run s${n + 1}`]),
    );
    assert.equal(lost('npm run s0', scripts), undefined);
    assert.equal(lost('npm run s0', { ...scripts, s40: ' ' }), undefined);
    const needs = Array.from({ length: 3000 }, (_, n) => `t${n}: t${n + 1}`).join('\n');
    assert.equal(lost('make', {}, { Makefile: needs.slice(0, 20_000) }), undefined);
    assert.equal(lost('sh ci.sh', {}, { 'ci.sh': '<<a #"\n'.repeat(1_000_000) }), undefined);
  });
});

describe('where one step of a command ends in its output', () => {
  const starts = (command: string, scripts: Texts = {}) => seamsOf(command, textsOf(scripts)).starts;

  it('is known of what npm runs, and of an echo', () => {
    const seams = starts('node a.js && echo "all passed"');
    assert.deepEqual([seams?.count, seams?.is('all passed'), seams?.is('passed')], [1, true, false]);
    const scripts = { test: 'node a.js', posttest: 'node b.js' };
    assert.equal(starts('npm test', scripts)?.is('> node b.js'), true);
    assert.equal(starts('npm test', { ...scripts, posttest: 'node b.js && node c.js' }), undefined);
    assert.equal(starts('node a.js && node b.js'), undefined);
    assert.equal(starts('make && echo ok'), undefined);
    assert.equal(starts('node a.js && echo $A'), undefined);
  });

  it('is not known where a program starts others', () => {
    const texts = textsOf({}, {}, ["import { spawnSync } from 'node:child_process';"]);
    assert.equal(seamsOf('node all.mjs', texts).isLong, true);
    assert.equal(seamsOf('node all.mjs && echo ok', texts).starts, undefined);
  });

  it('is of no matter where there is one program, or where runners count what they run', () => {
    for (const [command, isLong] of [
      ['node a.js', false],
      ['./check', false],
      ['cd a && python3 check.py', false],
      ['npm run lint && npm test', false],
      ['node a.js && echo ok', true],
      ['make check', true],
      ['node --test && node a.js', true],
      ['npx run-s a b', true],
    ] as const) {
      const scripts = { lint: 'eslint .', test: 'mocha' };
      assert.equal(seamsOf(command, textsOf(scripts)).isLong, isLong, command);
    }
  });
});

describe('whether every step of a command makes it fail', () => {
  const fails = (command: string, scripts: Readonly<Record<string, string>> = {}) =>
    failsWithEach(command, textsOf(scripts));

  it('is so of test runners and checkers, alone and one behind the other', () => {
    const scripts = { pretest: 'npm run build', build: 'tsc -p .', test: 'c8 mocha', lint: 'eslint .' };
    for (const command of ['npm test', 'npm run lint && npm test', 'npx tsc --noEmit', 'go vet ./...', 'gcc -c a.c']) {
      assert.equal(fails(command, scripts), true, command);
    }
  });

  it('is not known of anything else, and not so where a failure is lost', () => {
    const scripts = { test: 'node check.mjs', lint: 'eslint . || true', both: 'eslint .; mocha' };
    for (const command of [
      'npm test',
      'npm run lint',
      'npm run both',
      'make',
      'sh ci.sh',
      'git diff; mocha',
      'echo a',
      'tsc | cat',
    ]) {
      assert.equal(fails(command, scripts), false, command);
    }
  });
});
