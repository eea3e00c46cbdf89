import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toJUnit } from '../../../src/core/report/junit';
import { toMarkdown } from '../../../src/core/report/markdown';
import { toHtml } from '../../../src/core/report/page/html';
import { toResults } from '../../../src/core/report/results';
import { toText } from '../../../src/core/report/runText';
import { toSarif } from '../../../src/core/report/sarif';
import { plainStyle } from '../../../src/core/report/style';
import type { RunStore } from '../../../src/core/run/store';
import { findSecrets } from '../../../src/core/text/secrets';
import type { ReportedFinding, Span } from '../../../src/core/types';
import { allOf, reported, sha256, snapshotOf, storeOf, textOf, toFindings } from '../fakes';

const keyLines = Array.from(
  { length: 4 },
  (_, n) => `MIIE${n}qZ8LmT4xNwVb6RtYhU3eKsPdFgHjLkQwErTyUiOpAsDfGhJkLzXcVbNm90${n}`,
);
const password = 'k3J9xQ7zLm2Vw8';
const text = [
  `const db = { password: "${password}" };`,
  'const plain = 1;',
  '-----BEGIN RSA PRIVATE KEY-----',
  ...keyLines.map((line) => `${line} `),
  '-----END RSA PRIVATE KEY-----',
  '',
].join('\n');
const secretValues = [password, ...keyLines];

async function reportsOf(...findings: ReportedFinding[]): Promise<{ name: string; report: string }[]> {
  const store = storeOf([
    {
      path: 'a.js',
      bytes: 1,
      status: { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 },
      findings: toFindings(snapshotOf('a.js', text), 'local', findings, sha256),
    },
  ]);
  return [
    { name: 'results', report: textOf(toResults(store)) },
    { name: 'sarif', report: textOf(toSarif(store, '1')) },
    { name: 'markdown', report: textOf(toMarkdown(store)).replaceAll('\\', '') },
    { name: 'junit', report: textOf(toJUnit(store)) },
    { name: 'html', report: await textOfPage(store) },
    { name: 'text', report: await allOf(toText(store, plainStyle, async () => snapshotOf('a.js', text))) },
  ];
}

async function textOfPage(store: RunStore): Promise<string> {
  const world = {
    ...{ version: '1', events: async function* () {} },
    outcomes: async () => ({ makers: [], runs: 1, leftOut: 0 }),
    page: async () => ({ style: '', script: '', styleHash: '', scriptHash: '' }),
  };
  let text = '';
  for await (const piece of toHtml(store, world)) {
    text += piece;
  }
  return text;
}

function spanOf(part: string): Span {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}

function edit(span: Span, newText: string): Partial<ReportedFinding> {
  return { span, fix: { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText }] } };
}

describe('a report of a file with secrets', () => {
  const cases: Record<string, Partial<ReportedFinding>[]> = {
    'quotes them': findSecrets(text).map((span) => ({ span })),
    'quotes a part of one': [{ span: spanOf(password.slice(3)) }, { span: spanOf(keyLines[2] ?? '') }],
    'names them': [{ title: `Password ${password}`, explanation: `See\n${keyLines[0]}` }],
    'changes lines of one': keyLines.map((line) => edit({ ...spanOf(`${line} `), start: spanOf(line).end }, '')),
    'moves one elsewhere': [edit(spanOf('const plain = 1;'), `log('${password}');\n// ${keyLines[3]}`)],
    'changes a line with one': [edit(spanOf('const db = '), 'let db = ')],
    'writes a new one': [edit(spanOf('const plain = 1;'), `const token = "${password}";`)],
  };
  for (const [what, findings] of Object.entries(cases)) {
    it(`shows none when a finding ${what}`, async () => {
      for (const { name, report } of await reportsOf(
        ...findings.map((finding, n) => reported({ title: `t${n}`, ...finding })),
      )) {
        for (const value of secretValues) {
          assert.ok(!report.includes(value), `${name} holds ${value}`);
        }
      }
    });
  }

  it('offers no SARIF fix that would write the mask', async () => {
    const sarifOf = async (change: Partial<ReportedFinding>) =>
      JSON.parse((await reportsOf(reported(change)))[1]?.report ?? '').runs[0].results[0].fixes;
    assert.equal(await sarifOf(edit(spanOf('const plain = 1;'), `const token = "${password}";`)), undefined);
    assert.equal((await sarifOf(edit(spanOf('const plain = 1;'), 'const plain = 2;'))).length, 1);
  });

  it('has a file called __proto__', () => {
    const store = storeOf(
      ['__proto__', 'a'].map((path) => ({ path, bytes: 1, status: { kind: 'cancelled' }, findings: [] })),
    );
    assert.deepEqual(Object.keys(JSON.parse(textOf(toResults(store))).files).sort(), ['__proto__', 'a']);
  });
});
