import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, it } from 'mocha';
import { makePlace } from '../../../../src/workspace/place';
import { openSite } from '../../../../src/workspace/verification/site';
import { commitAll, git, never, put, useFolder } from '../support';
import { change, everything, print, runPlainly, siteOptions, tryCommands, withSite } from './support';

describe('trials', () => {
  const folder = useFolder();
  const options = () => ({ folder: folder.path, place: folder.state });

  beforeEach(() => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a.txt', 'one\n');
    put(folder.path, 'b.txt', 'two\n');
    commitAll(folder.path);
  });

  it('run as many at once as there may be, each in a folder called like the person’s', async () => {
    await withSite({ ...options(), parallel: 3 }, async (site) => {
      const edit = change(folder.path, 'a.txt', 'one', 'edited');
      const many = await Promise.all(
        Array.from({ length: 9 }, (_, n) => print(site, 'pwd; cat a.txt; sleep 0.05', n % 2 === 0 ? [] : [edit])),
      );
      assert.equal(new Set(many.map((text) => text.split('\n')[0])).size, 3);
      assert.deepEqual(
        many.map((text) => text.split('\n')[1]),
        many.map((_, n) => (n % 2 === 0 ? 'one' : 'edited')),
      );
      const name = folder.path.split('/').at(-1);
      assert.ok(many.every((text) => text.split('\n')[0]?.endsWith(`/${name}`)));
    });
  });

  it('run their commands in order, as long as they are to go on', async () => {
    await withSite(options(), async (site) => {
      const begun: string[] = [];
      const commands = ['echo 1 > made', 'cat made; exit 7', 'echo never'];
      const trial = { changes: [], commands, begins: (command: string) => void begun.push(command) };
      const outcome = await site.try(
        { ...trial, goesOn: ({ end }) => end.kind === 'exited' && end.exitCode === 0 },
        never,
      );
      assert.ok(outcome.kind === 'ran');
      assert.deepEqual(begun, commands.slice(0, 2));
      assert.deepEqual(
        outcome.runs.map(({ command, end, output }) => [command, end, output.head]),
        [
          [commands[0], { kind: 'exited', exitCode: 0 }, ''],
          [commands[1], { kind: 'exited', exitCode: 7 }, '1\n'],
        ],
      );
    });
  });

  it('wait for a worktree that there is when another cannot be made', async () => {
    const room = join(folder.path, 'once');
    const setUp = [`mkdir ${room}`];
    await withSite({ ...options(), setUp, parallel: 3 }, async (site) => {
      const all = await Promise.all([1, 2, 3, 4, 5].map(() => print(site, 'sleep 0.1; cat a.txt')));
      assert.deepEqual(new Set(all), new Set(['one\n']));
      await tryCommands(site, ['kill -9 $$']);
      const hopeless = await tryCommands(site, ['true']);
      assert.match(hopeless.kind === 'unverifiable' ? hopeless.reason : '', /^the set-up command “mkdir /);
    });
  });

  it('can be cancelled, and the next one finds the base', async () => {
    await withSite(options(), async (site) => {
      const stop = new AbortController();
      const trial = { changes: [change(folder.path, 'a.txt', 'one', 'edited')], commands: ['rm b.txt; sleep 60'] };
      const waiting = site.try(
        { ...trial, goesOn: () => true, begins: () => setTimeout(() => stop.abort(), 100) },
        stop.signal,
      );
      const next = print(site, 'cat a.txt b.txt');
      assert.deepEqual(await waiting, { kind: 'cancelled' });
      assert.equal(await next, 'one\ntwo\n');
      assert.deepEqual(await site.try({ ...trial, goesOn: () => true }, AbortSignal.abort()), { kind: 'cancelled' });
    });
  });

  it('do not begin in a worktree in which a command did not come to its own end', async () => {
    const setUp = ['mkdir cache; pwd > cache/place'];
    await withSite({ ...options(), setUp }, async (site) => {
      const killed = await tryCommands(site, ['pwd; echo half > cache/x; kill -9 $$']);
      assert.ok(killed.kind === 'ran');
      assert.equal(killed.runs[0]?.end.kind, 'killed');
      const next = await print(site, 'ls cache; cat cache/place');
      assert.match(next, /^place\n\//);
      assert.equal(await print(site, 'ls cache; cat cache/place'), next);
    });
  });

  it('end when the site is closed, and nothing of it stays', async () => {
    await makePlace(folder.state, {}, async () => true);
    const opened = await openSite(siteOptions({ ...options(), parallel: 2 }), never);
    assert.ok(opened.kind === 'site');
    const { site } = opened;
    const all = [1, 2, 3].map(() => tryCommands(site, ['sleep 60']));
    await delay(500);
    await site.close();
    assert.deepEqual(await Promise.all(all), [{ kind: 'cancelled' }, { kind: 'cancelled' }, { kind: 'cancelled' }]);
    assert.equal(existsSync(folder.state), false);
    assert.deepEqual(await tryCommands(site, ['true']), { kind: 'cancelled' });
  });

  it('say in the end what could not be removed of temporary files, also of those that were cancelled', async () => {
    await makePlace(folder.state, {}, async () => true);
    const left = { path: '/tmp/fr-1', reason: 'EPERM: operation not permitted', isMounted: false };
    const run: typeof runPlainly = async (call, signal) => {
      const outcome = await runPlainly(call, signal);
      return outcome.kind === 'ran' ? { ...outcome, run: { ...outcome.run, left } } : { ...outcome, left };
    };
    const opened = await openSite(siteOptions({ ...options(), run }), never);
    assert.ok(opened.kind === 'site');
    assert.equal(await print(opened.site, 'cat a.txt'), 'one\n');
    const stop = new AbortController();
    const trial = {
      changes: [],
      commands: ['sleep 60'],
      goesOn: () => true,
      begins: () => void setTimeout(() => stop.abort(), 50),
    };
    assert.equal((await opened.site.try(trial, stop.signal)).kind, 'cancelled');
    assert.equal(
      await opened.site.close(),
      'temporary files of a command in /tmp/fr-1 could not be removed: EPERM: operation not permitted, and so it is after 1 other run',
    );
  });

  it('do not write behind links that commands have put in the place of files', async () => {
    const outside = put(folder.path, 'a.txt', 'one\n');
    const setUp = [`mkdir kept && echo x > kept/x`];
    await withSite({ ...options(), setUp }, async (site) => {
      const edit = change(folder.path, 'a.txt', 'one', 'edited');
      const outcome = await tryCommands(
        site,
        [`ln -sf ${outside} a.txt; rm -r kept; ln -s ${folder.path} kept`],
        [edit],
      );
      assert.equal(outcome.kind, 'unverifiable');
      assert.equal(await print(site, 'cat a.txt kept/x'), 'one\nx\n');
    });
    assert.equal(readFileSync(outside, 'utf8'), 'one\n');
  });

  it('write to no file of the person’s that has been made one with that of the worktree', async () => {
    const theirs = put(folder.path, 'a.txt', 'one\n');
    await withSite(options(), async (site) => {
      const edit = change(folder.path, 'a.txt', 'one', 'edited');
      assert.equal((await tryCommands(site, [`ln -f ${theirs} a.txt`])).kind, 'ran');
      assert.equal(await print(site, `cat a.txt ${theirs}; stat -c %h ${theirs}`, [edit]), 'edited\none\n1\n');
    });
  });

  it('keep the rights of what is changed', async () => {
    chmodSync(put(folder.path, 'run.sh', 'echo one\n'), 0o755);
    commitAll(folder.path);
    await withSite(options(), async (site) => {
      assert.equal(await print(site, './run.sh', [change(folder.path, 'run.sh', 'one', 'edited')]), 'edited\n');
      assert.equal(await print(site, './run.sh; git status --porcelain'), 'one\n');
    });
  });

  it('are made of a folder that is called as something of ours, too', async () => {
    for (const name of ['index', 'made', 'kept']) {
      put(folder.path, `${name}/a.txt`, 'one\n');
      git(join(folder.path, name), 'init', '--quiet');
      await withSite({ folder: join(folder.path, name), place: folder.state }, async (site) => {
        const edit = change(join(folder.path, name), 'a.txt', 'one', 'edited');
        assert.equal(await print(site, 'basename "$PWD"; cat a.txt', [edit]), `${name}\nedited\n`);
      });
    }
  });

  it('touch nothing of the person’s when a command puts a link to it in the place of the worktree', async () => {
    put(folder.path, '.gitignore', 'ignored\n');
    commitAll(folder.path);
    put(folder.path, 'ignored');
    const before = everything(folder.path);
    await withSite(options(), async (site) => {
      for (const place of ['"$PWD"', '"$(dirname "$PWD")"']) {
        const command = `at=${place}; mv "$at" "$at.moved"; ln -s ${folder.path} "$at"`;
        const edit = change(folder.path, 'a.txt', 'one', 'edited');
        for (const changes of [[], [edit]]) {
          const outcome = await tryCommands(site, [command], changes);
          assert.match(outcome.kind === 'unverifiable' ? outcome.reason : '', /^after the command the copy/, command);
        }
      }
      assert.equal(await print(site, 'cat a.txt'), 'one\n');
    });
    assert.deepEqual(everything(folder.path), before);
  });

  it('say what a command that removes its worktree did', async () => {
    await withSite(options(), async (site) => {
      const outcome = await tryCommands(site, ['rm -rf "$PWD"']);
      assert.match(
        outcome.kind === 'unverifiable' ? outcome.reason : '',
        /^after the command the copy could not be read/,
      );
    });
  });

  for (const [what, spoil, message] of [
    ['a commit that is missing', () => rmSync(objectOf('HEAD')), /the commit that is checked out in .* cannot be read/],
    ['an unknown format', () => git(folder.path, 'config', 'extensions.strange', 'yes'), /extension strange/],
    ['a folder for an index', () => rmSync(join(folder.path, '.git/index')), /a folder, not a file/],
  ] as const) {
    it(`are not begun where there is ${what}, and nothing stays`, async () => {
      git(folder.path, 'config', 'core.repositoryformatversion', '1');
      spoil();
      if (!existsSync(join(folder.path, '.git/index'))) {
        put(folder.path, '.git/index/x');
      }
      await makePlace(folder.state, {}, async () => true);
      const opened = await openSite(siteOptions(options()), never);
      assert.ok(opened.kind === 'failed', opened.kind);
      assert.match(opened.message, message);
      assert.equal(existsSync(folder.state), false);
    });
  }

  it('are not begun where the worktrees would lie in the work tree', async () => {
    const place = join(folder.path, 'state');
    await makePlace(place, {}, async () => true);
    const reviewed = join(put(folder.path, 'src/x.txt'), '..');
    const opened = await openSite(siteOptions({ folder: reviewed, place }), never);
    assert.match(
      opened.kind === 'failed' ? opened.message : '',
      /^the repository .* holds .*state, where it would be copied to/,
    );
    assert.equal(existsSync(place), false);
  });

  it('are not begun when the wish for them is taken back', async () => {
    for (let index = 0; index < 300; index++) {
      writeFileSync(join(folder.path, `file-${index}`), 'x\n');
    }
    await makePlace(folder.state, {}, async () => true);
    const stop = new AbortController();
    const opening = openSite(siteOptions({ ...options(), run: runPlainly }), stop.signal);
    setTimeout(() => stop.abort(), 60);
    assert.deepEqual(await opening, { kind: 'cancelled' });
    assert.equal(existsSync(folder.state), false);
  });

  function objectOf(revision: string): string {
    const id = git(folder.path, 'rev-parse', revision).trim();
    return join(folder.path, '.git/objects', id.slice(0, 2), id.slice(2));
  }
});
