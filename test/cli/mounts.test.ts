import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { cliFile } from './cli';
import { ProvingGround } from './proving';

// Elsewhere nobody but root may mount anything.
if (process.platform === 'linux') {
  describe('a command that leaves something mounted in the copy', function () {
    this.timeout(60_000);
    let ground: ProvingGround;
    beforeEach(() => {
      ground = new ProvingGround();
    });
    afterEach(() => ground.dispose());

    it('proves nothing, and of what is mounted nothing is lost: the copy stays, and is named', async () => {
      const { playground } = ground;
      const folder = ground.project({ 'a.mjs': 'export const a =\n  1;\n', 'data/keep': 'x\n' });
      const theirs = playground.folder('theirs', { keep: 'x\n', 'deep/precious': 'y\n' });
      await ground.review(folder, [{ path: 'a.mjs', from: '  1;', to: '  1 + 0;' }]);
      const script = join(playground.folder('script', { 'mount.sh': `mount --bind ${theirs} data\n` }), 'mount.sh');
      const asRoot = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'];
      const words = ['verify', 'last', '--verify', `sh ${script}`];
      // Where nobody else sees it. What is mounted there is gone with the last process.
      const ended = spawnSync('unshare', [...asRoot, '--mount', process.execPath, cliFile, ...words], {
        cwd: playground.root,
        env: { PATH: process.env.PATH, HOME: playground.root, XDG_STATE_HOME: join(playground.root, 'state') },
        encoding: 'utf8',
      });
      assert.equal(ended.status, 3, ended.stderr);
      assert.match(
        ended.stderr,
        /^Left behind: the copy in (\S+) could not be removed: something is mounted at \1\/\S+/m,
      );
      assert.match(ended.stdout, /something is mounted at \S+\/data, which is left alone: unmount it/);
      assert.ok(existsSync(join(theirs, 'deep/precious')) && existsSync(join(theirs, 'keep')));
      await playground.run(['review', folder, '--reviewers', 'local']);
      assert.deepEqual(ground.leftovers(), []);
    });
  });
}
