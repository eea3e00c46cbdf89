import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { reports } from '../../src/cli/reports';
import { limits } from '../complete';
import { closedUrl, startModelServer } from '../modelServer/modelServer';
import type { LoggedRequest, ModelServer, ModelServerOptions, ScriptedRequest } from '../modelServer/types';
import { type Ended, Playground } from './cli';

const texts = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`f${String(n).padStart(2, '0')}.txt`, `first\nteh ${n}\n`]),
  );

/** The lines that a request is about. */
function rangeOf({ user }: Pick<ScriptedRequest, 'user'>): [first: number, last: number] {
  const [, first, last] = /^Lines: (\d+)-(\d+)/m.exec(user) ?? [];
  return [Number(first), Number(last)];
}

/** Fails unless the ranges are all lines from the first to the last, each once. */
function assertPartition(requests: readonly LoggedRequest[], lines: number): void {
  const ranges = requests.map(rangeOf).sort(([a], [b]) => a - b);
  let next = 1;
  for (const [first, last] of ranges) {
    assert.equal(first, next, JSON.stringify(ranges));
    next = last + 1;
  }
  assert.equal(next, lines + 1, JSON.stringify(ranges));
}

function longSource(lines: number): string {
  const block = (n: number) => [
    `export function step${n}(input: number): number {`,
    `  const doubled = input * ${n};`,
    `  if (doubled > ${n + 1}) {`,
    `    return doubled - ${n};`,
    '  }',
    '  return doubled;',
    '}',
    '',
  ];
  return Array.from({ length: Math.ceil(lines / 8) }, (_, n) => block(n))
    .flat()
    .slice(0, lines)
    .map((line) => `${line}\n`)
    .join('');
}

const reasons = (ground: Playground, out = 'out') =>
  Object.values(ground.json(out, 'results.json').files).map(({ status, reason }) => reason ?? status);

