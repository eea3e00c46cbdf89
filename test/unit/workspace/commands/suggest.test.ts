import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'mocha';
import { suggestCommands } from '../../../../src/workspace/commands/suggest/suggestCommands';
import { put, useFolder } from '../support';
import { onPosix } from './support';

const scripts = (all: Record<string, string>, more = {}) => JSON.stringify({ scripts: all, ...more });

onPosix('suggested commands', () => {
  const folder = useFolder();

  const cases: Record<string, readonly [Record<string, string>, readonly string[]]> = {
    'of npm, cheap ones first, an install before': [
      {
        'package.json': scripts({
          test: 'mocha',
          build: 'tsc',
          'type-check': 'tsc --noEmit',
          lint: 'eslint .',
          other: 'x',
        }),
        'package-lock.json': '{}',
      },
      [
        'set-up: npm ci (package-lock.json)',
        'check: npm run type-check (package.json, scripts.type-check)',
        'check: npm run lint (package.json, scripts.lint)',
        'check: npm run build (package.json, scripts.build)',
        'check: npm test (package.json, scripts.test)',
      ],
    ],
    'of pnpm': [
      { 'package.json': scripts({ test: 'vitest' }), 'pnpm-lock.yaml': '' },
      ['set-up: pnpm install --frozen-lockfile (pnpm-lock.yaml)', 'check: pnpm test (package.json, scripts.test)'],
    ],
    'of both Yarns': [
      { 'package.json': scripts({ test: 'jest' }), 'yarn.lock': '', '.yarnrc.yml': '' },
      ['set-up: yarn install --immutable (yarn.lock)', 'check: yarn test (package.json, scripts.test)'],
    ],
    'of bun, whose `test` is something else': [
      { 'package.json': scripts({ test: 'vitest' }), 'bun.lock': '' },
      ['set-up: bun install --frozen-lockfile (bun.lock)', 'check: bun run test (package.json, scripts.test)'],
    ],
    'of a package without lock file': [
      { 'package.json': scripts({ test: 'x' }, { packageManager: 'pnpm@9.0.0', devDependencies: { x: '1' } }) },
      ['set-up: pnpm install (package.json)', 'check: pnpm test (package.json, scripts.test)'],
    ],
    'not of a script that watches, or that only says there are no tests': [
      { 'package.json': scripts({ test: 'echo "Error: no test specified" && exit 1', build: 'tsc --watch' }) },
      [],
    ],
    'not of a package.json that is none': [{ 'package.json': '{"scripts": ["test"]' }, []],
    'of Cargo and Go': [
      { 'Cargo.toml': '[package]', 'go.mod': 'module x' },
      [
        'check: cargo check --all-targets (Cargo.toml)',
        'check: go vet ./... (go.mod)',
        'check: go build ./... (go.mod)',
        'check: cargo test (Cargo.toml)',
        'check: go test ./... (go.mod)',
      ],
    ],
    'of the targets of a Makefile': [
      { Makefile: 'test := x\n.PHONY: lint\nall: test\ncheck lint: all\n\tgo\n# test:\ntest2:\n' },
      ['check: make lint (Makefile, lint)', 'check: make check (Makefile, check)'],
    ],
    'of CMake with tests and without': [
      { 'CMakeLists.txt': 'cmake_minimum_required(VERSION 3.20)\nproject(x C)\nenable_testing()\n' },
      [
        'check: cmake -S . -B build && cmake --build build (CMakeLists.txt)',
        'check: cmake -S . -B build && cmake --build build && ctest --test-dir build --output-on-failure (CMakeLists.txt)',
      ],
    ],
    'of Maven by its wrapper, and of Gradle without': [
      { 'pom.xml': '', mvnw: '', 'build.gradle.kts': '' },
      [
        'check: ./mvnw -B test-compile (pom.xml)',
        'check: gradle --no-daemon testClasses (build.gradle.kts)',
        'check: ./mvnw -B test (pom.xml)',
        'check: gradle --no-daemon test (build.gradle.kts)',
      ],
    ],
    'of Python’s tools where they are configured': [
      { 'pyproject.toml': '[tool.pytest.ini_options]\n[tool.ruff]\n', 'setup.cfg': '[mypy]\n', 'uv.lock': '' },
      [
        'set-up: uv sync --locked (uv.lock)',
        'check: uv run python -m mypy . (setup.cfg)',
        'check: uv run python -m ruff check . (pyproject.toml)',
        'check: uv run python -m pytest (pyproject.toml)',
      ],
    ],
    'of tox where nothing else is known': [{ 'tox.ini': '[tox]\nenvlist = py3\n' }, ['check: tox (tox)']],
    'of the standard library, for tests that nothing else is said of': [
      { 'test_a.py': 'import unittest\n', 'a.py': '' },
      ['check: python3 -m unittest (test_a.py)'],
    ],
    'of the standard library, in a folder that is no package': [
      { 'tests/test_a.py': 'from unittest import TestCase\n', 'tests/data.json': '{}' },
      ['check: python3 -m unittest discover -s tests (tests/test_a.py)'],
    ],
    'of the standard library, in a package of tests': [
      { 'test/test_a.py': 'import unittest\n', 'test/__init__.py': '' },
      ['check: python3 -m unittest (test/test_a.py)'],
    ],
    'of pytest, for tests that are no cases of the standard library': [
      { 'tests/test_a.py': 'def test_a(): pass\n' },
      ['check: python3 -m pytest (tests/test_a.py)'],
    ],
    'of pytest rather than tox': [{ 'tox.ini': '[tox]\n[pytest]\n' }, ['check: python3 -m pytest (tox.ini)']],
  };

  for (const [what, [files, expected]] of Object.entries(cases)) {
    it(`come ${what}`, async () => {
      for (const [path, text] of Object.entries(files)) {
        put(folder.path, path, text);
      }
      const suggestions = await suggestCommands(folder.path, []);
      assert.deepEqual(
        suggestions.map(({ role, command, from }) => `${role}: ${command} (${from})`),
        expected,
      );
    });
  }

  it('begin with those of the folder’s own file, as they are and in its order', async () => {
    put(folder.path, 'package.json', scripts({ test: 'mocha', lint: 'x' }));
    const suggestions = await suggestCommands(folder.path, ['npm test', 'b  "$x" ']);
    assert.deepEqual(
      suggestions.map(({ command, from }) => [command, from]),
      [
        ['npm test', 'folder-review.yaml, verify.suggest'],
        ['b  "$x" ', 'folder-review.yaml, verify.suggest'],
        ['npm run lint', 'package.json, scripts.lint'],
      ],
    );
  });

  it('are read from regular files of the folder alone, and nothing is run', async () => {
    put(`${folder.path}-state`, 'package.json', scripts({ test: 'touch canary' }));
    symlinkSync(`${folder.path}-state/package.json`, join(folder.path, 'package.json'));
    execFileSync('mkfifo', [join(folder.path, 'Makefile')]);
    assert.deepEqual(await suggestCommands(folder.path, ['touch canary']), [
      { role: 'check', command: 'touch canary', from: 'folder-review.yaml, verify.suggest', cost: 'asked for' },
    ]);
    assert.deepEqual(readdirSync(folder.path).sort(), ['Makefile', 'package.json']);
  });
});
