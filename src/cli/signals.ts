import { exitCodes } from './exitCode';

/** Ctrl+C, being asked to end, a terminal that was closed, and Ctrl+\\. */
const ending = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** One press of Ctrl+C can arrive twice: from the terminal, and passed on by npm or `timeout`. In milliseconds. */
const samePressMs = 500;

/**
 * The first of these aborts, so that results are still written and nothing stays at work; a later one ends the process at
 * once. `stop` gives the signals their usual meaning back.
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
  for (const name of ending) {
    process.on(name, handle);
  }
  return {
    signal: controller.signal,
    stop() {
      for (const name of ending) {
        process.off(name, handle);
      }
    },
  };
}
