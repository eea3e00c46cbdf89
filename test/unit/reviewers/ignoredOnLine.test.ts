import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import { ignoreComments } from '../../../src/core/findings/ignoreComment';
import { silencesNow } from '../../../src/core/gates/gatesNow';
import { LineIndex } from '../../../src/core/text/lines';
import { type AnalysisService, createAnalysisService } from '../../../src/reviewers/local';
import { reported, sha256, toFindings } from '../fakes';
import { buildWorker, context, dist, snapshot } from './support';

const files: readonly [path: string, text: string, rule: string, after: RegExp | undefined][] = [
  [
    'a.js',
    'export function f(a) {\n  if (a == NaN) {\n    return 1;\n  }\n}\n',
    'use-isnan',
    /\n {2}\/\/ eslint-disable-next-line use-isnan\n {2}if/,
  ],
  // A comment of the usual form would be a text of the page.
  [
    'a.jsx',
    'export const A = ({ a }) => (\n  <div>\n    {a === NaN ? 1 : 2}\n  </div>\n);\n',
    'use-isnan',
    /\n {4}\{\/\* .*use-isnan \*\/\}\n {4}\{a/,
  ],
  ['a.py', 'import os\n\n\ndef f(a):\n    return a is "x"\n', 'F632', /a is "x" {2}# noqa: F632\n/],
  // Nothing in a string is a comment.
  ['b.js', 'export const a = [`\n${1 == NaN}\n`];\n', 'use-isnan', undefined],
  [
    'a.css',
    'a {\n  padding-left: 1px;\n  padding: 2px;\n}\n',
    'declaration-block-no-shorthand-property-overrides',
    /\n {2}\/\* stylelint-disable-next-line/,
  ],
  ['a.json', '{\n  "a": 1,\n  "a": 2\n}\n', 'duplicate-key', undefined],
  ['a.yml', 'a: 1\nb: 2\na: 3\n', 'duplicate-key', /\n# folder-review-ignore-next-line: yaml\/duplicate-key\na: 3/],
];

describe('a comment that is to silence a finding', () => {
  let service: AnalysisService;
  before(async function () {
    await buildWorker.call(this);
    service = createAnalysisService({
      ...{ dist, workerFile: join(dist, 'analyzerWorker.js'), threads: 1, folder: '/nowhere' },
    });
  });
  after(() => service.dispose());

  for (const [path, text, rule, expected] of files) {
    it(`is tried with the analyzers: ${rule} in ${path}`, async () => {
      const file = snapshot(path, text);
      const outcome = await service.reviewer.review(file, context());
      assert.ok(outcome.kind === 'reviewed', JSON.stringify(outcome));
      const reported = outcome.findings.filter((finding) => finding.rule === rule);
      const [finding] = toFindings(file, 'local', reported, sha256);
      assert.ok(finding?.place, `found: ${outcome.findings.map((one) => one.rule).join(', ')}`);
      const line = new LineIndex(text).lineAt(finding.place.start);
      let written: string | undefined;
      for (const edit of ignoreComments(finding, file, line)) {
        if (
          await silencesNow(file, finding, finding.place, edit, service.inspector(true), new AbortController().signal)
        ) {
          written = applyEdits(text, [edit]);
          break;
        }
      }
      if (!expected || written === undefined) {
        assert.equal(written, expected);
        return;
      }
      assert.match(written, expected);
      const again = await service.reviewer.review(snapshot(path, written), context());
      assert.ok(again.kind === 'reviewed');
      const about = again.findings.filter((one) => one.rule === rule);
      assert.deepEqual(
        about.map(({ hiddenBy }) => hiddenBy),
        [{ kind: 'comment' }],
      );
    });
  }

  const byModel: readonly [path: string, text: string, at: string, heeded: readonly (boolean | undefined)[]][] = [
    ['a.py', 'def f(a):\n    return a\n', 'return', [true, true]],
    [
      'a.html',
      '<!doctype html>\n<html lang="en"><head><title>a</title></head><body><p>b</p></body></html>\n',
      '<html',
      [true, true],
    ],
    ['a.sh', 'cat <<< "a" |\n  sort\n', 'sort', [true, true]],
    ['a.go', 'package a\n\nvar b = `\nc\n`\n', 'c\n', []],
    // Without a grammar.
    ['a.vue', '<template>\n  <p>a</p>\n</template>\n', '<p>', [undefined, undefined]],
    ['a.md', '# a\n\nb\n', 'b', [undefined, undefined]],
  ];
  for (const [path, text, at, heeded] of byModel) {
    it(`is looked at for a finding of a model, too: in ${path}`, async () => {
      const file = snapshot(path, text);
      const span = { start: text.indexOf(at), end: text.indexOf(at) + at.length };
      const [finding] = toFindings(file, 'model', [reported({ span })], sha256);
      assert.ok(finding?.place);
      const answers: (boolean | undefined)[] = [];
      for (const edit of ignoreComments(finding, file, new LineIndex(text).lineAt(span.start))) {
        const { signal } = new AbortController();
        answers.push(await silencesNow(file, finding, finding.place, edit, service.inspector(false), signal));
      }
      assert.deepEqual(answers, heeded);
    });
  }

  it('is refused for a finding of a model where a parser says that it breaks the file', async () => {
    const file = snapshot('a.py', 'a = 1 + \\\n  2\n');
    const [finding] = toFindings(file, 'model', [reported({ span: { start: 0, end: 1 } })], sha256);
    assert.ok(finding?.place);
    const edit = { start: 9, end: 9, newText: '  # folder-review-ignore: model' };
    const { signal } = new AbortController();
    assert.equal(await silencesNow(file, finding, finding.place, edit, service.inspector(false), signal), false);
  });
});
