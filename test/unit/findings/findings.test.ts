import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { eachFinding } from '../../../src/core/edits/proposal';
import { withinBounds } from '../../../src/core/findings/bounds';
import { foldDuplicates } from '../../../src/core/findings/duplicates';
import {
  confidences,
  type Finding,
  type ReportedFinding,
  type ReviewerKind,
  severities,
} from '../../../src/core/types';
import { reported, sha256, snapshotOf } from '../fakes';

const text = 'if a == None:\n    go()\nif b == None:\n    stop()\n';

const finding = (reviewer: ReviewerKind, change: Partial<ReportedFinding>): Finding => {
  const [found] = eachFinding(snapshotOf('a.py', text), reviewer, [reported(change)], sha256);
  return found ?? assert.fail();
};

const first = { start: 0, end: 13 };
const second = { start: 23, end: 36 };
const fixing = (start: number, end: number, newText: string): Partial<ReportedFinding> => ({
  fix: { kind: 'edits', anchoring: 'exact', edits: [{ start, end, newText }] },
});

const titlesOf = (findings: readonly Finding[]) => findings.map(({ title, alsoFrom }) => [title, ...(alsoFrom ?? [])]);

describe('duplicates', () => {
  it('are findings that change the file in the same way, however their edits are cut', () => {
    const one = finding('local', { source: 'ruff', title: 'E711', span: first, ...fixing(5, 7, 'is') });
    const other = finding('model', {
      source: 'm',
      title: 'None wants is',
      span: first,
      ...fixing(0, 12, 'if a is None'),
    });
    assert.deepEqual(titlesOf(foldDuplicates([one], [other], text)), [['E711', 'm']]);
  });

  it('are findings that say the same about the same lines', () => {
    const one = finding('local', { source: 'ruff', title: 'Comparison of a to None', span: first });
    const other = finding('model', { source: 'm', title: 'comparison to None: a', span: first, severity: 'error' });
    const [kept, ...more] = foldDuplicates([one], [other], text);
    assert.deepEqual([kept?.title, kept?.alsoFrom, kept?.severity, more.length], [one.title, ['m'], 'error', 0]);
    assert.equal(kept?.id, one.id);
  });

  it('give their edit to the one that has none', () => {
    const one = finding('local', { source: 'ruff', title: 'Comparison of a to None', span: first });
    const other = finding('model', {
      source: 'm',
      title: 'Comparison of a to None',
      span: first,
      ...fixing(5, 7, 'is'),
    });
    const [kept] = foldDuplicates([one], [other], text);
    assert.equal(kept?.proposal?.edits.length, 1);
    assert.equal(kept?.id, one.id);
  });

  it('leave what a person has decided alone', () => {
    const made = finding('local', { source: 'ruff', title: 'E711', span: first, ...fixing(5, 7, 'is') });
    const dismissed: Finding = {
      ...made,
      proposal: { ...(made.proposal ?? assert.fail()), state: { kind: 'dismissed' } },
    };
    const other = finding('model', { source: 'm', title: 'None wants is', span: first, ...fixing(5, 7, 'is') });
    assert.equal(foldDuplicates([dismissed], [other], text)[0]?.proposal?.state.kind, 'dismissed');
  });

  const different: Readonly<Record<string, readonly [Partial<ReportedFinding>, Partial<ReportedFinding>]>> = {
    'the same words at another place': [
      { title: 'Comparison to None', span: first },
      { title: 'Comparison to None', span: second },
    ],
    'the same words, another change': [
      { title: 'Comparison to None', span: first, ...fixing(5, 7, 'is') },
      { title: 'Comparison to None', span: first, ...fixing(5, 12, 'is not x') },
    ],
    'other words about the same line': [
      { title: 'Comparison to None', span: first },
      { title: 'The variable a may be undefined', span: first },
    ],
    'a doubtful likeness of another kind': [
      { title: 'Comparison of a to None', span: first },
      { title: 'Comparison of None to zero', span: first, category: 'security' },
    ],
    'no place': [{ title: 'Comparison to None' }, { title: 'Comparison to None' }],
  };
  for (const [name, [one, other]] of Object.entries(different)) {
    it(`are not: ${name}`, () => {
      const findings = [finding('local', { source: 'ruff', ...one }), finding('model', { source: 'm', ...other })];
      assert.equal(foldDuplicates(findings.slice(0, 1), findings.slice(1), text).length, 2);
    });
  }

  it('never take away what was there, nor its order and ids', () => {
    const some = fc.array(
      fc
        .record({
          title: fc.constantFrom('one two three', 'one two four', 'five six', 'three two one'),
          span: fc.constantFrom(first, second, { start: 0, end: 40 }),
          source: fc.constantFrom('m', 'n'),
        })
        .map((change) => finding('model', change)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(some, some, (before, added) => {
        const kept = foldDuplicates(before, added, text);
        assert.deepEqual(
          kept.slice(0, before.length).map(({ id }) => id),
          before.map(({ id }) => id),
        );
        assert.ok(kept.length <= before.length + added.length);
        assert.deepEqual(foldDuplicates(kept, added, text).length, kept.length, 'folding again changes nothing');
      }),
    );
  });
});

describe('the bounds of a profile', () => {
  it('part the findings and lose none', () => {
    const all = severities.flatMap((severity) =>
      confidences.map((confidence) => finding('model', { severity, confidence, title: `${severity} ${confidence}` })),
    );
    const { shown, hidden } = withinBounds(all, { severities: ['error', 'warning'], minConfidence: 'medium' });
    assert.deepEqual(
      shown.map(({ title }) => title),
      ['error high', 'error medium', 'warning high', 'warning medium'],
    );
    assert.equal(hidden.length, 5);
    assert.equal(withinBounds(all, { severities, minConfidence: 'low' }).shown.length, 9);
  });
});
