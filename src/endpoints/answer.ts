import type { Completion } from '../core/ports';
import {
  type EndpointFailure,
  redirectTarget,
  retryAfterMs,
  serverFailure,
  strangeAnswer,
  transportFailure,
} from './failures';
import type { HttpHead, HttpOutcome, Progress } from './httpClient';
import { asString, fields, parseJson } from './json';
import type { Complaint } from './messages';
import type { Server } from './server';
import { type ByteReader, createEventReader, createLineReader } from './streams';

/** What has been read of an answer so far; filled by a protocol's `read`. */
export interface Answer {
  text: string;
  finish?: 'stop' | 'cut off' | 'refused';
  promptTokens?: number;
  completionTokens?: number;
  /** The protocol's own mark of the end was there. */
  ended: boolean;
  /** Something of the protocol was there. */
  recognised: boolean;
  /** How much the model has produced, thinking included: grows with every piece of content. */
  produced: number;
  complaint?: Omit<Complaint, 'retryAfterMs'>;
}

export interface Protocol {
  /** Notes what one JSON message of an answer says. */
  read(message: unknown, answer: Answer): void;
}

/** More of an error's body is not read, in UTF-16 code units. */
const maxErrorLength = 64 * 1024;

/**
 * Reads the answer to one request for a completion, in whichever framing it comes: server-sent events, one JSON message
 * per line, or, from servers that do not stream, one JSON message.
 */
export class AnswerReader {
  readonly #protocol: Protocol;
  readonly #maxLength: number;
  readonly #onContent: () => void;
  readonly #answer: Answer = { text: '', ended: false, recognised: false, produced: 0 };
  readonly #decoder = new TextDecoder();
  #head: HttpHead | undefined;
  #stream: ByteReader | undefined;
  #whole = '';
  #garbled = false;

  /**
   * @param maxLength of the reply's text in UTF-16 code units
   * @param onContent is called with each piece of content
   */
  constructor(protocol: Protocol, maxLength: number, onContent: () => void) {
    this.#protocol = protocol;
    this.#maxLength = maxLength;
    this.#onContent = onContent;
  }

  onHead(head: HttpHead): void {
    this.#head = head;
    const type = head.headers['content-type'] ?? '';
    if (head.status >= 300) {
      return;
    }
    if (type.includes('event-stream')) {
      this.#stream = this.#events();
    } else if (type.includes('ndjson')) {
      this.#stream = createLineReader((line) => this.#message(line));
    }
  }

  onData(bytes: Uint8Array): Progress {
    const before = this.#answer.produced;
    if (this.#stream) {
      this.#stream.push(bytes);
    } else {
      this.#whole += this.#decoder.decode(bytes, { stream: true });
    }
    const content = this.#stream ? this.#answer.produced > before : this.#whole.trim() !== '';
    if (content) {
      this.#onContent();
    }
    return this.#enough() ? 'enough' : this.#answer.ended ? 'finished' : content ? 'content' : 'nothing';
  }

  /** What came of the exchange. */
  conclude(outcome: HttpOutcome, server: Server, model: string): Completion {
    if (outcome.kind === 'cancelled') {
      return outcome;
    }
    const status = this.#head?.status ?? 0;
    if (this.#head && status >= 400) {
      return this.#rejection(this.#head, server, model);
    }
    if (outcome.kind === 'failed') {
      return transportFailure(outcome.fault, outcome.code, server);
    }
    if (this.#head && status >= 300) {
      return strangeAnswer(server, `redirects to ${redirectTarget(this.#head, server)}, which is not followed`);
    }
    this.#readRest();
    return this.#completion(server, model);
  }

