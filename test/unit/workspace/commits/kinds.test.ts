import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { commitStore } from '../../../../src/compose/commits';
import { folderStatePath } from '../../../../src/store/stateDir';
import { addSubmodule, madeWithCanary, makeSparse, sparseIndex, startEverywhere, stopIn } from '../kinds';
import { commitAll, git, never, put, useFolder } from '../support';
import { everything } from '../verification/support';
import { run, storeWith } from './support';

interface Kind {
  readonly name: string;
  /** Makes the repository in the folder, which is empty; the canary is a program that leaves a mark. */
  make(folder: string, canary: string): void;
  /** The folder that is reviewed, if not the folder itself. */
  readonly reviewed?: string;
  /** Where "one" has become "two"; if not given, `a.txt`. */
  readonly changed?: readonly string[];
  /** What the reason says for each that is not committed. */
  readonly left?: Readonly<Record<string, RegExp>>;
  /** Why nothing at all is committed. */
  readonly refused?: RegExp;
  /** Why it cannot be landed. */
  readonly notLanded?: RegExp;
  /** What plain git says after the landing. */
  readonly status?: string;
  /** What git has of the changed file on the run's branch. */
  readonly content?: string;
}

function plain(folder: string): void {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet');
  put(folder, 'a.txt', 'one\nlast\n');
  put(folder, 'b.txt', 'one\nlast\n');
  commitAll(folder);
}

