const listenersOf = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal aborts, until the returned function is called. Where thousands wait for one signal: it goes
 * over all its own listeners for each that comes or goes.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const listeners = listenersOf.get(signal) ?? listenTo(signal);
  // Of its own, so that whoever listens twice is called twice.
  const call = () => listener();
  listeners.add(call);
  return () => listeners.delete(call);
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const listeners = new Set<() => void>();
  listenersOf.set(signal, listeners);
  signal.addEventListener(
    'abort',
    () => {
      for (const call of [...listeners]) {
        call();
      }
      listeners.clear();
    },
    { once: true },
  );
  return listeners;
}
