import type { Node, Tree } from 'web-tree-sitter';
import { mostMembers, mostSignatures, onlyIf, type Signature } from '../../core/signatures';
import { mask } from '../../core/text/mask';
import { docAbove, docIn } from './docLines';
import { exportedNames, isOnlyNames } from './exportedNames';
import { isBuiltFrom } from './fieldsInOrder';
import { always, childrenOf, textOf, type When } from './preprocessorBranches';
import type { Shape, SignatureShapes } from './signatureShapes';
import { leftOut } from './skeleton';

/** UTF-16 code units. */
const longestText = 320;
/** A value that is no longer tells more than its absence. */
const longestValue = 100;
/** Nobody nests what others use deeper. */
const mostLevels = 12;

/**
 * The definitions at the top of a file, each on one line, with what can be used of what is in them, and then the names
 * under which these are exported.
 *
 * @param shapes one of `signatureShapes` for the tree's grammar
 */
export function signaturesOf(tree: Tree, shapes: SignatureShapes, text: string): Signature[] {
  const root = tree.rootNode;
  const definitions = new Reading(shapes, text).in(root, shapes.definitions, mostSignatures);
  return shapes.hasExports ? definitions.concat(exportedNames(root)) : definitions;
}

/** What is said before a definition by what is around it, and where that begins. */
interface Prefix {
  readonly text: string;
  /** The same without what decorators take. */
  readonly short: string;
  readonly start: number | undefined;
  readonly isExported: boolean;
}
const nothing: Prefix = { text: '', short: '', start: undefined, isExported: false };

class Reading {
  readonly #shapes: SignatureShapes;
  readonly #text: string;

  constructor(shapes: SignatureShapes, text: string) {
    this.#shapes = shapes;
    this.#text = text;
  }

  /** Those of some kinds in a node, in their order. */
  in(node: Node, kinds: Readonly<Record<string, Shape>>, most: number): Signature[] {
    const found: Signature[] = [];
    this.#visit(node, kinds, (child, prefix, condition) => {
      const own = found.length < most ? this.#signature(child, kinds[child.type] ?? {}, prefix) : [];
      found.push(...(condition === undefined ? own : own.map((one) => onlyIf(one, condition))));
    });
    return found;
  }

  /** Hands over the nodes of some kinds that a preprocessor may keep, in their order, with when it does if not always. */
  #visit(
    node: Node,
    kinds: Readonly<Record<string, Shape>>,
    use: (child: Node, prefix: Prefix, condition: string | undefined) => void,
  ): void {
    const { wrappers, through } = this.#shapes;
    const visit = (parent: Node, prefix: Prefix, level: number, when: When): void => {
      const whenOf = childrenOf(parent, when);
      for (const child of parent.namedChildren) {
        const kept = child && whenOf(child);
        if (!kept) {
          continue;
        }
        const { type } = child;
        if (Object.hasOwn(kinds, type) && (type !== 'call_expression' || isDefault(prefix))) {
          use(child, prefix, textOf(kept));
        } else if (level < mostLevels && wrappers.includes(type)) {
          visit(child, this.#prefixOf(child, prefix, kinds), level + 1, kept);
        } else if (level < mostLevels && through.includes(type)) {
          visit(child, nothing, level + 1, kept);
        }
      }
    };
    visit(node, nothing, 0, always);
  }

  /** What one is built from in this order; none where a constructor tells. */
  #fieldsOf(node: Node, { isRecord }: Shape, name: string, members: readonly Signature[]): readonly string[] {
    const fields: string[] = [];
    let room = longestText;
    const isBuilt = members.some((member) => member.isImplied || member.name === name);
    this.#visit(node, isRecord && !isBuilt ? this.#shapes.members : {}, (child, _, condition) => {
      if (room <= 0 || !isBuiltFrom(child)) {
        return;
      }
      const shape = this.#shapes.members[child.type] ?? {};
      const text = oneLine(this.#withoutComments(this.#header(child, bodyOf(child, shape))));
      const field = condition === undefined ? text : `${text} (only if ${condition})`;
      room -= field.length + 2;
      fields.push(room > 0 ? field : '…');
    });
    return fields;
  }

  #prefixOf(wrapper: Node, outer: Prefix, kinds: Readonly<Record<string, Shape>>): Prefix {
    const { wrappers } = this.#shapes;
    const first = wrapper.namedChildren.find(
      (child) => child && (wrappers.includes(child.type) || Object.hasOwn(kinds, child.type)),
    );
    const before = first ? this.#text.slice(wrapper.startIndex, first.startIndex) : '';
    const said = this.#withoutComments(before);
    const own = said.replace(/\(\s*$/, '');
    const isGroup = own !== said;
    const short = first ? this.#short(wrapper, own) : own;
    // Each of a group has what is said above itself.
    const start = isGroup ? undefined : (outer.start ?? wrapper.startIndex);
    const isExported = outer.isExported || wrapper.type === 'export_statement';
    return { text: outer.text + own, short: outer.short + short, start, isExported };
  }

  #signature(node: Node, shape: Shape, prefix: Prefix): Signature[] {
    const named = nameOf(node, shape);
    const isWhole = named === 'exports' && node.type === 'assignment_expression';
    const isOffered = isDefault(prefix) || isWhole;
    const name = named === 'exports' ? '' : named;
    if (
      (shape.needsBody && !node.childForFieldName('body')) ||
      (name === '' && !isOffered) ||
      this.#shapes.hidden?.test(name) ||
      this.#isOnlyPassedOn(node, shape, prefix) ||
      (isWhole && isOnlyNames(node))
    ) {
      return [];
    }
    const body = bodyOf(node, shape);
    const header = this.#header(node, body);
    const whole = oneLine(this.#withoutComments(prefix.text + header));
    const text =
      whole.length > longestText && whole.startsWith('@')
        ? oneLine(this.#withoutComments(prefix.short + this.#short(node, header)))
        : whole;
    const doc = this.#shapes.docs === 'inside' ? docIn(body) : docAbove(this.#text, prefix.start ?? node.startIndex);
    const all = shape.members ? this.in(body?.of ?? node, this.#shapes.members, mostMembers) : [];
    const members = isWhole ? all.filter((member) => !onlyName.test(member.text)) : all;
    const isImplied = this.#shapes.implied?.includes(name);
    const fields = this.#fieldsOf(body?.of ?? node, shape, name, members);
    return [
      {
        name,
        text: text.length > longestText ? `${text.slice(0, longestText)}…` : text,
        ...(doc !== undefined && { doc }),
        ...(members.length > 0 && { members }),
        ...(fields.length > 0 && { fields }),
        ...(isOffered && { isDefault: true }),
        // What is assigned to a member of something is reached through that.
        ...((prefix.isExported || node.type === 'assignment_expression') && { isExported: true }),
        ...(isImplied && { isImplied }),
        ...(shape.isOpen && { isOpen: true }),
      },
    ];
  }

  #isOnlyPassedOn(node: Node, { passedOn }: Shape, { text }: Prefix): boolean {
    const isKept = !passedOn || text.startsWith('export');
    return !isKept && passedOn.test(this.#text.slice(node.startIndex, node.endIndex));
  }

  #withoutComments(header: string): string {
    const { language, sign } = this.#shapes.comments;
    return sign.test(header) ? mask(language, header).withStrings : header;
  }

  /** A text that begins with a node's decorators, with each of these once, by its name alone. */
  #short(node: Node, text: string): string {
    const decorators = node.namedChildren.filter((child) => child?.type === 'decorator');
    const end = decorators.at(-1)?.endIndex;
    if (end === undefined) {
      return text;
    }
    const names = decorators.map((one) => one?.text.replace(/\([\s\S]*/, '(…)'));
    return `${[...new Set(names)].join(' ')} ${text.slice(end - node.startIndex)}`;
  }

  /** What comes before the body, and what comes after it: in C, names do. */
  #header(node: Node, body: Body | undefined): string {
    if (!body || body.start <= node.startIndex) {
      return body ? '' : this.#text.slice(node.startIndex, node.endIndex);
    }
    const before = this.#text.slice(node.startIndex, body.start);
    const after = this.#text.slice(body.of.endIndex, node.endIndex);
    return /[\w$]/.test(after) ? `${before} ${after}` : before;
  }
}

