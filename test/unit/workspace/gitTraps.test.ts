import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'mocha';
import { findGit } from '../../../src/workspace/git';
import { sampled } from '../../complete';
import { baselineOf } from './baselineOf';
import { gitVersion, layTrap, traps } from './gitTraps';
import { folderWorkspace, git, names, never, useFolder } from './support';

/*
 * With any git: put it first on the PATH, as in
 * `PATH=/opt/git-2.22/bin:$PATH npx mocha test/unit/workspace/gitTraps.test.ts`.
 */
describe(`what a repository wants git 2.${gitVersion} to run`, () => {
  const folder = useFolder();

  // Half of each kind, by the first word of its name: a setting, a hook, a fetch …
  for (const trap of sampled(traps, 2, ({ name }) => /^(?:an? )?[a-z]+/i.exec(name)?.[0] ?? '')) {
    it(trap.name, async () => {
      const { project, hasSprung } = layTrap(folder.path, trap);
      for (const changedSince of [undefined, trap.revision ?? 'HEAD']) {
        const options = changedSince === undefined ? {} : { changedSince };
        const found = await folderWorkspace(project, options).discover(never);
        const message = found.kind === 'failed' ? found.message : 'found';
        assert.equal(hasSprung(), false, `${changedSince ?? 'all files'}: ${message}`);
        if (found.kind !== 'failed' || !trap.mayBeRefused?.test(message)) {
          assert.match(message, (changedSince !== undefined && trap.refused) || /^found$/);
        }
      }
      const then = await baselineOf(project, 'HEAD', ['a.txt', 'new.txt']);
      if (then.kind === 'baseline') {
        const snapshot = { path: 'a.txt', language: 'plaintext', text: '?', textHash: '?', lineEnding: 'lf' } as const;
        await then.baseline.before(snapshot, never);
        then.baseline.dispose();
      }
      assert.equal(hasSprung(), false, `the folder as it was: ${then.kind}`);
      const careless = spawnSync('git', [...trap.springs], {
        cwd: project,
        env: { PATH: process.env.PATH, HOME: folder.path, GIT_CONFIG_NOSYSTEM: '1', ...someone },
        input: trap.input ?? '',
        timeout: 20_000,
        encoding: 'utf8',
      });
      assert.equal(hasSprung(), gitVersion >= (trap.since ?? 0), `git itself: ${careless.stderr}${careless.stdout}`);
    });
  }

  it('by any protocol, also where a configuration counts and allows them all', async () => {
    const trap = traps.find(({ name }) => name === 'remote.<name>.vcs');
    assert.ok(trap);
    const { project, hasSprung } = layTrap(folder.path, trap);
    const found = await findGit(folder.path, never);
    assert.ok(found.kind === 'git');
    const asked = await found.git.run(trap.springs, { folder: project, environment: {}, reads: [] }, never);
    assert.match(asked.kind === 'done' ? asked.stderr : asked.kind, /transport 'ext' not allowed/);
    assert.equal(hasSprung(), false);
    assert.throws(() => git(project, ...trap.springs));
    assert.equal(hasSprung(), true);
  });

  it('in a repository within the reviewed one', async () => {
    git(folder.path, 'init', '--quiet');
    const [trap] = traps;
    assert.ok(trap);
    const { project, hasSprung } = layTrap(folder.path, trap);
    const outer = await names(folder.path);
    assert.ok(outer.includes('project/: nested repository'));
    const inner = await names(folder.path, { nestedRepositories: true });
    assert.ok(inner.includes('project/a.txt'));
    assert.equal(hasSprung(), false);
    git(project, ...trap.springs);
    assert.equal(hasSprung(), true);
  });
});

const someone = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};
