import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileReview } from '../../../src/core/fileReview';
import { toText } from '../../../src/core/report/runText';
import { plainStyle } from '../../../src/core/report/style';
import { allOf, reported, sha256, snapshotOf, storeOf, toFindings } from '../fakes';

const status = { kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 7 } as const;

/** A line with so many words in it, and a finding for each. */
function fileWith(count: number) {
  const snapshot = snapshotOf('src/a\u202e.js', 'word '.repeat(count));
  const findings = Array.from({ length: count }, (_, n) =>
    reported({ title: `Word ${n}`, explanation: 'Why.', span: { start: 5 * n, end: 5 * n + 4 } }),
  );
  const file: FileReview = {
    ...{ path: snapshot.path, bytes: 1, status, textHash: snapshot.textHash },
    findings: toFindings(snapshot, 'local', findings, sha256),
  };
  return { file, text: () => allOf(toText(storeOf([file]), plainStyle, async () => snapshot)) };
}

describe('the findings of a run for a person at a terminal', () => {
  it('are shown with the code around each, up to a thousand', async () => {
    const text = await fileWith(1_000).text();
    assert.equal(text.match(/^1 \| /gm)?.length, 1_000);
    assert.equal(text.match(/= Why\./g)?.length, 1_000);
    assert.doesNotMatch(text, /a line for each/);
  });

  it('are a line each above that, which says where, what and by which id, and that it is so', async () => {
    const { file, text } = fileWith(1_001);
    const lines = (await text()).split('\n');
    for (const [n, { id, title, source }] of file.findings.entries()) {
      assert.equal(lines[n], `src/a\\u{202E}.js:1:${5 * n + 1}: warning: ${title}  ${source} · id ${id}`);
    }
    assert.equal(lines[1_002], 'More than 1000 findings: a line for each, without explanation and code.');
  });
});
