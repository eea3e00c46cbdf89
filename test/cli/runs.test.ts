import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Playground } from './cli';

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
    // What a process that was killed leaves: the file's last record is there, the end of the run is not.
    const lines = intact.toString().split('\n');
    writeFileSync(journal, `${lines.slice(0, -2).join('\n')}\n`);
    assert.match(await list(), /interrupted\. Reviewed 1 of 2 files/);
    writeFileSync(journal, intact);
    rmSync(join(runFolder(), 'summary.json'));
    assert.ok((await list()).endsWith(line), 'as before there were summaries');
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

  it('keeps the summary up to date when changes are applied and taken back', async () => {
    const folder = ground.folder('project', { 'a.js': 'const v = [1];\nif (v[0] == NaN) {\n  v.push(2);\n}\n' });
    await ground.run(['review', folder, '--quiet']);
    const summary = () =>
      JSON.parse(readFileSync(join(runFolder(), 'summary.json'), 'utf8')) as { journalBytes: number };
    const sizes = [summary().journalBytes];
    for (const kind of ['apply', 'revert']) {
      await ground.run([kind, 'last']);
      sizes.push(summary().journalBytes);
      assert.equal(summary().journalBytes, statSync(join(runFolder(), 'journal.jsonl')).size, kind);
    }
    assert.equal(new Set(sizes).size, 3);
  });
});
