import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Completion, Endpoint } from '../../../src/core/modelPorts';
import { listLanguageModels } from '../../../src/vscode/models/languageModels';
import { until } from '../reviewedFolder';
import {
  type Asked,
  asked,
  call,
  complete,
  endpointOf,
  failureOf,
  never,
  replyOf,
  resetModels,
  respond,
  type Script,
  text,
} from '../scriptedModels';

describe('a language model of VS Code', () => {
  let script: Script;

  beforeEach(async () => {
    script = await resetModels();
  });

  describe('is cancelled', () => {
    async function cancelled(start: (endpoint: Endpoint, signal: AbortSignal) => Promise<Completion>): Promise<void> {
      const controller = new AbortController();
      const completing = start(await endpointOf(), controller.signal);
      await until(() => asked.length > 0, 'the provider is asked');
      const abortedAt = Date.now();
      controller.abort();
      assert.deepEqual(await completing, { kind: 'cancelled' });
      assert.ok(Date.now() - abortedAt < 1_000, `${Date.now() - abortedAt} ms`);
      await until(() => asked[0]?.token.isCancellationRequested === true, 'the provider is told');
    }

    it('within a second, before the first content', () => {
      respond(({ token }) => new Promise<void>((resolve) => token.onCancellationRequested(() => resolve())));
      return cancelled((endpoint, signal) => complete(endpoint, {}, signal));
    });

    it('within a second, in the middle of a reply, even by a provider that does not listen', () => {
      respond(({ report }) => {
        report(text('{"findings":'));
        return never();
      });
      return cancelled((endpoint, signal) => complete(endpoint, {}, signal));
    });

    it('before anything is sent', async () => {
      respond(() => {});
      const completion = await complete(await endpointOf(), {}, AbortSignal.abort());
      assert.deepEqual(completion, { kind: 'cancelled' });
      assert.equal(asked.length, 0);
    });
  });

  describe('fails', () => {
    const throwing = (error: unknown) => () => {
      throw error;
    };

    it('with a reason for each kind of error', async () => {
      const { LanguageModelError } = vscode;
      const filtered = new Error('filtered as off_topic by intent classifier');
      for (const [error, reason, kind] of [
        [LanguageModelError.NoPermissions('No.'), 'not permitted', 'unusable'],
        [LanguageModelError.NotFound('Gone.'), 'model missing', 'denied'],
        [filtered, 'refused', 'served'],
        [new Error('Unknown', { cause: filtered }), 'refused', 'served'],
        [new Error('Message exceeds token limit.'), 'too long for the model', 'served'],
        [new Error('net down', { cause: new Error('connect ECONNREFUSED') }), 'connection lost', 'troubled'],
        [new Error('Boom.'), 'server error', 'troubled'],
        ['not even an error', 'server error', 'troubled'],
      ] as const) {
        respond(throwing(error));
        const failure = failureOf(await complete(await endpointOf()));
        assert.equal(failure.reason, reason);
        assert.equal(failure.server, kind, reason);
        assert.equal(failure.retry !== undefined, kind === 'troubled', reason);
      }
    });

    it('when consent is not given', async () => {
      // An editor under test answers every dialog with no.
      script.setModels([{ id: 'one', requiresAuthorization: { label: 'Somebody' } }]);
      respond(({ report }) => report(text('{}')));
      const failure = failureOf(await complete(await endpointOf()));
      assert.deepEqual([failure.reason, failure.server], ['not permitted', 'unusable']);
      assert.equal(asked.length, 0);
    });

    it('in words that say what to do', async () => {
      respond(throwing(vscode.LanguageModelError.NoPermissions('The user said no.')));
      const { message } = failureOf(await complete(await endpointOf()));
      assert.match(message, /may not use folder-review-test\/one.*Accounts menu.*"The user said no\."/);
    });

    it('in the middle of a reply', async () => {
      respond(({ report }) => {
        report(text('{"findings":'));
        throw new Error('Boom.');
      });
      assert.equal(failureOf(await complete(await endpointOf())).reason, 'server error');
    });

    it('not for a reply that was cut off: that is kept', async () => {
      respond(async ({ report }) => {
        report(text('{"findings":['));
        // VS Code drops what has not arrived when the error does.
        await new Promise((resolve) => setTimeout(resolve, 300));
        throw new Error('Response too long.');
      });
      const completion = replyOf(await complete(await endpointOf()));
      assert.deepEqual([completion.text, completion.finish], ['{"findings":[', 'cut off']);
    });

    it('for a model that has gone since', async () => {
      const endpoint = await endpointOf();
      script.setModels([]);
      await listLanguageModels();
      const failure = failureOf(await complete(endpoint));
      assert.deepEqual([failure.reason, failure.server], ['model missing', 'denied']);
    });

    it('for a reply without end, and stops it', async () => {
      respond(async ({ report, token }) => {
        for (let piece = 0; !token.isCancellationRequested && piece < 1_000_000; piece += 1) {
          report(text('and so on '.repeat(20)));
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
      assert.equal(failureOf(await complete(await endpointOf())).reason, 'reply too long');
      await until(() => asked[0]?.token.isCancellationRequested === true, 'the provider is told');
    });

    it('when it never begins, or stops, whatever it sends to stay connected', async () => {
      const endpoint = await endpointOf({}, { firstContentMs: 300, idleMs: 300 });
      respond(({ report, token }) => {
        const beat = setInterval(() => report(text('')), 20);
        return new Promise<void>((resolve) => {
          token.onCancellationRequested(() => {
            clearInterval(beat);
            resolve();
          });
        });
      });
      const silent = failureOf(await complete(endpoint));
      assert.equal(silent.reason, 'timed out');
      assert.match(silent.message, /did not begin/);
      respond(({ report }) => {
        report(text('{'));
        return never();
      });
      const stalled = failureOf(await complete(endpoint));
      assert.equal(stalled.reason, 'timed out');
      assert.match(stalled.message, /stopped in the middle/);
    });
  });

  describe('pauses', () => {
    const block = () => {
      throw vscode.LanguageModelError.Blocked('Too many requests.');
    };
    const answer = ({ report }: Asked) => report(call({ findings: [] }));
    const pauseOver = (failure: { retry?: { afterMs?: number } }) =>
      new Promise((resolve) => setTimeout(resolve, failure.retry?.afterMs));

    it('for a minute when it turns us away', async () => {
      respond(block);
      const failure = failureOf(await complete(await endpointOf()));
      assert.deepEqual([failure.reason, failure.retry], ['rate limited', { afterMs: 60_000, overloaded: true }]);
    });

    it('once: turned away right after it, it is as if there were none', async () => {
      respond(block);
      const endpoint = await endpointOf({}, { pauseMs: 100 });
      const first = failureOf(await complete(endpoint));
      assert.equal(first.server, 'troubled');
      await pauseOver(first);
      const second = failureOf(await complete(endpoint));
      assert.deepEqual([second.reason, second.server, second.retry], ['rate limited', 'denied', undefined]);
    });

    it('once for all that were under way', async () => {
      respond(block);
      const endpoint = await endpointOf();
      const failures = (await Promise.all([1, 2, 3].map(() => complete(endpoint)))).map(failureOf);
      assert.deepEqual(
        failures.map(({ server, retry }) => [server, retry !== undefined]),
        Array(3).fill(['troubled', true]),
      );
    });

    it('again after it has answered in between', async () => {
      respond(block, answer, block);
      const endpoint = await endpointOf({}, { pauseMs: 100 });
      await pauseOver(failureOf(await complete(endpoint)));
      replyOf(await complete(endpoint));
      const again = failureOf(await complete(endpoint));
      assert.equal(again.server, 'troubled');
      assert.ok(again.retry);
    });

    it('for a used up quota, too, and says which it is', async () => {
      respond(() => {
        throw Object.assign(new Error('You have reached your monthly limit.'), { name: 'ChatQuotaExceeded' });
      });
      const failure = failureOf(await complete(await endpointOf()));
      assert.deepEqual([failure.reason, failure.retry?.afterMs], ['quota used up', 60_000]);
    });
  });
});
