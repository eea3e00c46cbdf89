import assert from 'node:assert/strict';
import type { Completion, CompletionRequest, Endpoint } from '../../../src/core/modelPorts';
import type { ServerOptions } from '../../../src/core/options';
import { createEndpoint, type EndpointSettings } from '../../../src/endpoints/createEndpoint';
import type { HttpLimits } from '../../../src/endpoints/http/httpClient';
import { defaultModel, startModelServer } from '../../modelServer/modelServer';
import type { ModelServer, ModelServerOptions, ProtocolName } from '../../modelServer/types';

export const protocols: readonly ProtocolName[] = ['ollama', 'openai', 'anthropic'];

export const never = new AbortController().signal;

export function optionsFor(protocol: ProtocolName, url: string): ServerOptions {
  return {
    id: `${protocol}-1`,
    kind: protocol,
    url: protocol === 'ollama' ? url : `${url}/v1`,
    model: defaultModel,
  };
}

export async function endpointFor(
  protocol: ProtocolName,
  server: Pick<ModelServer, 'url'>,
  limits: Partial<HttpLimits> = {},
  key?: string,
  settings: EndpointSettings = {},
): Promise<Endpoint> {
  const creation = await createEndpoint(optionsFor(protocol, server.url), key, never, { limits, ...settings });
  assert.equal(creation.kind, 'endpoint', JSON.stringify(creation));
  return creation.endpoint;
}

export function requestFor(file = 'a.ts', text = 'let a = 1;'): CompletionRequest {
  return {
    system: 'Review the file.',
    user: `File: ${file}\nLanguage: typescript\nLines: 1-1 of 1\n1| ${text}`,
    schema: { type: 'object' },
    maxReplyLength: 64_000,
  };
}

export async function complete(
  endpoint: Endpoint,
  request: CompletionRequest = requestFor(),
  signal: AbortSignal = never,
): Promise<Completion> {
  return endpoint.complete(request, signal, () => {});
}

/** Resolves when the condition holds; fails when it does not within the time, which a busy machine does not use up. */
export async function eventually(condition: () => boolean, withinMs = 20_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!condition()) {
    assert.ok(performance.now() < end, `not within ${withinMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Runs a test with a scripted server of its own. */
export async function withServer(
  options: ModelServerOptions,
  test: (server: ModelServer) => Promise<void>,
): Promise<void> {
  const server = await startModelServer(options);
  try {
    await test(server);
  } finally {
    await server.stop();
  }
}
