import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type ProposedEdit, ProvingGround } from './proving';

const good: ProposedEdit = { path: 'a.mjs', from: '  return a + b;', to: '  return b + a;' };
const bad: ProposedEdit = { path: 'b.mjs', from: '  return a - b;', to: '  return b - a;' };

/** Has Node.js say of every disk that it has 4 MiB left: to mount one that has takes rights that tests mostly lack. */
const smallDisk = `const disks = require('node:fs/promises');
const { statfs } = disks;
disks.statfs = async (...words) => ({ ...(await statfs(...words)), bavail: 1024, bsize: 4096 });
`;

/** Hangs with the bad edit, after it has said so in a file beside the folder. */
const project = {
  'a.mjs': 'export function add(a, b) {\n  return a + b;\n}\n',
  'b.mjs': 'export function sub(a, b) {\n  return a - b;\n}\n',
  'check.mjs':
    "import { writeFileSync } from 'node:fs';\nimport { add } from './a.mjs';\nimport { sub } from './b.mjs';\nif (sub(2, 3) !== -1) {\n  writeFileSync(process.argv[2], '');\n  setInterval(() => {}, 1000);\n}\nprocess.exitCode = add(2, 3) === 5 ? 0 : 1;\n",
};

describe('review --verify that does not come to its end', function () {
  this.timeout(60_000);
  let ground: ProvingGround;
  let mark: string;
  let verify: string[];
  beforeEach(() => {
    ground = new ProvingGround();
    mark = join(ground.playground.root, 'hangs');
    verify = ['--verify', `node check.mjs ${mark}`, '--verify-each', 'proposal'];
  });
  afterEach(() => ground.dispose());

  async function hanging(folder: string, ...more: string[]) {
    const started = ground.playground.start(await ground.words(folder, [good, bad], ...verify, ...more));
    const names = () => readdirSync(ground.playground.root);
    while (!names().includes('hangs') && started.process.exitCode === null) {
      await delay(20);
    }
    return started;
  }

  for (const [how, signal] of [
    ['Ctrl+C', 'SIGINT'],
    ['the end of its terminal', 'SIGHUP'],
    ['Ctrl+\\', 'SIGQUIT'],
  ] as const) {
    it(`by ${how}: keeps the proofs there are, and leaves no process and no worktree`, async () => {
      const folder = ground.project(project);
      const started = await hanging(folder);
      const began = performance.now();
      started.process.kill(signal);
      const { exitCode, stdout, stderr } = await started.ended;
      assert.equal(exitCode, 130, stderr);
      assert.ok(performance.now() - began < 5000);
      assert.equal(ground.proofs()['a.mjs']?.result, 'verified', stdout);
      assert.equal(ground.proofs()['b.mjs'], undefined);
      assert.match(stdout, /1 of 2 verified, 1 not tried/);
      assert.deepEqual(ground.leftovers(), []);
    });
  }

  it('by Ctrl+C: says of each part that was asked for just what became of it', async () => {
    writeFileSync(join(ground.playground.root, '.gitconfig'), '[user]\n\tname = Ann\n\temail = ann@example.com\n');
    const folder = ground.project(project);
    const started = await hanging(folder, '--apply', 'safe', '--commit', 'run');
    started.process.kill('SIGINT');
    const { exitCode, stderr } = await started.ended;
    assert.equal(exitCode, 130, stderr);
    assert.match(
      stderr,
      /Cancelling\..*\nCancelled while verifying, with 1 of 2 proposals done\.\nCancelled: nothing was applied\.\nNothing was committed\.\nTo go on with what is left: node \S+cli\.js review --resume \S+\n$/,
    );
    assert.ok(ground.playground.read('project', 'a.mjs').includes(good.from));
  });

  it('by SIGKILL: the next start ends the processes and removes the worktree, and the proofs are there', async () => {
    const folder = ground.project(project);
    const started = await hanging(folder);
    started.process.kill('SIGKILL');
    await started.ended;
    assert.equal(
      ground.leftovers().some((left) => left.includes('check.mjs')),
      true,
    );
    const began = performance.now();
    const shown = await ground.playground.run(['apply', 'last']);
    assert.ok(performance.now() - began < 5000, shown.stderr);
    assert.deepEqual(ground.leftovers(), [], shown.stderr);
    assert.ok(ground.playground.read('project', 'a.mjs').includes(good.to), shown.stdout + shown.stderr);
  });

  it('without git: says what is not there, and applies nothing', async () => {
    const folder = ground.playground.folder('project', project);
    const bin = join(ground.playground.root, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const words = await ground.words(folder, [good], '--verify', 'node check.mjs x', '--apply', 'safe');
    const { exitCode, stderr } = await ground.playground.run(words, { PATH: bin });
    assert.equal(exitCode, 2);
    assert.match(stderr, /--verify: nothing could be verified: there is no git on the PATH/);
    assert.ok(ground.playground.read('project', 'a.mjs').includes(good.from));
  });

  it('on a disk without room: says how much is free, and how much is needed', async () => {
    const folder = ground.project(project);
    const loaded = join(ground.playground.root, 'smallDisk.cjs');
    writeFileSync(loaded, smallDisk);
    const words = await ground.words(folder, [good], '--verify', 'node check.mjs x');
    const { exitCode, stderr } = await ground.playground.run(words, { NODE_OPTIONS: `--require=${loaded}` });
    assert.equal(exitCode, 3);
    assert.match(
      stderr,
      /Nothing could be verified: 4 MB are free where .* is, and .* are needed for the copies to verify in/,
    );
    assert.ok(ground.playground.read('project', 'a.mjs').includes(good.from));
  });

  it('with a state that cannot be written: says so before anything is read', async () => {
    const folder = ground.project(project);
    const state = join(ground.playground.root, 'file');
    writeFileSync(state, '');
    const words = await ground.words(folder, [good], '--verify', 'node check.mjs x', '--state-dir', state);
    const { exitCode, stderr } = await ground.playground.run(words);
    assert.equal(exitCode, 2);
    assert.match(stderr, /the state folder .*file cannot be used/);
  });

  for (const format of ['json', 'text', 'sarif', 'markdown']) {
    it(`quietly, as ${format}: standard output is the format alone, standard error is empty`, async () => {
      const folder = ground.project({ ...project, 'check.mjs': "import './a.mjs';\n" });
      const words = await ground.words(
        folder,
        [good],
        '--verify',
        'node check.mjs',
        '--quiet',
        '--format',
        format,
        '--apply',
        'safe',
      );
      const { exitCode, stderr, stdout } = await ground.playground.run(words);
      assert.equal(exitCode, 0);
      assert.equal(stderr, '');
      if (format === 'json' || format === 'sarif') {
        JSON.parse(stdout);
      }
      assert.equal(/[Vv]erified/.test(stdout), format !== 'sarif');
      assert.ok(ground.playground.read('project', 'a.mjs').includes(good.to));
    });
  }

  it('only estimated: runs nothing and makes nothing', async () => {
    const folder = ground.project(project);
    const words = await ground.words(folder, [good, bad], '--verify', `touch ${mark}`, '--estimate');
    const { exitCode, stdout, stderr } = await ground.playground.run(words);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /Not counted: where changes are proposed, copies of the folder run touch \//);
    assert.equal(readdirSync(ground.playground.root).includes('hangs'), false);
  });
});
