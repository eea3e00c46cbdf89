import type { Endpoint } from '../core/ports';
import { complaintOf, type Protocol } from './answer';
import { converse, messagesOf } from './converse';
import type { HttpClient } from './httpClient';
import { asCount, asString, fields } from './json';
import { getJson } from './metadata';
import { isLoopback, type Server } from './server';

export interface OllamaSetup {
  readonly id: string;
  readonly server: Server;
  readonly model: string;
  readonly maxConcurrency: number | undefined;
  /** The server hands this model's requests on to a cloud. */
  readonly cloud: boolean;
  /** One size for the whole run: another one would make the server load the model anew. */
  readonly contextTokens: number;
}

export const defaultContextTokens = 16_384;

/** The part of the context that is kept free for the reply. */
const replyShare = 0.25;

/** Ollama by its own protocol: the OpenAI-compatible one cannot set the context size. */
export function createOllamaEndpoint(setup: OllamaSetup, http: HttpClient): Endpoint {
  const { id, server, model, maxConcurrency, cloud, contextTokens } = setup;
  const replyTokens = Math.floor(contextTokens * replyShare);
  const loading = modelLoading(setup, http);
  return {
    id,
    model,
    maxConcurrency,
    firstAlone: false,
    local: !cloud && isLoopback(server.base),
    maxPromptTokens: contextTokens - replyTokens,
    complete: async (request, signal, waiting) => {
      const done = loading.watch(signal, waiting);
      const { completion } = await converse(
        http,
        {
          server,
          model,
          path: '/api/chat',
          protocol,
          maxReplyLength: request.maxReplyLength,
          onContent: done,
          body: {
            model,
            stream: true,
            think: false,
            truncate: false,
            shift: false,
            keep_alive: '15m',
            format: request.schema,
            options: { num_ctx: contextTokens, num_predict: replyTokens, temperature: 0, seed: 1 },
            messages: messagesOf(request),
          },
        },
        signal,
      );
      done();
      return completion;
    },
    dispose: () => http.dispose(),
  };
}

const protocol: Protocol = {
  read(message, answer) {
    const { error, message: part, done, done_reason, prompt_eval_count, eval_count } = fields(message);
    if (error !== undefined) {
      answer.complaint = complaintOf(error);
      return;
    }
    const { content, thinking } = fields(part);
    const text = asString(content) ?? '';
    answer.text += text;
    answer.produced += text.length + (asString(thinking)?.length ?? 0);
    answer.recognised ||= part !== undefined || done !== undefined;
    if (done === true) {
      const promptTokens = asCount(prompt_eval_count);
      const completionTokens = asCount(eval_count);
      answer.ended = true;
      answer.finish = finishOf(asString(done_reason));
      Object.assign(answer, promptTokens === undefined ? {} : { promptTokens });
      Object.assign(answer, completionTokens === undefined ? {} : { completionTokens });
    }
  },
};

function finishOf(reason: string | undefined): 'stop' | 'cut off' | 'refused' {
  return reason === 'length' ? 'cut off' : reason === 'content_filter' ? 'refused' : 'stop';
}

/**
 * Until the server has answered once, asks it beside the first requests whether the model is in memory, to say what
 * the long wait is for when it is not.
 */
function modelLoading({ server, model, cloud }: OllamaSetup, http: HttpClient) {
  let inMemory: Promise<boolean> | undefined;
  let answered = cloud;
  return {
    watch(signal: AbortSignal, waiting: (what: 'model load' | undefined) => void): () => void {
      let over = answered;
      let told = false;
      if (!over) {
        inMemory ??= isInMemory(server, model, http, signal);
        void inMemory.then((loaded) => {
          if (!loaded && !over) {
            told = true;
            waiting('model load');
          }
        });
      }
      return () => {
        answered = true;
        over = true;
        if (told) {
          told = false;
          waiting(undefined);
        }
      };
    },
  };
}

/** True also when the server does not tell. */
async function isInMemory(server: Server, model: string, http: HttpClient, signal: AbortSignal): Promise<boolean> {
  const answer = await getJson(http, server, '/api/ps', signal);
  const models = answer.kind === 'json' ? fields(answer.value).models : undefined;
  return !Array.isArray(models) || models.some((entry) => sameModel(asString(fields(entry).name), model));
}

/** Ollama takes a name without a tag for `:latest`. */
export function sameModel(listed: string | undefined, model: string): boolean {
  return listed === model || listed === `${model}:latest`;
}
