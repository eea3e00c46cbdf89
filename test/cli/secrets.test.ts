import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import type { ModelServer, Reply, ScriptedRequest } from '../modelServer/types';
import { formsOf, leaksIn } from '../secrets/leaks';
import { type SecretSample, samples } from '../secrets/samples';
import { type Ended, Playground } from './cli';

const key = 'sk-live-9f8Q2c71/b3a+64d05_Zq8Lm';
const nameSecret = samples.find(({ kind }) => kind === 'GitLab token')?.secret ?? '';
const nameOfFile = `deploy-${nameSecret}.txt`;

/** The lines of a secret: of a key, each gives a part of it away. */
const linesOf = ({ secret }: SecretSample) => secret.split(/\n|\\n/).filter((line) => line.length >= 10);
const secrets = [key, nameSecret, ...samples.flatMap(linesOf)];

const nameOf = (index: number) => `f${String(index).padStart(3, '0')}.txt`;
const textOf = (sample: SecretSample) => `first\n${sample.before}${sample.secret}${sample.after}last\n`;

const texts: Readonly<Record<string, string>> = Object.fromEntries(
  samples.map((sample, index) => [nameOf(index), textOf(sample)]),
);

/** Says the file's secret, and the key, in every form, in every place that a reply has. */
function indiscreetReply({ file }: ScriptedRequest): Reply {
  const sample = samples[Number(/^f(\d+)/.exec(file)?.[1] ?? Number.NaN)];
  if (!sample) {
    return { findings: [] };
  }
  const lines = textOf(sample).split('\n');
  const [line = ''] = linesOf(sample);
  const at = lines.findIndex((candidate) => candidate.includes(line));
  const common = { severity: 'error', category: 'security', confidence: 'high' } as const;
  const place = { startLine: at + 1, endLine: at + 1 };
  const oldText = lines[at] ?? '';
  const said = Object.entries({ ...formsOf(line), ...prefixed('key: ', formsOf(key)) });
  return {
    findings: [
      ...said.map(([form, words]) => ({
        ...common,
        ...place,
        title: `${form}: ${words}`,
        explanation: words,
        edits: [],
      })),
      ...said.slice(0, 8).map(([form, words]) => ({
        ...{ ...common, ...place, title: `Change to ${form}`, explanation: '' },
        edits: [{ ...place, oldText, newText: `${oldText} ${words}` }],
      })),
      {
        ...{ ...common, startLine: 1, endLine: 1, title: 'Beside it', explanation: '' },
        edits: [{ startLine: 1, endLine: 1, oldText: 'first', newText: 'second' }],
      },
    ],
  };
}

function prefixed(prefix: string, forms: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(forms).map(([name, form]) => [prefix + name, form]));
}

/** Every way out by name, with what came out there. */
const waysOut = new Map<string, string>();
const heard = (name: string, { stdout, stderr }: Ended) => {
  waysOut.set(`${name}: stdout`, stdout);
  waysOut.set(`${name}: stderr`, stderr);
};

/** The files below a folder, the names of folders included, but for those that may have secrets. */
function filesBelow(folder: string, apart: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? (apart.includes(entry.name) ? [] : [path, ...filesBelow(path, apart)]) : [path];
  });
}

