import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { capFindings } from '../../../src/core/findings/capFindings';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { type OpenFinding, type ReportedFinding, severities } from '../../../src/core/types';
import { memoryWorkspace, reported, reviewed, reviewer } from '../fakes';
import { runWith } from '../run/support';

const many = (count: number, change: (n: number) => Partial<OpenFinding> = () => ({})): ReportedFinding[] =>
  Array.from({ length: count }, (_, n) => reported({ source: 'css', span: { start: n, end: n + 1 }, ...change(n) }));

const isNote = ({ rule }: ReportedFinding) => rule === 'too-many-findings';

describe('more findings than can be handled', () => {
  it('are cut to the heaviest, then the first, in their order, and the rest is counted', () => {
    const findings = many(80_000, (n) => ({ severity: severities[n % 3 === 0 ? 2 : n < 78_500 ? 1 : 0] ?? 'info' }));
    const kept = capFindings(findings.toReversed());
    const starts = kept.slice(0, -1).map(({ span }) => span?.start);
    // All 1,000 errors are at the end of the file.
    const expected = findings.filter(({ severity }) => severity === 'error').map(({ span }) => span?.start);
    assert.deepEqual(starts, expected.toReversed());
    const note = kept.at(-1);
    assert.equal(note?.title, 'Only 1,000 of 80,000 findings of css are kept');
    assert.deepEqual([note.severity, note.span], ['warning', undefined]);
  });

  it('are counted for each source, and what is silenced for itself', () => {
    const hiddenBy = { kind: 'comment' } as const;
    const silenced = many(1_500, () => ({ severity: 'error' })).map((finding) => ({ ...finding, hiddenBy }));
    const kept = capFindings([
      ...(silenced as ReportedFinding[]),
      ...many(1_000),
      ...many(1_001, () => ({ source: 'b' })),
    ]);
    assert.deepEqual(
      kept.filter(isNote).map(({ title, hiddenBy }) => [title, hiddenBy?.kind]),
      [
        ['Only 1,000 of 1,500 findings of css are kept', 'comment'],
        ['Only 1,000 of 1,001 findings of b are kept', undefined],
      ],
    );
    assert.equal(kept.length, 3_002);
  });

  it('leave a note that meets the bounds that one of the others would have met', () => {
    const note = (rest: Partial<OpenFinding>) =>
      capFindings([
        ...many(1_000, () => ({ severity: 'error' })),
        ...many(2, (n) => (n === 1 ? rest : { confidence: 'low', severity: 'info' })),
      ]).find(isNote);
    assert.equal(note({ confidence: 'high', severity: 'info' })?.confidence, 'high');
    assert.equal(note({ confidence: 'low', severity: 'info' })?.confidence, 'low');
    assert.equal(note({ confidence: 'low', severity: 'warning' })?.severity, 'warning');
  });

  it('are none up to a thousand', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...severities), { maxLength: 1_000 }), (all) => {
        const findings = many(all.length, (n) => ({ severity: all[n] ?? 'info' }));
        assert.deepEqual(capFindings(findings), findings);
      }),
      { numRuns: 20 },
    );
  });

  it('are cut in a run, but those of a model, which are paid for', async () => {
    const text = 'line\n'.repeat(1_200);
    for (const [kind, count] of [
      ['local', 1_001],
      ['editor', 1_001],
      ['model', 1_200],
    ] as const) {
      const findings = many(1_200, (n) => ({ title: `Finding ${n}`, span: { start: n * 5, end: n * 5 + 4 } }));
      const lane = { maxConcurrency: 1, reviewer: reviewer(kind, async (file) => reviewed(file, findings)) };
      const { run } = runWith({
        workspace: memoryWorkspace(new Map([['a', text]])),
        createStages: async () => stagesOf([{ kind, limit: 1, lanes: [lane] }]),
      });
      await run.start();
      const found = run.store.file('a')?.findings ?? [];
      assert.deepEqual(
        [found.length, found.filter(({ rule }) => rule === 'too-many-findings').length],
        [count, count === 1_001 ? 1 : 0],
        kind,
      );
    }
  });
});
