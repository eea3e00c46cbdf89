import type { CapturedOutput } from '../../core/verify/ports';
import { withoutControls } from './controls';

/** Bytes kept of the beginning, and as many of the end. */
const keptBytes = 64 * 1024;

/** Takes in what a process prints, in memory that does not grow with it. */
export interface Capture {
  add(chunk: Uint8Array): void;
  /** What was printed until now. */
  output(): CapturedOutput;
}

/** Keeps the beginning and the end of what is added; UTF-8, where it is not with U+FFFD. */
export function createCapture(kept = keptBytes): Capture {
  const head = Buffer.alloc(kept);
  /** A ring: the byte with number n of those behind the head is at n modulo its length. */
  const ring = Buffer.alloc(kept);
  let headLength = 0;
  let behindHead = 0;
  return {
    add(chunk) {
      const taken = Math.min(chunk.length, kept - headLength);
      head.set(chunk.subarray(0, taken), headLength);
      headLength += taken;
      const rest = chunk.subarray(taken);
      const last = rest.subarray(Math.max(0, rest.length - kept));
      const at = (behindHead + rest.length - last.length) % kept;
      ring.set(last.subarray(0, kept - at), at);
      ring.set(last.subarray(kept - at), 0);
      behindHead += rest.length;
    },
    output() {
      const first = head.subarray(0, headLength);
      const at = behindHead % kept;
      const last =
        behindHead <= kept ? ring.subarray(0, behindHead) : Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
      return behindHead <= kept ? whole(Buffer.concat([first, last])) : parted(first, last, behindHead - kept);
    },
  };
}

function whole(bytes: Buffer): CapturedOutput {
  return { head: textOf(bytes), tail: '', omittedBytes: 0 };
}

/** No character is cut in two. */
function parted(first: Buffer, last: Buffer, between: number): CapturedOutput {
  const end = startOfCharacter(first);
  const start = last.findIndex((byte) => !isContinuation(byte));
  const from = start === -1 || start > 3 ? 0 : start;
  return {
    head: textOf(first.subarray(0, end)),
    tail: textOf(last.subarray(from)),
    omittedBytes: between + (first.length - end) + from,
  };
}

/** Where the last character begins, if it is not all there; else the end. */
function startOfCharacter(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (!isContinuation(byte)) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function textOf(bytes: Buffer): string {
  return withoutControls(bytes.toString('utf8'));
}
