import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import { Playground } from './cli';

const badJs = 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n';

describe('folder-review in a folder that means no good', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('accounts for a file called __proto__', async () => {
    const folder = ground.folder('project', { constructor: 'a\n', '1': 'b\n' });
    writeFileSync(join(folder, '__proto__'), 'c\n');
    const { stdout } = await ground.run(['review', folder, '--format', 'json', '--quiet']);
    assert.deepEqual(Object.keys(JSON.parse(stdout).files).sort(), ['1', '__proto__', 'constructor']);
  });

  it('changes no file of git and no settings by itself, also when just their folder is reviewed', async () => {
    const hidden = '{\n  "a": "x\u200by"\n}\n';
    const project = ground.folder('project', { '.vscode/settings.json': hidden, 'sub/a.js': badJs });
    execFileSync('git', ['init', '--quiet'], { cwd: project });
    writeFileSync(join(project, '.git', 'hooks', 'hook.js'), badJs);
    mkdirSync(join(ground.root, 'elsewhere', '.claude'), { recursive: true });
    writeFileSync(join(ground.root, 'elsewhere', '.claude', 'a.js'), badJs);
    // Repositories of their own, one inside of another and one that is nowhere.
    for (const folder of ['project/.cursor/rules', 'elsewhere/.gemini']) {
      mkdirSync(join(ground.root, folder), { recursive: true });
      execFileSync('git', ['init', '--quiet'], { cwd: join(ground.root, folder) });
      writeFileSync(join(ground.root, folder, 'a.js'), badJs);
    }
    for (const folder of [
      'project/.vscode',
      'project/.git/hooks',
      'elsewhere/.claude',
      'project/.cursor/rules',
      'elsewhere/.gemini',
      'project/sub',
    ]) {
      await ground.run(['review', folder, '--apply', 'exact', '--quiet']);
    }
    assert.equal(ground.read('project', '.git', 'hooks', 'hook.js'), badJs);
    assert.equal(ground.read('elsewhere', '.claude', 'a.js'), badJs);
    assert.equal(ground.read('project', '.cursor', 'rules', 'a.js'), badJs);
    assert.equal(ground.read('elsewhere', '.gemini', 'a.js'), badJs);
    assert.equal(Buffer.from(ground.read('project', '.vscode', 'settings.json'), 'latin1').toString(), hidden);
    assert.notEqual(ground.read('project', 'sub', 'a.js'), badJs);
  });

  it('refuses a folder-review.yaml that no parser survives, one that is slow, and one that paints the terminal', async () => {
    for (const text of [
      '[\n'.repeat(7_000),
      '['.repeat(65_000),
      `review: ${'- '.repeat(20_000)}`,
      Array.from({ length: 30_000 }, (_, n) => `a${n}:\n`).join(''),
      'review:\n  "\\e[31mred": 1\n',
    ]) {
      const folder = ground.folder('project', { 'a.js': badJs, 'folder-review.yaml': text });
      const startedAt = Date.now();
      const { exitCode, stdout, stderr } = await ground.run(['review', folder]);
      assert.equal(exitCode, 2);
      assert.match(stderr, /^folder-review\.yaml:\d+:\d+: /);
      // Not left to a parser, whose lack of room can end the process.
      assert.equal(/\[{2}|\[\n|- - /.test(text), stderr.includes('it is nested too deeply'));
      assert.ok(!stderr.includes('\u001b'));
      assert.equal(stdout, '');
      assert.ok(Date.now() - startedAt < 5_000);
    }
  });

  it('refuses a profile that does not exist, wherever it is named', async () => {
    const folder = ground.folder('project', { 'a.js': badJs });
    assert.equal((await ground.run(['review', folder, '--profile', 'nope'])).exitCode, 2);
    ground.folder('project', { 'folder-review.yaml': 'review:\n  profile: nope\n' });
    const { exitCode, stderr } = await ground.run(['review', folder]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /no profile “nope”/);
  });

  it('shows no secret that only its surroundings give away, and sends none away', async () => {
    const password = 'k3J9xQ7zLm2Vw8';
    const key = Array.from(
      { length: 5 },
      (_, n) => `MIIE${n}qZ8LmT4xNwVb6RtYhU3eKsPdFgHjLkQwErTyUiOpAsDfGhJkLzXcVbNm90`,
    );
    const folder = ground.folder('project', {
      'a.js': `const db = { password: "${password}" };\nif (db == NaN) {\n}\n`,
      'k.md': `# K\n\n-----BEGIN RSA PRIVATE KEY-----\n${key.join(' \n')}\n-----END RSA PRIVATE KEY-----\n`,
    });
    const server = await startModelServer({
      reply: ({ file }) => ({
        findings: [
          {
            title: file === 'a.js' ? `The password ${password}` : 'A key',
            explanation: file === 'a.js' ? `It is ${password}.` : (key[1] ?? ''),
            severity: 'error',
            category: 'security',
            confidence: 'high',
            startLine: 1,
            endLine: 1,
            edits: [],
          },
        ],
      }),
    });
    try {
      // Not a loopback address by its name, though it leads here.
      const endpoint = `openai=${server.url.replace('127.0.0.1', '0.0.0.0')}/v1,model=scripted:latest`;
      const { stdout, stderr } = await ground.run(['review', folder, '--endpoint', endpoint, '--out', 'out']);
      const written = ['results.json', 'events.jsonl', 'results.sarif', 'report.md'].map((file) =>
        ground.read('out', file),
      );
      assert.match(written[0] ?? '', /The password \*{14}/);
      const sent = JSON.stringify(server.requests.map(({ body }) => body));
      assert.equal(server.requests.length, 2);
      for (const secret of [password, ...key]) {
        for (const text of [stdout, stderr, sent, ...written]) {
          assert.ok(!text.includes(secret));
        }
      }
    } finally {
      await server.stop();
    }
  });
});

describe('folder-review and its own files', () => {
  let ground: Playground;
  beforeEach(() => {
    ground = new Playground();
  });
  afterEach(() => ground.dispose());

  it('does not review the reports of the review before', async () => {
    const folder = ground.folder('project', { 'a.js': badJs, 'out [1]/mine.md': '# Mine\n' });
    const words = ['review', folder, '--out', join(folder, 'out [1]'), '--quiet', '--format', 'json'];
    const first = await ground.run(words);
    const second = await ground.run(words);
    assert.deepEqual(Object.keys(JSON.parse(second.stdout).files), ['a.js', 'out [1]/mine.md']);
    assert.equal(second.stdout, first.stdout);
  });

  it('tells a run that is at work from one that was interrupted', async () => {
    const server = await startModelServer({ reply: () => ({ fault: 'hang before headers' }) });
    try {
      const folder = ground.folder('project', { 'a.js': badJs });
      const { process: child, ended } = ground.start([
        ...['review', folder, '--reviewers', 'model', '--quiet'],
        ...['--endpoint', `openai=${server.url}/v1,model=scripted:latest`],
      ]);
      while (server.requests.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.match(
        (await ground.run(['runs'])).stdout,
        /running, in process \d+ on \S+\. Reviewed 0 of 1 file \(0 lines\); 1 not finished\./,
      );
      const applied = await ground.run(['apply', 'last', '--exact']);
      assert.equal(applied.exitCode, 2);
      assert.match(applied.stderr, /is at work/);
      child.kill('SIGKILL');
      await ended;
      assert.match((await ground.run(['runs'])).stdout, /interrupted\. .*1 cancelled\./);
    } finally {
      await server.stop();
    }
  });
});
