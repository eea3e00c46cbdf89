import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ground } from './ground';
import type { HostileFolder } from './hostileFolder';

/** Folders in which a pipe or a device stands for a file that is read before the review. */
export const endless: readonly HostileFolder[] = [
  {
    name: 'a pipe for the ignore rules of a sub-folder',
    make(ground) {
      ground.files({ 'sub/a.txt': 'a\n' });
      ground.commitAll();
      pipe(ground, 'sub/.gitignore');
    },
    fires: (ground) => ground.run('git', ['status'], { seconds: 2 }),
    ends: { review: { exitCode: 2, says: /sub\/\.gitignore is a pipe or a device/ } },
    seconds: 10,
  },
  {
    name: 'a pipe for the ignore rules of the repository',
    make(ground) {
      ground.files({ 'a.txt': 'a\n' });
      ground.commitAll();
      pipe(ground, '.git/info/exclude');
    },
    fires: (ground) => ground.run('git', ['status'], { seconds: 2 }),
    ends: { review: { exitCode: 2, says: /\.git\/info\/exclude cannot be used: it is a pipe/ } },
    seconds: 10,
  },
  {
    name: 'a pipe that the configuration of the repository names as the ignore rules',
    make(ground) {
      ground.files({ 'a.txt': 'a\n' });
      ground.commitAll();
      pipe(ground, '.git/rules');
      ground.git('config', 'core.excludesFile', ground.path('.git/rules'));
    },
    fires: (ground) => ground.run('git', ['status'], { seconds: 2 }),
    ends: { review: { exitCode: 2, says: /\.git\/rules cannot be used: it is a pipe/ } },
    seconds: 10,
  },
  {
    name: 'a pipe that the configuration of the repository includes',
    make(ground) {
      ground.files({ 'a.txt': 'a\n' });
      ground.commitAll();
      pipe(ground, 'more');
      ground.files({ '.git/config': '[include]\n\tpath = ../more\n' });
    },
    fires: (ground) => ground.run('git', ['status'], { seconds: 2 }),
    ends: { review: {} },
    seconds: 10,
  },
  {
    name: 'a device without end for the list of other objects',
    make(ground) {
      ground.files({ 'a.txt': 'a\n' });
      ground.commitAll();
      symlinkSync('/dev/zero', ground.path('.git/objects/info/alternates'));
    },
    fires: (ground) => ground.run('cat', [ground.path('.git/objects/info/alternates')], { seconds: 1 }),
    ends: { review: { exitCode: 2, says: /alternates cannot be used: it is a pipe, socket or device/ } },
    seconds: 10,
  },
  {
    name: 'a pipe for the branch of a repository in the folder',
    make(ground) {
      ground.files({ 'a.txt': 'a\n' });
      ground.commitAll();
      ground.files({ 'nested/.git/objects/x': '', 'nested/.git/refs/x': '' });
      pipe(ground, 'nested/.git/HEAD');
    },
    fires: (ground) => ground.run('git', ['status'], { seconds: 2 }),
    ends: { review: { exitCode: 2, says: /nested\/\.git\/HEAD is a pipe or a device/ } },
    seconds: 10,
  },
  ...['.reviewignore', 'folder-review.yaml'].map(
    (name): HostileFolder => ({
      name: `a pipe for ${name}`,
      make: (ground) => pipe(ground, name),
      fires: (ground) => ground.run('cat', [name], { seconds: 1 }),
      ends: {
        review: {
          exitCode: 2,
          says: new RegExp(`${name}.*it is a pipe, socket or device; put a regular file in its place, or remove it`),
        },
      },
      seconds: 10,
      ...(name === 'folder-review.yaml' && { inEditor: true }),
    }),
  ),
  {
    name: 'pipes and devices for the configuration of the analyzers',
    make(ground) {
      ground.files({ 'a.py': 'x = 1\n', 'sub/b.py': 'x = 1\n', 'c.md': '# C\n', 'sub/d.js': 'x = 1;\n' });
      for (const name of ['ruff.toml', '.markdownlint.json', 'package.json', 'sub/pyproject.toml']) {
        pipe(ground, name);
      }
      symlinkSync('/dev/zero', ground.path('.ruff.toml'));
      symlinkSync('/dev/zero', ground.path('sub/package.json'));
    },
    fires: (ground) => ground.run('cat', ['ruff.toml'], { seconds: 1 }),
    ends: {
      review: {
        files: {
          'a.py': 'reviewed',
          'c.md': 'reviewed',
          'sub/d.js': 'reviewed',
          'ruff.toml': 'skipped: not a regular file',
          '.ruff.toml': 'skipped: symlink',
        },
      },
    },
  },
];

function pipe(ground: Ground, path: string): void {
  mkdirSync(dirname(ground.path(path)), { recursive: true });
  rmSync(ground.path(path), { force: true });
  execFileSync('mkfifo', [ground.path(path)]);
}
