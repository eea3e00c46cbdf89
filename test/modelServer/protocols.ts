import type { ProtocolName } from './types';
import type { Content, Encoding } from './wire';

const created = '2026-01-01T00:00:00Z';

const ollama: Encoding = {
  contentType: 'application/x-ndjson',
  part: (text, { model }) =>
    line({ model, created_at: created, message: { role: 'assistant', content: text }, done: false }),
  ending: (content) => ({ finish: [], done: [line(lastOfOllama(content, ''))] }),
  error: (message) => line({ error: message }),
  comment: '\n',
  whole: (content) => JSON.stringify(lastOfOllama(content, content.text)),
  errorBody: (message) => JSON.stringify({ error: message }),
  missingModel: (model) => JSON.stringify({ error: `model "${model}" not found, try pulling it first` }),
};

function lastOfOllama(content: Content, text: string): object {
  const { model, finish, promptTokens, completionTokens } = content;
  return {
    model,
    created_at: created,
    message: { role: 'assistant', content: text },
    done: true,
    done_reason: finish,
    total_duration: 1_000_000,
    load_duration: 0,
    ...(promptTokens === null ? {} : { prompt_eval_count: promptTokens }),
    prompt_eval_duration: 500_000,
    eval_count: completionTokens,
    eval_duration: 500_000,
  };
}

function line(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

const openai: Encoding = {
  contentType: 'text/event-stream',
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
      choices: [{ index: 0, message: { role: 'assistant', content: content.text }, finish_reason: content.finish }],
      usage: usageOf(content),
    }),
  errorBody: (message, code) => JSON.stringify({ error: { message, type: 'invalid_request_error', code } }),
  missingModel: (model) =>
    JSON.stringify({ error: { message: `The model \`${model}\` does not exist.`, code: 'model_not_found' } }),
};

function chunk({ model }: Content, ...choices: object[]): object {
  return {
    id: 'scripted',
    object: 'chat.completion.chunk',
    model,
    choices: choices.map((choice) => ({ index: 0, ...choice })),
  };
}

function usageOf({ promptTokens, completionTokens }: Content): object | null {
  return promptTokens === null
    ? null
    : {
        prompt_tokens: promptTokens,
        completion_tokens: completionTokens,
        total_tokens: promptTokens + completionTokens,
      };
}

function event(message: object): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}

export const encodings: Readonly<Record<ProtocolName, Encoding>> = { ollama, openai };
