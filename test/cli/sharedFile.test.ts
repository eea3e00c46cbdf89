import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { before, changes, ReviewedTwice, withFileCalls } from './changing';

describe('a file that several processes change', () => {
  let reviewed: ReviewedTwice;
  beforeEach(() => {
    reviewed = new ReviewedTwice();
  });
  afterEach(() => reviewed.ground.dispose());

  for (const processes of [2, 4]) {
    it(`${processes} of them, for a folder and for one inside it, with state folders of their own`, async () => {
      await reviewed.review(processes);
      for (const what of ['all', 'a share'] as const) {
        await reviewed.changeAtOnce(what);
      }
    });
  }

  describe('and in which one of them is killed', () => {
    const text = () => readFileSync(reviewed.file, 'utf8');

    /** Leaves the file torn, and answers with the state folder. */
    async function tear(): Promise<string> {
      const [state = ''] = reviewed.reset();
      const killed = withFileCalls({ FOLDER_REVIEW_FAULT: 'SIGKILL writeInPlace 2' });
      const [id = ''] = reviewed.ids(0);
      const { exitCode } = await reviewed.ground.run(['apply', 'last', '--only', id, '--state-dir', state], killed);
      assert.equal(exitCode, null);
      assert.throws(() => reviewed.changedLines());
      return state;
    }

    for (const command of ['show', 'review', 'apply', 'revert'] as const) {
      it(`is put right by the next ${command}, which says so`, async () => {
        await reviewed.review(2);
        const state = await tear();
        const inner = join(reviewed.ground.root, 'project/src');
        const words = {
          show: ['show', 'last', '--state-dir', state],
          review: ['review', inner, '--state-dir', join(reviewed.ground.root, 'state-1')],
          apply: ['apply', 'last', '--exact', '--state-dir', state],
          revert: ['revert', 'last', '--state-dir', state],
        }[command];
        const { exitCode, stderr } = await reviewed.ground.run(words);
        assert.match(stderr, /src\/deep\/a\.js: a change was cut short .* as it was before that change/);
        assert.equal(exitCode, command === 'review' ? 1 : 0, stderr);
        assert.deepEqual(reviewed.changedLines().length, command === 'apply' ? changes : 0);
        const again = await reviewed.ground.run(['show', 'last', '--state-dir', state]);
        assert.equal(again.stderr, '');
      });
    }

    it('and that somebody wrote since, is left alone; the text from before is kept', async () => {
      await reviewed.review(1);
      const state = await tear();
      writeFileSync(reviewed.file, `${text()}mine\n`);
      const mine = text();
      const { stderr } = await reviewed.ground.run(['show', 'last', '--state-dir', state]);
      const kept = /before that change is in (\S+);/.exec(stderr)?.[1] ?? stderr;
      assert.equal(readFileSync(kept, 'utf8'), before);
      assert.equal(text(), mine);
      assert.deepEqual(
        readdirSync(join(reviewed.ground.root, 'state/folder-review/changes')).filter((name) =>
          name.endsWith('.unfinished'),
        ),
        [],
      );
    });
  });
});
