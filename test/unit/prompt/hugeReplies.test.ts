import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type ModelFinding, parseReply } from '../../../src/core/prompt/parseReply';
import { maxComplaints, placeReply } from '../../../src/core/prompt/placeReply';
import { processorMs } from '../scanned';

describe('huge replies', () => {
  const broken: Record<string, string> = {
    'objects without an end': `{"findings":[${"{'title':'x',}".repeat(80_000)}`,
    'objects without commas': `{"findings":[${'{title:x y z}'.repeat(80_000)}]}`,
    'quotes in strings': `{"findings":[{"title":"${'abc "def" '.repeat(100_000)}]}`,
    'empty strings': `{"findings":[{"title":${'""'.repeat(500_000)}}]}`,
  };
  for (const [what, reply] of Object.entries(broken)) {
    it(`with ${what} do not hold up the thread`, () => {
      assert.ok(processorMs(() => assert.equal(parseReply(reply, () => false).kind, 'unreadable')) < 2_000);
    });
  }

  it('get told what they may have meant as often as the model is told anything', () => {
    const text = Array.from({ length: 100 }, (_, n) => `  const value${n} = compute(${n});`).join('\n');
    const finding = (n: number): ModelFinding => ({
      title: `t${n}`,
      explanation: '',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      startLine: n,
      endLine: n,
      edits: [{ startLine: n, endLine: n, oldText: `  const valeu${n} = compute(${n});`, newText: '' }],
    });
    const placed = placeReply(
      Array.from({ length: 30 }, (_, n) => finding(n + 1)),
      { text, shown: text, masked: [], source: 'm' },
    );
    const complaints = placed.map(({ complaint }) => complaint ?? '');
    assert.ok(complaints.every((complaint) => complaint.includes('is not in the file')));
    assert.equal(complaints.filter((complaint) => complaint.includes('Closest to it')).length, maxComplaints);
  });
});
