import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { addSubmodule, madeWithCanary, makeSparse, sparseIndex, startEverywhere, stopIn } from '../kinds';
import { commitAll, git, put, useFolder } from '../support';
import { everything, print, withSite } from './support';

interface Kind {
  readonly name: string;
  /** Makes the repository in the folder, which is empty; the canary is a program that leaves a mark. */
  make(folder: string, canary: string): void;
  /** The folder that is reviewed, if not the folder itself. */
  readonly reviewed?: string;
  readonly lacks?: readonly string[];
  /** What a command prints in the worktree. */
  readonly shows: readonly [command: string, output: string];
}

function plain(folder: string): void {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet');
  put(folder, 'a.txt', 'one\n');
  put(folder, 'b.txt', 'two\n');
  commitAll(folder);
}

const kinds: readonly Kind[] = [
  {
    name: 'staged, unstaged, untracked and ignored files, and a stash',
    make(folder) {
      plain(folder);
      put(folder, 'b.txt', 'stashed\n');
      git(folder, 'stash');
      put(folder, '.gitignore', '*.log\n');
      put(folder, 'x.log');
      put(folder, 'a.txt', 'staged\n');
      git(folder, 'add', '.');
      put(folder, 'a.txt', 'unstaged\n');
      put(folder, 'c.txt', 'untracked\n');
    },
    shows: ['cat a.txt b.txt c.txt; find . -name "*.log"', 'unstaged\ntwo\nuntracked\n'],
  },
  {
    name: 'tests that git ignores, and other ignored files',
    make(folder) {
      plain(folder);
      for (const name of ['a.local.test.mjs', 'test/own.py', 'test/notes.txt', 'own.py']) {
        put(folder, name, 'x\n');
      }
      put(folder, '.gitignore', '*.local.*\nown.py\nnotes.txt\n');
    },
    lacks: ['a.local.test.mjs: git ignores it', 'test/own.py: git ignores it'],
    shows: ['ls', 'a.txt\nb.txt\n'],
  },
  {
    name: 'a conflict',
    make(folder) {
      plain(folder);
      stopIn(folder, 'merge', 'a.txt');
    },
    shows: ['cat a.txt', '<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n'],
  },
  {
    name: 'a submodule',
    make(folder) {
      plain(join(folder, 'library'));
      plain(join(folder, 'project'));
      addSubmodule(folder);
    },
    reviewed: 'project',
    lacks: ['sub: it is a submodule'],
    shows: ['ls', 'a.txt\nb.txt\n'],
  },
  {
    name: 'files in LFS',
    make(folder, canary) {
      plain(folder);
      put(folder, '.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n');
      put(folder, 'x.bin', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4\n');
      commitAll(folder);
      git(folder, 'config', 'filter.lfs.clean', canary);
      git(folder, 'config', 'filter.lfs.smudge', canary);
      git(folder, 'config', 'filter.lfs.required', 'true');
      put(folder, 'x.bin', 'the real content\n');
    },
    shows: ['cat x.bin; git status --porcelain', 'the real content\n'],
  },
  {
    name: 'a sparse checkout',
    make(folder) {
      plain(folder);
      makeSparse(folder);
    },
    shows: ['find . -name x; git status --porcelain', './in/x\n'],
  },
  {
    name: 'a sparse index',
    make(folder) {
      plain(folder);
      makeSparse(folder, ...sparseIndex);
    },
    shows: ['find . -name x; git status --porcelain', './in/x\n'],
  },
  {
    name: 'a commit that is checked out without a branch',
    make(folder) {
      plain(folder);
      git(folder, 'checkout', '--quiet', '--detach');
    },
    shows: ['git rev-parse --abbrev-ref HEAD; git rev-list --count HEAD', 'HEAD\n2\n'],
  },
  {
    name: 'no commit yet',
    make(folder) {
      git(folder, 'init', '--quiet');
      put(folder, 'a.txt', 'one\n');
      git(folder, 'add', '.');
      put(folder, 'b.txt', 'two\n');
    },
    shows: ['git branch --show-current; git rev-list --count HEAD; cat a.txt b.txt', 'main\n1\none\ntwo\n'],
  },
  {
    name: 'a linked work tree',
    make(folder) {
      plain(join(folder, 'first'));
      git(join(folder, 'first'), 'worktree', 'add', '--quiet', '-b', 'side', join(folder, 'second'));
      put(folder, 'second/a.txt', 'side\n');
    },
    reviewed: 'second',
    shows: ['cat a.txt; git branch --show-current; git rev-parse main~0 >/dev/null && echo main', 'side\nside\nmain\n'],
  },
  {
    name: 'line ends that git converts',
    make(folder) {
      git(folder, 'init', '--quiet');
      git(folder, 'config', 'core.autocrlf', 'true');
      git(folder, 'config', 'core.safecrlf', 'false');
      put(folder, '.gitattributes', '*.txt text eol=crlf ident working-tree-encoding=UTF-16LE\n*.lf text eol=lf\n');
      put(folder, 'a.txt', '$Id$\r\n');
      put(folder, 'b.lf', 'mixed\r\nline\nends\r\n');
      put(folder, 'c.md', 'crlf\r\n');
      git(folder, 'add', 'c.md', 'b.lf', '.gitattributes');
      git(folder, 'commit', '--quiet', '--message', 'x');
    },
    shows: [
      'od -An -c a.txt b.lf c.md; git status --porcelain; git diff',
      [
        '   $   I   d   $  \\r  \\n   m   i   x   e   d  \\r  \\n   l   i   n',
        '   e  \\n   e   n   d   s  \\r  \\n   c   r   l   f  \\r  \\n\n',
      ].join('\n'),
    ],
  },
  {
    name: 'SHA-256',
    make(folder) {
      git(folder, 'init', '--quiet', '--object-format=sha256');
      put(folder, 'a.txt', 'one\n');
      commitAll(folder);
    },
    shows: ['git rev-parse HEAD | tr -d "\\n" | wc -c; git fsck', '64\n'],
  },
  {
    name: 'hooks, a monitor, filters and programs of all kinds',
    make(folder, canary) {
      plain(folder);
      startEverywhere(folder, canary, '* filter=x diff=x merge=x\n');
      put(folder, 'a.txt', 'changed\n');
    },
    shows: [
      'git status --porcelain; git add -A; git -c user.name=x -c user.email=x commit -qm x --allow-empty; cat a.txt',
      'changed\n',
    ],
  },
  {
    name: 'a bare repository in a folder of it, and another repository',
    make(folder, canary) {
      plain(folder);
      execFileSync('git', ['init', '--quiet', '--bare', join(folder, 'bare')]);
      put(folder, 'bare/config', `[core]\n\tbare = false\n\tworktree = ..\n\tfsmonitor = ${canary}\n`);
      put(folder, 'bare/x.txt', 'x\n');
      git(folder, '-c', 'safe.bareRepository=explicit', 'add', '--force', 'bare');
      plain(join(folder, 'nested'));
    },
    lacks: ['nested/: it is a git repository of its own, to be reviewed by itself'],
    shows: ['cat bare/x.txt; ls', 'x\na.txt\nb.txt\nbare\n'],
  },
  {
    name: 'objects of another repository, packed references, a shallow history and replaced commits',
    make(folder) {
      plain(join(folder, 'origin'));
      put(folder, 'origin/a.txt', 'second\n');
      commitAll(join(folder, 'origin'));
      git(folder, 'clone', '--quiet', '--depth=1', `file://${folder}/origin`, 'shallow');
      git(folder, 'clone', '--quiet', '--shared', 'shallow', 'project');
      git(join(folder, 'project'), 'tag', 'light');
      git(join(folder, 'project'), 'pack-refs', '--all');
    },
    reviewed: 'project',
    shows: ['git rev-list --count HEAD; git describe --tags --abbrev=0; git fsck --no-dangling', '2\nlight\n'],
  },
  {
    name: 'names with blanks, quotes, line breaks and letters of all kinds, and links',
    make(folder) {
      plain(folder);
      for (const name of [
        'a b',
        '"q"',
        'line\nbreak',
        'tab\t',
        'é',
        '文/\u{1F600}',
        '-dash',
        '\\back',
        ' lead',
        ':(top)',
      ]) {
        put(folder, name, 'content\n');
      }
      execFileSync('ln', ['-s', 'a.txt', join(folder, 'link')]);
      execFileSync('ln', ['-s', 'nowhere', join(folder, 'dead link')]);
      chmodSync(join(folder, 'a b'), 0o755);
    },
    shows: [
      'git status --porcelain; find . -path ./.git -prune -o -type f -print0 | tr -dc "\\0" | wc -c; test -x "a b" && readlink link "dead link"',
      '12\na.txt\nnowhere\n',
    ],
  },
];

describe('what is reviewed, when it is verified', () => {
  const folder = useFolder();

  for (const { name, make, reviewed, lacks = [], shows } of kinds) {
    it(`stays as it was, and is what is tested: ${name}`, async () => {
      const { work, hasFired } = madeWithCanary(folder.path, make);
      const before = everything(folder.path);
      const place = folder.state;
      await withSite({ folder: reviewed === undefined ? work : join(work, reviewed), place }, async (site) => {
        assert.deepEqual(site.lacks, lacks);
        assert.equal(await print(site, shows[0]), shows[1]);
        assert.equal(await print(site, shows[0]), shows[1], 'the second time');
      });
      assert.deepEqual(everything(folder.path), before);
      assert.equal(hasFired(), false);
      assert.equal(existsSync(place), false);
    });
  }
});
