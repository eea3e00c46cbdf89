/** So long others on the thread wait at most, in milliseconds. */
const stretchMs = 10;

let last: Promise<unknown> = Promise.resolve();

/** Does something with each of what can be very many, in stretches between which others have their turn. */
export async function inTurns<Item>(items: readonly Item[], act: (item: Item) => void): Promise<void> {
  let began = performance.now();
  for (const item of items) {
    if (performance.now() - began > stretchMs) {
      await turnOfItsOwn();
      began = performance.now();
    }
    act(item);
  }
}

/** Whoever goes over many at the same time: their stretches would come right behind each other, as one of twice the length. */
function turnOfItsOwn(): Promise<unknown> {
  last = last.then(() => new Promise((resolve) => setTimeout(resolve)));
  return last;
}
