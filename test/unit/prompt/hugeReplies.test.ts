import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseReply } from '../../../src/core/prompt/parseReply';
import { maxComplaints, placeReply } from '../../../src/core/prompt/placeReply';
import type { ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { processorMs } from '../scanned';

describe('huge replies', () => {
  const broken: Record<string, string> = {
    'objects without an end': `{"findings":[${"{'title':'x',}".repeat(80_000)}`,
    'objects without commas': `{"findings":[${'{title:x y z}'.repeat(80_000)}]}`,
    'quotes in strings': `{"findings":[{"title":"${'abc "def" '.repeat(100_000)}]}`,
    'empty strings': `{"findings":[{"title":${'""'.repeat(500_000)}}]}`,
    'brackets that hold nothing': '{ [\n'.repeat(300_000),
    'objects that begin': '{"a":'.repeat(200_000),
    'fences that begin': '```json\n{"a'.repeat(100_000),
    'marks of fences': '`'.repeat(1_000_000),
    'small objects': '{"a":1}\n'.repeat(150_000),
    'small findings': '{"title":"x","line":1}\n'.repeat(50_000),
    'quotes and commas': `{"findings":[{"title":"${'","a'.repeat(250_000)}`,
    'quotes and brackets': `{"findings":[{"title":"a${'"}'.repeat(500_000)}`,
    'strings in pieces': `{"findings":[{"title":"${'"+"'.repeat(300_000)}`,
    'comments that begin': '{/*'.repeat(300_000),
    'comments of a shell': `{"findings":[${'#\n'.repeat(500_000)}`,
    'thinking in channels': '<|channel|>'.repeat(90_000),
    'ends of thinking': `<think>${'</think>{"a":"'.repeat(60_000)}`,
    'findings in sentences': 'a {"title":"x","line":1} b\n'.repeat(40_000),
    'line ends and marks of fences around': `${'\n \n'.repeat(200_000)}x{"title":"x","line":1}${'\n~~~\n\n'.repeat(100_000)}`,
    'escaped quotes': `{\\"findings\\":[${'\\\\\\"'.repeat(250_000)}`,
    entities: `{&quot;${'&amp;quot;'.repeat(100_000)}`,
    'edits of one finding': `{"findings":[{"title":"x","fixes":[${'{},'.repeat(300_000)}]}]}`,
    'parts of one finding': `{"findings":[{"line":1,${Array.from({ length: 70_000 }, (_, n) => `"k${n}":1`).join()}}]}`,
    YAML: `\`\`\`yaml\n${'- '.repeat(500_000)}\n\`\`\``,
    'digits for findings, and edits beside them': `{"findings":[${'1,'.repeat(400_000)}2],"edits":[{"oldText":"a","newText":"b"}]}`,
    'words for a line': `{"findings":[{"title":"x","line":"${'1 - '.repeat(250_000)}"}]}`,
  };
  for (const [what, reply] of Object.entries(broken)) {
    it(`with ${what} do not hold up the thread`, () => {
      assert.ok(
        processorMs(() => {
          const read = parseReply(reply, { isEcho: () => false, path: 'a.ts' });
          assert.ok(read.kind === 'unreadable' || (read.kind === 'findings' && read.findings[0]?.unreadEdits));
        }) < 2_000,
      );
    });
  }

  it('name files by an effort that does not grow with the square of the name', () => {
    const reply = (count: number) => `[{"title":"x","line":1,"file":"${':1'.repeat(count)}x"}]`;
    const ms = (count: number) =>
      processorMs(() =>
        assert.equal(parseReply(reply(count), { isEcho: () => false, path: 'a.ts' }).kind, 'unreadable'),
      );
    ms(20_000);
    const [small, large] = [ms(20_000), ms(200_000)];
    assert.ok(large < 40 * Math.max(small, 5), `${small} ms, ten times as long: ${large} ms`);
  });

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
      edits: [
        { startLine: n, endLine: n, oldText: `  const valeu${n} = compute(${n});`, newText: '', read: 'strictly' },
      ],
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
