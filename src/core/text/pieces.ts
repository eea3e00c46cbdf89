/** In UTF-16 code units: long enough to be worth a call of the system, short enough to pause nothing for long. */
const atLeast = 65_536;

/** The same text in pieces of about 64 K, or of one piece's length where that is more. */
export function* gathered(pieces: Iterable<string>): Generator<string> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length >= atLeast) {
      yield waiting;
      waiting = '';
    }
  }
  if (waiting !== '') {
    yield waiting;
  }
}

/** The same of pieces that are waited for. */
export async function* gatheredInTime(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting = '';
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length >= atLeast) {
      yield waiting;
      waiting = '';
    }
  }
  if (waiting !== '') {
    yield waiting;
  }
}
