import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  constants,
  existsSync,
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
import { describe, it } from 'mocha';
import { openEventLog } from '../../../src/store/eventLog';
import { openJournal, readJournal } from '../../../src/store/journal';
import { acquireLock, isLocked } from '../../../src/store/lock';
import { makeFolders, makeOwnFolders, makeStateRoot, openOwnFile, readOwnFile } from '../../../src/store/ownPlaces';
import { checkRunFolder, createRun } from '../../../src/store/runs';
import { readSpeeds, rememberSpeeds } from '../../../src/store/speeds';
import { openFolderState } from '../../../src/store/stateDir';
import { createTextStore } from '../../../src/store/textStore';
import { put, useFolder } from '../workspace/support';

const isRoot = process.geteuid?.() === 0;
const somebodyElse = 65_534;
const measured = new Map([['server', { requests: 1, requestsPerSecond: 1, requestMs: 1, parallel: 1, tokenRatio: 1 }]]);

describe('a link planted where state is kept', () => {
  const folder = useFolder();
  const at = (...names: string[]) => join(folder.path, ...names);

  /** A file whose change would show that a link was followed. */
  function canary(content = ''): string {
    return put(folder.path, 'victim', content);
  }

  const users: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
    'a journal that is opened': (file) => openJournal(file, () => {}),
    'a journal that is read': (file) => readJournal(file, () => {}),
    'an event log': openEventLog,
    'a file of ours': readOwnFile,
  };
  for (const [what, use] of Object.entries(users)) {
    it(`is not followed by ${what}`, async () => {
      symlinkSync(canary(), at('file'));
      await assert.rejects(use(at('file')), /file is a symbolic link, and no link is followed there; delete it/);
      rmSync(at('file'));
      linkSync(at('victim'), at('file'));
      await assert.rejects(use(at('file')), /second name \(a hard link\)/);
      rmSync(at('file'));
      execFileSync('mkfifo', [at('file')]);
      await assert.rejects(use(at('file')), /file is not a file/);
      assert.equal(readFileSync(at('victim'), 'utf8'), '');
    });
  }

  it('is not followed by a lock, nor is one in it', async () => {
    mkdirSync(at('elsewhere'));
    symlinkSync(at('elsewhere'), at('lock'));
    await assert.rejects(acquireLock(at('lock')), /lock is a symbolic link/);
    await assert.rejects(isLocked(at('lock')), /lock is a symbolic link/);
    assert.deepEqual(readdirSync(at('elsewhere')), []);
    rmSync(at('lock'));
    mkdirSync(at('lock'));
    execFileSync('mkfifo', [at('lock', 'owner.json')]);
    assert.equal((await acquireLock(at('lock'))).kind, 'busy');
  });

  it('is not made out of the name of a lock that somebody else wrote', async () => {
    mkdirSync(at('lock-..'));
    mkdirSync(at('lock'));
    const owner = { pid: 1, processStart: '', boot: 'another', host: '', pidNamespace: '' };
    const { hostname } = await import('node:os');
    writeFileSync(at('lock', 'owner.json'), JSON.stringify({ ...owner, host: hostname(), nonce: '../../away' }));
    assert.equal((await acquireLock(at('lock'))).kind, 'busy');
    assert.deepEqual(readdirSync(at('lock-..')), []);
  });

  it('is not followed by texts from before a change', async () => {
    mkdirSync(at('elsewhere'));
    symlinkSync('elsewhere', at('pre-images'));
    await assert.rejects(createTextStore(at('pre-images')).keep('text'), /pre-images is a symbolic link/);
    assert.deepEqual(readdirSync(at('elsewhere')), []);
  });

  it('is not followed by speeds', async () => {
    symlinkSync(canary('{}'), at('speeds.json'));
    assert.equal((await readSpeeds(folder.path)).size, 0);
    await rememberSpeeds(folder.path, measured);
    assert.equal(readFileSync(at('victim'), 'utf8'), '{}');
  });

  it('is not followed by a folder’s state, nor by its runs', async () => {
    const opened = await openFolderState(at('state'), '/some/project');
    assert.ok(opened.kind === 'state');
    mkdirSync(at('elsewhere'));
    const { state } = opened;
    const run = await createRun(state, 0);
    await checkRunFolder(run);
    for (const path of [run.path, join(state.path, 'runs'), state.path]) {
      renameSync(path, at('aside'));
      symlinkSync(at('aside'), path);
      await assert.rejects(checkRunFolder(run), /is a symbolic link/, path);
      if (path !== run.path) {
        const again = await openFolderState(at('state'), '/some/project');
        const made = again.kind === 'state' ? createRun(again.state, 1) : Promise.reject(new Error(again.message));
        await assert.rejects(made, /is a symbolic link/, path);
      }
      rmSync(path);
      renameSync(at('aside'), path);
    }
    assert.deepEqual(readdirSync(at('elsewhere')), []);
  });

  it('may be the state root itself, or lie above it', async () => {
    mkdirSync(at('real'));
    symlinkSync('real', at('link'));
    assert.equal(await makeStateRoot(at('link')), at('real'));
    assert.equal(await makeStateRoot(at('link', 'state')), at('real', 'state'));
    assert.equal((await openFolderState(at('link'), '/some/project')).kind, 'state');
  });

  it('comes too late once a file is open', async () => {
    const handle = await openOwnFile(at('file'), constants.O_RDWR | constants.O_CREAT);
    assert.equal(statSync(at('file')).mode & 0o777, 0o600);
    renameSync(at('file'), at('aside'));
    symlinkSync(canary(), at('file'));
    await handle.writeFile('ours');
    await handle.close();
    assert.deepEqual([readFileSync(at('aside'), 'utf8'), readFileSync(at('victim'), 'utf8')], ['ours', '']);
  });
});