const notOurs = /it has changes that are not of this run/;
const kinds: readonly Kind[] = [
  {
    name: 'staged, unstaged, untracked and ignored files, and a stash',
    make(folder) {
      plain(folder);
      put(folder, 'b.txt', 'stashed\n');
      git(folder, 'stash');
      put(folder, '.gitignore', '*.log\n');
      put(folder, 'c.txt', 'one\n');
      commitAll(folder);
      put(folder, 'x.log', 'one\n');
      put(folder, 'b.txt', 'one\nstaged\n');
      git(folder, 'add', 'b.txt');
      put(folder, 'c.txt', 'one\nunstaged\n');
      put(folder, 'd.txt', 'one\n');
    },
    changed: ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'x.log'],
    left: { 'b.txt': notOurs, 'c.txt': notOurs, 'd.txt': /add it to git first/, 'x.log': /add it to git first/ },
    status: 'MM b.txt\n M c.txt\n?? d.txt\n',
  },
  {
    name: 'a file that was changed in the moment in which the index was written',
    make(folder) {
      plain(folder);
      git(folder, 'config', 'core.trustctime', 'false');
      put(folder, 'b.txt', 'one\nstaged\n');
      const now = new Date(Math.floor(Date.now() / 1000) * 1000);
      utimesSync(join(folder, 'b.txt'), now, now);
      git(folder, 'add', 'b.txt');
      put(folder, 'b.txt', 'one\nchange\n');
      utimesSync(join(folder, 'b.txt'), now, now);
      utimesSync(join(folder, '.git/index'), now, now);
    },
    status: 'MM b.txt\n',
  },
  {
    name: 'a file whose staged content is what is checked out, and that is staged with our change in it',
    make(folder) {
      plain(folder);
      put(folder, 'a.txt', 'one\nlast\nmore\n');
      git(folder, 'add', 'a.txt');
      put(folder, 'a.txt', 'one\nlast\n');
    },
    notLanded: /what is staged of them would be lost.*: a\.txt$/,
  },
  {
    name: 'a file at which git is told not to look',
    make(folder) {
      plain(folder);
      git(folder, 'update-index', '--assume-unchanged', 'a.txt');
    },
    notLanded: /git is told not to look at a\.txt \(assume-unchanged or skip-worktree\)/,
  },
  {
    name: 'a conflict',
    make(folder) {
      plain(folder);
      stopIn(folder, 'merge', 'b.txt');
      put(folder, 'b.txt', '<<<<<<< HEAD\none\n=======\ntheirs\n>>>>>>> other\n');
    },
    changed: ['a.txt', 'b.txt'],
    left: { 'b.txt': notOurs },
    notLanded: /a merge is under way/,
  },
  {
    name: 'a rebase under way',
    make(folder) {
      plain(folder);
      stopIn(folder, 'rebase', 'b.txt');
    },
    notLanded: /no branch is checked out/,
  },
  {
    name: 'a submodule',
    make(folder) {
      plain(join(folder, 'library'));
      plain(join(folder, 'project'));
      addSubmodule(folder);
    },
    reviewed: 'project',
  },
  {
    name: 'files in LFS, and their filters',
    make(folder, canary) {
      plain(folder);
      put(folder, '.gitattributes', '*.big filter=lfs diff=lfs merge=lfs -text\n');
      put(folder, 'x.big', 'one\n');
      commitAll(folder);
      git(folder, 'config', 'filter.lfs.clean', canary);
      git(folder, 'config', 'filter.lfs.process', canary);
      git(folder, 'config', 'filter.lfs.required', 'true');
    },
    changed: ['a.txt', 'x.big'],
    left: { 'x.big': /git passes it through the filter “lfs”/ },
  },
  {
    name: 'a sparse checkout',
    make(folder) {
      plain(folder);
      makeSparse(folder);
    },
    changed: ['a.txt', 'in/x'],
  },
  {
    name: 'a sparse index',
    make(folder) {
      plain(folder);
      makeSparse(folder, ...sparseIndex);
    },
    changed: ['a.txt', 'in/x'],
  },
  {
    name: 'a split index, with a cache of what is untracked',
    make(folder) {
      plain(folder);
      git(folder, 'update-index', '--split-index', '--untracked-cache');
      put(folder, 'untracked');
      git(folder, 'status');
    },
    status: '?? untracked\n',
  },
  {
    name: 'a commit that is checked out without a branch',
    make(folder) {
      plain(folder);
      git(folder, 'checkout', '--quiet', '--detach');
    },
    notLanded: /no branch is checked out/,
  },
  {
    name: 'no commit yet',
    make(folder) {
      git(folder, 'init', '--quiet');
      put(folder, 'a.txt', 'one\n');
      git(folder, 'add', '.');
    },
    refused: /there is no commit yet/,
  },
  { name: 'no repository', make: (folder) => void put(folder, 'a.txt', 'one\n'), refused: /no work tree/ },
  {
    name: 'a linked work tree',
    make(folder) {
      plain(join(folder, 'first'));
      git(join(folder, 'first'), 'worktree', 'add', '--quiet', '-b', 'side', join(folder, 'second'));
      git(join(folder, 'first'), 'config', 'user.name', 'Test');
      git(join(folder, 'first'), 'config', 'user.email', 'test@example.com');
    },
    reviewed: 'second',
  },
  {
    name: 'a linked work tree that was moved without telling git',
    make(folder) {
      plain(join(folder, 'first'));
      git(join(folder, 'first'), 'worktree', 'add', '--quiet', '-b', 'side', join(folder, 'before'));
      git(join(folder, 'first'), 'config', 'user.name', 'Test');
      git(join(folder, 'first'), 'config', 'user.email', 'test@example.com');
      renameSync(join(folder, 'before'), join(folder, 'second'));
    },
    reviewed: 'second',
  },
  ...[
    ['a file that leads to the repository', (folder: string) => put(folder, 'work/.git', 'gitdir: ../first/.git\n')],
    ['a link to the repository', (folder: string) => symlinkSync('../first/.git', join(folder, 'work/.git'))],
    [
      'a file that leads to a folder that shares the repository',
      (folder: string) => {
        put(folder, 'work/.git', 'gitdir: own\n');
        put(folder, 'work/own/HEAD', 'ref: refs/heads/main\n');
        put(folder, 'work/own/commondir', '../../first/.git\n');
      },
    ],
    [
      'a file that leads to a linked work tree',
      (folder: string) => {
        git(join(folder, 'first'), 'worktree', 'add', '--quiet', '-b', 'side', join(folder, 'side'));
        put(folder, 'work/.git', 'gitdir: ../first/.git/worktrees/side\n');
      },
    ],
  ].map(([name, lead]) => ({
    name: `${name} of another folder`,
    make(folder: string) {
      plain(join(folder, 'first'));
      put(folder, 'work/a.txt', 'one\nlast\n');
      (lead as (folder: string) => void)(folder);
    },
    reviewed: 'work',
    refused: /leads to is that of another folder, .*\/(?:first|side)$/,
  })),
  {
    name: 'line ends that git converts',
    make(folder) {
      git(folder, 'init', '--quiet');
      git(folder, 'config', 'core.autocrlf', 'true');
      git(folder, 'config', 'core.safecrlf', 'false');
      put(folder, '.gitattributes', '*.lf text eol=lf\n*.crlf text eol=crlf\n');
      for (const name of ['a.txt', 'b.lf', 'c.crlf']) {
        put(folder, name, 'one\r\nlast\r\n');
      }
      commitAll(folder);
    },
    changed: ['a.txt', 'b.lf', 'c.crlf'],
    content: 'two\nlast\n',
  },
  {
    name: 'line ends that git would convert now, of a file that has them in the repository',
    make(folder) {
      git(folder, 'init', '--quiet');
      put(folder, 'a.txt', 'one\r\nlast\r\n');
      commitAll(folder);
      git(folder, 'config', 'core.autocrlf', 'true');
      git(folder, 'config', 'core.safecrlf', 'false');
    },
    content: 'two\r\nlast\r\n',
  },
  {
    name: 'line ends that the person is about to change',
    make(folder) {
      plain(folder);
      put(folder, 'a.txt', 'one\r\nlast\r\n');
    },
    left: { 'a.txt': notOurs },
  },
  {
    name: 'modes: one kept, one that the person is about to change',
    make(folder) {
      plain(folder);
      chmodSync(join(folder, 'a.txt'), 0o755);
      commitAll(folder);
      chmodSync(join(folder, 'b.txt'), 0o755);
    },
    changed: ['a.txt', 'b.txt'],
    left: { 'b.txt': notOurs },
    status: ' M b.txt\n',
  },
  {
    name: 'SHA-256',
    make(folder) {
      git(folder, 'init', '--quiet', '--object-format=sha256');
      put(folder, 'a.txt', 'one\n');
      commitAll(folder);
    },
    content: 'two\n',
  },
  {
    name: 'hooks, a monitor, filters and programs of all kinds',
    make(folder, canary) {
      plain(folder);
      startEverywhere(folder, canary, '*.x filter=x diff=x merge=x\na.txt diff=x merge=x\n');
      // Else nothing is committed: the program that signs is the repository's.
      git(folder, 'config', '--unset', 'commit.gpgSign');
    },
  },
  {
    name: 'packed references and objects of another repository, with a shallow history',
    make(folder) {
      plain(join(folder, 'origin'));
      put(folder, 'origin/b.txt', 'second\n');
      commitAll(join(folder, 'origin'));
      git(folder, 'clone', '--quiet', '--depth=1', `file://${folder}/origin`, 'shallow');
      git(folder, 'clone', '--quiet', '--shared', 'shallow', 'project');
      git(join(folder, 'project'), 'pack-refs', '--all');
    },
    reviewed: 'project',
  },
  {
    name: 'a folder of a repository, and names with blanks, quotes, line breaks and signs',
    make(folder) {
      plain(folder);
      for (const name of ['a b', '"q"', 'line\nbreak', '文', '-dash', '\\back', ':(top)', '*', 'tab\t']) {
        put(folder, `sub/${name}`, 'one\n');
      }
      commitAll(folder);
    },
    reviewed: 'sub',
    changed: ['a b', '"q"', 'line\nbreak', '文', '-dash', '\\back', ':(top)', '*', 'tab\t'],
  },
];

