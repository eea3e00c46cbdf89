import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { withinBounds } from '../../../src/core/findings/bounds';
import { foldDuplicates } from '../../../src/core/findings/duplicates';
import { LineOverlaps } from '../../../src/core/findings/lineOverlaps';
import { eachFinding } from '../../../src/core/gates/proposal';
import {
  confidences,
  type Finding,
  type ReportedFinding,
  type ReviewerKind,
  severities,
} from '../../../src/core/types';
import { reported, sha256, snapshotOf } from '../fakes';
import { scanningGrowth } from '../scanned';

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
    const [known] = foldDuplicates([{ ...one, identity: '1' }], [{ ...other, identity: '2' }], text);
    const folded = { reviewer: 'model', source: 'm', identity: '2' };
    assert.deepEqual([known?.identity, known?.folded], ['1', [folded]], 'both are known again');
  });

  it('keep the words of both, once, and count as sure as the surer one', () => {
    const change = fixing(5, 7, 'is');
    const one = finding('model', {
      source: 'm',
      title: 'Missing await',
      explanation: 'It ends early.',
      span: first,
      ...change,
      confidence: 'low',
    });
    const other = finding('model', {
      source: 'n',
      title: 'SQL injection',
      explanation: 'By the name.',
      span: first,
      ...change,
      confidence: 'high',
    });
    const [kept] = foldDuplicates([one], [other], text);
    const both = 'It ends early.\n\nAlso, by n: SQL injection: By the name.';
    assert.deepEqual([kept?.title, kept?.explanation, kept?.confidence], ['Missing await', both, 'high']);
    assert.equal(foldDuplicates(kept ? [kept] : [], [other], text)[0]?.explanation, both);
    const many = Array.from({ length: 100 }, (_, at) => ({ ...other, explanation: `${at} ${'x'.repeat(1_000)}` }));
    assert.ok((foldDuplicates([one], many, text)[0]?.explanation.length ?? 0) <= 12_000);
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
    const reverted: Finding = {
      ...made,
      proposal: { ...(made.proposal ?? assert.fail()), state: { kind: 'reverted' } },
    };
    const other = finding('model', { source: 'm', title: 'None wants is', span: first, ...fixing(5, 7, 'is') });
    assert.equal(foldDuplicates([reverted], [other], text)[0]?.proposal?.state.kind, 'reverted');
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
    'the same change for another kind of problem': [
      { title: 'Missing await', span: first, ...fixing(5, 7, 'is') },
      { title: 'SQL injection', span: first, category: 'security', ...fixing(5, 7, 'is') },
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

  it('are two where a model says two things in one look, whatever words they share', () => {
    const said = (title: string, explanation: string, span = first) => finding('model', { title, explanation, span });
    const through = (what: string) => said(`SQL injection through ${what}`, `The ${what} is not escaped.`);
    assert.equal(foldDuplicates([], [through('user'), through('password')], text).length, 2);
    const whole = { start: 0, end: 40 };
    const missing = [
      said('Missing validation', 'It may be null.', whole),
      said('Missing validation', 'It has no bound.'),
    ];
    assert.equal(foldDuplicates([], missing, text).length, 2);
    assert.equal(foldDuplicates([], [through('user'), through('user')], text).length, 1);
  });

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

/** Findings that all stand on the same lines, and tell how often somebody looks at what they say. */
function watched(count: number, source: string, looks: { count: number }): Finding[] {
  return Array.from({ length: count }, (_, n) => {
    const { title, ...rest } = finding('model', { source, title: `t${n} u${n} v${n}`, span: first });
    return Object.defineProperty({ ...rest, id: `${source}${n}`, title }, 'title', {
      enumerable: true,
      get: () => {
        looks.count++;
        return title;
      },
    });
  });
}

describe('thousands of findings', () => {
  it('are compared with a bounded number of others that share their lines', () => {
    const looksAt = (count: number) => {
      const looks = { count: 0 };
      foldDuplicates(watched(count, 'm', looks), watched(count, 'n', looks), text);
      return looks.count;
    };
    assert.ok(looksAt(4_000) < 15 * looksAt(400), `${looksAt(4_000)} against ${looksAt(400)}`);
  });

  it('become proposals by an effort in proportion to their number and the file', () => {
    const proposing = (language: string, line: (n: number) => string, newText: string) => (count: number) => {
      const lines = Array.from({ length: count }, (_, n) => line(n));
      const file = { ...snapshotOf('a', `[\n${lines.join('\n')}\n0]\n`), language };
      let end = 1;
      const all = lines.map((content) => {
        end += content.length + 1;
        return reported({ span: { start: end - content.length, end }, ...fixing(end, end, newText) });
      });
      return () =>
        assert.ok(
          [...eachFinding(file, 'local', all, sha256)].every(({ proposal }) => proposal?.state.kind === 'ready'),
        );
    };
    const growths = [
      scanningGrowth(
        proposing('plaintext', (n) => (n % 3 === 0 ? 'end' : `line ${n}`), '!'),
        300,
      ),
      scanningGrowth(
        proposing('json', (n) => `${n},`, ' '),
        300,
      ),
    ];
    assert.ok(Math.max(...growths) < 15, `ten times the lines take ${growths} times the effort`);
  });

  it('are found by their lines as if each was looked at', () => {
    const range = fc
      .tuple(fc.nat(60), fc.nat(40))
      .map(([startLine, more]) => ({ startLine, endLine: startLine + more }));
    fc.assert(
      fc.property(fc.array(range), range, (ranges, wanted) => {
        const overlaps = new LineOverlaps<number>();
        for (const [index, lines] of ranges.entries()) {
          overlaps.add(lines, index);
        }
        const expected = [...ranges.keys()].filter((index) => {
          const lines = ranges[index] ?? assert.fail();
          return lines.startLine <= wanted.endLine && wanted.startLine <= lines.endLine;
        });
        assert.deepEqual(
          [...overlaps.with(wanted)].sort((a, b) => a - b),
          expected,
        );
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
