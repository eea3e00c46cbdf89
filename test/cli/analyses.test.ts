import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startModelServer } from '../modelServer/modelServer';
import { cliFile, Playground, type ResultFile } from './cli';

const files = {
  'a.js': 'const values = [1, NaN];\nif (values[1] == NaN) {\n  console.log(values);\n}\n',
  'src/b.py': 'def f(a, b=[]):\n    b.append(a)\n    return a is "c"\n',
  'docs/c.md': '# C\n\n(text)[http://b]\n',
  'd.go': 'package d\n\nvar a = len(b) >= 0\n',
  'e.ts': 'if (list.indexOf(a)) {\n  go();\n}\n',
};

describe('what the local reviewers have found', () => {
  let ground: Playground;
  /** A build of its own, whose analyzers can be taken away. */
  let built: string;
  beforeEach(() => {
    ground = new Playground();
    built = join(ground.root, 'dist');
    const dist = dirname(cliFile);
    for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
      if (statSync(join(dist, name)).isFile()) {
        mkdirSync(dirname(join(built, name)), { recursive: true });
        linkSync(join(dist, name), join(built, name));
      }
    }
  });
  afterEach(() => ground.dispose());

  const replace = (name: string, text: string) => {
    rmSync(join(built, name));
    writeFileSync(join(built, name), text);
  };
  /** From here on no analyzer can be asked, and no parser. */
  const breakAnalyzers = () => replace('analyzerProcess.js', 'process.exit(1);');
  const review = async (folder: string, ...words: readonly string[]) => {
    const ended = await ground.runFile(join(built, 'cli.js'), ['review', folder, '--out', 'out', ...words]);
    return { ...ended, text: ground.read('out', 'results.json'), ...ground.json('out', 'results.json') };
  };
  const failed = (results: Readonly<Record<string, ResultFile>>) =>
    Object.entries(results).flatMap(([path, { status }]) => (status === 'failed' ? [path] : []));

  it('is not looked for again: no process is started for it, and the results are the same for every limit', async () => {
    const folder = ground.folder('project', files);
    const first = await review(folder);
    assert.deepEqual(failed(first.files), [], first.stderr);
    assert.ok(Object.values(first.files).some(({ findings }) => findings.some(({ proposal }) => proposal)));
    breakAnalyzers();
    for (const limit of ['1', '8']) {
      const again = await review(folder, '--max-parallel-files', limit);
      assert.equal(again.text, first.text);
      assert.equal(again.exitCode, first.exitCode);
      assert.match(again.stdout, /^5 files not analyzed again, as nothing about them has changed\.$/m);
    }
    assert.doesNotMatch(first.stdout, /analyzed/);
    const { length } = ground.read('out', 'events.jsonl').match(/"cached":true,"recalled":1/g) ?? [];
    assert.equal(length, 5);
  });

  it('is told of one file in words for one', async () => {
    const folder = ground.folder('project', { 'a.js': 'export const a = 1;\n' });
    await review(folder);
    assert.match((await review(folder)).stdout, /^1 file not analyzed again, as nothing about it has changed\.$/m);
  });

  it('is looked for again in what has changed alone', async () => {
    const folder = ground.folder('project', files);
    await review(folder);
    breakAnalyzers();
    writeFileSync(join(folder, 'd.go'), `${files['d.go']}\n// more\n`);
    writeFileSync(join(folder, 'new.txt'), 'new\n');
    assert.deepEqual(failed((await review(folder)).files), ['d.go', 'new.txt']);
  });

  it('is looked for again where a configuration came, changed or went that was looked for', async () => {
    const folder = ground.folder('project', files);
    const without = await review(folder);
    const configured = {
      'ruff.toml': 'lint.ignore = ["F632"]\n',
      'docs/.markdownlint.json': '{ "MD011": false }',
      'eslint.config.js': 'export default [{ rules: { "use-isnan": "off" } }];\n',
    };
    ground.folder('project', configured);
    const withThem = await review(folder);
    for (const path of ['src/b.py', 'docs/c.md', 'a.js']) {
      const shown = ({ files }: typeof withThem) => files[path]?.findings.length ?? 0;
      assert.ok(shown(withThem) < shown(without), path);
      assert.ok((withThem.files[path]?.hidden?.length ?? 0) > 0, path);
    }
    assert.deepEqual(withThem.files['d.go'], without.files['d.go']);
    for (const path of Object.keys(configured)) {
      rmSync(join(folder, path));
    }
    // What went is no file of the results any more.
    assert.equal((await review(folder)).text, without.text);
  });

  it('follows what the user and the folder say of rules and analyzers', async () => {
    const folder = ground.folder('project', files);
    const without = await review(folder, '--trust-config');
    const rule = without.files['src/b.py']?.findings.find(({ rule }) => rule === 'F632');
    assert.ok(rule);
    writeFileSync(join(folder, 'folder-review.yaml'), 'review:\n  rules:\n    ruff/F632: off\n');
    const off = await review(folder, '--trust-config');
    assert.deepEqual(
      off.files['src/b.py']?.findings.map(({ rule }) => rule),
      without.files['src/b.py']?.findings.flatMap(({ rule }) => (rule === 'F632' ? [] : [rule])),
    );
  });

  it('does not count for other analyzers, nor with --no-cache, and what is found then does from there on', async () => {
    const folder = ground.folder('project', files);
    const first = await review(folder);
    breakAnalyzers();
    assert.deepEqual(failed((await review(folder, '--no-cache')).files), Object.keys(first.files));
    assert.deepEqual(failed((await review(folder)).files), []);
    replace('analyzers.hash', 'other');
    assert.deepEqual(failed((await review(folder)).files), Object.keys(first.files));
  });

  it('is there for a review with a model, too, that asks for nothing', async () => {
    const edits = [{ startLine: 1, endLine: 1, oldText: 'package d', newText: 'package e' }];
    const server = await startModelServer({
      reply: ({ file }) => ({
        findings:
          file === 'd.go'
            ? [
                {
                  title: 'A',
                  explanation: 'B.',
                  severity: 'info',
                  category: 'docs',
                  confidence: 'high',
                  startLine: 1,
                  endLine: 1,
                  edits,
                },
              ]
            : [],
      }),
    });
    try {
      const folder = ground.folder('project', files);
      const words = ['--reviewers', 'local,model', '--endpoint', `ollama=${server.url},model=scripted:latest`];
      const first = await review(folder, ...words);
      assert.equal(
        first.files['d.go']?.findings.some(({ proposal }) => proposal?.state === 'ready'),
        true,
      );
      server.clear();
      breakAnalyzers();
      const again = await review(folder, ...words);
      assert.equal(again.text, first.text);
      assert.equal(server.requests.length, 0);
    } finally {
      await server.stop();
    }
  });

  it('is looked for again where it was lost', async () => {
    const folder = ground.folder('project', files);
    const first = await review(folder);
    const kept = join(ground.root, 'state', 'folder-review', 'analyses');
    assert.ok(existsSync(kept));
    rmSync(kept, { recursive: true });
    assert.equal((await review(folder)).text, first.text);
  });
});
