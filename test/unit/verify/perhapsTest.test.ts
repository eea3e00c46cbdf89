import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { weakeningsOf } from '../../../src/core/verify/weakens';

/** What is said of a file in which a text takes the place of another. */
function said(path: string, before: string, now: string) {
  return weakeningsOf({ path, text: before, edits: [{ start: 0, end: before.length, newText: now }] }, []);
}

describe('what looks like a test by another name', () => {
  for (const [path, text] of [
    ['features/add.feature', 'Feature: sums'],
    ['features/steps/add.py', 'a'],
    ['features/support/world.mjs', 'a'],
    ['features/add.mjs', "import { strictEqual } from 'node:assert';"],
    ['features/add.mjs', "import { equal } from '../lib/mini-assert.mjs';"],
    ['scenarios/add.mjs', 'if (add(2, 3) !== 5) process.exit(1);'],
    ['scenarios/add.json', '{"args": [2, 3], "expected": 5}'],
    ['scenarios/add.yml', 'args: [2, 3]\nexpect: 5'],
    ['scenarios/add.txt', '5'],
    ['data/add.expected', '5'],
    ['data/expected-sums.txt', '5'],
    ['add_check.mjs', "if (add(2, 3) !== 5) throw new Error('sum');"],
    ['tools/addCheck.mjs', 'if (add(2, 3) !== 5) process.exitCode = 1;'],
    ['src/AddCheck.java', 'if (add(2, 3) != 5) throw new AssertionError();'],
    ['assert-add.mjs', "import assert from 'assert';"],
    ['lib/mini-assert.mjs', "throw new Error('not equal');"],
    ['app/add_steps.py', 'from pytest_bdd import given'],
    ['app/add_steps.py', '    assert context.sum == 5'],
    ['smoke-add.rb', "raise 'sum' unless add(2, 3) == 5"],
    ['verify_add.pl', "die 'sum' unless add(2, 3) == 5;"],
    ['checks_add.sh', '[ "$(add 2 3)" = 5 ] || exit 1'],
    ['lib/sums.mjs', "import test from 'node:test';"],
    ['lib/sums.cjs', "const { expect } = require('chai');"],
    ['lib/sums.py', 'import unittest'],
    ['internal/sums.go', 'import (\n\t"fmt"\n\t"testing"\n)'],
    ['internal/sums.go', 'import (\n\t"github.com/stretchr/testify/require"\n)'],
    ['src/Sums.java', 'import static org.junit.Assert.assertEquals;'],
  ] as const) {
    it(`is an edit of what looks like a test: ${path}, ${text.replaceAll('\n', ' ')}`, () =>
      assert.deepEqual(said(path, `${text}\nb\n`, `${text}\na\n`), ['changes a test']));
  }

  for (const [path, text] of [
    ['src/features/cart.ts', 'export const sum = (a: number) => a;'],
    ['src/features/cart/cart.ts', "if (a < 0) throw new Error('negative');"],
    ['src/type-check.ts', 'export const isText = (a: unknown) => typeof a;'],
    ['src/steps.py', 'steps = 3'],
    ['src/sums.mjs', "import assert from 'node:assert';"],
    ['src/sums.py', 'assert a > 0'],
    ['docs/features/asserts.md', "import assert from 'assert';"],
    ['docs/testing.md', "import { it } from 'vitest';"],
    ['src/special.mjs', 'throw new Error();'],
    ['src/expectation/model.ts', 'export const a = 1;'],
  ] as const) {
    it(`is no edit of what does not: ${path}, ${text}`, () =>
      assert.deepEqual(said(path, `${text}\nb\n`, `${text}\na\n`), []));
  }
});
