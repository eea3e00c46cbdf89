import type { EndpointFailure, RetryAdvice } from '../core/ports';
import type { FailureReason } from '../core/types';
import { readErrorBody } from './complaint';
import type { HttpHead, HttpOutcome } from './httpClient';
import { type Complaint, complaintMessage, faultMessage } from './messages';
import { retryAfterMs } from './retryAfter';
import type { Server } from './server';

const filterWords = /content[ _-]?(?:filter|policy|management policy)|responsibleaipolicy|flagged/i;
const contextWords =
  /context[ _](?:length|size|window)|maximum context|exceeds? the (?:available |maximum )?context|prompt is (?:too long|longer)|prompt too long|input is too long|too many (?:input |prompt )?tokens|string_above_max_length/i;
const quotaCodes = /insufficient_quota|billing|credit|balance/i;
const quotaWords =
  /insufficient (?:quota|funds|credits?|balance)|exceeded your current quota|credit balance|out of credits/i;
const missingModelWords =
  /model\b[^.]{0,200}\b(?:not found|not exist|unknown)|(?:unknown|no such|invalid) model|not a valid model|model_not_found|^model: .*\nnot_found_error$/im;
const rateWords = /rate[ _-]?limit|too many requests|overloaded/i;

/** Puts a server's complaint into the one list of reasons. */
export function serverFailure(complaint: Complaint, server: Server, model: string): EndpointFailure {
  const reason = reasonOf(complaint);
  const message = complaintMessage(reason, complaint, server, model);
  if (fatalReasons.has(reason)) {
    return { kind: 'failed', reason, message, fatal: true };
  }
  if (!passingReasons.has(reason)) {
    return { kind: 'failed', reason, message };
  }
  const { status, retryAfterMs } = complaint;
  const overloaded = reason === 'rate limited' || overloadStatuses.has(status);
  const retry = {
    ...(retryAfterMs !== undefined && { afterMs: retryAfterMs }),
    ...(overloaded && ({ overloaded } as const)),
  };
  return { kind: 'failed', reason, message, retry };
}

/** Puts an answer with an error status into the one list of reasons. */
export function rejection(head: HttpHead, body: string, server: Server, model: string): EndpointFailure {
  const wish = retryAfterMs(head, Date.now());
  const complaint = { status: head.status, ...readErrorBody(head, body) };
  return serverFailure(wish === undefined ? complaint : { ...complaint, retryAfterMs: wish }, server, model);
}

const fatalReasons = new Set<FailureReason>(['bad key', 'quota used up', 'model missing', 'not a model server']);
const overloadStatuses = new Set([429, 503, 529]);
const passingReasons = new Set<FailureReason>(['rate limited', 'server error', 'timed out']);

function reasonOf({ status, text, codes, retryAfterMs }: Complaint): FailureReason {
  const words = [text, ...codes].join('\n');
  const aboutRequest = [200, 400, 403, 404, 413, 422, 500].includes(status);
  if (aboutRequest && filterWords.test(words)) {
    return 'refused';
  }
  if (status === 401 || status === 403) {
    return 'bad key';
  }
  if (status === 413 || (aboutRequest && contextWords.test(words))) {
    return 'too long for the model';
  }
  // Some servers call a limit per minute a quota, but then they say when to come back.
  if (status === 402 || quotaCodes.test(codes.join('\n')) || (retryAfterMs === undefined && quotaWords.test(text))) {
    return 'quota used up';
  }
  if (aboutRequest && missingModelWords.test(words)) {
    return 'model missing';
  }
  if (status === 404 || status === 405) {
    return 'not a model server';
  }
  if (status === 429 || (status === 200 && rateWords.test(words))) {
    return 'rate limited';
  }
  if (status === 408) {
    return 'timed out';
  }
  return status === 200 || status === 409 || status === 425 || status === 499 || status >= 500
    ? 'server error'
    : 'bad request';
}

/**
 * Puts a fault of the transport into the one list of reasons.
 *
 * @param beforeContent nothing of the answer's content had come
 */
export function transportFailure(
  { fault, code }: Omit<HttpOutcome & { kind: 'failed' }, 'kind'>,
  server: Server,
  beforeContent = false,
): EndpointFailure {
  const message = faultMessage(fault, code, server);
  switch (fault) {
    case 'unreachable':
    case 'no connection in time':
      return { kind: 'failed', reason: 'server down', message, retry: {} };
    case 'not secure':
      return { kind: 'failed', reason: 'server down', message, fatal: true };
    case 'no content in time':
    case 'stalled':
    case 'took too long':
      return { kind: 'failed', reason: 'timed out', message };
    case 'body too large':
      return { kind: 'failed', reason: 'reply too long', message };
    case 'connection lost': {
      const retry: RetryAdvice = beforeContent && code === 'ECONNRESET' ? { overloaded: true } : {};
      return { kind: 'failed', reason: 'connection lost', message, retry };
    }
    case 'headers too large':
    case 'compressed':
    case 'not HTTP':
      return { kind: 'failed', reason: 'not a model server', message, fatal: true };
  }
}

/** An answer that is not of the protocol. A redirect is one: following it would carry the file to an unnamed host. */
export function strangeAnswer(server: Server, what: string): EndpointFailure {
  const message = `${server.base.origin} ${what}: that is not a model server. Check the address.`;
  return { kind: 'failed', reason: 'not a model server', message, fatal: true };
}

/** Where an answer points to, for a message: an origin. */
export function redirectTarget(head: HttpHead, server: Server): string {
  const location = head.headers.location ?? '';
  return URL.canParse(location, server.base.href) ? new URL(location, server.base.href).origin : 'an unknown place';
}
