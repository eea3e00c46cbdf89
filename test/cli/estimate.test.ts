import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { rememberSpeeds, speedKey } from '../../src/store/speeds';
import { defaultModel, startModelServer } from '../modelServer/modelServer';
import type { ModelServer } from '../modelServer/types';
import { Playground } from './cli';

describe('folder-review review --estimate', () => {
  let ground: Playground;
  let server: ModelServer;
  let folder: string;
  beforeEach(async () => {
    ground = new Playground();
    server = await startModelServer();
    folder = ground.folder('project', {
      'a.ts': 'export const a = 1;\n'.repeat(100),
      'b.ts': 'export const b = 1;\n'.repeat(100),
      'package-lock.json': '{}',
      'x.png': Buffer.from([0, 1, 2]),
    });
  });
  afterEach(async () => {
    await server.stop();
    ground.dispose();
  });

  const endpoint = () => ['--endpoint', `ollama=${server.url},model=${defaultModel}`];

  it('prints files, requests, tokens and time, sends nothing and records nothing', async () => {
    const { exitCode, stdout, stderr } = await ground.run([
      'review',
      folder,
      ...endpoint(),
      '--estimate',
      '--out',
      'out',
      '--max-tokens',
      '500',
    ]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^\d files to review/);
    assert.match(stdout, /^Skipped: .*1 lock file/m);
    assert.match(stdout, /^\d requests: [\d,]+ to [\d,]+ tokens in, about [\d,]+ out\.$/m);
    assert.match(stdout, /^The budget of 500 tokens is not enough for all files\.$/m);
    assert.match(stdout, /^Time: not known yet\./m);
    assert.equal(stderr, '');
    assert.equal(server.requests.length, 0);
    assert.match((await ground.run(['runs'])).stdout, /^No runs yet/);
    assert.ok(!existsSync(join(ground.root, 'out')));
  });

  it('calls a budget enough only when the review gets by with it', async () => {
    server.reply(() => ({ findings: [] }));
    const words = ['review', folder, ...endpoint(), '--reviewers', 'model'];
    const { stdout } = await ground.run([...words, '--estimate', '--format', 'json']);
    const { promptTokens, completionTokens, headroom } = JSON.parse(stdout).model;
    const enough = promptTokens.high + completionTokens.high + headroom;
    const says = async (budget: number) =>
      (await ground.run([...words, '--estimate', '--max-tokens', String(budget)])).stdout;
    assert.match(await says(enough), / is enough\./);
    assert.doesNotMatch(await says(enough - 1), / is enough\./);
    assert.equal((await ground.run([...words, '--max-tokens', String(enough), '--quiet'])).exitCode, 0);
    const least = await ground.run([...words, '--max-tokens', String(headroom), '--quiet', '--no-cache']);
    assert.match(
      least.stdout,
      /over the budget\. What is left of the run’s token budget does not allow for another request/,
    );
  });

  it('says that kept answers are not taken off, once there are some and unless they do not count', async () => {
    server.reply(() => ({ findings: [] }));
    const words = ['review', folder, ...endpoint(), '--reviewers', 'model'];
    const told = async (...more: string[]) => {
      const { stdout } = await ground.run([...words, '--estimate', ...more]);
      const { model } = JSON.parse((await ground.run([...words, '--estimate', '--format', 'json', ...more])).stdout);
      return [/^Answers kept from earlier reviews are not taken off: /m.test(stdout), model.ignoresKeptAnswers];
    };
    assert.deepEqual(await told(), [false, false]);
    await ground.run([...words, '--quiet']);
    assert.deepEqual(await told(), [true, true]);
    assert.deepEqual(await told('--no-cache'), [false, false]);
    const never = ground.folder('never', { 'other.ts': 'export const other = 1;\n' });
    const { stdout } = await ground.run(['review', never, ...words.slice(2), '--estimate']);
    assert.doesNotMatch(stdout, /not taken off/);
    const sent = server.requests.length;
    await ground.run([...words, '--quiet']);
    assert.equal(server.requests.length, sent);
  });

  it('says which server does not answer, and which does not list its model', async () => {
    const dead = ['--endpoint', 'openai=http://127.0.0.1:9/v1,model=big,id=dead'];
    const other = ['--endpoint', `ollama=${server.url},model=other,id=other`];
    const words = ['review', folder, ...dead, ...other, ...endpoint(), '--estimate'];
    const { exitCode, stdout } = await ground.run(words);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^dead: No answer from http:\/\/127\.0\.0\.1:9\. /m);
    assert.match(stdout, /^other: it does not list the model "other"\. The server has: scripted:latest/m);
    const { problems } = JSON.parse((await ground.run([...words, '--format', 'json'])).stdout);
    assert.equal(problems.length, 2);
    const fine = await ground.run(['review', folder, ...endpoint(), '--estimate', '--format', 'json']);
    assert.deepEqual(JSON.parse(fine.stdout).problems, []);
    assert.equal(server.requests.length, 0, 'metadata alone is asked for');
  });

  it('says that no tokens are needed where no model takes part', async () => {
    const { exitCode, stdout } = await ground.run(['review', folder, '--estimate']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^No tokens are needed: no model takes part\.$/m);
    const { model } = JSON.parse((await ground.run(['review', folder, '--estimate', '--format', 'json'])).stdout);
    assert.equal(model, null);
  });

  it('tells the time that the measured speed makes of it', async () => {
    const options = { id: 'ollama-1', kind: 'ollama', url: server.url, model: defaultModel } as const;
    const speed = { requests: 50, requestsPerSecond: 0.5, requestMs: 8_000, parallel: 4, tokenRatio: 1 };
    await rememberSpeeds(join(ground.root, 'speedy'), new Map([[speedKey(options), speed]]));
    const stateDir = ['--state-dir', join(ground.root, 'speedy')];
    const text = await ground.run(['review', folder, ...endpoint(), '--estimate', ...stateDir]);
    assert.match(text.stdout, /^Time: about 8 s, as fast as the model was so far\.$/m);
    const slower = [...endpoint(), '--max-parallel-files', '1', '--format', 'json'];
    const { stdout } = await ground.run(['review', folder, ...slower, '--estimate', ...stateDir]);
    assert.deepEqual(JSON.parse(stdout).model.durationMs, { low: 8_000, high: 32_000 });
  });

  it('measures the speed in every review', async () => {
    await ground.run(['review', folder, ...endpoint(), '--reviewers', 'model', '--quiet']);
    const { stdout } = await ground.run(['review', folder, ...endpoint(), '--estimate', '--format', 'json']);
    const { reviewers, model } = JSON.parse(stdout);
    assert.deepEqual(reviewers, ['local', 'model']);
    assert.ok(model.durationMs?.low > 0 && model.durationMs.low <= model.durationMs.high, stdout);
    assert.ok(model.promptTokens.low < model.promptTokens.high);
  });

  it('says what is wrong with the folder', async () => {
    const { exitCode, stderr } = await ground.run(['review', join(folder, 'none'), '--estimate']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /Cannot review/);
  });
});
