import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Completion, CompletionRequest, Endpoint } from '../../../src/core/modelPorts';
import type { FileSnapshot, Finding } from '../../../src/core/types';
import { createConfirmer } from '../../../src/reviewers/confirmer';
import { never } from '../endpoints/support';

const key = `AKIA${'QZ3XV7LM2NTR5WYB'}`;
const text = `const id = '${key}';\nuse(id);\n`;
const file: FileSnapshot = { path: 'src/a.ts', language: 'typescript', text, textHash: 'h', lineEnding: 'lf' };
const finding: Finding = {
  id: 'a',
  reviewer: 'model',
  source: 'model',
  title: `${key} is in the code`,
  explanation: `Who reads ${key} can use it.`,
  severity: 'error',
  category: 'security',
  confidence: 'low',
  place: { start: 0, end: 10, startLine: 1, endLine: 1, quote: text.slice(0, 10) },
};

/** An endpoint that answers with the same, and what it was sent. */
function endpointOf(more: Partial<Endpoint> = {}, usage = { promptTokens: 400, completionTokens: 20 }) {
  const requests: CompletionRequest[] = [];
  const answer: Completion = {
    kind: 'complete',
    text: '{"reason":"Line 1.","isProblem":false,"verdict":"refuted"}',
    finish: 'stop',
    usage,
  };
  const endpoint: Endpoint = {
    ...{
      id: 'e',
      model: 'model',
      maxConcurrency: undefined,
      local: true,
      maxPromptTokens: undefined,
      firstAlone: false,
    },
    complete: async (request) => {
      requests.push(request);
      return answer;
    },
    dispose: () => {},
    ...more,
  };
  return { endpoint, requests };
}

const context = { signal: never, waiting: () => {}, neighbours: [] };

describe('the model as one who confirms', () => {
  it('sees no secret that must not leave the machine, in the code or in the words of the finding', async () => {
    for (const local of [true, false]) {
      const { endpoint, requests } = endpointOf({ local });
      const outcome = await createConfirmer({ endpoint }).confirm(file, finding, context);
      assert.ok(outcome.kind === 'reviewed' && outcome.verdict === 'refuted');
      const { user = '', system = '' } = requests[0] ?? {};
      assert.equal(user.split(key).length - 1, local ? 3 : 0);
      assert.ok(user.includes('2| use(id);') && user.includes(' is in the code'));
      assert.ok(!/AKIA/.test(system));
    }
  });

  it('is asked in one request, of which our own count is told', async () => {
    const { endpoint, requests } = endpointOf();
    await createConfirmer({ endpoint, countTokens: (said) => said.length }).confirm(file, finding, context);
    assert.equal(requests.length, 1);
    const [{ system = '', user = '', promptTokens, repair } = {}] = requests;
    assert.equal(promptTokens, system.length + user.length);
    assert.equal(repair, undefined);
  });

  it('sees what its review saw of other files, as far as there is room, and no secret there either', async () => {
    const neighbours = [
      { path: 'src/b.ts', definitions: ['export function far(): void', `export const token = '${key}';`] },
      { path: 'src/c.ts', definitions: ['export function reads(id: string): string'] },
    ];
    for (const local of [true, false]) {
      const { endpoint, requests } = endpointOf({ local });
      const confirmer = createConfirmer({ endpoint });
      await confirmer.confirm(file, finding, { ...context, neighbours });
      await confirmer.confirm(file, finding, context);
      const [user = '', bare = ''] = requests.map((request) => request.user);
      assert.ok(user.startsWith(bare) && !bare.includes('Imported'), 'it follows the code');
      const [heading, ...said] = user.slice(bare.length + 2).split('\n');
      assert.equal(heading, 'Imported definitions (context, not under review)');
      const shown = local ? key : '*'.repeat(key.length);
      assert.deepEqual(said, [
        ...['From src/b.ts:', 'export function far(): void', `export const token = '${shown}';`],
        ...['From src/c.ts:', 'export function reads(id: string): string'],
      ]);
    }
  });

  it('says of an answer that is none what helps with a question, not with a file', async () => {
    const endings = {
      refused: /^model refused to answer\.$/,
      'cut off': /limit\. To get it whole, allow a longer reply\.$/,
    };
    for (const [finish, message] of Object.entries(endings) as ['refused' | 'cut off', RegExp][]) {
      const complete = async (): Promise<Completion> => ({ kind: 'complete', text: '', finish, usage: {} });
      const { endpoint } = endpointOf({ complete });
      const outcome = await createConfirmer({ endpoint }).confirm(file, finding, context);
      assert.match(outcome.kind === 'failed' ? outcome.message : outcome.kind, message);
    }
  });

  it('quotes an answer that is no verdict, without a secret of the file, and tells thinking from nothing', async () => {
    const answers = {
      [`I see ${key}.`]: `The reply holds no verdict. It begins: “I see ${'*'.repeat(key.length)}.”.`,
      '{"reason":"The finding is correct.","isProblem":true,"verdict":"refuted"}':
        'The reply calls the finding refuted, and says that it is a problem. It begins: “The finding is correct.”.',
      '{"reason":"Line 3 checks it.","isProblem":false,"verdict":"confirmed"}':
        'The reply calls the finding confirmed, and says that it is no problem. It begins: “Line 3 checks it.”.',
      '<think>Is it?</think>': 'model replied with nothing but thinking.',
      '': 'model replied with nothing.',
    };
    for (const [said, message] of Object.entries(answers)) {
      const complete = async (): Promise<Completion> => ({ kind: 'complete', text: said, finish: 'stop', usage: {} });
      const outcome = await createConfirmer(endpointOf({ complete })).confirm(file, finding, context);
      assert.equal(outcome.kind === 'failed' ? outcome.message : outcome.kind, message);
    }
  });

  it('is not asked where the budget does not allow for it, or where nothing of the code has room', async () => {
    const { endpoint, requests } = endpointOf({ maxPromptTokens: 450 });
    const reserved: number[] = [];
    const reserve = async (tokens: number) => reserved.push(tokens) > 1;
    const confirmer = createConfirmer({ endpoint });
    const poor = await confirmer.confirm(file, finding, { ...context, reserve });
    assert.ok(poor.kind === 'failed' && poor.reason === 'over the budget' && poor.server === 'not asked');
    const long = { ...finding, explanation: 'It is long. '.repeat(200) };
    const tooLong = await confirmer.confirm(file, long, { ...context, reserve });
    assert.ok(tooLong.kind === 'failed' && tooLong.reason === 'too long for the model');
    assert.deepEqual([requests.length, reserved.length], [0, 1]);
    assert.ok((reserved[0] ?? 0) > 1_000, 'a reply is reserved, too');
  });
});
