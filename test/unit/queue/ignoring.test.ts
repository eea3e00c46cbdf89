import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type IgnoredFinding, ignoreComments } from '../../../src/core/findings/ignoreComment';
import { adopted } from '../../../src/core/queue/adopting';
import { ProposalQueue } from '../../../src/core/queue/proposalQueue';
import type { RunRecord } from '../../../src/core/run/records';
import { RunStore } from '../../../src/core/run/store';
import { languageOf } from '../../../src/core/text/language';
import {
  header,
  memoryApplier,
  memoryJournal,
  memoryLog,
  memoryPreImages,
  recordsOfFiles,
  replay,
  reported,
  sha256,
  snapshotOf,
  toFindings,
  virtualClock,
} from '../fakes';

const local = (source: string, rule?: string): IgnoredFinding => ({
  ...{ reviewer: 'local', source },
  ...(rule !== undefined && { rule }),
});

/** What a text looks like with each of the comments, the first one first. */
function written(path: string, text: string, finding: IgnoredFinding, line = 1): string[] {
  return ignoreComments(finding, { text, language: languageOf(path) }, line).map(
    ({ start, end, newText }) => text.slice(0, start) + newText + text.slice(end),
  );
}

describe('a comment that silences a finding', () => {
  const firsts: readonly [
    name: string,
    path: string,
    text: string,
    finding: IgnoredFinding,
    line: number,
    first: string,
  ][] = [
    [
      'of ESLint',
      'a.js',
      'a;\n  b;\n',
      local('eslint', 'eqeqeq'),
      2,
      'a;\n  // eslint-disable-next-line eqeqeq\n  b;\n',
    ],
    [
      'of a plugin that the project may not have',
      'a.js',
      'b;\n',
      local('eslint', 'promise/no-new'),
      1,
      '// folder-review-ignore-next-line: eslint/promise/no-new\nb;\n',
    ],
    ['of ruff', 'a.py', 'b\n', local('ruff', 'S113'), 1, 'b  # noqa: S113\n'],
    ['behind a last line', 'a.py', 'b', local('ruff', 'S113'), 1, 'b  # noqa: S113'],
    [
      'of markdownlint',
      'a.md',
      '# a\n',
      local('markdownlint', 'MD011'),
      1,
      '<!-- markdownlint-disable-next-line MD011 -->\n# a\n',
    ],
    ['of stylelint', 'a.css', 'a{}\n', local('stylelint', 'no-x'), 1, '/* stylelint-disable-next-line no-x */\na{}\n'],
    [
      'ours',
      'a.go',
      '\tb()\n',
      local('ast-grep', 'defer-in-loop'),
      1,
      '\t// folder-review-ignore-next-line: ast-grep/defer-in-loop\n\tb()\n',
    ],
    [
      'ours, in YAML',
      'a.yml',
      'b: 1\n',
      local('yaml', 'duplicate-key'),
      1,
      '# folder-review-ignore-next-line: yaml/duplicate-key\nb: 1\n',
    ],
    [
      'ours, of a model',
      'a.py',
      'b\n',
      { reviewer: 'model', source: 'qwen3' },
      1,
      '# folder-review-ignore-next-line: model\nb\n',
    ],
    [
      'ours, for all who found it',
      'a.py',
      'b\n',
      { ...local('ast-grep', 'x'), alsoFrom: ['ruff'] },
      1,
      '# folder-review-ignore-next-line\nb\n',
    ],
    [
      'of an extension',
      'a.py',
      'b\n',
      { reviewer: 'editor', source: 'Pylint', rule: 'W0702' },
      1,
      'b  # pylint: disable=W0702\n',
    ],
  ];
  for (const [name, path, text, finding, line, first] of firsts) {
    it(name, () => {
      assert.equal(written(path, text, finding, line)[0], first);
    });
  }

  it('is none where there are no comments, or nobody known heeds one', () => {
    assert.deepEqual(written('a.json', '{}\n', local('json', 'duplicate-key')), []);
    assert.deepEqual(written('a.py', 'b\n', { reviewer: 'editor', source: 'Pylance', rule: 'x' }), []);
  });

  it('never becomes part of a string, or of the line above', () => {
    const inString = 'const a = `\nHERE\n`;\n';
    assert.deepEqual(
      written('a.js', inString, local('ast-grep', 'x'), 2).map((text) =>
        text.split('\n').filter((one) => one.includes('folder')),
      ),
      [],
    );
    for (const text of written('a.c', '#define A \\\n  b()\n', local('ast-grep', 'x'), 2)) {
      assert.ok(!text.includes('\\\n  //'), text);
    }
  });

  const model: IgnoredFinding = { reviewer: 'model', source: 'qwen3' };

  it('stands neither above nor behind a line in the middle of a macro or a statement that goes on by a backslash', () => {
    assert.deepEqual(written('a.c', '#define A \\\n  b(); \\\n  c()\n', model, 2), []);
    assert.deepEqual(written('a.py', 'a = 1 + \\\n  2 + \\\n  3\n', model, 2), []);
    assert.deepEqual(written('a.py', 'a = 1 + \\\n  2\n', model, 1), [
      '# folder-review-ignore-next-line: model\na = 1 + \\\n  2\n',
    ]);
    assert.deepEqual(written('a.py', 'a = 1 + \\\n  2\n', model, 2), [
      'a = 1 + \\\n  2  # folder-review-ignore: model\n',
    ]);
  });

  it('is one of the language that its line is in: of a page, its script or its style', () => {
    const page = [
      ...['<template>', '  <p>a</p>', '</template>', '<script setup lang="ts">', 'a();', '</script>'],
      ...['<style scoped>', 'p{}', '</style>', '<script type="application/json">', '1', '</script>', ''],
    ].join('\n');
    for (const path of ['a.vue', 'a.svelte', 'a.html']) {
      const firstAt = (line: number) => written(path, page, model, line)[0]?.split('\n')[line - 1];
      assert.equal(firstAt(2), '  <!-- folder-review-ignore-next-line: model -->');
      assert.equal(firstAt(4), '<!-- folder-review-ignore-next-line: model -->');
      assert.equal(firstAt(5), '// folder-review-ignore-next-line: model');
      assert.equal(firstAt(8), '/* folder-review-ignore-next-line: model */');
      assert.equal(firstAt(11), undefined);
      const behindTag = written(path, page, model, 4).filter((text) => text.includes('"ts">  '));
      assert.deepEqual(behindTag, []);
    }
    assert.deepEqual(written('a.php', '<p>\n<?php\na();\n?>\n', model, 1), []);
    assert.equal(written('a.php', '<p>\n<?php\na();\n?>\n', model, 3).length, 2);
    assert.deepEqual(written('a.vue', '<p\n  class="a"\n>b</p>\n', model, 2), []);
  });

  it('ends no comment that it would stand in', () => {
    assert.deepEqual(written('a.html', '<!--\na\n-->\n', model, 2), []);
    assert.deepEqual(written('a.css', '/*\na\n*/\n', model, 2), []);
  });
});

