import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ShownCode } from '../../../src/core/report/code';
import type { ProposalState } from '../../../src/core/types';
import { reported, sha256, snapshotOf, toFindings } from '../fakes';

const reviewed = snapshotOf('a.js', 'const y = 1;\nlet other;\n');

/** The line on which a finding about `y` stands in what the file has now. */
function lineNow(text: string, state?: ProposalState): number | undefined {
  const edits = [{ start: 0, end: 10, newText: '' }];
  const [found] = toFindings(
    reviewed,
    'local',
    [reported({ span: { start: 6, end: 7 }, fix: { kind: 'edits', anchoring: 'exact', edits } })],
    sha256,
  );
  assert.ok(found?.proposal);
  const finding = { ...found, proposal: { ...found.proposal, ...(state && { state }) } };
  return new ShownCode(snapshotOf('a.js', text)).placeOf(finding, reviewed.textHash)?.lines.startLine;
}

describe('where a finding stands in the present text', () => {
  it('is where it was found, or at the one place that has what it quotes as a whole word', () => {
    assert.equal(lineNow(reviewed.text), 1);
    assert.equal(lineNow(`// try\n${reviewed.text}`), 2);
    assert.equal(lineNow('try {\n  other();\n}\n'), undefined);
    assert.equal(lineNow('y;\ny;\n'), undefined);
  });

  it('is nowhere once its change is made, though something else may read the same', () => {
    assert.equal(lineNow('1;\nlet y;\n'), 2);
    const receipt = { change: 0, textHash: 'after', baseHash: reviewed.textHash };
    assert.equal(lineNow('1;\nlet y;\n', { kind: 'applied', receipt }), undefined);
  });
});
