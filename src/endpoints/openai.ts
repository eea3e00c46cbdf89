import type { Completion, CompletionRequest, Endpoint } from '../core/ports';
import { type Answer, complaintOf, type Protocol } from './answer';
import { converse, messagesOf } from './converse';
import type { HttpClient } from './httpClient';
import { asCount, asString, fields } from './json';
import { isLoopback, type Server } from './server';

export interface OpenAiSetup {
  readonly id: string;
  readonly server: Server;
  readonly model: string;
  readonly maxConcurrency: number | undefined;
  /** What the server is known to have. */
  readonly contextTokens: number | undefined;
}

/** The part of a known context that is kept free for the reply. */
const replyShare = 0.25;

/** What servers of this protocol may or may not take; learned from their refusals. */
interface Abilities {
  readonly format: 'json_schema' | 'json_object' | 'none';
  readonly temperature: boolean;
  readonly usage: boolean;
}

/** A server that speaks OpenAI's chat completions: vLLM, llama.cpp, LM Studio, gateways, hosted ones. */
export function createOpenAiEndpoint(setup: OpenAiSetup, http: HttpClient): Endpoint {
  const { id, server, model, maxConcurrency, contextTokens } = setup;
  let abilities: Abilities = { format: 'json_schema', temperature: true, usage: true };

  const attempt = async (request: CompletionRequest, sent: Abilities, signal: AbortSignal): Promise<Completion> => {
    const { completion, refusal } = await converse(
      http,
      {
        server,
        model,
        path: '/chat/completions',
        protocol,
        maxReplyLength: request.maxReplyLength,
        onContent: () => {},
        body: { model, stream: true, ...optionsFor(sent, request.schema), messages: messagesOf(request) },
      },
      signal,
    );
    const lesser = without(sent, refusal);
    if (lesser === undefined) {
      return completion;
    }
    // Others may have learned more in the meantime.
    abilities = least(abilities, lesser);
    return attempt(request, abilities, signal);
  };

  return {
    id,
    model,
    maxConcurrency,
    firstAlone: false,
    local: isLoopback(server.base),
    maxPromptTokens: contextTokens === undefined ? undefined : Math.floor(contextTokens * (1 - replyShare)),
    complete: (request, signal) => attempt(request, abilities, signal),
    dispose: () => http.dispose(),
  };
}

function optionsFor({ format, temperature, usage }: Abilities, schema: object): object {
  return {
    ...(usage ? { stream_options: { include_usage: true } } : {}),
    ...(temperature ? { temperature: 0 } : {}),
    ...(format === 'json_schema'
      ? { response_format: { type: format, json_schema: { name: 'review', strict: true, schema } } }
      : format === 'json_object'
        ? { response_format: { type: format } }
        : {}),
  };
}

/** The abilities less the one a server's refusal names, or undefined when it names none that was used. */
function without(sent: Abilities, refusal: string): Abilities | undefined {
  if (sent.format !== 'none' && /response_?format|json_?schema|json_object|structured|grammar/i.test(refusal)) {
    return { ...sent, format: sent.format === 'json_schema' ? 'json_object' : 'none' };
  }
  if (sent.usage && /stream_options|include_usage/i.test(refusal)) {
    return { ...sent, usage: false };
  }
  return sent.temperature && /temperature/i.test(refusal) ? { ...sent, temperature: false } : undefined;
}

function least(a: Abilities, b: Abilities): Abilities {
  const formats = ['none', 'json_object', 'json_schema'] as const;
  return {
    format: formats[Math.min(formats.indexOf(a.format), formats.indexOf(b.format))] ?? 'none',
    temperature: a.temperature && b.temperature,
    usage: a.usage && b.usage,
  };
}

const protocol: Protocol = {
  read(message, answer) {
    const { error, choices, usage } = fields(message);
    if (error !== undefined && error !== null) {
      answer.complaint = complaintOf(error);
      return;
    }
    answer.recognised ||= Array.isArray(choices);
    readUsage(usage, answer);
    const choice = fields(Array.isArray(choices) ? choices[0] : undefined);
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

function readPart(part: unknown, answer: Answer): void {
  const { content, refusal, reasoning_content, reasoning } = fields(part);
  const text = textOf(content);
  const thinking = asString(reasoning_content) ?? asString(reasoning) ?? '';
  answer.text += text;
  answer.produced += text.length + thinking.length;
  if (typeof refusal === 'string' && refusal !== '') {
    answer.produced += refusal.length;
    answer.finish = 'refused';
  }
}

/** Some servers give the text in parts. */
function textOf(content: unknown): string {
  return Array.isArray(content)
    ? content.map((part) => asString(fields(part).text) ?? '').join('')
    : (asString(content) ?? '');
}

function readUsage(usage: unknown, answer: Answer): void {
  const { prompt_tokens, completion_tokens } = fields(usage);
  const promptTokens = asCount(prompt_tokens);
  const completionTokens = asCount(completion_tokens);
  Object.assign(answer, promptTokens === undefined ? {} : { promptTokens });
  Object.assign(answer, completionTokens === undefined ? {} : { completionTokens });
}

function finishOf(reason: string): 'stop' | 'cut off' | 'refused' {
  return reason === 'length' || reason === 'max_tokens' ? 'cut off' : reason === 'content_filter' ? 'refused' : 'stop';
}
