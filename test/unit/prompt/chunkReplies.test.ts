import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { QuotedEdit } from '../../../src/core/edits/quotedEdit';
import type { Chunk } from '../../../src/core/parts';
import { type PlacedFinding, placeReply } from '../../../src/core/prompt/placeReply';
import type { ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { userMessage } from '../../../src/core/prompt/userMessage';
import type { Finding } from '../../../src/core/types';

const lines = Array.from({ length: 60 }, (_, at) => `  value${at + 1} = compute();`);
lines[0] = 'import os';
lines[9] = 'class Sum:';
lines[19] = '  return total';
lines[29] = '  return total';
lines[39] = '  once more';
lines[49] = '  once more';
const text = lines.join('\n');
const chunk: Chunk = {
  index: 2,
  count: 3,
  lines: { startLine: 21, endLine: 35 },
  context: [
    { startLine: 1, endLine: 2 },
    { startLine: 10, endLine: 10 },
  ],
};

function finding(startLine: number, endLine: number, edits: QuotedEdit[] = []): ModelFinding {
  const words = { title: 'T', explanation: '', severity: 'error', category: 'bug', confidence: 'high' } as const;
  return { ...words, startLine, endLine, edits };
}

function edit(startLine: number, oldText: string, newText: string): QuotedEdit {
  return { startLine, endLine: startLine, oldText, newText, read: 'strictly' };
}

function place(said: ModelFinding, rule?: string): PlacedFinding | undefined {
  return placeReply([said], { text, shown: text, masked: [], source: 'm', chunk, rule })[0];
}

function shownText(placed: PlacedFinding | undefined): string | undefined {
  assert.ok(placed, 'left out');
  const { span } = placed.reported;
  return span && text.slice(span.start, span.end);
}

function known(title: string, startLine?: number, endLine = startLine): Finding {
  const placed = startLine !== undefined && endLine !== undefined;
  return {
    ...{ id: title, reviewer: 'local', source: 'x', title, explanation: '' },
    ...{ severity: 'error', category: 'bug', confidence: 'high' },
    ...(placed && { place: { start: 0, end: 0, startLine, endLine, quote: '' } }),
  };
}

describe('the message about a chunk', () => {
  const file = { path: 'a.py', language: 'python', text };

  it('shows its lines and their context with the numbers they have in the file, and says what is missing', () => {
    const small = { ...chunk, lines: { startLine: 11, endLine: 12 } };
    assert.equal(
      userMessage(file, [], small),
      [
        'File: a.py',
        'Language: python',
        'Lines: 11-12 of 60',
        '1| import os',
        '2|   value2 = compute();',
        '(lines 3-9 are not shown)',
        '10| class Sum:',
        '11|   value11 = compute();',
        '12|   value12 = compute();',
      ].join('\n'),
    );
  });

  it('tells the known findings that touch what is shown', () => {
    const all = [known('far', 40), known('shown', 2), known('under review', 35, 40), known('whole file')];
    assert.deepEqual(
      userMessage(file, all, chunk)
        .split('\n')
        .filter((line) => line.startsWith('- ')),
      ['- lines 2-2: shown', '- lines 35-40: under review', '- lines 1-60: whole file'],
    );
  });

  it('is that about the file for a chunk that is the whole of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const whole = { lines: { startLine: 1, endLine: any.split('\n').length }, context: [] };
        const about = { path: any, language: 'plaintext', text: any };
        const findings = [known('whole file'), known('first', 1)];
        assert.equal(userMessage(about, findings, whole), userMessage(about, findings));
      }),
    );
  });
});

describe('a reply about a chunk', () => {
  it('edits the lines under review', () => {
    const placed = place(finding(25, 25, [edit(25, '  value25 = compute();', '  value25 = 0;')]));
    assert.ok(placed?.reported.fix?.kind === 'edits');
    assert.equal(applyEdits(text, placed.reported.fix.edits), text.replace('value25 = compute()', 'value25 = 0'));
    assert.equal(shownText(placed), 'value25 = compute();');
  });

  it('edits nothing else, shown or not, and is not asked to do it better', () => {
    for (const line of [2, 15, 45]) {
      const placed = place(
        finding(25, 25, [
          edit(25, '  value25 = compute();', '  value25 = 0;'),
          edit(line, `  value${line} = compute();`, ''),
        ]),
      );
      assert.deepEqual(placed?.reported.fix, {
        kind: 'rejected',
        reason: 'it changes lines that are not under review',
      });
      assert.equal(placed?.complaint, undefined);
    }
  });

  it('edits what it quotes where only one of several places is under review', () => {
    const placed = place(finding(30, 30, [edit(26, '  return total', '  return total + 1')]));
    assert.ok(placed?.reported.fix?.kind === 'edits');
    assert.equal(placed.reported.fix.edits[0]?.start, text.lastIndexOf('  return total'));
  });

  it('does not put an edit on the like of what it names', () => {
    const placed = place(finding(25, 25, [edit(20, '  return total', '  return total + 1')]));
    assert.equal(placed?.reported.fix?.kind, 'rejected');
  });

  it('gets the closest text from the lines under review alone', () => {
    const near = place(finding(25, 25, [edit(25, '  value25 = computed();', '')]));
    assert.match(near?.complaint ?? '', /Closest to it are lines 25-25:\n {2}value25 = compute\(\);$/);
    assert.doesNotMatch(place(finding(25, 25, [edit(38, '  once mor', '')]))?.complaint ?? '', /once more/);
  });

  it('leaves findings about lines of its context to the chunk that reviews them', () => {
    assert.equal(place(finding(1, 2)), undefined);
    assert.equal(place(finding(10, 10, [edit(10, 'class Sum:', 'class Sums:')])), undefined);
  });

  it('keeps findings about text that was not shown, without a place', () => {
    assert.equal(shownText(place(finding(40, 40))), undefined);
    assert.equal(shownText(place(finding(2, 10))), undefined);
    assert.equal(shownText(place(finding(15, 15, [edit(15, '  value15 = compute();', '')]))), undefined);
    assert.equal(shownText(place(finding(900, 900))), undefined);
  });

  it('shows a finding that reaches beyond the chunk at its own lines', () => {
    assert.equal(shownText(place(finding(34, 50))), lines.slice(33, 35).join('\n').trim());
    assert.equal(shownText(place(finding(1, 21))), 'value21 = compute();');
  });

  it('counts complaints for the findings it keeps alone', () => {
    const elsewhere = Array.from({ length: 20 }, () =>
      finding(1, 1, [edit(1, 'import os', '# ... rest of the code ...')]),
    );
    const own = finding(25, 25, [edit(25, '  value25 = computed();', '')]);
    const placed = placeReply([...elsewhere, own], { text, shown: text, masked: [], source: 'm', chunk });
    assert.match(placed.at(-1)?.complaint ?? '', /Closest/);
  });

  it('names the rule where there is one', () => {
    assert.equal(place(finding(25, 25), 'security')?.reported.rule, 'security');
    assert.ok(!('rule' in (place(finding(25, 25))?.reported ?? {})));
  });
});
