import assert from 'node:assert/strict';
import type { Completion } from '../../../src/core/modelPorts';
import type { Sampling, Thinking } from '../../../src/core/modelUse';
import type { ServerOptions } from '../../../src/core/options';
import { checkEndpoint } from '../../../src/endpoints/checkEndpoint';
import { createEndpoint } from '../../../src/endpoints/createEndpoint';
import { Answer } from '../../../src/endpoints/protocols/answer';
import { openai } from '../../../src/endpoints/protocols/openai';
import { EndpointMemory } from '../../../src/endpoints/setup/endpointMemory';
import type { ModelServer, ModelServerOptions, ProtocolName } from '../../modelServer/types';
import { complete, never, optionsFor, protocols, requestFor, withServer } from './support';

type Body = Record<string, unknown>;
const [text, thought] = ['{"findings":[]}', 'Let me see. {"findings": "none"} '.repeat(8)];

async function thinker(
  protocol: ProtocolName,
  { url }: Pick<ModelServer, 'url'>,
  options: Partial<ServerOptions>,
  memory = new EndpointMemory(),
) {
  const creation = await createEndpoint({ ...optionsFor(protocol, url), ...options }, undefined, never, { memory });
  assert.equal(creation.kind, 'endpoint', JSON.stringify(creation));
  return creation.endpoint;
}

/** Two requests over one endpoint: the bodies of all that came of them, and how the second was asked. */
async function asked(
  protocol: ProtocolName,
  thinking: Thinking | undefined,
  server: ModelServerOptions,
): Promise<{ bodies: readonly Body[]; sampling: Sampling | undefined }> {
  let sampling: Sampling | undefined;
  let bodies: readonly Body[] = [];
  await withServer(server, async (started) => {
    const endpoint = await thinker(protocol, started, thinking === undefined ? {} : { thinking });
    await complete(endpoint);
    const completion = await complete(endpoint);
    assert.equal(completion.kind, 'complete', JSON.stringify(completion));
    sampling = completion.sampling;
    bodies = started.requests.map(({ body }) => body);
  });
  return { bodies, sampling };
}

const aboutThinking = ({ think, thinking, reasoning_effort, chat_template_kwargs, output_config }: Body): object => ({
  ...(think !== undefined && { think }),
  ...(thinking !== undefined && { thinking }),
  ...(reasoning_effort !== undefined && { reasoning_effort }),
  ...(chat_template_kwargs !== undefined && { chat_template_kwargs }),
  ...((output_config as Body | undefined)?.effort !== undefined && { effort: (output_config as Body).effort }),
});

for (const protocol of protocols) {
  describe(`thinking (${protocol})`, () => {
    for (const fault of [undefined, 'not streamed', 'split characters'] as const) {
      it(`is no part of the reply, and counted: ${fault ?? 'streamed'}`, () =>
        withServer({ reply: () => ({ text, thinking: thought, ...(fault && { fault }) }) }, async (server) => {
          const completion = await complete(await thinker(protocol, server, { thinking: 'low' }));
          assert.equal(completion.kind, 'complete', JSON.stringify(completion));
          assert.equal(completion.text, text);
          const total = Math.ceil((text.length + thought.length) / 3.5);
          const { completionTokens, thinkingTokens = 0 } = completion.usage;
          assert.equal(completionTokens, total);
          assert.ok(Math.abs(thinkingTokens - thought.length / 3.5) <= 1, `${thinkingTokens} of ${total}`);
        }));
    }

    it('is counted where it was left in the text', () =>
      withServer({ reply: () => ({ text, fault: 'with thinking' }) }, async (server) => {
        const completion = await complete(await thinker(protocol, server, {}));
        const { completionTokens = 0, thinkingTokens = 0 } = (completion as Completion & { kind: 'complete' }).usage;
        assert.ok(thinkingTokens > 0 && thinkingTokens < completionTokens, `${thinkingTokens} of ${completionTokens}`);
      }));

    it('is not counted where there was none', () =>
      withServer({ reply: () => ({ text: ` ${text}\n` }) }, async (server) => {
        const completion = await complete(await thinker(protocol, server, { thinking: 'low' }));
        assert.equal('thinkingTokens' in (completion as Completion & { kind: 'complete' }).usage, false);
      }));

    it('has room of its own in the context, and in the reply', async () => {
      for (const [thinking, tokens] of [
        ['off', 0],
        ['low', 2_048],
        ['high', 8_192],
      ] as const) {
        await withServer({}, async (server) => {
          const endpoint = await thinker(protocol, server, { thinking, contextTokens: 40_960 });
          assert.equal(endpoint.thinkingTokens, tokens);
          assert.equal(endpoint.maxPromptTokens, Math.ceil((40_960 - tokens) * 0.75));
          await complete(endpoint);
          const { max_tokens, options } = server.requests[0]?.body ?? {};
          const reply = 40_960 - (endpoint.maxPromptTokens ?? 0);
          assert.deepEqual(
            protocol === 'ollama' ? (options as Body).num_predict : max_tokens,
            protocol === 'openai' ? undefined : reply,
          );
        });
      }
    });
  });
}

