import { parseJson } from '../../../src/endpoints/http/json';
import type { Server } from '../../../src/endpoints/http/server';
import { AnswerReader } from '../../../src/endpoints/protocols/answerReader';
import { anthropic } from '../../../src/endpoints/protocols/anthropic';
import type { Dialect } from '../../../src/endpoints/protocols/dialect';
import { ollama } from '../../../src/endpoints/protocols/ollama';
import { openai } from '../../../src/endpoints/protocols/openai';
import { ModelReply } from '../../../src/vscode/models/modelReply';
import type { Step } from './step';

const server: Server = { kind: 'openai', base: new URL('http://127.0.0.1/v1'), key: undefined };

const pieceBytes = 50;

interface Answer {
  readonly dialect: Dialect;
  readonly type: string;
  readonly status?: number;
  readonly text: string;
}

/** Reads an answer that comes in small pieces, to its end. */
function read({ dialect, type, status = 200, text }: Answer): () => void {
  const bytes = Buffer.from(text);
  return () => {
    const reader = new AnswerReader(dialect, Number.POSITIVE_INFINITY, () => {});
    reader.onHead({ status, headers: { 'content-type': type } });
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      reader.onData(bytes.subarray(at, at + pieceBytes));
    }
    reader.conclude({ kind: 'done' }, server, 'model');
  };
}

/** A text that never repeats itself. */
function words(length: number): string {
  let text = '';
  for (let n = 0; text.length < length; n++) {
    text += `${(n * 2_654_435_761) % 1_000_003} `;
  }
  return text.slice(0, length);
}

const content = (n: number) => words(n * pieceBytes);
const chunksOf = (text: string, length: number) => text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];

const events = (messages: readonly object[]) =>
  messages.map((message) => `data: ${JSON.stringify(message)}\n\n`).join('');

/** What servers and models decide the length of. `n` counts pieces of 50 bytes. */
export const replies: readonly Step[] = [
  {
    name: 'an answer in one JSON message',
    n: 4_000,
    prepare: (n) =>
      read({
        ...{ dialect: openai, type: 'application/json' },
        text: JSON.stringify({ choices: [{ message: { content: content(n) }, finish_reason: 'stop' }] }),
      }),
  },
  {
    name: 'an answer of white space',
    n: 4_000,
    prepare: (n) => read({ dialect: openai, type: 'application/json', text: ' '.repeat(n * pieceBytes) }),
  },
  {
    name: 'an answer that does not say what it is',
    n: 4_000,
    prepare: (n) => read({ dialect: openai, type: '', text: `{ findings: ${content(n)}` }),
  },
  {
    name: 'an answer of carriage returns',
    n: 4_000,
    prepare: (n) => read({ dialect: openai, type: '', text: `data: 1${'\r'.repeat(n * pieceBytes)}` }),
  },
  {
    name: 'a web page for an answer',
    n: 4_000,
    prepare: (n) => read({ dialect: openai, type: '', text: `${' '.repeat(n * pieceBytes)}<html>` }),
  },
  {
    name: 'a streamed answer, OpenAI',
    n: 4_000,
    prepare: (n) =>
      read({
        ...{ dialect: openai, type: 'text/event-stream' },
        text: events(chunksOf(content(n), 20).map((piece) => ({ choices: [{ delta: { content: piece } }] }))),
      }),
  },
  {
    name: 'a streamed answer, Anthropic',
    n: 4_000,
    prepare: (n) =>
      read({
        ...{ dialect: anthropic, type: 'text/event-stream' },
        text: events(chunksOf(content(n), 20).map((text) => ({ type: 'content_block_delta', delta: { text } }))),
      }),
  },
  {
    name: 'a streamed answer, Ollama',
    n: 4_000,
    prepare: (n) =>
      read({
        ...{ dialect: ollama, type: 'application/x-ndjson' },
        text: chunksOf(content(n), 20)
          .map((piece) => `${JSON.stringify({ message: { content: piece } })}\n`)
          .join(''),
      }),
  },
  {
    name: 'one long line of a streamed answer',
    n: 4_000,
    prepare: (n) =>
      read({
        ...{ dialect: openai, type: 'text/event-stream' },
        text: events([{ choices: [{ delta: { content: content(n) } }] }]),
      }),
  },
  {
    name: 'an event of empty lines',
    n: 4_000,
    prepare: (n) => read({ dialect: openai, type: 'text/event-stream', text: 'data:\n'.repeat((n * pieceBytes) / 6) }),
  },
  {
    name: 'a refusal with many words',
    n: 130,
    prepare: (n) => {
      const text = 'format schema '.repeat((n * pieceBytes) / 14);
      return () => ollama.optional.some(({ named }) => named.test(text));
    },
  },
  {
    name: 'an error that speaks of models',
    n: 130,
    prepare: (n) =>
      read({ dialect: openai, type: '', status: 404, text: 'model model:\r'.repeat((n * pieceBytes) / 13) }),
  },
  {
    name: 'JSON with NaN and quotes',
    n: 20_000,
    prepare: (n) => {
      const text = `NaN "${'\\"'.repeat((n * pieceBytes) / 2)}`;
      return () => parseJson(text);
    },
  },
  {
    name: 'a reply of one of VS Code’s models',
    n: 4_000,
    prepare: (n) => {
      const pieces = chunksOf(content(n), pieceBytes);
      return () => {
        const reply = new ModelReply();
        for (const text of pieces) {
          reply.add({ kind: 'text', text });
          if (reply.length > 1e9) {
            return '';
          }
        }
        return reply.text.trim();
      };
    },
  },
];
