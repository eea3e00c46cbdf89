import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileStatus, Looks, Withheld } from '../../../src/core/fileReview';
import { toMarkdown } from '../../../src/core/report/markdown';
import { toResults } from '../../../src/core/report/results';
import { toText } from '../../../src/core/report/runText';
import { toSarif } from '../../../src/core/report/sarif';
import { plainStyle } from '../../../src/core/report/style';
import { bothLooks, looksText, shallowDepth, shallowSentences } from '../../../src/core/run/looks';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { recordsOf } from '../../../src/core/run/snapshot';
import { allOf, failed, header, memoryWorkspace, replay, reviewed, reviewer, summarize, textOf } from '../fakes';
import { runWith } from './support';

const same = (name: string) => name;
const silent: Withheld = { analyzer: 'eslint', because: { kind: 'configuration', file: 'eslint.config.js' } };
const status = (looks: Looks): FileStatus => ({
  ...{ kind: 'reviewed', durationMs: 1, looks },
  coverage: { reviewedLines: 1, totalLines: 1 },
});

/** Runs a review in which a local reviewer says who looked, and a model looks at some of the files. */
async function review(local: Readonly<Record<string, Looks>>, model: Readonly<Record<string, 'looks' | 'fails'>> = {}) {
  const workspace = memoryWorkspace(new Map(Object.keys(local).map((path) => [path, `text of ${path}\n`])));
  const lane = (kind: 'local' | 'model') => ({
    maxConcurrency: 1,
    reviewer: reviewer(kind, async (file) => {
      if (kind === 'model' && model[file.path] === 'fails') {
        return failed('refused');
      }
      const looks = kind === 'local' ? local[file.path] : { analyzers: ['model'], language: file.language };
      return { ...reviewed(file, []), looks: looks ?? assert.fail() } as ReturnType<typeof reviewed>;
    }),
  });
  const { run } = runWith({
    header,
    workspace,
    createStages: async () =>
      stagesOf([
        { kind: 'local', limit: 1, lanes: [lane('local')] },
        ...(Object.keys(model).length > 0 ? [{ kind: 'model' as const, limit: 1, lanes: [lane('model')] }] : []),
      ]),
  });
  await run.start();
  return run.store;
}

describe('who looked at a file', () => {
  it('is everybody who looked in any stage, and of the others why they have not', () => {
    const first = bothLooks(undefined, {
      ...{ analyzers: ['text', 'ast-grep'], language: 'javascript' },
      withheld: [silent, { analyzer: 'syntax', because: { kind: 'dialect', name: 'Flow' } }],
    });
    assert.deepEqual(bothLooks(first, { analyzers: ['syntax', 'text'], language: 'javascript' }), {
      ...{ analyzers: ['ast-grep', 'syntax', 'text'], language: 'javascript' },
      withheld: [silent],
    });
  });

  it('is text checks only, or these with a look at the syntax, or nobody; one more is enough', () => {
    const depthOf = (...analyzers: string[]) => shallowDepth(status({ analyzers, language: 'sql' }));
    assert.equal(depthOf('text'), 'text checks only');
    assert.equal(depthOf('syntax', 'text'), 'syntax and text checks only');
    assert.equal(depthOf(), 'nobody');
    for (const another of ['ast-grep', 'editor', 'model']) {
      assert.equal(depthOf(another, 'text'), undefined);
    }
    assert.equal(shallowDepth({ kind: 'queued' }), undefined);
    const unknown = { kind: 'reviewed', durationMs: 1, coverage: { reviewedLines: 1, totalLines: 1 } } as const;
    assert.equal(shallowDepth(unknown), undefined, 'an earlier version did not write it down');
  });

  it('is said with the reason', () => {
    const text = { analyzers: ['text'], language: 'dockerfile' };
    assert.equal(looksText(status(text), same), 'text checks only: no analyzer for Dockerfile');
    assert.equal(
      looksText(status({ ...text, language: 'javascript', withheld: [silent] }), same),
      'text checks only: eslint is kept silent by eslint.config.js',
    );
    assert.equal(
      looksText(status({ analyzers: ['ast-grep', 'text'], language: 'javascript', withheld: [silent] }), same),
      'ast-grep, text (eslint is kept silent by eslint.config.js)',
    );
  });
});

