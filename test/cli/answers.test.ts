import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, ModelServerOptions } from '../modelServer/types';
import { Playground } from './cli';

const sources = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}.txt`, `first\nteh ${n}\n`]));

describe('what a model has answered', () => {
  let ground: Playground;
  let servers: ModelServer[] = [];
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(async () => {
    ground.dispose();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  const start = async (options: ModelServerOptions = {}) => {
    const finding = { title: 'Spelling', severity: 'info', category: 'docs', confidence: 'high' } as const;
    const server = await startModelServer({
      reply: ({ user }) => ({
        findings: [{ ...finding, explanation: user.slice(-20), startLine: 2, endLine: 2, edits: [] }],
      }),
      ...options,
    });
    servers = [...servers, server];
    return server;
  };
  const at = (server: ModelServer, kind: 'ollama' | 'openai' = 'ollama', model = 'scripted:latest') => [
    '--endpoint',
    `${kind}=${server.url}${kind === 'openai' ? '/v1' : ''},model=${model}`,
  ];
  /** Reviews and answers with the number of requests that it took. */
  const asked = async (server: ModelServer, folder: string, words: readonly string[], exitCode = 0) => {
    server.clear();
    const ended = await ground.run(['review', folder, '--reviewers', 'model', '--out', 'out', ...words]);
    assert.equal(ended.exitCode, exitCode, ended.stderr);
    return { requests: server.requests.length, ...ended, results: ground.read('out', 'results.json') };
  };

  it('is not asked again, which is told, and the results are the same for every limit', async () => {
    const server = await start();
    const folder = ground.folder('project', sources(8));
    const first = await asked(server, folder, at(server));
    assert.equal(first.requests, 8);
    for (const limit of ['1', '8']) {
      const again = await asked(server, folder, [...at(server), '--max-parallel-files', limit]);
      assert.equal(again.requests, 0);
      assert.equal(again.results, first.results);
      assert.match(again.stdout, /^scripted:latest: 8 answers kept from earlier, not asked again\.$/m);
    }
    const events = ground.read('out', 'events.jsonl');
    assert.equal(events.match(/"type":"file\.finished".*"cached":true,"recalled":1/g)?.length, 8);
    const { stdout } = await ground.run(['show', 'last', '--models']);
    assert.match(stdout, /^Answers kept from earlier +8$/m);
    assert.match(stdout, /^Asked with +temperature 0, seed 1, thinking off$/m);
    for (const name of ['Requests', 'Requests that failed', 'Tokens in', 'Tokens out', 'Of these, thinking']) {
      assert.match(stdout, new RegExp(`^${name} +0$`, 'm'));
    }
    assert.match(stdout, /^Of all, for confirming +0$/m);
    assert.match(stdout, /^Why it was asked +not asked$/m);
    assert.match(stdout, /^Cost +\$0\.0000$/m);
  });

  it('is not kept with what was shown along, which may have a secret of the file', async () => {
    const server = await start({ reply: () => ({ findings: [] }) });
    const key = 'k3J9xQ7zLm2Vw8';
    const folder = ground.folder('imports', {
      'a.ts': `import { connect } from "./connect";\nconnect({ password: "${key}" });\n`,
      'connect.ts': `export function connect(by = "${key}"): string {\n  return by;\n}\n`,
    });
    await asked(server, folder, at(server));
    assert.ok(server.requests.some(({ user }) => user.includes('From connect.ts')));
    const state = join(ground.root, 'state', 'folder-review');
    const kept = readdirSync(join(state, 'analyses'))
      .map((name) => readFileSync(join(state, 'analyses', name), 'utf8'))
      .join('');
    // What stages came to; what a file defines is kept for itself, where nothing tells that it has a secret.
    const stages = kept.match(/"stage":\{.*?"findings":\[\]\}\}/g) ?? [];
    assert.equal(stages.filter((stage) => /"shown":"[0-9a-f]{64}"/.test(stage)).length, 2, kept);
    assert.ok(!stages.join('').includes(key), kept);
  });

  it('is asked again for what has changed alone', async () => {
    const server = await start();
    const folder = ground.folder('project', sources(6));
    await asked(server, folder, at(server));
    writeFileSync(join(folder, 'f3.txt'), 'first\nteh other\n');
    writeFileSync(join(folder, 'new.txt'), 'new\n');
    await asked(server, folder, at(server));
    assert.deepEqual(server.requests.map(({ file }) => file).sort(), ['f3.txt', 'new.txt']);
    const why = 'scripted:latest: why it was asked: nothing kept from earlier (1), file changed (1).';
    assert.ok((await ground.run(['show', 'last'])).stdout.includes(why));
    const told = ground
      .read('out', 'events.jsonl')
      .split('\n')
      .filter((line) => line.includes('"missed"'));
    assert.deepEqual(told.map((line) => [JSON.parse(line).path, JSON.parse(line).missed]).sort(), [
      ['f3.txt', { text: 1 }],
      ['new.txt', { new: 1 }],
    ]);
  });

  it('counts wherever the folder and the server are, whatever protocol is spoken', async () => {
    const server = await start();
    await asked(server, ground.folder('one', sources(3)), at(server));
    const other = await start();
    const { requests } = await asked(other, ground.folder('two', sources(3)), at(other));
    assert.equal(requests, 0);
    // This protocol tells no digest: nobody knows that it is the same model.
    assert.equal((await asked(other, ground.folder('two', sources(3)), at(other, 'openai'))).requests, 3);
  });

  it('does not count for another model, instructions, profile or effort', async () => {
    const server = await start({ models: [{ name: 'scripted:latest' }, { name: 'other:latest' }] });
    const folder = ground.folder('project', sources(2));
    const instructions = join(ground.root, 'instructions.txt');
    writeFileSync(instructions, 'Be kind.');
    await asked(server, folder, at(server));
    for (const [why, words] of [
      ['another model', at(server, 'ollama', 'other:latest')],
      ['other instructions', [...at(server), '--instructions', instructions]],
      ['another profile', [...at(server), '--profile', 'mentor']],
      ['another thinking level', at(server, 'ollama', 'scripted:latest,thinking=low')],
      ['asked anew on request', [...at(server), '--no-cache']],
    ] as const) {
      const first = await asked(server, folder, words);
      assert.equal(first.requests, 2, words.join(' '));
      assert.ok(first.stdout.includes(`: why it was asked: ${why} (2).`), first.stdout);
      if (words.includes('--no-cache')) {
        break;
      }
      assert.equal((await asked(server, folder, words)).requests, 0, words.join(' '));
    }
  });

  it('does not count for other weights under the same name', async () => {
    const folder = ground.folder('project', sources(2));
    const old = await start({ models: [{ name: 'scripted:latest', digest: 'sha256:old' }] });
    assert.equal((await asked(old, folder, at(old))).requests, 2);
    const pulled = await start({ models: [{ name: 'scripted:latest', digest: 'sha256:new' }] });
    assert.equal((await asked(pulled, folder, at(pulled))).requests, 2);
    assert.equal((await asked(old, folder, at(old))).requests, 0);
  });

  it('does not count with --no-cache, and what is said then does from there on', async () => {
    const server = await start();
    const folder = ground.folder('project', sources(3));
    await asked(server, folder, at(server));
    server.reply(() => ({ findings: [] }));
    const anew = await asked(server, folder, [...at(server), '--no-cache']);
    assert.equal(anew.requests, 3);
    const again = await asked(server, folder, at(server));
    assert.equal(again.requests, 0);
    assert.equal(again.results, anew.results);
  });

  it('is not what failed: that is asked again, and no answer that was given', async () => {
    const server = await start({
      reply: ({ file }) => (file === 'f1.txt' ? { text: 'no findings here' } : { findings: [] }),
    });
    const folder = ground.folder('project', sources(4));
    await asked(server, folder, at(server), 3);
    server.reply(() => ({ findings: [] }));
    await asked(server, folder, at(server));
    assert.deepEqual(
      server.requests.map(({ file }) => file),
      ['f1.txt'],
    );
  });

  it('is kept as it comes: after a kill only what was not answered is asked', async () => {
    const server = await start({
      reply: ({ file }) => (file >= 'f5' ? { fault: 'hang before headers' as const } : { findings: [] }),
    });
    const folder = ground.folder('project', sources(9));
    const words = ['review', folder, '--reviewers', 'model', '--max-parallel-files', '9', ...at(server)];
    const { process, ended } = ground.start(words);
    while (server.requests.length < 9 || server.requests.some(({ file, end }) => file < 'f5' && !end)) {
      await sleep(20);
    }
    // An answer that was read is kept at once.
    await sleep(300);
    process.kill('SIGKILL');
    await ended;
    server.reply(() => ({ findings: [] }));
    await asked(server, folder, at(server));
    assert.deepEqual(server.requests.map(({ file }) => file).sort(), ['f5.txt', 'f6.txt', 'f7.txt', 'f8.txt']);
  });

  it('is asked again where it was lost, and a review goes on without it', async () => {
    const server = await start();
    const folder = ground.folder('project', sources(2));
    await asked(server, folder, at(server));
    rmSync(join(ground.root, 'state', 'folder-review', 'answers'), { recursive: true });
    assert.equal((await asked(server, folder, at(server))).requests, 2);
    assert.equal((await asked(server, folder, at(server))).requests, 0);
  });

  it('that cannot be kept is told, and the review goes on', async () => {
    const server = await start();
    const folder = ground.folder('project', sources(2));
    await asked(server, folder, at(server));
    const state = join(ground.root, 'state', 'folder-review', 'answers');
    rmSync(state, { recursive: true });
    server.reply(({ file }) => {
      // Once the store is open.
      rmSync(state, { recursive: true, force: true });
      writeFileSync(state, file);
      return { findings: [] };
    });
    const { stderr, requests } = await asked(server, folder, at(server));
    assert.equal(requests, 2);
    assert.match(stderr, /^Answers could not be kept for later reviews: /m);
  });
});
