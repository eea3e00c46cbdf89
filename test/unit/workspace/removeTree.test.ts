import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { removeTree } from '../../../src/workspace/removeTree';
import { asOrdinaryUser, put, useFolder, whereMountsAreOurs } from './support';

describe('the removal of a folder of ours', () => {
  const folder = useFolder();

  it('goes through no link', async () => {
    put(folder.path, 'theirs/file');
    put(folder.path, 'ours/file');
    symlinkSync(join(folder.path, 'theirs'), join(folder.path, 'ours/absolute'));
    symlinkSync('../theirs', join(folder.path, 'ours/relative'));
    symlinkSync('..', join(folder.path, 'ours/up'));
    symlinkSync('nowhere', join(folder.path, 'ours/dead'));
    await removeTree(join(folder.path, 'ours'));
    assert.deepEqual(readdirSync(folder.path), ['theirs']);
    symlinkSync('theirs', join(folder.path, 'ours'));
    await removeTree(join(folder.path, 'ours'));
    assert.deepEqual(readdirSync(join(folder.path, 'theirs')), ['file']);
  });

  it('removes what nobody may list, names that are not UTF-8 and paths that are too long', async () => {
    const ours = join(folder.path, 'ours');
    put(ours, 'a/b/c');
    mkdirSync(join(ours, 'pipes'));
    execFileSync('mkfifo', [join(ours, 'pipes/x')]);
    execFileSync('sh', ['-c', 'touch "$(printf \'x\\377\')"'], { cwd: ours });
    const deep = "for (let n = 0; n < 60; n++) { fs.mkdirSync('x'.repeat(100)); process.chdir('x'.repeat(100)); }";
    execFileSync(process.execPath, ['-e', deep], { cwd: ours });
    chmodSync(join(ours, 'a'), 0);
    execFileSync('chown', ['-R', '65534', folder.path]);
    await asOrdinaryUser(() => removeTree(ours));
    assert.equal(existsSync(ours), false);
    await removeTree(ours);
  });

  // Elsewhere a mount is known by its device alone, and nobody but root may make one.
  if (process.platform === 'linux') {
    it('leaves alone what is mounted in it, at the next start, too, until it is no more', () => {
      const source = (name: string) => JSON.stringify(join(import.meta.dirname, '../../../src/workspace', name));
      const script = put(
        folder.path,
        'remove.ts',
        `import { removeTree } from ${source('removeTree')};
        import { makePlace, recoverPlaces, removePlace } from ${source('place')};
        const told = (error: Error) => error.message;
        const lock = async () => true;
        process.chdir(${JSON.stringify(folder.path)});
        (async () => {
          console.log(await removeTree('tree').catch(told));
          console.log(await removePlace('places/one').catch(told));
          console.log(...(await recoverPlaces('places', lock)).keys());
        })();`,
      );
      put(folder.path, 'tree/inner/file');
      put(folder.path, 'places/one/copy/file');
      put(folder.path, 'places/one/other/file');
      put(folder.path, 'places/one/folder-review-verification.json');
      put(folder.path, 'theirs/precious');
      const victim = JSON.stringify(join(folder.path, 'theirs'));
      const said = whereMountsAreOurs(
        `for at in 'tree/inner/a place' places/one/copy/at; do
           mkdir "$at"; mount --bind ${victim} "$at"
         done
         $run ${script}
         umount places/one/copy/at 'tree/inner/a place'
         mount -t tmpfs none tree/inner; touch tree/inner/also
         $run ${script}
         ls tree/inner`,
        folder.path,
      );
      const left = (at: string) => `something is mounted at ${join(folder.path, at)}, which is left alone: unmount it`;
      const inPlace = left('places/one/copy/at');
      const first = [left('tree/inner/a place'), inPlace, 'places/one'];
      assert.deepEqual(said.trimEnd().split('\n'), [...first, left('tree/inner'), 'undefined', '', 'also']);
      assert.deepEqual(readdirSync(join(folder.path, 'theirs')), ['precious']);
      assert.deepEqual(readdirSync(join(folder.path, 'places')), []);
    });
  }
});
