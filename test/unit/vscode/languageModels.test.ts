import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { FailureReason } from '../../../src/core/fileReview';
import { modelFailure, readModelError, refusesTools } from '../../../src/vscode/models/modelFailure';
import { ModelReply } from '../../../src/vscode/models/modelReply';
import { QuotaPause } from '../../../src/vscode/models/quotaPause';
import { settled } from '../../../src/vscode/models/settled';
import { TokenCounter } from '../../../src/vscode/models/tokenCounter';

describe('the reply of a language model', () => {
  const replyOf = (...parts: Parameters<ModelReply['add']>[0][]) => {
    const reply = new ModelReply();
    for (const part of parts) {
      reply.add(part);
    }
    return reply;
  };
  const call = (input: unknown) => ({ kind: 'call', input }) as const;
  const text = (value: string) => ({ kind: 'text', text: value }) as const;

  it('is its text', () => {
    const reply = replyOf(text('{"find'), { kind: 'other' }, text('ings":[]}'));
    assert.equal(reply.text, '{"findings":[]}');
    assert.equal(reply.isCall, false);
    assert.equal(reply.length, 15);
  });

  it('is the input of its call, whatever it says beside it', () => {
    const reply = replyOf(text('Let me report that.'), call({ findings: [] }));
    assert.equal(reply.text, '{"findings":[]}');
    assert.equal(reply.isCall, true);
  });

  it('is the findings of all calls where a model calls more than once', () => {
    assert.equal(replyOf(call({ findings: [1] }), call({ findings: [2, 3] })).text, '{"findings":[1,2,3]}');
    assert.equal(replyOf(call({ other: 1 }), call({ findings: [2] })).text, '{"other":1}');
  });

  it('is the input as it stands where a provider has not parsed it', () => {
    assert.equal(replyOf(call('{"findings":[]}')).text, '{"findings":[]}');
    assert.equal(replyOf(call(undefined)).text, '');
  });

  it('counts an empty piece of text as nothing', () => {
    assert.equal(new ModelReply().add(text('')), false);
    assert.equal(new ModelReply().add(text(' ')), true);
    assert.equal(new ModelReply().add({ kind: 'other' }), true);
  });

  it('is the same in however many pieces it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (pieces) => {
        const reply = replyOf(...pieces.map(text));
        assert.equal(reply.text, pieces.join(''));
        assert.equal(reply.length, reply.text.length);
      }),
    );
  });

  it('is as long as its calls', () => {
    fc.assert(fc.property(fc.jsonValue(), (input) => replyOf(call(input)).length === replyOf(call(input)).text.length));
  });
});

