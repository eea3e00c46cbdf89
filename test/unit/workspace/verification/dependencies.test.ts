import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import type { CopyProgress } from '../../../../src/core/verify/ports';
import { commitAll, git, put, putAll, useFolder } from '../support';
import { change, print, tryCommands, withSite } from './support';

describe('what a worktree has beside the files that git keeps', () => {
  const folder = useFolder();
  const options = () => ({ folder: folder.path, place: folder.state });

  function link(path: string, target: string): void {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    symlinkSync(target, join(folder.path, path));
  }

  beforeEach(() => {
    git(folder.path, 'init', '--quiet');
    putAll(folder.path, {
      '.gitignore': 'node_modules/\n.env*\ndist/\nvendor/\n',
      'packages/lib/package.json': '{"name":"lib","main":"index.js"}',
      'packages/lib/index.js': 'module.exports = "base";\n',
      'packages/app/package.json': '{"name":"app"}',
      'packages/app/test.js': 'console.log(require("lib"), require("other"));\n',
    });
    commitAll(folder.path);
    putAll(folder.path, {
      'node_modules/other/index.js': 'module.exports = "installed";\n',
      'dist/built.js': 'old\n',
    });
  });

  it('has installed packages as copies: of an npm workspace the worktree’s own code is tested', async () => {
    link('node_modules/lib', '../packages/lib');
    link('node_modules/.bin/run', '../other/index.js');
    const edit = change(folder.path, 'packages/lib/index.js', 'base', 'edited');
    await withSite(options(), async (site) => {
      assert.equal(
        await print(site, 'node packages/app/test.js; ls', [edit]),
        'edited installed\nnode_modules\npackages\n',
      );
      assert.equal(await print(site, 'node packages/app/test.js; git status --porcelain'), 'base installed\n');
      await print(site, 'echo "module.exports = 1" > node_modules/other/index.js');
    });
    assert.equal(
      readFileSync(join(folder.path, 'node_modules/other/index.js'), 'utf8'),
      'module.exports = "installed";\n',
    );
  });

  it('has those of a pnpm workspace, whose links stay inside', async () => {
    rmSync(join(folder.path, 'node_modules'), { recursive: true });
    put(folder.path, 'node_modules/.pnpm/other@1.0.0/node_modules/other/index.js', 'module.exports = "stored";\n');
    link('packages/app/node_modules/other', '../../../node_modules/.pnpm/other@1.0.0/node_modules/other');
    link('packages/app/node_modules/lib', '../../lib');
    const edit = change(folder.path, 'packages/lib/index.js', 'base', 'edited');
    await withSite(options(), async (site) => {
      assert.equal(await print(site, 'node packages/app/test.js', [edit]), 'edited stored\n');
    });
  });

  for (const [what, target] of [
    ['back into the person’s folder', () => join(folder.path, 'packages/lib')],
    ['to a store elsewhere', () => join(folder.state, '..')],
    ['to nothing, outside', () => '../../../../../nowhere'],
  ] as const) {
    it(`is not tested in when a link leads ${what}`, async () => {
      link('node_modules/lib', target());
      await withSite(options(), async (site) => {
        let started = 0;
        const outcome = await site.try(
          { changes: [], commands: ['true'], goesOn: () => true, begins: () => void started++ },
          new AbortController().signal,
        );
        assert.ok(outcome.kind === 'unverifiable');
        assert.match(
          outcome.reason,
          /^the link node_modules\/lib leads out of the copy, to .*Install what it leads to in node_modules itself/,
        );
        assert.equal(started, 0);
      });
    });
  }

  it('is not tested in when a link that git keeps leads out', async () => {
    link('outside', join(folder.path, 'packages'));
    await withSite(options(), async (site) => {
      const outcome = await tryCommands(site, ['true']);
      assert.match(outcome.kind === 'unverifiable' ? outcome.reason : '', /^the link outside leads out/);
    });
  });

  it('speaks of no result when a command made a link back into the person’s folder', async () => {
    await withSite(options(), async (site) => {
      const outcome = await tryCommands(site, [`mkdir -p x/y; ln -s ${folder.path}/packages x/y/link`]);
      assert.match(outcome.kind === 'unverifiable' ? outcome.reason : '', /^the command made x\/y\/link, a link to /);
    });
  });

  it('has no Python environment that git does not keep, nor needs it ignored', async () => {
    for (const path of ['.venv', 'tools/env', 'kept']) {
      put(folder.path, `${path}/pyvenv.cfg`, 'home = /usr/bin\n');
      put(folder.path, `${path}/lib/a.py`, 'a = 1\n');
    }
    link('.venv/bin/python', '/usr/bin/env');
    git(folder.path, 'add', 'kept/lib/a.py');
    await withSite(options(), async (site) => {
      assert.deepEqual(
        site.ignored.filter((path) => path.includes('v')),
        ['.venv/', 'tools/env/'],
      );
      assert.equal(
        await print(site, 'ls -A; ls kept'),
        '.git\n.gitignore\nkept\nnode_modules\npackages\nlib\npyvenv.cfg\n',
      );
    });
  });

  it('has what the person agreed to, and nothing else that is ignored', async () => {
    put(folder.path, '.env', 'A=1\n');
    put(folder.path, '.env.local', 'B=1\n');
    put(folder.path, 'dist/deep/config.json', '{}\n');
    await withSite({ ...options(), dependencies: [], include: ['.env', 'dist/deep/config.json'] }, async (site) => {
      const listed = 'find . -path ./.git -prune -o -path ./packages -prune -o -type f -print';
      assert.equal(
        await print(site, `${listed} | sort; git status --porcelain`),
        './.env\n./.gitignore\n./dist/deep/config.json\n',
      );
    });
  });

  it('does not look for what is not there, nor behind links in ignored folders', async () => {
    put(folder.path, 'dist/deep/config.json', '{}\n');
    put(folder.state, 'elsewhere/key', 'secret\n');
    link('dist/link', join(folder.state, 'elsewhere'));
    const include = ['dist/none.json', 'dist/none/at/all.json', 'dist/link/key', 'dist/deep/config.json'];
    await withSite({ ...options(), place: join(folder.state, 'place'), dependencies: [], include }, async (site) => {
      assert.equal(await print(site, 'find dist -type f'), 'dist/deep/config.json\n');
    });
  });

  it('says how far the copies have come, of installed packages for the first alone', async () => {
    for (let n = 0; n < 250; n++) {
      put(folder.path, `node_modules/x/${n}.js`, 'x');
      put(folder.path, `src/${n}.js`, 'x');
    }
    put(folder.path, '.gitignore', 'node_modules/\n');
    const heard: CopyProgress[] = [];
    const copying = (progress: CopyProgress) => heard.push(progress);
    await withSite({ ...options(), parallel: 2, copying }, async (site) => {
      const read = heard.splice(0);
      assert.ok(read.length > 50 && read.every(({ what }) => what === 'project'), `${read.length}`);
      assert.deepEqual(
        read.map(({ done }) => done),
        read.map(({ done }) => done).toSorted((a, b) => a - b),
      );
      assert.ok((read.at(-1)?.done ?? 0) <= (read[0]?.of ?? 0));
      await Promise.all([print(site, 'sleep 1'), print(site, 'sleep 1')]);
      assert.ok(heard.every(({ what, of }) => what === 'packages' && of >= 250));
      const done = heard.map((progress) => progress.done);
      assert.deepEqual(done, [...new Set(done)]);
      assert.ok(done.length > 50 && (done.at(-1) ?? 0) > 0.98 * (heard[0]?.of ?? 0), `${done.length} ${done.at(-1)}`);
    });
  });

  it('says so when there is more to copy than a gigabyte', async () => {
    writeFileSync(join(folder.path, 'node_modules/large'), '');
    truncateSync(join(folder.path, 'node_modules/large'), 1024 ** 3 + 1);
    put(folder.path, 'vendor/x.php', 'x\n');
    await withSite(options(), async (site) => {
      assert.deepEqual(site.lacks, [
        'node_modules: with it, more than 1 GB would be copied; have a set-up command install it',
      ]);
      assert.equal(await print(site, 'ls'), 'packages\nvendor\n');
    });
  });

  it('has what set-up commands made, in every worktree, whatever trials do', async () => {
    const setUp = [
      'mkdir -p .venv dist && echo made >> .venv/x',
      'echo built > dist/built.js; echo installed > installed',
    ];
    await withSite({ ...options(), setUp, parallel: 2 }, async (site) => {
      const both = await Promise.all(
        [0, 1].map(() => tryCommands(site, ['cat .venv/x dist/built.js; git status --porcelain; sleep 0.2'])),
      );
      assert.deepEqual(
        both.map((outcome) => outcome.kind === 'ran' && outcome.runs[0]?.output.head),
        ['made\nbuilt\n', 'made\nbuilt\n'],
      );
      for (const command of ['rm -r .venv', 'echo other > installed']) {
        await print(site, command);
        assert.equal(await print(site, 'cat .venv/x installed'), 'made\ninstalled\n', command);
      }
    });
  });

  for (const [setUp, reason] of [
    ['echo broken; exit 3', /^the set-up command “echo broken; exit 3” ended with exit code 3: broken$/],
    ['echo >> packages/lib/index.js', /^the set-up changed packages\/lib\/index\.js: /],
    ['ln -s "$TARGET" dist', /^the set-up made dist, a link to /],
  ] as const) {
    it(`verifies nothing after a set-up that is of no use: ${setUp}`, async () => {
      await withSite({ ...options(), setUp: [setUp.replace('$TARGET', folder.path)] }, async (site) => {
        for (let n = 0; n < 2; n++) {
          const outcome = await tryCommands(site, ['true']);
          assert.match(outcome.kind === 'unverifiable' ? outcome.reason : '', reason);
        }
      });
    });
  }

  it('does not have what Python compiled at a set-up: it would stand for another text of the same size and second', async () => {
    const setUp = ['mkdir -p packages/__pycache__ kept/__pycache__; touch packages/__pycache__/x kept/__pycache__/x'];
    await withSite({ ...options(), setUp }, async (site) => {
      assert.equal(await print(site, 'find . -name __pycache__'), './kept/__pycache__\n');
    });
  });

  it('never is the person’s own file by another name', async () => {
    await withSite(options(), async (site) => {
      const inode = await print(site, 'stat -c %i node_modules/other/index.js');
      assert.notEqual(Number(inode), statSync(join(folder.path, 'node_modules/other/index.js')).ino);
    });
  });
});
