/** So long others on the thread wait at most, in milliseconds. */
const stretchMs = 20;

/** Does something with each of what can be very many, in stretches between which others have their turn. */
export async function inTurns<Item>(items: readonly Item[], act: (item: Item) => void): Promise<void> {
  let began = performance.now();
  for (const item of items) {
    if (performance.now() - began > stretchMs) {
      await new Promise((resolve) => setTimeout(resolve));
      began = performance.now();
    }
    act(item);
  }
}
