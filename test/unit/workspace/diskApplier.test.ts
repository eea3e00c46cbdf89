import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ChangeOutcome } from '../../../src/core/ports';
import type { TextEdit } from '../../../src/core/types';
import { createDiskApplier } from '../../../src/workspace/diskApplier';
import { asOrdinaryUser, guardOf, put, useFolder } from './support';

describe('the disk applier', () => {
  const folder = useFolder();
  const guard = () => guardOf(folder.path, folder.state);

  /** Replaces the first occurrence of some text. */
  async function replace(
    path: string,
    from: string,
    to: string,
    options: { encoding?: string; meanwhile?: () => void } = {},
  ): Promise<ChangeOutcome> {
    const { encoding } = options;
    const applier = createDiskApplier({ folder: folder.path, guard: guard(), encodingOf: () => encoding });
    return applier.change(path, async (text) => {
      options.meanwhile?.();
      const start = text.indexOf(from);
      assert.ok(start >= 0, `${from} is not in ${text}`);
      return { kind: 'edit', edits: [{ start, end: start + from.length, newText: to }] };
    });
  }

  it('changes nothing but the edit: mark, line ends, encoding, missing last line end, mode, inode', async () => {
    const file = put(folder.path, 'sub/a.txt', '\ufeffone\r\ntwo\nthree\rfour');
    chmodSync(file, 0o754);
    const before = statSync(file);
    assert.deepEqual(await replace('sub/a.txt', 'two', 'TWO\nand more'), {
      kind: 'changed',
      text: 'one\nTWO\nand more\nthree\nfour',
    });
    assert.equal(readFileSync(file, 'utf8'), '\ufeffone\r\nTWO\nand more\nthree\rfour');
    const after = statSync(file);
    assert.deepEqual([after.ino, after.mode, after.uid], [before.ino, before.mode, before.uid]);
    assert.deepEqual(readdirSync(join(folder.path, 'sub')), ['a.txt']);
  });

  it('grows, shrinks and empties files', async () => {
    const file = put(folder.path, 'a.txt', 'abc');
    for (const [from, to] of [
      ['b', 'B'.repeat(10_000)],
      ['B'.repeat(10_000), ''],
      ['ac', 'xy'],
      ['xy', ''],
    ] as const) {
      assert.equal((await replace('a.txt', from, to)).kind, 'changed');
    }
    assert.equal(readFileSync(file, 'utf8'), '');
  });

  it('agrees with plain string replacement in every encoding, and touches no other byte', async () => {
    const encodings = fc.constantFrom<{ hint?: string; bom: string; node: BufferEncoding }>(
      { bom: '', node: 'utf8' },
      { bom: '\ufeff', node: 'utf8' },
      { bom: '\ufeff', node: 'utf16le' },
      { bom: '', node: 'latin1', hint: 'iso88591' },
    );
    const character = fc.constantFrom('a', 'b', ' ', 'é', 'ÿ', '\n');
    const lines = fc.array(
      fc.tuple(fc.string({ unit: character, maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\r')),
      {
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        encodings,
        lines,
        fc.nat(),
        fc.nat(),
        fc.string({ unit: character, maxLength: 5 }),
        async (how, parts, at, size, newText) => {
          const raw = parts.map(([line, end]) => line.replaceAll('\n', '') + end).join('');
          const text = raw.replace(/\r\n?/g, '\n');
          const start = at % (text.length + 1);
          const end = Math.min(start + (size % 4), text.length);
          const file = put(folder.path, 'a.txt', Buffer.from(how.bom + raw, how.node));
          const applier = createDiskApplier({ folder: folder.path, guard: guard(), encodingOf: () => how.hint });
          const edits: TextEdit[] = [{ start, end, newText }];
          const outcome = await applier.change('a.txt', async (seen) => {
            assert.equal(seen, text);
            return { kind: 'edit', edits };
          });
          const expected = text.slice(0, start) + newText + text.slice(end);
          assert.deepEqual(outcome, { kind: 'changed', text: expected });
          const bytes = readFileSync(file);
          const now = bytes.toString(how.node);
          assert.ok(now.startsWith(how.bom));
          assert.equal(now.slice(how.bom.length).replace(/\r\n?/g, '\n'), expected);
          assert.deepEqual(Buffer.from(now, how.node), bytes);
          const untouched = raw
            .split(/(?<=\n|\r(?!\n))/)
            .slice(0, text.slice(0, start).split('\n').length - 1)
            .join('');
          assert.ok(now.slice(how.bom.length).startsWith(untouched));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does what it is told one after another', async () => {
    const file = put(folder.path, 'a.txt', '0');
    const applier = createDiskApplier({ folder: folder.path, guard: guard() });
    const add = () =>
      applier.change('a.txt', async (text) => {
        await new Promise((resolve) => setImmediate(resolve));
        return { kind: 'edit', edits: [{ start: 0, end: text.length, newText: String(Number(text) + 1) }] };
      });
    await Promise.all(Array.from({ length: 50 }, add));
    assert.equal(readFileSync(file, 'utf8'), '50');
  });

  it('reads a file as a change sees it, also one that it would not change', async () => {
    const applier = createDiskApplier({ folder: folder.path, guard: guard() });
    chmodSync(put(folder.path, 'sub/a.txt', '\ufeffone\r\ntwo'), 0o444);
    put(folder.path, 'large.txt', 'x'.repeat(1_000_000));
    put(folder.path, 'binary', Buffer.of(0, 1, 2));
    symlinkSync('sub/a.txt', join(folder.path, 'link'));
    assert.equal(await applier.read('sub/a.txt'), 'one\ntwo');
    assert.equal((await applier.read('large.txt'))?.length, 1_000_000);
    assert.deepEqual(await Promise.all(['binary', 'link', 'absent', '../a.txt'].map((path) => applier.read(path))), [
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('passes a refusal on and changes nothing', async () => {
    const file = put(folder.path, 'a.txt', 'abc');
    const applier = createDiskApplier({ folder: folder.path, guard: guard() });
    const outcome = await applier.change('a.txt', async () => ({ kind: 'refused', reason: 'because' }));
    assert.deepEqual(outcome, { kind: 'refused', reason: 'because' });
    assert.equal(readFileSync(file, 'utf8'), 'abc');
  });

  describe('leaves the file alone', () => {
    async function refused(outcome: Promise<ChangeOutcome>, message: RegExp, kind = 'failed'): Promise<void> {
      const { kind: actual, ...rest } = await outcome;
      assert.equal(actual, kind);
      assert.match('message' in rest ? rest.message : '', message);
    }

    it('when its bytes changed meanwhile, even to the same size and time', async () => {
      const file = put(folder.path, 'a.txt', 'abc');
      const { atime, mtime } = statSync(file);
      const meanwhile = () => {
        writeFileSync(file, 'abX');
        execFileSync('touch', ['-d', mtime.toISOString(), file]);
      };
      await refused(replace('a.txt', 'b', 'B', { meanwhile }), /changed on disk by something else/);
      assert.equal(readFileSync(file, 'utf8'), 'abX');
      assert.ok(atime);
    });

    it('when another file took its place, even with the same bytes', async () => {
      const file = put(folder.path, 'a.txt', 'abc');
      const other = put(folder.path, 'other', 'abc');
      await refused(replace('a.txt', 'b', 'B', { meanwhile: () => renameSync(other, file) }), /changed on disk/);
      assert.equal(readFileSync(file, 'utf8'), 'abc');
    });

    it('when a link took its place or its folder’s', async () => {
      const outside = put(folder.path, 'outside/a.txt', 'abc');
      mkdirSync(join(folder.path, 'in'));
      const applier = createDiskApplier({ folder: join(folder.path, 'in'), guard: guard() });
      const edit = { kind: 'edit', edits: [{ start: 0, end: 1, newText: 'X' }] } as const;
      const swaps: [RegExp, () => void][] = [
        [
          /symbolic link/,
          () => {
            rmSync(join(folder.path, 'in/sub/a.txt'));
            symlinkSync(outside, join(folder.path, 'in/sub/a.txt'));
          },
        ],
        [
          /leads out of the reviewed folder/,
          () => {
            rmSync(join(folder.path, 'in/sub'), { recursive: true });
            symlinkSync('../outside', join(folder.path, 'in/sub'));
          },
        ],
      ];
      for (const [message, swap] of swaps) {
        put(folder.path, 'in/sub/a.txt', 'abc');
        const outcome = applier.change('sub/a.txt', async () => {
          swap();
          return edit;
        });
        await refused(outcome, message);
        assert.equal(readFileSync(outside, 'utf8'), 'abc');
        rmSync(join(folder.path, 'in/sub'), { recursive: true });
      }
    });

    it('when it is a link, has a second name, is no file or lies outside', async () => {
      const file = put(folder.path, 'a.txt', 'abc');
      symlinkSync('a.txt', join(folder.path, 'link'));
      await refused(replace('link', 'b', 'B'), /symbolic link/);
      linkSync(file, join(folder.path, 'second'));
      await refused(replace('a.txt', 'b', 'B'), /second name \(a hard link\)/);
      execFileSync('mkfifo', [join(folder.path, 'pipe')]);
      await refused(replace('pipe', 'b', 'B'), /pipe/);
      await refused(replace('.', 'b', 'B'), /out of the reviewed folder/);
      await refused(replace('../a.txt', 'b', 'B'), /out of the reviewed folder/);
      assert.equal(readFileSync(file, 'utf8'), 'abc');
    });

    it('when it is read-only, for the superuser, too', async () => {
      const file = put(folder.path, 'a.txt', 'abc');
      chmodSync(file, 0o444);
      await refused(replace('a.txt', 'b', 'B'), /read-only/);
      chmodSync(file, 0o644);
      chmodSync(folder.path, 0o755);
      if (process.geteuid?.() === 0) {
        rmSync(folder.state, { recursive: true });
        await asOrdinaryUser(() => refused(replace('a.txt', 'b', 'B'), /permission denied/));
      }
      assert.equal(readFileSync(file, 'utf8'), 'abc');
    });

    it('when it is gone, before or meanwhile', async () => {
      await refused(replace('a.txt', 'b', 'B'), /no longer there/, 'gone');
      const file = put(folder.path, 'a.txt', 'abc');
      await refused(replace('a.txt', 'b', 'B', { meanwhile: () => rmSync(file) }), /no longer there/, 'gone');
      assert.deepEqual(readdirSync(folder.path), []);
    });

    it('when its encoding is unknown or cannot hold the new text', async () => {
      const file = put(folder.path, 'a.txt', Buffer.from('abé', 'latin1'));
      await refused(replace('a.txt', 'b', 'B'), /not utf8/);
      await refused(replace('a.txt', 'b', '€', { encoding: 'iso88591' }), /iso88591\) cannot hold the new text/);
      assert.equal(readFileSync(file, 'latin1'), 'abé');
      put(folder.path, 'b.txt', 'abc');
      await refused(replace('b.txt', 'b', '\ud800'), /not valid Unicode/);
      await refused(replace('b.txt', 'abc', '\ufeffabc'), /cannot hold the new text/);
    });

    it('when the edits contradict each other', async () => {
      put(folder.path, 'a.txt', 'abc');
      const applier = createDiskApplier({ folder: folder.path, guard: guard() });
      const edits = [
        { start: 0, end: 2, newText: 'x' },
        { start: 1, end: 3, newText: 'y' },
      ];
      await refused(
        applier.change('a.txt', async () => ({ kind: 'edit', edits })),
        /overlap/,
      );
    });
  });

  it('leaves the file as it was when there is no room for the new text', () => {
    // A limit on the size of files is met like a full disk: the first write is cut short, the second one fails.
    const old = 'x'.repeat(90 * 1024);
    const file = put(folder.path, 'a.txt', `${old}\n`);
    const applier = join(import.meta.dirname, '../../../src/workspace/diskApplier.ts');
    const script = put(
      folder.path,
      'change.mts',
      `import { createDiskApplier } from ${JSON.stringify(applier)};
      const folder = ${JSON.stringify(folder.path)};
      const guard = { alone: (path, about, change) => change(async () => ({ kind: 'kept', forget: async () => {}, putRight: async () => {} })) };
      const applier = createDiskApplier({ folder, guard });
      const edits = [{ start: 0, end: 0, newText: 'new '.repeat(20_000) }];
      console.log(JSON.stringify(await applier.change('a.txt', async () => ({ kind: 'edit', edits }))));`,
    );
    const limited = ['-c', 'ulimit -f 200; exec "$@"', 'sh', process.execPath, '--import', 'tsx', script];
    const output = execFileSync('sh', limited, { encoding: 'utf8', env: { ...process.env, TSX_DISABLE_CACHE: '1' } });
    assert.deepEqual(JSON.parse(output), {
      kind: 'failed',
      message: 'it would be larger than the system allows; the file is as it was',
    });
    assert.equal(readFileSync(file, 'utf8'), `${old}\n`);
  });
});
