import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { AnswerStore } from '../../../src/core/answers';
import type { Override } from '../../../src/core/options';
import type { FileSnapshot } from '../../../src/core/types';
import { analyzers, createFileAnalysis } from '../../../src/reviewers/analyzers/analyzers';
import { createFolderConfig } from '../../../src/reviewers/analyzers/folderConfig';
import { type AnalysisQuestion, createKeptAnalyses } from '../../../src/reviewers/keptAnalyses';
import { createAnalysisService } from '../../../src/reviewers/local';
import { runsOf } from '../../complete';
import { answersInMemory, sha256 } from '../fakes';
import { liveMb } from '../liveMemory';
import { buildWorker, context, dist, snapshot, wasmFolder, withFolder } from './support';

const file = snapshot('src/a.py', 'def f(a, b=[]):\n    return a is "c"\n');
const question: AnalysisQuestion = { kind: 'inspect', file, review: true };

/** Everything that decides an answer, changed one at a time. */
const changes: readonly {
  readonly name: string;
  readonly question?: AnalysisQuestion;
  readonly version?: string;
  readonly overrides?: readonly Override[];
}[] = [
  { name: 'text', question: { ...question, file: { ...file, text: `${file.text}\n` } } },
  { name: 'path', question: { ...question, file: { ...file, path: 'src/b.py' } } },
  { name: 'language', question: { ...question, file: { ...file, language: 'plaintext' } } },
  { name: 'line ending', question: { ...question, file: { ...file, lineEnding: 'crlf' } } },
  { name: 'what is asked', question: { kind: 'outline', file } },
  { name: 'who looks', question: { ...question, review: false } },
  { name: 'version', version: '2' },
  { name: 'analyzers', overrides: [{ files: ['**/*.py'], analyzers: ['ruff'] }] },
];