const base = 'one\ntwo\nthree\n';

function setUp(heeded: (text: string) => boolean | undefined, reviewer: 'local' | 'model' = 'local') {
  const files = new Map([['a.py', base]]);
  const snapshot = snapshotOf('a.py', base);
  const observation = (title: string, find: string) => {
    const start = base.indexOf(find);
    return reported({ title, source: 'ruff', rule: 'S113', span: { start, end: start + find.length } });
  };
  const findings = toFindings(snapshot, reviewer, [observation('Two', 'two'), observation('Three', 'three')], sha256);
  const store = new RunStore(header);
  const journal = memoryJournal();
  const made = recordsOfFiles([
    {
      ...{ path: 'a.py', bytes: base.length, textHash: snapshot.textHash, findings },
      status: { kind: 'reviewed', coverage: { reviewedLines: 3, totalLines: 3 }, durationMs: 1 },
    },
  ]);
  const beginning: RunRecord[] = [{ type: 'run', version: 2, run: header }, ...made];
  journal.records.push(...beginning);
  for (const record of made) {
    store.apply(record);
  }
  const queue = new ProposalQueue({
    ...{ store, journal, log: memoryLog().log, clock: virtualClock(), hash: sha256, preImages: memoryPreImages() },
    applier: memoryApplier(files),
    silences: async (_path, _finding, _place, text, { start, end, newText }) =>
      heeded(text.slice(0, start) + newText + text.slice(end)),
  });
  const ignore = (title: string) =>
    queue.ignore(findings.find((finding) => finding.title === title)?.id ?? '', ({ finding }, text) => {
      const start = text.indexOf(finding.place?.quote ?? '?');
      return start < 0 ? undefined : { start, end: start + 1 };
    });
  return { files, store, journal, ignore };
}

