import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import { commitAll, git, put, useFolder } from '../support';
import { change, print, tryCommands, withSite } from './support';

/** Everything in what stays between trials, with times, to a thousandth of a second. */
const list = "find node_modules -printf '%p %y %m %l %s ' -type f -printf '%.14T@ ' -exec cat {} ';' -o -print | sort";

describe('what stays between trials', () => {
  const folder = useFolder();
  const options = () => ({ folder: folder.path, place: folder.state });

  beforeEach(() => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, '.gitignore', 'node_modules/\n*.o\n/program\n');
    put(folder.path, 'a.txt', 'one\n');
    commitAll(folder.path);
    put(folder.path, 'node_modules/x/index.js', 'x\n');
    put(folder.path, 'node_modules/y/deep/er.js', 'y\n');
    mkdirSync(join(folder.path, 'node_modules/empty'));
    symlinkSync('../x/index.js', join(folder.path, 'node_modules/y/link'));
  });

  for (const command of [
    'touch node_modules/x/ok',
    'mkdir -p node_modules/.cache/a; echo 1 > node_modules/.cache/a/b',
    'echo z > node_modules/x/index.js',
    'touch -r node_modules/x/index.js t; echo z > node_modules/x/index.js; touch -r t node_modules/x/index.js',
    'cp -p node_modules/x/index.js n; mv n node_modules/x/index.js; chmod 600 node_modules/x/index.js',
    'rm -r node_modules/y node_modules/empty',
    'rm -r node_modules/y; ln -s x node_modules/y; mkdir node_modules/x/deep; touch node_modules/x/deep/er.js',
    'rm -r node_modules/y; touch node_modules/y',
    'rm node_modules/y/link; ln -s deep/er.js node_modules/y/link',
    'mv node_modules/x node_modules/z',
    'chmod 700 node_modules/x; rmdir node_modules/empty; touch node_modules/empty',
    'rm -r node_modules',
  ]) {
    for (const setUp of [[], ['rm node_modules/x/index.js; echo made > node_modules/x/index.js']]) {
      it(`is what it was after ${command}${setUp.length > 0 ? ', which a set-up has made' : ''}`, async () => {
        await withSite({ ...options(), setUp }, async (site) => {
          const before = await print(site, `pwd; ${list}`);
          await print(site, command);
          assert.equal(await print(site, `pwd; ${list}`), before);
          await print(site, command);
          assert.equal(await print(site, `pwd; ${list}`), before);
        });
      });
    }
  }

  it('is put back whatever its time loses when it is copied', async () => {
    // Cut off to a microsecond, and given with a quarter more.
    utimesSync(join(folder.path, 'node_modules/x/index.js'), 0, 1_600_001_148.002132);
    await withSite(options(), async (site) => {
      const place = await print(site, 'pwd; echo z > node_modules/x/index.js');
      assert.equal(await print(site, 'pwd'), place);
    });
  });

  it('is not made anew of what the person has installed since: nothing more is verified then', async () => {
    put(folder.path, 'node_modules/.cache/a', '1');
    await withSite(options(), async (site) => {
      const before = await print(site, 'pwd');
      put(folder.path, 'node_modules/.cache/a', '2');
      await tryCommands(site, ['kill -9 $$']);
      const again = await print(site, 'pwd');
      assert.notEqual(again, before);
      put(folder.path, 'node_modules/x/index.js', 'other\n');
      assert.equal(await print(site, 'cat node_modules/x/index.js; pwd'), `x\n${again}`);
      await print(site, 'echo z > node_modules/x/index.js');
      const outcome = await tryCommands(site, ['cat node_modules/x/index.js']);
      assert.match(
        outcome.kind === 'unverifiable' ? outcome.reason : JSON.stringify(outcome),
        /^node_modules in .* changed while proposals were verified: /,
      );
    });
  });

  it('may not get a link to the person’s folder', async () => {
    await withSite(options(), async (site) => {
      const outcome = await tryCommands(site, [`ln -s ${folder.path}/a.txt node_modules/x/link`]);
      assert.match(outcome.kind === 'unverifiable' ? outcome.reason : '', /^the command made node_modules\/x\/link, /);
    });
  });

  it('is older than every source: what was built of another text is built again', async () => {
    const makefile = 'test: program\n\t./program\nprogram: a.o b.o\n\tcat a.o b.o > program; chmod +x program\n';
    put(folder.path, 'Makefile', `${makefile}%.o: %.c\n\tcp $< $@\n`);
    put(folder.path, 'a.c', '#!/bin/sh\n');
    put(folder.path, 'b.c', 'echo new\n');
    for (const [at, path] of ['a.o', 'b.o', 'program'].entries()) {
      writeFileSync(join(folder.path, path), `echo old`, { mode: 0o755 });
      // One of them of tomorrow, as another machine's clock has it.
      utimesSync(join(folder.path, path), 0, Date.now() / 1000 - 60 + at * 43_200);
    }
    const include = ['*.o', 'program'];
    await withSite({ ...options(), include }, async (site) => {
      assert.match(await print(site, 'make -s test'), /^new$/m);
      assert.match(await print(site, 'make -s test', [change(folder.path, 'b.c', 'new', 'edited')]), /^edited$/m);
      assert.match(await print(site, 'make -s test'), /^new$/m);
    });
    assert.ok(existsSync(join(folder.path, 'program')));
  });

  it('has the times of its files', async () => {
    utimesSync(join(folder.path, 'node_modules/x/index.js'), 0, 1_000_000_000.25);
    await withSite(options(), async (site) => {
      assert.equal(await print(site, 'stat -c %.2Y node_modules/x/index.js'), '1000000000.25\n');
    });
  });
});
