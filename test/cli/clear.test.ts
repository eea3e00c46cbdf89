import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { clearOffer } from '../../src/compose/clearData';
import { acquireLock } from '../../src/store/lock';
import { runLock } from '../../src/store/runs';
import { servedPlayground } from './served';

const badJs = 'const v = [1];\nif (v[0] == NaN) {\n  v.push(2);\n}\n';

describe('folder-review clear', () => {
  const served = servedPlayground();

  const state = (...names: string[]) => join(served.ground.root, 'state', 'folder-review', ...names);
  const stateOf = (folder: string) => state(readdirSync(state()).find((name) => name.startsWith(folder)) ?? 'none');
  const runs = (folder: string) => readdirSync(join(stateOf(folder), 'runs'));
  const words = (folder: string, ...more: string[]) => [
    ...['review', folder, '--quiet', '--fail-on', 'never', ...more],
    ...['--endpoint', `ollama=${served.server.url},model=scripted:latest`],
  ];

  it('says what goes, of which run edits could be taken back, and removes that and nothing else', async () => {
    const [one, other] = [
      served.ground.folder('one', { 'a.js': badJs }),
      served.ground.folder('other', { 'a.js': badJs }),
    ];
    await served.ground.run(words(one));
    await served.ground.run(words(one, '--apply', 'exact'));
    await served.ground.run(words(other));
    const [plain = '', changed = ''] = runs('one').sort();
    mkdirSync(join(stateOf('one'), 'worktrees', 'left'), { recursive: true });
    writeFileSync(join(stateOf('one'), 'worktrees', 'left', 'folder-review-verification.json'), '{}\n');
    const refused = await served.ground.run(['clear', one]);
    assert.equal(refused.exitCode, 2);
    assert.match(refused.stderr, /^Nothing was removed, as nobody can be asked here: give --yes\.$/m);
    assert.match(refused.stdout, new RegExp(`^2 runs of ${one} \\(.* KB\\): ${changed}, ${plain}\\.$`, 'm'));
    assert.match(refused.stdout, new RegExp(`^Run ${changed} has applied edits: they cannot be taken back`, 'm'));
    assert.doesNotMatch(refused.stdout, new RegExp(`Run ${plain}|Answers`));
    assert.equal(runs('one').length, 2);
    const cleared = await served.ground.run(['clear', one, '--yes']);
    assert.equal(cleared.exitCode, 0, cleared.stderr);
    assert.match(cleared.stdout, /^What 1 verification or commit left behind/m);
    assert.deepEqual([runs('one'), readdirSync(join(stateOf('one'), 'worktrees'))], [[], []]);
    assert.equal(runs('other').length, 1);
    served.server.clear();
    await served.ground.run(words(other));
    assert.equal(served.server.requests.length, 0, 'its answers are still there');
    assert.match((await served.ground.run(['clear', one, '--yes'])).stdout, /^There is nothing to remove\.$/m);
  });

  it('leaves what is git’s to settle where the folder is not trusted, and says so', async () => {
    const folder = served.ground.folder('one', { 'a.js': badJs });
    await served.ground.run(words(folder));
    const left = join(stateOf('one'), 'worktrees', 'left');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'folder-review-verification.json'), '{}\n');
    const offer = await clearOffer(state(), { folder, answers: false, untrusted: true });
    assert.deepEqual(offer.lines.slice(1), [
      'Not what 1 verification or commit left behind: git settles that, in trusted folders only.',
    ]);
    assert.deepEqual(await offer.clear(), []);
    assert.deepEqual([runs('one'), readdirSync(left)], [[], ['folder-review-verification.json']]);
  });

  it('looks again after the answer, and keeps what has applied edits since it asked', async () => {
    const folder = served.ground.folder('one', { 'a.js': badJs, 'b.js': badJs });
    await served.ground.run(words(folder, '--out', 'out'));
    const { files } = served.ground.json('out', 'results.json');
    const [first, second] = ['a.js', 'b.js'].map((path) => files[path]?.findings[0]?.id ?? path) as [string, string];
    await served.ground.run(words(folder));
    const [untouched = '', edited = ''] = runs('one').sort();
    const offer = () => clearOffer(state(), { folder, answers: false });
    const asked = await offer();
    await served.ground.run(['apply', edited, '--only', first]);
    assert.deepEqual(await asked.clear(), [`Run ${edited} stays: edits of it have been applied meanwhile.`]);
    assert.deepEqual(runs('one'), [edited]);
    assert.ok(untouched !== '');
    // Also where it was told of some that it had.
    const again = await offer();
    assert.match(again.lines.join(), /has applied edits/);
    await served.ground.run(['apply', edited, '--only', second]);
    assert.deepEqual(await again.clear(), [`Run ${edited} stays: edits of it have been applied meanwhile.`]);
    const reverted = await served.ground.run(['revert', edited]);
    assert.equal(reverted.exitCode, 0, reverted.stderr);
    assert.equal(readFileSync(join(folder, 'a.js'), 'utf8'), badJs);
    assert.deepEqual(await (await offer()).clear(), []);
    assert.deepEqual(runs('one'), []);
  });

  it('has models asked and files analyzed again once their answers are removed', async () => {
    const folder = served.ground.folder('one', { 'a.js': badJs });
    await served.ground.run(words(folder));
    const { stdout } = await served.ground.run(['clear', '--answers', '--yes']);
    assert.match(stdout, /^Answers of models, of all folders \(.*B\): what is asked again is paid again\.$/m);
    assert.match(stdout, /^What analyzers found, of all folders \(.*B\): files are analyzed again\.$/m);
    assert.equal(runs('one').length, 1);
    served.server.clear();
    const again = await served.ground.run(words(folder));
    assert.equal(served.server.requests.length, 1);
    assert.doesNotMatch(again.stdout, /not analyzed again/);
  });

  it('leaves alone what a run at work holds, and goes through no link', async () => {
    const folder = served.ground.folder('one', { 'a.js': badJs, 'b.js': `${badJs}// b\n` });
    await served.ground.run(words(folder, '--reviewers', 'model'));
    const [before = ''] = runs('one');
    served.server.reply(({ file }) => (file === 'b.js' ? { fault: 'hang before headers' as const } : { findings: [] }));
    served.server.clear();
    const { process, ended } = served.ground.start(words(folder, '--reviewers', 'model', '--no-cache'));
    while (
      served.server.requests.length < 2 ||
      served.server.requests.some(({ file, end }) => file === 'a.js' && !end)
    ) {
      await sleep(20);
    }
    await sleep(300);
    const atWork = runs('one').find((id) => id !== before) ?? assert.fail('no run');
    const { stdout, exitCode } = await served.ground.run(['clear', folder, '--answers', '--yes']);
    assert.equal(exitCode, 0);
    assert.match(stdout, new RegExp(`^Not ${atWork}: open in an editor or at work\\.$`, 'm'));
    assert.match(stdout, /Not answers of models that are in use\./);
    assert.deepEqual(runs('one'), [atWork]);
    process.kill('SIGKILL');
    await ended;
    served.server.reply(() => ({ findings: [] }));
    served.server.clear();
    await served.ground.run(['review', '--resume', 'last']);
    assert.deepEqual(
      served.server.requests.map(({ file }) => file),
      ['b.js'],
      'what it had been answered is still there',
    );
    const elsewhere = served.ground.folder('elsewhere', { sentinel: '' });
    symlinkSync(elsewhere, join(stateOf('one'), 'runs', '20200101-000000-000'));
    assert.equal((await served.ground.run(['clear', folder, '--yes'])).exitCode, 0);
    assert.ok(existsSync(join(elsewhere, 'sentinel')));
  });

  it('removes nothing behind a link in the place of a folder of ours, and says what stands there', async () => {
    const folder = served.ground.folder('one', { 'a.js': badJs });
    await served.ground.run(words(folder));
    const name = '123456789012345-0123456789abcdef';
    const outside = served.ground.folder('outside', { [`${name}.index`]: 'mine', [`${name}.answers`]: 'mine' });
    for (const of of ['answers', 'analyses']) {
      rmSync(state(of), { recursive: true });
      symlinkSync(outside, state(of));
      const { exitCode, stderr, stdout } = await served.ground.run(['clear', '--answers', '--yes']);
      assert.deepEqual([exitCode, stdout], [3, '']);
      assert.match(stderr, new RegExp(`${of} is a symbolic link, and no link is followed there`));
      rmSync(state(of));
    }
    symlinkSync(outside, join(stateOf('one'), 'worktrees'));
    const { exitCode, stderr } = await served.ground.run(['clear', folder, '--yes']);
    assert.equal(exitCode, 3);
    assert.match(stderr, /worktrees is a symbolic link/);
    assert.equal(runs('one').length, 1);
    assert.deepEqual(readdirSync(outside), [`${name}.answers`, `${name}.index`]);
  });

  it('removes what others remove at the same time, and says who has open what stays', async () => {
    const folder = served.ground.folder('one', { 'a.js': badJs });
    await served.ground.run(words(folder));
    const [id = ''] = runs('one');
    const copies = Array.from({ length: 20 }, (_, n) => id.replace(/\d{3}$/, String(100 + n)));
    const copy = (from: string) => {
      for (const name of copies) {
        cpSync(join(stateOf('one'), 'runs', from), join(stateOf('one'), 'runs', name), { recursive: true });
      }
    };
    copy(id);
    const [first, second] = [
      await clearOffer(state(), { folder, answers: true }),
      await clearOffer(state(), { folder, answers: true }),
    ];
    assert.deepEqual([await first.clear(), await second.clear()], [[], []]);
    assert.deepEqual(runs('one'), []);
    await served.ground.run(words(folder));
    const [again = ''] = runs('one');
    copy(again);
    const cleared = await Promise.all([1, 2, 3].map(() => served.ground.run(['clear', folder, '--answers', '--yes'])));
    for (const { exitCode, stderr } of cleared) {
      assert.ok(
        exitCode === 0
          ? stderr === ''
          : /^(?:Run \S+ stays: .*, by process \d+ on .*\.\n|.* stay in part: they are in use\.\n)+$/.test(stderr),
        stderr,
      );
    }
    assert.deepEqual(runs('one'), []);
    await served.ground.run(words(folder));
    const offer = await clearOffer(state(), { folder, answers: false });
    const [held = ''] = runs('one');
    const lock = await acquireLock(runLock({ path: join(stateOf('one'), 'runs', held) }));
    assert.ok(lock.kind === 'held');
    assert.match(
      (await offer.clear()).join(),
      new RegExp(`^Run ${held} stays: it has been opened meanwhile, by process ${process.pid} on `),
    );
  });

  it('says what cannot be removed and why, and removes the rest', async () => {
    const folder = served.ground.folder('one', { 'a.js': badJs });
    await served.ground.run(words(folder));
    await served.ground.run(words(folder));
    const [first = '', second = ''] = runs('one').sort();
    const refused = (fault: string) => ({
      NODE_OPTIONS: `--require=${join(import.meta.dirname, 'fileCalls.cjs')}`,
      FOLDER_REVIEW_FAULT: `EACCES ${fault}`,
    });
    const unmoved = await served.ground.run(['clear', folder, '--yes'], refused('rename 1'));
    const runOf = (name: string) => join(stateOf('one'), 'runs', name);
    const why = 'cannot be removed: permission denied. Put that right, or remove it yourself, and clear again.';
    assert.deepEqual([unmoved.exitCode, unmoved.stderr], [3, `${runOf(second)} ${why}\n`]);
    assert.match(unmoved.stdout, /^Removed, but for what stays\.$/m);
    assert.deepEqual(runs('one'), [second], `${first} is gone`);
    const { exitCode, stderr } = await served.ground.run(['clear', folder, '--yes'], refused('rm 1+'));
    assert.deepEqual([exitCode, stderr], [3, `${runOf(`.leaving-${second}`)} ${why}\n`]);
    const again = await served.ground.run(['clear', folder, '--yes'], refused('rm 1+'));
    assert.deepEqual([again.exitCode, again.stderr], [3, `${runOf(`.leaving-${second}`)} ${why}\n`]);
    const answers = await served.ground.run(['clear', '--answers', '--yes'], refused('mkdirSync 1+'));
    assert.equal(answers.exitCode, 3);
    assert.match(answers.stderr, /cannot be cleared: permission denied\. Put that right, and clear again\.\n$/);
    assert.equal((await served.ground.run(['clear', folder, '--answers', '--yes'])).exitCode, 0);
    assert.deepEqual(runs('one'), []);
  });

  it('makes room on a disk that has none left', async () => {
    const folder = served.ground.folder('one', { 'a.js': badJs });
    await served.ground.run(words(folder));
    const full = {
      NODE_OPTIONS: `--require=${join(import.meta.dirname, 'fileCalls.cjs')}`,
      FOLDER_REVIEW_FAULT: 'ENOSPC 1+',
    };
    const { exitCode, stderr } = await served.ground.run(['clear', folder, '--answers', '--yes'], full);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.deepEqual([runs('one'), readdirSync(state('answers')), readdirSync(state('analyses'))], [[], [], []]);
  });

  it('ends removals that were cut short, and removes answers that have lost their index', async () => {
    const folder = served.ground.folder('one', { 'a.js': badJs });
    await served.ground.run(words(folder));
    const [id = ''] = runs('one');
    renameSync(join(stateOf('one'), 'runs', id), join(stateOf('one'), 'runs', `.leaving-${id}`));
    const [index = ''] = readdirSync(state('answers')).filter((name) => name.endsWith('.index'));
    rmSync(state('answers', index));
    const { stdout } = await served.ground.run(['clear', folder, '--answers', '--yes']);
    assert.match(stdout, /^What is left of 1 run whose removal was cut short\.$/m);
    assert.deepEqual([runs('one'), readdirSync(state('answers'))], [[], []]);
  });

  it('wants to know what is meant', async () => {
    const { exitCode, stderr } = await served.ground.run(['clear', '--yes']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /the runs of a FOLDER, --answers, or both/);
  });
});