describe('the numbers of a run', () => {
  const files = (looks: readonly Looks[]) =>
    looks.map((one, index) => ({ path: `f${index}`, bytes: 1, status: status(one), findings: [] }));
  const text = (language: string) => ({ analyzers: ['text'], language });

  it('count the files that only text checks saw, in so many words', () => {
    const summary = summarize(
      files([
        ...Array.from({ length: 18 }, () => ({ analyzers: ['ruff', 'text'], language: 'python' })),
        ...[text('dockerfile'), text('dockerfile'), text('dockerfile'), text('sql'), text('sql')],
        text('dockerfile'),
      ]),
    );
    assert.deepEqual(shallowSentences(summary, same), [
      '24 reviewed, 6 of them by text checks only: no analyzer for Dockerfile (4), SQL (2).',
    ]);
  });

  it('tell those with a look at the syntax apart, and nobody', () => {
    const summary = summarize(
      files([text('sql'), { analyzers: ['syntax', 'text'], language: 'rust' }, { analyzers: [], language: 'sql' }]),
    );
    assert.deepEqual(shallowSentences(summary, same), [
      '3 reviewed, 1 of them by text checks only: no analyzer for SQL; 1 by syntax and text checks only: no analyzer for Rust; 1 by nobody.',
    ]);
  });

  it('count why analyzers have not looked beside languages that there is none for', () => {
    const silenced: Looks = { analyzers: ['text'], language: 'javascript', withheld: [silent] };
    assert.deepEqual(shallowSentences(summarize(files([text('sql'), silenced, silenced])), same), [
      '3 reviewed, 3 of them by text checks only: no analyzer for SQL (1), eslint is kept silent by eslint.config.js (2).',
    ]);
  });

  it('name a few languages, the most files first, and say nothing where there is nothing to say', () => {
    const languages = ['sql', 'sql', ...Array.from({ length: 11 }, (_, index) => `l${index}`)];
    const [sentence] = shallowSentences(summarize(files(languages.map(text))), same);
    assert.match(sentence ?? '', /no analyzer for SQL \(2\), (\w+ \(1\), ){3}\w+ \(1\) and 7 more\.$/);
    assert.deepEqual(
      shallowSentences(summarize(files([{ analyzers: ['ruff', 'text'], language: 'python' }])), same),
      [],
    );
  });
});

describe('a run', () => {
  const text: Looks = { analyzers: ['text'], language: 'dockerfile' };

  it('counts the model among those who looked, unless it failed', async () => {
    const store = await review({ a: text, b: text, c: text }, { a: 'looks', b: 'fails', c: 'looks' });
    assert.deepEqual(JSON.parse(textOf(toResults(store))).files.a.analyzers, ['model', 'text']);
    const b = store.file('b')?.status;
    assert.deepEqual(b?.kind === 'failed' && b.looks?.analyzers, ['text']);
    assert.deepEqual(store.summary().shallow, []);
  });

  it('is the same after its record is read again, and after that was made shorter', async () => {
    const store = await review({
      a: text,
      b: { analyzers: ['ast-grep', 'text'], language: 'javascript', withheld: [silent] },
    });
    const results = textOf(toResults(store));
    const again = replay(recordsOf(store)) ?? assert.fail();
    assert.equal(textOf(toResults(again)), results);
    assert.deepEqual(again.summary(), store.summary());
    assert.deepEqual(again.file('b')?.status, store.file('b')?.status);
  });

  it('says who looked in each report', async () => {
    const store = await review({
      Dockerfile: text,
      'a.js': { analyzers: ['ast-grep', 'text'], language: 'javascript', withheld: [silent] },
    });
    const results = JSON.parse(textOf(toResults(store)));
    assert.deepEqual(results.files.Dockerfile.analyzers, ['text']);
    assert.equal(results.files.Dockerfile.withheld, undefined);
    assert.deepEqual(results.files['a.js'].withheld, [
      { analyzer: 'eslint', because: 'configuration', file: 'eslint.config.js' },
    ]);
    const counted = '2 reviewed, 1 of them by text checks only: no analyzer for Dockerfile.';
    const terminal = await allOf(toText(store, plainStyle));
    assert.ok(terminal.includes(`\n${counted}\n`), terminal);
    assert.ok(!terminal.includes('Dockerfile: '), 'a file by itself would bury the findings');
    assert.ok(terminal.includes('ast-grep, text (eslint is kept silent by eslint.config.js): 1 file\n'), terminal);
    const markdown = textOf(toMarkdown(store));
    assert.ok(markdown.includes(counted), markdown);
    assert.ok(markdown.includes('text checks only: no analyzer for Dockerfile:\n\n- `Dockerfile`\n'), markdown);
    assert.ok(
      markdown.includes('ast-grep, text (eslint is kept silent by `eslint.config.js`):\n\n- `a.js`\n'),
      markdown,
    );
    const [sarif] = JSON.parse(textOf(toSarif(store, '1'))).runs;
    assert.deepEqual(
      sarif.artifacts.map(({ location, properties }: never) => [(location as { uri: string }).uri, properties]),
      [
        ['Dockerfile', { analyzers: ['text'], looks: 'text checks only: no analyzer for Dockerfile' }],
        [
          'a.js',
          { analyzers: ['ast-grep', 'text'], looks: 'ast-grep, text (eslint is kept silent by eslint.config.js)' },
        ],
      ],
    );
    assert.ok(
      sarif.invocations[0].toolExecutionNotifications.some(
        (one: { message: { text: string } }) => one.message.text === counted,
      ),
    );
  });
});
