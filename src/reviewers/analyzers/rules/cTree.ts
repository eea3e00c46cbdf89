import type { Node } from 'web-tree-sitter';
import { groupBy } from '../../../core/groupBy';
import type { NodeRule } from './rule';
import { all, enclosing, field, once } from './tree';

/** Questions to a syntax tree of C or C++. */

/** A call, which outside of a function would be read as a declaration. */
export function call(source: string): NodeRule {
  return { pattern: { context: `void f() { ${source}; }`, selector: 'call_expression' } };
}

/** Calls of functions by their names, a regular expression, in `std::` or without. */
export function calls(names: string): NodeRule {
  return { kind: 'call_expression', has: { field: 'function', regex: `^(?:std::)?(?:${names})$` } };
}

/** A variable or parameter where it is declared. */
export interface Variable {
  readonly declaration: Node;
  /** With qualifiers such as `const`, without `*` and `&`. */
  readonly type: string;
  readonly isParameter: boolean;
  readonly isStatic: boolean;
  readonly isPointer: boolean;
  readonly isReference: boolean;
  /** The length of an array, as written; empty where none is. */
  readonly length?: string;
  readonly value?: Node;
}

export function functionAround(node: Node): Node | undefined {
  return enclosing(node, 'function_definition', 'lambda_expression');
}

/**
 * The last declaration of a name before a place, in the function there, or else in the file. Undefined where the
 * preprocessor chooses between several.
 */
export function variableAt(node: Node, name: string): Variable | undefined {
  const around = functionAround(node);
  const before = around
    ? declarationsIn(around, name).filter((one) => one.declaration.startIndex < node.startIndex)
    : [];
  const candidates = before.length > 0 ? before : (topLevelVariables(node.tree.rootNode).get(name) ?? []);
  const found = before.length > 0 ? candidates.at(-1) : candidates[0];
  const isChosen = candidates.length > 1 && candidates.some((one) => isConditional(one.declaration, node));
  return isChosen ? undefined : found;
}

/** Whether the preprocessor may leave a declaration out and still keep a place that is behind it. */
function isConditional(declaration: Node, place: Node): boolean {
  const condition = enclosing(declaration, 'preproc_if', 'preproc_ifdef', 'preproc_else', 'preproc_elif');
  return condition !== undefined && place.startIndex >= condition.endIndex;
}

function topLevelVariables(root: Node): ReadonlyMap<string, readonly Variable[]> {
  return once(root, 'variables of the file', () =>
    byName(root.namedChildren.filter((child) => child?.type === 'declaration')),
  );
}

/** The first member of a class in the file that has a name; undefined for a function. */
export function memberOf(root: Node, name: string): { readonly type: string } | undefined {
  const members = once(root, 'members', () => all(root, 'field_declaration'));
  const found = members.find((member) =>
    member.childrenForFieldName('declarator').some((declarator) => declarator?.text === name),
  );
  return found && { type: field(found, 'type')?.text ?? '' };
}

/** All declarations of a name in a part of the tree. */
export function declarationsIn(where: Node, name: string): readonly Variable[] {
  const declared = once(where, 'variables', () =>
    byName(all(where, 'declaration', 'parameter_declaration', 'for_range_loop')),
  );
  return declared.get(name) ?? [];
}

function byName(declarations: readonly Node[]): ReadonlyMap<string, readonly Variable[]> {
  return groupBy(declarations.flatMap(variablesOf), ({ name }) => name);
}

function variablesOf(declaration: Node): (Variable & { readonly name: string })[] {
  const type = field(declaration, 'type')?.text ?? '';
  return declaration.childrenForFieldName('declarator').flatMap((declarator) => {
    const around: Node[] = [];
    let inner: Node | null = declarator;
    while (inner && inner.type !== 'identifier') {
      around.push(inner);
      inner =
        inner.childForFieldName('declarator') ?? (inner.type === 'reference_declarator' ? inner.namedChild(0) : null);
    }
    const name = inner?.text;
    if (!inner || name === undefined || around.some((part) => part.type === 'function_declarator')) {
      return [];
    }
    const array = around.findLast((part) => part.type === 'array_declarator');
    const value = around.find((part) => part.type === 'init_declarator')?.childForFieldName('value');
    return [
      {
        name,
        declaration,
        type,
        isParameter: declaration.type === 'parameter_declaration',
        isStatic: /\b(?:static|extern|thread_local|_Thread_local)\b/.test(
          declaration.text.slice(0, inner.startIndex - declaration.startIndex),
        ),
        isPointer: around.some((part) => part.type === 'pointer_declarator'),
        isReference: around.some((part) => part.type === 'reference_declarator'),
        ...(array && { length: array.childForFieldName('size')?.text ?? '' }),
        ...(value && { value }),
      },
    ];
  });
}

/** The statement around an expression: what stands by itself in a block. */
export function statementAround(node: Node): Node | undefined {
  let statement: Node | null = node;
  while (statement && !blocks.has(statement.parent?.type ?? '')) {
    statement = statement.parent;
  }
  return statement ?? undefined;
}

const blocks: ReadonlySet<string> = new Set(['compound_statement', 'case_statement', 'translation_unit']);

/** Whether an occurrence of an expression only gets a new value. */
export function isAssigned(occurrence: Node): boolean {
  const { parent } = occurrence;
  return (
    parent?.type === 'assignment_expression' &&
    parent.childForFieldName('left')?.id === occurrence.id &&
    parent.childForFieldName('operator')?.text === '='
  );
}

/** The operand of a sizeof, without parentheses. */
export function sizedBy(node: Node): Node | undefined {
  const value = field(node, 'value');
  return value?.type === 'parenthesized_expression' ? (value.namedChild(0) ?? undefined) : value;
}

/** What the result of a call is stored in. */
export function targetOf(call: Node): Node | undefined {
  let value = call;
  while (value.parent?.type === 'cast_expression' || value.parent?.type === 'parenthesized_expression') {
    value = value.parent;
  }
  const { parent } = value;
  if (parent?.type === 'assignment_expression' && field(parent, 'right')?.id === value.id) {
    return field(parent, 'left');
  }
  let declarator = parent?.type === 'init_declarator' ? field(parent, 'declarator') : undefined;
  while (declarator && declarator.type !== 'identifier') {
    declarator = field(declarator, 'declarator');
  }
  return declarator;
}
