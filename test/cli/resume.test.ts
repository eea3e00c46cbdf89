import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, Script } from '../modelServer/types';
import { Playground } from './cli';

const sources = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}.txt`, `first\nteh ${n}\nlast\n`]));
/** Proposes to correct the second line. */
const correct: Script = ({ user }) => {
  const line = /^ *2\| (.*)$/m.exec(user)?.[1] ?? '';
  const edits = [{ startLine: 2, endLine: 2, oldText: line, newText: line.replace('teh', 'the') }];
  const words = { title: 'Spelling', explanation: '', severity: 'info', category: 'docs', confidence: 'high' } as const;
  return { findings: [{ ...words, startLine: 2, endLine: 2, edits }] };
};

describe('folder-review review --resume', () => {
  let ground: Playground;
  let server: ModelServer;
  beforeEach(async () => {
    ground = new Playground();
    server = await startModelServer({ reply: correct });
  });
  afterEach(async () => {
    ground.dispose();
    await server.stop();
  });

  const words = (folder: string, ...more: readonly string[]) => [
    ...['review', folder, '--reviewers', 'model', '--max-parallel-files', '9', '--quiet', ...more],
    ...['--endpoint', `ollama=${server.url},model=scripted:latest`],
  ];
  const files = () => server.requests.map(({ file }) => file).sort();
  const resume = (...more: readonly string[]) => ground.run(['review', '--resume', 'last', '--out', 'out', ...more]);
  /** Kills a review when so many requests have come, with those of the files from `stuck` on in flight. */
  const killed = async (folder: string, stuck: string, requests: number, ...more: readonly string[]) => {
    server.reply((request) => (request.file >= stuck ? { fault: 'hang before headers' } : correct(request)));
    const { process, ended } = ground.start(words(folder, ...more));
    while (server.requests.length < requests || server.requests.some(({ file, end }) => file < stuck && !end)) {
      await sleep(20);
    }
    // What was answered is on record soon.
    await sleep(300);
    process.kill('SIGKILL');
    await ended;
    server.reply(correct);
    server.clear();
  };

  it('goes on after a kill: what is finished is not sent again, and the results are those of a run that was not', async () => {
    const folder = ground.folder('project', sources(9));
    await killed(folder, 'f5', 9);
    const { exitCode, stderr } = await resume();
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(files(), ['f5.txt', 'f6.txt', 'f7.txt', 'f8.txt']);
    const resumed = ground.read('out', 'results.json');
    await ground.run([...words(folder, '--no-cache'), '--out', 'whole']);
    assert.equal(resumed, ground.read('whole', 'results.json'));
    assert.equal((await ground.run(['runs'])).stdout.trim().split('\n').length, 2, 'the run itself goes on');
  });

  it('sends nothing again that was answered, also where the run itself takes no earlier answers', async () => {
    const folder = ground.folder('project', sources(9));
    await ground.run(words(folder));
    server.clear();
    await killed(folder, 'f5', 9, '--no-cache');
    assert.equal((await resume()).exitCode, 0);
    assert.deepEqual(files(), ['f5.txt', 'f6.txt', 'f7.txt', 'f8.txt']);
  });

  it('finds the files where the run was cut short before it knew them', async () => {
    const folder = ground.folder('project', sources(3));
    await ground.run(words(folder));
    const journal = join(runFolder(), 'journal.jsonl');
    const lines = readFileSync(journal, 'latin1').split('\n');
    assert.match(lines[1] ?? '', /"type":"run"/);
    writeFileSync(journal, `${lines.slice(0, 2).join('\n')}\n`, 'latin1');
    server.clear();
    const { exitCode, stdout } = await resume();
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Reviewed 3 of 3 files/m);
    assert.deepEqual(files(), []);
  });

  it('tries those again that failed, and says when there is nothing left', async () => {
    const folder = ground.folder('project', sources(3));
    server.reply((request) => (request.file === 'f1.txt' ? { fault: 'bad request' } : correct(request)));
    const failed = await ground.run(words(folder).filter((word) => word !== '--quiet'));
    assert.deepEqual(
      [failed.exitCode, /^To go on with what is left: node \S+cli\.js review --resume \S+$/m.test(failed.stderr)],
      [3, true],
      failed.stderr,
    );
    server.reply(correct);
    server.clear();
    assert.equal((await resume()).exitCode, 0);
    assert.deepEqual(files(), ['f1.txt']);
    server.clear();
    const { exitCode, stderr } = await resume();
    assert.deepEqual([exitCode, files()], [0, []]);
    assert.match(stderr, /^Nothing is left to review\./m);
  });

  it('applies and reports what it is asked to, once', async () => {
    const folder = ground.folder('project', sources(4));
    await killed(folder, 'f2', 4);
    const { exitCode, stderr } = await resume('--apply', 'exact');
    assert.equal(exitCode, 0, stderr);
    for (let n = 0; n < 4; n++) {
      assert.equal(ground.read('project', `f${n}.txt`), `first\nthe ${n}\nlast\n`);
    }
    assert.match((await resume('--apply', 'exact')).stderr, /Nothing is left to review/);
    assert.equal(ground.read('project', 'f0.txt'), 'first\nthe 0\nlast\n');
  });

  it('takes no other options than it was started with, and no run that is not there or at work', async () => {
    const folder = ground.folder('project', sources(2));
    for (const flag of [['--profile', 'mentor'], ['--reviewers', 'local'], ['--max-tokens', '5'], ['--estimate']]) {
      const { exitCode, stderr } = await ground.run(['review', '--resume', 'last', ...flag]);
      assert.equal(exitCode, 2);
      assert.match(
        stderr,
        new RegExp(`^${flag[0]} cannot be given with --resume: a review goes on as it was started\\.`),
      );
    }
    assert.equal((await resume()).exitCode, 2);
    server.reply(() => ({ fault: 'hang before headers' }));
    const running = ground.start(words(folder));
    while (server.requests.length < 2) {
      await sleep(20);
    }
    const busy = await resume();
    assert.equal(busy.exitCode, 2);
    assert.match(busy.stderr, /is at work on this review/);
    const { pid } = running.process;
    const shown = await ground.run(['show', 'last']);
    assert.match(
      shown.stderr,
      new RegExp(`^This review is running, in process ${pid} on .*\\. What it has so far:$`, 'm'),
    );
    assert.match((await ground.run(['runs'])).stdout, new RegExp(` running, in process ${pid} on `));
    running.process.kill('SIGTERM');
    await running.ended;
  });

  function runFolder(): string {
    const state = join(ground.root, 'state', 'folder-review');
    const [journal = ''] = readdirSync(state, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('journal.jsonl'),
    );
    return join(state, journal, '..');
  }
});
