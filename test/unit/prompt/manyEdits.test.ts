import assert from 'node:assert/strict';
import { placeReply } from '../../../src/core/prompt/placeReply';
import type { ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { userMessage } from '../../../src/core/prompt/userMessage';
import { sampled } from '../../complete';
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

/** Places as many edits as the text has lines, in ten findings; or in as many, where one that is refused ends the others. */
function placing(quote: (line: string) => string, newText: (line: string) => string, isRefused = false) {
  return (count: number) => {
    const lines = linesOf(count);
    const shown = `${lines.join('\n')}\n// ... existing code ...`;
    const edits = lines.map((line, n) => ({
      ...{ startLine: n + 1, endLine: n + 1 },
      ...{ oldText: quote(line), newText: newText(line), read: 'strictly' as const },
    }));
    const parts = Array.from({ length: 10 }, (_, part) => edits.filter((_, n) => n % 10 === part));
    const findings = (isRefused ? edits.map((edit) => [edit]) : parts).map((some) => ({ ...said, edits: some }));
    const masked = [{ start: shown.length - 1, end: shown.length }];
    return () =>
      assert.equal(placeReply(findings, { text: shown, shown, masked, source: 'm' }).length, findings.length);
  };
}

/** Places one edit of as many lines as the text has; behind these stand some that are in the way of simple answers. */
function placingOne(line: (n: number) => string, newLine: (n: number) => string, behind: string) {
  return (count: number) => {
    const numbers = Array.from({ length: count }, (_, n) => n);
    const oldText = numbers.map(line).join('\n');
    const shown = `${oldText}\n${behind}`;
    const newText = numbers.map(newLine).join('\n');
    const edits = [{ startLine: 1, endLine: count, oldText, newText, read: 'strictly' as const }];
    return () =>
      assert.equal(placeReply([{ ...said, edits }], { text: shown, shown, masked: [], source: 'm' }).length, 1);
  };
}

describe('an edit of thousands of lines', () => {
  const plain = (n: number) => `    let name${n};`;
  const cases = {
    'as they stand': placingOne(plain, (n) => `    let name${n}!`, ''),
    'with numbers that the text has, too': placingOne(plain, (n) => `${n + 1}. let name${n}!`, '9. other'),
    'with numbers as the prompt has them': placingOne(plain, (n) => `${n + 1}|     let name${n}!`, ''),
    'of a list with numbers': placingOne(
      (n) => `${n + 1}. one`,
      (n) => `${n + 1}. ${n + 1}. two`,
      '',
    ),
    'with signs that the text has, too': placingOne(
      (n) => ` name${n}`,
      (n) => `+name${n}`,
      '+other',
    ),
    'with signs, of lines with signs': placingOne(
      (n) => `  -name${n}`,
      (n) => `    +name${n}`,
      '',
    ),
    'as a diff': placingOne(plain, (n) => `-${plain(n)}\n+${plain(n)}!`, ''),
    'with references': placingOne(plain, (n) => `    let name${n} &lt; 1;`, ''),
    'with escapes': placingOne(plain, (n) => `    let name${n} = \\\\u0041;`, ''),
    'with tabs that are escaped': placingOne(plain, (n) => `    \\t\\tlet name${n};`, 'end'),
  };
  for (const [name, work] of sampled(Object.entries(cases), 2)) {
    it(`is placed by an effort in proportion to their number: ${name}`, () => {
      const growth = scanningGrowth(work, 300);
      assert.ok(growth < 15, `ten times the lines take ${growth} times the effort`);
    });
  }
});

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
    'with signs of a diff': placing(
      (line) => line,
      (line) => `@@ -1 +1 @@\n${line}!`,
      true,
    ),
    'with line numbers': placing(
      (line) => line,
      (line) => `1. ${line}!\n2. more`,
      true,
    ),
    'in fences': placing(
      (line) => line,
      (line) => `\`\`\`\n${line} < 1\n\`\`\``,
    ),
    'with references': placing(
      (line) => line,
      (line) => `${line} &lt; 1`,
    ),
    'with escapes': placing(
      (line) => line,
      (line) => `${line} \\"a\\"`,
    ),
    'that repeat what others change': placing(
      (line) => line,
      (line) => `${line}\n${line}`,
    ),
    'that say what a comment says': placing(
      (line) => line,
      (line) => `${line}!\n// ... existing code ...`,
    ),
  };
  for (const [name, work] of sampled(Object.entries(cases), 2)) {
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
