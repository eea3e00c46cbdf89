import type { Clock } from './ports';

/** Milliseconds that work holds its thread for at a stretch. */
const longestStretchMs = 10;
const endless = new AbortController().signal;

/**
 * For long work in short steps: what it answers with is awaited between them, and lets others on the thread have their
 * turn when a stretch has become long.
 */
export function yielding(clock: Clock, signal: AbortSignal = endless): () => Promise<void> {
  let beganAt = clock.now();
  return async () => {
    if (clock.now() - beganAt >= longestStretchMs) {
      await clock.sleep(0, signal);
      beganAt = clock.now();
    }
  };
}
