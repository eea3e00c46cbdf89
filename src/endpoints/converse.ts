import type { Completion, CompletionRequest } from '../core/ports';
import { AnswerReader, type Protocol } from './answer';
import type { HttpClient } from './httpClient';
import { callHeaders, callUrl, type Server } from './server';

export interface ModelCall {
  readonly server: Server;
  readonly model: string;
  /** Below the base URL. */
  readonly path: string;
  readonly body: object;
  readonly protocol: Protocol;
  readonly maxReplyLength: number;
  readonly onContent: () => void;
}

/** What came of a call. */
export interface Conversation {
  readonly completion: Completion;
  /** What the server said when it found fault with the request itself; empty when it did not. */
  readonly refusal: string;
}

/** Sends one request for a completion and reads its answer. */
export async function converse(http: HttpClient, call: ModelCall, signal: AbortSignal): Promise<Conversation> {
  const reader = new AnswerReader(call.protocol, call.maxReplyLength, call.onContent);
  const outcome = await http.send(
    {
      method: 'POST',
      url: callUrl(call.server, call.path),
      headers: callHeaders(call.server),
      body: JSON.stringify(call.body),
      onHead: (head) => reader.onHead(head),
      onData: (bytes) => reader.onData(bytes),
    },
    signal,
  );
  return { completion: reader.conclude(outcome, call.server, call.model), refusal: reader.refusal };
}

/** The messages of a request, in the form both protocols share. */
export function messagesOf({ system, user, repair }: CompletionRequest): { role: string; content: string }[] {
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
  return repair === undefined
    ? messages
    : [...messages, { role: 'assistant', content: repair.reply }, { role: 'user', content: repair.complaint }];
}
