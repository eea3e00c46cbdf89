import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { git, ProvingGround } from './proving';

const module = (name: string, operator: string) => `export function ${name}(a, b) {\n  return a ${operator} b;\n}\n`;

describe('a folder and its git during review --verify', () => {
  let ground: ProvingGround;
  beforeEach(() => {
    ground = new ProvingGround();
  });
  afterEach(() => ground.dispose());

  /** A merge that stopped, and beside it whatever else a person has not committed. */
  function inTheMiddle(): string {
    const folder = ground.project({
      '.gitignore': 'ignored.txt\nbuild/\n',
      'a.mjs': module('add', '+'),
      'b.mjs': module('sub', '-'),
      'both.txt': 'one\n',
      'staged.txt': 'one\n',
      'gone.txt': 'one\n',
      'check.mjs':
        "import { add } from './a.mjs';\nimport { sub } from './b.mjs';\nprocess.exitCode = add(2, 3) === 5 && sub(2, 3) === -1 ? 0 : 1;\n",
    });
    const main = git(folder, 'branch', '--show-current').trim();
    git(folder, 'checkout', '-qb', 'other');
    writeFileSync(join(folder, 'both.txt'), 'theirs\n');
    git(folder, 'commit', '-qam', 'theirs');
    git(folder, 'checkout', '-q', main);
    writeFileSync(join(folder, 'both.txt'), 'ours\n');
    git(folder, 'commit', '-qam', 'ours');
    git(folder, 'stash', 'list');
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', 'merge', '-q', 'other'], { cwd: folder });
    writeFileSync(join(folder, 'staged.txt'), 'two\n');
    git(folder, 'add', 'staged.txt');
    writeFileSync(join(folder, 'staged.txt'), 'three\n');
    writeFileSync(join(folder, 'b.mjs'), `// Mine.\n${module('sub', '-')}`);
    git(folder, 'rm', '-q', 'gone.txt');
    writeFileSync(join(folder, 'untracked.txt'), 'x\n');
    writeFileSync(join(folder, 'ignored.txt'), 'x\n');
    return folder;
  }

  it('are what they were, byte for byte, with what is staged, not staged, untracked, ignored and in conflict', async () => {
    const folder = inTheMiddle();
    const seen = () => ({
      status: execFileSync('git', ['--no-optional-locks', 'status', '-z', '--ignored'], {
        cwd: folder,
        encoding: 'utf8',
      }),
      files: everything(folder),
    });
    const before = seen();
    assert.match(
      before.status,
      /^(?=.*UU both\.txt)(?=.*MM staged\.txt)(?=.* M b\.mjs)(?=.*D {2}gone\.txt)(?=.*\?\? untracked)(?=.*!! ignored)/s,
    );
    const { stderr } = await ground.review(
      folder,
      [
        { path: 'a.mjs', from: '  return a + b;', to: '  return b + a;' },
        { path: 'b.mjs', from: '  return a - b;', to: '  return b - a;' },
      ],
      ...['--verify', 'git status --short; git log --oneline -1; git stash list; git gc -q; node check.mjs'],
    );
    assert.deepEqual(
      Object.values(ground.proofs()).map((proof) => proof?.result),
      ['verified', 'failed'],
      stderr,
    );
    assert.deepEqual(seen(), before);
  });
});

/** Every file below a folder with content, mode and time of change. */
function everything(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((path) => {
      const stats = lstatSync(join(folder, path));
      const content = stats.isFile() ? readFileSync(join(folder, path)).toString('base64') : '';
      return `${path} ${stats.mode} ${stats.mtimeMs} ${content}`;
    });
}
