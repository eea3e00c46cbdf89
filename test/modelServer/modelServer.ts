import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from './answer';
import { type Capacity, createCapacity } from './capacity';
import { describe } from './metadata';
import { noiseOf } from './noise';
import { encodings } from './protocols';
import { type Rule, scriptOf } from './rules';
import { timesOf } from './times';
import type {
  FindingWords,
  LoggedRequest,
  ModelServer,
  ModelServerOptions,
  ProtocolName,
  Reply,
  Script,
  ScriptedModel,
} from './types';
import { json, type Wire } from './wire';

const completionPaths: Readonly<Record<string, ProtocolName>> = {
  '/api/chat': 'ollama',
  '/v1/chat/completions': 'openai',
  '/v1/messages': 'anthropic',
};

export const defaultModel = 'scripted:latest';

/** Starts a scripted model server on a loopback port. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = new ScriptedServer(options);
  await server.listen(options.port ?? 0);
  return server;
}

/** A loopback address where nothing listens. */
export async function closedUrl(): Promise<string> {
  const server = await startModelServer();
  await server.stop();
  return server.url;
}

class ScriptedServer implements ModelServer {
  readonly requests: LoggedRequest[] = [];
  readonly metadata: string[] = [];
  maxInFlight = 0;
  url = '';
  readonly #options: ModelServerOptions;
  readonly #models: readonly ScriptedModel[];
  readonly #capacity: Capacity;
  readonly #http: http.Server;
  readonly #stopped = new AbortController();
  #inFlight = 0;
  #script: Script;

  constructor(options: ModelServerOptions) {
    this.#options = options;
    this.#models = options.models ?? [{ name: defaultModel }];
    this.#capacity = createCapacity(options);
    this.#script = options.reply ?? (() => ({}));
    this.#http = http.createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.url = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  reply(script: Script): void {
    this.#script = script;
  }

  clear(): void {
    this.requests.length = 0;
    this.metadata.length = 0;
    this.maxInFlight = this.#inFlight;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await closed;
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    response.on('error', () => {});
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) {
        chunks.push(chunk);
      }
    } catch {
      return;
    }
    const body = Buffer.concat(chunks).toString();
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const protocol = completionPaths[pathname];
    if (request.method === 'POST' && protocol !== undefined) {
      await this.#complete(protocol, request, body, response);
    } else if (pathname.startsWith('/test/')) {
      this.#control(pathname, body, response);
    } else {
      this.metadata.push(pathname);
      await send(response, describe(pathname, body, this.#models, this.#options.disguise), this.#stopped.signal);
    }
  }

  async #complete(
    protocol: ProtocolName,
    request: http.IncomingMessage,
    body: string,
    response: http.ServerResponse,
  ): Promise<void> {
    const parsed = parse(body);
    if (parsed === undefined) {
      await send(
        response,
        json(400, encodings[protocol].errorBody('invalid JSON', 'invalid_request')),
        this.#stopped.signal,
      );
      return;
    }
    const logged = this.#log(protocol, request, parsed);
    const gone = AbortSignal.any([this.#stopped.signal, closing(response)]);
    response.once('close', () => {
      this.#inFlight--;
      logged.finishedAt = performance.now();
      logged.end ??= response.writableEnded ? 'answered' : 'closed by client';
    });
    const refused = this.#refuse(logged);
    if (refused) {
      logged.end = 'refused';
      await send(response, refused, gone);
      return;
    }
    const release = await this.#capacity.take();
    response.once('close', release);
    logged.takenAt = performance.now();
    if (response.closed) {
      release();
      return;
    }
    const reply = this.#script(logged);
    await this.#answer(logged, reply, response, gone);
  }

  async #answer(logged: LoggedRequest, reply: Reply, response: http.ServerResponse, gone: AbortSignal): Promise<void> {
    const { latencyMs = 0, noise = 0 } = this.#options;
    logged.workMs = (reply.latencyMs ?? latencyMs) * (noise > 0 ? noiseOf(logged.file, noise) : 1);
    await this.#capacity.work(logged.workMs, gone);
    if (reply.until && !gone.aborted) await Promise.race([reply.until, once(gone, 'abort')]);
    const wire = answer(logged, reply);
    if (gone.aborted || wire === 'silence') {
      return;
    }
    if (wire === 'reset') {
      logged.end = 'reset';
      response.socket?.resetAndDestroy();
      return;
    }
    logged.firstByteAt = performance.now();
    if (wire.finally === 'reset') {
      logged.end = 'reset';
    }
    await send(response, wire, gone);
  }

  #log(protocol: ProtocolName, request: http.IncomingMessage, body: Record<string, unknown>): LoggedRequest {
    const messages = messagesOf(body);
    const user = messages[1]?.content ?? '';
    const line = /^File: (.*)$/m.exec(user)?.[1] ?? '';
    const finding = /^File: .*\nLanguage: .*\nLines: .*\nFinding: (.*)$/m.exec(user)?.[1];
    const failure = /^Edit that failed: (.*)\nCommand: (.*)\nOutput of .*:\n([\s\S]*)$/m.exec(user);
    const said = finding === undefined ? undefined : (JSON.parse(finding) as FindingWords);
    const file = line.startsWith('"') ? String(JSON.parse(line)) : line;
    const logged: LoggedRequest = {
      protocol,
      index: this.requests.length,
      file,
      earlier: this.requests.filter((earlier) => earlier.file === file).length,
      ...(said && !failure && { confirms: said }),
      ...(said && failure && { failed: { ...said, ...failureOf(failure) } }),
      repair: messages.length > 2,
      system: messages[0]?.content ?? '',
      user,
      last: messages.at(-1)?.content ?? '',
      model: String(body.model),
      stream: body.stream === true,
      body,
      headers: { ...request.headers },
      connection: request.socket.remotePort,
      startedAt: performance.now(),
      inFlight: ++this.#inFlight,
    };
    this.maxInFlight = Math.max(this.maxInFlight, this.#inFlight);
    if (this.requests.length === 0 && this.#options.changeCapacity) {
      const { afterMs, to } = this.#options.changeCapacity;
      setTimeout(() => this.#capacity.resize(to), afterMs).unref();
    }
    this.requests.push(logged);
    return logged;
  }

  /** What the server answers before any script is asked. */
  #refuse({ protocol, model, body, headers }: LoggedRequest): Wire | undefined {
    const { key, refuses = [], refuse } = this.#options;
    const { errorBody, missingModel } = encodings[protocol];
    const given = protocol === 'anthropic' ? headers['x-api-key'] : headers.authorization?.slice('Bearer '.length);
    if (key !== undefined && given !== key) {
      return json(401, errorBody('Incorrect API key provided', 'invalid_api_key'));
    }
    if (!this.#models.some(({ name }) => name === model || name === `${model}:latest`)) {
      return json(404, missingModel(model));
    }
    const format = (body.response_format as { type?: string } | undefined)?.type;
    const lacking = refuses.find((option) => option === format || option in body);
    if (lacking !== undefined) {
      const name = lacking.startsWith('json') ? `response_format ${lacking}` : lacking;
      return json(400, errorBody(`Unsupported value: ${name} is not supported`, 'unsupported_value'));
    }
    const words = refuse?.(body);
    if (words !== undefined) {
      return json(400, errorBody(words, 'invalid_request_error'));
    }
    const refusal = this.#capacity.refusal();
    return refusal && json(refusal.status, errorBody('too many requests', 'overloaded'), waitOf(refusal.retryAfter));
  }

  /** For tests in other processes: what was logged, and rules for what is to come. */
  #control(pathname: string, body: string, response: http.ServerResponse): void {
    if (pathname === '/test/rules') {
      this.#script = scriptOf(JSON.parse(body) as Rule[]);
    }
    const { metadata, maxInFlight } = this;
    const requests = pathname === '/test/times' ? this.requests.map(timesOf) : this.requests;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ requests, metadata, maxInFlight }));
  }
}