describe('folders of ours', () => {
  const folder = useFolder();
  const at = (...names: string[]) => join(folder.path, ...names);

  it('are for the user alone, also those that were there', async () => {
    mkdirSync(at('a'));
    chmodSync(at('a'), 0o755);
    assert.equal(await makeOwnFolders(folder.path, 'a', 'b'), at('a', 'b'));
    for (const path of [at('a'), at('a', 'b')]) {
      assert.equal(statSync(path).mode & 0o777, 0o700);
    }
  });

  it('are made behind no link', async () => {
    mkdirSync(at('elsewhere'));
    symlinkSync('elsewhere', at('a'));
    symlinkSync('nowhere', at('dangling'));
    for (const names of [['a', 'b'], ['dangling'], ['dangling', 'b']]) {
      await assert.rejects(makeFolders(folder.path, names), /is a symbolic link/);
    }
    assert.deepEqual(readdirSync(at('elsewhere')), []);
    assert.equal(existsSync(at('nowhere')), false);
  });

  it('do not lie where everybody can write', async () => {
    mkdirSync(at('state'));
    chmodSync(at('state'), 0o777);
    const opened = await openFolderState(at('state'), '/some/project');
    assert.match(opened.kind === 'failed' ? opened.message : '', /every user can write to .*state/);
    await assert.rejects(rememberSpeeds(at('state'), measured), /every user can write/);
  });

  it('belong to nobody else, nor do the files in them', async () => {
    if (!isRoot) {
      await assert.rejects(makeStateRoot('/'), /belongs to another user/);
      return;
    }
    mkdirSync(at('state'));
    chownSync(at('state'), somebodyElse, somebodyElse);
    const opened = await openFolderState(at('state'), '/some/project');
    assert.match(opened.kind === 'failed' ? opened.message : '', /state belongs to another user/);
    mkdirSync(at('a'));
    chownSync(at('a'), somebodyElse, somebodyElse);
    await assert.rejects(makeOwnFolders(folder.path, 'a'), /belongs to another user/);
    chownSync(put(folder.path, 'file'), somebodyElse, somebodyElse);
    await assert.rejects(readOwnFile(at('file')), /belongs to another user/);
  });

  it('are made with all that is missing above them, and refused at once where nothing can be made', async () => {
    const at = (name: string) => join(folder.path, name);
    mkdirSync(at('real'));
    symlinkSync(at('real'), at('link'));
    assert.equal(await makeStateRoot(at('link/a/b/c')), at('real/a/b/c'));
    assert.equal(statSync(at('real/a/b')).mode & 0o777, 0o700);
    put(folder.path, 'file');
    symlinkSync(at('none'), at('dangling'));
    // Where nothing can be made, Linux says of a folder that is there that it is not.
    const nowhere = process.platform === 'linux' ? ['/proc/none/a'] : [];
    for (const path of [at('file'), at('file/a'), at('dangling'), at('dangling/a'), ...nowhere]) {
      const opened = await openFolderState(path, '/some/project');
      assert.match(opened.kind === 'failed' ? opened.message : '', /^the state folder .* cannot be used: /, path);
    }
  });
});
