import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { FileReview } from '../../../src/core/fileReview';
import { toMarkdown } from '../../../src/core/report/markdown';
import { toResults } from '../../../src/core/report/results';
import { toText } from '../../../src/core/report/runText';
import { toSarif } from '../../../src/core/report/sarif';
import { plainStyle } from '../../../src/core/report/style';
import { RunStore } from '../../../src/core/run/store';
import { LineIndex } from '../../../src/core/text/lines';
import type { Finding, TextEdit } from '../../../src/core/types';
import {
  allOf,
  byProfile,
  storeOf as endedWith,
  header,
  reported,
  settle,
  sha256,
  snapshotOf,
  textOf,
  toFindings,
} from '../fakes';

const coverage = { reviewedLines: 3, totalLines: 3 };

const storeOf = (...files: FileReview[]): RunStore => endedWith(files);

function fileWith(path: string, text: string, edit: TextEdit, title = 'A finding', explanation = ''): FileReview {
  const fix = { kind: 'edits', anchoring: 'exact', edits: [edit] } as const;
  return {
    path,
    bytes: text.length,
    status: { kind: 'reviewed', coverage, durationMs: 7 },
    findings: toFindings(snapshotOf(path, text), 'local', [reported({ title, explanation, span: edit, fix })], sha256),
  };
}

const unreviewed: FileReview[] = [
  { path: 's.bin', bytes: 1, status: { kind: 'skipped', reason: 'binary', message: 'it is' }, findings: [] },
  {
    path: 'f.ts',
    bytes: 1,
    status: { kind: 'failed', reason: 'server down', message: 'No answer.', phase: 'model' },
    findings: [],
  },
  { path: 'c.ts', bytes: 1, status: { kind: 'cancelled' }, findings: [] },
];

function assertSorted(value: unknown): void {
  if (typeof value === 'object' && value !== null) {
    const keys = Array.isArray(value) ? [] : Object.keys(value);
    assert.deepEqual(keys, keys.toSorted());
    Object.values(value).forEach(assertSorted);
  }
}

