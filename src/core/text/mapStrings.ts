/**
 * Plain data with every string in it changed, the names of properties included. What has no string that changes is the
 * same object as before. However deep the data is, the stack does not grow.
 *
 * @param changeName for the names, where they are to be changed otherwise than the rest
 * @param isDone whether an object in the value stays as it is, unseen
 */
export function mapStrings<Value>(
  value: Value,
  change: (text: string) => string,
  changeName = change,
  isDone = (_: object) => false,
): Value {
  if (!isOther(value, change, changeName, isDone)) {
    return value;
  }
  // Containers come before what is in them, so backwards every one finds its own parts already changed.
  const containers: object[] = isContainer(value) ? [value] : [];
  for (const container of containers) {
    for (const item of Object.values(container)) {
      if (isContainer(item) && !isDone(item)) {
        containers.push(item);
      }
    }
  }
  const changed = new Map<object, unknown>();
  const mapped = (item: unknown) =>
    typeof item === 'string' ? change(item) : isContainer(item) ? (changed.get(item) ?? item) : item;
  for (const container of containers.reverse()) {
    changed.set(
      container,
      Array.isArray(container) ? mappedItems(container, mapped) : mappedEntries(container, mapped, changeName),
    );
  }
  return mapped(value) as Value;
}

/** Whether a string of it changes: most have none that does, and to look takes a tenth of what it takes to put together. */
function isOther(
  value: unknown,
  change: (text: string) => string,
  changeName: (text: string) => string,
  isDone: (value: object) => boolean,
): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const item = left.pop();
    if (typeof item === 'string') {
      if (change(item) !== item) {
        return true;
      }
    } else if (isContainer(item) && (item === value || !isDone(item))) {
      for (const part of Object.values(item)) {
        left.push(part);
      }
      if (!Array.isArray(item) && Object.keys(item).some((name) => changeName(name) !== name)) {
        return true;
      }
    }
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function mappedItems(items: readonly unknown[], mapped: (item: unknown) => unknown): readonly unknown[] {
  const changed = items.map(mapped);
  return changed.every((item, index) => item === items[index]) ? items : changed;
}

function mappedEntries(object: object, mapped: (item: unknown) => unknown, change: (name: string) => string): object {
  const entries = Object.entries(object);
  const isSame = entries.every(([name, item]) => change(name) === name && mapped(item) === item);
  return isSame ? object : Object.fromEntries(distinct(entries.map(([name, item]) => [change(name), mapped(item)])));
}

/** Names that have become the same are told apart by a number. */
function distinct(entries: readonly (readonly [string, unknown])[]): readonly (readonly [string, unknown])[] {
  const distinctName = distinctNames();
  return entries.map(([name, item]) => [distinctName(name), item]);
}

/** Tells names apart that are the same: the first is as it is, another `name` becomes `name (2)`, as far as nobody has that. */
export function distinctNames(): (name: string) => string {
  const counts = new Map<string, number>();
  const taken = new Set<string>();
  return (name) => {
    for (let count = (counts.get(name) ?? 0) + 1; ; count++) {
      const distinct = count === 1 ? name : `${name} (${count})`;
      if (!taken.has(distinct)) {
        counts.set(name, count);
        taken.add(distinct);
        return distinct;
      }
    }
  };
}
