import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import { folderTree } from '../../../../src/workspace/verification/folderTree';
import { commitAll, git, never, put, useFolder } from '../support';
import { change, print, tryCommands, withSite } from './support';

describe('a site of worktrees', () => {
  const folder = useFolder();
  const place = () => `${folder.path}-state`;

  beforeEach(() => {
    git(folder.path, 'init', '--quiet');
    put(folder.path, 'a.txt', 'one\ntwo\n');
    put(folder.path, 'src/b.txt', 'b\n');
    put(folder.path, '.gitignore', 'ignored/\n*.log\n');
    commitAll(folder.path);
    git(folder.path, 'tag', '--annotate', '--message', 'first', 'v1.0');
  });

  it('has the folder as it is now: staged, unstaged, untracked, deleted and unsaved, without what is ignored', async () => {
    put(folder.path, 'a.txt', 'changed\n');
    put(folder.path, 'staged.txt', 'staged\n');
    git(folder.path, 'add', 'staged.txt');
    put(folder.path, 'untracked/new.txt', 'new\n');
    put(folder.path, 'ignored/x', 'x\n');
    put(folder.path, 'gone.txt');
    git(folder.path, 'add', 'gone.txt');
    git(folder.path, 'commit', '--quiet', '--message', 'gone');
    git(folder.path, 'rm', '--quiet', '--cached', 'gone.txt');
    const unsaved = new Map([['src/b.txt', Buffer.from('unsaved\n')]]);
    await withSite({ folder: folder.path, place: place(), unsaved }, async (site) => {
      const listed = await print(site, 'find . -path ./.git -prune -o -type f -print | sort | xargs grep -H ""');
      assert.equal(
        listed,
        [
          './.gitignore:ignored/\n./.gitignore:*.log\n./a.txt:changed\n./gone.txt:content\n',
          './src/b.txt:unsaved\n./staged.txt:staged\n./untracked/new.txt:new\n',
        ].join(''),
      );
    });
    assert.equal(existsSync(place()), false);
  });

  it('tests the edits, and the next trial begins with the base again', async () => {
    const edit = change(folder.path, 'a.txt', 'two', 'three');
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      const edited = await tryCommands(site, ['cat a.txt', 'touch made ignored.log; mkdir -p src/more/deep'], [edit]);
      assert.ok(edited.kind === 'ran');
      assert.equal(edited.runs[0]?.output.head, 'one\nthree\n');
      assert.notEqual(edited.tree, site.baseTree);
      const base = await tryCommands(site, ['cat a.txt; find . -path ./.git -prune -o -print | sort']);
      assert.ok(base.kind === 'ran');
      assert.equal(base.runs[0]?.output.head, 'one\ntwo\n.\n./.gitignore\n./a.txt\n./src\n./src/b.txt\n');
      assert.equal(base.tree, site.baseTree);
    });
    assert.equal(readFileSync(join(folder.path, 'a.txt'), 'utf8'), 'one\ntwo\n');
  });

  it('says where a command ran, as it names files by that', async () => {
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      const outcome = await tryCommands(site, ['pwd -P']);
      assert.ok(outcome.kind === 'ran');
      assert.equal(outcome.runs[0]?.output.head.trim(), outcome.runs[0]?.top);
    });
  });

  it('names the trees as git does', async () => {
    const edit = change(folder.path, 'src/b.txt', 'b', 'changed');
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      assert.equal(site.baseTree, git(folder.path, 'rev-parse', 'HEAD^{tree}').trim());
      const edited = await tryCommands(site, ['true'], [edit]);
      writeFileSync(join(folder.path, 'src/b.txt'), 'changed\n');
      git(folder.path, 'add', 'src/b.txt');
      assert.equal(edited.kind === 'ran' && edited.tree, git(folder.path, 'write-tree').trim());
    });
  });

  it('names the tree of a folder that has become what was tested', async () => {
    put(folder.path, 'new.txt', 'new\n');
    const edit = change(folder.path, 'a.txt', 'two', 'three');
    const nameNow = async (unsaved = new Map<string, Uint8Array>()) => {
      const named = await folderTree(join(folder.path, 'src'), unsaved, never);
      return named.kind === 'tree' ? named.tree : JSON.stringify(named);
    };
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      assert.equal(await nameNow(), site.baseTree);
      const edited = await tryCommands(site, ['true'], [edit]);
      assert.ok(edited.kind === 'ran');
      put(folder.path, 'a.txt', 'one\nthree\n');
      assert.equal(await nameNow(), edited.tree);
      assert.notEqual(await nameNow(new Map([['b.txt', Buffer.from('typed\n')]])), edited.tree);
      put(folder.path, 'untracked.txt');
      assert.notEqual(await nameNow(), edited.tree);
    });
  });

  it('refuses edits of files that are not in the worktree as the person has them', async () => {
    put(folder.path, 'ignored/x.txt', 'x\n');
    const edit = change(folder.path, 'ignored/x.txt', 'x', 'y');
    const options = { folder: folder.path, place: place(), include: ['ignored/'] };
    await withSite(options, async (site) => {
      const outcome = await tryCommands(site, ['true'], [edit]);
      assert.match(
        outcome.kind === 'unverifiable' ? outcome.reason : '',
        /^ignored\/x\.txt: it is not among the files/,
      );
      assert.equal(await print(site, 'cat ignored/x.txt'), 'x\n');
    });
  });

  it('lets the tools of the project ask git for history, tags, branch and what has changed', async () => {
    const head = git(folder.path, 'rev-parse', 'HEAD').trim();
    const edit = change(folder.path, 'a.txt', 'two', 'three');
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      assert.match(await print(site, 'git describe --tags'), /^v1\.0-1-g[0-9a-f]+\n$/);
      assert.equal(await print(site, 'git rev-parse HEAD~1'), `${head}\n`);
      assert.equal(await print(site, 'git branch --show-current; git status --porcelain'), 'main\n');
      assert.equal(await print(site, 'git status --porcelain', [edit]), 'M  a.txt\n');
      assert.equal(
        await print(site, 'git rev-parse --show-toplevel; pwd').then((text) => new Set(text.split('\n')).size),
        2,
      );
      assert.equal(await print(site, 'git fsck --no-dangling && git log --oneline | wc -l'), '2\n');
    });
  });

  it('gives a trial a repository that earlier ones have not touched', async () => {
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      await print(site, 'git config core.fsmonitor "touch fired"; git tag planted; rm .git/HEAD');
      assert.equal(await print(site, 'git tag; git status --porcelain; ls'), 'v1.0\na.txt\nsrc\n');
      await print(site, 'rm -rf .git');
      assert.equal(await print(site, 'git tag; git status --porcelain; ls'), 'v1.0\na.txt\nsrc\n');
    });
  });

  it('says that a trial in which files were rewritten says nothing, and by name which', async () => {
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      for (const command of ['echo x >> src/b.txt', 'rm src/b.txt', 'chmod +x src/b.txt', 'rm -r src; ln -s .. src']) {
        const outcome = await tryCommands(site, [command]);
        assert.ok(outcome.kind === 'unverifiable', command);
        assert.match(outcome.reason, /^the command changed src\/b\.txt: /);
      }
      assert.equal(await print(site, 'cat src/b.txt'), 'b\n');
      assert.equal((await tryCommands(site, ['cp a.txt b; mv b a.txt; touch src/b.txt'])).kind, 'ran');
      const without = await tryCommands(site, ['rm -rf "$PWD"']);
      assert.equal(without.kind, 'unverifiable');
      assert.equal(await print(site, 'cat src/b.txt'), 'b\n');
    });
  });

  it('refuses edits of a text that the folder has no more', async () => {
    const edit = change(folder.path, 'a.txt', 'two', 'three');
    put(folder.path, 'a.txt', 'one\ntwo \n');
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      const outcome = await tryCommands(site, ['true'], [edit]);
      assert.deepEqual(outcome, {
        kind: 'unverifiable',
        reason: 'a.txt: it has changed since it was reviewed',
      });
    });
  });

  it('runs at the top of the repository when a folder in it is reviewed', async () => {
    const reviewed = join(folder.path, 'src');
    const edit = change(reviewed, 'b.txt', 'b', 'changed');
    const unsaved = new Map([['b.txt', Buffer.from('b\n\n')]]);
    await withSite({ folder: reviewed, place: place() }, async (site) => {
      assert.equal(await print(site, 'cat a.txt src/b.txt', [edit]), 'one\ntwo\nchanged\n');
    });
    await withSite({ folder: reviewed, place: place(), unsaved }, async (site) => {
      assert.equal(await print(site, 'cat src/b.txt'), 'b\n\n');
    });
  });

  it('keeps encodings, byte order marks and line ends', async () => {
    put(folder.path, 'crlf.txt', '\uFEFFone\r\ntwo\r\n');
    put(folder.path, '.gitattributes', '* text=auto eol=lf\n*.txt text\n');
    commitAll(folder.path);
    put(folder.path, 'crlf.txt', '\uFEFFone\r\ntwo\r\n');
    const edit = change(folder.path, 'crlf.txt', 'two', 'three\nfour');
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      const outcome = await print(site, 'od -An -c crlf.txt; git status --porcelain', [edit]);
      assert.equal(
        outcome.replaceAll(/\s+/g, ' '),
        ' 357 273 277 o n e \\r \\n t h r e e \\r \\n f o u r \\r \\n M crlf.txt ',
      );
      assert.equal(await print(site, 'git status --porcelain; git diff'), '');
    });
  });

  it('works where there is no git', async () => {
    rmSync(join(folder.path, '.git'), { recursive: true });
    put(folder.path, 'node_modules/x/index.js', '1\n');
    symlinkSync('a.txt', join(folder.path, 'link'));
    const edit = change(folder.path, 'a.txt', 'two', 'three');
    await withSite({ folder: folder.path, place: place() }, async (site) => {
      assert.equal(
        await print(site, 'cat link; ls; git status --porcelain; git log --format=%s', [edit]),
        'one\nthree\na.txt\nlink\nnode_modules\nsrc\nM  a.txt\nThe folder as it was, with what is not committed\n',
      );
    });
  });
});
