import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { QueueEntry } from '../../../src/core/queue/queueEntry';
import {
  bulkQuestion,
  bulkSummary,
  firstOf,
  leftOutMessage,
  pageChoice,
  setbackMessage,
  successMessage,
} from '../../../src/vscode/queue/queueMessages';

const entry = (title: string, path: string) => ({ finding: { title }, file: { path } }) as unknown as QueueEntry;
const one = entry('Use ===', 'src/a.ts');

describe('what is said about proposals', () => {
  it('tells success from what came with it', () => {
    assert.equal(successMessage(one, 'applied', false), 'Applied: Use ===.');
    assert.equal(successMessage(one, 'reverted', false), 'Reverted: Use ===.');
    assert.equal(
      successMessage(one, 'applied with editor changes', true),
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
      bulkQuestion('safe', safe, 3, 'app'),
      'Apply 3 safe proposals to 2 files of app? Each can be reverted.',
    );
    assert.equal(
      bulkQuestion('safe', safe, 5, 'app'),
      'Apply 3 safe proposals to 2 files of app? 2 other proposals will wait for you. Each can be reverted.',
    );
    assert.equal(bulkSummary('safe', 3, 3, []), 'Applied 3 of 3 safe proposals.');
    assert.equal(bulkSummary('safe', 3, 2, ['a.']), 'Applied 1 of 3 safe proposals. Cancelled with 1 to go. a.');
  });

  it('names the pages of a preview of all', () => {
    assert.deepEqual(pageChoice(['a', 'b', 'c']), { label: '3 files', description: 'a … c' });
    assert.equal(
      leftOutMessage(1, 2),
      '1 proposal shown, 2 left out because they overlap with others, or their files have changed.',
    );
  });
});
