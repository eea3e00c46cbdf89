import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ReviewRun } from '../../../src/core/run/reviewRun';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { header, memoryLog, memoryWorkspace, reviewed, reviewer, sha256, virtualClock } from '../fakes';

describe('a run whose record cannot be written', () => {
  it('stops, says why, and begins no more work that a crash would lose', async () => {
    let reviews = 0;
    let appended = 0;
    const run = new ReviewRun({
      header,
      workspace: memoryWorkspace(new Map(Array.from({ length: 20 }, (_, n) => [`f${n}`, 'text\n']))),
      createStages: async () =>
        stagesOf([
          {
            kind: 'model',
            limit: Number.POSITIVE_INFINITY,
            lanes: [
              {
                maxConcurrency: Number.POSITIVE_INFINITY,
                reviewer: reviewer('model', async (file) => {
                  reviews++;
                  return reviewed(file, []);
                }),
              },
            ],
          },
        ]),
      maxParallelFiles: 1,
      journal: {
        append: async () => {
          if (++appended > 5) {
            throw new Error('ENOSPC: no space left on device');
          }
        },
      },
      log: memoryLog().log,
      clock: virtualClock(),
      hash: sha256,
      random: () => 0,
    });
    await run.start();
    assert.deepEqual(run.store.state, {
      kind: 'failed',
      message: 'The record of the review could not be written: ENOSPC: no space left on device',
    });
    assert.equal(reviews, 5, 'the run, what was found, three files; a fifth began while the fourth was to be recorded');
    assert.deepEqual(
      [...run.store.files()].slice(3).map(({ status }) => status),
      Array(17).fill({
        kind: 'failed',
        reason: 'not recorded',
        message: 'The record of the review could not be written: ENOSPC: no space left on device',
        phase: 'model',
      }),
    );
  });

  it('does not begin when there can be no stages', async () => {
    const run = new ReviewRun({
      header,
      workspace: memoryWorkspace(new Map([['a', 'text\n']])),
      createStages: async () => ({ kind: 'failed', reason: 'bad key', message: 'No key.' }),
      maxParallelFiles: 1,
      journal: { append: async () => {} },
      log: memoryLog().log,
      clock: virtualClock(),
      hash: sha256,
      random: () => 0,
    });
    await run.start();
    assert.deepEqual(run.store.state, { kind: 'failed', message: 'No key.' });
    assert.equal(run.store.summary().files, 0);
  });
});
