import { jsonText } from './jsonText';

/**
 * A part of a JSON text that is written piece by piece, as the whole of it can be longer than a string may be.
 *
 * @param lineBreak what its second and later lines begin with: a line break and the spaces of its level
 */
export type JsonPart = (lineBreak: string) => Iterable<string>;

/** A value that is short enough for one piece, as `jsonText` has it. */
export function jsonValue(value: unknown): JsonPart {
  return (lineBreak) => [jsonText(value, indent.length).replaceAll('\n', lineBreak)];
}

/** An array. The items are asked for as they are written. */
export function jsonArray(items: Iterable<JsonPart>): JsonPart {
  return (lineBreak) => enclosed('[', unnamed(items), ']', lineBreak);
}

/** An object with these properties in this order, which needs names that differ. */
export function jsonObject(properties: Iterable<readonly [name: string, part: JsonPart]>): JsonPart {
  return (lineBreak) => enclosed('{', named(properties), '}', lineBreak);
}

/** A whole JSON text with the line end behind it: the same as `JSON.stringify` makes with two spaces for each level. */
export function* jsonDocument(part: JsonPart): Generator<string> {
  yield* part('\n');
  yield '\n';
}

const indent = '  ';

function* unnamed(items: Iterable<JsonPart>): Generator<readonly [string, JsonPart]> {
  for (const item of items) {
    yield ['', item];
  }
}

function* named(properties: Iterable<readonly [string, JsonPart]>): Generator<readonly [string, JsonPart]> {
  for (const [name, part] of properties) {
    yield [`${jsonText(name)}: `, part];
  }
}

function* enclosed(
  open: string,
  parts: Iterable<readonly [string, JsonPart]>,
  close: string,
  lineBreak: string,
): Generator<string> {
  const inner = lineBreak + indent;
  let before = open;
  for (const [start, part] of parts) {
    yield before + inner + start;
    yield* part(inner);
    before = ',';
  }
  yield before === open ? open + close : lineBreak + close;
}
