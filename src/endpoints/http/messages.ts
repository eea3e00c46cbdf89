import type { FailureReason } from '../../core/fileReview';
import { english } from '../../core/text/say';
import { maskSecrets } from '../../core/text/secrets';
import { serverFailures } from '../../core/text/serverFailures';
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
  return says === '' ? message : english(serverFailures.says, message, says);
}

function explain(reason: FailureReason, status: number, server: Server, model: string): string {
  const origin = server.base.origin;
  const code = status === 200 ? '' : ` (${status})`;
  switch (reason) {
    case 'bad key':
      return server.key === undefined
        ? english(serverFailures.wantsKey, origin, code)
        : english(serverFailures.refusesKey, origin, code);
    case 'quota used up':
      return english(serverFailures.quota, origin);
    case 'too long for the model':
      return english(serverFailures.tooLong, origin);
    case 'refused':
      return status === 403
        ? english(serverFailures.filteredOnTheWay, origin, code)
        : english(serverFailures.filtered, origin);
    case 'model missing':
      return server.kind === 'ollama'
        ? english(serverFailures.notPulled, origin, model)
        : english(serverFailures.noModel, origin, model);
    case 'not a model server':
      return server.kind === 'ollama'
        ? english(serverFailures.notOllama, origin, code)
        : english(serverFailures.noVersion, origin, code);
    case 'rate limited':
      return english(serverFailures.tooMany, origin, code);
    case 'timed out':
      return english(serverFailures.gaveUp, origin, code);
    case 'bad request':
      return english(serverFailures.refused, origin, code);
    default:
      return english(serverFailures.error, origin, code);
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
      return english(serverFailures.notSecure, origin, `${code}`);
    case 'no content in time':
      return english(serverFailures.notBegun, origin);
    case 'stalled':
      return english(serverFailures.stalled, origin);
    case 'took too long':
      return english(serverFailures.notEnded, origin);
    case 'body too large':
      return english(serverFailures.tooMuch, origin);
    case 'connection lost':
      return english(serverFailures.lost, origin);
    case 'headers too large':
    case 'compressed':
    case 'not HTTP':
      return english(serverFailures.strange, origin, fault);
  }
}

function unreachableMessage(code: string | undefined, server: Server): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return english(serverFailures.unknownHost, server.base.hostname);
  }
  return english(server.kind === 'ollama' ? serverFailures.ollamaDown : serverFailures.down, server.base.origin);
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
