import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { recordRun } from '../bench/recordedRun';
import { Playground } from './cli';

const badJs = 'const v = [1];\nif (v[0] == NaN) {\n  v.push(2);\n}\n';

describe('folder-review runs', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  /** The folder of the one run so far. */
  function runFolder(): string {
    const state = join(ground.root, 'state/folder-review');
    const name = readdirSync(state, { recursive: true, encoding: 'utf8' }).find((path) =>
      path.endsWith('journal.jsonl'),
    );
    return join(state, name ?? assert.fail('no run'), '..');
  }

  const list = async () => (await ground.run(['runs'])).stdout;

  it('needs no journal for a run that has ended, and reads it where it has grown since', async () => {
    const folder = ground.folder('project', { 'a.js': 'var a;\n', 'x.bin': Buffer.from([0]) });
    await ground.run(['review', folder, '--quiet']);
    const line = `${folder}  finished. Reviewed 1 of 2 files (2 lines); 1 skipped.\n`;
    assert.ok((await list()).endsWith(line));
    const journal = join(runFolder(), 'journal.jsonl');
    const intact = readFileSync(journal);
    writeFileSync(journal, Buffer.alloc(statSync(journal).size, 'x'));
    assert.ok((await list()).endsWith(line), 'by its summary alone');
    writeFileSync(journal, intact);
    // What a process that was killed leaves: neither the end of the file is there nor that of the run.
    const lines = intact.toString().split('\n');
    writeFileSync(journal, `${lines.slice(0, -3).join('\n')}\n`);
    assert.match(await list(), /interrupted\. Reviewed 0 of 2 files/);
    writeFileSync(journal, intact);
    rmSync(join(runFolder(), 'summary.json'));
    assert.ok((await list()).endsWith(line), 'as before there were summaries');
  });

  it('has what kills left half written removed by a later review, once nobody can be writing it', async () => {
    const folder = ground.folder('project', { 'a.js': 'var a;\n' });
    const review = () => ground.run(['review', folder, '--quiet', '--out', 'out']);
    await review();
    const state = join(ground.root, 'state/folder-review');
    const places = [state, join(runFolder(), '../..'), join(ground.root, 'out')];
    for (const place of places) {
      for (const [name, age] of [
        ['.0123456789abcdef.tmp', 2],
        ['.fedcba9876543210.tmp', 0],
      ] as const) {
        const time = Date.now() / 1000 - age * 60 * 60;
        writeFileSync(join(place, name), 'half');
        utimesSync(join(place, name), time, time);
      }
    }
    assert.equal((await review()).exitCode, 0);
    for (const place of places) {
      assert.deepEqual(
        readdirSync(place).filter((name) => name.endsWith('.tmp')),
        ['.fedcba9876543210.tmp'],
      );
    }
  });

  it('says which runs have no readable record', async () => {
    const folder = ground.folder('project', { 'a.js': 'var a;\n' });
    await ground.run(['review', folder, '--quiet']);
    appendFileSync(join(runFolder(), 'journal.jsonl'), 'x');
    writeFileSync(join(runFolder(), 'journal.jsonl'), 'something else');
    const { stdout, exitCode } = await ground.run(['runs']);
    assert.match(stdout, /^\d{8}-\d{6}-\d{3} {2}\(its record cannot be read\)\n$/);
    assert.equal(exitCode, 0);
  });

  it('shows nothing of a record that is damaged in the middle, and says so', async () => {
    const folder = ground.folder('project', { 'a.js': badJs, 'b.js': badJs });
    await ground.run(['review', folder, '--quiet']);
    const journal = join(runFolder(), 'journal.jsonl');
    const bytes = readFileSync(journal);
    const at = bytes.indexOf('"found"');
    bytes.writeUInt8(bytes.readUInt8(at + 2) ^ 1, at + 2);
    writeFileSync(journal, bytes);
    const { exitCode, stdout, stderr } = await ground.run(['show', 'last']);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, /damaged after \d+ intact records/);
  });

  it('has for last the last run that could begin, whatever stands beside it', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    await ground.run(['review', folder, '--quiet']);
    const runs = join(runFolder(), '..');
    mkdirSync(join(runs, '20991231-000000-000'), { mode: 0o700 });
    writeFileSync(join(runs, '20991231-000000-000', 'journal.jsonl'), 'folder-review journal 2\n', { mode: 0o600 });
    mkdirSync(join(runs, '99991231-235959-999'), { mode: 0o700 });
    assert.match((await ground.run(['show', 'last'])).stdout, /Reviewed 1 of 1 file/);
    assert.match((await ground.run(['review', folder, '--fail-on', 'never'])).stdout, /Reviewed 1 of 1 file/);
  });

  it('keeps the summary up to date when changes are applied and taken back', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    await ground.run(['review', folder, '--quiet']);
    const summary = () =>
      JSON.parse(readFileSync(join(runFolder(), 'summary.json'), 'utf8')) as { journalBytes: number };
    const sizes = [summary().journalBytes];
    for (const words of [
      ['apply', 'last', '--exact'],
      ['revert', 'last'],
    ]) {
      writeFileSync(join(runFolder(), '.0123456789abcdef.tmp'), 'left by a kill');
      await ground.run(words);
      assert.ok(readdirSync(runFolder()).every((name) => !name.startsWith('.')));
      sizes.push(summary().journalBytes);
      assert.equal(summary().journalBytes, statSync(join(runFolder(), 'journal.jsonl')).size, words[0]);
    }
    assert.equal(new Set(sizes).size, 3);
  });

  it('shows, applies and reverts the last run, of any folder or of one', async () => {
    const one = ground.folder('one', { 'a.js': badJs });
    const other = ground.folder('other', { 'a.js': badJs });
    symlinkSync('one', join(ground.root, 'link'));
    for (const folder of [one, other]) {
      await ground.run(['review', folder, '--quiet']);
    }
    const change = async (...words: string[]) => {
      const { exitCode, stdout, stderr } = await ground.run(words);
      assert.equal(exitCode, 0, stderr);
      assert.equal(stdout.split('\n')[0], `1 of 1 ${words[0] === 'apply' ? 'applied' : 'reverted'}.`);
      return [ground.read('one', 'a.js') === badJs, ground.read('other', 'a.js') === badJs];
    };
    assert.deepEqual(await change('apply', 'last', 'link', '--exact'), [false, true]);
    assert.deepEqual(await change('apply', 'last', '--exact'), [false, false]);
    assert.deepEqual(await change('revert', 'last', 'one'), [true, false]);
    const states = async (...words: string[]) => (await ground.run(['show', ...words, '--format', 'json'])).stdout;
    assert.match(await states('last', one), /"state": "reverted"/);
    assert.match(await states('last'), /"state": "applied"/);
    rmSync(one, { recursive: true });
    assert.match(await states('last', 'one'), /"state": "reverted"/);
    const missing = await ground.run(['show', 'last', 'state']);
    assert.deepEqual([missing.exitCode, missing.stderr], [2, 'Which run? There is no run of state yet.\n']);
  });

  it('shows what has become of each of many files since, one of which was edited, one removed and one put back', async () => {
    const folder = join(ground.root, 'project');
    const size = { files: 2_000, findingsPerFile: 1, proposalsEvery: 1 };
    await recordRun(join(ground.root, 'state/folder-review'), folder, size);
    const state = async () => (await ground.run(['show', 'last'])).stdout;
    assert.match(await state(), /2000 proposals\.\n/);
    const [edited, removed] = ['part0000/f7.txt', 'part0003/f1999.txt'].map((path) => join(folder, path));
    const before = readFileSync(edited ?? '', 'utf8');
    writeFileSync(edited ?? '', 'something else\n');
    rmSync(removed ?? '');
    const shown = await state();
    assert.match(shown, /2000 proposals: 2 outdated, 1998 waiting\./);
    assert.match(shown, /f7\.txt:1:1: .* id \w+ · outdated: its text changed since the review\n/);
    assert.match(shown, /f1999\.txt:1:1: .* id \w+ · outdated: .*\n/);
    writeFileSync(edited ?? '', before);
    assert.match(await state(), /2000 proposals: 1 outdated, 1999 waiting\./);
    const [id = ''] = /(?<=f7\.txt:1:1: .* id )\w+/.exec(await state()) ?? [];
    await ground.run(['apply', 'last', '--only', id]);
    assert.match(await state(), /2000 proposals: 1 applied, 1 outdated, 1998 waiting\./);
    writeFileSync(edited ?? '', before);
    assert.match(await state(), /2000 proposals: 1 outdated, 1999 waiting\./, 'taken back by hand');
  });

  it('takes for last no run of another folder, and says what to type for it', async () => {
    const first = ground.folder('first', { 'a.js': badJs, 'deep/b.js': 'var b;\n' });
    const second = ground.folder('second', { 'a.js': badJs });
    const elsewhere = ground.folder('elsewhere', {});
    await ground.run(['review', first, '--quiet']);
    await ground.run(['review', second, '--quiet']);
    const applied = async () => {
      const { stdout, stderr } = await ground.run(['apply', 'last', '--exact']);
      assert.equal(stdout.split('\n')[0], '1 of 1 applied.');
      return stderr;
    };
    ground.cwd = elsewhere;
    const refused = await ground.run(['apply', 'last', '--exact']);
    assert.equal(refused.exitCode, 2);
    assert.match(refused.stderr, /^Which run\? None is of this folder, \S+elsewhere\. The last one is of \S+second\. /);
    assert.match(refused.stderr, /: node \S+cli\.js apply [\d-]+ --exact\n$/);
    assert.equal(ground.read('second/a.js'), badJs);
    ground.cwd = join(first, 'deep');
    assert.match(await applied(), /^applied: \.\.\/a\.js:2:/);
    ground.cwd = first;
    assert.equal((await ground.run(['revert', 'last'])).exitCode, 0);
    assert.deepEqual([ground.read('first/a.js'), ground.read('second/a.js')], [badJs, badJs]);
    ground.cwd = ground.root;
    assert.match(await applied(), /^The last of 2 folders: run [\d-]+ of \S+second\napplied: second\/a\.js:2:/);
  });

  it('has for last the run that began last, though the clock was put back', async () => {
    const folder = ground.folder('project', { 'a.js': 'var a;\n' });
    const at = (time: number) => {
      writeFileSync(join(ground.root, 'clock.cjs'), `Date.now = () => ${time};\n`);
      return ground.run(['review', folder, '--quiet'], { NODE_OPTIONS: '--require ./clock.cjs' });
    };
    const now = Date.UTC(2030, 0, 1);
    await at(now);
    ground.folder('project', { 'b.js': 'var b;\n' });
    await at(now - 1_000_000);
    assert.match((await ground.run(['show', 'last'])).stdout, /Reviewed 2 of 2 files/);
  });

  it('gives every run an id of its own that is greater than all before, in however many processes', async () => {
    const folders = Array.from({ length: 8 }, (_, n) => ground.folder(`p${n}`, { 'a.txt': 'a\n' }));
    writeFileSync(join(ground.root, 'clock.cjs'), 'Date.now = () => 1_000_000_000_000;\n');
    const start = (folder: string) =>
      ground.run(['review', folder, '--quiet'], { NODE_OPTIONS: '--require ./clock.cjs' });
    await Promise.all(folders.map(start));
    const ids = (await list()).split('\n').map((line) => line.split(' ')[0]);
    assert.equal(new Set(ids).size, 8 + 1);
    await start(folders[3] ?? '');
    assert.ok(((await list()).split(' ')[0] ?? '') > (ids[0] ?? ''));
  });
});
