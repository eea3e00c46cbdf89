import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import { samples } from '../secrets/samples';
import { cliFile, Playground } from './cli';

const badJs = 'const v = [1];\nif (v[0] == NaN) {\n  v.push(2);\n}\n';
const fixedJs = badJs.replace('v[0] == NaN', 'Number.isNaN(v[0])');
const agreed: ElicitResult = { action: 'accept', content: { apply: true } };

const initialize = {
  ...{ jsonrpc: '2.0', id: 0, method: 'initialize' },
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
const toolCall = (name: string, input: unknown) => ({
  ...{ jsonrpc: '2.0', method: 'tools/call' },
  params: { name, arguments: input },
});

interface Item {
  readonly id: string;
  readonly path: string;
  readonly severity: string;
  readonly title: string;
  readonly rule?: string;
  readonly diff?: string;
}

/** What a tool answers, as far as tests look at it. */
interface Answer {
  readonly run: string;
  readonly state: string;
  readonly items: readonly Item[];
  readonly total: number;
  readonly nextCursor?: string;
  readonly kind: string;
  readonly isApplied?: boolean;
  readonly summary: string;
  readonly files: { readonly total: number; readonly reviewed: number };
}

describe('folder-review mcp', () => {
  let ground: Playground;
  const clients: Client[] = [];
  const servers: ChildProcess[] = [];
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    for (const server of servers.splice(0)) {
      server.kill('SIGKILL');
    }
    ground.dispose();
  });

  const environment = () => ({
    PATH: process.env.PATH ?? '',
    HOME: ground.root,
    XDG_STATE_HOME: join(ground.root, 'state'),
  });

  /** @param answer what the person says to each question; without it they cannot be asked */
  async function connect(words: readonly string[], answer?: (message: string) => ElicitResult | Promise<ElicitResult>) {
    const client = new Client(
      { name: 'test', version: '1' },
      { capabilities: answer ? { elicitation: { form: {} } } : {} },
    );
    if (answer) {
      client.setRequestHandler(ElicitRequestSchema, ({ params }) => answer(params.message));
    }
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [cliFile, 'mcp', ...words],
      env: environment(),
      stderr: 'ignore',
    });
    await client.connect(transport);
    clients.push(client);
    const text = async (name: string, input: Readonly<Record<string, unknown>> = {}) => {
      const { content, isError } = await client.callTool({ name, arguments: input });
      const [first] = content as { type: string; text: string }[];
      return { text: first?.text ?? '', isError: isError === true };
    };
    const call = async (name: string, input: Readonly<Record<string, unknown>> = {}): Promise<Answer> => {
      const answered = await text(name, input);
      assert.equal(answered.isError, false, answered.text);
      return JSON.parse(answered.text);
    };
    const refusal = async (name: string, input: Readonly<Record<string, unknown>> = {}) => {
      const answered = await text(name, input);
      assert.equal(answered.isError, true, answered.text);
      return answered.text;
    };
    const reviewed = async (input: Readonly<Record<string, unknown>> = {}) => {
      const { run } = await call('review', input);
      let status = await call('status', { run, waitSeconds: 50 });
      while (['discovering', 'running'].includes(status.state)) {
        status = await call('status', { run, waitSeconds: 50 });
      }
      assert.equal(status.state, 'finished');
      return status;
    };
    return { client, text, call, refusal, reviewed };
  }

  it('carries a whole review: started, watched, read in pages, applied where the person agrees', async () => {
    const folder = ground.folder('project', { 'a.js': badJs, 'sub/b.js': badJs, 'c.txt': 'fine\n' });
    const asked: string[] = [];
    const { client, call, reviewed } = await connect([folder], (message) => {
      asked.push(message);
      return agreed;
    });
    const { tools } = await client.listTools();
    const names = ['review', 'status', 'findings', 'proposals', 'apply', 'cancel'];
    assert.deepEqual(
      tools.map(({ name }) => name),
      names,
    );
    const status = await reviewed();
    assert.equal(status.files.reviewed, 3);
    assert.match(status.summary, /^Reviewed 3 of 3 files/);

    const first = await call('findings', { run: status.run, limit: 1 });
    const second = await call('findings', { run: status.run, limit: 1, cursor: first.nextCursor });
    assert.deepEqual([first.total, second.total], [2, 2]);
    assert.deepEqual(
      [...first.items, ...second.items].map(({ path }) => path),
      ['a.js', 'sub/b.js'],
    );
    assert.equal(second.nextCursor, undefined);
    const inSub = await call('findings', { path: 'sub', severity: 'error', rule: first.items[0]?.rule });
    assert.deepEqual(
      inSub.items.map(({ path }) => path),
      ['sub/b.js'],
    );
    assert.equal((await call('findings', { path: 'su' })).total, 0);
    assert.equal((await call('findings', { rule: 'no-such-rule' })).total, 0);

    const [proposal] = (await call('proposals', { path: 'a.js' })).items;
    assert.match(proposal?.diff ?? '', /2 - if \(v\[0\] == NaN\) \{\n2 \+ if \(Number\.isNaN\(v\[0\]\)\) \{/);
    const applied = await call('apply', { id: proposal?.id });
    assert.deepEqual([applied.kind, applied.isApplied], ['applied', true]);
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /a\.js, line 2\?[\s\S]*Number\.isNaN/);
    assert.equal(readFileSync(join(folder, 'a.js'), 'utf8'), fixedJs);
    assert.equal(readFileSync(join(folder, 'sub/b.js'), 'utf8'), badJs);

    // It is a run like any other.
    const shown = JSON.parse((await ground.run(['show', status.run, '--format', 'json'])).stdout);
    assert.equal(shown.files['a.js'].findings[0].proposal.state, 'applied');
    assert.equal((await ground.run(['revert', status.run])).exitCode, 0);
    assert.equal(readFileSync(join(folder, 'a.js'), 'utf8'), badJs);
  });

  it('applies nothing that the person does not agree to, or did not see as it is', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    const file = join(folder, 'a.js');
    const answers: (ElicitResult | (() => ElicitResult))[] = [
      { action: 'decline' },
      { action: 'cancel' },
      { action: 'accept', content: { apply: false } },
      () => {
        writeFileSync(file, 'const other = 1;\n');
        return agreed;
      },
    ];
    const { call, refusal, reviewed } = await connect([folder], () => {
      const next = answers.shift();
      return typeof next === 'function' ? next() : (next ?? assert.fail('asked again'));
    });
    const { run } = await reviewed();
    const [proposal] = (await call('proposals')).items;
    for (let n = 0; n < 3; n++) {
      const { kind, isApplied } = await call('apply', { run, id: proposal?.id });
      assert.deepEqual([kind, isApplied], ['declined', undefined]);
      assert.equal(readFileSync(file, 'utf8'), badJs);
    }
    assert.match(await refusal('apply', { run, id: proposal?.id }), /^Nothing was applied: .*outdated/);
    assert.equal(readFileSync(file, 'utf8'), 'const other = 1;\n');
    assert.match(await refusal('apply', { run, id: 'nothing' }), /has no proposal/);
  });

  it('asks about the lines that the file has now, and once they are others applies nothing', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    const file = join(folder, 'a.js');
    const moved = `// one\n// two\n${badJs.replace('NaN) {', 'NaN && v.length > 0) {')}`;
    const later = moved.replace('length > 0', 'length > 1');
    const asked: string[] = [];
    const { call, refusal, reviewed } = await connect([folder], (message) => {
      asked.push(message);
      if (asked.length === 1) {
        writeFileSync(file, later);
      }
      return agreed;
    });
    const { run } = await reviewed();
    const [proposal] = (await call('proposals')).items;
    writeFileSync(file, moved);
    assert.match(await refusal('apply', { run, id: proposal?.id }), /no longer the one that the person has seen/);
    assert.equal(readFileSync(file, 'utf8'), later);
    assert.match(asked[0] ?? '', /^Apply this change to a\.js, line 4\?/);
    assert.match(asked[0] ?? '', /^4 - if \(v\[0\] == NaN && v\.length > 0\) \{\n4 \+ if \(Number\.isNaN/m);
    assert.equal((await call('apply', { run, id: proposal?.id })).isApplied, true);
    assert.match(asked[1] ?? '', /^4 - if .*length > 1/m);
    assert.equal(readFileSync(file, 'utf8'), later.replace('v[0] == NaN', 'Number.isNaN(v[0])'));
  });

  it('refuses to apply where the person cannot be asked, and says what they can do', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    const { call, refusal, reviewed } = await connect([folder]);
    const { run } = await reviewed();
    const [proposal] = (await call('proposals')).items;
    const said = await refusal('apply', { id: proposal?.id });
    assert.ok(said.includes('cannot ask them') && said.endsWith(`apply ${run} --only ${proposal?.id}`), said);
    assert.equal(readFileSync(join(folder, 'a.js'), 'utf8'), badJs);
  });

  it('stays in the folders that it was started with', async () => {
    const [one, two] = ['one', 'two'].map((name) => ground.folder(name, { 'a.js': badJs, 'in/b.js': badJs }));
    const other = ground.folder('other', { 'a.js': badJs });
    assert.equal((await ground.run(['review', other, '--quiet', '--fail-on', 'never'])).exitCode, 0);
    const otherRun = /^\S+/.exec((await ground.run(['runs'])).stdout)?.[0] ?? '';
    const { call, refusal, reviewed } = await connect([one ?? '', two ?? '']);
    assert.match(await refusal('status', { run: otherRun }), /there is no run/);
    assert.match(await refusal('status'), /there is no run/);
    assert.match(await refusal('review'), /^Which folder\?/);
    for (const folder of [other, join(one ?? '', '..'), join(one ?? '', 'in')]) {
      assert.match(await refusal('review', { folder }), /Invalid/);
    }
    for (const path of ['../other/a.js', join(other, 'a.js'), 'in/../../other']) {
      assert.match(await refusal('review', { folder: one, include: [path] }), /is not in/);
    }
    assert.match(await refusal('review', { folder: one, changedSince: '--output=x' }), /branch, a tag or a commit/);
    const { run, files } = await reviewed({ folder: two, include: [join(two ?? '', 'in')] });
    assert.equal(files.total, 1);
    assert.deepEqual(
      (await call('findings', { run })).items.map(({ path }) => path),
      ['in/b.js'],
    );
  });

  it('reviews just the files that are named by their whole paths, whatever characters are in them', async () => {
    const files = ['app/[id]/page.js', 'app/d/page.js', 'package.js', 'sub/package.js'];
    const folder = ground.folder('app', Object.fromEntries(files.map((file) => [file, badJs])));
    const { call, reviewed } = await connect([folder]);
    const named = ['app/[id]/page.js', 'package.js'];
    const { run } = await reviewed({ include: named.map((path) => join(folder, path)) });
    const paths = (await call('findings', { run })).items.map(({ path }) => path);
    assert.deepEqual(paths, named);
  });

  it('answers in bounded pages that miss nothing, with secrets masked', async () => {
    const { before = '', secret = '', after = '' } = samples[0] ?? {};
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `f${String(n).padStart(3, '0')}.js`,
        `if (${secret === '' ? '' : `"${secret}"`} == NaN) {}\n${before}${secret}${after}`.repeat(8),
      ]),
    );
    const folder = ground.folder('project', files);
    const { text, call, reviewed } = await connect([folder]);
    await reviewed();
    const ids: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const answered = (await text('findings', { limit: 200, ...(cursor !== undefined && { cursor }) })).text;
      assert.ok(answered.length < 21_000, String(answered.length));
      assert.ok(!answered.includes(secret));
      const page: Answer = JSON.parse(answered);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      pages++;
    } while (cursor !== undefined);
    assert.equal(ids.length, (await call('findings', { limit: 1 })).total);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(pages > 3 && ids.length >= 320, `${ids.length} in ${pages}`);
    const proposals = (await text('proposals', { limit: 200 })).text;
    assert.ok(proposals.length < 21_000 && !proposals.includes(secret));
    assert.match((await text('findings', { cursor: 'gone' })).text, /cursor/);
  });

  it('masks secrets that a model says, or a name has, makes what nobody sees visible, and cuts what is long', async () => {
    const { secret = '' } = samples.find(({ kind }) => kind === 'GitLab token') ?? {};
    const said = { severity: 'error', category: 'bug', confidence: 'high', startLine: 1, endLine: 1 } as const;
    const model = await startModelServer({
      reply: () => ({
        findings: [
          { ...said, title: `Key ${secret}\u202e`, explanation: `It is ${secret} ${'long '.repeat(400)}`, edits: [] },
        ],
      }),
    });
    try {
      const folder = ground.folder('project', { [`${secret}.txt`]: 'one\n' });
      const words = ['--no-cache', '--endpoint', `ollama=${model.url},model=scripted:latest`];
      const { text, reviewed } = await connect([folder, ...words]);
      await reviewed();
      const answered = (await text('findings')).text;
      assert.match(answered, /Key .*It is /);
      assert.ok(!answered.includes(secret) && !answered.includes('\u202e'), answered);
      assert.ok(answered.length < 1_500, answered);
    } finally {
      await model.stop();
    }
  });

  it('goes on after what is no request, and prints nothing but answers', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    const { server, ended } = start([folder]);
    const requests = [
      initialize,
      { jsonrpc: '2.0', method: 'no/such' },
      toolCall('no such tool', {}),
      toolCall('findings', { limit: 1e9, also: 1 }),
      toolCall('review', 'text'),
      toolCall('review', { folder: { toString: 1 } }),
      toolCall('status', {}),
    ];
    const lines = requests.map((request, id) => JSON.stringify({ ...request, id }));
    const noise = ['no json', '[]', '42', '{"jsonrpc":"1.0"}', '{"jsonrpc":"2.0","id":null,"method":7}', ''];
    server.stdin.write(lines.map((line, n) => `${line}\n${noise[n] ?? ''}\n`).join(''));
    let seen = 0;
    server.stdout.on('data', (text: string) => {
      seen += text.split('\n').length - 1;
      if (seen === requests.length) {
        server.stdin.end();
      }
    });
    const { exitCode, stdout } = await ended;
    assert.equal(exitCode, 0);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [first, ...others] = answers.sort((a, b) => a.id - b.id);
    assert.equal(first.result.serverInfo.name, 'folder-review');
    assert.deepEqual(
      others.map(({ id, error, result }) => [id, error !== undefined || result.isError === true]),
      requests.slice(1).map((_, n) => [n + 1, true]),
    );
    assert.equal((await ground.run(['runs'])).stdout, 'No runs yet.\n');
  });

  it('ends when its client goes away, and keeps what can be gone on with', async () => {
    const model = await startModelServer({ reply: () => ({ fault: 'hang before headers' }) });
    try {
      const folder = ground.folder('project', { 'a.txt': 'one\n', 'b.txt': 'two\n' });
      const words = ['--no-cache', '--endpoint', `ollama=${model.url},model=scripted:latest`];
      const { server, ended } = start([folder, ...words]);
      server.stdin.write(`${JSON.stringify(initialize)}\n`);
      server.stdin.write(`${JSON.stringify({ ...toolCall('review', {}), id: 1 })}\n`);
      while (model.requests.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      server.stdin.end();
      assert.equal((await ended).exitCode, 0);
      const { stdout } = await ground.run(['runs']);
      assert.match(stdout, /interrupted\. Reviewed 0 of 2 files/);
      assert.doesNotMatch(stdout, /running/);
    } finally {
      await model.stop();
    }
  });

  it('cancels a review, and reviews a folder once at a time', async () => {
    const model = await startModelServer({ reply: () => ({ fault: 'hang before headers' }) });
    try {
      const folder = ground.folder('project', { 'a.txt': 'one\n' });
      const { call, refusal } = await connect([
        ...[folder, '--no-cache', '--endpoint'],
        `ollama=${model.url},model=scripted:latest`,
      ]);
      const { run } = await call('review');
      assert.match(await refusal('review'), new RegExp(`at work: run ${run}`));
      assert.match(await refusal('apply', { id: 'any' }), /is at work/);
      assert.equal((await call('cancel')).state, 'cancelled');
      assert.match(await refusal('cancel', { run }), /is not at work here/);
    } finally {
      await model.stop();
    }
  });

  it('says what is wrong with how it is started, and is in the help', async () => {
    assert.match((await ground.run(['mcp'])).stderr, /FOLDER/);
    const missing = await ground.run(['mcp', join(ground.root, 'missing')]);
    assert.deepEqual([missing.exitCode, missing.stdout], [2, '']);
    assert.match(missing.stderr, /there is no folder/);
    assert.match((await ground.run(['--help'])).stdout, /mcp \[options\] <FOLDER\.\.\.>/);
    assert.match((await ground.run(['mcp', '--help'])).stdout, /Model Context Protocol[\s\S]*--endpoint/);
  });

  it('keeps the protocol out of every other command', () => {
    for (const name of ['cli.js', 'extension.js']) {
      const code = readFileSync(join(cliFile, '..', name), 'utf8');
      assert.doesNotMatch(code, /elicitation\/create|ZodError/);
    }
  });

  /** The server without a client, to which a test writes what it likes. */
  function start(words: readonly string[]) {
    const server = spawn(process.execPath, [cliFile, 'mcp', ...words], {
      env: environment(),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let stdout = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const ended = once(server, 'close').then(([exitCode]) => ({ exitCode, stdout }));
    servers.push(server);
    return { server, ended };
  }
});
