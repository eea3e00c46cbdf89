import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { isComplete } from '../complete';
import { CutShortReviews } from './cutShort';

/** See `fileCalls.cjs`; N is tried from 1 on, until a review makes no N such calls. */
const faults = ['ENOSPC N', 'ENOSPC N+', 'EIO N', 'EROFS N+', 'short N'] as const;
/** What a share begins with: some early, some late in a review; then one in so many of those that can have it. */
const share: Readonly<Record<(typeof faults)[number], readonly [first: number, step: number]>> = {
  'ENOSPC N': [13, 120],
  'ENOSPC N+': [70, 80],
  'EIO N': [41, 150],
  'EROFS N+': [150, 120],
  'short N': [3, 30],
};
/** `FOLDER_REVIEW_POINT=17` tries that one alone. */
const only = Number(process.env.FOLDER_REVIEW_POINT ?? Number.NaN);

describe('a review on a disk that does not take what is written', () => {
  let reviews: CutShortReviews;
  before(async () => {
    reviews = await CutShortReviews.of(3);
  });
  after(() => reviews.dispose());

  for (const fault of faults) {
    it(`${fault}: says so, leaves each file old or new, and goes on later`, async () => {
      const [first, step] = isComplete ? [1, 1] : share[fault];
      const begin = Number.isNaN(only) ? first : only;
      for (let n = begin; n === begin || Number.isNaN(only); n += step) {
        const { isHit } = await reviews.survive(fault.replace(' N', ` ${n}`));
        if (!isHit) {
          assert.ok(n > first, 'a review makes such calls');
          return;
        }
      }
    }).timeout(7_200_000);
  }
});
