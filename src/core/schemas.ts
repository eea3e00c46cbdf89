import * as v from 'valibot';

/** Kinds of values that people write in settings and files. Issues are predicates, such as "must be text". */
export const text = v.string('must be text');

export const yesOrNo = v.boolean('must be true or false');

/** From `min` to `max`, both included. */
export function wholeNumber({ min, max }: { readonly min: number; readonly max: number }) {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return v.picklist(choices, oneOfMessage(choices));
}

export function oneOfMessage(choices: readonly string[]): string {
  return `must be ${choices.map((choice) => `“${choice}”`).join(' or ')}`;
}

export function listOf<const Item extends v.GenericSchema>(item: Item) {
  return v.array(item, 'must be a list');
}

/** What is said of an object that is not as it should be. */
export interface ObjectProblems {
  /** Of what is no object at all. */
  readonly shape: string;
  /** Of a key that it cannot have. */
  readonly unknown: (key: string) => string;
}

/**
 * An object with these keys and no others. Each key too many is an issue of its own, at the path of that key, whose step's
 * origin is `key`; so are the values of all others.
 */
export function closedObject<const Entries extends v.ObjectEntries>(
  entries: Entries,
  { shape, unknown }: ObjectProblems,
) {
  type Loose = v.InferOutput<v.LooseObjectSchema<Entries, string>>;
  const problem = (key: string) => (Object.hasOwn(entries, key) ? undefined : unknown(key));
  return v.pipe(
    v.custom<Record<string, unknown>>(isMapping, shape),
    checkedKeys<Record<string, unknown>>((key) => (isPassedOver(key) ? problem(key) : undefined)),
    v.looseObject(entries, 'is missing'),
    checkedKeys<Loose>(problem),
    v.transform((value) => value as v.InferOutput<v.ObjectSchema<Entries, string>>),
  );
}

/**
 * Values of one kind by names of somebody's own. Each name that cannot be one is an issue of its own, as is each value.
 *
 * @param nameProblem what is wrong with a name, if anything
 */
export function namedValues<const Value extends v.GenericSchema>(
  value: Value,
  shape: string,
  nameProblem: (name: string) => string | undefined,
) {
  const name = v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      const message = dataset.typed ? nameProblem(dataset.value) : undefined;
      if (message !== undefined) {
        addIssue({ message, input: undefined });
      }
    }),
  );
  return v.pipe(
    v.custom<Record<string, unknown>>(isMapping, shape),
    checkedKeys<Record<string, unknown>>((key) =>
      isPassedOver(key) ? (nameProblem(key) ?? 'cannot be a name') : undefined,
    ),
    v.record(name, value),
  );
}

/** What objects have of themselves, which valibot passes over without a word. */
function isPassedOver(key: string): boolean {
  return key in Object.prototype || key === 'prototype';
}

function checkedKeys<Input>(problem: (key: string) => string | undefined) {
  return v.rawCheck<Input>(({ dataset, addIssue }) => {
    const input: Record<string, unknown> = isMapping(dataset.value) ? (dataset.value as Record<string, unknown>) : {};
    for (const [key, value] of Object.entries(input)) {
      const message = problem(key);
      if (message !== undefined) {
        addIssue({ message, input: undefined, path: [{ type: 'object', origin: 'key', input, key, value }] });
      }
    }
  });
}

function isMapping(input: unknown): boolean {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
