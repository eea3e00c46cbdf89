/** "1 file", "3 files". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/**
 * "a, b and 3 more": the first of some names.
 *
 * @param most that are named
 * @param others what the rest are called, by how many they are
 */
export function firstOf(
  names: readonly string[],
  most: number,
  others: (count: number) => string = (count) => `${count} more`,
): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${others(rest)}` : names.join(', ');
}
