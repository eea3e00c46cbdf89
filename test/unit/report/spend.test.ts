import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Usage } from '../../../src/core/modelUse';
import { durationText, estimateSentences, usageSentence, usageText } from '../../../src/core/report/spend';
import { summarize } from '../fakes';

const summaryOf = (usage?: Usage) =>
  summarize([{ path: 'a', bytes: 1, status: { kind: 'cancelled' }, findings: [], ...(usage && { usage }) }]);

describe('what is said about spending', () => {
  it('is what servers told, and nothing where they told nothing', () => {
    assert.equal(usageText({ promptTokens: 12_345, completionTokens: 678 }), '12,345 tokens in, 678 out');
    assert.equal(usageText({ completionTokens: 678 }), '678 tokens out');
    assert.equal(
      usageText({ promptTokens: 1, completionTokens: 6_780, thinkingTokens: 5_000 }),
      '1 tokens in, 6,780 out (5,000 thinking)',
    );
    assert.equal(usageText({}), '');
    assert.equal(usageText({ uncounted: 2 }), '');
    assert.equal(usageText({ promptTokens: 1, completionTokens: 2, uncounted: 1 }), 'at least 1 tokens in, 2 out');
    const spent = summaryOf({ promptTokens: 12_345, completionTokens: 678 });
    assert.equal(usageSentence(spent, undefined), '12,345 tokens in, 678 out.');
    assert.equal(usageSentence(spent, 20_000), '12,345 tokens in, 678 out, of a budget of 20,000.');
    assert.equal(usageSentence(summaryOf(), 20_000), '');
  });

  const estimate = {
    files: 120,
    requests: { low: 1_200, high: 1_200 },
    promptTokens: { low: 204_000, high: 291_000 },
    completionTokens: { low: 47_800, high: 47_800 },
    headroom: 5_000,
  };

  it('has no more digits than an estimate is worth', () => {
    assert.deepEqual(estimateSentences(estimate), [
      '1,200 requests: 200,000 to 290,000 tokens in, about 48,000 out.',
      'Time: not known yet. The first review measures how fast the model is.',
    ]);
    assert.deepEqual(
      estimateSentences({
        ...estimate,
        requests: { low: 1, high: 1 },
        durationMs: { low: 100_000, high: 300_000 },
      }).map((text) => text.slice(0, 30)),
      ['1 request: 200,000 to 290,000 t', 'Time: 2 to 5 min, as fast as t'].map((text) => text.slice(0, 30)),
    );
    assert.deepEqual(estimateSentences({ ...estimate, requests: { low: 0, high: 0 } }), ['No requests.']);
  });

  it('says how many findings to confirm it reckons with', () => {
    const confirming = {
      ...{ ...estimate, requests: { low: 1_200, high: 4_800 }, confirmations: 3_600 },
      completionTokens: { low: 47_800, high: 270_000 },
    };
    assert.deepEqual(estimateSentences(confirming).slice(0, 2), [
      '1,200 to 4,800 requests: 200,000 to 290,000 tokens in, 48,000 to 270,000 out.',
      'Up to 3,600 of them to confirm findings, one for each that is shown: if each of the others brings no more than 3, or one for each 20 lines.',
    ]);
  });

  it('says that kept answers are not taken off, and calls no budget too small for sure then', () => {
    const most = { ...estimate, ignoresKeptAnswers: true } as const;
    assert.deepEqual(estimateSentences(most, 3_000).slice(1, 3), [
      'Answers kept from earlier reviews are not taken off: where files have not changed it is less, and may be nothing.',
      'The budget of 3,000 tokens may not be enough for all files.',
    ]);
  });

  it('tells whether the budget is enough', () => {
    assert.equal(estimateSentences(estimate, 343_800)[1], 'The budget of 343,800 tokens is enough.');
    assert.match(
      estimateSentences(estimate, 343_799)[1] ?? '',
      /may not be enough/,
      'the last request is reserved more',
    );
    assert.match(estimateSentences(estimate, 256_799)[1] ?? '', /is not enough/);
    assert.equal(
      estimateSentences(estimate, 300_000)[1],
      'The budget of 300,000 tokens may not be enough for all files.',
    );
    assert.equal(estimateSentences(estimate, 3_000)[1], 'The budget of 3,000 tokens is not enough for all files.');
  });

  const durations: readonly (readonly [number, number, string])[] = [
    [0, 300, 'about 1 s'],
    [12_000, 12_400, 'about 12 s'],
    [12_000, 80_000, '12 to 80 s'],
    [45_000, 200_000, '45 s to 3 min'],
    [3_000_000, 7_300_000, '50 min to 2 h'],
    [7_300_000, 80_000_000, '2 to 22 h'],
  ];
  for (const [low, high, text] of durations) {
    it(`says “${text}”`, () => {
      assert.equal(durationText({ low, high }), text);
    });
  }
});
