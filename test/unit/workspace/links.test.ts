import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'mocha';
import type { ChangeOutcome } from '../../../src/core/ports';
import { findChangeableFile } from '../../../src/workspace/changeableFile';
import { createDiskApplier } from '../../../src/workspace/diskApplier';
import { blockingCalls, type FileCalls, waitingCalls } from '../../../src/workspace/fileCalls';
import { obstacleTo } from '../../../src/workspace/regularFile';
import { folderWorkspace, guardOf, put, useFolder } from './support';

const content = '{"one": 1}\n';

/** Puts an X at the start of a file, as the command line would. */
function mark(folder: string, path: string, calls: FileCalls = waitingCalls): Promise<ChangeOutcome> {
  const applier = createDiskApplier({ folder, calls, guard: guardOf(folder, `${folder}-state`) });
  return applier.change(path, async () => ({ kind: 'edit', edits: [{ start: 0, end: 0, newText: 'X' }] }));
}

describe('a path that leads through a link inside the folder', () => {
  const folder = useFolder();

  it('is neither read nor changed, wherever the link stands and leads', async () => {
    const protectedFile = put(folder.path, '.vscode/a.json', content);
    put(folder.path, 'deep/er/a.json', content);
    const links: readonly (readonly [string, string, string])[] = [
      ['config', '.vscode', 'config/a.json'],
      ['twice', 'config', 'twice/a.json'],
      ['deep/link', '../.vscode', 'deep/link/a.json'],
      ['self', '.', 'self/.vscode/a.json'],
      ['VSCODE', '.vscode', 'VSCODE/a.json'],
      ['DEEP', 'deep', 'DEEP/er/a.json'],
      ['absolute', join(folder.path, '.vscode'), 'absolute/a.json'],
      ['file.json', '.vscode/a.json', 'file.json'],
    ];
    for (const [link, target, path] of links) {
      symlinkSync(target, join(folder.path, link));
      const read = await folderWorkspace(folder.path).read(path);
      assert.equal(read.kind === 'skipped' && read.reason, 'symlink', path);
      for (const outcome of [await mark(folder.path, path), await findChangeableFile(folder.path, path)]) {
        assert.equal(outcome.kind, 'failed', path);
        assert.match('message' in outcome ? outcome.message : '', /link.*links are not followed/, path);
      }
    }
    assert.equal(readFileSync(protectedFile, 'utf8'), content);
    assert.equal((await mark(folder.path, '.vscode/a.json')).kind, 'changed', 'by its own path it can be changed');
  });

  it('is not judged by a way that climbs', async () => {
    put(folder.path, '.vscode/a.json', content);
    mkdirSync(join(folder.path, 'sub'));
    for (const path of ['sub/../.vscode/a.json', './.vscode/a.json', '.vscode//a.json', join(folder.path, 'sub')]) {
      const obstacle = await obstacleTo(waitingCalls, folder.path, path);
      assert.equal(obstacle?.reason, 'outside the folder', path);
    }
  });

  it('may lead to the reviewed folder itself', async () => {
    put(folder.path, 'real/a.json', content);
    symlinkSync('real', join(folder.path, 'alias'));
    assert.equal((await folderWorkspace(join(folder.path, 'alias')).read('a.json')).kind, 'text');
  });
});

/** What takes another's place, as somebody who changes the folder meanwhile may have it. */
interface Swap {
  readonly there: string;
  /** Target of the link that takes the place of `there`. */
  readonly link: string;
}

const swaps: readonly Swap[] = [
  { there: 'in/sub', link: '.vscode' },
  { there: 'in/sub', link: '../outside' },
  { there: 'in/sub/a.json', link: '../.vscode/a.json' },
  { there: 'in/sub/a.json', link: '../../outside/a.json' },
  { there: 'in', link: 'outside' },
];

/** The calls of the system, with something done before the n-th of them, counted from 0. */
function interrupted(actions: ReadonlyMap<number, () => void>): { readonly calls: FileCalls; readonly count: number } {
  const state = { count: 0, calls: blockingCalls };
  const before = <Call extends (...args: never[]) => unknown>(call: Call): Call =>
    ((...args: Parameters<Call>) => {
      actions.get(state.count++)?.();
      return call(...args);
    }) as Call;
  state.calls = {
    lstat: before(blockingCalls.lstat),
    open: before(blockingCalls.open),
    fstat: before(blockingCalls.fstat),
    realpath: before(blockingCalls.realpath),
    stat: before(blockingCalls.stat),
    read: before(blockingCalls.read),
    close: before(blockingCalls.close),
  };
  return state;
}

