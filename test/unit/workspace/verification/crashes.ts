import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { recoverVerifications } from '../../../../src/compose/verifier';
import { folderStatePath } from '../../../../src/store/stateDir';
import { commitAll, git, put } from '../support';
import { everything } from './support';

/** A repository, and a verification of it that can be killed before each of its calls. */
export interface CrashGround {
  /** How many calls there are to be killed at. */
  readonly calls: number;
  /** Kills a verification at a call and a recovery at another one, recovers, and looks at all that is left. */
  crash(call: number, recoveryCall?: number): Promise<void>;
}

/** Milliseconds within which a start has recovered. */
const recoveredWithin = 5000;

export async function crashGround(ground: string): Promise<CrashGround> {
  const [folder, state, host] = [join(ground, 'folder'), join(ground, 'state'), join(ground, 'host.cjs')];
  const places = join(folderStatePath(state, folder), 'worktrees');
  mkdirSync(folder);
  mkdirSync(state);
  await build({
    entryPoints: [join(import.meta.dirname, 'crashHost.ts')],
    ...{ outfile: host, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
  });
  git(folder, 'init', '--quiet');
  put(folder, 'a.txt', 'one\n');
  put(folder, '.gitignore', 'node_modules/\n');
  commitAll(folder);
  put(folder, 'a.txt', 'one\ntwo\n');
  put(folder, 'new.txt', 'new\n');
  put(folder, 'node_modules/x/index.js', 'x\n');
  symlinkSync('x', join(folder, 'node_modules/y'));
  const before = everything(folder);
  const run = (what: string, ...call: number[]) =>
    spawnSync(process.execPath, [host, what, folder, state, ...call.map(String)], { encoding: 'utf8' });
  const whole = run('verify');
  const [, calls, outcome = ''] = /^(\d+) (.*)\n$/s.exec(whole.stdout) ?? [];
  assert.match(outcome, /"exitCode":0.*"one\\ntwo\\n"/, whole.stderr);
  assert.deepEqual(readdirSync(places), []);
  return {
    calls: Number(calls),
    async crash(call, recoveryCall) {
      const killed = run('verify', call);
      assert.equal(killed.signal, 'SIGKILL', `${call}: ${killed.stdout}${killed.stderr}`);
      if (recoveryCall !== undefined) {
        run('recover', recoveryCall);
      }
      const start = performance.now();
      assert.deepEqual(await recoverVerifications(state, folder), [], String(call));
      assert.ok(performance.now() - start < recoveredWithin, String(call));
      assert.deepEqual(readdirSync(state).length === 0 ? [] : readdirSync(places), [], String(call));
      assert.deepEqual(everything(folder), before, String(call));
      execFileSync('git', ['fsck', '--strict'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    },
  };
}
