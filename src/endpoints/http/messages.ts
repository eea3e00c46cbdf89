import type { FailureReason } from '../../core/fileReview';
import { maskSecrets } from '../../core/text/secrets';
import type { HttpFault } from './httpClient';
import { heard, type Server } from './server';

/** What a server said went wrong: with an error status, or in the middle of an answer that had begun well. */
export interface Complaint {
  /** HTTP status; 200 when the answer had begun well. */
  readonly status: number;
  /** Its own words, with the key masked. */
  readonly text: string;
  /** Its own codes, when it gave some: `insufficient_quota`, `model_not_found` … */
  readonly codes: readonly string[];
  /** How long it asks to wait. */
  readonly retryAfterMs?: number;
}

/** What a person is told about a server's complaint: what it means, what to do, and the server's own words. */
export function complaintMessage(reason: FailureReason, complaint: Complaint, server: Server, model: string): string {
  const says = quote(complaint.text, server);
  const message = explain(reason, complaint.status, server, model);
  return says === '' ? message : `${message} It says: ${says}`;
}

function explain(reason: FailureReason, status: number, server: Server, model: string): string {
  const origin = server.base.origin;
  const code = status === 200 ? '' : ` (${status})`;
  switch (reason) {
    case 'bad key':
      return server.key === undefined
        ? `${origin} asks for an API key${code}. Give this endpoint one.`
        : `${origin} does not accept the API key${code}. Check the key of this endpoint.`;
    case 'quota used up':
      return `The quota at ${origin} is used up. Top it up or use another endpoint.`;
    case 'too long for the model':
      return `The file is too long for the model at ${origin}.`;
    case 'refused':
      return status === 403
        ? `${origin} refused this file${code}: its filter did, one on the way there, or the key may not do this.`
        : `The content filter of ${origin} refused this file.`;
    case 'model missing':
      return server.kind === 'ollama'
        ? `${origin} has no model "${model}". Get it with \`ollama pull ${model}\`, or name another one.`
        : `${origin} has no model "${model}". Name one that it has.`;
    case 'not a model server':
      return server.kind === 'ollama'
        ? `${origin} does not know this kind of request${code}. Is it the address of an Ollama server?`
        : `${origin} does not know this kind of request${code}. Does the address lack "/v1"?`;
    case 'rate limited':
      return `${origin} gets more requests than it allows${code}.`;
    case 'timed out':
      return `${origin} gave up waiting${code}.`;
    case 'bad request':
      return `${origin} does not accept the request${code}.`;
    default:
      return `${origin} reported an error${code}.`;
  }
}

/** What a person is told about a fault of the transport. `code` is the system's own name for it. */
export function faultMessage(fault: HttpFault, code: string | undefined, server: Server): string {
  const origin = server.base.origin;
  switch (fault) {
    case 'unreachable':
    case 'no connection in time':
      return unreachableMessage(code, server);
    case 'not secure':
      return `No secure connection to ${origin} (${code}). Check its certificate.`;
    case 'no content in time':
      return `${origin} did not begin to answer in time.`;
    case 'stalled':
      return `${origin} stopped in the middle of the answer.`;
    case 'took too long':
      return `${origin} did not come to an end in time.`;
    case 'body too large':
      return `${origin} answers with more than a review can be.`;
    case 'connection lost':
      return `The connection to ${origin} was lost before the answer was complete.`;
    case 'headers too large':
    case 'compressed':
    case 'not HTTP':
      return `${origin} answers in a way that no model server does (${fault}). Check the address.`;
  }
}

function unreachableMessage(code: string | undefined, server: Server): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `No host is known by the name ${server.base.hostname}. Check the address.`;
  }
  const advice = server.kind === 'ollama' ? 'Start it with `ollama serve`.' : 'Check the address.';
  return `No answer from ${server.base.origin}. Is the server running? ${advice}`;
}

const maxQuoteLength = 300;

/** Sequences of ECMA-48 that begin with a control character and `[` (CSI), or with one and `]` up to another (OSC). */
const terminalSequences = /(?![\t\n\r])\p{Cc}(?:\[[0-?]*[ -/]*[@-~]|\]\P{Cc}*(?:\p{Cc}\\?)?)/gu;

/** What a server says, made safe to show: one line, no control sequences, no secrets, not long; quoted, or empty. */
function quote(text: string, server: Server): string {
  const plain = text
    .replace(terminalSequences, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  // Control sequences may have kept the pieces of a key apart.
  const safe = maskSecrets(heard(server, plain));
  return safe === '' ? '' : `"${safe.length > maxQuoteLength ? `${safe.slice(0, maxQuoteLength)}…` : safe}"`;
}
