import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { QueueEntry } from '../../../src/core/queue/queueEntry';
import {
  bulkQuestion,
  bulkSummary,
  emptyBulkMessage,
  firstOf,
  leftOutMessage,
  noneVerifiedMessage,
  nothingToRevert,
  onlyTogetherSentence,
  refactorSummary,
  revertQuestion,
  revertSummary,
  setbackMessage,
  successMessage,
} from '../../../src/vscode/queue/queueMessages';

const entry = (title: string, path: string) =>
  ({ finding: { title, proposal: {} }, file: { path } }) as unknown as QueueEntry;
const one = entry('Use ===', 'src/a.ts');

describe('what is said about proposals', () => {
  it('tells success from what came with it', () => {
    assert.equal(successMessage(one, { kind: 'applied' }, false), 'Applied: Use ===.');
    assert.equal(successMessage(one, { kind: 'reverted' }, false), 'Reverted: Use ===.');
    assert.equal(
      successMessage(one, { kind: 'applied as edited', warnings: ['adds a URL', 'adds a secret'] }, false),
      'Applied as edited: Use ===. To look at: adds a URL; adds a secret.',
    );
    assert.equal(
      successMessage(one, { kind: 'applied with editor changes' }, true),
      'Applied: Use ===. The editor changed more of the file. The file has unsaved changes, so it was not saved.',
    );
  });

  it('gives the reason of a setback', () => {
    assert.equal(
      setbackMessage(one, { kind: 'stale', reason: 'The file was deleted.' }),
      '“Use ===” (src/a.ts) cannot be applied: The file was deleted.',
    );
    assert.equal(
      setbackMessage(one, { kind: 'failed', message: 'no' }),
      '“Use ===” (src/a.ts) could not be changed: no.',
    );
  });

  it('shows nothing that one does not see', () => {
    const message = setbackMessage(entry('a\u202eb', 'c\nd'), { kind: 'failed', message: 'no' });
    assert.equal(message, '“a\\u{202E}b” (c\\nd) could not be changed: no.');
  });

  it('is one message for many', () => {
    assert.equal(firstOf([]), undefined);
    assert.equal(firstOf(['a.']), 'a.');
    assert.equal(firstOf(['a.', 'b.', 'c.']), 'a. And 2 more.');
  });

  it('counts before and after a bulk action', () => {
    const safe = [one, one, entry('b', 'b.ts')];
    assert.equal(
      bulkQuestion('safe', safe, safe, 'app'),
      'Apply 3 safe proposals to 2 files of app? Each can be reverted.',
    );
    assert.equal(
      bulkQuestion('safe', safe, [...safe, one, one], 'app'),
      'Apply 3 safe proposals to 2 files of app? 2 other proposals will wait for you. Each can be reverted.',
    );
    assert.equal(bulkSummary('safe', 3, 3, []), 'Applied 3 of 3 safe proposals.');
    assert.equal(bulkSummary('safe', 3, 2, ['a.']), 'Applied 1 of 3 safe proposals. Cancelled with 1 to go. a.');
  });

  it('says before a bulk action what it leaves out because it was seen to fail', () => {
    const failed = { ...one, finding: { ...one.finding, proposal: { proof: { result: { kind: 'failed' } } } } };
    const waiting = [one, one, failed as unknown as QueueEntry];
    assert.equal(
      bulkQuestion('exact', [one], waiting, 'app'),
      'Apply 1 exact proposal to 1 file of app? 2 other proposals will wait for you (1 failed verification). Each can be reverted.',
    );
    assert.equal(
      emptyBulkMessage('exact', waiting),
      'No waiting proposal is exact (1 failed verification); look at them one by one.',
    );
    assert.equal(emptyBulkMessage('safe', [one]), 'No waiting proposal is safe; look at them one by one.');
  });

  const proven = (tree: string, kind: string, together: number) =>
    ({ ...one, finding: { ...one.finding, proposal: { proof: { tree, result: { kind, together } } } } }) as never;

  it('says of the first that is applied out of a set that the others were needed', () => {
    const [mine, other, foreign] = [proven('t', 'verified', 3), proven('t', 'verified', 3), proven('u', 'verified', 3)];
    assert.equal(
      onlyTogetherSentence(mine, [other, other, foreign]),
      'It was verified only together with 2 others, which still wait.',
    );
    assert.equal(onlyTogetherSentence(mine, [other, foreign]), undefined);
    assert.equal(onlyTogetherSentence(proven('t', 'verified', 1), []), undefined);
    assert.equal(onlyTogetherSentence(one, [one]), undefined);
    assert.equal(noneVerifiedMessage(4, 'app'), 'All 4 verified proposals of “app” are applied already.');
    assert.equal(noneVerifiedMessage(0, 'app'), 'No waiting proposal of “app” is verified.');
  });

  it('says what is taken back, and what is not', () => {
    assert.equal(
      revertQuestion([one, one], [one], 'app'),
      'Revert 2 applied proposals in 1 file of app? “Use ===” (src/a.ts) was changed after being applied: nothing is forced, and that text stays. Your own changes stay, and so do commits.',
    );
    assert.equal(revertSummary(1, 2, ['no.'], []), 'Reverted 1 of 2 proposals. no.');
    assert.match(nothingToRevert([one, one]), /^“Use ===” \(src\/a\.ts\) and 1 more were changed after/);
    assert.equal(nothingToRevert([]), 'No proposal is applied here.');
  });

  it('says what of all could be shown, or was applied elsewhere', () => {
    assert.equal(refactorSummary(2, 2, 0), 'Applied 2 of 2 proposals in Refactor Preview.');
    assert.equal(
      refactorSummary(1, 3, 2),
      'Applied 1 of 3 proposals in Refactor Preview. 2 could not be offered: they overlap with others, or their files have changed.',
    );
    assert.equal(
      leftOutMessage(1, 2),
      '1 proposal shown, 2 left out because they overlap with others, or their files have changed.',
    );
  });
});
