import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { cliFile } from './cli';
import { servedPlayground } from './served';

/** Each line has a comparison that is never true, which ESLint's `use-isnan` finds, with an edit. */
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `export const a${from + n} = (b) => b === NaN;\n`).join('');

describe('folder-review stats', () => {
  const served = servedPlayground();

  const succeed = async (...words: readonly string[]) => {
    const ended = await served.ground.run(words);
    assert.ok(ended.exitCode === 0 || ended.exitCode === 1, ended.stderr);
    return ended.stdout;
  };
  const figures = async (folder: string) => JSON.parse(await succeed('stats', folder, '--format', 'json'));
  const findings = (path: string) => served.ground.json('out', 'results.json').files[path]?.findings ?? [];

  it('tells of the last run what it looked at, found, sent and took, and of all runs what was accepted', async () => {
    const folder = served.ground.folder('project', {
      'a.js': lines(0, 4),
      'b.js': lines(4, 5),
      'c.bin': Buffer.from([0]),
    });
    const words = ['--endpoint', `ollama=${served.server.url},model=scripted:latest`, '--out', 'out', '--quiet'];
    await succeed('review', folder, ...words);
    const [first, second] = findings('a.js').map(({ id }) => id);
    await succeed('apply', 'last', '--only', first ?? '');
    await succeed('dismiss', 'last', '--only', second ?? '', '--reason', 'accepted');
    await succeed('review', folder, ...words);
    const { run, makers, runs, leftOut } = await figures(folder);
    assert.deepEqual([runs, leftOut], [2, 0]);
    assert.deepEqual(run.files, { all: 3, reviewed: 2, skipped: 1, failed: 0, cancelled: 0, 'not finished': 0 });
    assert.deepEqual(run.findings, { error: 3, warning: 0, info: 0, hidden: 1, dismissed: 1 });
    assert.deepEqual(run.bySource, [{ source: 'eslint', findings: 3 }]);
    assert.equal(run.proposals.waiting, 3);
    assert.deepEqual(run.answers, { recalled: 1, missed: { text: 1 } });
    assert.deepEqual(run.analyses, { recalled: 1, missed: { text: 1 } });
    assert.ok(run.tokens.promptTokens > 0);
    assert.ok(run.time.ms > 0);
    for (const { workers, ms, busyMs, efficiency } of run.time.stages) {
      assert.ok(workers > 0 && busyMs > 0 && efficiency > 0 && efficiency <= 1);
      assert.equal(efficiency, Math.min(1, busyMs / (workers * ms)));
    }
    assert.deepEqual(makers, [
      {
        ...{ rule: 'eslint/use-isnan', shown: 5, offered: 5, accepted: 1, turnedDown: 1, share: 0.2 },
        isUnwanted: false,
      },
    ]);
    const text = await succeed('stats', folder);
    assert.match(text, /^Files +3: 2 reviewed, 1 skipped$/m);
    assert.match(text, /^Questions to models +1 of 2 kept from earlier; 1 asked: file changed \(1\)$/m);
    assert.match(text, /^eslint\/use-isnan +5 +5 +1 +1 +20 %$/m);
    assert.match(text, /^ {2}model +\d workers? for .* busy$/m);
    assert.doesNotMatch(text, /--rule/);
  });

  it('counts the findings of a renamed file once', async () => {
    const folder = served.ground.folder('project', { 'a.js': lines(0, 3) });
    await succeed('review', folder, '--quiet');
    renameSync(join(folder, 'a.js'), join(folder, 'b.js'));
    await succeed('review', folder, '--quiet');
    const { makers, runs } = await figures(folder);
    assert.deepEqual([runs, makers[0]?.shown], [2, 3]);
  });

  it('says how a rule that nobody accepts is switched off, in words that work as they are', async () => {
    const folder = served.ground.folder('my project', { 'a.js': lines(0, 4) });
    await succeed('review', folder, '--out', 'out', '--quiet');
    const ids = findings('a.js').map(({ id }) => id);
    await succeed('dismiss', 'last', ...ids.slice(0, 3).flatMap((id) => ['--only', id]));
    const text = await succeed('stats', folder);
    const [line = ''] = /^ {2}.* review .*--rule .*$/m.exec(text) ?? [];
    assert.match(line, /--rule eslint\/use-isnan=off$/);
    const environment = {
      PATH: process.env.PATH,
      HOME: served.ground.root,
      XDG_STATE_HOME: `${served.ground.root}/state`,
    };
    assert.ok(line.includes(cliFile) || line.includes('cli.js'));
    const pasted = execFileSync('/bin/sh', ['-c', line], {
      cwd: served.ground.root,
      env: environment,
      encoding: 'utf8',
    });
    assert.match(pasted, /No findings|Nothing was found|hidden/);
    const after = JSON.parse(await succeed('show', 'last', '--format', 'json')).files['a.js'];
    assert.equal(after.findings.length, 0);
    assert.equal((await figures(folder)).makers[0].isUnwanted, false, 'it is off');
    const yaml = text.slice(text.indexOf('  review:\n')).replaceAll(/^ {2}/gm, '');
    served.ground.folder('my project', { 'folder-review.yaml': yaml });
    await succeed('review', folder, '--out', 'out', '--quiet', '--trust-config');
    assert.deepEqual(findings('a.js'), []);
  });

  it('needs a run to tell of, and a rule that there is', async () => {
    const folder = served.ground.folder('project', { 'a.js': 'a;\n' });
    const none = await served.ground.run(['stats', folder]);
    assert.deepEqual([none.exitCode, none.stdout], [2, '']);
    assert.match(none.stderr, /there is no run of .* yet/i);
    for (const [rule, problem] of [
      ['eslint', /a name and a setting/],
      ['eslint/use-isnan=never', /must be one of/],
      ['eslint/no-such-rule=off', /no-such-rule/],
      ['unknown/*=off', /unknown/],
    ] as const) {
      const { exitCode, stderr } = await served.ground.run(['review', folder, '--rule', rule]);
      assert.equal(exitCode, 2, rule);
      assert.match(stderr, problem);
    }
  });
});
