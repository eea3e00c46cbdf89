/**
 * Whether a value that was parsed from JSON is what it should be, as far as that is asked. A run has hundreds of thousands
 * of findings, each of which is looked at whenever its journal is read: nothing is built for one that fits.
 */
export type Shape = (value: unknown) => boolean;

export const text: Shape = (value) => typeof value === 'string';

export const number: Shape = (value) => typeof value === 'number';

export function oneOf(values: readonly unknown[]): Shape {
  return (value) => values.includes(value);
}

/** Also what is not there. */
export function optional(shape: Shape): Shape {
  return (value) => value === undefined || shape(value);
}

export function either(...shapes: readonly Shape[]): Shape {
  return (value) => shapes.some((shape) => shape(value));
}

export function list(item: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(item);
}

/** An object with these properties, whatever else it has. */
export function object(properties: Readonly<Record<string, Shape>>): Shape {
  const keys = Object.keys(properties);
  const shapes = Object.values(properties);
  return (value) => {
    if (!isObject(value)) {
      return false;
    }
    for (let n = 0; n < keys.length; n++) {
      if (!shapes[n]?.(value[keys[n] ?? ''])) {
        return false;
      }
    }
    return true;
  };
}

/** An object all of whose properties, whatever they are called, have one shape. */
export function recordOf(shape: Shape): Shape {
  return (value) => isObject(value) && Object.values(value).every(shape);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
