import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { defaultModel, startModelServer } from '../modelServer/modelServer';
import type { ModelServer, Reply, ReplyFinding, ScriptedRequest } from '../modelServer/types';
import { Playground } from './cli';

const finding = (title: string, startLine: number): ReplyFinding => ({
  ...{ title, explanation: 'Says the model.', severity: 'warning', category: 'security', confidence: 'medium' },
  ...{ startLine, endLine: startLine, edits: [] },
});

interface Confirmed {
  readonly confirmation: { readonly alike?: boolean };
}

/** Of each file a hole that is there, one that is not, and one that nobody can tell. */
const verdicts = { 'There is a hole': 'confirmed', 'A check lacks': 'refuted', 'A caller may': 'unsure' } as const;
const script = ({ confirms }: ScriptedRequest): Reply =>
  confirms
    ? { verdict: verdicts[confirms.title as keyof typeof verdicts], reason: `As line ${confirms.lines} shows.` }
    : { findings: Object.keys(verdicts).map((title, index) => finding(title, index + 1)) };

const text = (name: string) => ['open(path);', 'check(path);', 'read(path);', `// ${name}`, ''].join('\n');

describe('folder-review review with findings that are confirmed', () => {
  let ground: Playground;
  let server: ModelServer;
  let folder: string;
  beforeEach(async () => {
    ground = new Playground();
    server = await startModelServer({ reply: script });
    folder = ground.folder('project', { 'a.txt': text('a'), 'b.txt': text('b') });
  });
  afterEach(async () => {
    ground.dispose();
    await server.stop();
  });

  const endpoint = (more = '') => ['--endpoint', `openai=${server.url}/v1,model=${defaultModel}${more}`];
  const security = ['--reviewers', 'model', '--profile', 'security', '--quiet'];
  const asked = () => server.requests.filter(({ confirms }) => confirms);

  it('says of an endpoint that cannot confirm who did not answer at what address, and what to do', async () => {
    const dead = ['--endpoint', 'openai=http://127.0.0.1:9/v1,model=big,id=big', '--confirm-endpoint', 'big'];
    const words = ['review', folder, ...security, ...endpoint(), ...dead, '--out', 'out'];
    const { stdout } = await ground.run(words);
    assert.match(
      stdout,
      /not asked once more: server down\. No answer from http:\/\/127\.0\.0\.1:9\. Is the server running\? /,
    );
    assert.match(ground.read('out', 'report.md'), /No answer from http:\/\/127\.0\.0\.1:9/);
    assert.ok(!ground.read('out', 'results.json').includes('127.0.0.1'), 'servers have no part in the results');
  });

  it('asks a model that is not there once, and says of each finding that it was not there', async () => {
    server.reply((request) => (request.model === 'big' ? { fault: 'model missing' } : script(request)));
    const big = ['--endpoint', `openai=${server.url}/v1,model=big,id=big`, '--confirm-endpoint', 'big'];
    const words = ['review', folder, ...security, ...endpoint(), ...big, '--max-parallel-files', '1', '--out', 'out'];
    const { stdout } = await ground.run(words);
    assert.equal(server.requests.filter(({ model }) => model === 'big').length, 1);
    assert.match(stdout, /^5 findings that were to be put to a model once more were not \(5 model missing\)\.$/m);
  });

  it('says “at least” of tokens that were counted for some requests only', async () => {
    server.reply((request) => ({
      ...script(request),
      ...(request.confirms?.title === 'A check lacks' && { promptTokens: null }),
      ...(request.confirms?.title === 'A caller may' && { promptTokens: 0 }),
    }));
    const { stdout } = await ground.run(['review', folder, ...security, ...endpoint(), '--out', 'out']);
    const told = String.raw`at least [\d,]+ tokens in, [\d,]+ out`;
    assert.match(stdout, new RegExp(`^${told}. For confirming findings: 6 requests, ${told}\\.$`, 'm'));
    const table = (await ground.run(['show', '--models', 'last'])).stdout;
    assert.match(table, /^Tokens in +at least [\d,]+$/m);
  });

  it('hides what is refuted, says so, and keeps it with its reason', async () => {
    const { exitCode, stdout, stderr } = await ground.run([
      'review',
      folder,
      ...security,
      ...endpoint(),
      '--out',
      'out',
    ]);
    assert.equal(exitCode, 0, stderr);
    assert.equal(asked().length, 6);
    assert.match(stdout, /^6 findings were put to a model once more: 2 confirmed, 2 refuted and hidden, 2 unsure\.$/m);
    assert.match(stdout, /There is a hole.*\n(?:.*\n)*?\s+= confirmed by scripted:latest: As line 1-1 shows\./);
    assert.ok(!stdout.includes('A check lacks'));
    const { findings, hidden } = ground.json('out', 'results.json').files['a.txt'] as unknown as Record<
      string,
      object[]
    >;
    const facts = (all: object[] | undefined) =>
      all?.map((one) => {
        const { title, confidence, confirmation, hiddenBy } = one as Record<string, unknown>;
        return [title, confidence, confirmation, hiddenBy];
      });
    assert.deepEqual(facts(findings), [
      [
        'There is a hole',
        'medium',
        { model: defaultModel, reason: 'As line 1-1 shows.', verdict: 'confirmed' },
        undefined,
      ],
      ['A caller may', 'low', { model: defaultModel, reason: 'As line 3-3 shows.', verdict: 'unsure' }, undefined],
    ]);
    const refuted = { model: defaultModel, reason: 'As line 2-2 shows.', verdict: 'refuted' };
    assert.deepEqual(facts(hidden), [['A check lacks', 'medium', refuted, 'refuted']]);
    const shown = await ground.run(['show', 'last', '--hidden']);
    assert.match(
      shown.stdout,
      /A check lacks.*\n(?:.*\n)*?\s+= hidden because a model that was asked about it once more refuted it\n\s+= refuted by scripted:latest: As line 2-2 shows\.\n\s+= id [0-9a-f]{12}\n/,
    );
    for (const report of ['report.md', 'results.sarif']) {
      assert.ok(ground.read('out', report).includes('2 refuted and hidden'), report);
      assert.ok(ground.read('out', report).includes('As line 1-1 shows'), report);
    }
    assert.match(ground.read('out', 'events.jsonl'), /"type":"confirm\.finished".*"outcome":"refuted"/);
  });

  it('applies nothing unseen that is unsure or not confirmed, and says why', async () => {
    const edits = (line: number, oldText: string) => [
      { startLine: line, endLine: line, oldText, newText: `${oldText} // changed` },
    ];
    const lines = text('a').split('\n');
    server.reply((request) => {
      const { confirms } = request;
      return confirms?.title === 'There is a hole' && request.file === 'b.txt'
        ? { text: 'Who knows?' }
        : confirms
          ? script(request)
          : {
              findings: Object.keys(verdicts).map((title, at) => ({
                ...finding(title, at + 1),
                edits: edits(at + 1, lines[at] ?? ''),
              })),
            };
    });
    const words = ['review', folder, '--reviewers', 'model', '--profile', 'security', ...endpoint()];
    const { stdout } = await ground.run([...words, '--apply', 'exact']);
    assert.match(stdout, /There is a hole.*\n(?:.*\n)*? += id \S+ · fix available · flagged: not confirmed\n/);
    assert.match(stdout, /A caller may.*\n(?:.*\n)*? += id \S+ · fix available · flagged: unsure\n/);
    const [hole = '', ...rest] = text('a').split('\n');
    assert.equal(ground.read('project', 'a.txt'), [`${hole} // changed`, ...rest].join('\n'));
    assert.equal(ground.read('project', 'b.txt'), text('b'));
    const hidden = (await ground.run(['show', 'last', '--hidden', folder])).stdout;
    assert.match(hidden, / += id \S+\n2 - check\(path\);\n2 \+ check\(path\); \/\/ changed\n/);
  });

  it('asks nobody under a profile that does not want it, unless an override has one that does', async () => {
    assert.equal((await ground.run(['review', folder, '--reviewers', 'model', ...endpoint()])).exitCode, 0);
    assert.equal(asked().length, 0);
    const yaml =
      'review:\n  overrides:\n    - files: ["b.txt"]\n      profile: ours\nprofiles:\n  ours: {focus: holes, confirm: true}\n';
    const other = ground.folder('other', { 'a.txt': text('a'), 'b.txt': text('b'), 'folder-review.yaml': yaml });
    const review = ['review', other, '--reviewers', 'model', '--include', '*.txt', ...endpoint()];
    assert.equal((await ground.run(review)).exitCode, 0);
    assert.equal(asked().length, 0, 'a folder has nothing confirmed on its own word');
    assert.equal((await ground.run([...review, '--trust-config'])).exitCode, 0);
    assert.deepEqual([...new Set(asked().map(({ file }) => file))], ['b.txt']);
  });

  for (const reviewers of ['model', 'local,model']) {
    it(`asks once for files of the same text, and says so, with ${reviewers}`, async () => {
      const twins = ground.folder('twins', { 'a.txt': text('a'), 'b.txt': text('a'), 'c.txt': text('a') });
      const words = ['review', twins, ...security, ...endpoint(), '--reviewers', reviewers, '--out', 'out'];
      const { exitCode, stdout, stderr } = await ground.run(words);
      assert.equal(exitCode, 0, stderr);
      const asked = server.requests;
      assert.deepEqual([asked.length, new Set(asked.map(({ file }) => file))], [4, new Set(['a.txt'])]);
      const { files } = ground.json('out', 'results.json');
      for (const path of ['a.txt', 'b.txt', 'c.txt']) {
        const { answerOf, findings = [], hidden = [] } = files[path] as unknown as Record<string, Confirmed[]>;
        assert.equal(answerOf, path === 'a.txt' ? undefined : 'a.txt');
        assert.deepEqual([findings.length, hidden.length], [2, 1]);
        for (const { confirmation } of [...findings, ...hidden]) {
          assert.equal(confirmation.alike, path === 'a.txt' ? undefined : true);
        }
      }
      assert.match(
        stdout,
        /^Reviewed 3 of 3 files \(\d+ lines\), 2 by the model’s answer for another of the same text\.$/m,
      );
      assert.match(
        stdout,
        /^3 findings were put to a model once more: 1 confirmed, 1 refuted and hidden, 1 unsure\.$/m,
      );
      assert.match(stdout, /^What came of that counts for 6 equal findings, too\.$/m);
      assert.ok(ground.read('out', 'report.md').includes('model by its answer for `a.txt`, which has the same text'));
    });
  }

  const withoutVerdict = [
    ['asks anew in a file of the same text about what came to no reply in another', { fault: 'bad request' }, 2],
    ['asks once for files of the same text where no verdict can be read', { text: 'Who knows?' }, 1],
  ] as const;
  for (const [name, first, times] of withoutVerdict) {
    it(name, async () => {
      let isFirst = true;
      server.reply((request) => {
        const isHole = request.confirms?.title === 'There is a hole';
        const reply = isHole && isFirst ? first : script(request);
        isFirst &&= !isHole;
        return reply;
      });
      const twins = ground.folder('twins', { 'a.txt': text('a'), 'b.txt': text('a') });
      const words = ['review', twins, ...security, ...endpoint(), '--reviewers', 'local,model', '--out', 'out'];
      const { exitCode, stdout, stderr } = await ground.run(words);
      assert.equal(exitCode, 0, stderr);
      const holes = asked().filter(({ confirms }) => confirms?.title === 'There is a hole').length;
      assert.deepEqual([server.requests.length, holes], [3 + times, times]);
      const [all, why, alike] = times === 2 ? ['4', 'bad request', 2] : ['3', 'invalid model response', 3];
      const confirmed = times === 2 ? '1 confirmed, ' : '';
      const counted = `${all} findings .*: ${confirmed}1 refuted and hidden, 1 unsure, 1 not confirmed \\(1 ${why}\\)\\.`;
      const equal = `What came of that counts for ${alike} equal findings, too\\.`;
      assert.match(stdout, new RegExp(`^${counted}\\n${equal}$`, 'm'));
      assert.match(
        stdout,
        new RegExp(`There is a hole.*\\n(?:.*\\n)*?\\s+= not confirmed, as no verdict came of it: ${why}`),
      );
    });
  }

  it('shows what the review was shown of other files, also with a finding in a file of the same text', async () => {
    const source = 'import { load } from "./load";\nload(path);\nread(path);\n';
    const load = '/** Checks the path. */\nexport function load(path: string): string {\n  return path;\n}\n';
    const project = ground.folder('imports', { 'a.ts': source, 'b.ts': source, 'load.ts': load });
    const words = ['review', project, ...security, ...endpoint(), '--reviewers', 'local,model'];
    const { exitCode, stderr } = await ground.run([...words, '--fail-on', 'never']);
    assert.equal(exitCode, 0, stderr);
    const shown = (user: string) => user.split('Imported definitions')[1];
    const review = server.requests.find(({ file, confirms }) => file === 'a.ts' && !confirms);
    assert.match(shown(review?.user ?? '') ?? '', /From load\.ts:\n.*function load\(path: string\): string/);
    const about = asked().filter(({ file }) => file !== 'load.ts');
    assert.ok(about.length >= 3);
    for (const { user } of about) {
      assert.equal(shown(user), shown(review?.user ?? ''));
    }
  });

  it('takes over no verdict that was given in the light of other files', async () => {
    const source = 'import { load } from "./load";\nload(path);\nread(path);\n';
    const load = (type: string) => `export function load(path: string): ${type} {\n  return path;\n}\n`;
    const project = ground.folder('apart', {
      ...{ 'a/a.ts': source, 'a/load.ts': load('string'), 'b/a.ts': source, 'b/load.ts': load('Path') },
    });
    const words = ['review', project, ...security, ...endpoint(), '--reviewers', 'local,model', '--fail-on', 'never'];
    assert.equal((await ground.run(words)).exitCode, 0);
    const about = (path: string) => asked().filter(({ file }) => file === path).length;
    assert.deepEqual([about('a/a.ts'), about('b/a.ts')], [3, 3]);
  });

  it('leaves alone what the bundled analyzers find, and asks about the rest', async () => {
    const page = '<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n';
    const mixed = ground.folder('mixed', { 'a.txt': page });
    const words = [
      'review',
      mixed,
      '--reviewers',
      'local,model',
      '--profile',
      'security',
      ...endpoint(),
      '--out',
      'out',
    ];
    await ground.run(words);
    const { findings } = ground.json('out', 'results.json').files['a.txt'] as unknown as {
      findings: { reviewer: string; confirmation?: object }[];
    };
    const confirmed = ({ confirmation }: { confirmation?: object }) => confirmation !== undefined;
    assert.ok(findings.some(({ reviewer }) => reviewer === 'local'));
    assert.ok(findings.every((one) => confirmed(one) === (one.reviewer === 'model')));
    assert.equal(asked().length, 3);
  });

  it('has another endpoint asked by its id, and refuses one that is not there before anything starts', async () => {
    const big = await startModelServer({ reply: script, models: [{ name: 'big' }] });
    try {
      const both = [...endpoint(), '--endpoint', `openai=${big.url}/v1,id=big,model=big,max=1`];
      const { exitCode } = await ground.run(['review', folder, ...security, ...both, '--confirm-endpoint', 'big']);
      assert.equal(exitCode, 0);
      assert.equal(asked().length, 0);
      assert.equal(big.requests.filter(({ confirms }) => confirms).length, 6);
      server.clear();
      const wrong = await ground.run([
        'review',
        folder,
        ...security,
        ...both,
        '--confirm-endpoint',
        'bigger',
        '--out',
        'no',
      ]);
      assert.equal(wrong.exitCode, 2);
      assert.match(wrong.stderr, /^--confirm-endpoint must be the id of an --endpoint; the ids are: openai-1, big\.$/m);
      assert.equal(server.requests.length, 0);
      assert.ok(!existsSync(join(ground.root, 'no')));
    } finally {
      await big.stop();
    }
  });

  it('shows what models cost in the last run of a folder that is named', async () => {
    const other = ground.folder('other', { 'c.txt': text('c') });
    const run = (path: string) => ground.run(['review', path, ...security, ...endpoint()]);
    await run(folder);
    await run(other);
    const requests = async (...words: string[]) =>
      (await ground.run(['show', '--models', ...words])).stdout.match(/^Requests +(\d+)(?: +(\d+))?$/m)?.slice(1);
    assert.deepEqual(await requests('last', folder), ['8', undefined]);
    assert.deepEqual(await requests('last', other), ['4', undefined]);
  });

  it('says once that a named endpoint confirms nothing where no profile has that done', async () => {
    const named = ['--confirm-endpoint', 'openai-1', '--quiet'];
    const review = ['review', folder, '--reviewers', 'model', ...endpoint(), ...named];
    const { exitCode, stderr } = await ground.run(review);
    assert.equal(exitCode, 0);
    assert.equal(
      stderr.match(/The endpoint “openai-1” confirms no findings in this review: the profile “bugs” does not/g)?.length,
      1,
    );
    assert.equal((await ground.run([...review, '--profile', 'security'])).stderr, '');
  });

  it('counts what is to be confirmed in an estimate, and says what it takes for granted', async () => {
    const words = ['review', folder, ...security, ...endpoint(), '--estimate'];
    const { stdout } = await ground.run(words);
    assert.match(stdout, /^2 to 8 requests: /m);
    assert.match(
      stdout,
      /^Up to 6 of them to confirm findings, one for each that is shown: if each of the others brings no more than 3, or one for each 20 lines\.$/m,
    );
    const { model } = JSON.parse((await ground.run([...words, '--format', 'json'])).stdout);
    const plain = JSON.parse(
      (await ground.run(['review', folder, '--reviewers', 'model', ...endpoint(), '--estimate', '--format', 'json']))
        .stdout,
    ).model;
    const none = { low: 2, high: 2 };
    const told = [model.requests, model.confirmations, plain.requests, plain.confirmations];
    assert.deepEqual(told, [{ low: 2, high: 8 }, 6, none, 0]);
    assert.ok(model.promptTokens.high > plain.promptTokens.high);
    assert.ok(model.completionTokens.high > plain.completionTokens.high);
    assert.equal(model.completionTokens.low, plain.completionTokens.low);
    assert.equal(server.requests.length, 0);
  });
});
