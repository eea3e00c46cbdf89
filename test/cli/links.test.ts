import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Playground } from './cli';

const badJs = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';

describe('links that somebody planted', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('take no change of a reviewed file elsewhere', async () => {
    const folder = ground.folder('project', { 'sub/a.js': badJs, '.claude/a.js': badJs });
    await ground.run(['review', folder, '--quiet']);
    renameSync(join(folder, 'sub'), join(ground.root, 'aside'));
    symlinkSync('.claude', join(folder, 'sub'));
    const id = ground.json(resultsOf(ground)).files['sub/a.js']?.findings[0]?.id ?? '';
    const { exitCode, stderr } = await ground.run(['apply', 'last', '--only', id]);
    assert.equal(exitCode, 3);
    assert.match(stderr, /through a link to \.claude\/a\.js; links are not followed/);
    assert.equal(ground.read('project', '.claude', 'a.js'), badJs);
  });

  it('take no record and no result elsewhere', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    await ground.run(['review', folder, '--quiet']);
    const victim = join(ground.root, 'victim');
    const run = runFolder(ground);
    for (const name of ['journal.jsonl', 'events.jsonl', 'lock']) {
      writeFileSync(victim, '');
      rmSync(join(ground.root, 'aside'), { force: true });
      if (name !== 'lock') {
        renameSync(join(run, name), join(ground.root, 'aside'));
      }
      symlinkSync(victim, join(run, name));
      const { exitCode, stderr } = await ground.run(['apply', 'last', '--exact']);
      assert.equal(exitCode, 2, name);
      assert.match(stderr, new RegExp(`${name} is a symbolic link, and no link is followed there`));
      assert.equal(readFileSync(victim, 'utf8'), '', name);
      rmSync(join(run, name));
      if (name !== 'lock') {
        renameSync(join(ground.root, 'aside'), join(run, name));
      }
    }
    rmSync(join(run, 'results.json'));
    symlinkSync(victim, join(run, 'results.json'));
    assert.equal((await ground.run(['apply', 'last', '--exact'])).exitCode, 0);
    assert.equal(readFileSync(victim, 'utf8'), '');
  });

  it('do not make another’s record ours', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    await ground.run(['review', folder, '--quiet']);
    const run = runFolder(ground);
    renameSync(run, join(ground.root, basename(run)));
    symlinkSync(join(ground.root, basename(run)), run);
    assert.match((await ground.run(['show', 'last'])).stderr, /There is no run yet/);
    const runs = join(run, '..');
    renameSync(runs, join(ground.root, 'runs'));
    symlinkSync(join(ground.root, 'runs'), runs);
    rmSync(join(ground.root, 'runs', basename(run)));
    renameSync(join(ground.root, basename(run)), join(ground.root, 'runs', basename(run)));
    for (const words of [
      ['show', 'last'],
      ['apply', 'last', '--exact'],
    ]) {
      const { exitCode, stderr } = await ground.run(words);
      assert.equal(exitCode, 2);
      assert.match(stderr, /runs is a symbolic link/);
    }
    assert.equal(ground.read('project', 'a.js'), badJs);
  });

  it('take no reports elsewhere, when they lie in the project', async () => {
    const project = ground.folder('project', { 'src/a.js': badJs });
    execFileSync('git', ['init', '--quiet'], { cwd: project });
    mkdirSync(join(ground.root, 'elsewhere'));
    symlinkSync('../elsewhere', join(project, 'reports'));
    for (const out of ['project/reports', 'project/reports/deep', 'project/./reports']) {
      const { exitCode, stderr } = await ground.run(['review', 'project/src', '--quiet', '--out', out]);
      assert.equal(exitCode, 2);
      assert.match(stderr, /^--out: .*reports is a symbolic link/);
    }
    assert.deepEqual(readdirSync(join(ground.root, 'elsewhere')), []);
    symlinkSync('elsewhere', join(ground.root, 'mine'));
    await ground.run(['review', 'project/src', '--quiet', '--out', 'mine']);
    assert.ok(readdirSync(join(ground.root, 'elsewhere')).includes('results.json'));
    await ground.run(['review', 'project/src', '--quiet', '--out', 'project/made/deep']);
    assert.ok(readdirSync(join(project, 'made', 'deep')).includes('results.json'));
  });
});

function runFolder(ground: Playground): string {
  const state = join(ground.root, 'state', 'folder-review');
  const [key = ''] = readdirSync(state).filter((name) => name.startsWith('project'));
  const runs = join(state, key, 'runs');
  return join(runs, readdirSync(runs)[0] ?? '');
}

function resultsOf(ground: Playground): string {
  return join(runFolder(ground).slice(ground.root.length + 1), 'results.json');
}
