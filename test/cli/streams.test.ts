import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { reports as allReports } from '../../src/cli/reports';
import { cliFile, Playground } from './cli';

const badJs = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';
const reports = [...allReports].sort();

describe('folder-review and what it is connected to', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  const manyFiles = () =>
    ground.folder('project', Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`f${n}.js`, badJs])));

  /** Runs a line of shell in which `$cli` is the command line; a pipe ends as the first of its parts that fails. */
  function shell(line: string) {
    return spawnSync('bash', ['-o', 'pipefail', '-c', line], {
      cwd: ground.root,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: ground.root,
        XDG_STATE_HOME: join(ground.root, 'state'),
        cli: `${process.execPath} ${cliFile}`,
      },
    });
  }

  it('loses no results to readers that close their end early', () => {
    manyFiles();
    for (const [out, line] of [
      ['out-1', '$cli review project --out out-1 | head -1'],
      ['out-2', '$cli review project --out out-2 2>&1 | head -1'],
      ['out-3', '$cli review project --out out-3 2>&1 | true'],
      ['out-4', '$cli review project --out out-4 <&- >&- 2>&-'],
    ] as const) {
      const { status, stderr } = shell(line);
      assert.equal(status, 1, line);
      assert.ok(!/EPIPE|\bat /.test(stderr), stderr);
      assert.deepEqual(readdirSync(join(ground.root, out)).sort(), reports);
    }
  });

  it('prints results longer than any pipe, and ends when its reader does', () => {
    const line = 'if (values[1] == NaN) {}\n';
    const text = `const values = [1];\n${line.repeat(1_000)}`;
    ground.folder('project', { 'a.js': text, 'b.js': text });
    for (const format of ['json', 'sarif', 'markdown', 'text']) {
      const whole = shell(`$cli review project --quiet --format ${format} | (sleep 1; cat) | wc -c`);
      assert.equal(whole.status, 1);
      assert.ok(Number(whole.stdout) > 200_000, `${format}: ${whole.stdout}`);
      assert.equal(shell(`$cli show last --format ${format} | head -1`).status, 0);
    }
    shell('$cli show last --format json > shown.json');
    const { files } = ground.json('shown.json');
    assert.deepEqual(
      Object.values(files).map(({ findings }) => findings.length),
      [1_000, 1_000],
    );
  });

  it('goes on applying when nobody listens', () => {
    manyFiles();
    shell('$cli review project --quiet');
    assert.equal(shell('$cli apply last --exact 2>&1 | head -1').status, 0);
    for (let n = 0; n < 40; n++) {
      assert.notEqual(ground.read('project', `f${n}.js`), badJs);
    }
  });

  if (existsSync('/dev/full')) {
    it('says that its output could not be written', () => {
      manyFiles();
      const { status, stderr } = shell('$cli review project --quiet --out out >/dev/full');
      assert.equal(status, 3);
      assert.match(stderr, /^The output could not be written: ENOSPC[^\n]*\n$/);
      assert.deepEqual(readdirSync(join(ground.root, 'out')).sort(), reports);
    });
  }

  it('fails the remaining files, and still reports, when the record cannot be written any more', () => {
    manyFiles();
    // No file may have more than 20 KB: the record has room for how it begins, and for some of the files.
    const { status, stdout, stderr } = shell('trap "" XFSZ; ulimit -f 20; $cli review project --quiet --format json');
    assert.equal(status, 3, stderr);
    assert.match(stderr, /The record of the review could not be written: EFBIG/);
    const files = Object.values(
      (JSON.parse(stdout) as { files: Record<string, { status: string; reason?: string }> }).files,
    );
    assert.equal(files.length, 40);
    assert.ok(files.some(({ status }) => status === 'reviewed'));
    assert.ok(files.some(({ status, reason }) => status === 'failed' && reason === 'not recorded'));
    assert.ok(files.every(({ status }) => status !== 'cancelled'));
  });

  it('tells what could not be written where, and prints the results all the same', () => {
    ground.folder('project', { 'a.js': badJs });
    mkdirSync(join(ground.root, 'out', 'results.json'), { recursive: true });
    const { status, stdout, stderr } = shell('$cli review project --quiet --out out');
    assert.equal(status, 3);
    assert.match(stderr, /^--out could not be written: /);
    assert.match(stdout, /Reviewed 1 of 1 file/);
  });

  it('does not end as if all was well when it stops before it was done', () => {
    ground.folder('project', { 'a.js': badJs });
    // Waits for what never comes, and there is nothing else to do.
    writeFileSync(
      join(ground.root, 'stuck.cjs'),
      "require('node:fs/promises').realpath = () => new Promise(() => undefined);\n",
    );
    const { status, stdout, stderr } = shell('NODE_OPTIONS="--require ./stuck.cjs" $cli review project');
    assert.equal(status, 3);
    assert.equal(stdout, '');
    assert.match(stderr, /^The command ended before it was done\./);
  });

  it('takes a signal that arrives twice at once as one, and writes its results', async () => {
    manyFiles();
    const { process: child, ended } = ground.start(['review', 'project', '--out', 'out']);
    await new Promise((resolve) => child.stderr?.once('data', resolve));
    child.kill('SIGINT');
    child.kill('SIGTERM');
    const { exitCode, stderr } = await ended;
    assert.equal(exitCode, 130);
    assert.equal(stderr.match(/Cancelling/g)?.length, 1);
    const { files } = JSON.parse(readFileSync(join(ground.root, 'out', 'results.json'), 'utf8'));
    assert.equal(Object.keys(files).length, 40);
  });
});
