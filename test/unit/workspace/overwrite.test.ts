import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isTorn, overwrite, putBack, type WriteCalls } from '../../../src/workspace/overwrite';

/**
 * A file in memory whose writer is killed after so many steps: a truncation, a sync, and so many bytes written. The system
 * itself writes a page at once.
 */
function fileOf(content: Buffer, steps = Number.POSITIVE_INFINITY, grain = 1) {
  let bytes = Buffer.from(content);
  let left = steps;
  const step = () => {
    if (left-- <= 0) {
      throw new Error('killed');
    }
  };
  const calls: WriteCalls = {
    write: (_, data, start, end) => {
      assert.ok(start <= bytes.length, 'a hole');
      const to = Math.min(end, (Math.floor(start / grain) + 1) * grain);
      step();
      bytes = Buffer.concat([bytes.subarray(0, start), data.subarray(start, to), bytes.subarray(to)]);
      return to - start;
    },
    truncate: (_, length) => {
      step();
      assert.ok(length <= bytes.length, 'a hole');
      bytes = bytes.subarray(0, length);
    },
    sync: async () => step(),
  };
  return { calls, bytes: () => bytes };
}

/** Texts with common starts and ends, some of several pages. */
const change = fc
  .tuple(
    fc.constantFrom(0, 3, 4096, 9000),
    fc.string({ maxLength: 12 }),
    fc.string({ maxLength: 12 }),
    fc.constantFrom('', 'end', 'x'.repeat(5000)),
  )
  .map(([size, old, made, end]) => {
    const start = 'abc'.repeat(size / 3);
    return { before: Buffer.from(start + old + end), after: Buffer.from(start + made + end) };
  });

describe('writing a file in place', () => {
  it('is not taken for cut short when it is whole but for an end that somebody has taken away', () => {
    const [before, after] = [Buffer.from('##Heading\n\nlast line\n'), Buffer.from('## Heading\n\nlast line\n')];
    assert.equal(isTorn(after.subarray(0, -1), before, after, false), false);
    const [short, long] = [Buffer.from('one\n'), Buffer.from('one\ntwo\nthree\n')];
    assert.equal(isTorn(Buffer.from('ONE\ntwo\n'), short, long, false), false);
    assert.equal(isTorn(Buffer.from('one\ntwo'), short, long, false), true, 'the growth comes first');
  });

  it('leaves something that is known as torn, and put right, wherever it is cut short', async () => {
    await fc.assert(
      fc.asyncProperty(
        change,
        fc.nat(60),
        fc.constantFrom(1, 100, 4096),
        fc.nat(8),
        async ({ before, after }, steps, grain, again) => {
          const torn = fileOf(before, steps, grain);
          await overwrite(torn.calls, 0, before, after);
          assert.ok(isTorn(torn.bytes(), before, after, false), 'cut short while it was written');
          const retried = fileOf(torn.bytes(), again, 4096);
          await putBack(retried.calls, 0, torn.bytes().length, before, after).catch(() => undefined);
          assert.ok(isTorn(retried.bytes(), before, after, false), 'cut short while it was put back');
          const last = fileOf(retried.bytes());
          await putBack(last.calls, 0, retried.bytes().length, before, after);
          assert.deepEqual(last.bytes(), before);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is known wherever it is cut short, byte by byte', async () => {
    const texts = ['one two\nthree\n', 'one 2\nthree\n', 'one twenty\nthree\n', 'one two\n', ''].map((text) =>
      Buffer.from(text),
    );
    for (const before of texts) {
      for (const after of texts) {
        for (let steps = 0; steps < before.length + after.length + 4; steps++) {
          const torn = fileOf(before, steps);
          await overwrite(torn.calls, 0, before, after);
          assert.ok(isTorn(torn.bytes(), before, after, false), `${before} to ${after}, ${steps}: ${torn.bytes()}`);
        }
      }
    }
  });

  it('puts an error right at once, and says so', async () => {
    const [before, after] = [Buffer.from('a'), Buffer.from('a much longer text')];
    const file = fileOf(before);
    let writes = 0;
    const calls: WriteCalls = {
      ...file.calls,
      write: (descriptor, bytes, start, end) => {
        if (writes++ > 0) {
          throw Object.assign(new Error(), { code: 'ENOSPC' });
        }
        return file.calls.write(descriptor, bytes, start, Math.min(end, start + 3));
      },
    };
    assert.deepEqual(await overwrite(calls, 0, before, after), {
      kind: 'as before',
      message: 'the disk is full; the file is as it was',
    });
    assert.equal(String(file.bytes()), 'a');
  });

  it('needs no room to make a file as it was that did not find any to grow', async () => {
    const [before, after] = [Buffer.from('one\ntwo\n'), Buffer.from('ONE\nTWO\nthree\n')];
    const file = fileOf(before);
    let isFull = false;
    const write: WriteCalls['write'] = (descriptor, bytes, start) => {
      if (isFull) {
        throw Object.assign(new Error(), { code: 'ENOSPC' });
      }
      isFull = true;
      return file.calls.write(descriptor, bytes, start, start + 3);
    };
    assert.equal((await overwrite({ ...file.calls, write }, 0, before, after)).kind, 'as before');
    assert.deepEqual(file.bytes(), before);
  });

  it('knows pages of both after a power cut, in any order', () => {
    const page = (letter: string) => letter.repeat(4096);
    const [before, after] = [
      Buffer.from(page('a') + page('b') + page('c')),
      Buffer.from(page('x') + page('y') + page('z')),
    ];
    assert.ok(isTorn(Buffer.from(page('a') + page('y') + page('c')), before, after, false));
    assert.ok(!isTorn(Buffer.from(page('a') + page('!') + page('c')), before, after, false));
  });

  it('takes nobody else’s text for a torn one', () => {
    const [before, after] = [Buffer.from('x = 1; y = 1;'), Buffer.from('x = 2; y = 2;')];
    for (const text of ['x = 1; y = 2;', 'x = 3; y = 1;', 'x = 2; y = 2; z', 'x = 2;', '']) {
      assert.equal(isTorn(Buffer.from(text), before, after, false), false, text);
    }
    for (const text of ['x = 2', 'x = 1', '\0'.repeat(13)]) {
      assert.equal(isTorn(Buffer.from(text), before, after, true), false, text);
    }
  });

  it('knows what a writer leaves that empties the file first, and nothing shorter of the other', () => {
    const [before, after] = [Buffer.from('b'.repeat(10_000)), Buffer.from('a'.repeat(9_000))];
    for (const length of [0, 4096, 8192]) {
      assert.ok(isTorn(after.subarray(0, length), before, after, true), `${length}`);
      assert.ok(!isTorn(after.subarray(0, length), before, after, false), `${length}`);
    }
    assert.ok(!isTorn(after.subarray(0, 4000), before, after, true));
  });

  it('puts back, too, what a writer left that empties the file first', async () => {
    const [before, after] = [Buffer.from('b'.repeat(10_000)), Buffer.from('a'.repeat(9_000))];
    for (const length of [0, 4096, 8192]) {
      const file = fileOf(after.subarray(0, length));
      await putBack(file.calls, 0, length, before, after);
      assert.deepEqual(file.bytes(), before);
    }
  });
});
