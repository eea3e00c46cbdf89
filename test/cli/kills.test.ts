import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { isComplete } from '../complete';
import { CutShortReviews } from './cutShort';

const points = 200;
const step = isComplete ? 1 : 40;

describe('a review of 30 files that is killed', () => {
  let reviews: CutShortReviews;
  before(async () => {
    reviews = await CutShortReviews.of(30);
  });
  after(() => reviews.dispose());

  // Spread over its calls; of fewer, not always those at the same place in each file.
  for (let point = step === 1 ? 1 : 7; point <= points; point += step) {
    it(`at point ${point} of ${points} goes on: nothing is paid twice, nothing is lost`, async () => {
      const call = Math.ceil((point * reviews.calls.length) / points);
      const { first } = await reviews.survive(`SIGKILL ${call}`);
      // Another run may have a few calls less.
      assert.ok(first.exitCode === null || point > 0.9 * points, first.stderr);
    });
  }
});
