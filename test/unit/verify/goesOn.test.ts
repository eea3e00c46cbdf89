import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { endsEarly, failsWithEach, stepsHint } from '../../../src/core/verify/judging/goesOn';

function early(command: string, scripts: Readonly<Record<string, string>> = {}, ...files: string[]) {
  return endsEarly(command, { scripts: new Map(Object.entries(scripts)), files });
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
  it('is said of those that check something, one behind the other', () => {
    for (const [command, steps] of [
      ['npm run lint && npm test', 2],
      ['cd app; ruff check . && mypy . && pytest', 3],
      ['make\nmake test', 2],
      ['npm ci && npm test', 0],
      ['export CI=1; npm test', 0],
      ['node --test "a && b; c"', 0],
      ['npm test 2>&1', 0],
      ['npm test | tail', 0],
    ] as const) {
      const hint =
        steps === 0
          ? undefined
          : `which of its ${steps} steps look at a file is not told apart: give each as a command of its own`;
      assert.equal(stepsHint(command), hint, command);
    }
  });
});

describe('whether every step of a command makes it fail', () => {
  const fails = (command: string, scripts: Readonly<Record<string, string>> = {}) =>
    failsWithEach(command, { scripts: new Map(Object.entries(scripts)), files: [] });

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