describe('reports', () => {
  it('show of a very long line what stands near its change, and no piece of a secret', async () => {
    const token = `ghp_${sha256('token').slice(0, 36)}`;
    const before = `${'x'.repeat(5_000)}\u{1f600}${'y'.repeat(199)} old ${'z'.repeat(180)} token = "${token}" ${'z'.repeat(5_000)}`;
    const start = before.indexOf('old');
    const file = fileWith('a.js', `${before}\n`, { start, end: start + 3, newText: 'new' });
    for (const report of [await allOf(toText(storeOf(file), plainStyle)), textOf(toMarkdown(storeOf(file)))]) {
      const shown = report.split('\n').filter((line) => line.includes('yyy'));
      assert.equal(shown.length, 2, report);
      for (const [line, word] of [
        [shown[0] ?? '', 'old'],
        [shown[1] ?? '', 'new'],
      ] as const) {
        assert.match(line, new RegExp(`^(?:1 )?[-+] ?…y{199} ${word} z{180} token`));
        assert.ok(line.length < 450 && line.isWellFormed() && line.endsWith('…'), line);
      }
      assert.ok(!report.includes('ghp_'), report);
    }
    const { files } = JSON.parse(textOf(toResults(storeOf(file)))) as { files: Record<string, unknown> };
    assert.ok(JSON.stringify(files).includes('x'.repeat(5_000)), 'in results.json it is whole');
  });

  it('count findings by their weight on a terminal', async () => {
    const file = fileWith('a.js', 'foo\n', { start: 0, end: 3, newText: 'bar' });
    const [finding] = file.findings;
    assert.ok(finding);
    const severities = ['error', 'warning', 'warning', 'info'] as const;
    const findings = severities.map((severity, n) => ({ ...finding, id: `${n}`, severity }));
    assert.match(
      await allOf(toText(storeOf({ ...file, findings }), plainStyle)),
      /^4 findings: 1 error, 2 warnings, 1 info\.\n4 proposals\.$/m,
    );
    const one = await allOf(toText(storeOf({ ...file, findings: findings.slice(0, 1) }), plainStyle));
    assert.match(one, /^1 finding: 1 error, 0 warnings, 0 info\.\n1 proposal\.$/m);
  });

  it('hold no character in JSON that a terminal or a viewer obeys', () => {
    const signs = '\u009b2J\u202e\u2067\u2028';
    const store = storeOf(fileWith(`${signs}.ts`, 'one\n', { start: 0, end: 3, newText: signs }, signs, signs));
    for (const report of [textOf(toResults(store)), textOf(toSarif(store, '1'))]) {
      assert.doesNotMatch(report, /[\u0080-\u009f\u2028-\u202e\u2066-\u2069]/);
    }
    assert.deepEqual(Object.keys(JSON.parse(textOf(toResults(store))).files), [`${signs}.ts`]);
  });

  it('account for every file', async () => {
    const store = storeOf(fileWith('a.ts', 'one\ntwo\n', { start: 4, end: 7, newText: '2' }), ...unreviewed);
    const { files } = JSON.parse(textOf(toResults(store)));
    assert.deepEqual(
      Object.entries(files).map(([path, file]) => [path, (file as { status: string }).status]),
      [
        ['a.ts', 'reviewed'],
        ['c.ts', 'cancelled'],
        ['f.ts', 'failed'],
        ['s.bin', 'skipped'],
      ],
    );
    assertSorted(JSON.parse(textOf(toResults(store))));
    const sarif = JSON.parse(textOf(toSarif(store, '1.0.0')));
    assert.equal(sarif.runs[0].invocations[0].toolExecutionNotifications.length, 3);
    for (const report of [await allOf(toText(store, plainStyle)), textOf(toMarkdown(store))]) {
      assert.match(report, /Reviewed 1 of 4 files \(3 lines\); 1 skipped, 1 failed, 1 cancelled\./);
      assert.ok(report.includes('server down') && report.includes('binary'));
    }
  });

  it('name on a terminal some of many files with one and the same reason, and count the others', async () => {
    const [failed] = unreviewed.filter(({ status }) => status.kind === 'failed');
    assert.ok(failed);
    const named = async (count: number) => {
      const files = Array.from({ length: count }, (_, index) => ({ ...failed, path: `f${index}.ts` }));
      return (await allOf(toText(storeOf(...files), plainStyle)))
        .split('\n')
        .filter((line) => line.includes('server down'));
    };
    assert.equal((await named(5)).length, 5);
    const [line = '', ...more] = await named(27);
    assert.deepEqual(more, []);
    assert.match(line, /^ +f0\.ts, f1\.ts, \S+, \S+, \S+ and 22 others: .*server down/);
  });

  it('say that nothing was found only of what was reviewed', async () => {
    const clean: FileReview = {
      ...{ path: 'a.ts', bytes: 1, findings: [] },
      status: { kind: 'reviewed', coverage, durationMs: 7 },
    };
    const said = async (store: RunStore) => (await allOf(toText(store, plainStyle))).trimEnd().split('\n').at(-1);
    assert.equal(await said(storeOf(clean, ...unreviewed)), 'No findings in what was reviewed.');
    assert.equal(await said(storeOf(...unreviewed)), 'Nothing was reviewed.');
    assert.equal(await said(storeOf()), 'There are no files to review.');
    const changed = new RunStore({ ...header, options: { ...header.options, changedSince: 'main' } });
    assert.equal(await said(changed), 'No file differs from main.');
  });

  it('tell people what the model took', async () => {
    const costly = fileWith('a.ts', 'one\n', { start: 0, end: 3, newText: '1' });
    const store = storeOf({ ...costly, usage: { promptTokens: 12_345, completionTokens: 678 } });
    for (const report of [await allOf(toText(store, plainStyle)), textOf(toMarkdown(store))]) {
      assert.match(report, /^12,345 tokens in, 678 out\.$/m);
    }
    assert.ok(!textOf(toResults(store)).includes('12345'));
  });

  it('count what the profile hides, and show none of it', async () => {
    const shown = fileWith('a.ts', 'one\n', { start: 0, end: 3, newText: '1' });
    const hidden = fileWith('a.ts', 'one\n', { start: 0, end: 3, newText: '2' }, 'A doubtful one').findings.map(
      byProfile,
    );
    const store = storeOf({ ...shown, hidden });
    for (const report of [await allOf(toText(store, plainStyle)), textOf(toMarkdown(store))]) {
      assert.match(report, /^1 finding is hidden by the profile “`?bugs`?” \(it does not meet its bounds\)\.\n/m);
      assert.ok(!report.includes('doubtful'));
    }
    assert.equal(JSON.parse(textOf(toSarif(store, '1'))).runs[0].results.length, 1);
    assert.equal(JSON.parse(textOf(toResults(store))).files['a.ts'].hidden.length, 1);
    assert.ok(!(await allOf(toText(storeOf(shown), plainStyle))).includes('hidden'));
  });

  it('name everybody who found it, and what was reviewed of a failed file', async () => {
    const file = fileWith('a.ts', 'one\n', { start: 0, end: 3, newText: '1' });
    const findings = file.findings.map((finding) => ({ ...finding, alsoFrom: ['ruff', 'm'] }));
    const coverage = { reviewedLines: 3, totalLines: 5 };
    const failed = { kind: 'failed', reason: 'timed out', message: 'Too slow.', phase: 'model', coverage } as const;
    const store = storeOf({ ...file, findings }, { path: 'f.ts', bytes: 1, status: failed, findings: [] });
    assert.match(await allOf(toText(store, plainStyle)), /, also ruff, m$/m);
    assert.match(await allOf(toText(store, plainStyle)), /timed out\. Too slow\. 3 of 5 lines were reviewed\.$/m);
    assert.match(textOf(toMarkdown(store)), /, also ruff, m`/m);
    assert.match(textOf(toMarkdown(store)), /Too slow\. 3 of 5 lines were reviewed\.`$/m);
  });

  it('hold no time and no worker in the results', () => {
    const text = textOf(toResults(storeOf(fileWith('a.ts', 'one\n', { start: 0, end: 3, newText: '1' }))));
    assert.ok(!/durationMs|startedAt|worker|usage/.test(text));
  });

  it('give SARIF the lines that a model named without proof, and say that they are not proven', () => {
    const file = fileWith('a.ts', 'one\ntwo\n', { start: 4, end: 7, newText: '2' });
    const resultsOf = (place: Partial<Pick<Finding, 'place' | 'named'>>) => {
      const findings = file.findings.map(({ place: _, ...finding }) => ({ ...finding, ...place }));
      const [result] = JSON.parse(textOf(toSarif(storeOf({ ...file, findings }), '1'))).runs[0].results;
      return [result.locations[0].physicalLocation.region, result.properties];
    };
    const place = file.findings[0]?.place ?? assert.fail();
    const named = { startLine: 1, endLine: 2 };
    assert.deepEqual(resultsOf({ named }), [named, { place: 'not proven' }]);
    assert.deepEqual(resultsOf({}), [undefined, undefined]);
    assert.deepEqual(resultsOf({ place, named }), [{ startLine: 2, endLine: 2 }, undefined]);
  });

  it('give SARIF replacements that make the same text as the edits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n') }), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        fc.string({ unit: fc.constantFrom('x', '\n', 'a'), maxLength: 5 }),
        (pieces, from, length, newText) => {
          const text = pieces.join('');
          const start = from % (text.length + 1);
          const edit = { start, end: Math.min(text.length, start + (length % 7)), newText };
          const { runs } = JSON.parse(textOf(toSarif(storeOf(fileWith('a.txt', text, edit)), '1')));
          const changes = runs[0].results[0]?.fixes?.[0].artifactChanges[0].replacements ?? [];
          const lines = new LineIndex(text);
          const edits = changes.map(({ deletedRegion: region, insertedContent }: SarifReplacement) => ({
            start: lines.startOf(region.startLine) + region.startColumn - 1,
            end: lines.startOf(region.endLine) + region.endColumn - 1,
            newText: insertedContent.text,
          }));
          if (changes.length > 0) {
            assert.equal(applyEdits(text, edits), applyEdits(text, [edit]));
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('carry nothing that a service makes something of', () => {
    const lively = [
      '[click](https://evil.example)',
      '![x](https://evil.example/x.png)',
      'https://evil.example www.evil.example a@evil.example',
      '<https://evil.example> <img src=x onerror=alert(1)> <!-- a -->',
      '@everyone #1 GH-1 octo/cat#1 0123456789abcdef0123456789abcdef01234567 :tada:',
      '[a]: https://evil.example',
      '`` [click](https://evil.example) ` https://evil.example',
      '`[click](https://evil.example)`',
      '| a | b |',
      '$x$ $$y$$',
      '\\[a\\](https://evil.example) \\\\](x)',
    ];
    for (const words of lively) {
      const store = storeOf(fileWith(words, 'one\n', { start: 0, end: 3, newText: words }, words, words));
      const outside = textOf(toMarkdown(store))
        .replace(/^(`{3,})diff\n.*?\n\1$/gmsu, '')
        .replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/gu, '');
      assert.doesNotMatch(outside, /evil|everyone|GH-1|tada|onerror|\$|octo/, words);
      const [result] = JSON.parse(textOf(toSarif(store, '1'))).runs[0].results;
      // A link's text ends at a bracket that no backslash takes its meaning from.
      assert.doesNotMatch(result.message.text, /(?<!\\)(?:\\\\)*\]\(/, words);
      assert.doesNotMatch(result.locations[0].physicalLocation.artifactLocation.uri, /:|^\/\//);
    }
  });

  it('count a change as applied, too, after which the editor changed more of the file', async () => {
    const files = ['a.ts', 'b.ts'].map((path) => fileWith(path, 'one\n', { start: 0, end: 3, newText: '1' }));
    const store = storeOf(...files);
    const receipt = { change: 0, textHash: 't', baseHash: 'b' };
    const [first = '', second = ''] = files.flatMap(({ findings }) => findings.map(({ id }) => id));
    settle(store, first, { kind: 'applied', receipt });
    settle(store, second, { kind: 'applied with editor changes', receipt });
    assert.match(await allOf(toText(store, plainStyle)), /^2 proposals: 2 applied\.$/m);
  });

  it('show text from files as text', async () => {
    const store = storeOf(
      fileWith(
        'a`b`\u001b[31m.md',
        '```\none\n',
        { start: 4, end: 7, newText: '```' },
        '# <b>*not* bold</b> ![x](http://x)',
      ),
    );
    const markdown = textOf(toMarkdown(store));
    assert.ok(markdown.includes('**`# <b>*not* bold</b> ![x](http://x)`**'));
    assert.match(markdown, /````diff\n@@ lines 2-2 @@\n-one\n\+```\n````/);
    for (const report of [markdown, await allOf(toText(store, plainStyle))]) {
      assert.ok(!report.includes('\u001b'));
    }
  });
});

interface SarifReplacement {
  readonly deletedRegion: {
    readonly startLine: number;
    readonly startColumn: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
  readonly insertedContent: { readonly text: string };
}
