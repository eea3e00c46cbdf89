import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  ConfirmationCounter,
  confirmationSentences,
  confirmationText,
  withConfirmation,
} from '../../../src/core/findings/confirmations';
import type { Confidence, Confirmation, Finding } from '../../../src/core/types';

const about = (confidence: Confidence): Finding => ({
  ...{ id: 'a', reviewer: 'model', source: 'qwen3', title: 'Leak', explanation: '' },
  ...{ severity: 'warning', category: 'bug', confidence },
});
const textOf = (confidence: Confidence, said: Confirmation): string => {
  const { confirmation = assert.fail(), ...finding } = withConfirmation(about(confidence), said);
  return confirmationText(confirmation, finding);
};
const counted = (...all: readonly Confirmation[]): readonly string[] => {
  const counter = new ConfirmationCounter();
  counter.count(
    all.map((confirmation) => ({ confirmation })),
    1,
  );
  return confirmationSentences(counter.counts());
};

describe('what came of putting findings to a model once more', () => {
  const said = { reason: 'Line 3.', model: 'big' };

  it('names who judged, and tells an answer from none and from a question that nobody got', () => {
    assert.equal(textOf('high', { verdict: 'confirmed', ...said }), 'confirmed by big: Line 3.');
    assert.equal(textOf('high', { verdict: 'refuted', ...said }), 'refuted by big: Line 3.');
    assert.equal(
      textOf('high', { verdict: 'not confirmed', reason: 'invalid model response' }),
      'not confirmed, as no verdict came of it: invalid model response',
    );
    assert.equal(
      textOf('high', { verdict: 'not asked', reason: 'names no lines' }),
      'not asked once more: names no lines',
    );
    assert.equal(
      textOf('high', { verdict: 'not asked', reason: 'server down', message: 'No answer from http://127.0.0.1:1.' }),
      'not asked once more: server down. No answer from http://127.0.0.1:1.',
    );
    assert.equal(textOf('low', { verdict: 'confirmed', reason: '' }), 'confirmed', 'of an earlier version');
  });

  it('says that a finding is held to be less sure only where it is', () => {
    const unsure = { verdict: 'unsure', ...said } as const;
    assert.equal(textOf('high', unsure), 'unsure (big), so its confidence is medium instead of high: Line 3.');
    assert.equal(textOf('medium', unsure), 'unsure (big), so its confidence is low instead of medium: Line 3.');
    assert.equal(textOf('low', unsure), 'unsure (big): Line 3.');
  });

  it('is summed up without a word of asking where none was asked', () => {
    const unasked = (reason: string) => ({ verdict: 'not asked', reason }) as const;
    assert.deepEqual(counted(), []);
    assert.deepEqual(counted(unasked('names no lines'), unasked('over the budget'), unasked('over the budget')), [
      '3 findings that were to be put to a model once more were not (2 over the budget, 1 names no lines).',
    ]);
    assert.deepEqual(
      counted(
        ...[{ verdict: 'confirmed', ...said } as const, { verdict: 'unsure', ...said } as const],
        ...[{ verdict: 'not confirmed', reason: 'refused' } as const, unasked('server down')],
      ),
      [
        '3 findings were put to a model once more: 1 confirmed, 1 unsure, 1 not confirmed (1 refused).',
        '1 finding that was to be put to a model once more was not (1 server down).',
      ],
    );
  });

  it('is counted apart where an equal finding was put to the model', () => {
    const confirmed = { verdict: 'confirmed', ...said } as const;
    assert.equal(textOf('low', { ...confirmed, alike: true }), 'confirmed by big in an equal finding: Line 3.');
    assert.deepEqual(counted(confirmed, { ...confirmed, alike: true }, { ...confirmed, alike: true }), [
      '1 finding was put to a model once more: 1 confirmed.',
      'What came of that counts for 2 equal findings, too.',
    ]);
  });

  it('is counted anew when a file changes', () => {
    const counter = new ConfirmationCounter();
    const before = [{ confirmation: { verdict: 'not asked', reason: 'cancelled' } as const }];
    counter.count(before, 1);
    counter.count(before, -1);
    counter.count([{ confirmation: { verdict: 'refuted', reason: '' } }, {}], 1);
    const counts = { confirmed: 0, refuted: 1, unsure: 0, alike: 0, 'not confirmed': {}, 'not asked': {} };
    assert.deepEqual(counter.counts(), counts);
  });
});
