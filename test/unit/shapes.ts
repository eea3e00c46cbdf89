import assert from 'node:assert/strict';

/** What JSON Schema and a schema of ours both say of values. */
interface Shape {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Shape;
  /** Of objects whose keys are known. */
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** Of objects that hold values by names of somebody's own. */
  readonly values?: Shape;
}

/** One of valibot's schemas or actions, as far as it is looked into here. */
export interface Node {
  readonly kind: 'schema' | 'validation' | 'transformation';
  readonly type: string;
  readonly pipe?: readonly Node[];
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly value?: Node;
  readonly literal?: string;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly options?: readonly (string | Node)[];
  readonly requirement?: number;
}

export function readShape(node: Node): Shape {
  if ((node.type === 'exact_optional' || node.type === 'nullish') && node.wrapped) {
    return readShape(node.wrapped);
  }
  // What an object of free names holds is said behind the checks of those names.
  const main = node.pipe?.findLast(({ kind }) => kind === 'schema') ?? node;
  return { ...(main.pipe && main !== node ? readShape(main) : ownShape(main)), ...boundsOf(node.pipe ?? []) };
}

function ownShape(node: Node): Shape {
  const { type, entries = {}, options = [] } = node;
  switch (type) {
    case 'picklist':
      return { type: 'string', enum: options as readonly string[] };
    case 'array':
      return { type: 'array', items: readShape(node.item ?? assert.fail()) };
    case 'record':
      return { type: 'object', values: readShape(node.value ?? assert.fail()) };
    case 'strict_object':
    // Of `closedObject`, which refuses other keys by itself.
    case 'loose_object':
      return {
        type: 'object',
        properties: Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, readShape(entry)])),
        required: Object.keys(entries).filter(
          (key) => !['exact_optional', 'nullish'].includes(entries[key]?.type ?? ''),
        ),
      };
    case 'variant':
      return either(options.map((option) => (typeof option === 'string' ? assert.fail() : ownShape(option))));
    case 'literal':
      return { type: 'string', enum: [node.literal ?? assert.fail()] };
    case 'string':
    case 'boolean':
    case 'number':
      return { type };
    default:
      return assert.fail(`This test does not know what ${type} is.`);
  }
}

/** Objects of several kinds as editors know them: what one of them has, and all of them need. */
function either(shapes: readonly Shape[]): Shape {
  const properties: Record<string, Shape> = {};
  for (const [key, shape] of shapes.flatMap(({ properties = {} }) => Object.entries(properties))) {
    const both = [...(properties[key]?.enum ?? []), ...(shape.enum ?? [])];
    properties[key] = { ...shape, ...(both.length > 0 && { enum: both }) };
  }
  const required = Object.keys(properties).filter((key) => shapes.every((shape) => shape.required?.includes(key)));
  return { type: 'object', properties, required };
}

function boundsOf(pipe: readonly Node[]): Shape {
  const of = (type: string) => pipe.find((node) => node.type === type)?.requirement;
  const isList = pipe[0]?.type === 'array';
  return defined({
    ...(of('integer') && { type: 'integer' }),
    minimum: of('min_value'),
    maximum: of('max_value'),
    ...(isList ? { minItems: of('min_length'), maxItems: of('max_length') } : { maxLength: of('max_length') }),
  });
}

export type Declared = Omit<Shape, 'values'> & {
  readonly additionalProperties?: false | Declared;
  readonly properties?: Readonly<Record<string, Declared>>;
  readonly items?: Declared;
  readonly then?: { readonly properties: Readonly<Record<string, unknown>> };
  readonly markdownDescription?: string;
  readonly description?: string;
};

export function declaredShape(declared: Declared): Shape {
  const { type, minimum, maximum, maxLength, minItems, maxItems, items, properties, additionalProperties } = declared;
  const isClosed = properties !== undefined && additionalProperties === false;
  return defined({
    type,
    enum: declared.enum,
    minimum,
    maximum,
    maxLength,
    minItems,
    maxItems,
    items: items && declaredShape(items),
    properties: isClosed
      ? Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, declaredShape(property)]))
      : undefined,
    required: isClosed ? (declared.required ?? []) : undefined,
    values: additionalProperties ? declaredShape(additionalProperties) : undefined,
  });
}

function defined(shape: { readonly [Key in keyof Shape]: Shape[Key] | undefined }): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined));
}

/** The same with keys and choices in one order. */
export function sorted(shape: Shape): Shape {
  const { items, values, properties } = shape;
  const entries = Object.entries(properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...shape,
    ...(shape.enum && { enum: [...shape.enum].sort() }),
    ...(shape.required && { required: [...shape.required].sort() }),
    ...(items && { items: sorted(items) }),
    ...(values && { values: sorted(values) }),
    ...(properties && { properties: Object.fromEntries(entries.map(([key, value]) => [key, sorted(value)])) }),
  };
}
