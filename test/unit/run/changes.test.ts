import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Change, ChangeHistory } from '../../../src/core/run/changes';
import { memoryPreImages, sha256 } from '../fakes';

/** One of several applications in a file, each at its start. */
function added(finding: string, before: string, textBefore?: string): Change {
  const after = sha256(finding + before);
  return {
    ...{ finding, action: 'apply', before: sha256(before), after, textHash: after, pure: true, baseHash: sha256('') },
    ...{ edits: [{ start: 0, end: 0, newText: finding }], ...(textBefore !== undefined && { textBefore }) },
  };
}

describe('the text before a change', () => {
  it('is made from the one that is kept, also where that is empty', async () => {
    for (const kept of ['', 'kept']) {
      const texts = memoryPreImages();
      const history = new ChangeHistory();
      history.add(added('one ', kept, await texts.keep(kept)));
      history.add(added('two ', `one ${kept}`));
      history.add(added('three ', `two one ${kept}`));
      const before = await Promise.all([0, 1, 2].map((index) => history.textBefore(index, texts, sha256)));
      assert.deepEqual(before, [kept, `one ${kept}`, `two one ${kept}`]);
    }
  });

  it('is not known when the kept one is lost, or the edits of a change behind it', async () => {
    const texts = memoryPreImages();
    const { edits: _, ...secret } = added('one ', '', await texts.keep(''));
    for (const first of [added('one ', '', 'lost'), secret]) {
      const history = new ChangeHistory();
      history.add(first);
      history.add(added('two ', 'one '));
      assert.equal(await history.textBefore(1, texts, sha256), undefined);
    }
  });
});

describe('the changes between two texts', () => {
  it('are those that led from one to the other, also where a text came again', () => {
    const history = new ChangeHistory();
    history.add(added('one ', ''));
    history.add(added('two ', 'one '));
    // Somebody went back by undo, and another one was applied.
    history.add(added('three ', 'one '));
    history.add({ ...added('one ', ''), finding: 'again' });
    const between = (before: string, now: string) =>
      history.between(sha256(before), sha256(now))?.map(({ finding }) => finding);
    assert.deepEqual(between('', 'three one '), ['one ', 'three ']);
    assert.deepEqual(between('', 'two one '), ['one ', 'two ']);
    assert.deepEqual(between('one ', 'two one '), ['two ']);
    assert.deepEqual(between('', 'one '), ['again']);
    assert.deepEqual(between('any', 'any'), []);
    assert.equal(between('two one ', ''), undefined);
    assert.equal(between('two one ', 'three one '), undefined);
    assert.equal(between('other', 'one '), undefined);
  });
});