describe('ignoring a finding on its line', () => {
  it('writes the first comment that is heeded, and counts the finding as hidden by it, also after a reload', async () => {
    const { files, store, journal, ignore } = setUp((text) => text.includes('folder-review-ignore-next-line'));
    assert.deepEqual(await ignore('Two'), { kind: 'ignored', comment: '# folder-review-ignore-next-line: ruff/S113' });
    assert.equal(files.get('a.py'), 'one\n# folder-review-ignore-next-line: ruff/S113\ntwo\nthree\n');
    for (const one of [store, replay(journal.records)]) {
      const { findings = [], hidden = [] } = one?.file('a.py') ?? {};
      assert.deepEqual(
        findings.map(({ title }) => title),
        ['Three'],
      );
      assert.deepEqual(
        hidden.map(({ title, hiddenBy }) => [title, hiddenBy]),
        [['Two', { kind: 'comment' }]],
      );
      assert.deepEqual(one?.summary().hiddenBy, [{ by: { kind: 'comment' }, count: 1 }]);
    }
  });

  it('writes nothing where nobody can tell, and says so', async () => {
    const { files, store, ignore } = setUp(() => undefined);
    const outcome = await ignore('Three');
    assert.match(outcome.kind === 'failed' ? outcome.message : '', /^it could not be checked whether a comment/);
    assert.equal(files.get('a.py'), base);
    assert.equal(store.file('a.py')?.findings.length, 2);
  });

  it('asks for a finding of a model, too', async () => {
    const { files, ignore } = setUp((text) => text.includes('three  # folder'), 'model');
    assert.deepEqual(await ignore('Three'), { kind: 'ignored', comment: '# folder-review-ignore: model' });
    assert.equal(files.get('a.py'), 'one\ntwo\nthree  # folder-review-ignore: model\n');
  });

  it('writes nothing where no comment is heeded, or the text is gone', async () => {
    const { files, store, ignore } = setUp(() => false);
    const refused = { kind: 'failed', message: 'no comment that silences it can stand there' };
    assert.deepEqual(await ignore('Two'), refused);
    assert.equal(files.get('a.py'), base);
    files.set('a.py', 'other\n');
    assert.deepEqual(await ignore('Two'), { kind: 'failed', message: 'its text is no longer there' });
    assert.equal(store.file('a.py')?.findings.length, 2);
  });
});

describe('proposals that the person has made elsewhere', () => {
  const edit = (start: number, end: number, newText: string) => ({ start, end, newText });
  const proposals = [
    { id: 'a', edits: [edit(0, 3, '1'), edit(8, 8, 'x')] },
    { id: 'b', edits: [edit(4, 7, 'zwei')] },
  ];

  it('are known by the text that they lead to, each as if made behind the other', () => {
    assert.deepEqual(adopted(base, proposals, base), []);
    assert.deepEqual(adopted(base, [{ id: 'left out', edits: [] }], base), []);
    assert.deepEqual(adopted(base, proposals, 'one\nzwei\nthree\n'), [
      { id: 'b', text: base, edits: [edit(4, 7, 'zwei')] },
    ]);
    assert.deepEqual(adopted(base, proposals, '1\nzwei\nxthree\n'), [
      { id: 'a', text: base, edits: [edit(0, 3, '1'), edit(8, 8, 'x')] },
      { id: 'b', text: '1\ntwo\nxthree\n', edits: [edit(2, 5, 'zwei')] },
    ]);
  });

  it('are not told from a text that a part of one has made, or somebody else', () => {
    assert.equal(adopted(base, proposals, '1\ntwo\nthree\n'), undefined);
    assert.equal(adopted(base, proposals, '1\ntwo\nxthree\nmore\n'), undefined);
  });
});
