import type { FailureReason } from '../../core/fileReview';
import type { EndpointFailure } from '../../core/modelPorts';
import type { RetryAdvice } from '../../core/ports';
import { english } from '../../core/text/say';
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
const missingModelCode = 'model_not_found';
/** What servers put around the name of a model in front of those words, or behind it. */
const beforeModel = /^(?:the )?(?:model:? )?["'`]?/i;
const behindModel = /^["'`]?,? (?:(?:is |was )?not found|(?:does|do) not exist|is not a valid model)|^$/i;
/** With 403: Anthropic's `permission_error`, OpenAI's `unsupported_country_region_territory` … */
const keyWords =
  /\b(?:api|access|secret)[ _-]?(?:key|token)s?\b|credentials?\b|authenticat|unauthori[sz]ed|permission_error|unsupported_country/i;
/** With 400: Google's `API key not valid`, xAI's `Incorrect API key provided`. */
const badKeyWords = /api key not valid|(?:invalid|incorrect)[ _]api[ _]key/i;
const rateWords = /rate[ _-]?limit|too many requests|overloaded/i;

/** Why an exchange failed, and what that says about its server. */
type Verdict = Pick<EndpointFailure, 'reason' | 'server'>;

/** Puts a server's complaint into the one list of reasons. */
export function serverFailure(complaint: Complaint, server: Server, model: string): EndpointFailure {
  const verdict = verdictOf(complaint, model);
  const { reason } = verdict;
  const message = complaintMessage(reason, complaint, server, model);
  if (!retriedReasons.has(reason)) {
    return { kind: 'failed', ...verdict, message };
  }
  const { status, retryAfterMs } = complaint;
  const overloaded = reason === 'rate limited' || overloadStatuses.has(status);
  const retry = {
    ...(retryAfterMs !== undefined && { afterMs: retryAfterMs }),
    ...(overloaded && ({ overloaded } as const)),
  };
  return { kind: 'failed', ...verdict, message, retry };
}

/** Puts an answer with an error status into the one list of reasons. */
export function rejection(head: HttpHead, body: string, server: Server, model: string): EndpointFailure {
  const wish = retryAfterMs(head, Date.now());
  const complaint = { status: head.status, ...readErrorBody(head, body) };
  return serverFailure(wish === undefined ? complaint : { ...complaint, retryAfterMs: wish }, server, model);
}

const overloadStatuses = new Set([429, 503, 529]);
/** What is not a model server may be something in between that takes its place for a while. */
const retriedReasons = new Set<FailureReason>(['rate limited', 'server error', 'timed out', 'not a model server']);

/** The words may quote the request, and so the file: whatever is read from them is about one request until others confirm it. */
function verdictOf({ status, text, codes, retryAfterMs }: Complaint, model: string): Verdict {
  const words = [text, ...codes].join('\n');
  const aboutRequest = [200, 400, 403, 404, 413, 422, 500].includes(status);
  if (aboutRequest && filterWords.test(words)) {
    return { reason: 'refused', server: 'served' };
  }
  if (status === 401 || (status === 403 && keyWords.test(words)) || (status === 400 && badKeyWords.test(words))) {
    return { reason: 'bad key', server: 'denied' };
  }
  if (status === 413 || (aboutRequest && contextWords.test(words))) {
    return { reason: 'too long for the model', server: 'served' };
  }
  // Some servers call a limit per minute a quota, but then they say when to come back.
  if (status === 402 || quotaCodes.test(codes.join('\n')) || (retryAfterMs === undefined && quotaWords.test(text))) {
    return { reason: 'quota used up', server: 'denied' };
  }
  if (aboutRequest && missingModelWords.test(words)) {
    const isCertain = codes.includes(missingModelCode) || isAboutModel(text, model);
    return { reason: 'model missing', server: isCertain ? 'serves nobody' : 'denied' };
  }
  if (status === 403) {
    // A firewall's word about one body, or a server's about the key: gateways use the same ones for both.
    return { reason: 'refused', server: 'denied' };
  }
  if (status === 404 || status === 405) {
    return { reason: 'not a model server', server: 'denied' };
  }
  if (status === 429 || (status === 200 && rateWords.test(words))) {
    return { reason: 'rate limited', server: 'troubled' };
  }
  if (status === 408) {
    return { reason: 'timed out', server: 'troubled' };
  }
  return status === 200 || status === 409 || status === 425 || status === 499 || status >= 500
    ? { reason: 'server error', server: 'troubled' }
    : { reason: 'bad request', server: 'served' };
}

/** Whether a complaint of a missing model begins with the name that was asked for: nothing of a file stands before it. */
function isAboutModel(text: string, model: string): boolean {
  const at = beforeModel.exec(text)?.[0].length ?? 0;
  return text.startsWith(model, at) && behindModel.test(text.slice(at + model.length));
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
      return { kind: 'failed', reason: 'server down', message, server: 'absent', retry: {} };
    case 'not secure':
      return { kind: 'failed', reason: 'server down', message, server: 'denied' };
    case 'no content in time':
    case 'stalled':
    case 'took too long':
      return { kind: 'failed', reason: 'timed out', message, server: 'troubled' };
    case 'body too large':
      return { kind: 'failed', reason: 'reply too long', message, server: 'served' };
    case 'connection lost': {
      const retry: RetryAdvice = beforeContent && code === 'ECONNRESET' ? { overloaded: true } : {};
      return { kind: 'failed', reason: 'connection lost', message, server: 'troubled', retry };
    }
    case 'headers too large':
    case 'compressed':
    case 'not HTTP':
      return { kind: 'failed', reason: 'not a model server', message, server: 'denied', retry: {} };
  }
}

/**
 * An answer that is not of the protocol. A redirect is one: following it would carry the file to an unnamed host.
 *
 * @param what one of `serverFailures`
 */
export function strangeAnswer(server: Server, what: string, where = ''): EndpointFailure {
  const message = english(what, server.base.origin, where);
  return { kind: 'failed', reason: 'not a model server', message, server: 'denied', retry: {} };
}

/** Where an answer points to, for a message: an origin. */
export function redirectTarget(head: HttpHead, server: Server): string {
  const location = head.headers.location ?? '';
  return URL.canParse(location, server.base.href) ? new URL(location, server.base.href).origin : 'an unknown place';
}