describe('what analyzers and parsers have said', () => {
  const ask = async (
    store: AnswerStore,
    { question: asked = question, version = '1', overrides = [] }: Partial<(typeof changes)[number]>,
  ) => createKeptAnalyses('/nowhere', overrides, { store, hash: sha256, version }).recall(asked);
  const keep = async (store: AnswerStore, { question: asked = question, version = '1', overrides = [] }) => {
    const kept = createKeptAnalyses('/nowhere', overrides, { store, hash: sha256, version });
    kept.keep(asked, { syntaxErrors: 0 });
  };

  it('is recalled for the same question alone', async () => {
    const store = answersInMemory();
    await keep(store, {});
    assert.deepEqual(await ask(store, {}), { syntaxErrors: 0 });
    for (const change of changes) {
      assert.equal(await ask(store, change), undefined, change.name);
    }
    const edits = (newText: string) => [[{ start: 0, end: 1, newText }]];
    const errors: AnalysisQuestion = { kind: 'errors', file, changes: edits('a') };
    const kept = createKeptAnalyses('/nowhere', [], { store, hash: sha256, version: '1' });
    kept.keep(errors, [3]);
    assert.deepEqual(await ask(store, { question: errors }), [3]);
    assert.equal(await ask(store, { question: { ...errors, changes: edits('b') } }), undefined);
  });

  it('stands on the configuration that was read, once every question about the file is answered in full', async () => {
    await withFolder({ 'ruff.toml': 'line-length = 100\n' }, async (folder) => {
      const kept = () => createKeptAnalyses(folder, [], { store: answersInMemory(), hash: sha256, version: '1' });
      const { config, reads } = createFolderConfig(folder).recorded();
      config.read('ruff.toml');
      const asked = kept();
      assert.equal(asked.basis.of(file.path), '[]');
      await asked.recall(question);
      await asked.recall({ kind: 'outline', file });
      asked.keep(question, { syntaxErrors: 0 }, reads());
      assert.equal(asked.basis.of(file.path), undefined);
      asked.keep({ kind: 'outline', file }, null);
      const read = asked.basis.of(file.path) ?? assert.fail();
      const again = await asked.recall(question);
      assert.ok(again);
      assert.equal(asked.basis.of(file.path), read);
      assert.equal(await kept().basis.holds(read), true);
      writeFileSync(join(folder, 'ruff.toml'), 'line-length = 90\n');
      assert.equal(await kept().basis.holds(read), false);
      assert.equal(await kept().basis.holds('[]'), true);
    });
  });

  it('tells apart whether the signatures of a file are known and whether all that decides its own review is', async () => {
    const kept = createKeptAnalyses('/nowhere', [], { store: answersInMemory(), hash: sha256, version: '1' });
    const signatures = { kind: 'signatures', file } as const;
    await kept.recall(question);
    assert.equal(kept.hasSignatures(file.path), true);
    await kept.recall(signatures);
    assert.equal(kept.hasSignatures(file.path), false);
    kept.keep(question, { syntaxErrors: 0 });
    assert.equal(kept.basis.of(file.path), '[]');
    assert.equal(kept.hasSignatures(file.path), false);
    kept.keep(signatures, []);
    assert.equal(kept.hasSignatures(file.path), true);
  });

  it('has what was read for many files in memory once', () => {
    const [files, length] = [2_000, 20_000];
    const store: AnswerStore = { ...answersInMemory(), keep: async () => {} };
    const kept = createKeptAnalyses('/nowhere', [], { store, hash: sha256, version: '1' });
    const before = liveMb();
    for (let n = 0; n < files; n++) {
      const reads = Buffer.from(`[["${'x'.repeat(length)}",null]]`).toString('latin1');
      kept.keep({ ...question, file: { ...file, path: `${n}.js` } }, { syntaxErrors: 0 }, reads);
    }
    const added = liveMb() - before;
    assert.notEqual(kept.basis.of('0.js'), undefined);
    assert.ok(added < (files * length) / 1e6 / 4, `${added} MB were added`);
  });

  it('is recalled whatever is said of rules and of other files', async () => {
    const store = answersInMemory();
    await keep(store, {});
    const overrides: Override[] = [
      { files: ['**/*.js'], analyzers: ['eslint'] },
      { files: ['**'], rules: { 'ruff/F632': 'off' } },
    ];
    assert.deepEqual(await ask(store, { overrides }), { syntaxErrors: 0 });
  });

  it('is not recalled from before a time, nor at all where answers are to be new', async () => {
    const store = answersInMemory();
    await keep(store, {});
    const options = { store, hash: sha256, version: '1' };
    assert.equal(await createKeptAnalyses('/nowhere', [], options).recall(question, Date.now() + 1000), undefined);
    assert.equal(await createKeptAnalyses('/nowhere', [], { ...options, fresh: true }).recall(question), undefined);
  });

  it('is nothing where what was kept has another shape', async () => {
    const store = answersInMemory();
    await keep(store, {});
    for (const key of store.kept.keys()) {
      store.kept.set(key, '{"answer":{"syntaxErrors":0}}');
    }
    assert.equal(await ask(store, {}), undefined);
  });
});

