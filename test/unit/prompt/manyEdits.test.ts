import assert from 'node:assert/strict';
import { placeReply } from '../../../src/core/prompt/placeReply';
import type { ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { userMessage } from '../../../src/core/prompt/userMessage';
import { snapshotOf } from '../fakes';
import { scannedBy, scanningGrowth } from '../scanned';

const said: ModelFinding = {
  title: 'Something is wrong',
  explanation: 'It is.',
  severity: 'warning',
  category: 'bug',
  confidence: 'high',
  startLine: 1,
  endLine: 1,
  edits: [],
};

const linesOf = (count: number) => Array.from({ length: count }, (_, n) => (n % 5 === 0 ? '}' : `  let name${n};`));

/** Places as many edits as the text has lines, in ten findings. */
function placing(quote: (line: string) => string, newText: (line: string) => string) {
  return (count: number) => {
    const lines = linesOf(count);
    const shown = `${lines.join('\n')}\n// ... existing code ...`;
    const edits = lines.map((line, n) => ({
      ...{ startLine: n + 1, endLine: n + 1 },
      ...{ oldText: quote(line), newText: newText(line), read: 'strictly' as const },
    }));
    const findings = Array.from({ length: 10 }, (_, part) => ({
      ...said,
      edits: edits.filter((_, n) => n % 10 === part),
    }));
    return () => assert.equal(placeReply(findings, { text: shown, shown, masked: [], source: 'm' }).length, 10);
  };
}

describe('a reply with thousands of edits', () => {
  const cases = {
    'as they stand': placing(
      (line) => line,
      (line) => `${line}!`,
    ),
    'with other white space': placing(
      (line) => `${line} `,
      (line) => `${line}!`,
    ),
    'that say what a comment says': placing(
      (line) => line,
      (line) => `${line}!\n// ... existing code ...`,
    ),
  };
  for (const [name, work] of Object.entries(cases)) {
    it(`is placed by an effort in proportion to their number and the file: ${name}`, () => {
      const growth = scanningGrowth(work, 300);
      assert.ok(growth < 15, `ten times the edits take ${growth} times the effort`);
    });
  }

  it('has no quote compared with everything that is longer than people read', () => {
    const text = linesOf(500).join('\n');
    const oldText = text.replaceAll('let', 'var');
    const edits = [{ startLine: 1, endLine: 1, oldText, newText: 'x', read: 'strictly' as const }];
    const [placed] = placeReply([{ ...said, edits }], { text, shown: text, masked: [], source: 'm' });
    assert.ok(placed?.complaint && placed.complaint.length < 200, placed?.complaint);
  });
});

describe('a file in many parts', () => {
  it('has its lines told apart once', () => {
    const file = snapshotOf('a', linesOf(5_000).join('\n'));
    const parts = Array.from({ length: 100 }, (_, n) => ({
      lines: { startLine: 50 * n + 1, endLine: 50 * n + 50 },
      context: [],
    }));
    const scanned = scannedBy(() => {
      for (const part of parts) {
        userMessage(file, [], part);
      }
    });
    assert.ok(scanned < 5 * file.text.length, `${scanned} characters of a text of ${file.text.length}`);
  });
});
