/** What was typed makes no sense; the message says what would. Caught where the command is parsed. */
export class UsageProblem extends Error {}

/** The text, unless there is none. */
export function nonEmpty(what: string, text: string): string {
  if (text === '') {
    throw new UsageProblem(`${what} must not be empty.`);
  }
  return text;
}

/** The choice a text names. */
export function oneOf<const Choice extends string>(what: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw new UsageProblem(`${what} must be one of ${choices.join(', ')}, not "${text}".`);
  }
  return choice;
}

/** The whole number a text is. */
export function integer(what: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new UsageProblem(`${what} must be a whole number from ${min} to ${max}, not "${text}".`);
  }
  return value;
}

/** A property that is there when the value is. */
export function optional<Key extends string, In, Out>(
  key: Key,
  value: In | undefined,
  convert: (value: In) => Out,
): { readonly [K in Key]?: Out } {
  return value === undefined ? {} : ({ [key]: convert(value) } as { readonly [K in Key]: Out });
}