describe('analyzers and parsers', () => {
  /** What reads configuration, what loads WebAssembly, and what only names a file that is never there. */
  const allowed: Readonly<Record<string, readonly string[]>> = {
    'analyzers/folderConfig.ts': ['node:fs'],
    'analyzers/astGrepRuntime.ts': ['node:fs'],
    'analyzers/stylelint.ts': ['node:os'],
  };

  it('know nothing of the world but the text and the configuration that they are given', () => {
    const reviewers = join(import.meta.dirname, '../../../src/reviewers');
    for (const room of ['analyzers', 'syntax']) {
      for (const name of readdirSync(join(reviewers, room), { recursive: true, encoding: 'utf8' })) {
        const text = name.endsWith('.ts') ? readFileSync(join(reviewers, room, name), 'utf8') : '';
        const world =
          /\bnode:(?:fs|os|net|http|child_process)\b|\bprocess\.(?:env|cwd|platform)\b|\bDate\.now\b|\bnew Date\b|\bMath\.random\(\)(?!['’])/g;
        const others = (text.match(world) ?? []).filter((found) => !allowed[`${room}/${name}`]?.includes(found));
        assert.deepEqual(others, [], `${room}/${name}`);
      }
    }
  });
});

/** Files with configurations that decide what is found in them. */
const governed: readonly (readonly [string, string, string, string])[] = [
  ['src/a.py', 'def f(a):\n    return a is "c"\n', 'ruff.toml', 'lint.ignore = ["F632"]\n'],
  ['src/a.py', 'def f(a):\n    return a is "c"\n', 'src/ruff.toml', 'exclude = ["*.py"]\n'],
  ['src/a.py', 'def f(a):\n    return a is "c"\n', 'pyproject.toml', '[tool.ruff.lint]\nignore = ["F632"]\n'],
  ['src/a.py', 'import machine\nprint "a"\n', 'setup.cfg', '[metadata]\npython_requires = >=3.6\n'],
  ['docs/a.md', '# A\n\n(text)[http://b]\n', '.markdownlint.json', '{ "MD011": false }'],
  ['docs/a.md', '# A\n\n(text)[http://b]\n', 'docs/.markdownlint.yaml', 'MD011: false\n'],
  [
    'web/a.js',
    'if (a == NaN) {\n  b();\n}\n',
    'eslint.config.js',
    'export default [{ rules: { "use-isnan": "off" } }];\n',
  ],
  ['web/a.js', 'if (a == NaN) {\n  b();\n}\n', '.eslintrc.json', '{ "rules": { "use-isnan": "off" } }'],
  [
    'web/a.css',
    'a { color: red; color: rde; colr: red }\n',
    '.stylelintrc.json',
    '{ "rules": { "property-no-unknown": null } }',
  ],
];

describe('the configuration that was read for a file', () => {
  const write = (folder: string, path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const analyze = async (folder: string, path: string, text: string) => {
    const analyzeFile = createFileAnalysis(analyzers, createFolderConfig(folder), { wasmFolder });
    const { findings, looks, reads } = await analyzeFile(snapshot(path, text), true);
    return { said: { findings, looks }, reads };
  };

  it('is another whenever it comes, changes or goes and something else is found, and the same for any other file', async () => {
    for (const [path, text, name, content] of governed) {
      await withFolder({}, async (folder) => {
        const without = await analyze(folder, path, text);
        assert.ok(createFolderConfig(folder).isAsRead(without.reads));
        write(folder, 'notes.txt', 'unrelated');
        write(folder, 'other/ruff.toml', 'unrelated');
        write(folder, 'src/b.py', 'unrelated');
        assert.ok(createFolderConfig(folder).isAsRead(without.reads));
        write(folder, name, content);
        const withIt = await analyze(folder, path, text);
        assert.notDeepEqual(withIt.said, without.said, `${name} decides nothing of ${path}`);
        assert.ok(!createFolderConfig(folder).isAsRead(without.reads), `${name} came`);
        write(folder, name, `${content}\n`);
        assert.ok(!createFolderConfig(folder).isAsRead(withIt.reads), `${name} changed`);
        rmSync(join(folder, name));
        assert.ok(!createFolderConfig(folder).isAsRead(withIt.reads), `${name} went`);
        assert.ok(createFolderConfig(folder).isAsRead(without.reads));
      });
    }
  });

  it('has what a configuration extends, for each of the files that it governs', async () => {
    const files = { 'ruff.toml': 'extend = "base.toml"\n', 'base.toml': 'lint.ignore = ["F632"]\n' };
    await withFolder(files, async (folder) => {
      const analyzeFile = createFileAnalysis(analyzers, createFolderConfig(folder), { wasmFolder });
      for (const path of ['a.py', 'b.py', 'c/d.py']) {
        const { reads } = await analyzeFile(snapshot(path, 'def f(a):\n    return a is "c"\n'), true);
        assert.ok(createFolderConfig(folder).isAsRead(reads));
        write(folder, 'base.toml', '');
        assert.ok(!createFolderConfig(folder).isAsRead(reads), path);
        write(folder, 'base.toml', files['base.toml']);
      }
    });
  });

  it('is another where it may no longer be read', async () => {
    if (process.getuid?.() === 0) {
      const large = ' '.repeat(1024 * 1024 + 1);
      await withFolder({ 'ruff.toml': '' }, async (folder) => {
        const { reads } = await analyze(folder, 'a.py', '');
        write(folder, 'ruff.toml', large);
        assert.ok(!createFolderConfig(folder).isAsRead(reads));
      });
      return;
    }
    await withFolder({ 'ruff.toml': '' }, async (folder) => {
      const { reads } = await analyze(folder, 'a.py', '');
      chmodSync(join(folder, 'ruff.toml'), 0);
      assert.ok(!createFolderConfig(folder).isAsRead(reads));
    });
  });

  it('is as it was read only where every path has what it had', () => {
    const contents = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
    const paths = ['ruff.toml', 'src/ruff.toml', 'src/lib/ruff.toml', 'other/ruff.toml'] as const;
    const tree = fc.record(Object.fromEntries(paths.map((path) => [path, contents])));
    const inFolder = async (files: Readonly<Record<string, string | undefined>>, use: (folder: string) => unknown) =>
      withFolder(
        Object.fromEntries(Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]]))),
        async (folder) => use(folder),
      );
    return fc.assert(
      fc.asyncProperty(tree, tree, async (before, after) => {
        const seen = (folder: string) => {
          const { config, reads } = createFolderConfig(folder).recorded();
          const found = [...config.governing('src/lib/a.py', ['ruff.toml'])].map(({ path, text }) => [path, text]);
          return { found: JSON.stringify(found), reads: reads() };
        };
        let first: ReturnType<typeof seen> | undefined;
        await inFolder(before, (folder) => {
          first = seen(folder);
        });
        await inFolder(after, (folder) => {
          assert.ok(first);
          assert.equal(createFolderConfig(folder).isAsRead(first.reads), seen(folder).found === first.found);
          assert.equal(first.reads === seen(folder).reads, seen(folder).found === first.found);
        });
      }),
      { numRuns: runsOf(60) },
    );
  });
});

