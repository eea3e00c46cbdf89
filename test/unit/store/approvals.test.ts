import assert from 'node:assert/strict';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { type CommandWish, consentTo } from '../../../src/core/verify/approval';
import { approve, forgetApproval, readApprovals } from '../../../src/store/approvals';
import { type FolderState, openFolderState } from '../../../src/store/stateDir';
import { useFolder } from '../workspace/support';

const wish: CommandWish = { command: 'npm test', role: 'check', shell: '/bin/sh', fingerprint: 'abc' };

describe('approvals of commands', () => {
  const folder = useFolder();

  async function stateOf(path = folder.path): Promise<FolderState> {
    const outcome = await openFolderState(folder.state, path);
    if (outcome.kind === 'failed') {
      throw new Error(outcome.message);
    }
    return outcome.state;
  }

  async function consent(state: FolderState, other: Partial<CommandWish> = {}) {
    return consentTo({ ...wish, ...other }, (await readApprovals(state)).approved);
  }

  it('are for exactly one command, shell, role and definition, and for one folder', async () => {
    const state = await stateOf();
    assert.deepEqual(await readApprovals(state), { approved: [], problems: [] });
    await approve(state, wish);
    assert.deepEqual(await readApprovals(state), { approved: [wish], problems: [] });
    assert.equal(await consent(state), 'approved');
    for (const other of [
      { command: 'npm test ' },
      { command: 'npm  test' },
      { command: 'NPM test' },
      { command: 'npm test\n' },
      { shell: '/bin/bash' },
      { role: 'set-up' },
      { directory: 'sub' },
    ] as const) {
      assert.equal(await consent(state, other), 'not approved', JSON.stringify(other));
    }
    assert.equal(await consent(state, { fingerprint: 'abd' }), 'approved before its definition changed');
    mkdirSync(join(folder.path, 'sub'));
    assert.equal(await consent(await stateOf(join(folder.path, 'sub'))), 'not approved');
  });

  it('stay for every definition that was approved, until the command is forgotten', async () => {
    const state = await stateOf();
    const later = { ...wish, fingerprint: 'def' };
    const setUp = { ...wish, role: 'set-up' as const };
    await Promise.all([wish, later, setUp, wish].map((each) => approve(state, each)));
    assert.equal(await consent(state), 'approved');
    assert.equal(await consent(state, later), 'approved');
    await forgetApproval(state, wish);
    assert.deepEqual((await readApprovals(state)).approved, [setUp]);
  });

  it('are for the user alone, and hold every byte of a command', async () => {
    const state = await stateOf();
    const odd = { ...wish, command: 'printf "\u202e\ud800 é\\n"\t\0' };
    await approve(state, odd);
    assert.deepEqual((await readApprovals(state)).approved, [odd]);
    const place = join(state.path, 'approvals');
    assert.equal(statSync(place).mode & 0o777, 0o700);
    for (const name of readdirSync(place)) {
      assert.equal(statSync(join(place, name)).mode & 0o777, 0o600);
    }
  });

  it('do not count where they are damaged, changed, moved or not ours, and say so', async () => {
    const state = await stateOf();
    const place = join(state.path, 'approvals');
    const fresh = async (change: (file: string, name: string) => void) => {
      await approve(state, wish);
      const [name = ''] = readdirSync(place);
      change(join(place, name), name);
      const { approved, problems } = await readApprovals(state);
      assert.deepEqual(approved, []);
      assert.equal(problems.length, 1);
      return problems[0] ?? '';
    };
    assert.match(await fresh((file) => writeFileSync(file, '{"version":1')), /does not count: it is damaged/);
    assert.match(await fresh((file) => writeFileSync(file, '')), /it is damaged/);
    assert.match(
      await fresh((file) => writeFileSync(file, readFileSync(file, 'utf8').replace('npm test', 'curl x'))),
      /it is not what its name says/,
    );
    const linked = await fresh((file) => {
      renameSync(file, join(folder.path, 'elsewhere.json'));
      symlinkSync(join(folder.path, 'elsewhere.json'), file);
    });
    assert.match(linked, /symbolic link/);
    renameSync(join(folder.path, 'elsewhere.json'), join(place, readdirSync(place)[0] ?? ''));
    assert.match(await fresh((file) => linkSync(file, join(folder.path, 'second'))), /second name/);
  });

  it('of another folder do not count, though they were copied here', async () => {
    const state = await stateOf();
    mkdirSync(join(folder.path, 'sub'));
    const sub = await stateOf(join(folder.path, 'sub'));
    await approve(sub, wish);
    renameSync(join(sub.path, 'approvals'), join(state.path, 'approvals'));
    const { approved, problems } = await readApprovals(state);
    assert.deepEqual(approved, []);
    assert.equal(problems.length, 1);
  });
});
