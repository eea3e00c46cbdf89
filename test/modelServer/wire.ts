import type { Reply } from './types';

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

/** A reply in the terms both protocols share. */
export interface Content {
  readonly text: string;
  readonly finish: 'stop' | 'length' | 'content_filter';
  readonly promptTokens: number | null;
  readonly completionTokens: number;
  readonly model: string;
  readonly reply: Reply;
  /** What the client asked for. */
  readonly stream: boolean;
}

/** How a protocol puts things. Every string is one message of it. */
export interface Encoding {
  readonly contentType: string;
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
  const half = parts.slice(0, Math.ceil(parts.length / 2));
  switch (fault) {
    case 'hang mid-stream':
      return wire(half, 'hang');
    case 'reset mid-body':
      return wire(half, 'reset');
    case 'keep-alive only':
      return { ...wire([]), endless: encoding.comment, delayMs: 20 };
    case 'keep-alive mid-stream':
      return { ...wire(half), endless: encoding.comment, delayMs: 20 };
    case 'endless reply':
      return {
        ...wire([]),
        endless: encoding.part('All work and no play makes Jack a dull boy. '.repeat(20), content),
      };
    case 'error event':
      return wire([...half, encoding.error('the model runner crashed')], 'hang');
    case 'garbled line':
      return wire([...half, encoding.part('', content).replaceAll('{', '<'), ...finish, ...done]);
    case 'missing end':
      return wire(parts);
    case 'missing done mark':
      return wire([...parts, ...finish]);
    case 'double done mark':
      return wire([...parts, ...finish, ...done, ...done]);
    case 'comments':
      return wire([encoding.comment, ...parts.flatMap((part) => [part, encoding.comment]), ...finish, ...done]);
    case 'crlf':
      return wire([...parts, ...finish, ...done].map((piece) => piece.replaceAll('\n', '\r\n')));
    case 'split characters':
      return wire(inBytes([...parts, ...finish, ...done].join('')));
    default:
      return wire([...parts, ...finish, ...done]);
  }
}

function inPieces(text: string, length: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += length) {
    pieces.push(text.slice(at, at + length));
  }
  return pieces.length === 0 ? [''] : pieces;
}

/** Pieces that end in the middle of characters and lines. */
function inBytes(text: string): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    pieces.push(bytes.slice(at, at + 3));
  }
  return pieces;
}