describe('folder-review over every kind of secret', () => {
  const ground = new Playground();
  let server: ModelServer;
  let folder: string;
  before(async () => {
    server = await startModelServer({ reply: indiscreetReply, key });
    folder = ground.folder('project', {
      ...texts,
      [nameOfFile]: 'nothing in here\u200b\n',
      'all.js': `${samples.map(({ before, secret, after }) => `/*\n${before}${secret}${after}*/`).join('\n')}\nif (a == NaN) {}\n`,
    });
    await review();
    await pastRuns();
    await toAnother();
    await failures();
    for (const path of filesBelow(join(ground.root, 'state'), ['kept-texts', 'pre-images'])) {
      waysOut.set(
        `state: ${path.slice(ground.root.length)}`,
        path + (statSync(path).isFile() ? readFileSync(path, 'utf8') : ''),
      );
    }
  }).timeout(180_000);
  after(async () => {
    await server.stop();
    ground.dispose();
  });

  const environment = { FOLDER_REVIEW_API_KEY: key };

  async function review(): Promise<void> {
    const words = ['review', folder, '--endpoint', `openai=${server.url}/v1,model=scripted:latest`, '--out', 'out'];
    heard('review', await ground.run(words, environment));
    for (const file of readdirSync(join(ground.root, 'out'))) {
      waysOut.set(`--out: ${file}`, ground.read('out', file));
    }
    heard('review --quiet', await ground.run(['review', folder, '--quiet', '--apply', 'exact', '--format', 'json']));
    for (const format of ['text', 'json']) {
      heard(`estimate ${format}`, await ground.run([...words, '--estimate', '--format', format], environment));
    }
  }

  async function pastRuns(): Promise<void> {
    const run = (await ground.run(['runs'])).stdout.split('\n')[1]?.split(' ')[0] ?? '';
    for (const format of ['text', 'json', 'sarif', 'markdown']) {
      heard(`show ${format}`, await ground.run(['show', run, '--format', format]));
    }
    const [first] =
      ground
        .json('out', 'results.json')
        .files[nameOf(0)]?.findings.filter(({ title }) => title === 'Change to backwards') ?? [];
    const only = ['--only', first?.id ?? '', '--only', 'nothing'];
    heard('apply', await ground.run(['apply', run, ...only]));
    // What was kept apart comes back whole.
    assert.ok(
      ground
        .read('project', nameOf(0))
        .includes(`${samples[0]?.secret} ${formsOf(samples[0]?.secret ?? '').backwards}`),
    );
    heard('revert', await ground.run(['revert', run, ...only]));
    assert.equal(ground.read('project', nameOf(0)), texts[nameOf(0)]);
    writeFileSync(join(folder, nameOf(1)), 'other\n');
    heard('apply of what is stale', await ground.run(['apply', run, '--exact']));
    heard('runs', await ground.run(['runs']));
  }

  /** Not a loopback address by its name, though it leads here. */
  async function toAnother(): Promise<void> {
    // As they were before proposals were applied.
    ground.folder('project', texts);
    const other = await startModelServer({
      reply: ({ index }) => (index % 7 === 0 ? { text: '{"findings": [{' } : {}),
    });
    try {
      const url = `${other.url.replace('127.0.0.1', '0.0.0.0')}/v1`;
      writeFileSync(
        join(ground.root, 'words.txt'),
        `password = "${samples.at(-8)?.secret}"\ntoken: ${samples.at(-9)?.secret}\n`,
      );
      const words = [
        'review',
        folder,
        '--endpoint',
        `openai=${url},model=scripted:latest`,
        '--instructions',
        'words.txt',
      ];
      heard('review elsewhere', await ground.run([...words, '--format', 'sarif']));
      assert.ok(other.requests.length > samples.length);
      assert.ok(other.requests.some(({ repair }) => repair));
      for (const { index, body } of other.requests) {
        waysOut.set(`wire: request ${index}`, JSON.stringify(body));
      }
    } finally {
      await other.stop();
    }
  }

  async function failures(): Promise<void> {
    const rude = await startModelServer({
      reply: ({ index }) => ({
        raw: { status: 400, body: JSON.stringify({ error: { message: Object.values(formsOf(key))[index % 26] } }) },
      }),
    });
    const at = (url: string) => [
      'review',
      folder,
      '--reviewers',
      'model',
      '--endpoint',
      `openai=${url},model=scripted:latest`,
    ];
    try {
      heard('a rude server', await ground.run(at(`${rude.url}/v1`), environment));
      heard('a key in the address', await ground.run(at(`${rude.url}/v1?api_key=${encodeURIComponent(key)}`)));
      heard('a password in the address', await ground.run(at(`http://user:${encodeURIComponent(key)}@127.0.0.1/v1`)));
      heard('a key in the flag', await ground.run(at(`${rude.url}/v1,${nameSecret}=1`)));
      heard('a folder that is missing', await ground.run(['review', nameSecret]));
      heard('a run that is missing', await ground.run(['show', nameSecret]));
    } finally {
      await rude.stop();
    }
  }

  it('has at least forty ways out', () => {
    assert.ok(waysOut.size >= 40, [...waysOut.keys()].join('\n'));
    const results = ground.json('out', 'results.json').files;
    assert.ok(Object.values(results).filter(({ status }) => status === 'reviewed').length > samples.length);
    assert.ok(results[nameOf(0)]?.findings.some(({ title }) => title.startsWith('key: plain: ***')));
  });

  it('lets none out, neither in plain nor encoded', () => {
    const leaks = [...waysOut].flatMap(([name, text]) =>
      [text, text.replace(/\\(["\\/])/g, '$1')].flatMap((shown) =>
        secrets.flatMap((secret) =>
          leaksIn(shown, secret).map((form) => `${name}: ${form} of ${secret.slice(0, 12)}…`),
        ),
      ),
    );
    assert.deepEqual([...new Set(leaks)].slice(0, 40), []);
  }).timeout(180_000);

  it('keeps its own files to itself, and gives those of --out the permissions of any other', () => {
    const mask = process.umask();
    for (const file of readdirSync(join(ground.root, 'out'))) {
      assert.equal(statSync(join(ground.root, 'out', file)).mode & 0o777, 0o666 & ~mask, file);
    }
    const files = filesBelow(join(ground.root, 'state'), []);
    assert.ok(files.some((path) => path.includes('kept-texts')));
    for (const path of files) {
      assert.equal(statSync(path).mode & 0o077, 0, path);
    }
  });
});
