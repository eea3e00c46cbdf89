import assert from 'node:assert/strict';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { git, type ProposedEdit, ProvingGround } from './proving';

const good: ProposedEdit = { path: 'a.mjs', from: '  return a + b;', to: '  return b + a;' };
const fine: ProposedEdit = { path: 'c.mjs', from: '  return a * b;', to: '  return b * a;' };
const bad: ProposedEdit = { path: 'b.mjs', from: '  return a - b;', to: '  return b - a;' };

const project = {
  'a.mjs': 'export function add(a, b) {\n  return a + b;\n}\n',
  'b.mjs': 'export function sub(a, b) {\n  return a - b;\n}\n',
  'c.mjs': 'export function mul(a, b) {\n  return a * b;\n}\n',
  'check.mjs':
    "import { add } from './a.mjs';\nimport { sub } from './b.mjs';\nimport { mul } from './c.mjs';\nconsole.log('2 - 3 is', sub(2, 3));\nconsole.log('done');\nprocess.exitCode = add(2, 3) === 5 && sub(2, 3) === -1 && mul(2, 3) === 6 ? 0 : 1;\n",
};

const verify = ['--verify', 'node check.mjs'];

describe('what is known of the proposals of a run', function () {
  this.timeout(60_000);
  let ground: ProvingGround;
  let folder: string;
  const run = (...words: string[]) => ground.playground.run(words);
  const has = ({ path, to }: ProposedEdit) => ground.playground.read('project', path).includes(to);
  const put = (path: string, text: string) => writeFileSync(join(folder, path), text);
  const idOf = ({ path }: ProposedEdit) =>
    ground.playground.json('out', 'results.json').files[path]?.findings[0]?.id ?? '';
  beforeEach(() => {
    ground = new ProvingGround();
    folder = ground.project(project);
  });
  afterEach(() => ground.dispose());

  it('is found out by `verify`, shown with what the command printed, and lets just that set be applied', async () => {
    await ground.review(folder, [good, bad, fine]);
    const without = await run('verify', 'last');
    assert.deepEqual([without.exitCode, /has no commands of its own/.test(without.stderr)], [2, true], without.stderr);
    assert.match(
      (await run('show', 'last', '--proof')).stdout,
      /was verified yet\. To do so: node \S+cli\.js verify \S+ --verify "npm test"\n$/,
    );
    const verified = await run('verify', 'last', ...verify);
    assert.equal(verified.exitCode, 0, verified.stderr);
    assert.match(
      verified.stdout,
      new RegExp(`^${idOf(bad)}  project/b\\.mjs:2:\\d+: .*\\n {4}Fails node check\\.mjs: .*$`, 'm'),
    );
    assert.match(verified.stdout, /a\.mjs:2:\d+: .*\n {4}Verified with 1 other: node check\.mjs$/m);
    assert.match(verified.stderr, /To apply the 2 verified proposals, all together, .*: node \S+cli\.js apply \S+\n$/);
    assert.match(verified.stderr, /^Copying the files, to verify 3 proposals/m);
    assert.match(
      verified.stderr,
      /^All commands run \d+ times more at least, about \d+ s; where many fail, up to about \d+ times, \d+ s\.$/m,
    );
    assert.match(
      verified.stderr,
      /^\d+ command runs in \d+ s: \d+ on the files as they are, \d+ with files broken on purpose, \d+ with proposals\.$/m,
    );
    const lines = verified.stderr.split('\n').filter((line) => line.startsWith('Verifying'));
    assert.deepEqual(lines, [...new Set(lines)]);
    assert.equal((await run('show', 'last', '--proof')).stdout, verified.stdout);
    const shown = await run('show', 'last', '--proof', idOf(bad));
    assert.match(shown.stdout, /^\w+ {2}project\/b\.mjs:2:\d+: .*\n {4}Fails .*\n2 - 3 is 1\ndone\n$/);
    assert.equal((await run('show', 'last', '--proof', 'none')).exitCode, 2);
    const applied = await run('apply', 'last');
    assert.equal(applied.exitCode, 0, applied.stderr);
    assert.match(applied.stderr, /2 of 2 applied\.\nThe folder is now, file for file, the tree that was tested\./);
    assert.deepEqual([good, bad, fine].map(has), [true, false, true]);
    assert.match((await run('show', 'last')).stdout, /^3 proposals: 2 applied, 1 waiting\.\n2 of 3 verified\.$/m);
  });

  it('counts what the commands said of the same files before as their first run, and says so', async () => {
    await ground.review(folder, [good, fine]);
    const first = await run('verify', 'last', ...verify);
    assert.doesNotMatch(first.stderr, /in an earlier verification/);
    const again = await run('verify', 'last', ...verify, '--only', idOf(good));
    assert.match(
      again.stderr,
      /^The commands passed on these very files in an earlier verification, which counts as their first run\.\nAll commands run \d+ times more at least, about \d+ s;/m,
    );
    assert.match(again.stderr, /^\d+ command runs in \d+ s: 0 on the files as they are,/m);
    put('c.mjs', `${project['c.mjs']}// More.\n`);
    const other = await run('verify', 'last', ...verify, '--only', idOf(good));
    assert.doesNotMatch(other.stderr, /in an earlier verification/);
    assert.match(other.stderr, /: 1 on the files as they are,/);
  });

  it('is said to be of files as they were, where somebody has edited them since', async () => {
    await ground.review(folder, [good, fine], ...verify);
    put('a.mjs', `${project['a.mjs']}// More.\n`);
    put('c.mjs', 'export const mul = (a, b) => a * b;\n');
    const old = await run('show', 'last', '--proof');
    assert.match(
      old.stdout,
      /a\.mjs:2:\d+: .*\n {4}Verified with 1 other: node check\.mjs \(of the file as it was: it has changed since\)$/m,
    );
    assert.match(old.stdout, /c\.mjs:2:\d+: .*\n {4}Verified with 1 other: node check\.mjs \(outdated since\)$/m);
    const resumed = await run('review', '--resume', 'last');
    assert.equal(resumed.exitCode, 0, resumed.stderr);
    assert.match(
      resumed.stderr,
      /^2 reviewed files were edited since: a\.mjs, c\.mjs\. The review speaks of the text before\. 1 proposal there has no place any more, and is not verified\.$/m,
    );
    assert.match((await run('show', 'last', '--proof')).stdout, /a\.mjs:2:\d+: .*\n {4}Verified: node check\.mjs$/m);
    const named = await run('verify', 'last', '--only', idOf(fine));
    assert.deepEqual(
      [named.exitCode, / only what waits is verified: \w+ is outdated\.$/m.test(named.stderr)],
      [2, true],
    );
    rmSync(join(folder, 'c.mjs'));
    put('a.mjs', project['a.mjs']);
    assert.match((await run('verify', 'last')).stderr, /^1 reviewed file was edited since: c\.mjs\. /m);
  });

  it('says nothing of files that only its own proposals have changed', async () => {
    await ground.review(folder, [good, fine], ...verify, '--apply', 'safe');
    assert.deepEqual([good, fine].map(has), [true, true]);
    assert.doesNotMatch((await run('review', '--resume', 'last')).stderr, /edited since/);
  });

  it('tries together what was tried alone, by the commands of the run', async () => {
    await ground.review(folder, [good, fine], ...verify, '--verify-each', 'proposal');
    const several = await run('apply', 'last');
    const advice =
      /each tried without the others\. To try them together: node \S+cli\.js verify \S+ --verify-each all\./;
    assert.deepEqual([several.exitCode, advice.test(several.stderr)], [3, true], several.stderr);
    const verified = await run('verify', 'last', '--verify-each', 'all');
    assert.match(verified.stdout, /Verified with 1 other: node check\.mjs/, verified.stderr);
    assert.equal((await run('apply', 'last')).exitCode, 0);
    assert.deepEqual([good, fine].map(has), [true, true]);
    const none = await run('verify', 'last');
    assert.deepEqual(
      [none.exitCode, /^There is nothing to verify: no proposal of run \S+ waits\.\n$/.test(none.stderr)],
      [0, true],
      none.stderr,
    );
    assert.equal((await run('revert', 'last')).exitCode, 0);
    assert.match(
      (await run('verify', 'last', '--verify', 'node check.mjs')).stderr,
      / waits\. 2 were reverted: `node \S+cli\.js verify \S+ --verify 'node check\.mjs' --reverted` takes them up again\.$/m,
    );
  });

  it('takes up again in bulk what was taken back, when asked to', async () => {
    await ground.review(folder, [good, bad, fine], ...verify, '--apply', 'safe');
    assert.equal((await run('revert', 'last')).exitCode, 0);
    const without = await run('apply', 'last');
    assert.match(without.stderr, /2 were reverted: `node \S+cli\.js apply \S+ --reverted` takes them up again\.$/m);
    const exact = await run('apply', 'last', '--exact');
    assert.match(
      exact.stdout,
      /2 were reverted: `node \S+cli\.js apply \S+ --exact --reverted` takes them up again\.$/m,
    );
    assert.deepEqual([good, fine].map(has), [false, false]);
    const again = await run('apply', 'last', '--reverted');
    assert.deepEqual([again.exitCode, [good, bad, fine].map(has)], [0, [true, false, true]], again.stderr);
    assert.match(again.stderr, /2 of 2 applied\.\nThe folder is now, file for file, the tree that was tested\./);
    assert.equal((await run('revert', 'last', '--only', idOf(good))).exitCode, 0);
    const verified = await run('verify', 'last', '--reverted');
    assert.match(verified.stderr, /^Copying the files, to verify 2 proposals in the copy$/m);
    assert.match(verified.stdout, /a\.mjs:2:\d+: .*\n {4}Verified: node check\.mjs$/m);
    assert.equal((await run('apply', 'last', '--reverted', '--only', idOf(good))).exitCode, 2);
  });

  it('runs the code of a flagged proposal when it is named, and says how', async () => {
    const risky = { ...good, to: "  if (a === 1e9) fetch('here');\n  return b + a;" };
    await ground.review(folder, [risky, fine], ...verify);
    const held = await run('show', 'last', '--proof', idOf(risky));
    const [, advice = ''] =
      /nobody has looked at it yet\n[\s\S]*^To have the code of a flagged proposal run: node \S+cli\.js verify \S+ (--only \w+)$/m.exec(
        held.stdout,
      ) ?? [];
    assert.equal(advice, `--only ${idOf(risky)}`, held.stdout);
    assert.match((await run('show', 'last', '--proof')).stdout, new RegExp(`: node \\S+ verify \\S+ ${advice}$`, 'm'));
    assert.doesNotMatch(ground.playground.read('out', 'results.json'), /--only|verify RUN/);
    const named = await run('verify', 'last', ...advice.split(' '));
    assert.match(named.stdout, /a\.mjs:2:\d+: .*\n {4}Verified.*: node check\.mjs/m, named.stderr);
    assert.equal((await run('verify', 'last', '--only', 'none')).exitCode, 2);
  });

  it('keeps what was seen to fail from being applied, unless it is named', async () => {
    const { exitCode, stderr } = await ground.review(folder, [good, bad], ...verify, '--apply', 'exact');
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stderr,
      /1 of 1 applied\.\nleft: project\/b\.mjs:2:\d+: .*Fails node check\.mjs: .*\n1 proposal fails its verification/,
    );
    assert.match(stderr, /was not applied\. To apply one anyway: node \S+cli\.js apply \S+ --only ID/);
    assert.deepEqual([good, bad].map(has), [true, false]);
    const exact = await run('apply', 'last', '--exact');
    assert.match(
      exact.stdout,
      /^The only proposal that waits is not placed exactly, without a flag and not seen to fail/,
    );
    assert.match(exact.stderr, /1 proposal fails its verification and was not applied/);
    assert.equal(has(bad), false);
    const named = await run('apply', 'last', '--only', idOf(bad));
    assert.deepEqual([named.exitCode, named.stdout, has(bad)], [0, '1 of 1 applied.\n', true]);
    assert.match(named.stderr, /^applied: project\/b\.mjs:2:.*\n {2}It is not verified: Fails node check\.mjs: /);
  });

  it('leaves a file out from the start that could not be changed, and applies no part of a set', async () => {
    chmodSync(join(folder, 'c.mjs'), 0o444);
    const { stdout, stderr } = await ground.review(folder, [good, fine], ...verify);
    assert.match(stdout, /Not verifiable: it could not be applied: it is read-only/);
    assert.match(stdout, /Verified: node check\.mjs/, stderr);
    chmodSync(join(folder, 'c.mjs'), 0o644);
    await run('verify', 'last');
    chmodSync(join(folder, 'c.mjs'), 0o444);
    const { exitCode, stderr: said } = await run('apply', 'last');
    assert.equal(exitCode, 3);
    assert.match(said, /^Nothing was applied\. .*2 proposals together, .* c\.mjs: it is read-only\.\n$/);
    assert.deepEqual([good, fine].map(has), [false, false]);
    assert.equal(git(folder, 'status', '--porcelain'), '');
  });

  it('says that there is nothing to verify', async () => {
    const { exitCode, stderr } = await ground.review(folder, [], ...verify);
    assert.equal(exitCode, 0);
    assert.match(stderr, /^There is nothing to verify: there are no proposals to review\.$/m);
  });

  it('says that there is nothing to take back', async () => {
    await ground.review(folder, [good]);
    const { exitCode, stdout } = await run('revert', 'last', '--file', 'a.mjs');
    assert.equal(exitCode, 0);
    assert.match(stdout, /^There is nothing to revert: no proposal of run \S+ is applied in a\.mjs\.\n$/);
  });
});