describe('a link that takes the place of a file or its folder while the file is changed', () => {
  const folder = useFolder();

  it('is never written through, whenever it comes and goes', async () => {
    const counting = interrupted(new Map());
    const setUp = () => {
      for (const path of ['in/sub/a.json', 'in/.vscode/a.json', 'outside/sub/a.json', 'outside/a.json']) {
        put(folder.path, path, content);
      }
    };
    setUp();
    assert.equal((await mark(join(folder.path, 'in'), 'sub/a.json', counting.calls)).kind, 'changed');
    let attempts = 0;
    let changes = 0;
    const handles = readdirSync('/proc/self/fd').length;
    for (const { there, link } of swaps) {
      for (let comes = 0; comes < counting.count; comes++) {
        for (let goes = comes + 1; goes <= counting.count; goes++) {
          setUp();
          const [place, aside] = [join(folder.path, there), join(folder.path, 'aside')];
          const come = () => {
            renameSync(place, aside);
            symlinkSync(link, place);
          };
          const go = () => {
            rmSync(place);
            renameSync(aside, place);
          };
          const actions = new Map([
            [comes, come],
            [goes, go],
          ]);
          const interruption = interrupted(actions);
          const outcome = await mark(join(folder.path, 'in'), 'sub/a.json', interruption.calls);
          const when = `${there} to ${link} from call ${comes} to ${goes}: ${JSON.stringify(outcome)}`;
          const { count } = interruption;
          const root = there === 'in' && comes < count && goes >= count ? 'aside' : 'in';
          for (const path of [`${root}/.vscode/a.json`, 'outside/sub/a.json', 'outside/a.json']) {
            assert.equal(readFileSync(join(folder.path, path), 'utf8'), content, `${path}, ${when}`);
          }
          attempts++;
          changes += outcome.kind === 'changed' ? 1 : 0;
          for (const name of readdirSync(folder.path)) {
            rmSync(join(folder.path, name), { recursive: true });
          }
        }
      }
    }
    assert.ok(attempts >= 500, `${attempts} swaps`);
    assert.ok(changes > 50, `${changes} changes of the file itself`);
    // Others in this process may have closed some meanwhile.
    assert.ok(readdirSync('/proc/self/fd').length <= handles, 'every file is closed again');
  });
});

describe('a file system with names of its own', () => {
  const folder = useFolder();

  /** As if names were found whatever their case is, and under the given short names: what Windows and macOS do. */
  function aliasing(short: Readonly<Record<string, string>> = {}): FileCalls {
    const own = (path: string): string => {
      const names = relative(folder.path, path)
        .split('/')
        .map((name) => short[name] ?? name.toLowerCase());
      return join(folder.path, ...names);
    };
    return {
      ...waitingCalls,
      lstat: (path) => waitingCalls.lstat(own(path)),
      open: (path, flags) => waitingCalls.open(own(path), flags),
      realpath: (path) => waitingCalls.realpath(own(path)),
      stat: (path) => waitingCalls.stat(own(path)),
    };
  }

  it('gives what git spells otherwise, as that is judged alike', async () => {
    put(folder.path, 'src/a.ts', 'text\n');
    assert.equal(await obstacleTo(aliasing(), folder.path, 'Src/A.ts'), undefined);
  });

  it('hides no link behind a spelling', async () => {
    put(folder.path, 'src/a.ts', 'text\n');
    symlinkSync('src', join(folder.path, 'SRC'));
    const calls: FileCalls = {
      ...aliasing(),
      lstat: (path) => (path.endsWith('/SRC') ? waitingCalls.lstat(path) : aliasing().lstat(path)),
    };
    assert.equal((await obstacleTo(calls, folder.path, 'SRC/a.ts'))?.reason, 'symlink');
  });

  it('gives nothing under a short name, which nobody could judge', async () => {
    put(folder.path, '.vscode/settings.json', content);
    const calls = aliasing({ 'VSCODE~1': '.vscode' });
    assert.equal((await obstacleTo(calls, folder.path, 'VSCODE~1/settings.json'))?.reason, 'symlink');
  });
});
