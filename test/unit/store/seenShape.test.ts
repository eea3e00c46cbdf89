import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { SeenFile } from '../../../src/core/run/seenFolder';
import { isSeenFile } from '../../../src/store/seenShape';

const whole = (): Record<string, unknown> & SeenFile => ({
  path: 'src/a.ts',
  textHash: 'ab',
  by: [
    {
      ...{ reviewer: 'model', source: 'a', rule: 'r', profile: 'p', textHash: 'cd' },
      ...{ present: ['1', '2'], hidden: ['2'], gone: ['3'] },
    },
  ],
  places: { 1: { quote: 'a()', lines: { startLine: 1, endLine: 2 }, despite: ['3'] } },
  cut: [{ reviewer: 'local', source: 'ruff', severity: 'warning' }],
  missed: 0,
});
const mayBeAbsent = ['textHash', 'rule', 'profile', 'hidden', 'gone', 'places', 'lines', 'despite', 'cut'];
/** Anything may be called so, and there may be as many as one likes. */
const isOpen = (name: string) => /^\d+$/.test(name);

/** Every property of a value, however deep, with the object that it is in. */
function* places(value: unknown): Generator<readonly [object: Record<string, unknown>, name: string]> {
  if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      yield [value as Record<string, unknown>, name];
      yield* places(part);
    }
  }
}

describe('what is kept of a file that was seen', () => {
  it('is known by its shape', () => {
    assert.ok(isSeenFile(whole()));
    assert.ok(isSeenFile({ path: '', by: [], missed: 3 }));
    assert.ok([undefined, null, 1, 'a', [], {}].every((value) => !isSeenFile(value)));
  });

  it('is none where anything of it is of another kind, or is missing', () => {
    const count = [...places(whole())].length;
    for (let index = 0; index < count; index++) {
      for (const wrong of [null, true, -1, 1.5, { no: 1 }, [1]]) {
        const file = whole();
        const [object, name] = [...places(file)][index] ?? assert.fail();
        object[name] = wrong;
        assert.equal(isSeenFile(file), false, `${name}: ${JSON.stringify(wrong)}`);
      }
      const file = whole();
      const [object, name] = [...places(file)][index] ?? assert.fail();
      if (!isOpen(name)) {
        delete object[name];
        assert.equal(isSeenFile(file), mayBeAbsent.includes(name), name);
      }
    }
  });
});
