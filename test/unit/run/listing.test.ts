import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { confirmedListing, listingOf, toConfirm } from '../../../src/core/run/listing';
import {
  type Confirmation,
  confidences,
  type Finding,
  severities,
  verdicts,
  withoutVerdict,
} from '../../../src/core/types';
import { header } from '../fakes';

const { profile } = header.options;
const text = Array.from({ length: 40 }, (_, line) => `line number ${line}`).join('\n');

function findingAt(
  position: number,
  reviewer: Finding['reviewer'],
  confidence: Finding['confidence'],
  severity: Finding['severity'],
): Finding {
  const start = text.indexOf(`line number ${position}`);
  const quote = `line number ${position}`;
  return {
    ...{
      id: `${reviewer}-${position}`,
      reviewer,
      source: reviewer,
      title: `Thing ${position} ${reviewer} ${confidence}`,
    },
    ...{ explanation: '', category: 'bug', confidence, severity },
    place: { start, end: start + quote.length, startLine: position + 1, endLine: position + 1, quote },
  };
}

const findings = (reviewer: Finding['reviewer'], first: number) =>
  fc
    .array(fc.tuple(fc.constantFrom(...confidences), fc.constantFrom(...severities)), { maxLength: 10 })
    .map((all) => all.map(([sure, heavy], index) => findingAt(first + index, reviewer, sure, heavy)));
const said = fc.record({ verdict: fc.constantFrom(...verdicts, ...withoutVerdict), reason: fc.string() });
const minConfidence = fc.constantFrom(...confidences);

describe('the findings of a file that are put to a model once more', () => {
  it('are all there afterwards, each in one list, in their order, and only as much changed as was said of them', () => {
    fc.assert(
      fc.property(
        ...[
          findings('local', 0),
          findings('model', 10),
          findings('model', 25),
          fc.array(said, { minLength: 10, maxLength: 10 }),
          minConfidence,
        ],
        (local, model, retained, words, least) => {
          const treatment = { profile: { ...profile, minConfidence: least } };
          const file = { path: 'a', bytes: 1, status: { kind: 'queued' }, findings: [...local, ...retained] } as const;
          const before = listingOf(file, model, { text }, treatment);
          const asked = toConfirm(before);
          assert.deepEqual(
            asked.map(({ id }) => id),
            before.shown.filter(({ id }) => model.some((fresh) => fresh.id === id)).map(({ id }) => id),
          );
          const confirmations = new Map(asked.map(({ id }, index) => [id, words[index] as Confirmation]));
          const after = confirmedListing(before, confirmations, treatment);
          const ids = (all: readonly Finding[]) => all.map(({ id }) => id);
          assert.deepEqual(
            [...ids(after.shown), ...ids(after.hidden)].sort(),
            [...ids(before.shown), ...ids(before.hidden)].sort(),
          );
          for (const list of [after.shown, after.hidden]) {
            const starts = list.map(({ place }) => place?.start ?? -1);
            assert.deepEqual(
              starts,
              starts.toSorted((a, b) => a - b),
            );
          }
          const known = new Map([...before.shown, ...before.hidden].map((finding) => [finding.id, finding]));
          for (const finding of [...after.shown, ...after.hidden]) {
            const was = known.get(finding.id) ?? assert.fail();
            const { verdict } = confirmations.get(finding.id) ?? {};
            const isHidden = after.hidden.some(({ id }) => id === finding.id);
            if (verdict === undefined) {
              assert.deepEqual(finding, was);
            } else if (verdict === 'refuted') {
              assert.deepEqual(finding.hiddenBy, { kind: 'refuted' });
            } else if (verdict === 'unsure') {
              const lower = confidences.indexOf(was.confidence) + 1;
              assert.equal(finding.confidence, confidences[lower] ?? 'low');
              assert.equal(finding.confirmation?.before, was.confidence === 'low' ? undefined : was.confidence);
              assert.equal(isHidden, confidences.indexOf(finding.confidence) > confidences.indexOf(least));
            } else {
              assert.deepEqual(finding, { ...was, confirmation: confirmations.get(finding.id) });
              assert.ok(!isHidden);
            }
          }
        },
      ),
    );
  });
});
