import type { FileReview } from '../fileReview';
import { english } from '../text/say';

/** How fast a review goes. */
export interface Speed {
  readonly filesPerSecond: number;
  /** What the rest takes at that speed, in milliseconds. */
  readonly leftMs: number;
}

/** Before that many files and milliseconds, what is measured says little. */
const least = { files: 5, ms: 2_000 };

/** Measures how fast the files of a review come to their end, and so when it will. Long files count by their length. */
export class Pace {
  /** Files that have not come to their end, with how much is to do for each. */
  readonly #waiting = new Map<string, number>();
  #left = 0;
  #done = 0;
  #files = 0;
  #start: number | undefined;

  /** Takes a file as it is now. @param now milliseconds on any clock that never goes back */
  see({ path, bytes, status: { kind } }: FileReview, now: number): void {
    const known = this.#waiting.get(path);
    if (kind === 'queued' || kind === 'reviewing') {
      if (known === undefined) {
        // Also an empty file takes a moment.
        this.#waiting.set(path, bytes + 1_000);
        this.#left += bytes + 1_000;
      }
      return;
    }
    if (known === undefined) {
      return;
    }
    this.#waiting.delete(path);
    this.#left -= known;
    if (kind !== 'reviewed' && kind !== 'failed') {
      return;
    }
    // The first one tells when files began to come to their end: stages before that go over all of them first.
    if (this.#start === undefined) {
      this.#start = now;
    } else {
      this.#done += known;
      this.#files += 1;
    }
  }

  /** Undefined as long as nobody can tell. */
  speed(now: number): Speed | undefined {
    const ms = now - (this.#start ?? now);
    return this.#files < least.files || ms < least.ms
      ? undefined
      : { filesPerSecond: (this.#files / ms) * 1_000, leftMs: (this.#left / this.#done) * ms };
  }
}

/** "41 files/s, 20 s left"; "3 files/min, 1 h 5 min left" */
export function speedText(speed: Speed): string {
  const { filesPerSecond } = speed;
  const [count, unit] = filesPerSecond >= 1 ? [filesPerSecond, 's'] : [filesPerSecond * 60, 'min'];
  return `${count >= 10 ? Math.round(count) : Number(count.toPrecision(2))} files/${unit}, ${leftText(speed)}`;
}

/** "20 s left" */
export function leftText({ leftMs }: Speed, t = english): string {
  return t('{0} left', timeText(leftMs));
}

function timeText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.ceil(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${minutes} min` : `${hours} h${rest > 0 ? ` ${rest} min` : ''}`;
}
