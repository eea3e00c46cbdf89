import type { Node, Tree } from 'web-tree-sitter';
import type { Signature } from '../../core/signatures';
import { docAbove, docIn } from './docLines';
import type { Shape, SignatureShapes } from './signatureShapes';
import { leftOut } from './skeleton';

/** A file that has more can be used in so many ways that nobody needs to see all of them. */
const mostSignatures = 1_000;
const mostMembers = 300;
/** UTF-16 code units. */
const longestText = 240;
/** A value that is no longer tells more than its absence. */
const longestValue = 100;
/** Nobody nests what others use deeper. */
const mostLevels = 12;

/**
 * The definitions at the top of a file, each on one line, with what can be used of what is in them.
 *
 * @param shapes one of `signatureShapes` for the tree's grammar
 */
export function signaturesOf(tree: Tree, shapes: SignatureShapes, text: string): Signature[] {
  return new Reading(shapes, text).in(tree.rootNode, shapes.definitions, mostSignatures);
}

/** What is said before a definition by what is around it, and where that begins. */
interface Prefix {
  readonly text: string;
  readonly start: number | undefined;
}
const nothing: Prefix = { text: '', start: undefined };

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
    const visit = (parent: Node, prefix: Prefix, level: number): void => {
      for (const child of parent.namedChildren) {
        if (!child || found.length >= most) {
          continue;
        }
        const { type } = child;
        if (Object.hasOwn(kinds, type) && (type !== 'call_expression' || isDefault(prefix))) {
          found.push(...this.#signature(child, kinds[type] ?? {}, prefix));
        } else if (level < mostLevels && this.#shapes.wrappers.includes(type)) {
          visit(child, this.#prefixOf(child, prefix, kinds), level + 1);
        } else if (level < mostLevels && this.#shapes.through.includes(type)) {
          visit(child, nothing, level + 1);
        }
      }
    };
    visit(node, nothing, 0);
    return found;
  }

  #prefixOf(wrapper: Node, outer: Prefix, kinds: Readonly<Record<string, Shape>>): Prefix {
    const { wrappers } = this.#shapes;
    const first = wrapper.namedChildren.find(
      (child) => child && (wrappers.includes(child.type) || Object.hasOwn(kinds, child.type)),
    );
    const own = first ? this.#text.slice(wrapper.startIndex, first.startIndex).replace(/\(\s*$/, '') : '';
    return { text: outer.text + own, start: outer.start ?? wrapper.startIndex };
  }

  #signature(node: Node, shape: Shape, prefix: Prefix): Signature[] {
    const named = nameOf(node, shape);
    const isOffered = isDefault(prefix) || (named === 'exports' && node.type === 'assignment_expression');
    const name = named === 'exports' ? '' : named;
    if (
      (shape.needsBody && !node.childForFieldName('body')) ||
      (name === '' && !isOffered) ||
      this.#shapes.hidden?.test(name)
    ) {
      return [];
    }
    const body = bodyOf(node, shape);
    const text = oneLine(prefix.text + this.#header(node, body));
    const doc = this.#shapes.docs === 'inside' ? docIn(body) : docAbove(this.#text, prefix.start ?? node.startIndex);
    const members = shape.members ? this.in(body?.of ?? node, this.#shapes.members, mostMembers) : [];
    const isImplied = this.#shapes.implied?.includes(name);
    return [
      {
        name,
        text,
        ...(doc !== undefined && { doc }),
        ...(members.length > 0 && { members }),
        ...(isOffered && { isDefault: true }),
        ...(isImplied && { isImplied }),
        ...(shape.isOpen && { isOpen: true }),
      },
    ];
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
  const line = withoutOpening(plainLine.test(shown) ? shown : shown.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim());
  return line.length > longestText ? `${line.slice(0, longestText)}…` : line;
}
