import assert from 'node:assert/strict';
import { createEndpoint } from '../../src/endpoints/createEndpoint';
import { startModelServer } from '../modelServer/modelServer';
import { complete, never, optionsFor, protocols } from '../unit/endpoints/support';

/** Longer than what common HTTP clients wait for, whatever they are told. */
const firstTokenMs = 360_000;

describe('a first token after six minutes', function () {
  this.timeout(firstTokenMs + 60_000);

  it('is waited for by those who are told to, and by no others', async () => {
    const server = await startModelServer({ latencyMs: firstTokenMs });
    const ask = async (protocol: (typeof protocols)[number], firstTokenMinutes: number) => {
      const creation = await createEndpoint(
        { ...optionsFor(protocol, server.url), firstTokenMinutes },
        undefined,
        never,
      );
      assert.equal(creation.kind, 'endpoint');
      const start = performance.now();
      const completion = await complete(creation.endpoint);
      return { protocol, completion, ms: performance.now() - start };
    };
    const patient = Promise.all(protocols.map((protocol) => ask(protocol, 7)));
    const hasty = await Promise.all(protocols.map((protocol) => ask(protocol, 1)));
    for (const { completion, ms, protocol } of hasty) {
      assert.equal(completion.kind === 'failed' && completion.reason, 'timed out', protocol);
      assert.ok(ms >= 60_000 && ms < 70_000, `${protocol}: ${ms}`);
    }
    for (const { completion, ms, protocol } of await patient) {
      assert.equal(completion.kind, 'complete', `${protocol}: ${JSON.stringify(completion)}`);
      assert.ok(ms >= firstTokenMs, `${protocol}: ${ms}`);
    }
    await server.stop();
  });
});
