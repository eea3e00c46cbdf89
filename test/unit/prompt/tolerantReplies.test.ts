import assert from 'node:assert/strict';
import type { Completion, Endpoint } from '../../../src/core/modelPorts';
import { passesOf } from '../../../src/core/options';
import { defaultProfileName, findProfile } from '../../../src/core/prompt/profiles';
import { createModelReviewer } from '../../../src/reviewers/model';
import { never } from '../endpoints/support';
import { snapshotOf } from '../fakes';

const finding = {
  ...{ title: 'Adds the wrong way', explanation: 'The sum is taken off.', severity: 'error', category: 'bug' },
  ...{ confidence: 'high', startLine: 1, endLine: 1, edits: [] },
};
const agreed = JSON.stringify({ findings: [finding] });

/** Reviews a file of one line with a model that gives these replies, and tells what became of them. */
async function review(...replies: readonly string[]) {
  let asked = 0;
  const endpoint: Endpoint = {
    ...{ id: 'e', model: 'm', maxConcurrency: undefined, local: true, maxPromptTokens: undefined, firstAlone: false },
    complete: async (): Promise<Completion> => {
      const text = replies[Math.min(asked++, replies.length - 1)] ?? '';
      return { kind: 'complete', text, finish: 'stop', usage: {} };
    },
    dispose: () => {},
  };
  const profile = findProfile(defaultProfileName) ?? assert.fail();
  const reviewer = createModelReviewer({ endpoint, passes: passesOf([profile]), instructions: '' });
  const outcome = await reviewer.review(snapshotOf('src/a.ts', 'a - b;\n'), {
    ...{ signal: never, known: [], waiting: () => {} },
  });
  assert.ok(outcome.kind !== 'cancelled');
  return { kind: outcome.kind, asked, tolerant: outcome.asked?.tolerant };
}

describe('replies that had to be read tolerantly', () => {
  it('are counted, and those as agreed are not', async () => {
    assert.deepEqual(await review(agreed), { kind: 'reviewed', asked: 1, tolerant: undefined });
    for (const bent of [`Here:\n${agreed}`, agreed.replace('"error"', '"Critical"'), JSON.stringify(finding)]) {
      assert.deepEqual(await review(bent), { kind: 'reviewed', asked: 1, tolerant: 1 }, bent);
    }
  });

  it('are not asked for again, but for what could not even be read so', async () => {
    const b = { ...finding, title: 'B', explanation: 'Something else.' };
    const half = `${JSON.stringify(finding)}\n${JSON.stringify({ ...b, severity: 'purple' })}`;
    const corrected = JSON.stringify({ findings: [b] });
    assert.deepEqual(await review(half, corrected), { kind: 'reviewed', asked: 2, tolerant: 1 });
    assert.deepEqual(await review(half, agreed), { kind: 'failed', asked: 2, tolerant: 1 });
    assert.deepEqual(await review('No issues.', `Sorry!\n${agreed}`), { kind: 'reviewed', asked: 2, tolerant: 1 });
  });

  it('say nothing of a file when there is nothing in them', async () => {
    for (const empty of ['Nothing: {"findings":[]}', '{"issues":[]}', "{'findings':[]}", '"{\\"findings\\":[]}"']) {
      assert.deepEqual(await review(empty), { kind: 'failed', asked: 2, tolerant: undefined }, empty);
    }
  });
});
