import { exitCodes } from './exitCode';

/** One press of Ctrl+C can arrive twice: from the terminal, and passed on by npm or `timeout`. In milliseconds. */
const samePressMs = 500;

/**
 * The first SIGINT or SIGTERM aborts, so that results are still written; a later one ends the process at once. `stop`
 * gives the signals their usual meaning back.
 */
export function abortOnSignal(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  let abortedAt = 0;
  const handle = () => {
    if (!controller.signal.aborted) {
      abortedAt = Date.now();
      process.stderr.write('\nCancelling. Press Ctrl+C again to leave at once.\n');
      controller.abort();
    } else if (Date.now() - abortedAt > samePressMs) {
      process.exit(exitCodes.cancelled);
    }
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    signal: controller.signal,
    stop() {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