describe('what Ollama is told about thinking', () => {
  const levels = { models: [{ name: 'scripted:latest', thinking: ['low', 'medium', 'high'] }] };
  const switched = { models: [{ name: 'scripted:latest', thinking: [true, false] }] };
  const thinks = { models: [{ name: 'scripted:latest', thinking: 'unknown' as const }] };
  const fixed: Sampling = { temperature: 0, seed: 1 };

  const cases: readonly (readonly [string, Thinking | undefined, ModelServerOptions, unknown[], Sampling])[] = [
    ['nothing is wished', undefined, switched, [false, false], { ...fixed, thinking: 'off' }],
    ['off', 'off', switched, [false, false], { ...fixed, thinking: 'off' }],
    ['a level', 'high', levels, ['high', 'high'], { ...fixed, thinking: 'high' }],
    [
      'a level where there is only a switch',
      'low',
      switched,
      [true, true],
      { ...fixed, thinking: 'on', notTaken: ['thinking level'] },
    ],
    [
      'off where it cannot be',
      'off',
      levels,
      ['low', 'low'],
      { ...fixed, thinking: 'low', notTaken: ['thinking off'] },
    ],
    [
      'high where the model does not think',
      'high',
      {},
      [false, false],
      { ...fixed, thinking: 'off', notTaken: ['thinking'] },
    ],
    [
      'a level that is refused',
      'high',
      {
        ...thinks,
        refuse: ({ think }) => (think === 'high' ? 'think value "high" is not supported for this model' : undefined),
      },
      ['high', true, true],
      { ...fixed, thinking: 'on', notTaken: ['thinking level'] },
    ],
    [
      'what is refused altogether, "off" included',
      'high',
      {
        ...thinks,
        refuse: ({ think }) => (think === undefined ? undefined : '"scripted:latest" does not support thinking'),
      },
      ['high', false, undefined, undefined],
      { ...fixed, thinking: 'off', notTaken: ['thinking'] },
    ],
  ];
  for (const [name, thinking, server, sent, sampling] of cases) {
    it(name, async () => {
      const { bodies, sampling: told } = await asked('ollama', thinking, server);
      assert.deepEqual(
        bodies.map(({ think }) => think),
        sent,
      );
      assert.deepEqual(told, sampling);
    });
  }

  it('leaves room for thinking to a model that cannot be kept from it', () =>
    withServer(levels, async (server) => {
      const endpoint = await thinker('ollama', server, {});
      await complete(endpoint);
      const { think, options } = server.requests[0]?.body ?? {};
      assert.deepEqual([think, options], ['low', { num_ctx: 16_384 + 2_048, num_predict: 4_096 + 2_048, ...fixed }]);
      assert.equal(endpoint.thinkingTokens, 2_048);
    }));

  it('comes with a context that has room for it', () =>
    withServer(levels, async (server) => {
      await complete(await thinker('ollama', server, { thinking: 'high' }));
      assert.deepEqual(server.requests[0]?.body.options, {
        ...{ num_ctx: 16_384 + 8_192, num_predict: 4_096 + 8_192 },
        ...fixed,
      });
    }));
});

