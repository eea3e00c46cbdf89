import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { createVerifier, recoverVerifications } from '../../../../src/compose/verifier';
import { folderStatePath } from '../../../../src/store/stateDir';
import { isComplete } from '../../../complete';
import { never, put, useFolder } from '../support';
import { crashGround } from './crashes';
import { print } from './support';

describe('a verification that was killed', () => {
  const folder = useFolder();

  it('leaves nothing after the next start, wherever it was killed', async () => {
    const { calls, crash } = await crashGround(folder.path);
    const points = isComplete ? 24 : 10;
    for (let point = 0; point < points; point++) {
      await crash(1 + Math.floor((point * calls) / points), point % 3 === 0 ? 1 + point : undefined);
    }
  });

  it('is not taken for one as long as its process lives', async () => {
    put(folder.path, 'a.txt', 'one\n');
    const world = { folder: folder.path, stateRoot: folder.state, unsaved: async () => new Map<string, Uint8Array>() };
    const opened = await createVerifier(world).open(
      { setUp: [], commands: [], parallel: 1, timeLimitMs: 60_000 },
      never,
    );
    assert.ok(opened.kind === 'site');
    assert.deepEqual(await recoverVerifications(folder.state, folder.path), []);
    assert.equal(await print(opened.site, 'cat a.txt'), 'one\n');
    await opened.site.close();
    assert.deepEqual(readdirSync(join(folderStatePath(folder.state, folder.path), 'worktrees')), []);
  });

  it('is the only thing that is removed', async () => {
    const state = folderStatePath(folder.state, folder.path);
    put(folder.path, 'theirs/folder-review-verification.json');
    put(state, 'worktrees/other/file');
    put(state, 'worktrees/file');
    mkdirSync(join(state, 'worktrees/marked'));
    symlinkSync('nowhere', join(state, 'worktrees/marked/folder-review-verification.json'));
    symlinkSync(join(folder.path, 'theirs'), join(state, 'worktrees/link'));
    mkdirSync(join(state, 'worktrees/empty'));
    assert.deepEqual(await recoverVerifications(folder.state, folder.path), []);
    assert.deepEqual(readdirSync(join(state, 'worktrees')).sort(), ['file', 'link', 'marked', 'other']);
    assert.deepEqual(readdirSync(join(folder.path, 'theirs')), ['folder-review-verification.json']);
    assert.deepEqual(await recoverVerifications(folder.state, join(folder.path, 'none')), []);
  });
});
