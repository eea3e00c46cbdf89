import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findingPicks } from '../../../src/vscode/tree/rows/findingPicks';
import { header, recordsOfFiles, replay } from '../fakes';
import { file, finding, proposal, receipt, reviewedStatus } from './files';

const severe = finding('e', { severity: 'error', title: 'It is $(zap) wrong', rule: 'no-eq' });
const { place: _, ...unplaced } = severe;
const applied = finding('a', { proposal: proposal({ kind: 'applied', receipt }), severity: 'error' });
const store = () =>
  replay([
    { type: 'run', version: 2, run: header },
    ...recordsOfFiles([
      file('a.ts', { status: reviewedStatus, findings: [finding('w'), applied] }),
      file('lib/b.ts', { status: reviewedStatus, findings: [unplaced] }),
      file('lib/c.ts', { status: reviewedStatus, findings: [finding('v', { severity: 'error' })] }),
    ]),
    { type: 'viewed', paths: ['lib/c.ts'], isViewed: true },
  ]) ?? assert.fail();

describe('the findings to go to', () => {
  it('are those that are open first, the worst first, each with its place, rule and state', () => {
    const { picks, findings } = findingPicks([{ store: store(), prefix: 'shop/' }]);
    assert.equal(findings, 4);
    assert.deepEqual(
      picks.map(({ label, description, severity, element }) => [element.split(':')[2], severity, label, description]),
      [
        ['e', 'error', 'It is \\$(zap) wrong', 'shop/lib/b.ts · eslint no-eq'],
        ['w', 'warning', 'Title', 'shop/a.ts:12 · eslint'],
        ['a', 'error', 'Title', 'shop/a.ts:12 · eslint · applied'],
        ['v', 'error', 'Title', 'shop/lib/c.ts:12 · eslint · viewed'],
      ],
    );
  });

  it('are no more than the editor shows at once, and those that are left out are counted', () => {
    const { picks, findings } = findingPicks([{ store: store(), prefix: '' }], 2);
    assert.deepEqual([picks.map(({ element }) => element.split(':')[2]), findings], [['e', 'w'], 4]);
  });
});
