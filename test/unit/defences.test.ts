import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { topics } from '../defences/topics';

const root = join(import.meta.dirname, '../..');
const defences = Object.values(topics).flat();

describe('the defences that are switched off one at a time', () => {
  it('have names of their own', () => {
    assert.equal(new Set(defences.map(({ name }) => name)).size, defences.length);
  });

  it('each stand in the code exactly once, with tests that exist', () => {
    const lost = defences.filter(({ file, find, replace, tests = [], host, redundant }) => {
      const times = readFileSync(join(root, file), 'utf8').split(find).length - 1;
      const hasTests = tests.length > 0 || host !== undefined || redundant !== undefined;
      return times !== 1 || find === replace || !hasTests || !tests.every((test) => existsSync(join(root, test)));
    });
    assert.deepEqual(
      lost.map(({ name }) => name),
      [],
    );
  });
});
