/**
 * Plain data with every string in it changed, the names of properties included. What has no string that changes is the
 * same object as before.
 */
export function mapStrings<Value>(value: Value, change: (text: string) => string): Value {
  return mapped(value, change) as Value;
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return change(value);
  }
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const changed = items.map((item) => mapped(item, change));
    return changed.every((item, index) => item === items[index]) ? value : changed;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const changed = entries.map(([name, item]) => [change(name), mapped(item, change)] as const);
  return changed.every(([name, item], index) => name === entries[index]?.[0] && item === entries[index]?.[1])
    ? value
    : Object.fromEntries(distinct(changed));
}

/** Names that have become the same are told apart by a number. */
function distinct(entries: readonly (readonly [string, unknown])[]): readonly (readonly [string, unknown])[] {
  const counts = new Map<string, number>();
  return entries.map(([name, item]) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [count === 1 ? name : `${name} (${count})`, item];
  });
}