describe('why a file is analyzed again', () => {
  const review = (more: Partial<FileSnapshot> = {}) => ({ kind: 'review', file: { ...file, ...more } }) as const;
  const analysis = {
    findings: [],
    looks: { analyzers: [], language: 'python' },
    failures: [],
    reads: '',
    damaged: false,
  };

  it('is what is another than the last time', async () => {
    const store = answersInMemory();
    const opened = ({
      version = '1',
      overrides = [] as readonly Override[],
      fresh = false,
      folder = '/nowhere',
    } = {}) => createKeptAnalyses(folder, overrides, { store, hash: sha256, version, fresh });
    const kept = opened();
    assert.equal(await kept.whyMissed(review().file), 'new');
    kept.keep(review(), analysis);
    const changed = review({ text: 'b', textHash: 'other' }).file;
    const whys = {
      new: await opened().whyMissed(review({ path: 'other.py' }).file),
      alsoNew: await opened({ folder: '/elsewhere' }).whyMissed(changed),
      text: await opened().whyMissed(changed),
      analyzers: await opened({ version: '2' }).whyMissed(changed),
      rules: await opened({ overrides: [{ files: ['**'], analyzers: ['ruff'] }] }).whyMissed(review().file),
      question: await opened().whyMissed(review({ lineEnding: 'crlf' }).file),
      anew: await opened({ fresh: true }).whyMissed(review().file),
      since: await opened().whyMissed(review().file, Date.now() + 1_000),
    };
    assert.deepEqual(whys, {
      ...{ new: 'new', alsoNew: 'new', text: 'text', analyzers: 'analyzers', rules: 'analyzers' },
      ...{ question: 'question', anew: 'anew', since: 'anew' },
    });
  });

  it('is that its configuration is another', async () => {
    await withFolder({}, async (folder) => {
      const store = answersInMemory();
      const kept = createKeptAnalyses(folder, [], { store, hash: sha256, version: '1' });
      const config = createFolderConfig(folder).recorded();
      assert.deepEqual([...config.config.governing(file.path, ['ruff.toml'])], []);
      kept.keep(review(), analysis, config.reads());
      assert.deepEqual(await kept.recall(review()), analysis);
      writeFileSync(join(folder, 'ruff.toml'), 'line-length = 3\n');
      const later = createKeptAnalyses(folder, [], { store, hash: sha256, version: '1' });
      assert.equal(await later.recall(review()), undefined);
      assert.equal(await later.whyMissed(review().file), 'configuration');
    });
  });
});