describe('what an OpenAI-compatible server is told about thinking', () => {
  const fixed: Sampling = { temperature: 0, seed: 1 };
  const on = { enable_thinking: true, thinking: true };
  const off = { enable_thinking: false, thinking: false };

  it('is nothing where nobody wishes anything', async () => {
    const { bodies, sampling } = await asked('openai', undefined, {});
    assert.deepEqual(bodies.map(aboutThinking), [{}, {}]);
    assert.deepEqual(sampling, fixed);
  });

  it('is an effort, and the words for the templates of local models', async () => {
    const high = await asked('openai', 'high', {});
    const template = { ...on, reasoning_effort: 'high' };
    assert.deepEqual(aboutThinking(high.bodies[0] ?? {}), { reasoning_effort: 'high', chat_template_kwargs: template });
    assert.deepEqual(high.sampling, { ...fixed, thinking: 'high' });
    const none = await asked('openai', 'off', {});
    assert.deepEqual(aboutThinking(none.bodies[0] ?? {}), { reasoning_effort: 'none', chat_template_kwargs: off });
    assert.deepEqual(none.sampling, { ...fixed, thinking: 'off' });
  });

  it('is the least where it cannot be turned off, without words that a hosted service does not know', async () => {
    const refuse = ({ reasoning_effort, chat_template_kwargs, temperature }: Body) =>
      chat_template_kwargs !== undefined
        ? 'Unrecognized request argument supplied: chat_template_kwargs'
        : temperature !== undefined
          ? "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported."
          : reasoning_effort === 'none'
            ? "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'minimal', 'low', 'medium', and 'high'."
            : undefined;
    const { bodies, sampling } = await asked('openai', 'off', { refuse });
    assert.deepEqual(bodies.map(aboutThinking).slice(-2), [{ reasoning_effort: 'low' }, { reasoning_effort: 'low' }]);
    assert.equal(bodies.length, 5);
    assert.deepEqual(sampling, { seed: 1, thinking: 'low', notTaken: ['temperature', 'thinking off'] });
  });

  for (const words of [
    'think value "high" is not supported for this model',
    '"m" does not support thinking',
    'reasoning is not supported for this model',
  ]) {
    it(`is left to the template where the server says: ${words}`, async () => {
      const refuse = ({ reasoning_effort }: Body) => (reasoning_effort === undefined ? undefined : words);
      const { bodies, sampling } = await asked('openai', 'high', { refuse });
      assert.deepEqual(Object.keys(aboutThinking(bodies.at(-1) ?? {})), ['chat_template_kwargs']);
      assert.deepEqual(sampling, { ...fixed, thinking: 'on' });
    });
  }

  it('is nothing where all of it is refused, and the file is reviewed', async () => {
    const refuse = ({ reasoning_effort, chat_template_kwargs }: Body) =>
      chat_template_kwargs !== undefined
        ? '[{"type":"extra_forbidden","loc":["body","chat_template_kwargs"],"msg":"Extra inputs are not permitted"}]'
        : reasoning_effort !== undefined
          ? 'Unrecognized request argument supplied: reasoning_effort'
          : undefined;
    const { bodies, sampling } = await asked('openai', 'low', { refuse });
    assert.deepEqual(bodies.map(aboutThinking).slice(2), [{}, {}]);
    assert.deepEqual(sampling, { ...fixed, notTaken: ['thinking'] });
  });

  it('does not give thinking up for a temperature that it forbids', async () => {
    const refuse = ({ temperature }: Body) =>
      temperature === undefined ? undefined : "'temperature' is only supported when reasoning_effort is 'none'.";
    const { sampling } = await asked('openai', 'high', { refuse });
    assert.deepEqual(sampling, { seed: 1, thinking: 'high', notTaken: ['temperature'] });
  });
});

describe('what Anthropic is told about thinking', () => {
  it('fixes the temperature unless the model thinks', async () => {
    const usual = await asked('anthropic', undefined, {});
    assert.deepEqual([usual.sampling, aboutThinking(usual.bodies[0] ?? {})], [{ temperature: 0 }, {}]);
    const off = await asked('anthropic', 'off', {});
    assert.deepEqual(off.sampling, { temperature: 0, thinking: 'off' });
    assert.deepEqual(aboutThinking(off.bodies[0] ?? {}), { thinking: { type: 'disabled' } });
    const high = await asked('anthropic', 'high', {});
    assert.deepEqual(high.sampling, { thinking: 'high' });
    assert.equal('temperature' in (high.bodies[0] ?? {}), false);
    assert.deepEqual(aboutThinking(high.bodies[0] ?? {}), { thinking: { type: 'adaptive' }, effort: 'high' });
  });

  it('is a budget within the reply for models before those that decide themselves', async () => {
    const refuse = (body: Body) =>
      (body.thinking as Body | undefined)?.type === 'adaptive'
        ? 'adaptive thinking is not supported on this model'
        : undefined;
    const { bodies, sampling } = await asked('anthropic', 'low', { refuse });
    assert.deepEqual(bodies.map(aboutThinking).slice(1), [
      { thinking: { type: 'enabled', budget_tokens: 2_048 } },
      { thinking: { type: 'enabled', budget_tokens: 2_048 } },
    ]);
    assert.equal(bodies[1]?.max_tokens, 16_384 + 2_048);
    assert.deepEqual(sampling, { thinking: 'low' });
    // It was no objection to the schema, which stands beside the effort.
    assert.deepEqual(Object.keys((bodies[1]?.output_config ?? {}) as Body), ['format']);
  });

  it('is nothing for models that do not think, or cannot but think', async () => {
    const refuse = (body: Body) => {
      const type = (body.thinking as Body | undefined)?.type;
      return type === undefined ? undefined : `"thinking.type.${type}" is not supported for this model.`;
    };
    const high = await asked('anthropic', 'high', { refuse });
    assert.deepEqual(high.sampling, { temperature: 0, notTaken: ['thinking'] });
    const off = await asked('anthropic', 'off', { refuse });
    assert.deepEqual(off.sampling, { temperature: 0, notTaken: ['thinking'] });
    assert.deepEqual(aboutThinking(off.bodies.at(-1) ?? {}), {});
  });

  it('leaves the temperature out where a model refuses it, and remembers that', async () => {
    const refuse = ({ temperature }: Body) =>
      temperature === undefined ? undefined : '`temperature` is deprecated for this model.';
    const { bodies, sampling } = await asked('anthropic', undefined, { refuse });
    assert.deepEqual(
      bodies.map((body) => 'temperature' in body),
      [true, false, false],
    );
    assert.deepEqual(sampling, { notTaken: ['temperature'] });
  });
});

