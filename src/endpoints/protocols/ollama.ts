import { complaintOf } from '../http/complaint';
import { asString, fields } from '../http/json';
import type { Finish } from './answer';
import { type Dialect, type Draft, samplingOf, turnsOf } from './dialect';

/** Some versions refuse to be told that a model shall not think which cannot. */
const namesThinking = /support thinking|\bthink\b/i;

/** Ollama's own protocol: its OpenAI-compatible one cannot set the context size. */
export const ollama: Dialect = {
  path: '/api/chat',
  firstAlone: false,
  optional: [
    { feature: 'thinking level', named: /think value/i },
    { feature: 'thinking', named: namesThinking },
    { feature: 'think', named: namesThinking },
    { feature: 'json_schema', named: /(?:schema|grammar|\bformat\b)[\s\S]{0,300}(?:support|invalid|fail|unknown)/i },
  ],
  body(draft) {
    const { request, model, lacks, contextTokens, replyTokens } = draft;
    return {
      model,
      stream: true,
      ...(lacks.has('think') ? {} : { think: thinkOf(draft) }),
      truncate: false,
      shift: false,
      keep_alive: '15m',
      ...(lacks.has('json_schema') ? {} : { format: request.schema }),
      // The same for every request: other options would make the server load the model anew.
      options: { num_ctx: contextTokens, num_predict: replyTokens, temperature: 0, seed: 1 },
      messages: [{ role: 'system', content: request.system }, ...turnsOf(request)],
    };
  },
  sampling(draft) {
    const { thinking: wished = 'off' } = draft;
    const think = thinkOf(draft);
    const thinking = think === false ? 'off' : think === true ? 'on' : think;
    const wanted = wished === 'off' ? (['thinking off'] as const) : (['thinking', 'thinking level'] as const);
    return samplingOf(draft, { temperature: 0, seed: 1, thinking }, wanted);
  },
  read(message, answer) {
    const all = fields(message);
    if (all.error !== undefined) {
      answer.complaint = complaintOf(all.error);
      return;
    }
    const { content, thinking } = fields(all.message);
    answer.think(asString(thinking) ?? '');
    answer.say(asString(content) ?? '');
    answer.recognised ||= all.message !== undefined || all.done !== undefined;
    if (all.done === true) {
      answer.ended = true;
      answer.finish = finishOf(all.done_reason);
      answer.count(all.prompt_eval_count, all.eval_count);
      answer.queuedShare = queuedShareOf(all);
    }
  },
};

/** Most models can only think or not think; a few (gpt-oss) cannot but think, and take how much. */
function thinkOf({ thinking = 'off', lacks }: Draft): boolean | 'low' | 'high' {
  if (thinking === 'off' || lacks.has('thinking')) {
    return lacks.has('thinking off') ? 'low' : false;
  }
  return lacks.has('thinking level') ? true : thinking;
}

function finishOf(reason: unknown): Finish {
  return reason === 'length' ? 'cut off' : reason === 'content_filter' ? 'refused' : 'stop';
}

/** By how much the parts of a time may be more than the whole. */
const tolerance = 1.05;

/**
 * The share of the time that is left when loading, reading and writing are taken off: the request waited. Of these
 * nanoseconds the server leaves out what is 0. Undefined when they make no sense.
 */
function queuedShareOf(last: Readonly<Record<string, unknown>>): number | undefined {
  const { total_duration: total, load_duration = 0, prompt_eval_duration = 0, eval_duration } = last;
  const parts = [load_duration, prompt_eval_duration, eval_duration];
  if (!isDuration(total) || !parts.every(isDuration)) {
    return undefined;
  }
  const worked = parts.reduce((sum, part) => sum + part, 0) / total;
  return worked <= tolerance ? Math.max(0, 1 - worked) : undefined;
}

function isDuration(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
