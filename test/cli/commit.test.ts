import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Playground } from './cli';

/** ESLint has something to change here: a comparison that is never true. */
const source = (name: string) => `const ${name} = [1];\nif (${name}[0] == NaN) {\n  ${name}.push(2);\n}\n`;

function git(folder: string, ...words: string[]): string {
  const options = { cwd: folder, encoding: 'utf8' as const, env: { PATH: process.env.PATH, HOME: folder } };
  return execFileSync('git', ['-c', 'user.name=Other', '-c', 'user.email=other@example.com', ...words], options);
}

describe('folder-review commit', () => {
  let ground: Playground;
  let project: string;
  let id: string;
  beforeEach(async () => {
    ground = new Playground();
    writeFileSync(join(ground.root, '.gitconfig'), '[user]\n\tname = Ann <x> Person\n\temail = ann@example.com\n');
    project = ground.folder('project', { 'a.js': source('a'), 'sub/b.js': source('b'), 'c.js': source('c') });
    git(project, 'init', '--quiet');
    git(project, 'symbolic-ref', 'HEAD', 'refs/heads/main');
    git(project, 'add', '--all');
    git(project, 'commit', '--quiet', '--message', 'first');
  });
  afterEach(() => ground.dispose());

  const review = async (...words: string[]) => {
    const ended = await ground.run(['review', 'project', '--apply', 'exact', '--fail-on', 'never', ...words]);
    id = (await ground.run(['runs'])).stdout.split(' ')[0] ?? '';
    return ended;
  };
  const branch = () => `folder-review/${id}`;

  it('puts what a review applied on a branch of its own, then on the one that is checked out', async () => {
    const reviewed = await review('--commit', 'file');
    assert.equal(reviewed.exitCode, 0, reviewed.stderr);
    assert.match(
      reviewed.stderr,
      /Committed 3 changes in 3 files on the branch folder-review\/\S+, 3 commits up to \w{12}\. Not signed; no hooks to run\./,
    );
    assert.match(reviewed.stderr, /To land these commits .*: node \S+cli\.js commit \S+ --land/);
    assert.equal(git(project, 'rev-list', '--count', 'HEAD'), '1\n');
    assert.equal(
      git(project, 'log', '--format=%an|%ae|%cn', '-1', branch()),
      'Ann x Person|ann@example.com|Ann x Person\n',
    );
    assert.equal(git(project, 'diff', '--name-only', 'main', branch()), 'a.js\nc.js\nsub/b.js\n');
    assert.equal(git(project, 'diff', branch()), '');
    const message = git(project, 'log', '--format=%B', '--reverse', `main..${branch()}`);
    assert.match(
      message,
      /^a\.js: .+\n\nFolder-Review-Run: \S+\nFolder-Review-Reviewer: local\nFolder-Review-Proof: none\n/,
    );
    const landed = await ground.run(['commit', 'last', '--land']);
    assert.equal(landed.exitCode, 0, landed.stderr);
    assert.match(landed.stderr, /nothing new to commit[\s\S]*Landed on main: 3 files\./);
    assert.equal(git(project, 'status', '--porcelain'), '');
    assert.equal(git(project, 'rev-parse', 'main'), git(project, 'rev-parse', branch()));
    assert.match(git(project, 'reflog', '-1', 'main'), /folder-review: landed/);
    const again = await ground.run(['commit', 'last', '--land']);
    assert.deepEqual(
      [again.exitCode, /main has all commits of folder-review\/\S+ already/.test(again.stderr)],
      [0, true],
      again.stderr,
    );
  });

  it('says of a landing what was seen: nothing applied, nothing that could be committed, nothing changed in the end', async () => {
    await ground.run(['review', 'project', '--fail-on', 'never']);
    const none = await ground.run(['commit', 'last', '--land']);
    assert.match(
      none.stderr,
      /^There is nothing new to commit in run \S+\nNothing was landed: the run has no commits\.\n$/,
    );
    for (const name of ['a.js', 'sub/b.js', 'c.js']) {
      writeFileSync(join(project, name), `${ground.read('project', name)}// mine\n`);
    }
    await ground.run(['apply', 'last', '--exact']);
    const left = await ground.run(['commit', 'last', '--land']);
    assert.equal(left.exitCode, 3);
    assert.match(
      left.stderr,
      /^(Not committed: .*\n){3}Nothing was committed\.\nNothing was landed: the run has no commits\.\n$/,
    );
    git(project, 'checkout', '--quiet', '--', '.');
    await review('--commit', 'run');
    await ground.run(['revert', 'last']);
    await ground.run(['commit', 'last']);
    const same = await ground.run(['commit', 'last', '--land']);
    assert.match(same.stderr, /Landed on main: its commits leave all files as they were\./);
  });

  it('commits what is taken back after it was landed, too', async () => {
    await review();
    const landed = await ground.run(['commit', 'last', 'project', '--land']);
    assert.match(landed.stderr, /Committed 3 changes in 3 files .* 1 commit up to .*\nLanded on main: 3 files\./);
    const reverted = await ground.run(['revert', 'last', '--file', 'a.js']);
    assert.deepEqual([reverted.exitCode, reverted.stdout], [0, '1 of 1 reverted.\n'], reverted.stderr);
    assert.equal(ground.read('project', 'a.js'), source('a'));
    assert.notEqual(ground.read('project', 'c.js'), source('c'));
    const back = await ground.run(['commit', 'last', '--land']);
    assert.match(back.stderr, /Committed 1 change in 1 file .*\nLanded on main: 1 file\./);
    assert.equal(git(project, 'show', 'HEAD:a.js'), source('a'));
    assert.match(git(project, 'log', '-1', '--format=%s'), /^a\.js: revert: /);
    assert.equal(git(project, 'status', '--porcelain'), '');
  });

  it('says of what was taken back, too, that it is not committed, as long as what is checked out has the change', async () => {
    await review();
    await ground.run(['commit', 'last', '--land']);
    await ground.run(['revert', 'last']);
    writeFileSync(join(project, 'c.js'), `${source('c')}// mine\n`);
    const { exitCode, stderr } = await ground.run(['commit', 'last', '--land']);
    assert.match(stderr, /^Not committed: c\.js: it has changes that are not of this run/m);
    assert.match(stderr, /Committed 2 changes in 2 files [\s\S]*Landed on main: 2 files\./);
    assert.equal(exitCode, 3);
    git(project, 'commit', '--quiet', '--all', '--message', 'mine');
    const own = await ground.run(['commit', 'last', '--land']);
    assert.deepEqual([own.exitCode, /Not committed/.test(own.stderr)], [0, false], own.stderr);
  });

  it('leaves files with changes of the person’s out by name, and exits with 3', async () => {
    writeFileSync(join(project, 'c.js'), `${source('c')}// mine\n`);
    const { exitCode, stderr } = await review('--commit', 'run');
    assert.equal(exitCode, 3);
    assert.match(stderr, /Not committed: c\.js: it has changes that are not of this run/);
    assert.match(stderr, /Committed 2 changes in 2 files .* 1 commit/);
    assert.equal(git(project, 'diff', '--name-only', 'main', branch()), 'a.js\nsub/b.js\n');
    assert.match(git(project, 'log', '-1', '--format=%s', branch()), /^Review: apply 2 changes in 2 files\n$/);
  });

  it('says how to tell git who you are, and what else is in the way', async () => {
    writeFileSync(join(ground.root, '.gitconfig'), '');
    const who = /git does not know who you are.*git config --global user\.name/;
    const early = await ground.run(['review', 'project', '--apply', 'exact', '--commit', 'run']);
    assert.deepEqual([early.exitCode, who.test(early.stderr)], [2, true], early.stderr);
    assert.equal((await ground.run(['runs'])).stdout, 'No runs yet.\n');
    assert.equal(git(project, 'status', '--porcelain'), '');
    await review();
    const { exitCode, stderr } = await ground.run(['commit', 'last']);
    assert.deepEqual([exitCode, /Nothing was committed: /.test(stderr), who.test(stderr)], [3, true, true], stderr);
    assert.equal(git(project, 'for-each-ref', '--format=%(refname)'), 'refs/heads/main\n');
    writeFileSync(join(ground.root, '.gitconfig'), '[user]\n\tname = Ann\n\temail = ann@example.com\n');
    await ground.run(['commit', 'last']);
    git(project, 'commit', '--quiet', '--allow-empty', '--message', 'mine');
    const moved = await ground.run(['commit', 'last', '--land']);
    assert.deepEqual([moved.exitCode, /-2, 1 commit up to/.test(moved.stderr)], [0, true], moved.stderr);
    assert.match(moved.stderr, /stays there: it and what is checked out have gone apart\.\nLanded on main: /);
    assert.match(git(project, 'log', '-1', '--format=%s', 'HEAD~'), /mine/);
    assert.equal((await ground.run(['commit', 'none'])).exitCode, 2);
  });

  it('exits with 0 when all that was asked for holds, and with 3 when some of it does not, whatever else was done', async () => {
    git(project, 'update-index', '--assume-unchanged', 'a.js');
    await review();
    const land = ['commit', 'last', '--land'];
    const steps: [readonly string[], RegExp, number][] = [
      [land, /Committed 3 changes in 3 files [\s\S]*Not landed: git is told not to look at a\.js/, 3],
      [['commit', 'last'], /nothing new to commit/, 0],
      [land, /nothing new to commit[\s\S]*Not landed: git is told not to look at a\.js/, 3],
    ];
    for (const [words, said, expected] of steps) {
      const { exitCode, stderr } = await ground.run([...words]);
      assert.match(stderr, said);
      assert.equal(exitCode, expected, stderr);
      assert.equal(git(project, 'rev-list', '--count', 'main'), '1\n');
      assert.equal(git(project, 'rev-list', '--count', branch()), '2\n');
    }
    git(project, 'update-index', '--no-assume-unchanged', 'a.js');
    for (const said of [/Landed on main: 3 files/, /main has all commits of/]) {
      const { exitCode, stderr } = await ground.run(land);
      assert.match(stderr, said);
      assert.equal(exitCode, 0, stderr);
      assert.equal(git(project, 'rev-parse', 'main'), git(project, 'rev-parse', branch()));
    }
  });

  it('is refused before anything is reviewed where there is no repository', async () => {
    ground.folder('plain', { 'a.js': source('a') });
    const { exitCode, stderr } = await ground.run(['review', 'plain', '--apply', 'exact', '--commit', 'run']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /^--commit: nothing could be committed: .*plain is in no work tree of a git repository\.\n$/);
    assert.equal(ground.read('plain', 'a.js'), source('a'));
  });
});