/** What is exported under a name, as `exportedNames` tell. */
const onlyName = /^(?:[^:]*:\s*)?(?!(?:false|null|true|undefined)$)[A-Za-z_$][\w$]*$/;

function isDefault({ text }: Prefix): boolean {
  return /^export\s+default\b/.test(text);
}

/** What of a definition is not shown: from where, and the node with its members. */
interface Body {
  readonly start: number;
  readonly of: Node;
}

function bodyOf(node: Node, { body, name }: Shape): Body | undefined {
  if (name === 'none') {
    return { start: node.startIndex, of: node };
  }
  const field = body && node.childForFieldName(body);
  if (!field) {
    return undefined;
  }
  if (body === 'body') {
    return { start: field.startIndex, of: field };
  }
  const inner = field.childForFieldName('body');
  if (inner) {
    return { start: inner.startIndex, of: inner };
  }
  const brace = body === 'type' ? field.text.indexOf('{') : 0;
  const isShown = brace === -1 || (body !== 'type' && field.endIndex - field.startIndex <= longestValue);
  return isShown ? undefined : { start: field.startIndex + brace, of: field };
}

function nameOf(node: Node, { name = 'name' }: Shape): string {
  switch (name) {
    case 'none':
      return '';
    case 'itself':
      return node.text;
    case 'declarator':
      return declared(node);
    default: {
      const found = node.childForFieldName(name);
      // `exports.a = …` and `a.b = …` are known by what is behind the dot.
      const last = found?.childForFieldName('property') ?? found;
      return last && /identifier|string$/.test(last.type) ? last.text.replace(/^["']|["']$/g, '') : '';
    }
  }
}

/** In C a name stands within signs for what it is: pointers, arrays, functions. */
function declared(node: Node): string {
  let inner: Node | null = node.childForFieldName('declarator');
  for (let level = 0; inner && level < mostLevels; level++) {
    if (/identifier$|_name$/.test(inner.type) && inner.type !== 'qualified_identifier') {
      return inner.text;
    }
    inner = inner.childForFieldName('declarator') ?? inner.childForFieldName('name') ?? inner.firstNamedChild;
  }
  return '';
}

/** Without the signs at its end that only lead to what is not shown. */
function withoutOpening(header: string): string {
  let end = header.length;
  while (end > 0 && (' {:;=,'.includes(header[end - 1] ?? '') || header.slice(end - 2, end) === '=>')) {
    end--;
  }
  return header.slice(0, end);
}

/** What is one line already, as most headers are. */
const plainLine = /^[!-~]+(?: [!-~]+)*$/;

/** No line break and no sign that could pass for one stays in it. */
function oneLine(header: string): string {
  const shown = header.includes(leftOut) ? header.replaceAll(`{${leftOut}}`, '{…}') : header;
  return withoutOpening(plainLine.test(shown) ? shown : shown.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim());
}
