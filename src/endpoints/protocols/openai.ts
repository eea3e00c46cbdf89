import { complaintOf } from '../http/complaint';
import { asString, fields, items } from '../http/json';
import type { Answer, Finish } from './answer';
import { type Dialect, type Draft, samplingOf, turnsOf } from './dialect';

const namesFormat = /response_?format|json_?schema|json_object|structured|grammar/i;
/** Ollama says `think value`, others that the model does not support reasoning. */
const namesEffort = /\breasoning|think value|\bthinking\b/i;

/** OpenAI's chat completions, as spoken by vLLM, llama.cpp, LM Studio, gateways and hosted services. */
export const openai: Dialect = {
  path: '/chat/completions',
  firstAlone: false,
  optional: [
    { feature: 'json_schema', named: namesFormat },
    { feature: 'json_object', named: namesFormat },
    { feature: 'usage', named: /stream_options|include_usage/i },
    { feature: 'temperature', named: /temperature/i },
    { feature: 'seed', named: /\bseed\b/i },
    { feature: 'chat template', named: /chat_template|enable_thinking/i },
    { feature: 'thinking off', named: namesEffort },
    { feature: 'thinking', named: namesEffort },
  ],
  body: (draft) => ({
    model: draft.model,
    stream: true,
    ...(draft.lacks.has('usage') ? {} : { stream_options: { include_usage: true } }),
    ...fixedOf(draft),
    ...thinkingOf(draft),
    ...formatOf(draft),
    messages: [{ role: 'system', content: draft.request.system }, ...turnsOf(draft.request)],
  }),
  sampling(draft) {
    const { reasoning_effort: effort, chat_template_kwargs: template } = thinkingOf(draft);
    const { thinking: wished, lacks } = draft;
    const thinking = effort === 'none' ? 'off' : (effort ?? (template && (wished === 'off' ? 'off' : 'on')));
    const unheard = wished === undefined || template ? [] : (['thinking'] as const);
    const level = wished === 'off' && !lacks.has('thinking') ? (['thinking off'] as const) : [];
    return samplingOf(draft, { ...fixedOf(draft), thinking }, ['temperature', 'seed', ...unheard, ...level]);
  },
  read(message, answer) {
    const { error, choices, usage } = fields(message);
    if (error !== undefined && error !== null) {
      answer.complaint = complaintOf(error);
      return;
    }
    answer.recognised ||= Array.isArray(choices);
    const { prompt_tokens, completion_tokens_details, cost, cost_details } = fields(usage);
    answer.count(prompt_tokens, writtenTokens(fields(usage)), fields(completion_tokens_details).reasoning_tokens);
    // OpenRouter's, in its credits, which are dollars; elsewhere a cost may be in anything.
    if (typeof cost === 'number' && typeof cost_details === 'object') {
      answer.cost(cost);
    }
    const choice = fields(items(choices)[0]);
    readPart(choice.delta ?? choice.message, answer);
    const finish = asString(choice.finish_reason);
    if (finish === 'error') {
      answer.complaint = complaintOf(choice.error ?? 'The model stopped with an error.');
    } else if (finish !== undefined) {
      answer.finish ??= finishOf(finish);
    }
    // A server that does not stream says everything in one message.
    answer.ended ||= choice.message !== undefined;
  },
};

/**
 * Thinking included. xAI, and Google where it speaks this protocol, have that in the total alone:
 * https://docs.x.ai/docs/key-information/consumption-and-rate-limits
 */
function writtenTokens({ prompt_tokens, completion_tokens, total_tokens }: Record<string, unknown>): unknown {
  // Of counts that cannot be, none tells anything about another.
  const isCount = (count: unknown): count is number => typeof count === 'number' && count >= 0;
  return isCount(prompt_tokens) && isCount(completion_tokens) && isCount(total_tokens)
    ? Math.max(completion_tokens, total_tokens - prompt_tokens)
    : completion_tokens;
}

function fixedOf({ lacks }: Draft): { temperature?: 0; seed?: 1 } {
  return { ...(lacks.has('temperature') ? {} : { temperature: 0 }), ...(lacks.has('seed') ? {} : { seed: 1 }) };
}

interface ThinkingFields {
  readonly reasoning_effort?: 'none' | 'low' | 'high';
  readonly chat_template_kwargs?: object;
}

/**
 * Hosted services and gateways take `reasoning_effort`, of which older models lack `none`. vLLM, llama.cpp and SGLang
 * hand `chat_template_kwargs` to the model's own template: `enable_thinking` (Qwen, GLM, Gemma), `thinking` (DeepSeek,
 * Granite), `reasoning_effort` (gpt-oss). Both are sent, as nothing tells what a server is.
 */
function thinkingOf({ thinking, lacks }: Draft): ThinkingFields {
  if (thinking === undefined) {
    return {};
  }
  const isOn = thinking !== 'off';
  const effort = isOn ? thinking : lacks.has('thinking off') ? 'low' : 'none';
  const template = { enable_thinking: isOn, thinking: isOn, ...(isOn && { reasoning_effort: thinking }) };
  return {
    ...(lacks.has('thinking') ? {} : { reasoning_effort: effort }),
    ...(lacks.has('chat template') ? {} : { chat_template_kwargs: template }),
  };
}

function formatOf({ lacks, request }: Draft): object {
  if (!lacks.has('json_schema')) {
    const json_schema = { name: 'review', strict: true, schema: request.schema };
    return { response_format: { type: 'json_schema', json_schema } };
  }
  return lacks.has('json_object') ? {} : { response_format: { type: 'json_object' } };
}

function readPart(part: unknown, answer: Answer): void {
  const { content, refusal, reasoning_content, reasoning } = fields(part);
  answer.think(asString(reasoning_content) ?? asString(reasoning) ?? '');
  answer.think(items(content).map(thoughtOf).join(''));
  answer.say(textOf(content));
  if (typeof refusal === 'string' && refusal !== '') {
    answer.think(refusal);
    answer.finish = 'refused';
  }
}

/** Some servers give the text in parts. */
function textOf(content: unknown): string {
  return Array.isArray(content)
    ? content.map((part) => asString(fields(part).text) ?? '').join('')
    : (asString(content) ?? '');
}

/** Mistral gives what a model thinks as parts of its text. */
function thoughtOf(part: unknown): string {
  return textOf(fields(part).thinking);
}

function finishOf(reason: string): Finish {
  return reason === 'length' || reason === 'max_tokens' ? 'cut off' : reason === 'content_filter' ? 'refused' : 'stop';
}
