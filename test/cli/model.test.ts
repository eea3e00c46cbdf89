import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { limits } from '../complete';
import { closedUrl, startModelServer } from '../modelServer/modelServer';
import type { ModelServer, ProtocolName, ScriptedRequest } from '../modelServer/types';
import { Playground } from './cli';

const sources = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}.txt`, `first\nteh ${n}\nlast\n`]));

/** Proposes to correct the second line. */
const correct = ({ user }: ScriptedRequest) => {
  const line = /^ *2\| (.*)$/m.exec(user)?.[1] ?? '';
  return {
    findings: [
      {
        title: 'Spelling',
        explanation: '',
        severity: 'info' as const,
        category: 'docs' as const,
        confidence: 'high' as const,
        startLine: 2,
        endLine: 2,
        edits: [{ startLine: 2, endLine: 2, oldText: line, newText: line.replace('teh', 'the') }],
      },
    ],
  };
};

/** What lists of runs read, in the run's own folder. */
function summaryFile(ground: Playground, run = ''): string {
  const state = join(ground.root, 'state');
  const path = readdirSync(state, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith(join(run, 'summary.json')),
  );
  return join(state, path ?? '');
}

for (const protocol of ['ollama', 'openai'] as const satisfies readonly ProtocolName[]) {
  describe(`folder-review review with a model, ${protocol}`, () => {
    let ground: Playground;
    let server: ModelServer;
    const endpoint = (extra = '') => [
      '--no-cache',
      '--endpoint',
      `${protocol}=${server.url}${protocol === 'openai' ? '/v1' : ''},model=scripted:latest${extra}`,
    ];
    /** How the last run asked its one model. */
    const samplings = async () => {
      const { stdout } = await ground.run(['show', 'last', '--models', '--format', 'json']);
      const [run] = JSON.parse(stdout).runs;
      assert.equal(run.models.length, 1);
      return run.models[0].samplings;
    };
    beforeEach(async () => {
      ground = new Playground();
      server = await startModelServer({ reply: correct });
    });
    afterEach(async () => {
      ground.dispose();
      await server.stop();
    });

    it('sends each file once, applies what comes back, and writes the same for every limit', async () => {
      const folder = ground.folder('project', sources(10));
      const texts = new Set<string>();
      for (const limit of limits.map(String)) {
        server.clear();
        const { exitCode, stderr } = await ground.run([
          ...['review', folder, '--reviewers', 'model', ...endpoint(), '--max-parallel-files', limit],
          ...['--out', `out-${limit}`, '--quiet'],
        ]);
        assert.equal(exitCode, 0, stderr);
        assert.equal(server.requests.length, 10);
        assert.ok(server.maxInFlight <= Number(limit));
        texts.add(ground.read(`out-${limit}`, 'results.json'));
      }
      assert.equal(texts.size, 1);
      assert.deepEqual(await samplings(), [
        { seed: 1, temperature: 0, ...(protocol === 'ollama' && { thinking: 'off' }) },
      ]);
      await ground.run(['apply', 'last', '--exact']);
      assert.equal(ground.read('project', 'f3.txt'), 'first\nthe 3\nlast\n');
    });

    it('has a model think, and says how it was asked and what that took', async () => {
      await server.stop();
      const refuse = ({ seed }: Record<string, unknown>) => (seed === undefined ? undefined : 'seed: unknown field');
      server = await startModelServer({
        models: [{ name: 'scripted:latest', thinking: ['low', 'medium', 'high'] }],
        reply: (request) => ({ ...correct(request), thinking: 'teh or the? '.repeat(70) }),
        refuse,
      });
      const folder = ground.folder('project', sources(4));
      const texts = new Set<string>();
      for (const limit of ['1', '4']) {
        const { exitCode, stdout, stderr } = await ground.run([
          ...['review', folder, '--reviewers', 'model', ...endpoint(',thinking=high'), '--max-parallel-files', limit],
          ...['--out', `out-${limit}`],
        ]);
        assert.equal(exitCode, 0, stderr);
        assert.match(stdout, /tokens in, 1,\d{3} out \(960 thinking\)\./);
        assert.match(
          stdout,
          protocol === 'ollama'
            ? /scripted:latest: 4 requests, temperature 0, seed 1, thinking high\.\n/
            : /scripted:latest: 4 requests, temperature 0, no seed, thinking high\. The server refuses a seed\.\n/,
        );
        texts.add(ground.read(`out-${limit}`, 'results.json'));
      }
      assert.equal(texts.size, 1);
      const { body } = server.requests.at(-1) ?? {};
      assert.equal(protocol === 'ollama' ? body?.think : body?.reasoning_effort, 'high');
      const fixed = protocol === 'ollama' ? { seed: 1 } : { notTaken: ['seed'] };
      assert.deepEqual(await samplings(), [{ ...fixed, temperature: 0, thinking: 'high' }]);
      const shown = await ground.run(['show', 'last']);
      assert.match(shown.stdout, /scripted:latest: 4 requests, .*thinking high\./);
    });

    it('shows two models side by side: what each cost, and what came of it', async () => {
      await server.stop();
      server = await startModelServer({
        models: [{ name: 'large' }, { name: 'small' }],
        reply: (request) =>
          request.model === 'large' || request.file === 'f0.txt'
            ? { ...correct(request), promptTokens: 1_500 }
            : { ...correct({ ...request, user: '  2| teh other' }), promptTokens: 1_500 },
      });
      const folder = ground.folder('project', sources(3));
      const ids: string[] = [];
      for (const model of ['large', 'small']) {
        const words = ['review', folder, '--reviewers', 'model', '--out', model, '--quiet'];
        const asked = endpoint().map((word) => word.replace('scripted:latest', model));
        assert.equal((await ground.run([...words, ...asked])).exitCode, 0);
        ids.push(((await ground.run(['runs'])).stdout.split(' ') as [string])[0]);
      }
      const { models } = JSON.parse(readFileSync(summaryFile(ground, ids[1]), 'utf8')) as { models: object[] };
      await ground.run(['apply', ids[0] ?? '', '--exact']);
      const { stdout } = await ground.run(['show', '--models', ...ids, '--format', 'json']);
      const shown = JSON.parse(stdout) as { runs: { run: string; models: Record<string, unknown>[] }[] };
      assert.deepEqual(
        shown.runs.map(({ run }) => run),
        ids,
      );
      const [[large], [small]] = shown.runs.map((run) => run.models) as [[object], [object]];
      const { promptTokens, completionTokens, tokensPerApplied, ...rest } = large as Record<string, number>;
      assert.deepEqual([promptTokens, tokensPerApplied], [4_500, Math.round((4_500 + (completionTokens ?? 0)) / 3)]);
      assert.deepEqual(
        { ...rest, samplings: [] },
        {
          ...{
            model: 'large',
            samplings: [],
            requests: 3,
            tolerant: 0,
            unread: 0,
            unanswered: 0,
            uncounted: 0,
            recalled: 0,
            missed: { new: 3 },
            shown: 3,
            hidden: {},
            rejected: {},
            repeated: 0,
            confirmations: {},
          },
          ...{ proposals: { applied: 3 }, applied: 3 },
        },
      );
      // Two of its edits quote what is not there, and it was asked once more about each.
      const { requests, rejected, proposals } = small as Record<string, unknown>;
      assert.deepEqual([requests, rejected], [5, { place: 2 }]);
      assert.deepEqual(proposals, { stale: 1 });
      assert.deepEqual([(models[0] as Record<string, unknown>).proposals, models.length], [{ ready: 1 }, 1]);
      const table = (await ground.run(['show', '--models', ...ids])).stdout;
      assert.match(table, /^Model +large +small\nRun +\S+ +\S+\n/);
      assert.match(table, /\nEdits rejected +0 +2 \(2 place\)\nEdits applied +3 +0\n/);
    });

    it('has exactly the permitted number in flight, and one after another with 1', async () => {
      server.reply((request) => ({ ...correct(request), latencyMs: 60 }));
      const folder = ground.folder('project', sources(12));
      for (const [limit, most] of [
        ['1', 1],
        ['3', 3],
      ] as const) {
        server.clear();
        await ground.run([
          'review',
          folder,
          '--reviewers',
          'model',
          ...endpoint(),
          '--max-parallel-files',
          limit,
          '--quiet',
        ]);
        assert.equal(server.maxInFlight, most);
      }
      server.clear();
      await ground.run([
        'review',
        folder,
        '--reviewers',
        'model',
        ...endpoint(',max=2'),
        '--max-parallel-files',
        '8',
        '--quiet',
      ]);
      assert.equal(server.maxInFlight, 2);
    });

    it('tells the model what the analyzers found', async () => {
      const folder = ground.folder('project', { 'a.js': 'if (process.argv[2] == NaN) {\n  process.exit();\n}\n' });
      await ground.run(['review', folder, ...endpoint(), '--quiet']);
      assert.match(server.requests[0]?.user ?? '', /^- lines 1-1: .*NaN/m);
    });

    it('names what went wrong on each file, keeps the others and exits with 3', async () => {
      const faults = {
        'f0.txt': ['refusal', 'refused'],
        'f1.txt': ['cut off', 'reply cut off'],
        'f2.txt': ['free text', 'invalid model response'],
        'f3.txt': ['empty', 'empty reply'],
        'f4.txt': ['context exceeded', 'too long for the model'],
      } as const;
      server.reply((request) =>
        request.file in faults ? { fault: faults[request.file as keyof typeof faults][0] } : correct(request),
      );
      const folder = ground.folder('project', sources(8));
      const { exitCode } = await ground.run([
        'review',
        folder,
        '--reviewers',
        'model',
        ...endpoint(),
        '--out',
        'out',
        '--quiet',
      ]);
      assert.equal(exitCode, 3);
      const { files } = ground.json('out', 'results.json');
      for (const [path, [, reason]] of Object.entries(faults)) {
        assert.deepEqual([path, files[path]?.status, files[path]?.reason], [path, 'failed', reason]);
      }
      for (const path of ['f5.txt', 'f6.txt', 'f7.txt']) {
        assert.equal(files[path]?.status, 'reviewed');
        assert.equal(files[path]?.findings.length, 1);
      }
    });

    it('keeps what it can read of a reply, and says how much it cannot, on a file that counts as failed', async () => {
      const says = (title: string, severity: string, line: number) => {
        const rest = { explanation: 'E.', category: 'bug', confidence: 'high', endLine: line, edits: [] };
        return { title, severity, startLine: line, ...rest };
      };
      const findings = [says('Minor', 'info', 1), says('Worst', 'S9', 1), says('Worse', 'S9', 2)];
      server.reply(({ file }) => (file === 'f0.txt' ? { text: JSON.stringify({ findings }) } : { findings: [] }));
      const folder = ground.folder('project', sources(2));
      const words = ['review', folder, '--reviewers', 'model', ...endpoint(), '--out', 'out', '--quiet'];
      const { exitCode, stdout } = await ground.run(words);
      assert.equal(exitCode, 3, stdout);
      const {
        status,
        reason,
        unreadFindings,
        findings: kept,
      } = ground.json('out', 'results.json').files['f0.txt'] ?? {};
      assert.deepEqual([status, reason, unreadFindings], ['failed', 'invalid model response', 2]);
      assert.deepEqual(
        kept?.map(({ title }) => title),
        ['Minor'],
      );
      const said = /2 findings of the reply could not be read, and asking again did not help\. Finding 2, severity: /;
      assert.match(stdout, said);
      assert.match(ground.read('out', 'report.md'), said);
      assert.match(stdout, /Reviewed 1 of 2 files .*1 failed/);
      const run = (await ground.run(['runs'])).stdout.split(' ')[0] ?? '';
      assert.match((await ground.run(['show', '--models', run])).stdout, /\nFindings not readable +2\n/);
    });

    it('counts what was sent to a server that turned it away', async () => {
      server.reply(() => ({ fault: 'unauthorized' }));
      const folder = ground.folder('project', sources(2));
      const { stdout } = await ground.run(['review', folder, '--reviewers', 'model', ...endpoint(), '--quiet']);
      assert.match(stdout, /scripted:latest: 2 requests sent that failed\./);
      const run = (await ground.run(['runs'])).stdout.split(' ')[0] ?? '';
      const table = (await ground.run(['show', '--models', run])).stdout;
      assert.match(
        table,
        /\nRequests +0\nAnswers kept from earlier +0\nWhy it was asked +nothing kept from earlier \(2\)\nRequests that failed +2\n/,
      );
    });

    it('tries again what may pass', async () => {
      server.reply((request) =>
        request.earlier === 0 && request.file === 'f1.txt' ? { fault: 'unavailable' } : correct(request),
      );
      const folder = ground.folder('project', sources(3));
      const { exitCode } = await ground.run([
        'review',
        folder,
        '--reviewers',
        'model',
        ...endpoint(),
        '--out',
        'out',
        '--quiet',
      ]);
      assert.equal(exitCode, 0);
      assert.equal(server.requests.length, 4);
    });

    it('asks a few times at most when the model is missing or the key is wrong', async () => {
      for (const [fault, reason] of [
        ['model missing', 'model missing'],
        ['unauthorized', 'bad key'],
      ] as const) {
        server.clear();
        server.reply(() => ({ fault }));
        const folder = ground.folder('project', sources(20));
        const { exitCode } = await ground.run([
          ...['review', folder, '--reviewers', 'model', ...endpoint(), '--out', 'out', '--quiet'],
          ...['--max-parallel-files', '1'],
        ]);
        assert.equal(exitCode, 3);
        assert.equal(server.requests.length, 8);
        const { files } = ground.json('out', 'results.json');
        assert.ok(Object.values(files).every((file) => file.status === 'failed' && file.reason === reason));
      }
    });

    it('says that no server answers', async () => {
      const folder = ground.folder('project', sources(5));
      const url = await closedUrl();
      const { exitCode, stdout } = await ground.run([
        ...['review', folder, '--reviewers', 'model', '--endpoint', `${protocol}=${url},model=m`, '--quiet'],
      ]);
      assert.equal(exitCode, 3);
      assert.match(stdout, /server down\. No answer from/);
      assert.match(stdout, /Reviewed 0 of 5 files \(0 lines\); 5 failed\./);
    });

    it('recognises what is no model server', async () => {
      server.reply(() => ({ fault: 'page' }));
      const folder = ground.folder('project', sources(2));
      const { exitCode, stdout } = await ground.run([
        'review',
        folder,
        '--reviewers',
        'model',
        ...endpoint(),
        '--quiet',
      ]);
      assert.equal(exitCode, 3);
      assert.match(stdout, /not a model server/);
    });

    it('sends the key of the environment, and writes it nowhere', async () => {
      await server.stop();
      server = await startModelServer({ reply: correct, key: 'sesame-key-4711' });
      const folder = ground.folder('project', sources(2));
      const words = ['review', folder, '--reviewers', 'model', ...endpoint(), '--out', 'out'];
      assert.equal((await ground.run(words)).exitCode, 3);
      const { exitCode, stdout, stderr } = await ground.run(words, { FOLDER_REVIEW_API_KEY: 'sesame-key-4711' });
      assert.equal(exitCode, 0, stderr);
      const written = stdout + stderr + ground.read('out', 'results.json') + ground.read('out', 'events.jsonl');
      assert.ok(!written.includes('sesame-key-4711'));
    });

    it('ends requests when cancelled, keeps what is finished and exits with 130', async () => {
      server.reply((request) => (request.file < 'f4' ? correct(request) : { fault: 'hang mid-stream' }));
      const folder = ground.folder('project', sources(8));
      const { process: child, ended } = ground.start([
        ...['review', folder, '--reviewers', 'model', ...endpoint(), '--out', 'out', '--max-parallel-files', '2'],
      ]);
      // On a busy machine the server may be found too slow for two at once.
      while (!server.requests.some(({ file }) => file >= 'f4')) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill('SIGINT');
      const { exitCode } = await ended;
      assert.equal(exitCode, 130);
      const hung = server.requests.filter(({ file }) => file >= 'f4');
      assert.ok(hung.every(({ end }) => end === 'closed by client'));
      const statuses = Object.values(ground.json('out', 'results.json').files).map(({ status }) => status);
      assert.ok(statuses.filter((status) => status === 'cancelled').length >= 2);
      assert.ok(statuses.includes('reviewed') || server.requests[0]?.file !== 'f0.txt');
    });

    it('fails the files of a folder that goes away during the run', async () => {
      server.reply((request) => ({ ...correct(request), latencyMs: 150 }));
      const folder = ground.folder('project', sources(8));
      const { ended } = ground.start([
        ...['review', folder, '--reviewers', 'model', ...endpoint(), '--out', 'out', '--max-parallel-files', '1'],
      ]);
      while (server.requests.length < 2) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      rmSync(folder, { recursive: true });
      const { exitCode } = await ended;
      assert.equal(exitCode, 3);
      const results = Object.values(ground.json('out', 'results.json').files);
      assert.ok(results.some(({ status }) => status === 'reviewed'));
      assert.ok(results.some(({ status, reason }) => status === 'failed' && reason === 'file deleted'));
      assert.ok(results.every(({ status }) => status === 'reviewed' || status === 'failed'));
    });

    it('sends nothing of a secret to another machine, and no system message that differs', async () => {
      const folder = ground.folder('project', sources(4));
      await ground.run(['review', folder, '--reviewers', 'model', ...endpoint(), '--quiet']);
      assert.equal(new Set(server.requests.map(({ system }) => system)).size, 1);
      assert.ok(server.requests.every(({ body }) => !JSON.stringify(body).includes(join(ground.root))));
    });
  });
}

describe('folder-review review with a model', () => {
  it('uses a server without a key on the local network, whatever key is in the environment', async () => {
    const ground = new Playground();
    const key = 'sesame-key-4711';
    const folder = ground.folder('project', sources(3));
    const server = await startModelServer();
    // Not an address that is known to be of this machine, and it leads here all the same.
    const url = server.url.replace('127.0.0.1', '0.0.0.0');
    const words = ['review', folder, '--reviewers', 'model', '--endpoint', `openai=${url}/v1,model=scripted:latest`];
    try {
      const done = await ground.run([...words, '--quiet'], { FOLDER_REVIEW_API_KEY: key });
      assert.equal(done.exitCode, 0, done.stderr);
      assert.match(done.stderr, /The key in FOLDER_REVIEW_API_KEY is not sent to http:\/\/0\.0\.0\.0/);
      assert.equal(server.requests.length, 3);
      assert.ok(server.requests.every(({ headers }) => headers.authorization === undefined));
      const own = await ground.run([...words, '--quiet'], { FOLDER_REVIEW_API_KEY_OPENAI_1: key });
      assert.equal(own.exitCode, 2);
      assert.match(own.stderr, /The API key of endpoint "openai-1" is not sent to .* Use an https address/);
      assert.equal(server.requests.length, 3);
    } finally {
      ground.dispose();
      await server.stop();
    }
  });

  it('names the models there are when none is named', async () => {
    const ground = new Playground();
    const server = await startModelServer({ models: [{ name: 'coder:7b' }, { name: 'big:cloud' }] });
    try {
      const folder = ground.folder('project', sources(1));
      const { exitCode, stderr } = await ground.run(['review', folder, '--endpoint', `ollama=${server.url}`]);
      assert.equal(exitCode, 2);
      assert.match(stderr, /Name a model for endpoint "ollama-1".*coder:7b, big:cloud/);
      assert.equal(server.requests.length, 0);
    } finally {
      ground.dispose();
      await server.stop();
    }
  });

  it('shares the files between two servers, each within its bound', async () => {
    const ground = new Playground();
    const [one, two] = await Promise.all([1, 2].map(() => startModelServer({ latencyMs: 50, reply: correct })));
    assert.ok(one && two);
    try {
      const folder = ground.folder('project', sources(20));
      const { exitCode } = await ground.run([
        ...['review', folder, '--reviewers', 'model', '--max-parallel-files', '6', '--quiet'],
        ...['--endpoint', `ollama=${one.url},model=scripted:latest,max=4`],
        ...['--endpoint', `openai=${two.url}/v1,model=scripted:latest,max=2`],
      ]);
      assert.equal(exitCode, 0);
      assert.equal(one.requests.length + two.requests.length, 20);
      assert.deepEqual([one.maxInFlight, two.maxInFlight], [4, 2]);
    } finally {
      ground.dispose();
      await Promise.all([one.stop(), two.stop()]);
    }
  });
});
