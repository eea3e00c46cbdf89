import type { Completion, StoppedReply } from '../../core/modelPorts';
import { reviewFailures } from '../../core/text/reviewFailures';
import { english } from '../../core/text/say';
import { serverFailures } from '../../core/text/serverFailures';
import { complaintOf, isHtml } from '../http/complaint';
import { redirectTarget, rejection, serverFailure, strangeAnswer, transportFailure } from '../http/failures';
import type { HttpHead, HttpOutcome, Progress } from '../http/httpClient';
import { parseJson } from '../http/json';
import { heard, type Server } from '../http/server';
import { type ByteReader, createEventReader, createLineReader } from '../http/streams';
import { WholeText } from '../http/wholeText';
import { Answer } from './answer';
import type { Dialect } from './dialect';

/** More of an error's body is not read, in UTF-16 code units. */
const maxErrorLength = 64 * 1024;

/**
 * Reads the answer to one request for a completion, in whichever framing it comes: server-sent events, one JSON message
 * per line, or, from servers that do not stream, one JSON message.
 */
export class AnswerReader {
  readonly #dialect: Dialect;
  readonly #maxLength: number;
  readonly #onContent: () => void;
  readonly #answer = new Answer();
  /** What came without saying how it is framed, or with a status that is no success. */
  readonly #whole = new WholeText();
  #head: HttpHead | undefined;
  #stream: ByteReader | undefined;
  #garbled = false;
  #begun = false;

  /**
   * @param maxLength of the reply's text in UTF-16 code units
   * @param onContent is called with each piece of content
   */
  constructor(dialect: Dialect, maxLength: number, onContent: () => void) {
    this.#dialect = dialect;
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
      this.#whole.push(bytes);
    }
    const content = this.#stream ? this.#answer.produced > before : !this.#whole.isBlank;
    if (content) {
      this.#begun = true;
      this.#onContent();
    }
    return this.#enough() ? 'enough' : this.#answer.ended ? 'finished' : content ? 'content' : 'nothing';
  }

  /** What came of the exchange. */
  conclude(outcome: HttpOutcome, server: Server, model: string): Completion {
    if (outcome.kind === 'cancelled') {
      return outcome;
    }
    const head = heard(server, this.#head);
    const status = head?.status ?? 0;
    if (head && status >= 400) {
      return rejection(head, heard(server, this.#whole.text), server, model);
    }
    if (outcome.kind === 'failed') {
      const failure = transportFailure(outcome, server, !this.#begun);
      return failure.reason === 'reply too long' ? { ...failure, stopped: this.#stopped(server) } : failure;
    }
    if (head && status >= 300) {
      return strangeAnswer(server, serverFailures.redirects, redirectTarget(head, server));
    }
    this.#readRest();
    return this.#completion(server, model);
  }

  /** What the server said when it found fault with the request itself; empty when it did not. */
  get refusal(): string {
    return this.#head && [400, 415, 422, 501].includes(this.#head.status) ? this.#whole.text : '';
  }

  #completion(server: Server, model: string): Completion {
    const { finish, usage, queuedShare, ended, recognised, repeats } = this.#answer;
    const { complaint, text } = heard(server, { complaint: this.#answer.complaint, text: this.#answer.text });
    if (complaint) {
      return serverFailure(complaint, server, model);
    }
    if (repeats) {
      const message = english(reviewFailures.loop, model);
      return {
        kind: 'failed',
        reason: 'reply repeats itself',
        message,
        server: 'served',
        stopped: this.#stopped(server),
      };
    }
    if (text.length > this.#maxLength) {
      const message = english(reviewFailures.longerThanReview, model);
      return { kind: 'failed', reason: 'reply too long', message, server: 'served', stopped: this.#stopped(server) };
    }
    if (!recognised && (this.#garbled || !this.#whole.isBlank)) {
      return strangeAnswer(server, this.#isPage() ? serverFailures.webPage : serverFailures.somethingElse);
    }
    if (this.#garbled) {
      return serverFailure({ status: 200, text: 'A part of the answer was not JSON.', codes: [] }, server, model);
    }
    if (!ended && finish === undefined) {
      return transportFailure({ fault: 'connection lost' }, server);
    }
    return {
      kind: 'complete',
      text,
      finish: finish ?? 'stop',
      usage,
      ...(queuedShare !== undefined && { queuedShare }),
    };
  }

  #stopped(server: Server): StoppedReply {
    const { text, usage } = this.#answer;
    return { said: heard(server, { text: text.slice(0, this.#maxLength) }).text, usage };
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
      this.#dialect.read(message.value, this.#answer);
    } else if (text.trim() !== '') {
      this.#garbled = true;
    }
  }

  /** Reads what came without saying how it is framed. */
  #readRest(): void {
    this.#stream?.end();
    if (this.#whole.isBlank || this.#isPage()) {
      return;
    }
    const whole = this.#whole.text.trim();
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
      this.#answer.repeats ||
      this.#answer.text.length > this.#maxLength ||
      (this.#whole.length > maxErrorLength && ((this.#head?.status ?? 0) >= 300 || this.#isPage()))
    );
  }

  #isPage(): boolean {
    return isHtml(this.#head) || this.#whole.isMarkup;
  }
}
