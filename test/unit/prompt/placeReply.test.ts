import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { QuotedEdit } from '../../../src/core/edits/quotedEdit';
import type { Chunk } from '../../../src/core/parts';
import { type PlacedFinding, placeReply } from '../../../src/core/prompt/placeReply';
import { inDoubt, mergeRepaired } from '../../../src/core/prompt/repair';
import { type ModelFinding, noLine } from '../../../src/core/prompt/reply/modelFinding';
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
  return { startLine, endLine: startLine + oldText.split('\n').length - 1, oldText, newText, read: 'strictly' };
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

  it('keeps no more of a place than its beginning in whole lines, as many findings can name all of a file', () => {
    const long = Array.from({ length: 3_000 }, (_, at) => `line ${at} 😀`).join('\n');
    const placed = shownText(placeOne(finding([], { startLine: 2, endLine: 3_000 }), long, long), long) ?? '';
    assert.ok(placed.length > 9_900 && placed.length <= 10_000, String(placed.length));
    assert.ok(placed.startsWith('line 1 😀\n') && long.includes(`${placed}\n`), 'whole lines');
    const wide = `first\n${'😀'.repeat(20_000)}\n`;
    const part = shownText(placeOne(finding([], { startLine: 2, endLine: 2 }), wide, wide), wide) ?? '';
    assert.ok(part.length > 9_900 && part.length <= 10_000 && !/\p{Surrogate}/u.test(part));
    const repaired = edit(2_500, 'line 2499 😀', 'line');
    const changed = placeOne(finding([repaired], { startLine: 1, endLine: 3_000 }), long, long);
    assert.equal(shownText(changed, long), 'line 2499 😀', 'where it is changed');
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

  it('tells what else its reply says, short of what would hide the explanation', () => {
    const told = (besides: readonly string[], explanation = 'It fails.') =>
      placeOne(finding([], { explanation, besides })).reported.explanation;
    assert.equal(told([]), 'It fails.');
    assert.equal(
      told(['status: fixed', 'I did\nnot run it.', 'status: fixed']),
      'It fails.\n\nBeside this, the reply says: “status: fixed · I did not run it.”.',
    );
    assert.ok(told(['x'.repeat(1_000)]).length < 400);
    assert.ok(told(['y'], 'x'.repeat(10_000)).endsWith('“y”.') && told(['y'], 'x'.repeat(10_000)).length <= 4_002);
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
      edit(3, 'send(token);', `send('${stars.slice(1)}');`),
      edit(3, 'send(token);', "send('******');"),
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
  const merge = (first: ModelFinding[], second: ModelFinding[]): string[] =>
    mergeRepaired(
      first.map((said) => placeOne(said)),
      second.map((said) => placeOne(said)),
    ).map(({ title, fix }) => `${title}: ${fix?.kind}`);

  it('replace those that were bad and leave the others', () => {
    assert.deepEqual(merge([good, bad], [corrected]), ['Good: edits', 'Bad: edits']);
    assert.deepEqual(merge([good, bad], [good, { ...corrected, title: 'Other words' }]), [
      'Good: edits',
      'Other words: edits',
    ]);
    const reworded = { ...corrected, title: 'The bad brace', explanation: 'In other words.' };
    assert.deepEqual(merge([{ ...bad, title: 'Bad brace' }], [reworded]), ['The bad brace: edits']);
  });

  it('change nothing when they are bad again, without an edit or not there', () => {
    for (const second of [[bad], [{ ...corrected, edits: [] }], []]) {
      assert.deepEqual(merge([good, bad], second), ['Good: edits', 'Bad: rejected']);
    }
  });

  it('leave a change that can be used, unless they write the same one better', () => {
    const tolerant = { ...good, edits: good.edits.map((one) => ({ ...one, read: 'tolerantly' as const })) };
    const other = { ...good, edits: [edit(2, '  let total = 0;', '  let total = 2;')] };
    const fixAfter = (second: ModelFinding) => mergeRepaired([placeOne(tolerant)], [placeOne(second)])[0]?.fix;
    assert.deepEqual(fixAfter(good), placeOne(good).reported.fix);
    assert.deepEqual(fixAfter(other), placeOne(tolerant).reported.fix);
  });

  it('keep a change from being exact where they say the finding without it, or with another', () => {
    const other = { ...good, edits: [edit(2, '  let total = 0;', '  let total = 2;')] };
    const readAfter = (second: ModelFinding[]) => {
      const [merged] = mergeRepaired(
        [placeOne(good)],
        second.map((said) => placeOne(said)),
      );
      assert.ok(merged?.fix?.kind === 'edits');
      assert.equal(applyEdits(text, merged.fix.edits), text.replace('total = 0', 'total = 1'));
      return merged.fix.anchoring;
    };
    assert.deepEqual([[], [good], [corrected], [{ ...good, edits: [] }], [other]].map(readAfter), [
      'exact',
      'exact',
      'exact',
      'normalised',
      'normalised',
    ]);
  });

  it('may be new, and stand beside the others', () => {
    const others = ['C', 'D'].map((title) => ({ ...corrected, title, explanation: title }));
    assert.deepEqual(merge([good], [good, ...others]), ['Good: edits', 'C: edits', 'D: edits']);
    assert.deepEqual(merge([bad], others), ['Bad: rejected', 'C: edits', 'D: edits']);
  });

  it('are no correction of one with the same title at another place', () => {
    const [near, far] = [
      { ...bad, startLine: 1, endLine: 1, explanation: '' },
      { ...bad, explanation: '' },
    ];
    for (const first of [
      [near, far],
      [far, near],
    ]) {
      assert.deepEqual(merge(first, [corrected]).toSorted(), ['Bad: edits', 'Bad: rejected']);
    }
    assert.deepEqual(merge([near], [corrected]), ['Bad: rejected', 'Bad: edits']);
  });

  it('lose none: each of both replies stays, but for the one of two that are the same', () => {
    const anyFinding = fc
      .record({
        title: fc.constantFrom('Bad brace', 'The bad brace', 'Division by zero', 'Short name'),
        explanation: fc.constantFrom('', 'Here.', 'There.'),
        startLine: fc.integer({ min: 1, max: 7 }),
        more: fc.nat(2),
        how: fc.constantFrom('no edit', 'good', 'lost'),
      })
      .map(({ title, explanation, startLine, more, how }) => {
        const edits = { 'no edit': [], good: [...good.edits], lost: [...bad.edits] }[how];
        return finding(edits, { title, explanation, startLine, endLine: startLine + more });
      });
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 5 }), fc.array(anyFinding, { maxLength: 5 }), (...replies) => {
        const [first, second] = replies.map((said) => said.map((one) => placeOne(one)));
        const merged = mergeRepaired(first ?? [], second ?? []);
        const at = ({ said }: PlacedFinding, { said: other }: PlacedFinding) =>
          said.startLine <= other.endLine && other.startLine <= said.endLine;
        for (const one of first ?? []) {
          const corrections = (second ?? []).filter((other) => at(one, other) && merged.includes(other.reported));
          const isKept = merged.some((kept) =>
            [one, inDoubt(one)].some(({ reported }) => isDeepStrictEqual(kept, reported)),
          );
          assert.ok(isKept || corrections.length > 0);
        }
        for (const one of second ?? []) {
          assert.ok(merged.includes(one.reported) || first?.some((other) => at(one, other)));
        }
        assert.ok(merged.length >= Math.max(first?.length ?? 0, second?.length ?? 0));
      }),
    );
  });

  it('keeps the lines that it names, where nothing proves the place, as far as they were shown', () => {
    const lost = (more: Partial<ModelFinding>, chunk?: Chunk) =>
      placeReply([finding([edit(3, 'not.inThe(file)', '')], more)], {
        text,
        shown: text,
        masked: [],
        source: 'm',
        chunk,
      })
        .map(({ reported: { span, named } }) => ({ span, named }))
        .at(0);
    const named = (startLine: number, endLine: number) => ({ span: undefined, named: { startLine, endLine } });
    assert.deepEqual(lost({}), named(5, 6));
    assert.deepEqual(lost({ startLine: 5, endLine: 900 }), named(5, 7));
    assert.deepEqual(lost({ startLine: 5, endLine: 2 }), named(5, 5));
    assert.deepEqual(lost({ startLine: 3, endLine: noLine }), named(3, 3));
    for (const startLine of [900, noLine]) {
      assert.deepEqual(lost({ startLine, endLine: 950 }), { span: undefined, named: undefined });
    }
    const lines = { startLine: 4, endLine: 7 };
    const chunk = { index: 2, count: 2, lines, context: [{ startLine: 1, endLine: 1 }] };
    assert.deepEqual(lost({ startLine: 2, endLine: 5 }, chunk), named(4, 5));
    assert.deepEqual(lost({ startLine: 1, endLine: 2 }, chunk), named(1, 1));
    assert.deepEqual(lost({ startLine: 2, endLine: 3 }, chunk), { span: undefined, named: undefined });
    assert.equal(placeOne(finding([])).reported.named, undefined, 'its place says more');
  });
});
