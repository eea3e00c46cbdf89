import type { ElementId } from './elements';

const elements = new WeakMap<object, ElementId>();

/** Has the commands of a comment thread called with the element that it is about, as those of a row are. */
export function tieThread(thread: object, element: ElementId): void {
  elements.set(thread, element);
}

/** The element that a thread is tied to, in the place of the thread; anything else as it is. */
export function untied(argument: unknown): unknown {
  return (typeof argument === 'object' && argument !== null && elements.get(argument)) || argument;
}
