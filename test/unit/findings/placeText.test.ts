import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { placeText } from '../../../src/core/findings/placeText';
import { toMarkdown } from '../../../src/core/report/markdown';
import { toResults } from '../../../src/core/report/results';
import { toText } from '../../../src/core/report/runText';
import { plainStyle } from '../../../src/core/report/style';
import type { Finding } from '../../../src/core/types';
import { findingRow } from '../../../src/vscode/tree/rows/findingRow';
import { allOf, storeOf, textOf } from '../fakes';

const unplaced: Finding = {
  ...{ id: 'f', reviewer: 'model', source: 'm', title: 'T', explanation: 'E' },
  ...{ severity: 'info', category: 'style', confidence: 'high' },
};
const named: Finding = { ...unplaced, named: { startLine: 60, endLine: 66 } };

describe('where a finding is said to be', () => {
  const reports = async (finding: Finding) => {
    const coverage = { reviewedLines: 66, totalLines: 66 };
    const store = storeOf([
      { path: 'a.h', bytes: 1, status: { kind: 'reviewed', coverage, durationMs: 1 }, findings: [finding] },
    ]);
    return [await allOf(toText(store, plainStyle)), textOf(toMarkdown(store)), textOf(toResults(store))] as const;
  };

  it('is near the lines that its model named where nothing proves them, in every report and row', async () => {
    const [text, markdown, results] = await reports(named);
    assert.match(text, /^ --> a\.h:60 \(near line 60, no certain place\)$/m);
    assert.match(markdown, /^Near line 60, no certain place · info/m);
    assert.deepEqual(JSON.parse(results).files['a.h'].findings[0].named, { startLine: 60, endLine: 66 });
    assert.match(findingRow(named).description ?? '', /^near line 60, no certain place/);
  });

  it('is nowhere for certain where a model named no lines that there are, which is not the whole file', async () => {
    assert.match((await reports(unplaced))[1], /^No certain place · info/m);
    assert.equal(placeText(unplaced), 'no certain place');
    assert.match((await reports({ ...unplaced, reviewer: 'local' }))[1], /^Whole file · info/m);
  });
});
