import * as http from 'node:http';
import * as https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { onAbort } from '../../core/onAbort';

/** Limits of one exchange. Times in milliseconds, sizes in bytes. */
export interface HttpLimits {
  /** Until the connection stands, TLS included. */
  readonly connectMs: number;
  /** From sending the request until the first content. Servers that queue silently make this one long. */
  readonly firstContentMs: number;
  /** Between two pieces of content. What a server sends to keep the connection alive is not content. */
  readonly idleMs: number;
  /** From the first content to the end. */
  readonly totalMs: number;
  readonly headerBytes: number;
  readonly bodyBytes: number;
}

const defaultHttpLimits: HttpLimits = {
  connectMs: 10_000,
  firstContentMs: 600_000,
  idleMs: 120_000,
  totalMs: 900_000,
  headerBytes: 16 * 1024,
  bodyBytes: 8 * 1024 * 1024,
};

/** What comes before the body of an answer. */
export interface HttpHead {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
}

/**
 * What a piece of the body meant to its reader: `content` restarts the idle limit, `nothing` does not; `finished` ends
 * the exchange and lets the connection live, `enough` closes it.
 */
export type Progress = 'content' | 'nothing' | 'finished' | 'enough';

/** Where requests go and what all of them say. Made once for many requests: it costs as much as the rest of one. */
export type HttpTarget = http.RequestOptions;

/** @param url with a scheme of `http:` or `https:` */
export function httpTarget(url: URL, headers: Readonly<Record<string, string>>): HttpTarget {
  return { ...urlToHttpOptions(url), headers: { ...headers, 'accept-encoding': 'identity' } };
}

/** One request, and who hears of its answer. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly target: HttpTarget;
  readonly body?: string;
  /** Called once, before any data. */
  onHead(head: HttpHead): void;
  onData(bytes: Uint8Array): Progress;
}

export type HttpFault =
  | 'unreachable'
  | 'not secure'
  | 'no connection in time'
  | 'no content in time'
  | 'stalled'
  | 'took too long'
  | 'connection lost'
  | 'headers too large'
  | 'body too large'
  | 'compressed'
  | 'not HTTP';

export type HttpOutcome =
  /** The whole body was read, or its reader had what it wanted. */
  | { readonly kind: 'done' }
  /** `code` is the system's own name for the cause, where it has one. */
  | { readonly kind: 'failed'; readonly fault: HttpFault; readonly code?: string }
  | { readonly kind: 'cancelled' };

/** How long a finished answer may take to end properly before its connection is given up. */
const drainMs = 1_000;

const secureCodes = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/;
const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
]);

/**
 * HTTP for talking to model servers: kept-alive connections, limits that fit servers which think for minutes, and an
 * abort that closes the socket at once. Redirects are not followed. (`fetch` gives up on headers after 300 seconds.)
 */
export class HttpClient {
  readonly #limits: HttpLimits;
  readonly #plain = new http.Agent({ keepAlive: true });
  readonly #secure = new https.Agent({ keepAlive: true });

  constructor(limits: Partial<HttpLimits> = {}) {
    this.#limits = { ...defaultHttpLimits, ...limits };
  }

  async send(call: HttpCall, signal: AbortSignal): Promise<HttpOutcome> {
    const first = await this.#exchange(call, signal);
    // A kept connection may have been closed by the server while the request was on its way: that says nothing.
    const last = first === 'stale connection' ? await this.#exchange(call, signal) : first;
    return last === 'stale connection' ? { kind: 'failed', fault: 'connection lost', code: 'ECONNRESET' } : last;
  }

