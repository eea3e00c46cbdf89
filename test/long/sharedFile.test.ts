import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { before, ReviewedTwice, withFileCalls } from '../cli/changing';

describe('a file that several processes change', () => {
  let reviewed: ReviewedTwice;
  beforeEach(() => {
    reviewed = new ReviewedTwice();
  });
  afterEach(() => reviewed.ground.dispose());

  for (const processes of [2, 4]) {
    it(`${processes} of them, 200 times`, async () => {
      await reviewed.review(processes);
      for (let round = 0; round < 200; round++) {
        await reviewed.changeAtOnce(round % 2 === 0 ? 'all' : 'a share');
      }
    }).timeout(3_600_000);
  }

  it('is whole after a kill before every call that changes something on disk', async () => {
    await reviewed.review(1);
    const [id = ''] = reviewed.ids(0);
    let torn = 0;
    for (let call = 1; ; call++) {
      const [state = ''] = reviewed.reset();
      const apply = ['apply', 'last', '--only', id, '--state-dir', state];
      const killed = await reviewed.ground.run(apply, withFileCalls({ FOLDER_REVIEW_FAULT: `SIGKILL ${call}` }));
      const left = readFileSync(reviewed.file, 'utf8');
      const shown = await reviewed.ground.run(['show', 'last', '--state-dir', state]);
      const lines = reviewed.changedLines();
      const isTorn = left !== readFileSync(reviewed.file, 'utf8');
      assert.equal(/cut short/.test(shown.stderr), isTorn, `${call}: ${shown.stderr}`);
      assert.ok(!isTorn || lines.length === 0);
      torn += isTorn ? 1 : 0;
      if (killed.exitCode === 0) {
        assert.deepEqual(lines, [0]);
        break;
      }
      assert.equal(killed.exitCode, null, killed.stderr);
      const again = await reviewed.ground.run(apply);
      assert.deepEqual(reviewed.changedLines(), [0], again.stderr);
      await reviewed.ground.run(['revert', 'last', '--state-dir', state]);
      assert.equal(readFileSync(reviewed.file, 'utf8'), before, `${call}`);
    }
    assert.ok(torn > 0);
  }).timeout(3_600_000);
});
