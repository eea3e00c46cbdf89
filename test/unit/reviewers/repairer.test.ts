import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toEdits } from '../../../src/core/edits/toEdits';
import type { Completion, CompletionRequest, Endpoint } from '../../../src/core/modelPorts';
import type { Proof } from '../../../src/core/proof';
import { TextLines } from '../../../src/core/text/textLines';
import type { FileSnapshot, Finding } from '../../../src/core/types';
import { createRepairer, mostOutputTokens } from '../../../src/reviewers/repairer';
import { never } from '../endpoints/support';

const password = 'corr3ct-H0rse-battery';
const filler = Array.from({ length: 400 }, (_, n) => `const value${n} = ${n};`);
const text = `${[`const password = '${password}';`, ...filler].join('\n')}\n`;
const file: FileSnapshot = { path: 'src/a.ts', language: 'typescript', text, textHash: 'h', lineEnding: 'lf' };
/** Line 201. */
const start = text.indexOf('const value199');
const old = 'const value199 = 199;';
const proof: Proof = {
  result: { kind: 'failed', failures: [], message: 'exit code 1', together: 1 },
  commands: ['npm run lint', 'npm test'],
};
const finding: Finding = {
  id: 'a',
  reviewer: 'model',
  source: 'model',
  title: 'Wrong number',
  explanation: 'It should be 200.',
  severity: 'error',
  category: 'bug',
  confidence: 'low',
  place: { start, end: start + old.length, startLine: 201, endLine: 201, quote: old },
  proposal: {
    edits: toEdits(text, [{ start, end: start + old.length, newText: 'const value199 = 1;' }], new TextLines(text)),
    anchoring: 'exact',
    flags: [],
    state: { kind: 'ready' },
    proof,
  },
};

function repairerThatSays(reply: string, more: Partial<Endpoint> = {}) {
  const requests: CompletionRequest[] = [];
  const usage = { promptTokens: 3_000, completionTokens: 20 };
  const answer: Completion = { kind: 'complete', text: reply, finish: 'stop', usage };
  const endpoint: Endpoint = {
    ...{ id: 'e', model: 'model', maxConcurrency: undefined, local: true, maxPromptTokens: undefined },
    firstAlone: false,
    complete: async (request) => {
      requests.push(request);
      return answer;
    },
    dispose: () => {},
    ...more,
  };
  return { repairer: createRepairer({ endpoint }), requests };
}

const context = { signal: never, waiting: () => {}, neighbours: [] };
const says = (startLine: number, oldText: string, newText: string) =>
  JSON.stringify({ edits: [{ startLine, endLine: startLine, oldText, newText }] });

describe('the model as one who repairs', () => {
  it('is shown the lines around the place, the finding, its edit, the command and what that printed', async () => {
    const { repairer, requests } = repairerThatSays(says(201, old, 'const value199 = 200;'));
    const outcome = await repairer.repair(file, finding, 'not ok 1\nexpected 200', context);
    assert.ok(outcome.kind === 'reviewed' && outcome.fix?.kind === 'edits');
    assert.deepEqual([outcome.fix.anchoring, outcome.fix.edits.length], ['exact', 1]);
    assert.equal(outcome.asked?.repairs, true);
    const [{ user = '' } = {}] = requests;
    assert.ok(user.includes(`201| ${old}`) && user.includes('"title":"Wrong number"'));
    assert.match(user, /^Edit that failed: .*"startLine":201,.*"newText":"const value199 = 1;"/m);
    assert.match(user, /^Command: "npm test"\nOutput of the command with that edit:\n> not ok 1\n> expected 200$/m);
  });

  it('can change the lines that it was shown, and no others', async () => {
    const { repairer } = repairerThatSays(says(399, 'const value397 = 397;', 'const value397 = 0;'));
    const outcome = await repairer.repair(file, finding, '', context);
    assert.ok(outcome.kind === 'reviewed');
    assert.deepEqual(outcome.fix, { kind: 'rejected', reason: 'it changes lines that are not under review' });
  });

  it('gets no more of an output than a few screens, and nothing of it that is a secret of the file', async () => {
    for (const local of [true, false]) {
      const { repairer, requests } = repairerThatSays('{"edits":[]}', { local });
      const output = `${'something was printed here\n'.repeat(5_000)}AssertionError: got ${password}\n`;
      const outcome = await repairer.repair(file, finding, output, context);
      assert.ok(outcome.kind === 'reviewed' && outcome.fix === undefined);
      const [{ user = '', promptTokens = 0 } = {}] = requests;
      assert.match(user, /> AssertionError: got \*+$/m);
      assert.ok(!user.includes(password));
      assert.ok(promptTokens < mostOutputTokens + 2_500 + 1_500, String(promptTokens));
    }
  });

  it('is asked in one request, within the model’s context', async () => {
    const { repairer, requests } = repairerThatSays('no', { maxPromptTokens: 3_000 });
    const outcome = await repairer.repair(file, finding, 'x '.repeat(50_000), context);
    assert.ok(outcome.kind === 'failed' && outcome.reason === 'invalid model response');
    assert.equal(outcome.message, 'The reply holds no edits that can be read. It begins: “no”.');
    assert.equal(requests.length, 1);
    assert.ok((requests[0]?.promptTokens ?? 0) <= 3_000);
    const { repairer: tiny, requests: none } = repairerThatSays('no', { maxPromptTokens: 300 });
    const refused = await tiny.repair(file, finding, 'x', context);
    assert.ok(refused.kind === 'failed' && refused.reason === 'too long for the model');
    assert.equal(none.length, 0);
  });
});
