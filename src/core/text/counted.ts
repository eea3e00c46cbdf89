import { english } from './say';
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
  others?: (count: number) => string,
  t = english,
): string {
  const rest = names.length - most;
  const first = names.slice(0, most).join(', ');
  return rest > 0 ? t('{0} and {1}', first, others?.(rest) ?? t('{0} more', rest)) : names.join(', ');
}
