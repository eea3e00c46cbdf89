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
    let from = 0;
    const text = skipNewline && piece.startsWith('\n') ? piece.slice(1) : piece;
    skipNewline = skipNewline && piece === '';
    for (const end of text.matchAll(/\r\n|\r|\n/g)) {
      onLine(rest + text.slice(from, end.index));
      rest = '';
      from = end.index + end[0].length;
      skipNewline = end[0] === '\r' && from === text.length;
    }
    rest += text.slice(from);
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
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') {
      data.push(value);
    } else if (field === 'event') {
      event = value;
    }
  };
  return createLineReader(onLine);
}
