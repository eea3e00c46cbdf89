import { parse } from '@babel/parser';

/** As far as it is asked for, of any node of the tree. */
interface Node {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number } };
  readonly name?: string;
  readonly id?: Node | null;
  readonly key?: Node;
  readonly value?: unknown;
  readonly init?: Node | null;
  readonly callee?: Node;
  readonly property?: Node;
  readonly arguments?: readonly Node[];
  readonly argument?: Node | null;
  readonly params?: readonly Node[];
  readonly properties?: readonly Node[];
  readonly body?: Node | readonly Node[];
}

/** A function by the name that it is called by; empty without one. */
interface Named {
  readonly name: string;
  readonly node: Node;
}

/** A node with the functions it stands in, the innermost last. */
interface Place {
  readonly node: Node;
  readonly within: readonly Named[];
  readonly file: string;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
const isFunction = ({ type }: Node): boolean => /Function|^Class(?:Private)?Method$/.test(type);

/** `failed` of `failed`, `this.failed` and `this.#failed`. */
function nameOf(node: Node | null | undefined): string {
  return node?.name ?? node?.property?.name ?? node?.property?.id?.name ?? node?.id?.name ?? '';
}

/** Every node of the sources. */
function placesIn(sources: ReadonlyMap<string, string>): readonly Place[] {
  const places: Place[] = [];
  for (const [file, source] of sources) {
    const visit = (value: unknown, within: readonly Named[], name = ''): void => {
      if (Array.isArray(value)) {
        for (const one of value) {
          visit(one, within);
        }
      } else if (isNode(value)) {
        const own = isFunction(value) ? [{ name: name || nameOf(value.id) || nameOf(value.key), node: value }] : [];
        places.push({ node: value, within, file });
        for (const [key, child] of Object.entries(value)) {
          visit(child, [...within, ...own], key === 'init' ? nameOf(value.id) : '');
        }
      }
    };
    visit(parse(source, { sourceType: 'module', plugins: ['typescript'] }).program.body, []);
  }
  return places;
}

/**
 * Where words are written out that a failure or a skipped file has as its reason, and that are in no table of those that
 * are translated: `file: words`. Looked at is what stands under `message` in an object that has a `reason`, with the
 * constants it is made from and what the function around it is called with.
 *
 * @param sources texts by their files
 * @param isFailing in which of them every failure is looked at, also one without a `reason`
 */
export function plainReasons(
  sources: ReadonlyMap<string, string>,
  isFailing: (file: string) => boolean = () => false,
): readonly string[] {
  const places = placesIn(sources);
  const ofType = (type: string) => places.filter(({ node }) => node.type === type);
  const [declared, called] = [ofType('VariableDeclarator'), ofType('CallExpression')];
  const found = new Set<string>();

  const constants = ({ node: { name }, within, file }: Place): readonly Place[] =>
    declared.flatMap(({ node, ...place }) =>
      nameOf(node.id) === name &&
      node.init &&
      place.file === file &&
      place.within.every((one) => within.some((other) => other.node === one.node))
        ? [{ ...place, node: node.init }]
        : [],
    );

  /** What the function that has such a parameter is called with, in its file or, by a name of its own, elsewhere. */
  const givenTo = ({ node: { name }, within }: Place): readonly Place[] => {
    const owner = within.findLast(({ node }) => node.params?.some((param) => param.name === name));
    const at = owner?.node.params?.findIndex((param) => param.name === name) ?? -1;
    return called.flatMap(({ node, ...place }) =>
      owner?.name && nameOf(node.callee) === owner.name
        ? (node.arguments ?? []).slice(at, at + 1).map((argument) => ({ ...place, node: argument }))
        : [],
    );
  };

  /** @param within where calls count; if not given, everywhere */
  const look = (place: Place, isGiven = false, within?: string): void => {
    const { node, file } = place;
    const text = node.type === 'StringLiteral' ? node.value : node.type === 'TemplateLiteral' ? 'a template' : '';
    if (/\p{L}{2} /u.test(`${text}`) || text === 'a template') {
      found.add(`${file}: ${text}`);
    }
    for (const part of ['consequent', 'alternate', 'left', 'right', 'argument'] as const) {
      const child = (node as unknown as Readonly<Record<string, unknown>>)[part];
      if (isNode(child)) {
        look({ ...place, node: child }, isGiven, within);
      }
    }
    if (node.type === 'Identifier') {
      for (const one of constants(place)) {
        look(one, isGiven, within);
      }
      const given = isGiven ? [] : givenTo(place);
      for (const one of given.filter((call) => within === undefined || call.file === within)) {
        look(one, true, within);
      }
    }
  };

  for (const place of ofType('ObjectExpression')) {
    const partOf = (name: string) => place.node.properties?.find(({ key }) => nameOf(key) === name)?.value;
    const message = partOf('message');
    const kind = partOf('kind');
    const isFailure = isNode(kind) && kind.value === 'failed' && isFailing(place.file);
    if (isNode(message) && partOf('reason') !== undefined) {
      look({ ...place, node: message });
    } else if (isNode(message) && isFailure) {
      // Such functions are called alike in many files.
      look({ ...place, node: message }, false, place.file);
    }
  }
  return [...found].sort();
}
