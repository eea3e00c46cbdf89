import { complaintOf } from '../http/complaint';
import { asString, fields, items } from '../http/json';
import type { Answer, Finish } from './answer';
import { type Dialect, type Draft, turnsOf } from './dialect';

const namesFormat = /response_?format|json_?schema|json_object|structured|grammar/i;

/** OpenAI's chat completions, as spoken by vLLM, llama.cpp, LM Studio, gateways and hosted services. */
export const openai: Dialect = {
  path: '/chat/completions',
  firstAlone: false,
  optional: [
    { feature: 'json_schema', named: namesFormat },
    { feature: 'json_object', named: namesFormat },
    { feature: 'usage', named: /stream_options|include_usage/i },
    { feature: 'temperature', named: /temperature/i },
  ],
  body: (draft) => ({
    model: draft.model,
    stream: true,
    ...(draft.lacks.has('usage') ? {} : { stream_options: { include_usage: true } }),
    ...(draft.lacks.has('temperature') ? {} : { temperature: 0 }),
    ...formatOf(draft),
    messages: [{ role: 'system', content: draft.request.system }, ...turnsOf(draft.request)],
  }),
  read(message, answer) {
    const { error, choices, usage } = fields(message);
    if (error !== undefined && error !== null) {
      answer.complaint = complaintOf(error);
      return;
    }
    answer.recognised ||= Array.isArray(choices);
    const { prompt_tokens, completion_tokens } = fields(usage);
    answer.count(prompt_tokens, completion_tokens);
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

function finishOf(reason: string): Finish {
  return reason === 'length' || reason === 'max_tokens' ? 'cut off' : reason === 'content_filter' ? 'refused' : 'stop';
}
