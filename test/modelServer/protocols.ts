import type { ProtocolName } from './types';
import { type Content, type Encoding, inPieces } from './wire';

const created = '2026-01-01T00:00:00Z';

const ollama: Encoding = {
  contentType: 'application/x-ndjson',
  beginning: ({ model, thinking }) =>
    thoughts(thinking).map((thought) => {
      const message = { role: 'assistant', content: '', thinking: thought };
      return line({ model, created_at: created, message, done: false });
    }),
  part: (text, { model }) =>
    line({ model, created_at: created, message: { role: 'assistant', content: text }, done: false }),
  ending: (content) => ({ finish: [], done: [line(lastOfOllama({ ...content, thinking: '' }, ''))] }),
  error: (message) => line({ error: message }),
  comment: '\n',
  whole: (content) => JSON.stringify(lastOfOllama(content, content.text)),
  errorBody: (message) => JSON.stringify({ error: message }),
  missingModel: (model) => JSON.stringify({ error: `model "${model}" not found, try pulling it first` }),
};

function lastOfOllama(content: Content, text: string): object {
  const { model, finish, promptTokens, completionTokens, waitedMs, totalMs, thinking } = content;
  const workedMs = totalMs - waitedMs;
  return {
    model,
    created_at: created,
    message: { role: 'assistant', content: text, ...(thinking !== '' && { thinking }) },
    done: true,
    done_reason: finish,
    total_duration: nanoseconds(totalMs),
    ...(promptTokens === null ? {} : { prompt_eval_count: promptTokens }),
    prompt_eval_duration: nanoseconds(workedMs / 4),
    eval_count: completionTokens,
    eval_duration: nanoseconds((workedMs * 3) / 4),
  };
}

function nanoseconds(ms: number): number {
  return Math.round(ms * 1_000_000);
}

function line(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

function thoughts(thinking: string): string[] {
  return thinking === '' ? [] : inPieces(thinking, 40);
}

const openai: Encoding = {
  contentType: 'text/event-stream',
  beginning: (content) =>
    thoughts(content.thinking).map((thought) =>
      event(chunk(content, { delta: { reasoning_content: thought }, finish_reason: null })),
    ),
  part: (text, content) => event(chunk(content, { delta: { content: text }, finish_reason: null })),
  ending: (content) => ({
    finish: [
      event(chunk(content, { delta: {}, finish_reason: content.finish })),
      event({ ...chunk(content), usage: usageOf(content) }),
    ],
    done: ['data: [DONE]\n\n'],
  }),
  error: (message) => `event: error\n${event({ error: { message, type: 'server_error', code: null } })}`,
  comment: ': keep-alive\n\n',
  whole: (content) =>
    JSON.stringify({
      id: 'scripted',
      object: 'chat.completion',
      model: content.model,
      choices: [{ index: 0, message: messageOf(content), finish_reason: content.finish }],
      usage: usageOf(content),
    }),
  errorBody: (message, code) => JSON.stringify({ error: { message, type: 'invalid_request_error', code } }),
  missingModel: (model) =>
    JSON.stringify({ error: { message: `The model \`${model}\` does not exist.`, code: 'model_not_found' } }),
};

function messageOf({ text, thinking }: Content): object {
  return { role: 'assistant', content: text, ...(thinking !== '' && { reasoning_content: thinking }) };
}

function chunk({ model }: Content, ...choices: object[]): object {
  return {
    id: 'scripted',
    object: 'chat.completion.chunk',
    model,
    choices: choices.map((choice) => ({ index: 0, ...choice })),
  };
}

function usageOf({ promptTokens, completionTokens, thinkingTokens }: Content): object | null {
  return promptTokens === null
    ? null
    : {
        prompt_tokens: promptTokens,
        completion_tokens: completionTokens,
        total_tokens: promptTokens + completionTokens,
        ...(thinkingTokens > 0 && { completion_tokens_details: { reasoning_tokens: thinkingTokens } }),
      };
}

function event(message: object): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}

const stopReasons = { stop: 'end_turn', length: 'max_tokens', content_filter: 'refusal' };

const anthropic: Encoding = {
  contentType: 'text/event-stream',
  beginning: (content) => [
    named({ type: 'message_start', message: { ...envelope(content), content: [], usage: inputOf(content) } }),
    ...thinkingBlock(content.thinking),
    named({ type: 'content_block_start', index: blockOf(content), content_block: { type: 'text', text: '' } }),
    named({ type: 'ping' }),
  ],
  part: (text, content) =>
    named({ type: 'content_block_delta', index: blockOf(content), delta: { type: 'text_delta', text } }),
  ending: (content) => ({
    finish: [
      named({ type: 'content_block_stop', index: blockOf(content) }),
      named({
        type: 'message_delta',
        delta: { stop_reason: stopReasons[content.finish], stop_sequence: null },
        usage: { output_tokens: content.completionTokens },
      }),
    ],
    done: [named({ type: 'message_stop' })],
  }),
  error: (message) => named({ type: 'error', error: { type: 'api_error', message } }),
  comment: named({ type: 'ping' }),
  whole: (content) =>
    JSON.stringify({
      ...envelope(content),
      content: [
        ...(content.thinking === '' ? [] : [{ type: 'thinking', thinking: content.thinking, signature: 'abc' }]),
        { type: 'text', text: content.text },
      ],
      stop_reason: stopReasons[content.finish],
      usage: { ...inputOf(content), output_tokens: content.completionTokens },
    }),
  errorBody: (message, code) => JSON.stringify({ type: 'error', error: { type: code, message } }),
  missingModel: (model) =>
    JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: `model: ${model}` } }),
};

/** Which of the answer's blocks the text is. */
function blockOf({ thinking }: Content): number {
  return thinking === '' ? 0 : 1;
}

function thinkingBlock(thinking: string): string[] {
  const delta = (what: object) => named({ type: 'content_block_delta', index: 0, delta: what });
  return thinking === ''
    ? []
    : [
        named({
          type: 'content_block_start',
          index: 0,
          content_block: { type: 'thinking', thinking: '', signature: '' },
        }),
        ...thoughts(thinking).map((thought) => delta({ type: 'thinking_delta', thinking: thought })),
        delta({ type: 'signature_delta', signature: 'abc' }),
        named({ type: 'content_block_stop', index: 0 }),
      ];
}

function envelope({ model }: Content): object {
  return { id: 'scripted', type: 'message', role: 'assistant', model };
}

/** Half of the prompt is read from the cache, a quarter is written to it. */
function inputOf({ promptTokens }: Content): object {
  const read = Math.max(0, Math.floor((promptTokens ?? 0) / 2));
  const written = Math.max(0, Math.floor((promptTokens ?? 0) / 4));
  return promptTokens === null
    ? {}
    : {
        input_tokens: promptTokens - read - written,
        cache_creation_input_tokens: written,
        cache_read_input_tokens: read,
        output_tokens: 1,
      };
}

function named(message: { type: string; [more: string]: unknown }): string {
  return `event: ${message.type}\n${event(message)}`;
}

export const encodings: Readonly<Record<ProtocolName, Encoding>> = { ollama, openai, anthropic };
