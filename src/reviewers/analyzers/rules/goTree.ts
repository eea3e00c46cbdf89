import type { Node } from 'web-tree-sitter';
import { all, enclosing, field } from './tree';

/** Questions to a syntax tree of Go. */

export const functionKinds = ['function_declaration', 'method_declaration', 'func_literal'] as const;

export function functionAround(node: Node): Node | undefined {
  return enclosing(node, ...functionKinds);
}

/** The statement around an expression: what stands by itself in a block. */
export function statementAround(node: Node): Node | undefined {
  let statement: Node | null = node;
  while (statement && statement.parent?.type !== 'statement_list') {
    statement = statement.parent;
  }
  return statement ?? undefined;
}

/** What is on the left and on the right of `=` or `:=`. */
export function sidesOf(assignment: Node): { readonly left: readonly Node[]; readonly right: readonly Node[] } {
  const parts = (name: string) => field(assignment, name)?.namedChildren.filter((part) => part !== null) ?? [];
  return { left: parts('left'), right: parts('right') };
}

/** What the file calls a package, or undefined when it does not import it. */
export function importedAs(node: Node, path: string): string | undefined {
  const spec = all(node.tree.rootNode, 'import_spec').find((one) => field(one, 'path')?.text === `"${path}"`);
  return spec && (field(spec, 'name')?.text ?? path.slice(path.lastIndexOf('/') + 1));
}

/** Name, type and whether it is a pointer of a method's receiver. */
export function receiverOf(method: Node | undefined) {
  const [parameter] =
    method?.type === 'method_declaration' ? all(field(method, 'receiver') ?? method, 'parameter_declaration') : [];
  const [name, type] = [field(parameter, 'name'), field(parameter, 'type')];
  return name && type
    ? { name: name.text, type: type.text.replace(/^\*/, ''), isPointer: type.type === 'pointer_type' }
    : undefined;
}

/** The fields of a structure that the file declares, or undefined when it declares none of that name. */
export function fieldsOf(node: Node, type: string): Node[] | undefined {
  const declared = all(node.tree.rootNode, 'type_spec').find((spec) => field(spec, 'name')?.text === type);
  const structure = declared && field(declared, 'type');
  return structure?.type === 'struct_type' ? all(structure, 'field_declaration') : undefined;
}

/** The last statement before a place that gives a name its value, in the function there. */
export function valueGivenTo(at: Node, name: string): Node | undefined {
  const around = functionAround(at);
  const statements = around ? all(around, 'short_var_declaration', 'assignment_statement', 'var_spec') : [];
  const before = statements.filter((statement) => statement.endIndex <= at.startIndex);
  const last = before.findLast((statement) => namesIn(statement).includes(name));
  if (!last) {
    return undefined;
  }
  const [left, right] =
    last.type === 'var_spec'
      ? [namesIn(last), field(last, 'value')?.namedChildren ?? []]
      : [namesIn(last), sidesOf(last).right];
  return left.length === right.length ? (right[left.indexOf(name)] ?? undefined) : undefined;
}

function namesIn(statement: Node): string[] {
  return statement.type === 'var_spec'
    ? statement.childrenForFieldName('name').map(({ text }) => text)
    : sidesOf(statement).left.map(({ text }) => text);
}