  dispose(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  #exchange(call: HttpCall, signal: AbortSignal): Promise<ExchangeOutcome> {
    if (signal.aborted) {
      return Promise.resolve({ kind: 'cancelled' });
    }
    const secure = isSecure(call.target);
    const request = (secure ? https : http).request({
      ...call.target,
      method: call.method,
      agent: secure ? this.#secure : this.#plain,
      maxHeaderSize: this.#limits.headerBytes,
    });
    return new Promise((resolve) => new Exchange(call, request, this.#limits, signal, resolve).start());
  }
}

function isSecure({ protocol }: HttpTarget): boolean {
  return protocol === 'https:';
}

type ExchangeOutcome = HttpOutcome | 'stale connection';

/** One request and its response. The first thing that ends it decides how it ended. */
class Exchange {
  readonly #call: HttpCall;
  readonly #request: http.ClientRequest;
  readonly #limits: HttpLimits;
  readonly #signal: AbortSignal;
  readonly #resolve: (outcome: ExchangeOutcome) => void;
  readonly #timers = new Map<'connect' | 'content' | 'total', NodeJS.Timeout>();
  #unsubscribe = (): void => {};
  #connected = false;
  #answered = false;
  #received = 0;
  #settled = false;

  constructor(
    call: HttpCall,
    request: http.ClientRequest,
    limits: HttpLimits,
    signal: AbortSignal,
    resolve: (outcome: ExchangeOutcome) => void,
  ) {
    this.#call = call;
    this.#request = request;
    this.#limits = limits;
    this.#signal = signal;
    this.#resolve = resolve;
  }

  start(): void {
    this.#unsubscribe = onAbort(this.#signal, () => this.#close({ kind: 'cancelled' }));
    this.#allow('content', this.#limits.firstContentMs, 'no content in time');
    this.#request.on('socket', (socket) => {
      if (socket.connecting) {
        this.#allow('connect', this.#limits.connectMs, 'no connection in time');
        socket.once(isSecure(this.#call.target) ? 'secureConnect' : 'connect', () => this.#onConnected());
      } else {
        this.#onConnected();
      }
    });
    this.#request.on('response', (response) => this.#onResponse(response));
    this.#request.on('error', (error: NodeJS.ErrnoException) => {
      const stale = this.#request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      this.#close(stale && !this.#answered ? 'stale connection' : this.#failureOf(error));
    });
    this.#request.end(this.#call.body);
  }

  #onResponse(response: http.IncomingMessage): void {
    this.#answered = true;
    this.#onConnected();
    response.on('error', ({ code }: NodeJS.ErrnoException) => {
      this.#close({ kind: 'failed', fault: 'connection lost', ...(code !== undefined && { code }) });
    });
    response.on('close', () => this.#fail('connection lost'));
    if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') {
      this.#fail('compressed');
      return;
    }
    this.#call.onHead({ status: response.statusCode ?? 0, headers: response.headers });
    response.on('data', (bytes: Buffer) => {
      if (!this.#settled) {
        this.#onData(bytes, response);
      }
    });
    response.on('end', () => this.#settle({ kind: 'done' }));
  }

  #onData(bytes: Buffer, response: http.IncomingMessage): void {
    this.#received += bytes.length;
    if (this.#received > this.#limits.bodyBytes) {
      this.#fail('body too large');
      return;
    }
    const progress = this.#call.onData(bytes);
    if (progress === 'content') {
      if (!this.#timers.has('total')) {
        this.#allow('total', this.#limits.totalMs, 'took too long');
      }
      this.#allow('content', this.#limits.idleMs, 'stalled');
    } else if (progress === 'enough') {
      this.#close({ kind: 'done' });
    } else if (progress === 'finished') {
      const drain = setTimeout(() => this.#request.destroy(), drainMs);
      response.once('close', () => clearTimeout(drain));
      this.#settle({ kind: 'done' });
    }
  }

  #onConnected(): void {
    this.#connected = true;
    clearTimeout(this.#timers.get('connect'));
  }

  /** Lets something take so long from now, and no longer. */
  #allow(what: 'connect' | 'content' | 'total', ms: number, fault: HttpFault): void {
    clearTimeout(this.#timers.get(what));
    this.#timers.set(
      what,
      setTimeout(() => this.#fail(fault), ms),
    );
  }

  /** What goes wrong behind a connection that stood says nothing about who is there: it was lost. */
  #failureOf({ code = '' }: NodeJS.ErrnoException): HttpOutcome {
    const fault = faultOf(code, this.#answered);
    const isLost = this.#connected && (fault === 'unreachable' || fault === 'not secure');
    return { kind: 'failed', fault: isLost ? 'connection lost' : fault, ...(code !== '' && { code }) };
  }

  #fail(fault: HttpFault): void {
    this.#close({ kind: 'failed', fault });
  }

  #close(outcome: ExchangeOutcome): void {
    this.#settle(outcome);
    this.#request.destroy();
  }

  #settle(outcome: ExchangeOutcome): void {
    if (this.#settled) {
      return;
    }
    this.#settled = true;
    for (const timer of this.#timers.values()) {
      clearTimeout(timer);
    }
    this.#unsubscribe();
    this.#resolve(outcome);
  }
}

function faultOf(code: string, answered: boolean): HttpFault {
  if (unreachableCodes.has(code)) {
    return 'unreachable';
  }
  if (secureCodes.test(code)) {
    return 'not secure';
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return 'headers too large';
  }
  return code.startsWith('HPE_') && !answered ? 'not HTTP' : 'connection lost';
}
