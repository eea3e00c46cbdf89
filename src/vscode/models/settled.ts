import { onAbort } from '../../core/onAbort';

/** How waiting for an answer ended. */
export type Settled<T> = { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'late' | 'aborted' };

/**
 * Waits for an answer until the signal aborts or the time is over; a rejection that comes later is nobody's.
 *
 * @param ms milliseconds; without it there is no limit
 * @throws what the answer is rejected with
 */
export function settled<T>(answer: PromiseLike<T>, signal: AbortSignal, ms?: number): Promise<Settled<T>> {
  return new Promise((resolve, reject) => {
    const end = (finish: () => void) => {
      clearTimeout(timer);
      unsubscribe();
      finish();
    };
    const abort = () => end(() => resolve({ kind: 'aborted' }));
    const timer = ms === undefined ? undefined : setTimeout(() => end(() => resolve({ kind: 'late' })), ms);
    const unsubscribe = onAbort(signal, abort);
    answer.then(
      (value) => end(() => resolve({ kind: 'answer', value })),
      (error: unknown) => end(() => reject(error)),
    );
    if (signal.aborted) {
      abort();
    }
  });
}