describe('what a reply cost', () => {
  const usageOf = (usage: object) => {
    const answer = new Answer();
    openai.read({ choices: [{ delta: { content: 'x' } }], usage }, answer);
    return answer.usage;
  };

  it('is taken from a server that says it in dollars, and from no other', () => {
    const counts = { prompt_tokens: 8, completion_tokens: 11 };
    const known = usageOf({ ...counts, cost: 0.00078, cost_details: { upstream_inference_cost: null } });
    assert.deepEqual(known, { promptTokens: 8, completionTokens: 11, microdollars: 780 });
    assert.deepEqual(usageOf({ ...counts, cost: 3 }), { promptTokens: 8, completionTokens: 11 });
    assert.deepEqual(usageOf({ ...counts, cost: -1, cost_details: {} }), { promptTokens: 8, completionTokens: 11 });
  });
});

describe('what a server counts of a reply', () => {
  it('has the thinking in it also where only the total of the server has', () => {
    const ofAnswer = (usage: object) => {
      const answer = new Answer();
      openai.read({ choices: [{ delta: { content: 'x' } }], usage }, answer);
      return answer.usage;
    };
    const [prompt_tokens, thought] = [12, { completion_tokens_details: { reasoning_tokens: 386 } }];
    const known = { promptTokens: 12, completionTokens: 387, thinkingTokens: 386 };
    assert.deepEqual(ofAnswer({ prompt_tokens, completion_tokens: 1, total_tokens: 399, ...thought }), known);
    assert.deepEqual(ofAnswer({ prompt_tokens, completion_tokens: 387, total_tokens: 399, ...thought }), known);
    assert.deepEqual(ofAnswer({ prompt_tokens, completion_tokens: 387, ...thought }), known);
  });
});

describe('what a server would not take', () => {
  it('is remembered for the words it refused, and for no file’s own', () =>
    withServer({}, async (server) => {
      const memory = new EndpointMemory();
      const endpoint = await thinker('openai', server, {}, memory);
      server.reply(() => ({ raw: { status: 400, body: '{"error":"no reasoning_effort, no temperature, no seed"}' } }));
      assert.equal((await complete(endpoint)).kind, 'failed');
      const before = server.requests.length;
      // What was not sent is not left out: temperature, seed, and then it is over.
      assert.equal(before, 3);
      server.reply(() => ({ text }));
      const completion = await complete(endpoint, requestFor('b.ts'));
      assert.deepEqual(completion.kind === 'complete' && completion.sampling, { temperature: 0, seed: 1 });
    }));

  it('is told with what to do when an endpoint is checked', () =>
    withServer({ models: [{ name: 'scripted:latest', contextTokens: 32_768 }] }, async (server) => {
      const options = { ...optionsFor('ollama', server.url), thinking: 'high' as const };
      const check = await checkEndpoint(options, undefined, never);
      assert.equal(check.kind, 'checked');
      const step = check.steps.at(-1);
      assert.deepEqual([step?.subject, step?.outcome], ['sampling', 'warning']);
      assert.match(
        step?.message ?? '',
        /^The model is asked with temperature 0, seed 1, thinking off\. .*remove “thinking”/,
      );
    }));
});
