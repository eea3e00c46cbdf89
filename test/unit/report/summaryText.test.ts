import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileReview } from '../../../src/core/fileReview';
import { plainStyle } from '../../../src/core/report/style';
import { closingText } from '../../../src/core/report/summaryText';
import { widthOf } from '../../../src/core/text/columns';
import type { Confidence, Severity } from '../../../src/core/types';
import { reported, sha256, snapshotOf, storeOf, toFindings } from '../fakes';

const status = { kind: 'reviewed', coverage: { reviewedLines: 3, totalLines: 3 }, durationMs: 7 } as const;

function fileWith(path: string, ...weights: readonly (readonly [Severity, Confidence])[]): FileReview {
  const text = 'one two three four five six\n';
  const findings = weights.map(([severity, confidence], n) => {
    const span = { start: 4 * n, end: 4 * n + 3 };
    const fix = { kind: 'edits', anchoring: 'exact', edits: [{ ...span, newText: `${n}` }] } as const;
    return reported({
      title: `Title ${path} 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 ${severity} ${confidence}`,
      severity,
      confidence,
      span,
      fix,
    });
  });
  return { path, bytes: 1, status, findings: toFindings(snapshotOf(path, text), 'local', findings, sha256) };
}

const screen = { ...plainStyle, isScreen: true };
const lists = (text: string) => text.split('\n\n').map((part) => part.trimEnd().split('\n'));

describe('the end of a review on a terminal', () => {
  const many = [
    fileWith('a/info.js', ['info', 'high'], ['warning', 'low']),
    ...Array.from({ length: 300 }, (_, n) =>
      fileWith(`b/some/where/deep/in/the/folder/warning${n}.js`, ['warning', 'medium']),
    ),
    fileWith('z/error.js', ['error', 'medium'], ['error', 'high']),
    ...Array.from(
      { length: 40 },
      (_, n): FileReview => ({
        ...{ path: `failed${n}.js`, bytes: 1, findings: [] },
        status: { kind: 'failed', reason: n % 3 === 0 ? 'timed out' : 'server down', message: `${n}`, phase: 'model' },
      }),
    ),
  ];

  it('fits on a screen whatever is in it, and no row of a list is cut in two', () => {
    for (const columns of [60, 80, 100, 200]) {
      for (const program of [
        'folder-review',
        `node ${'/some/where/'.repeat(5)}cli.js --state-dir ${'/else/where'.repeat(4)}`,
      ]) {
        const text = closingText(storeOf(many), { ...screen, columns, program });
        const rows = text
          .trimEnd()
          .split('\n')
          .reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
        assert.ok(rows <= 20, `${rows} rows of ${columns}:\n${text}`);
        for (const line of lists(text).find(([title]) => title === 'Worst first') ?? []) {
          assert.ok(widthOf(line) <= columns, line);
        }
      }
    }
  });

  it('names the worst first, the surest before others, and counts the rest', () => {
    const [, worst = [], next = []] = lists(closingText(storeOf(many), screen));
    assert.equal(worst[0], 'Worst first');
    assert.match(worst[1] ?? '', /^ {2}error {4}z\/error\.js:1:5 +Title/);
    assert.match(worst[2] ?? '', /^ {2}error {4}z\/error\.js:1:1 +Title/);
    assert.match(worst[3] ?? '', /^ {2}warning {2}b\/some\/where\/deep\/in\/the\/folder\/warning0\.js:1:1 /);
    assert.equal(worst.at(-1), `  and ${304 - (worst.length - 2)} more above`);
    assert.equal(next[1], '  folder-review apply run-1 --exact  applies 304 unproven fixes');
  });

  it('says why files failed, most first, and of what nobody has looked at with rules', () => {
    const [totals = []] = lists(closingText(storeOf(many), screen));
    assert.equal(totals[1], 'Failed: server down (26), timed out (14)');
  });

  it('lists nothing twice where no person sees it', () => {
    const text = closingText(storeOf(many), plainStyle);
    assert.doesNotMatch(text, /Worst|next|Title/);
    assert.match(text, /^304 findings: 2 errors, 301 warnings, 1 info\.$/m);
  });

  it('has no list where there is nothing to list', () => {
    assert.equal(
      closingText(storeOf([{ path: 'a.ts', bytes: 1, status, findings: [] }]), screen),
      'Reviewed 1 of 1 file (3 lines).\nNo findings in what was reviewed.\n',
    );
  });
});
