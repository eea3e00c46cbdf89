import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { commitStore, recoverCommits } from '../../../../src/compose/commits';
import { folderStatePath } from '../../../../src/store/stateDir';
import { commitAll, git, never, put } from '../support';
import { crashedChanges, run, storeWith } from './support';

/** A repository, and a commit of changes in it, with its landing, that can be killed before each of its calls. */
export interface CrashGround {
  /** How many calls there are to be killed at. */
  readonly calls: number;
  /** Kills it at a call and a recovery at another one, recovers, looks at all that is left, and goes on. */
  crash(call: number, recoveryCall?: number): Promise<void>;
}

/** Milliseconds within which a start has recovered. */
const recoveredWithin = 5000;

export async function crashGround(ground: string): Promise<CrashGround> {
  const [folder, state, whole] = [join(ground, 'folder'), join(ground, 'state'), join(ground, 'whole')];
  const host = join(ground, 'host.cjs');
  const places = join(folderStatePath(state, folder), 'commits');
  await build({
    entryPoints: [join(import.meta.dirname, 'crashHost.ts')],
    ...{ outfile: host, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
  });
  mkdirSync(whole);
  git(whole, 'init', '--quiet');
  git(whole, 'config', 'user.name', 'Test');
  git(whole, 'config', 'user.email', 'test@example.com');
  put(whole, 'a.txt', 'one\nlast\n');
  put(whole, 'sub/b.txt', 'one\nlast\n');
  put(whole, 'staged.txt', 'one\n');
  commitAll(whole);
  put(whole, 'staged.txt', 'staged\n');
  git(whole, 'add', 'staged.txt');
  const begin = () => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(state, { recursive: true, force: true });
    cpSync(whole, folder, { recursive: true });
    mkdirSync(state);
  };
  const start = (what: string, ...call: number[]) =>
    spawnSync(process.execPath, [host, what, folder, state, ...call.map(String)], { encoding: 'utf8' });
  begin();
  const ended = start('land');
  const [, calls, outcome = ''] = /^(\d+) (.*)\n$/s.exec(ended.stdout) ?? [];
  assert.match(outcome, /"kind":"landed"/, ended.stderr);
  const staged = 'M  staged.txt\n';
  assert.equal(git(folder, 'status', '--porcelain'), staged);
  return {
    calls: Number(calls),
    async crash(call, recoveryCall) {
      begin();
      const killed = start('land', call);
      assert.equal(killed.signal, 'SIGKILL', `${call}: ${killed.stdout}${killed.stderr}`);
      if (recoveryCall !== undefined) {
        start('recover', recoveryCall);
      }
      const from = performance.now();
      assert.deepEqual(await recoverCommits(state, folder), [], String(call));
      assert.ok(performance.now() - from < recoveredWithin, String(call));
      assert.deepEqual(existsSync(places) ? readdirSync(places) : [], [], String(call));
      const left = readdirSync(join(folder, '.git'), { recursive: true, encoding: 'utf8' });
      assert.deepEqual(
        left.filter((name) => /\.lock$|folder-review-/.test(name)),
        [],
        String(call),
      );
      git(folder, 'fsck', '--strict');
      const isLanded = git(folder, 'rev-list', '--count', 'HEAD') !== '1\n';
      const open = isLanded ? staged : ` M a.txt\n${staged} M sub/b.txt\n`;
      assert.equal(git(folder, 'status', '--porcelain'), open, String(call));
      const store = storeWith(folder, crashedChanges);
      const again = await commitStore(store, { stateRoot: state }, { scope: 'file', lands: true }, never);
      assert.equal(
        again.kind === 'committed' && again.landing?.kind,
        isLanded ? 'nothing to land' : 'landed',
        JSON.stringify(again),
      );
      assert.equal(git(folder, 'rev-list', '--count', 'HEAD'), '3\n');
      assert.equal(git(folder, 'rev-parse', 'HEAD'), git(folder, 'rev-parse', `folder-review/${run}`));
      assert.equal(git(folder, 'status', '--porcelain'), staged);
    },
  };
}