describe('an error of a language model', () => {
  const coded = (code: string, message = '') => Object.assign(new Error(message), { code, name: 'LanguageModelError' });
  const named = (name: string, message = '') => Object.assign(new Error(message), { name });

  const cases: readonly (readonly [error: unknown, reason: FailureReason])[] = [
    [coded('NoPermissions', 'Language model cannot be used'), 'not permitted'],
    [coded('NotFound', 'quota'), 'model missing'],
    [coded('Blocked', 'The extension has been temporarily blocked due to making too many requests.'), 'rate limited'],
    [coded('Blocked', 'You have exceeded your quota'), 'quota used up'],
    [named('ChatQuotaExceeded', "You've reached your monthly chat messages limit."), 'quota used up'],
    [named('ChatRateLimited', 'user_global_rate_limited'), 'rate limited'],
    [new Error('filtered as off_topic by intent classifier: message was not programming related'), 'refused'],
    [new Error('Response got filtered.'), 'refused'],
    [new Error('Unknown', { cause: new Error('blocked by the content filter') }), 'refused'],
    [new Error('Message exceeds token limit.'), 'too long for the model'],
    [new Error('prompt token count of 70000 exceeds the limit of 64000'), 'too long for the model'],
    [new Error('model_max_prompt_tokens_exceeded'), 'too long for the model'],
    [new Error('Response too long.'), 'reply cut off'],
    [new Error('429 Too Many Requests'), 'rate limited'],
    [new Error('Request Failed: 400 {"error":{"code":"model_not_supported","param":"model"}}'), 'model missing'],
    [new Error('Endpoint not found for model gpt'), 'model missing'],
    [new Error('401 Unauthorized'), 'bad key'],
    [new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') }), 'connection lost'],
    [new Error('Something else'), 'server error'],
    ['just words', 'server error'],
    [undefined, 'server error'],
    [null, 'server error'],
    [{ message: 7, cause: { cause: { cause: { cause: {} } } } }, 'server error'],
  ];
  for (const [error, reason] of cases) {
    it(`“${error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error)}” is ${reason}`, () => {
      assert.equal(readModelError(error).reason, reason);
    });
  }

  it('ends the run at this model where no other file can fare better', () => {
    for (const [code, server] of [
      ['NoPermissions', 'unusable'],
      ['NotFound', 'denied'],
    ] as const) {
      const failure = modelFailure(readModelError(coded(code)), 'v/m', undefined);
      assert.equal(failure.server, server);
      assert.equal(failure.retry, undefined);
    }
  });

  it('is a pause when it turns us away, and the end when that has not helped', () => {
    const error = readModelError(coded('Blocked', 'too many requests'));
    const first = modelFailure(error, 'v/m', 60_000);
    assert.deepEqual(first.retry, { afterMs: 60_000, overloaded: true });
    assert.equal(first.server, 'troubled');
    const last = modelFailure(error, 'v/m', undefined);
    assert.equal(last.retry, undefined);
    assert.equal(last.server, 'denied');
    assert.match(last.message, /waiting did not help/);
  });

  it('may pass where it is nobody’s fault, and does not where it is the file’s', () => {
    assert.deepEqual(modelFailure(readModelError(new Error('fetch failed')), 'v/m', undefined).retry, {});
    const refused = modelFailure(readModelError(new Error('Response got filtered.')), 'v/m', undefined);
    assert.deepEqual([refused.server, refused.retry], ['served', undefined]);
  });

  it('is quoted on one line, without secrets', () => {
    const key = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
    const { message } = modelFailure(readModelError(new Error(`no\n  luck\u001b[31m with ${key}`)), 'v/m', undefined);
    assert.equal(message.includes(key), false);
    assert.match(message, /^v\/m reported an error\. It says: "no luck\\u\{1B\}\[31m with [^"]+"$/);
  });

  it('tells whether the tool was the trouble', () => {
    assert.equal(refusesTools(new Error('model does not support tools')), true);
    assert.equal(refusesTools(new Error('x', { cause: new Error('tool_choice is not supported') })), true);
    assert.equal(refusesTools(new Error('function calling is off')), true);
    assert.equal(refusesTools(new Error('the toolbox is closed')), false);
  });
});

describe('the pause of a language model', () => {
  it('is the same for all who were under way, and the end for who comes after it', () => {
    const pause = new QuotaPause(60_000);
    assert.equal(pause.turnedAway(0, 1_000), 60_000);
    assert.equal(pause.turnedAway(500, 3_000), 58_000);
    assert.equal(pause.turnedAway(30_000, 31_000), 30_000);
    assert.equal(pause.turnedAway(61_000, 61_500), undefined);
    assert.equal(pause.turnedAway(70_000, 70_500), undefined);
  });

  it('is never longer because of a request that was slow to be turned away', () => {
    const pause = new QuotaPause(60_000);
    pause.turnedAway(0, 1_000);
    assert.equal(pause.turnedAway(500, 90_000), 0);
  });

  it('is granted again after an answer', () => {
    const pause = new QuotaPause(60_000);
    pause.turnedAway(0, 0);
    pause.answered(60_000);
    assert.equal(pause.turnedAway(70_000, 71_000), 60_000);
  });

  it('is not ended by the answer to what was sent before it', () => {
    const pause = new QuotaPause(60_000);
    pause.turnedAway(0, 1_000);
    pause.answered(500);
    assert.equal(pause.turnedAway(62_000, 62_500), undefined);
  });
});

describe('waiting for an answer', () => {
  const never = new Promise<never>(() => {});

  it('ends with the answer, the time or the abort, whichever is first', async () => {
    const { signal } = new AbortController();
    assert.deepEqual(await settled(Promise.resolve(1), signal, 1_000), { kind: 'answer', value: 1 });
    assert.deepEqual(await settled(never, signal, 1), { kind: 'late' });
    assert.deepEqual(await settled(never, AbortSignal.abort()), { kind: 'aborted' });
    const controller = new AbortController();
    const waiting = settled(never, controller.signal);
    controller.abort();
    assert.deepEqual(await waiting, { kind: 'aborted' });
  });

  it('rejects as the answer does, but not for an answer that comes too late', async () => {
    const { signal } = new AbortController();
    await assert.rejects(settled(Promise.reject(new Error('no')), signal), /no/);
    let reject: (error: Error) => void = () => {};
    const late = new Promise<never>((_, no) => {
      reject = no;
    });
    assert.deepEqual(await settled(late, signal, 1), { kind: 'late' });
    reject(new Error('unheard'));
    // An unhandled rejection would end the process.
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('the token counter', () => {
  const counter = (countTokens: (text: string) => Promise<number>) => {
    let calls = 0;
    const counting = new TokenCounter({
      countTokens: (asked) => {
        calls += 1;
        return countTokens(String(asked));
      },
    });
    return { counting, calls: () => calls };
  };

  it('adds up, and counts what comes every time once', async () => {
    const { counting, calls } = counter(async (text) => text.length);
    assert.equal(await counting.count(['ab', '', 'c'], ['fixed']), 8);
    assert.equal(calls(), 3);
    assert.equal(await counting.count(['ab'], ['fixed']), 7);
    assert.equal(calls(), 4);
  });

  it('has no number where the provider has none', async () => {
    for (const bad of [0, -1, Number.NaN, 1.5]) {
      assert.equal(await counter(async () => bad).counting.count(['text']), undefined, String(bad));
    }
    const failing = counter(() => {
      throw new Error('no tokenizer');
    });
    assert.equal(await failing.counting.count(['text'], ['fixed']), undefined);
    const rejecting = counter(() => Promise.reject(new Error('no tokenizer')));
    assert.equal(await rejecting.counting.count(['text'], ['fixed']), undefined);
  });
});
