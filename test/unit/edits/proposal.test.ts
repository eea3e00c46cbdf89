import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GatedFile } from '../../../src/core/gates/gatedFile';
import { toProposal } from '../../../src/core/gates/proposal';
import type { ReportedFinding } from '../../../src/core/types';
import { toFindings } from '../fakes';
import { editsOf, hash, runs, snapshot, text } from './arbitraries';

const base: ReportedFinding = {
  source: 'test',
  title: 'T',
  explanation: '',
  severity: 'info',
  category: 'style',
  confidence: 'high',
};

function reportedIn(subject: string): fc.Arbitrary<ReportedFinding> {
  const offset = fc.integer({ min: -1, max: subject.length + 2 });
  return fc.record(
    {
      source: fc.constantFrom('a', 'b'),
      rule: fc.constantFrom('r1', 'r2'),
      title: fc.constantFrom('T', 'U', 'é'),
      explanation: fc.constantFrom('', 'why'),
      severity: fc.constantFrom('error', 'info'),
      category: fc.constant('bug'),
      confidence: fc.constant('high'),
      span: fc.record({ start: offset, end: offset }),
      fix: fc.oneof(
        fc.constant({ kind: 'rejected' as const, reason: 'no' }),
        editsOf(subject, 2).map((edits) => ({ kind: 'edits' as const, anchoring: 'exact' as const, edits })),
      ),
    },
    { requiredKeys: ['source', 'title', 'explanation', 'severity', 'category', 'confidence'] },
  );
}

describe('toFindings', () => {
  it('gives the same findings whatever order they are reported in', () => {
    const reported = text.chain((subject) =>
      fc
        .array(reportedIn(subject), { maxLength: 8 })
        .chain((list) =>
          fc.tuple(fc.constant(subject), fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
    );
    fc.assert(
      fc.property(reported, ([subject, list, shuffled]) => {
        const findings = toFindings(snapshot(subject), 'model', list, hash);
        assert.deepEqual(toFindings(snapshot(subject), 'model', shuffled, hash), findings);
        assert.equal(new Set(findings.map(({ id }) => id)).size, findings.length);
        const starts = findings.map(({ place }) => place?.start ?? -1);
        assert.deepEqual(
          starts,
          starts.toSorted((a, b) => a - b),
        );
        for (const { place, id } of findings) {
          assert.match(id, /^[0-9a-f]{12}$/);
          assert.ok(!place || place.quote === subject.slice(place.start, place.end));
        }
      }),
      { numRuns: runs },
    );
  });

  it('tells lines and quotes, counting a closing line end to its own line', () => {
    const [finding] = toFindings(snapshot('a\nbc\nd'), 'local', [{ ...base, span: { start: 2, end: 5 } }], hash);
    assert.deepEqual(finding?.place, { start: 2, end: 5, startLine: 2, endLine: 2, startColumn: 0, quote: 'bc\n' });
  });

  it('takes a wrong span for no place and rejects the fix that came with it', () => {
    const fix = { kind: 'edits' as const, anchoring: 'exact' as const, edits: [{ start: 0, end: 1, newText: 'x' }] };
    for (const span of [
      { start: 0, end: 9 },
      { start: 2, end: 1 },
      { start: -1, end: 1 },
      { start: 2, end: 3 },
      { start: 0.5, end: 1 },
    ]) {
      const [finding] = toFindings(snapshot('ab😀'.slice(1)), 'local', [{ ...base, span, fix }], hash);
      assert.equal(finding?.place, undefined);
      assert.equal(finding?.proposal?.state.kind, 'rejected');
      assert.deepEqual(finding?.proposal?.edits, []);
    }
  });

  it('keeps ids when lines above change, and tells equal findings at two places apart', () => {
    const at = (start: number) => ({ ...base, span: { start, end: start + 1 } });
    const [one, two] = toFindings(snapshot('x\nx'), 'local', [at(2), at(0)], hash);
    const [moved] = toFindings(snapshot('new\nx'), 'local', [at(4)], hash);
    assert.notEqual(one?.id, two?.id);
    assert.equal(moved?.id, one?.id);
    const [other] = toFindings(snapshot('x', { path: 'b.ts' }), 'local', [at(0)], hash);
    assert.notEqual(other?.id, one?.id);
  });

  it('counts what is reported twice over once', () => {
    assert.equal(toFindings(snapshot('x'), 'local', [base, { ...base }], hash).length, 1);
    assert.equal(toFindings(snapshot('x'), 'local', [base, { ...base, explanation: 'other' }], hash).length, 2);
    const named = (startLine: number) => ({ ...base, named: { startLine, endLine: startLine } });
    const all = [named(9), named(3), named(9)];
    const found = toFindings(snapshot('x'), 'model', all, hash);
    assert.deepEqual(found.map((finding) => finding.named?.startLine).sort(), [3, 9]);
    assert.deepEqual(toFindings(snapshot('x'), 'model', all.toReversed(), hash), found);
  });
});

describe('toProposal', () => {
  it('is ready with flags, or rejected with a reason and without edits', () => {
    const file = snapshot('{"a": 1}\n', { language: 'json' });
    const fix = (start: number, end: number, newText: string) =>
      toProposal(new GatedFile(file), { kind: 'edits', anchoring: 'exact', edits: [{ start, end, newText }] });
    const ready = fix(6, 7, '"https://evil.example"');
    assert.deepEqual(
      [ready.state, ready.flags, ready.anchoring, ready.edits.length],
      [{ kind: 'ready' }, ['adds a URL'], 'exact', 1],
    );
    assert.deepEqual(fix(6, 7, '').state, {
      ...{ kind: 'rejected', gate: 'format' },
      reason: 'the file would no longer be valid JSON',
    });
    assert.deepEqual(fix(6, 7, '1').state, { kind: 'rejected', gate: 'place', reason: 'it changes nothing' });
    assert.deepEqual(fix(6, 99, '').state.kind, 'rejected');
    assert.deepEqual(fix(6, 7, '').edits, []);
    assert.deepEqual(toProposal(new GatedFile(file), { kind: 'rejected', reason: 'why' }).state, {
      kind: 'rejected',
      gate: 'place',
      reason: 'why',
    });
  });
});
