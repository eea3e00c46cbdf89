import { complaintOf } from '../http/complaint';
import { asCount, asString, fields, items } from '../http/json';
import type { Answer, Finish } from './answer';
import { type Dialect, type Draft, samplingOf, turnsOf } from './dialect';

/** The protocol wants a limit to the reply. This one is within what every model of the last generations allows. */
const maxReplyTokens = 16_384;
/** The smallest budget for thinking that there is. */
const leastBudget = 1_024;

/** Anthropic's messages. */
export const anthropic: Dialect = {
  path: '/messages',
  // A prefix is in the server's cache only once the first answer that was made with it has begun.
  firstAlone: true,
  optional: [
    { feature: 'temperature', named: /temperature/i },
    { feature: 'effort', named: /adaptive|\beffort\b/i },
    { feature: 'thinking', named: /thinking|budget_tokens/i },
    { feature: 'json_schema', named: /output_?(?:config|format)|json_?schema|structured/i },
  ],
  body(draft) {
    const { request, model, lacks, thinkingTokens, replyTokens = Number.POSITIVE_INFINITY } = draft;
    const { thinking, effort } = thinkingOf(draft);
    const format = !lacks.has('json_schema') && { format: { type: 'json_schema', schema: request.schema } };
    return {
      model,
      stream: true,
      max_tokens: Math.min(maxReplyTokens + thinkingTokens, replyTokens),
      ...temperatureOf(draft),
      ...(thinking && { thinking }),
      ...((effort || format) && { output_config: { ...(effort && { effort }), ...format } }),
      system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral' } }],
      messages: turnsOf(request),
    };
  },
  sampling(draft) {
    const thinking = thinkingOf(draft).thinking && draft.thinking;
    return samplingOf(draft, { ...temperatureOf(draft), thinking }, [
      ...(isThinking(draft) ? [] : (['temperature'] as const)),
      ...(draft.thinking === undefined ? [] : (['thinking'] as const)),
    ]);
  },
  read(message, answer) {
    const { type, message: start, content_block, delta, error, usage } = fields(message);
    answer.recognised ||= knownTypes.has(type);
    switch (type) {
      case 'error':
        answer.complaint = complaintOf(error);
        break;
      case 'message_start':
        readUsage(fields(start).usage, answer);
        break;
      case 'content_block_start':
        readBlock(content_block, answer);
        break;
      case 'content_block_delta':
        readBlock(delta, answer);
        break;
      case 'message_delta':
        readUsage(usage, answer);
        readFinish(fields(delta).stop_reason, answer);
        break;
      case 'message':
        readWhole(fields(message), answer);
        break;
    }
    answer.ended ||= type === 'message' || type === 'message_stop';
  },
};

function isThinking({ thinking, lacks }: Draft): boolean {
  return thinking !== undefined && thinking !== 'off' && !lacks.has('thinking');
}

/** With thinking, and with newer models at all, none but the default is taken. */
function temperatureOf(draft: Draft): { temperature?: 0 } {
  return draft.lacks.has('temperature') || isThinking(draft) ? {} : { temperature: 0 };
}

/** Models from Claude 4.6 on decide by an effort how much they think; those before take a budget, within the reply's. */
function thinkingOf(draft: Draft): { readonly thinking?: object; readonly effort?: string } {
  const { thinking, lacks, thinkingTokens } = draft;
  if (thinking === undefined || lacks.has('thinking')) {
    return {};
  }
  if (thinking === 'off') {
    return { thinking: { type: 'disabled' } };
  }
  return lacks.has('effort')
    ? { thinking: { type: 'enabled', budget_tokens: Math.max(leastBudget, thinkingTokens) } }
    : { thinking: { type: 'adaptive' }, effort: thinking };
}

const knownTypes = new Set<unknown>([
  'message',
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
]);

/** A server that does not stream says everything in one message. */
function readWhole({ content, stop_reason, usage }: Readonly<Record<string, unknown>>, answer: Answer): void {
  for (const block of items(content)) {
    readBlock(block, answer);
  }
  readUsage(usage, answer);
  readFinish(stop_reason, answer);
}

function readBlock(block: unknown, answer: Answer): void {
  const { text, thinking } = fields(block);
  answer.think(asString(thinking) ?? '');
  answer.say(asString(text) ?? '');
}

/** What was written to the server's cache or read from it is part of the prompt, too, and counted apart. */
function readUsage(usage: unknown, answer: Answer): void {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens, output_tokens_details } =
    fields(usage);
  const input = asCount(input_tokens);
  const cached = (asCount(cache_creation_input_tokens) ?? 0) + (asCount(cache_read_input_tokens) ?? 0);
  // Gateways say 0 at the start and the true number at the end.
  const { thinking_tokens } = fields(output_tokens_details);
  answer.count(input === undefined ? undefined : input + cached || undefined, output_tokens, thinking_tokens);
}

function readFinish(reason: unknown, answer: Answer): void {
  if (typeof reason === 'string') {
    answer.finish = finishes[reason] ?? 'stop';
  }
}

const finishes: Readonly<Record<string, Finish>> = {
  max_tokens: 'cut off',
  model_context_window_exceeded: 'cut off',
  refusal: 'refused',
};
