import assert from 'node:assert/strict';
import { onAbort } from '../../../src/core/onAbort';

describe('waiting for a signal', () => {
  it('is told to all who still wait, in their order, and costs the signal one listener', () => {
    const controller = new AbortController();
    const add = controller.signal.addEventListener.bind(controller.signal);
    let added = 0;
    controller.signal.addEventListener = (...args: Parameters<typeof add>) => {
      added++;
      add(...args);
    };
    const heard: number[] = [];
    const listeners = Array.from({ length: 1_000 }, (_, n) => onAbort(controller.signal, () => heard.push(n)));
    for (const unsubscribe of listeners.slice(2)) {
      unsubscribe();
    }
    const last = () => heard.push(-1);
    const unsubscribe = onAbort(controller.signal, last);
    onAbort(controller.signal, last);
    unsubscribe();
    controller.abort();
    assert.deepEqual([heard, added], [[0, 1, -1], 1]);
  });
});