describe('folder-review review and what becomes of its servers', () => {
  let ground: Playground;
  let servers: ModelServer[];
  beforeEach(() => {
    ground = new Playground();
    servers = [];
  });
  afterEach(async () => {
    ground.dispose();
    await Promise.all(servers.map((server) => server.stop()));
  });

  const start = async (options: ModelServerOptions = {}): Promise<ModelServer> => {
    const server = await startModelServer(options);
    servers.push(server);
    return server;
  };
  const at = (kind: 'ollama' | 'openai', { url }: { readonly url: string }, extra = '') => [
    '--no-cache',
    '--endpoint',
    `${kind}=${url}${kind === 'openai' ? '/v1' : ''},model=scripted:latest${extra}`,
  ];
  const review = (folder: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    ground.run(['review', folder, '--reviewers', 'model', '--out', 'out', '--quiet', ...words], environment);
  const allReviewed = ({ exitCode, stderr }: Ended, count: number) => {
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(reasons(ground), Array(count).fill('reviewed'));
    assert.equal(stderr, '');
  };

  it('gives the files of one that never was there to the other', async () => {
    const folder = ground.folder('project', texts(20));
    const alive = await start();
    allReviewed(await review(folder, [...at('ollama', { url: await closedUrl() }), ...at('openai', alive)]), 20);
    assert.equal(alive.requests.length, 20);
    const results = ground.read('out', 'results.json');
    await review(folder, at('openai', alive));
    assert.equal(ground.read('out', 'results.json'), results, 'the same as from one server');
  });

  it('uses one again that went away midway and came back', async () => {
    const folder = ground.folder('project', texts(24));
    const first = await startModelServer({ latencyMs: 50 });
    const slow = await start({ latencyMs: 450 });
    const port = Number(new URL(first.url).port);
    first.reply(({ index }) => {
      if (index === 4) {
        void first.stop();
        setTimeout(async () => servers.push(await startModelServer({ port })), 700);
      }
      return {};
    });
    allReviewed(await review(folder, [...at('openai', first), ...at('openai', slow, ',max=1')]), 24);
    const back = servers[1] ?? assert.fail('It is not back.');
    assert.ok(back.requests.length >= 5, `${back.requests.length} requests after it came back`);
  });

  it('sends nothing to a server that asked two files for a pause, and goes on after it', async () => {
    const folder = ground.folder('project', texts(30));
    let pausedAt: number | undefined;
    const server = await start({
      latencyMs: 40,
      reply: ({ index }) => {
        pausedAt ??= index === 9 ? performance.now() : undefined;
        const isPaused = pausedAt !== undefined && performance.now() - pausedAt < 1_900;
        return isPaused ? { fault: 'rate limited', retryAfter: '2' } : {};
      },
    });
    allReviewed(await review(folder, [...at('openai', server), '--max-parallel-files', '8']), 30);
    const askedAt = server.requests[9]?.finishedAt ?? assert.fail();
    // What was on its way already, and the one that confirms it, take a moment.
    const later = server.requests.map(({ startedAt }) => startedAt - askedAt).filter((ms) => ms > 80);
    assert.ok(server.requests.length - later.length <= 9 + 8 + 2, `${later.length} requests after the pause`);
    const soonest = Math.min(...later);
    assert.ok(soonest >= 1_990 && soonest < 3_500, `${soonest} ms until the next request`);
  });

  it('fails no file for a server that refuses all beyond a number', async () => {
    const folder = ground.folder('project', texts(60));
    const server = await start({ latencyMs: 30, slots: 3, beyond: '503' });
    allReviewed(await review(folder, [...at('openai', server), '--max-parallel-files', '32']), 60);
  });

  it('says that its events could not be copied, and writes the other reports', async () => {
    const folder = ground.folder('project', texts(2));
    const state = join(ground.root, 'state');
    const server = await start({
      reply: () => {
        const found = readdirSync(state, { recursive: true, encoding: 'utf8' });
        for (const file of found.filter((name) => name.endsWith('events.jsonl'))) rmSync(join(state, file));
        return { findings: [] };
      },
    });
    const { exitCode, stderr } = await review(folder, at('openai', server));
    assert.match(stderr, /^--out could not be written: .*events\.jsonl/);
    assert.notEqual(exitCode, 0);
    const others = reports.filter((name) => name !== 'events.jsonl').sort();
    assert.deepEqual(readdirSync(join(ground.root, 'out')).sort(), others);
  });

  it('warns of nothing when many files wait for another try', async () => {
    const folder = ground.folder('project', texts(60));
    const server = await start({ reply: ({ earlier }) => (earlier === 0 ? { fault: 'server error' } : {}) });
    allReviewed(await review(folder, [...at('openai', server), '--max-parallel-files', '32']), 60);
  });

  it('gives the files of one with a bad key, or without the model, to the other', async () => {
    const folder = ground.folder('project', texts(12));
    const good = await start({ latencyMs: 20 });
    const locked = await start({ key: 'the-right-key-1' });
    const empty = await start({ models: [{ name: 'another:7b' }] });
    const words = [...at('openai', locked, ',id=locked'), ...at('openai', empty, ',id=empty'), ...at('openai', good)];
    allReviewed(await review(folder, words, { FOLDER_REVIEW_API_KEY_LOCKED: 'the-wrong-key-1' }), 12);
    assert.equal(good.requests.length, 12);
    assert.ok(locked.requests.length < 12 && empty.requests.length < 12);
  });

  it('divides files by the smallest context, whoever gets the parts', async () => {
    const folder = ground.folder('project', { 'long.ts': longSource(600) });
    const [small, large] = [await start({ latencyMs: 20 }), await start({ latencyMs: 20 })];
    const both = [...at('ollama', small, ',context=4096'), ...at('openai', large, ',context=32768')];
    allReviewed(await review(folder, both), 1);
    const requests = [...small.requests, ...large.requests];
    assert.ok(small.requests.length > 0 && large.requests.length > 0);
    assertPartition(requests, 601);
    const results = ground.read('out', 'results.json');
    for (const server of servers) {
      server.clear();
    }
    allReviewed(await review(folder, at('ollama', small, ',context=4096')), 1);
    assert.deepEqual(requests.map(rangeOf).sort(), small.requests.map(rangeOf).sort());
    assert.equal(ground.read('out', 'results.json'), results);
  });

  it('has every line of a long file reviewed once, and every change fit, for every limit', async () => {
    const source = longSource(3_000);
    const server = await start();
    const results = new Set<string>();
    for (const limit of limits.map(String)) {
      server.clear();
      const folder = ground.folder(`project-${limit}`, { 'long.ts': source });
      const words = [...at('ollama', server, ',context=4096'), '--max-parallel-files', limit];
      allReviewed(await review(folder, words), 1);
      assert.ok(server.maxInFlight <= Number(limit));
      assertPartition(server.requests, 3_001);
      assert.equal(new Set(server.requests.map(({ system }) => system)).size, 1);
      results.add(ground.read('out', 'results.json'));
    }
    assert.equal(results.size, 1);

    const ended = await review(ground.folder('applied', { 'long.ts': source }), [
      ...at('ollama', server, ',context=4096'),
      ...['--apply', 'exact'],
    ]);
    assert.equal(ended.exitCode, 0, ended.stderr);
    const changed = ground.read('applied', 'long.ts');
    const proposals = ground.json('out', 'results.json').files['long.ts']?.findings ?? [];
    assert.ok(proposals.length > 10);
    assert.ok(proposals.every(({ proposal }) => proposal?.state === 'applied'));
    assert.equal(changed.match(/^ *\/\/ reviewed: line \d+\n/gm)?.length, proposals.length);
    assert.equal(changed.replace(/^ *\/\/ reviewed: line \d+\n/gm, ''), source, 'every other byte is as it was');
  });

  it('spends no more tokens than it may, and says of each file whether it was reviewed', async () => {
    const folder = ground.folder('project', texts(30));
    const server = await start({ latencyMs: 20 });
    for (const limit of ['1', '8']) {
      server.clear();
      const words = [...at('openai', server), '--max-parallel-files', limit, '--max-tokens', '20000'];
      const { exitCode, stderr } = await review(folder, words);
      assert.equal(exitCode, 3, stderr);
      const ends = reasons(ground);
      assert.equal(ends.length, 30);
      assert.ok(ends.every((end) => end === 'reviewed' || end === 'over the budget'));
      assert.equal(ends.filter((end) => end === 'reviewed').length, server.requests.length);
      const events = ground.read('out', 'events.jsonl').trim().split('\n');
      const { tokens } = JSON.parse(events.at(-1) ?? '') as { tokens: Record<string, number> };
      const spent = (tokens.promptTokens ?? 0) + (tokens.completionTokens ?? 0);
      assert.ok(spent > 10_000 && spent <= 20_000, `${spent} tokens`);
    }
  });

  it('ends at once in the middle of the parts of a file, which then counts as cancelled', async () => {
    const folder = ground.folder('project', { 'long.ts': longSource(2_000) });
    const server = await start({ reply: ({ index }) => ({ latencyMs: index < 3 ? 20 : 60_000 }) });
    const words = [...at('ollama', server, ',context=4096'), '--max-parallel-files', '4'];
    const run = ground.start(['review', folder, '--reviewers', 'model', '--out', 'out', '--quiet', ...words]);
    while (server.requests.length < 7) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const cancelledAt = performance.now();
    run.process.kill('SIGINT');
    const { exitCode } = await run.ended;
    assert.ok(performance.now() - cancelledAt < 1_500, `${performance.now() - cancelledAt} ms`);
    assert.equal(exitCode, 130);
    assert.deepEqual(reasons(ground), ['cancelled']);
    assert.equal(server.requests.length, 7);
    assert.ok(server.requests.slice(3).every(({ end }) => end === 'closed by client'));
  });

  it('ends its process at once, whatever pauses servers have asked for', async () => {
    const folder = ground.folder('project', texts(8));
    const paused = await start({ reply: () => ({ fault: 'rate limited', retryAfter: '60' }) });
    const good = await start({ latencyMs: 50 });
    const startedAt = performance.now();
    allReviewed(await review(folder, [...at('openai', paused), ...at('openai', good)]), 8);
    assert.ok(performance.now() - startedAt < 10_000, `${performance.now() - startedAt} ms`);
  });
});

const passes = ['naming', 'errors', 'limits'];
const profile = `profiles:
  three:
    passes:
${passes.map((name) => `      - { name: ${name}, focus: "Aim at ${name}." }`).join('\n')}
`;

describe('folder-review review with several passes', () => {
  let ground: Playground;
  let server: ModelServer;
  beforeEach(async () => {
    ground = new Playground();
    server = await startModelServer();
  });
  afterEach(async () => {
    ground.dispose();
    await server.stop();
  });

  const passOf = ({ system }: ScriptedRequest) => passes.findIndex((name) => system.includes(`Aim at ${name}.`));
  const find = (title: string, change: object = {}) => ({
    ...{ title, explanation: '', severity: 'warning' as const, category: 'bug' as const, confidence: 'high' as const },
    ...{ startLine: 1, endLine: 1, edits: [] },
    ...change,
  });
  const review = (folder: string, words: readonly string[]) =>
    ground.run([
      ...['review', folder, '--out', 'out', ...words],
      ...['--no-cache', '--endpoint', `ollama=${server.url},model=scripted:latest`],
    ]);
  const three = ['--reviewers', 'model', '--quiet', '--include', '*.txt', '--profile', 'three', '--trust-config'];

  it('lists their results in the order of the profile, and keeps the others when one fails', async () => {
    const folder = ground.folder('project', {
      'folder-review.yaml': profile,
      'a.txt': 'alpha\n',
      'b.txt': 'beta\n',
      'c.txt': 'gamma\n',
    });
    server.reply((request) => {
      const pass = passOf(request);
      return request.file === 'b.txt' && pass === 1
        ? { fault: 'refusal' }
        : { latencyMs: 60 - 25 * pass, findings: [find(`${['Zebra', 'Mango', 'Apple'][pass]} in ${request.file}`)] };
    });
    const { exitCode, stderr } = await review(folder, [...three, '--max-parallel-files', '4']);
    assert.equal(exitCode, 3, stderr);
    const { files } = ground.json('out', 'results.json');
    const titles = (path: string) => files[path]?.findings.map(({ title }) => title);
    assert.deepEqual(titles('a.txt'), ['Zebra in a.txt', 'Mango in a.txt', 'Apple in a.txt']);
    assert.deepEqual(titles('b.txt'), ['Zebra in b.txt', 'Apple in b.txt']);
    assert.deepEqual([files['b.txt']?.status, files['b.txt']?.reason], ['failed', 'refused']);
    assert.deepEqual([files['a.txt']?.status, files['c.txt']?.status], ['reviewed', 'reviewed']);
    for (const file of ['a.txt', 'b.txt', 'c.txt']) {
      const order = server.requests.filter((request) => request.file === file).map(passOf);
      assert.deepEqual(order, [0, 1, 2], 'one after another');
    }
    const systems = new Set(server.requests.map((request) => `${passOf(request)} ${request.system}`));
    assert.equal(systems.size, 3, 'one system message for each pass');
  });

  it('counts what the profile hides, and folds what two reviewers say of the same lines', async () => {
    const folder = ground.folder('project', { 'a.py': 'import os\n\nprint(undefined_name)\n' });
    server.reply(() => ({
      findings: [
        find('Undefined name `undefined_name`', { startLine: 3, endLine: 3, severity: 'error' }),
        find('Maybe odd', { startLine: 3, endLine: 3, confidence: 'low' }),
      ],
    }));
    const { stdout, stderr } = await review(folder, ['--reviewers', 'local,model', '--profile', 'bugs']);
    const file = ground.json('out', 'results.json').files['a.py'] ?? assert.fail(stderr);
    const onLine3 = file.findings.filter(({ startLine }) => startLine === 3);
    assert.equal(onLine3.length, 1, JSON.stringify(file.findings));
    assert.deepEqual(
      onLine3.map(({ reviewer, ...more }) => [reviewer, (more as { alsoFrom?: unknown }).alsoFrom]),
      [['local', ['scripted:latest']]],
    );
    const { hidden } = file as { hidden?: readonly { readonly title: string }[] };
    assert.deepEqual(
      hidden?.map(({ title }) => title),
      ['Maybe odd'],
    );
    assert.match(stdout, /1 finding.*(?:hidden|hides|not shown)/i);
  });
});
