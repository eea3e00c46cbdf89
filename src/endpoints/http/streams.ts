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
  const lineEnds = /\r\n|\r|\n/g;
  // A \r at the end of a piece may be half of a \r\n.
  let skipNewline = false;

  const take = (piece: string): void => {
    let from = skipNewline && piece.startsWith('\n') ? 1 : 0;
    skipNewline &&= piece === '';
    lineEnds.lastIndex = from;
    for (let match = lineEnds.exec(piece); match; match = lineEnds.exec(piece)) {
      onLine(rest + piece.slice(from, match.index));
      rest = '';
      from = lineEnds.lastIndex;
      skipNewline = match[0] === '\r' && from === piece.length;
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
