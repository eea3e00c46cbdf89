import { gzipSync } from 'node:zlib';
import type { Fault, Reply } from './types';

/** What is sent back over the wire. */
export interface Wire {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent one after another. */
  readonly pieces: readonly (string | Uint8Array)[];
  /** Between two pieces. */
  readonly delayMs?: number;
  /** What comes after the pieces: the proper end, nothing ever, or a reset. */
  readonly finally: 'end' | 'hang' | 'reset';
  /** Sent after the pieces again and again; nothing comes after it. */
  readonly endless?: string;
}

/** A reply in the terms all protocols share. */
export interface Content {
  readonly text: string;
  readonly finish: 'stop' | 'length' | 'content_filter';
  readonly promptTokens: number | null;
  /** Thinking included. */
  readonly completionTokens: number;
  readonly thinking: string;
  readonly thinkingTokens: number;
  readonly model: string;
  /** How long the request waited for a slot, and how long it has taken until now. */
  readonly waitedMs: number;
  readonly totalMs: number;
  readonly reply: Reply;
  /** What the client asked for. */
  readonly stream: boolean;
}

/** How a protocol puts things. Every string is one message of it. */
export interface Encoding {
  readonly contentType: string;
  /** What comes before any text. */
  beginning(content: Content): string[];
  part(text: string, content: Content): string;
  /** The messages that end a reply. */
  ending(content: Content): { finish: string[]; done: string[] };
  error(message: string): string;
  /** What keeps a connection alive and says nothing. */
  comment: string;
  /** The whole reply as one message, for clients that do not stream. */
  whole(content: Content): string;
  /** The body of an answer with an error status. */
  errorBody(message: string, code: string): string;
  missingModel(model: string): string;
}

export function json(status: number, body: string, headers: Record<string, string> = {}): Wire {
  return { status, headers: { 'content-type': 'application/json', ...headers }, pieces: [body], finally: 'end' };
}

/** A reply as it goes over the wire, its faults included. */
export function encodeReply(content: Content, encoding: Encoding): Wire {
  const { fault } = content.reply;
  if (!content.stream || fault === 'not streamed') {
    return json(200, encoding.whole(content));
  }
  const parts = inPieces(content.text, content.reply.chunkLength ?? 40).map((part) => encoding.part(part, content));
  const { finish, done } = encoding.ending(content);
  const delayMs = content.reply.chunkDelayMs;
  const wire = (pieces: readonly (string | Uint8Array)[], ending: Wire['finally'] = 'end'): Wire => ({
    status: 200,
    headers: { 'content-type': encoding.contentType },
    pieces,
    finally: ending,
    ...(delayMs === undefined ? {} : { delayMs }),
  });
  const begun = [...encoding.beginning(content), ...parts.slice(0, Math.ceil(parts.length / 2))];
  const all = [...encoding.beginning(content), ...parts, ...finish, ...done];
  const recoded = fault && recode[fault];
  if (recoded) {
    return wire(all.map(recoded));
  }
  switch (fault) {
    case 'hang mid-stream':
      return wire(begun, 'hang');
    case 'reset mid-body':
      return wire(begun, 'reset');
    case 'keep-alive only':
      return { ...wire([]), endless: encoding.comment, delayMs: 20 };
    case 'keep-alive mid-stream':
      return { ...wire(begun), endless: encoding.comment, delayMs: 20 };
    case 'endless reply':
      return { ...wire([]), endless: encoding.part(numbers, content) };
    case 'repeating reply':
      return { ...wire(begun), endless: encoding.part('All work and no play makes Jack a dull boy. ', content) };
    case 'error event':
      return wire([...begun, encoding.error('the model runner crashed')], 'hang');
    case 'garbled line':
      return wire([...begun, encoding.part('', content).replaceAll('{', '<'), ...finish, ...done]);
    case 'missing end':
      return wire([...encoding.beginning(content), ...parts]);
    case 'missing done mark':
      return wire(all.slice(0, all.length - done.length));
    case 'double done mark':
      return wire([...all, ...done]);
    case 'comments':
      return wire([encoding.comment, ...all.flatMap((piece) => [piece, encoding.comment])]);
    case 'byte order mark':
      return wire(['\ufeff', ...all]);
    case 'compressed':
      return { ...wire([gzipSync(all.join(''))]), headers: { ...wire([]).headers, 'content-encoding': 'gzip' } };
    case 'byte by byte':
      return { ...wire(inBytes(all.join(''), 1)), delayMs: 10 };
    case 'split characters':
      return wire(inBytes(all.join(''), 3));
    default:
      return wire(all);
  }
}

/** A text long enough that repeating it is no loop. */
const numbers = Array.from({ length: 800 }, (_, index) => index).join(' ');

const countNames =
  /"((?:prompt_eval|eval)_count|total_duration|(?:prompt|completion|input|output)_tokens|cache_\w+_input_tokens)":\d+/g;

/** Faults that change how each message is written down. */
const recode: Partial<Record<Fault, (piece: string) => string>> = {
  crlf: (piece) => piece.replaceAll('\n', '\r\n'),
  'no space': (piece) => piece.replaceAll(/^(data|event): /gm, '$1:'),
  'several data lines': (piece) =>
    piece.replace(/^data: (\{.*\})$/m, (_, data: string) =>
      JSON.stringify(JSON.parse(data), null, 1).replaceAll(/^/gm, 'data: '),
    ),
  'negative usage': (piece) => piece.replaceAll(countNames, '"$1":-5'),
  'broken usage': (piece) => piece.replaceAll(countNames, '"$1":NaN'),
  'huge usage': (piece) => piece.replaceAll(countNames, '"$1":1e300'),
};

export function inPieces(text: string, length: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += length) {
    pieces.push(text.slice(at, at + length));
  }
  return pieces.length === 0 ? [''] : pieces;
}

/** Pieces that end in the middle of characters and lines. */
function inBytes(text: string, length: number): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += length) {
    pieces.push(bytes.slice(at, at + length));
  }
  return pieces;
}
