import { type JsonPart, jsonValue } from '../text/jsonParts';
import { mapStrings } from '../text/mapStrings';
import { maskSecrets } from '../text/secrets';

/** A part of a report with every secret in it masked. The names of its properties are ours: they hold none. */
export function maskedPart(value: unknown): JsonPart {
  return jsonValue(masked(value));
}

/** The same as a value. */
export function masked<Value>(value: Value): Value {
  return mapStrings(value, maskSecrets, ownName);
}

function ownName(name: string): string {
  return name;
}
