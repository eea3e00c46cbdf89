import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { QuotedEdit } from '../../../src/core/edits/quotedEdit';
import { type PlacedFinding, placeReply } from '../../../src/core/prompt/placeReply';
import { mergeRepaired } from '../../../src/core/prompt/repair';
import type { ModelFinding } from '../../../src/core/prompt/reply/modelFinding';
import { findSecrets, maskSecrets } from '../../../src/core/text/secrets';

const text = 'function sum(items) {\n  let total = 0;\n  for (const item of items) {\n    total += item;\n  }\n}\n';

function finding(edits: QuotedEdit[], more: Partial<ModelFinding> = {}): ModelFinding {
  return {
    title: 'No result',
    explanation: 'The sum is not returned.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    startLine: 5,
    endLine: 6,
    edits,
    ...more,
  };
}

function edit(startLine: number, oldText: string, newText: string): QuotedEdit {
  return { startLine, endLine: startLine + oldText.split('\n').length - 1, oldText, newText };
}

function placeOne(said: ModelFinding, shown = text, reviewed = text): PlacedFinding {
  return (
    placeReply([said], {
      text: reviewed,
      shown,
      masked: shown === reviewed ? [] : findSecrets(reviewed),
      source: 'm',
    })[0] ?? assert.fail('lost')
  );
}

function shownText({ reported }: PlacedFinding, of = text): string | undefined {
  return reported.span && of.slice(reported.span.start, reported.span.end);
}

describe('placing a finding of the model', () => {
  it('gives its edits the place of the text they quote', () => {
    const placed = placeOne(finding([edit(5, '  }\n}', '  }\n  return total;\n}')]));
    assert.equal(placed.complaint, undefined);
    assert.ok(placed.reported.fix?.kind === 'edits');
    assert.equal(placed.reported.fix.anchoring, 'exact');
    assert.equal(applyEdits(text, placed.reported.fix.edits), text.replace('  }\n}', '  }\n  return total;\n}'));
    assert.equal(shownText(placed), '}\n}');
  });

  it('places all edits of a finding or none', () => {
    const placed = placeOne(
      finding([edit(2, '  let total = 0;', '  let total = 1;'), edit(4, '    total -= item;', '')]),
    );
    assert.deepEqual(placed.reported.fix, { kind: 'rejected', reason: 'the quoted text is not in the file' });
    assert.equal(
      placed.complaint,
      '"No result", edit at line 4: the quoted text is not in the file. Closest to it are lines 4-4:\n    total += item;',
    );
    assert.equal(placed.reported.span?.start, text.indexOf('let total'));
  });

  it('shows no line for a quote that is not in the file', () => {
    const placed = placeOne(finding([edit(4, '    launch(missiles);', '')]));
    assert.equal(placed.reported.fix?.kind, 'rejected');
    assert.equal(placed.reported.span, undefined);
  });

  it('shows the lines it names when it has no edits, if they exist', () => {
    assert.equal(shownText(placeOne(finding([], { startLine: 2, endLine: 2 }))), 'let total = 0;');
    assert.equal(placeOne(finding([], { startLine: 90, endLine: 91 })).reported.span, undefined);
    assert.equal(placeOne(finding([], { startLine: 3, endLine: 2 })).reported.span, undefined);
    assert.equal(placeOne(finding([])).reported.fix, undefined);
  });

  it('believes the quoted text rather than the line numbers', () => {
    const placed = placeOne(
      finding([edit(2, '    total += item;', '    total += item.price;')], { startLine: 1, endLine: 2 }),
    );
    assert.equal(shownText(placed)?.trim(), 'total += item;');
  });

  it('takes an edit that changes nothing for none', () => {
    const placed = placeOne(finding([edit(2, '  let total = 0;', '  let total = 0;')]));
    assert.deepEqual([placed.reported.fix, placed.complaint], [undefined, undefined]);
  });

  it('writes what the model says as plain text', () => {
    const { reported } = placeOne(
      finding([], { title: ' Bad\u0007\n  title\u0000 ', explanation: 'One\r\ntwo\u001b[31m\n', startLine: 1 }),
    );
    assert.equal(reported.title, 'Bad title');
    assert.equal(reported.explanation, 'One\ntwo [31m');
    assert.equal(reported.source, 'm');
    assert.notEqual(placeOne(finding([], { title: '\n' })).reported.title, '');
  });
});

describe('a file whose secrets were masked', () => {
  const secret = ['ghp', 'Zk3vQ9mT7xW1bN5rL8cY2hJ6dF4gS0aPeUoI'].join('_');
  const reviewed = `const token = '${secret}';\nlet total = 0;\nsend(token);\n`;
  const shown = maskSecrets(reviewed);
  const stars = '*'.repeat(secret.length);

  it('takes no edit that touches the mask, or writes it', () => {
    assert.ok(shown.includes(stars) && !shown.includes(secret));
    for (const bad of [
      edit(1, `const token = '${stars}';`, 'const token = env.TOKEN;'),
      edit(3, 'send(token);', `send('${stars}');`),
    ]) {
      const placed = placeOne(finding([bad]), shown, reviewed);
      assert.equal(
        placed.reported.fix?.kind === 'rejected' && placed.reported.fix.reason,
        'it touches text that was masked before it was sent',
      );
      assert.equal(placed.complaint, undefined);
    }
  });

  it('takes edits elsewhere, and leaves the secret alone', () => {
    const placed = placeOne(finding([edit(2, 'let total = 0;', 'let total = 1;')]), shown, reviewed);
    assert.ok(placed.reported.fix?.kind === 'edits');
    assert.equal(applyEdits(reviewed, placed.reported.fix.edits), reviewed.replace('= 0', '= 1'));
  });
});

describe('findings that were asked for again', () => {
  const good = finding([edit(2, '  let total = 0;', '  let total = 1;')], { title: 'Good', startLine: 2, endLine: 2 });
  const bad = finding([edit(5, '  }}', '')], { title: 'Bad', startLine: 5, endLine: 5 });
  const corrected = finding([edit(5, '  }\n}', '}')], { title: 'Bad', startLine: 5, endLine: 6 });
  const merge = (first: ModelFinding[], unread: number, second: ModelFinding[]): string[] =>
    mergeRepaired(
      first.map((said) => placeOne(said)),
      unread,
      second.map((said) => placeOne(said)),
    ).map(({ title, fix }) => `${title}: ${fix?.kind}`);

  it('replace those that were bad and leave the others', () => {
    assert.deepEqual(merge([good, bad], 0, [corrected]), ['Good: edits', 'Bad: edits']);
    assert.deepEqual(merge([good, bad], 0, [good, { ...corrected, title: 'Other words' }]), [
      'Good: edits',
      'Other words: edits',
    ]);
  });

  it('change nothing when they are bad again, without an edit or not there', () => {
    for (const second of [[bad], [{ ...corrected, edits: [] }], []]) {
      assert.deepEqual(merge([good, bad], 0, second), ['Good: edits', 'Bad: rejected']);
    }
  });

  it('may be new where some could not be read, and only as many', () => {
    const others = ['C', 'D'].map((title) => ({ ...corrected, title }));
    assert.deepEqual(merge([good], 0, others), ['Good: edits']);
    assert.deepEqual(merge([good], 1, [good, ...others]), ['Good: edits', 'C: edits']);
  });
});
