import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { Playground } from './cli';
import { git } from './proving';

const bad = 'export function isGap(amount) {\n  return amount === NaN;\n}\n';
const other = 'export function isHole(size) {\n  return size === NaN;\n}\n';

describe('dismissed findings on the command line', () => {
  const playground = new Playground();
  let folder: string;
  before(() => {
    folder = playground.folder('shop', { 'a.js': bad, 'b.js': bad + other });
  });
  after(() => playground.dispose());

  const review = (...flags: string[]) =>
    playground.run(['review', folder, '--fail-on', 'error', '--out', 'out', ...flags]);
  const results = () => playground.json('out', 'results.json');
  const shown = () => Object.values(results().files).flatMap(({ findings }) => findings);
  const hiddenBy = () => Object.values(results().files).flatMap(({ hidden = [] }) => hidden.map((one) => one.hiddenBy));
  const shared = () => join(folder, '.folder-review', 'dismissals.jsonl');

  it('are hidden and counted in that run and in later ones, and no longer fail a review', async () => {
    assert.equal((await review()).exitCode, 1);
    assert.equal(shown().length, 3);
    const [first] = results().files['a.js']?.findings ?? [];
    const dismissed = await playground.run([
      ...['dismiss', 'last', '--only', first?.id ?? '', '--reason', 'not-a-bug', '--note', 'amounts may be odd'],
    ]);
    assert.deepEqual([dismissed.exitCode, dismissed.stderr], [0, '']);
    assert.match(dismissed.stdout, /^Dismissed: .* \(a\.js, line 2\)\n1 of 1 dismissed\.\n$/);
    const hidden = await playground.run(['show', 'last', '--hidden']);
    assert.match(hidden.stdout, /hidden because you dismissed it \(not a bug: amounts may be odd\)/);
    assert.match((await playground.run(['show', 'last'])).stdout, /1 finding is hidden because you dismissed it\./);

    assert.equal(
      (await playground.run(['dismiss', 'last', '--file', 'b.js', '--rule', 'eslint/use-isnan'])).exitCode,
      0,
    );
    const again = await review();
    assert.equal(again.exitCode, 0);
    assert.deepEqual([shown(), hiddenBy()], [[], ['dismissed', 'dismissed', 'dismissed']]);
    assert.match(again.stdout, /3 findings are hidden because you dismissed them\./);
    const one = playground.read('out', 'results.json');
    assert.equal((await review('--max-parallel-files', '1')).exitCode, 0);
    assert.equal(playground.read('out', 'results.json'), one);
  });

  it('are found where code was put above, and new where theirs has changed', async () => {
    writeFileSync(join(folder, 'a.js'), `// above\n\n${bad}`);
    writeFileSync(join(folder, 'b.js'), bad.replaceAll('amount', 'sum') + other);
    assert.equal((await review()).exitCode, 1);
    assert.deepEqual(
      shown().map(({ startLine }) => startLine),
      [2],
    );
    assert.equal(hiddenBy().length, 2);
  });

  it('are listed, the latest first, and undone, which the earlier run shows at once', async () => {
    const listed = await playground.run(['dismissals', folder]);
    assert.match(listed.stdout, /^[0-9a-f]{12} {2}[ab]\.js {2}eslint\/use-isnan {2}/);
    assert.match(listed.stdout, /\(not a bug: amounts may be odd; \d{4}-\d\d-\d\d\)\n3 findings dismissed\.\n$/);
    const { stdout } = await playground.run(['dismissals', folder, '--format', 'json']);
    const { dismissals } = JSON.parse(stdout) as { dismissals: { id: string; path: string; shared: boolean }[] };
    const id = dismissals.find(({ path }) => path === 'a.js')?.id ?? '';
    const undone = await playground.run(['dismissals', folder, '--undo', id, '--undo', '000000000000']);
    assert.deepEqual(
      [undone.exitCode, undone.stderr],
      [3, 'No dismissed finding of the folder has the id 000000000000.\n'],
    );
    assert.match(undone.stdout, /^Shown again from now on: .* \(a\.js\)\n$/);
    assert.match((await playground.run(['show', 'last'])).stdout, /2 findings: 2 errors/);
  });

  it('are shared by a file of the folder, which is no part of the review', async () => {
    const moved = await playground.run(['dismissals', folder, '--share']);
    assert.match(moved.stdout, /^2 dismissed findings moved to \.folder-review\/dismissals\.jsonl\.\n$/);
    // Somebody else, with a state of their own.
    const theirs = ['--state-dir', join(playground.root, 'theirs')];
    const ended = await review(...theirs);
    assert.match(ended.stdout, /1 finding is hidden by \.folder-review\/dismissals\.jsonl, where it is dismissed\./);
    assert.deepEqual(hiddenBy(), ['.folder-review/dismissals.jsonl']);
    assert.equal(results().files['.folder-review/dismissals.jsonl']?.status, 'skipped');

    const before = readFileSync(shared(), 'utf8');
    // What a fresh clone is to do with a file that was renamed: nothing in a line but the path depends on its name.
    renameSync(join(folder, 'b.js'), join(folder, 'c.js'));
    const fresh = ['--state-dir', join(playground.root, 'fresh')];
    await review(...fresh);
    assert.deepEqual(hiddenBy(), []);
    writeFileSync(shared(), before.replaceAll('"path":"b.js"', '"path":"c.js"'));
    await review(...fresh);
    assert.deepEqual(hiddenBy(), ['.folder-review/dismissals.jsonl']);
    renameSync(join(folder, 'c.js'), join(folder, 'b.js'));

    writeFileSync(shared(), `${before}<<<<<<< theirs\n`);
    const broken = await review(...theirs);
    assert.equal(broken.exitCode, 2);
    assert.match(broken.stderr, /dismissals\.jsonl, line 3: a merge was not finished here/);
    assert.match((await playground.run(['show', 'last', ...theirs])).stderr, /cannot be read: .* line 3/);
    writeFileSync(shared(), before);

    const { stdout } = await playground.run(['dismissals', folder, ...theirs, '--format', 'json']);
    for (const { id } of (JSON.parse(stdout) as { dismissals: { id: string }[] }).dismissals) {
      assert.equal((await playground.run(['dismissals', folder, ...theirs, '--undo', id])).exitCode, 0);
    }
    assert.equal(readFileSync(shared(), 'utf8'), '');
    rmSync(join(folder, '.folder-review'), { recursive: true });
    await review(...theirs);
    assert.deepEqual(hiddenBy(), []);
    assert.ok(!existsSync(shared()), 'nothing is written into the folder unasked');
  });

  it('follow a file to its new name, by its text or by what is found in it, and not to a copy', async () => {
    const own = playground.folder('renamed', { 'a.js': bad + other, 'b.js': other, 'c.js': bad });
    const reviewed = () => playground.run(['review', own, '--out', 'out', '--state-dir', 'renames']);
    await reviewed();
    await playground.run(['dismiss', 'last', own, '--file', 'a.js', '--reason', 'accepted', '--state-dir', 'renames']);
    await playground.run(['dismiss', 'last', own, '--file', 'c.js', '--state-dir', 'renames']);
    await playground.run(['dismissals', own, '--share', '--state-dir', 'renames']);
    await playground.run(['dismiss', 'last', own, '--file', 'b.js', '--note', 'mine', '--state-dir', 'renames']);
    renameSync(join(own, 'a.js'), join(own, 'z.js'));
    writeFileSync(join(own, 'z.js'), `// above\n${bad}${other}`);
    renameSync(join(own, 'b.js'), join(own, 'y.js'));
    copyFileSync(join(own, 'c.js'), join(own, 'x.js'));
    const again = await reviewed();
    assert.match(
      again.stderr,
      /^a\.js is called z\.js now, .*: what was dismissed there stays dismissed \(2 findings\)\.$/m,
    );
    assert.match(
      again.stderr,
      /^b\.js is called y\.js now, .*: what was dismissed there stays dismissed \(1 finding\)\.$/m,
    );
    assert.equal(again.exitCode, 1);
    const counts = ['c.js', 'x.js', 'y.js', 'z.js'].map((path) => results().files[path]?.findings.length);
    assert.deepEqual(counts, [0, 1, 0, 0]);
    const listed = (await playground.run(['dismissals', own, '--state-dir', 'renames'])).stdout;
    assert.match(listed, /y\.js .*\(mine; .*; in b\.js\)/);
    assert.doesNotMatch(listed, /^\S+ {2}b\.js/m);
    assert.match(listed, /z\.js .*\(accepted; .*; in a\.js\)/);
    const quiet = await reviewed();
    assert.doesNotMatch(quiet.stderr, /is called/);
    assert.deepEqual(results().files['z.js']?.findings, []);
    const byWhom = (path: string) => results().files[path]?.hidden?.map(({ hiddenBy }) => hiddenBy);
    const theFolder = '.folder-review/dismissals.jsonl';
    assert.deepEqual(
      [byWhom('z.js'), byWhom('y.js')],
      [[theFolder, theFolder], ['dismissed']],
      'nobody says so himself',
    );
  });

  it('say what is wrong with what was typed', async () => {
    const dismiss = (...words: string[]) => playground.run(['dismiss', 'last', ...words]);
    assert.match((await dismiss()).stderr, /Say which findings: --only ID, --file PATH or --rule RULE\./);
    assert.equal((await dismiss('--only', 'x', '--reason', 'boring')).exitCode, 2);
    const lost = await dismiss('--only', 'nosuch');
    assert.deepEqual([lost.exitCode, lost.stdout], [3, '0 of 1 dismissed.\n']);
    assert.match(lost.stderr, /shows no finding nosuch\./);
    assert.equal((await playground.run(['dismissals', join(playground.root, 'nosuch')])).exitCode, 2);
  });

  it('of a secret let another one in its place be seen, and so does what was there at a revision', async () => {
    const keys = playground.folder('keys', {});
    const write = (key: string) => writeFileSync(join(keys, 'a.js'), `const AWS_SECRET_ACCESS_KEY = "${key}";\n`);
    const shownOf = async (...flags: string[]) => {
      await playground.run(['review', keys, '--out', 'out', ...flags]);
      return shown().map(({ rule }) => rule);
    };
    write('wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzKEYa');
    for (const words of [
      ['init', '--quiet'],
      ['add', '.'],
      ['commit', '--quiet', '--message', 'first'],
    ]) {
      git(keys, '-c', 'user.name=T', '-c', 'user.email=t@t', ...words);
    }
    assert.deepEqual(await shownOf(), ['committed-secret']);
    const [run = ''] = (await playground.run(['runs'])).stdout.split(' ');
    await playground.run(['dismiss', run, '--rule', 'text/committed-secret']);
    assert.deepEqual([await shownOf(), await shownOf('--new-since', 'HEAD')], [[], []]);
    write('qT8fLz0vBn3RkW7xYc5uHd9sMj2pGa6eXiO1QwEr');
    assert.deepEqual(
      [await shownOf(), await shownOf('--new-since', 'HEAD')],
      [['committed-secret'], ['committed-secret']],
    );
  });
});
