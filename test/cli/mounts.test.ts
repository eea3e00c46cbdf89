import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
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

    /** Verifies where nobody else sees what is mounted, and where it is gone with the last process. */
    function verify(command: string) {
      const asRoot = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'];
      const words = ['verify', 'last', '--verify', command];
      return spawnSync('unshare', [...asRoot, '--mount', process.execPath, cliFile, ...words], {
        cwd: ground.playground.root,
        env: {
          PATH: process.env.PATH,
          HOME: ground.playground.root,
          XDG_STATE_HOME: join(ground.playground.root, 'state'),
        },
        encoding: 'utf8',
      });
    }

    it('proves nothing, and of what is mounted nothing is lost: the copy stays, and is named', async () => {
      const { playground } = ground;
      const folder = ground.project({ 'a.mjs': 'export const a =\n  1;\n', 'data/keep': 'x\n' });
      const theirs = playground.folder('theirs', { keep: 'x\n', 'deep/precious': 'y\n' });
      await ground.review(folder, [{ path: 'a.mjs', from: '  1;', to: '  1 + 0;' }]);
      const script = join(playground.folder('script', { 'mount.sh': `mount --bind ${theirs} data\n` }), 'mount.sh');
      const ended = verify(`sh ${script}`);
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

    it('proves nothing where that is in its place for temporary files, either, which is named', async () => {
      const folder = ground.project({ 'a.mjs': 'export const a =\n  1;\n' });
      await ground.review(folder, [{ path: 'a.mjs', from: '  1;', to: '  1 + 0;' }]);
      const { status, stdout, stderr } = verify(
        'mkdir "$TMPDIR/deep" && mount -t tmpfs none "$TMPDIR/deep" && node --check a.mjs',
      );
      const [, place = '', mounted = ''] =
        /^Left behind: Temporary files of a command in (\S+) could not be removed: something is mounted at (\S+), /im.exec(
          stderr,
        ) ?? [];
      try {
        assert.equal(status, 3, stderr);
        assert.ok(mounted.startsWith(`${place}/`), stderr);
        assert.match(stdout, /Not verifiable: the command left something mounted in its place for temporary files: /);
        assert.ok(existsSync(mounted));
      } finally {
        // Of the mount nothing is left by now.
        rmSync(place, { recursive: true });
      }
    });
  });
}
