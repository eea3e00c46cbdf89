const known = new WeakSet<object>();

/** Notes that every string in a value was looked through and has no secret: it need not be masked again. */
export function noteHarmless(value: object): void {
  known.add(value);
}

/** Whether that was noted of this very object, which nobody may change. */
export function isHarmless(value: object): boolean {
  return known.has(value);
}
