import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileReview, FileStatus } from '../../../src/core/fileReview';
import { Pace, speedText } from '../../../src/core/run/pace';

const reviewed: FileStatus = {
  ...{ kind: 'reviewed', coverage: { reviewedLines: 1, totalLines: 1 }, durationMs: 1 },
};
const file = (n: number, status: FileStatus, bytes = 1_000): FileReview => ({
  path: `${n}`,
  bytes,
  status,
  findings: [],
});

describe('the pace of a review', () => {
  it('is that of the files that came to their end, from the first on, and says when the rest will', () => {
    const pace = new Pace();
    for (let n = 0; n < 100; n++) {
      pace.see(file(n, { kind: 'queued' }), 0);
    }
    // A stage before it may take as long as it likes.
    for (let n = 0; n <= 20; n++) {
      assert.equal(n < 6 ? pace.speed(60_000 + n * 500) : undefined, undefined);
      pace.see(file(n, reviewed), 60_000 + n * 500);
      pace.see(file(n, reviewed), 60_000 + n * 500);
    }
    const speed = pace.speed(70_000);
    assert.equal(speed?.filesPerSecond, 2);
    assert.equal(speed?.leftMs, 39_500);
    assert.equal(speedText(speed), '2 files/s, 40 s left');
  });

  it('counts long files by their length, and what is skipped for nothing', () => {
    const pace = new Pace();
    for (let n = 0; n < 20; n++) {
      pace.see(file(n, { kind: 'queued' }, n < 10 ? 0 : 99_000), 0);
    }
    for (let n = 0; n < 10; n++) {
      pace.see(file(n, reviewed, 0), n * 1_000);
    }
    assert.equal(pace.speed(9_000)?.leftMs, 1_000_000);
    for (let n = 10; n < 19; n++) {
      pace.see(file(n, { kind: 'skipped', reason: 'binary', message: '' }, 99_000), 9_000);
    }
    assert.equal(pace.speed(9_000)?.leftMs, 100_000);
    assert.equal(pace.speed(9_000)?.filesPerSecond, 1);
  });

  it('is told in few words', () => {
    for (const [filesPerSecond, leftMs, text] of [
      [41.4, 500, '41 files/s, 1 s left'],
      [1.25, 60_000, '1.3 files/s, 1 min left'],
      [0.05, 3_900_000, '3 files/min, 1 h 5 min left'],
      [0.5, 7_200_000, '30 files/min, 2 h left'],
    ] as const) {
      assert.equal(speedText({ filesPerSecond, leftMs }), text);
    }
  });
});
