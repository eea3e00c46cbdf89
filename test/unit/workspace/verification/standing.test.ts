import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { deviationsFrom, remember, renewMark, type Standing } from '../../../../src/workspace/verification/standing';
import { put, useFolder } from '../support';

const nothing = { added: [], changed: [], gone: [], unsure: [] };

describe('what stands in a worktree', () => {
  const folder = useFolder();
  const at = (path: string) => join(folder.path, path);

  beforeEach(() => {
    for (const path of ['a', 'b/c', 'b/d/e', 'f/g/h/i', '.git/HEAD']) {
      put(folder.path, path, 'text');
    }
  });

  /** As if it had been looked at long after all of it was made. */
  async function settled(foldersTell: boolean): Promise<Standing> {
    for (const name of ['', ...readdirSync(folder.path, { recursive: true, encoding: 'utf8' })]) {
      utimesSync(at(name), 1, 1);
    }
    const standing = await remember(folder.path, foldersTell);
    settle(standing.root);
    return standing;
  }

  it('is not looked at where another file system is mounted', async () => {
    const standing = await settled(true);
    const { root } = standing;
    root.mark = { ...root.mark, dev: root.mark.dev + 1 };
    await assert.rejects(deviationsFrom(standing), /^Error: something is mounted at .*, which is left alone/);
  });

  for (const [what, change, expected] of [
    ['nothing', () => {}, {}],
    ['a new file', () => put(folder.path, 'b/d/new', ''), { added: ['b/d/new'] }],
    ['a new folder', () => put(folder.path, 'f/new/new', ''), { added: ['f/new'] }],
    ['a new link to a folder', () => symlinkSync(at('b'), at('link')), { added: ['link'] }],
    ['another text', () => writeFileSync(at('b/d/e'), 'more'), { changed: ['b/d/e'] }],
    ['another text of the same time', () => rewriteKeepingTime(at('b/c')), { changed: ['b/c'] }],
    ['other rights of a file', () => chmodSync(at('b/c'), 0o700), { changed: ['b/c'] }],
    ['other rights of a folder', () => chmodSync(at('b'), 0o700), { changed: ['b'] }],
    ['a file that went', () => rmSync(at('b/c')), { gone: ['b/c'] }],
    ['a folder that went', () => rmSync(at('f/g'), { recursive: true }), { gone: ['f/g', 'f/g/h', 'f/g/h/i'] }],
    ['a file in the place of a folder', () => replace(at('b'), () => writeFileSync(at('b'), '')), of('b')],
    [
      'a link in the place of a folder',
      () => replace(at('b'), () => symlinkSync('kept', at('b')), at('kept')),
      {
        ...of('b'),
        added: ['kept'],
      },
    ],
    ['what git has written', () => put(folder.path, '.git/index', ''), {}],
  ] as const) {
    for (const foldersTell of [true, false]) {
      it(`shows ${what}${foldersTell ? '' : ', where folders do not tell'}`, async () => {
        const standing = await settled(foldersTell);
        change();
        assert.deepEqual(sorted(await deviationsFrom(standing)), { ...nothing, ...expected });
        assert.deepEqual(sorted(await deviationsFrom(standing)), { ...nothing, ...expected }, 'asked again');
      });
    }
  }

  it('is the same whether folders tell or not, whatever is done', async () => {
    const names = fc.constantFrom('a', 'b', 'b/c', 'b/d', 'b/d/e', 'f/g', 'f/g/h/i', 'b/new', 'f/g/new', 'new');
    const action = fc.record({ what: fc.constantFrom('write', 'remove', 'folder', 'move'), path: names, to: names });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 8 }), async (actions) => {
        rmSync(folder.path, { recursive: true });
        for (const path of ['a', 'b/c', 'b/d/e', 'f/g/h/i']) {
          put(folder.path, path, 'text');
        }
        const telling = await settled(true);
        const silent = { ...telling, root: structuredClone(telling.root), foldersTell: false };
        for (const { what, path, to } of actions) {
          act(what, at(path), at(to));
        }
        assert.deepEqual(sorted(await deviationsFrom(telling)), sorted(await deviationsFrom(silent)));
      }),
      { numRuns: 100 },
    );
  });

  it('is looked at once more when it was changed just before: a later change may have got the same times', async () => {
    let standing: Standing;
    let start: number;
    do {
      // A busy machine may take long between the two.
      start = performance.now();
      put(folder.path, 'b/d/e', 'other');
      standing = await remember(folder.path, true);
    } while (performance.now() - start > 40);
    assert.ok((await deviationsFrom(standing)).unsure.includes('b/d/e'));
    put(folder.path, 'b/new', '');
    renewMark(standing, 'b');
    assert.deepEqual(sorted(await deviationsFrom(standing)).added, ['b/new']);
  });

  it('is listed where folders do not tell', async () => {
    const standing = await settled(false);
    put(folder.path, 'b/new', '');
    renewMark(standing, 'b');
    settle(standing.root);
    assert.deepEqual(sorted(await deviationsFrom(standing)).added, ['b/new']);
  });
});

function of(path: string) {
  return { changed: [path], gone: ['b/c', 'b/d', 'b/d/e'] };
}

function sorted(found: Awaited<ReturnType<typeof deviationsFrom>>) {
  return Object.fromEntries(Object.entries(found).map(([kind, paths]) => [kind, paths.toSorted()]));
}

function settle(folder: Standing['root']): void {
  folder.mark = { ...folder.mark, isFresh: false };
  for (const [name, mark] of folder.files) {
    folder.files.set(name, { ...mark, isFresh: false });
  }
  folder.folders.forEach(settle);
}

function rewriteKeepingTime(path: string): void {
  const { ctimeMs } = lstatSync(path);
  // Until the system's clock has gone on.
  while (lstatSync(path).ctimeMs === ctimeMs) {
    writeFileSync(path, 'eels');
    utimesSync(path, 1, 1);
  }
}

function replace(path: string, put: () => void, away?: string): void {
  if (away === undefined) {
    rmSync(path, { recursive: true });
  } else {
    renameSync(path, away);
  }
  put();
}

/** Whatever is in the way of it keeps it from being done. */
function act(what: string, path: string, to: string): void {
  try {
    if (what === 'write') {
      writeFileSync(path, 'other');
    } else if (what === 'folder') {
      mkdirSync(path);
    } else if (what === 'move') {
      renameSync(path, to);
    } else {
      rmSync(path, { recursive: true });
    }
  } catch (error) {
    assert.ok((error as NodeJS.ErrnoException).code !== undefined, String(error));
  }
}
