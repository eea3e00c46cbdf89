/** Takes bytes in pieces of any size; a character or line may be spread over several of them. */
export interface ByteReader {
  push(bytes: Uint8Array): void;
  /** No more bytes will come. */
  end(): void;
}

/** One event of a stream in the format of server-sent events. */
export interface ServerSentEvent {
  /** `message` when the server named none. */
  readonly event: string;
  readonly data: string;
}

/** Splits UTF-8 bytes into lines. What stands behind the last line end is a line too, unless it is empty. */
export function createLineReader(onLine: (line: string) => void): ByteReader {
  const decoder = new TextDecoder();
  let rest = '';
  // A \r at the end of a piece may be half of a \r\n.
  let skipNewline = false;

  const take = (piece: string): void => {
    let from = skipNewline && piece.startsWith('\n') ? 1 : 0;
    skipNewline &&= piece === '';
    for (let end = lineEndIn(piece, from); end !== -1; end = lineEndIn(piece, from)) {
      onLine(rest + piece.slice(from, end));
      rest = '';
      from = end + (piece.startsWith('\r\n', end) ? 2 : 1);
      skipNewline = piece[end] === '\r' && from === piece.length && from === end + 1;
    }
    rest += piece.slice(from);
  };

  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end: () => {
      take(decoder.decode());
      if (rest !== '') {
        onLine(rest);
        rest = '';
      }
    },
  };
}

/** Where the line ends that begins at a place; -1 when it does not end here. */
function lineEndIn(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  const carriageReturn = text.slice(from, newline === -1 ? undefined : newline).indexOf('\r');
  return carriageReturn === -1 ? newline : from + carriageReturn;
}

/**
 * Reads server-sent events as the HTML standard says ("9.2.6 Interpreting an event stream"): every kind of line end,
 * comments, several `data` lines per event. An event that is not closed by an empty line is incomplete and dropped.
 */
export function createEventReader(onEvent: (event: ServerSentEvent) => void): ByteReader {
  let event = '';
  let data: string[] = [];

  const onLine = (line: string): void => {
    if (line === '') {
      if (data.length > 0) {
        onEvent({ event: event || 'message', data: data.join('\n') });
      }
      event = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (field === 'data') {
      data.push(value);
    } else if (field === 'event') {
      event = value;
    }
  };
  return createLineReader(onLine);
}
