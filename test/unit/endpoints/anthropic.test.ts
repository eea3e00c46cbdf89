import assert from 'node:assert/strict';
import { replySchema } from '../../../src/core/prompt/replySchema';
import { createEndpoint } from '../../../src/endpoints/createEndpoint';
import { Answer } from '../../../src/endpoints/protocols/answer';
import { anthropic } from '../../../src/endpoints/protocols/anthropic';
import { complete, endpointFor, never, optionsFor, requestFor, withServer } from './support';

function read(...messages: readonly object[]): Answer {
  const answer = new Answer();
  for (const message of messages) {
    anthropic.read(message, answer);
  }
  return answer;
}

describe('what goes over the wire to Anthropic', () => {
  it('asks for the schema, marks what is the same for every file, and fixes what can be fixed', () =>
    withServer({ key: 'sk-test-0123456789' }, async (server) => {
      const endpoint = await endpointFor('anthropic', server, {}, 'sk-test-0123456789');
      const request = { ...requestFor(), schema: replySchema };
      assert.equal((await complete(endpoint, request)).kind, 'complete');
      assert.equal(endpoint.firstAlone, true);
      assert.deepEqual(server.requests[0]?.body, {
        model: 'scripted:latest',
        stream: true,
        max_tokens: 16_384,
        temperature: 0,
        output_config: { format: { type: 'json_schema', schema: JSON.parse(JSON.stringify(replySchema)) } },
        system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral' } }],
        messages: [{ role: 'user', content: request.user }],
      });
      const { headers } = server.requests[0] ?? {};
      assert.equal(headers?.['anthropic-version'], '2023-06-01');
      assert.equal(headers?.['x-api-key'], 'sk-test-0123456789');
      assert.equal(headers?.authorization, undefined);
    }));

  it('wants no longer a reply than the context has room for', () =>
    withServer({ models: [{ name: 'scripted:latest', contextTokens: 8_000 }] }, async (server) => {
      const endpoint = await endpointFor('anthropic', server);
      await complete(endpoint);
      assert.equal(server.requests[0]?.body.max_tokens, 2_000);
      assert.equal(endpoint.maxPromptTokens, 6_000);
    }));

  it('asks in words alone where a schema is refused, and remembers it', () =>
    withServer({ refuses: ['output_config'] }, async (server) => {
      const endpoint = await endpointFor('anthropic', server);
      assert.equal((await complete(endpoint)).kind, 'complete');
      assert.equal((await complete(endpoint)).kind, 'complete');
      assert.deepEqual(
        server.requests.map(({ body }) => 'output_config' in body),
        [true, false, false],
      );
    }));

  it('sends nothing to Anthropic itself without a key', async () => {
    const options = { ...optionsFor('anthropic', ''), url: 'https://api.anthropic.com/v1' };
    const creation = await createEndpoint(options, undefined, never);
    assert.match(
      creation.kind === 'failed' ? creation.message : '',
      /asks for an API key\. Give endpoint "anthropic-1"/,
    );
  });
});

describe('what Anthropic answers', () => {
  it('has thinking beside the text', () => {
    const answer = read(
      { type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_delta', delta: { type: 'signature_delta', signature: 'abc' } },
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Yes.' } },
    );
    assert.deepEqual([answer.text, answer.produced], ['Yes.', 7]);
  });

  it('counts what is cached as part of the prompt, at the start or at the end', () => {
    const start = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 900, output_tokens: 1 };
    const usage = { output_tokens: 42 };
    assert.deepEqual(
      read({ type: 'message_start', message: { usage: start } }, { type: 'message_delta', usage }).usage,
      {
        promptTokens: 910,
        completionTokens: 42,
      },
    );
    const gateway = { input_tokens: 77, output_tokens: 5 };
    assert.deepEqual(
      read(
        { type: 'message_start', message: { usage: { input_tokens: 0 } } },
        { type: 'message_delta', usage: gateway },
      ).usage,
      { promptTokens: 77, completionTokens: 5 },
    );
  });

  it('ends for reasons of its own', () => {
    const finishOf = (stop_reason: string | null) => read({ type: 'message_delta', delta: { stop_reason } }).finish;
    assert.deepEqual(
      ['end_turn', 'stop_sequence', 'max_tokens', 'model_context_window_exceeded', 'refusal', null].map(finishOf),
      ['stop', 'stop', 'cut off', 'cut off', 'refused', undefined],
    );
  });

  it('can be an error in the middle', () => {
    const { complaint } = read({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
    assert.deepEqual(complaint, { status: 200, text: 'Overloaded', codes: ['overloaded_error'] });
  });
});