  #completion(server: Server, model: string): Completion {
    const answer = this.#answer;
    if (answer.complaint) {
      return serverFailure(answer.complaint, server, model);
    }
    if (answer.text.length > this.#maxLength) {
      const message = `The reply of ${model} is longer than a review of this file can be.`;
      return { kind: 'failed', reason: 'reply too long', message };
    }
    if (!answer.recognised && (this.#garbled || this.#whole.trim() !== '')) {
      return strangeAnswer(server, this.#isPage() ? 'answers with a web page' : 'answers with something else');
    }
    if (this.#garbled) {
      return serverFailure({ status: 200, text: 'A part of the answer was not JSON.', codes: [] }, server, model);
    }
    if (!answer.ended && answer.finish === undefined) {
      return transportFailure('connection lost', undefined, server);
    }
    const { promptTokens, completionTokens } = answer;
    const usage = {
      ...(promptTokens === undefined ? {} : { promptTokens }),
      ...(completionTokens === undefined ? {} : { completionTokens }),
    };
    return { kind: 'complete', text: answer.text, finish: answer.finish ?? 'stop', usage };
  }

  #rejection(head: HttpHead, server: Server, model: string): EndpointFailure {
    const wish = retryAfterMs(head.headers, Date.now());
    const { text, codes } = this.#isPage() ? { text: '', codes: [] } : readError(this.#whole);
    return serverFailure(
      { status: head.status, text, codes, ...(wish === undefined ? {} : { retryAfterMs: wish }) },
      server,
      model,
    );
  }

  /** What the server said when it found fault with the request itself; empty when it did not. */
  get refusal(): string {
    return this.#head && [400, 415, 422, 501].includes(this.#head.status) ? this.#whole : '';
  }

  #events(): ByteReader {
    return createEventReader(({ event, data }) => {
      if (event === 'error') {
        this.#answer.complaint = complaintOf(parseJson(data)?.value ?? data);
      } else if (data === '[DONE]') {
        this.#answer.ended = true;
      } else {
        this.#message(data);
      }
    });
  }

  #message(text: string): void {
    const message = parseJson(text);
    if (message !== undefined) {
      this.#protocol.read(message.value, this.#answer);
    } else if (text.trim() !== '') {
      this.#garbled = true;
    }
  }

  /** Reads what came without saying how it is framed. */
  #readRest(): void {
    this.#stream?.end();
    const whole = this.#whole.trim();
    if (whole === '' || this.#isPage()) {
      return;
    }
    if (parseJson(whole)) {
      this.#message(whole);
      return;
    }
    const stream = /^(?:data|event|id|retry)?:/.test(whole)
      ? this.#events()
      : createLineReader((line) => this.#message(line));
    stream.push(new TextEncoder().encode(`${whole}\n\n`));
  }

  #enough(): boolean {
    return (
      this.#garbled ||
      this.#answer.complaint !== undefined ||
      this.#answer.text.length > this.#maxLength ||
      (this.#whole.length > maxErrorLength && ((this.#head?.status ?? 0) >= 300 || this.#isPage()))
    );
  }

  #isPage(): boolean {
    return (this.#head?.headers['content-type'] ?? '').includes('text/html') || this.#whole.trimStart().startsWith('<');
  }
}

/** What an error in the middle of an answer says; a status of its own counts as one (OpenRouter). */
export function complaintOf(error: unknown): Omit<Complaint, 'retryAfterMs'> {
  const { text, codes } = describeError(error);
  const own = codes.map(Number).find((code) => code >= 400 && code < 600);
  return { status: own ?? 200, text, codes };
}

function readError(body: string): { text: string; codes: string[] } {
  const parsed = parseJson(body);
  return parsed === undefined ? { text: body, codes: [] } : describeError(parsed.value);
}

/** The words and codes of an error, in the shapes servers give it: text, `error`, `message` or `detail` in an object. */
function describeError(error: unknown): { text: string; codes: string[] } {
  if (typeof error === 'string') {
    return { text: error, codes: [] };
  }
  const { error: inner, message, detail, code, type } = fields(error);
  if (inner !== undefined && inner !== null) {
    return describeError(inner);
  }
  const codes = [code, type].filter((value) => typeof value === 'string' || typeof value === 'number').map(String);
  return { text: asString(message) ?? asString(detail) ?? JSON.stringify(detail ?? error ?? ''), codes };
}
