/**
 * How many items at the beginning of a list something holds of. It must hold of none behind one that it does not hold
 * of. Takes a number of looks that grows with the logarithm of the list's length.
 */
export function countWhile<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle] as Item)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