describe('folder-review revert', () => {
  it('shows what has become of a text that it does not take back, and takes the others back', async () => {
    const ground = new Playground();
    try {
      const project = ground.folder('project', { 'a.js': source('a'), 'b.js': source('b') });
      await ground.run(['review', 'project', '--apply', 'exact']);
      const applied = ground.read('project', 'a.js');
      writeFileSync(join(project, 'a.js'), applied.replace('if (', 'if (more && '));
      const { exitCode, stdout, stderr } = await ground.run(['revert', 'last']);
      assert.deepEqual([exitCode, stdout], [3, '1 of 2 reverted.\n'], stderr);
      assert.match(
        stderr,
        /^ {2}--- as it was applied\n {2}\+\+\+ as it is now\n {2}@@ .*\n[\s\S]*^ {2}-if \(.*\n {2}\+if \(more && /m,
      );
      assert.equal(ground.read('project', 'a.js'), applied.replace('if (', 'if (more && '));
      assert.equal(ground.read('project', 'b.js'), source('b'));
      const unknown = await ground.run(['revert', 'last', '--file', 'no.js']);
      assert.deepEqual([unknown.exitCode, /has no file no\.js/.test(unknown.stderr)], [2, true]);
      const nothing = await ground.run(['revert', 'last', '--file', 'b.js']);
      assert.equal(nothing.exitCode, 0);
      assert.match(nothing.stdout, /^There is nothing to revert: .* is applied in b\.js\.\n$/);
    } finally {
      ground.dispose();
    }
  });
});