/** What plain git of the person's says, without the programs that the repository names. */
function plainGit(folder: string, ...words: string[]): string {
  const off = ['core.fsmonitor=false', 'diff.external=', 'core.hooksPath=/dev/null', 'commit.gpgSign=false'];
  return git(folder, ...off.flatMap((word) => ['-c', word]), ...words);
}

/** All but objects, the run's branch, and the times of the folders that this one is in. */
function outsideOfOurs(folder: string): string[] {
  return everything(folder).filter(
    (line) => !/\.git\/objects\/|\.git\/refs\/heads\/folder-review|\.git\/refs\/(heads\/)? /.test(line),
  );
}

describe('what is committed of a run', () => {
  const folder = useFolder();

  for (const { name, make, reviewed, changed = ['a.txt'], left = {}, refused, notLanded, status, content } of kinds) {
    it(`is its changes, and nothing else of the repository is touched: ${name}`, async () => {
      const { work, hasFired } = madeWithCanary(folder.path, make);
      const reviewedFolder = reviewed === undefined ? work : join(work, reviewed);
      if (refused === undefined && !existsSync(join(work, 'first'))) {
        git(reviewedFolder, 'config', 'user.name', 'Test');
        git(reviewedFolder, 'config', 'user.email', 'test@example.com');
      }
      const store = storeWith(
        reviewedFolder,
        changed.map((path) => ({ path, from: 'one', to: 'two' })),
      );
      const before = outsideOfOurs(folder.path);
      const world = { stateRoot: folder.state };
      const outcome = await commitStore(store, world, { scope: 'file', lands: false }, never);
      assert.deepEqual(outsideOfOurs(folder.path), before);
      if (refused !== undefined) {
        assert.match(outcome.kind === 'refused' ? outcome.message : outcome.kind, refused);
        return;
      }
      assert.ok(outcome.kind === 'committed', JSON.stringify(outcome));
      const reasons = Object.fromEntries(outcome.left.map(({ path, reason }) => [path, reason]));
      assert.deepEqual(Object.keys(reasons).sort(), Object.keys(left).sort());
      for (const [path, reason] of Object.entries(left)) {
        assert.match(reasons[path] ?? '', reason);
      }
      const good = changed.filter((path) => !(path in left));
      assert.deepEqual(outcome.files.map(({ path }) => path).sort(), [...good].sort());
      assert.equal(outcome.commits.length, good.length);
      if (good.length === 0) {
        return;
      }
      const branch = `folder-review/${run}`;
      const ask = (...words: string[]) => plainGit(reviewedFolder, ...words);
      assert.equal(ask('log', '--format=%an <%ae> %cn', '-1', branch), 'Test <test@example.com> Test\n');
      assert.equal(ask('rev-list', '--count', `HEAD..${branch}`).trim(), String(good.length));
      const files = ask('diff', '--no-ext-diff', '--name-only', '-z', '--relative', 'HEAD', branch);
      assert.deepEqual(files.split('\0').slice(0, -1).sort(), [...good].sort());
      const numbers = ask('diff', '--no-ext-diff', '--numstat', 'HEAD', branch).trim().split('\n');
      assert.ok(numbers.every((line) => line.startsWith('1\t1\t')));
      const modes = ask('diff', '--no-ext-diff', '--summary', 'HEAD', branch);
      assert.equal(modes, '');
      if (content !== undefined) {
        assert.equal(ask('show', `${branch}:./a.txt`), content);
      }
      ask('fsck', '--strict');

      const indexed = () => ask('ls-files', '--stage', '-v', ':/').split('\n');
      const [head, index] = [ask('branch', '--show-current').trim(), indexed()];
      const landed = await commitStore(store, world, { scope: 'file', lands: true }, never);
      assert.ok(landed.kind === 'committed', JSON.stringify(landed));
      assert.deepEqual(landed.commits, []);
      if (notLanded !== undefined) {
        assert.match(landed.landing?.kind === 'refused' ? landed.landing.message : 'landed', notLanded);
        // Its time tells of the lock that was there.
        const others = (line: string) => !/\.git\/ /.test(line);
        assert.deepEqual(outsideOfOurs(folder.path).filter(others), before.filter(others));
        return;
      }
      assert.deepEqual(
        landed.landing,
        { kind: 'landed', branch: head, files: good.length, missing: [] },
        JSON.stringify(landed),
      );
      assert.equal(ask('rev-parse', 'HEAD'), ask('rev-parse', branch));
      assert.equal(ask('branch', '--show-current').trim(), head);
      if (!('x.big' in left)) {
        assert.equal(ask('status', '--porcelain'), status ?? '');
      }
      const others = indexed().filter((line) => !index.includes(line));
      assert.equal(others.length, good.length);
      assert.deepEqual(
        readdirSync(ask('rev-parse', '--absolute-git-dir').trim()).filter((at) => /lock|folder-review/.test(at)),
        [],
      );
      ask('fsck', '--strict');
      assert.equal(hasFired(), false);
      assert.deepEqual(readdirSync(join(folderStatePath(folder.state, reviewedFolder), 'commits')), []);
    });
  }
});