describe('analyzers that have been asked before', () => {
  const options = { dist, threads: 1, workerFile: join(dist, 'analyzerWorker.js') };
  const text = 'def f(a):\n    return a is "c"\n';

  /** Asks everything there is to ask of a file. */
  const askAll = async (folder: string, store: AnswerStore, workerFile = options.workerFile) => {
    const kept = { store, hash: sha256, version: '1' };
    const service = createAnalysisService({ ...options, workerFile, folder, kept });
    const { signal } = context();
    const asked = snapshot('a.py', text);
    const edits = [{ start: 0, end: 0, newText: ')' }];
    const inspector = service.inspector(true);
    const said = {
      review: await service.reviewer.review(asked, context()),
      outline: await inspector.outline(asked, signal),
      signatures: await service.signatures(asked, signal),
      errors: await inspector.countErrors(asked, [edits], signal),
      inspections: await inspector.inspect(asked, [text, `${text})\n`, '#\n'], signal),
      syntax: await service.inspector(false).inspect(asked, ['#\n\n'], signal),
    };
    await service.dispose();
    return said;
  };

  it('say the same without a worker', async () => {
    buildWorker();
    await withFolder({}, async (folder) => {
      const store = answersInMemory();
      const first = await askAll(folder, store);
      assert.equal(first.review.kind, 'reviewed');
      assert.ok(first.outline && first.signatures && first.errors?.[0] && first.inspections[1]?.findings);
      const again = await askAll(folder, store, '/nowhere/worker.js');
      assert.ok(first.review.kind === 'reviewed' && again.review.kind === 'reviewed');
      assert.deepEqual([first.review.looks.analysis, again.review.looks.analysis], ['new', 'kept']);
      const asBefore = { ...again, review: { ...again.review, looks: { ...again.review.looks, analysis: 'new' } } };
      assert.deepEqual(JSON.parse(JSON.stringify(asBefore)), JSON.parse(JSON.stringify(first)));
      writeFileSync(join(folder, 'ruff.toml'), 'lint.ignore = ["F632"]\n');
      const { review, outline } = await askAll(folder, store, '/nowhere/worker.js');
      assert.equal(review.kind, 'failed');
      assert.deepEqual(outline, first.outline);
    });
  });

  it('take no configuration for their own in a folder that is not trusted, and no answer that stands on some', async () => {
    buildWorker();
    await withFolder({ 'ruff.toml': 'lint.ignore = ["F632"]\n' }, async (folder) => {
      const kept = { store: answersInMemory(), hash: sha256, version: '1' };
      const rulesIn = async (untrusted?: true) => {
        const service = createAnalysisService({ ...options, folder, kept, ...(untrusted && { untrusted }) });
        const said = await service.reviewer.review(snapshot('a.py', text), context());
        const [now] = await service.inspector(true).inspect(snapshot('a.py', text), [`${text}#\n`], context().signal);
        await service.dispose();
        const shown = said.kind === 'reviewed' ? said.findings.filter(({ hiddenBy }) => !hiddenBy) : [];
        return [shown, now?.findings ?? []].map((findings) => findings.map(({ rule }) => rule));
      };
      const [hidden, shown] = [
        [[], []],
        [['F632'], ['F632']],
      ];
      assert.deepEqual(await rulesIn(), hidden);
      assert.deepEqual(await rulesIn(true), shown);
      assert.deepEqual(await rulesIn(), hidden, 'kept under trust');
      assert.deepEqual(await rulesIn(true), shown, 'kept without it');
    });
  });

  it('keep nothing of what failed', async () => {
    const store = answersInMemory();
    const said = await askAll('/nowhere', store, '/nowhere/worker.js');
    assert.equal(said.review.kind, 'failed');
    const workerFile = join(import.meta.dirname, 'faultyWorker.mjs');
    const kept = { store, hash: sha256, version: '1' };
    const service = createAnalysisService({ ...options, workerFile, folder: '/nowhere', kept, timeLimitMs: 1000 });
    for (const failing of ['throw', 'garbage', 'damage', 'partly', 'hang']) {
      const { kind } = await service.reviewer.review(snapshot('a.txt', failing), context());
      assert.equal(kind, 'failed', failing);
    }
    await service.inspector(true).inspect(snapshot('a.txt', 'b'), ['damage', 'fine'], context().signal);
    await service.dispose();
    assert.equal(store.kept.size, 0);
  });
});
