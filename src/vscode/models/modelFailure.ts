import type { FailureReason } from '../../core/fileReview';
import type { EndpointFailure } from '../../core/modelPorts';
import { reviewFailures } from '../../core/text/reviewFailures';
import { english } from '../../core/text/say';
import { maskSecrets } from '../../core/text/secrets';
import { serverFailures } from '../../core/text/serverFailures';
import { oneLine } from '../plainText';

/** What an error thrown by a language model is about. */
export interface ModelError {
  readonly reason: FailureReason;
  /** The provider's own words and those of the causes below, raw. */
  readonly words: string;
  /** It had enough of our requests: the only trouble that a pause may end. */
  readonly turnedAway: boolean;
}

/** `filtered as off_topic by intent classifier`, `Response got filtered.` … */
const filterWords =
  /off[ _-]?topic|\bfiltered\b|content[ _-]?(?:filter|policy|management policy)|responsible ?ai|flagged/i;
const lengthWords =
  /exceeds? (?:the |its )?(?:model'?s? )?(?:maximum )?(?:token|context|prompt)|exceeds the limit of|prompt_tokens_exceeded|context[ _](?:length|window)|(?:prompt|input) is too long|too many (?:input |prompt )?tokens/i;
const cutOffWords = /response (?:is )?too long|length limit|max_output_tokens/i;
const quotaWords = /quota|premium requests|insufficient (?:funds|credits?|balance)|out of credits|billing/i;
const rateWords = /rate[ _-]?limit|too many requests|\b429\b|overloaded/i;
const modelWords =
  /model_not_(?:found|supported)|(?:model|endpoint)\b[^.]{0,100}\b(?:not found|unknown|not exist|not registered|not supported)/i;
const keyWords = /(?:invalid|incorrect|missing|no) (?:api[ _-]?key|credentials)|unauthori[sz]ed|\b401\b|not signed in/i;
const networkWords =
  /\bnetwork\b|fetch failed|socket hang up|\bE(?:CONN|AI_AGAIN|NOTFOUND|TIMEDOUT|PIPE)|ERR_(?:NETWORK|INTERNET|CONNECTION)/i;

/**
 * Reads an error as VS Code hands it on. Errors of its own kind carry a code; others have lost their class on the way
 * and keep their name (`ChatQuotaExceeded`, `ChatRateLimited`) and words.
 */
export function readModelError(error: unknown): ModelError {
  const { code, name, words } = flatten(error);
  const reason = reasonOf(code, name, words);
  return { reason, words, turnedAway: reason === 'quota used up' || reason === 'rate limited' };
}

/** The words may come from anywhere, so codes and names count first. */
function reasonOf(code: string, name: string, words: string): FailureReason {
  switch (code) {
    case 'NoPermissions':
      return 'not permitted';
    case 'NotFound':
      return 'model missing';
    case 'Blocked':
      return quotaWords.test(words) ? 'quota used up' : 'rate limited';
  }
  if (name === 'ChatQuotaExceeded' || name === 'ChatRateLimited') {
    return name === 'ChatQuotaExceeded' ? 'quota used up' : 'rate limited';
  }
  const [, reason] = reasonsByWords.find(([pattern]) => pattern.test(words)) ?? [];
  return reason ?? 'server error';
}

const reasonsByWords: readonly (readonly [RegExp, FailureReason])[] = [
  [filterWords, 'refused'],
  [lengthWords, 'too long for the model'],
  [cutOffWords, 'reply cut off'],
  [quotaWords, 'quota used up'],
  [rateWords, 'rate limited'],
  [modelWords, 'model missing'],
  [keyWords, 'bad key'],
  [networkWords, 'connection lost'],
];

/** Whether an error is about the tool that came with a request. */
export function refusesTools(error: unknown): boolean {
  return /\btools?\b|tool_(?:choice|mode)|function.?call/i.test(flatten(error).words);
}

const maxCauses = 3;

function flatten(error: unknown): { code: string; name: string; words: string } {
  let code = '';
  let name = '';
  const words: string[] = [];
  for (let cause = error, depth = 0; cause !== undefined && depth <= maxCauses; depth += 1) {
    const fields = typeof cause === 'object' && cause !== null ? (cause as Record<string, unknown>) : {};
    code ||= typeof fields.code === 'string' ? fields.code : '';
    name ||= typeof fields.name === 'string' && fields.name !== 'Error' ? fields.name : '';
    words.push(typeof fields.message === 'string' ? fields.message : typeof cause === 'string' ? cause : '');
    cause = fields.cause ?? undefined;
  }
  return { code, name, words: words.filter((text) => text !== '').join(' ') };
}

const deniedReasons = new Set<FailureReason>(['model missing', 'bad key']);
const passingReasons = new Set<FailureReason>(['server error', 'connection lost']);

/**
 * A failure as the `Endpoint` port reports it.
 *
 * @param pauseMs for an error that turned us away: how long to wait, or undefined when waiting has not helped
 */
export function modelFailure(error: ModelError, model: string, pauseMs: number | undefined): EndpointFailure {
  const { reason, words, turnedAway } = error;
  const says = oneLine(maskSecrets(words.replace(/\s+/g, ' ').trim()));
  const explained = explain(reason, model, turnedAway && pauseMs === undefined);
  const message = says === '' ? explained : english(serverFailures.says, explained, `"${says}"`);
  if (turnedAway && pauseMs !== undefined) {
    return { kind: 'failed', reason, message, server: 'troubled', retry: { afterMs: pauseMs, overloaded: true } };
  }
  if (reason === 'not permitted') {
    // The editor says so itself, whatever the request holds, and asks the person again at each try.
    return { kind: 'failed', reason, message, server: 'unusable' };
  }
  if (passingReasons.has(reason)) {
    return { kind: 'failed', reason, message, server: 'troubled', retry: {} };
  }
  return { kind: 'failed', reason, message, server: turnedAway || deniedReasons.has(reason) ? 'denied' : 'served' };
}

function explain(reason: FailureReason, model: string, again: boolean): string {
  switch (reason) {
    case 'not permitted':
      return english(reviewFailures.mayNotUse, model);
    case 'model missing':
      return missingModelMessage(model);
    case 'bad key':
      return english(reviewFailures.notSignedIn, model);
    case 'quota used up':
      return english(again ? reviewFailures.modelQuotaStill : reviewFailures.modelQuota, model);
    case 'rate limited':
      return again ? english(reviewFailures.turnsAway, model) : english(serverFailures.tooMany, model, '');
    case 'refused':
      return english(reviewFailures.modelFiltered, model);
    case 'too long for the model':
      return english(reviewFailures.modelTooLong, model);
    case 'reply cut off':
      return english(reviewFailures.cutOff, model);
    case 'connection lost':
      return english(reviewFailures.modelUnreachable, model);
    default:
      return english(serverFailures.error, model, '');
  }
}

/** @param model as it was asked for; undefined when any would have done */
export function missingModelMessage(model: string | undefined, t = english): string {
  return model === undefined ? t(reviewFailures.editorHasNone) : t(reviewFailures.editorLacks, model);
}
