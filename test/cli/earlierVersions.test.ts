import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Playground } from './cli';

const fixture = join(import.meta.dirname, '../fixtures/earlierVersions/1');

/** What version 1 wrote of a review of `project` with four changes applied, with the folder left open. */
const records = JSON.parse(readFileSync(join(fixture, 'records.json'), 'utf8')) as readonly { type: string }[];

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** As version 1 did: a heading, and for each record its number, its length, a hash and the JSON. */
function journalOf(folder: string, count = records.length): string {
  const lines = records.slice(0, count).map((record, number) => {
    const json = JSON.stringify(record).replaceAll('"FOLDER"', JSON.stringify(folder));
    return `${number} ${Buffer.byteLength(json)} ${sha256(`${number} ${json}`).slice(0, 16)} ${json}\n`;
  });
  return `folder-review journal 1\n${lines.join('')}`;
}

describe('a run that version 1 recorded', () => {
  let ground: Playground;
  let folder: string;
  let run: string;
  beforeEach(() => {
    ground = new Playground();
    folder = join(realpathSync(ground.root), 'project');
    cpSync(join(fixture, 'project'), folder, { recursive: true });
    run = join(
      ground.root,
      'state/folder-review',
      `project-${sha256(folder).slice(0, 16)}`,
      'runs/20261121-210323-480',
    );
    mkdirSync(run, { recursive: true, mode: 0o700 });
    cpSync(join(fixture, 'pre-images'), join(run, 'pre-images'), { recursive: true });
    writeFileSync(join(run, 'journal.jsonl'), journalOf(folder), { mode: 0o600 });
  });
  afterEach(() => ground.dispose());

  it('is listed, shown and exported as it was', async () => {
    assert.match((await ground.run(['runs'])).stdout, /finished\. Reviewed 3 of 3 files \(22 lines\)\.\n$/);
    const { stdout, exitCode } = await ground.run(['show', 'last', '--format', 'json']);
    assert.equal(exitCode, 0);
    assert.equal(stdout, readFileSync(join(fixture, 'results.json'), 'utf8'));
    const sarif = await ground.run(['show', 'last', '--format', 'sarif']);
    assert.equal(JSON.parse(sarif.stdout).runs[0].results.length, 6);
    assert.equal(readFileSync(join(run, 'journal.jsonl'), 'utf8'), journalOf(folder), 'looking changes nothing');
  });

  it('is reverted byte for byte and applied again, and its journal is kept', async () => {
    const applied = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const before = applied();
    const reverted = await ground.run(['revert', 'last']);
    assert.deepEqual([reverted.exitCode, reverted.stdout], [0, '4 of 4 reverted.\n']);
    assert.equal(readFileSync(join(folder, 'a.py'), 'utf8').split('\n')[0], 'import os');
    assert.match(readFileSync(join(folder, 'b.js'), 'utf8'), /a == NaN/);
    assert.equal(readFileSync(join(run, 'journal.jsonl.version-1'), 'utf8'), journalOf(folder));
    assert.match(readFileSync(join(run, 'journal.jsonl'), 'utf8'), /^folder-review journal 2\n/);
    const ids = [...(await ground.run(['show', 'last', '--format', 'json'])).stdout.matchAll(/"id": "(\w+)"/g)];
    const only = ids.flatMap(([, id = '']) => ['--only', id]);
    await ground.run(['apply', 'last', ...only]);
    assert.deepEqual(applied(), before);
  });

  it('is settled by the file where its process was killed over a change', async () => {
    writeFileSync(join(run, 'journal.jsonl'), journalOf(folder, records.length - 1));
    const shown = await ground.run(['show', 'last', '--format', 'json']);
    assert.equal(shown.stdout, readFileSync(join(fixture, 'results.json'), 'utf8'));
    assert.equal((await ground.run(['revert', 'last'])).stdout, '4 of 4 reverted.\n');
  });
});
