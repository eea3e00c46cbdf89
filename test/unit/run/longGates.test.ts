import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ReviewRun } from '../../../src/core/run/reviewRun';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { header, memoryLog, memoryWorkspace, reported, reviewed, reviewer, sha256 } from '../fakes';

describe('gating many proposals', () => {
  it('lets others on the thread have their turn now and then', async () => {
    let now = 0;
    let pauses = 0;
    const text = Array.from({ length: 100 }, (_, n) => `line ${n}`).join('\n');
    const findings = Array.from({ length: 100 }, (_, n) =>
      reported({ title: `t${n}`, span: { start: n, end: n + 1 } }),
    );
    const run = new ReviewRun({
      header,
      workspace: memoryWorkspace(new Map([['a', text]])),
      createStages: async () =>
        stagesOf([
          {
            kind: 'local',
            limit: 1,
            lanes: [{ maxConcurrency: 1, reviewer: reviewer('local', async (file) => reviewed(file, findings)) }],
          },
        ]),
      maxParallelFiles: 1,
      journal: { append: async () => {} },
      log: memoryLog().log,
      // Every look at the clock finds a millisecond gone.
      clock: {
        now: () => now++,
        sleep: async (ms) => {
          assert.equal(ms, 0);
          pauses++;
        },
      },
      hash: sha256,
      random: () => 0,
    });
    await run.start();
    assert.equal(run.store.file('a')?.findings.length, 100);
    assert.ok(pauses >= 5, `${pauses} pauses`);
  });
});