function waitOf(retryAfter: string | undefined): Record<string, string> {
  return retryAfter === undefined ? {} : { 'retry-after': retryAfter };
}

/** The body of a request for a completion, if it is one. */
function parse(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && 'messages' in parsed && Array.isArray(parsed.messages)
      ? { ...parsed }
      : undefined;
  } catch {
    return undefined;
  }
}

/** All messages; the protocol of Anthropic keeps the first one apart. */
function messagesOf({ messages, system }: Record<string, unknown>): { content: string }[] {
  const blocks = (system ?? []) as { text: string }[];
  return [...blocks.map(({ text }) => ({ content: text })), ...(messages as { content: string }[])];
}

function closing(response: http.ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) {
    await sleep(ms, undefined, { signal }).catch(() => {});
  }
}

async function send(response: http.ServerResponse, wire: Wire, gone: AbortSignal): Promise<void> {
  response.writeHead(wire.status, wire.headers);
  response.flushHeaders();
  for (const piece of wire.pieces) {
    await write(response, piece, wire.delayMs, gone);
  }
  while (wire.endless !== undefined && !gone.aborted) {
    await write(response, wire.endless, wire.delayMs, gone);
  }
  if (wire.finally === 'end') {
    response.end();
  } else if (wire.finally === 'reset') {
    // What was written must get there before the reset does.
    await pause(20, gone);
    response.socket?.resetAndDestroy();
  }
}

async function write(
  response: http.ServerResponse,
  piece: string | Uint8Array,
  delayMs: number | undefined,
  gone: AbortSignal,
): Promise<void> {
  if (!gone.aborted && !response.write(piece)) {
    await once(response, 'drain', { signal: gone }).catch(() => {});
  }
  await pause(delayMs ?? 0, gone);
}

/** How an edit failed, as a request for another one has it. */
function failureOf([, edits = '{}', command = '""', output = '']: readonly string[]) {
  return {
    ...(JSON.parse(edits) as Pick<NonNullable<LoggedRequest['failed']>, 'edits'>),
    command: JSON.parse(command) as string,
    output,
  };
}
