import type { Node } from 'web-tree-sitter';
import { mostSignatures, type Signature } from '../../core/signatures';

/** What a module of JavaScript exports: `exports.a`, `module.exports`, which is called `default` here. */
const exported = /^(?:module\s*\.\s*)?exports(?:\s*\.\s*([\w$]+))?$/;

/** Around a value of which more is said. */
const typed: ReadonlySet<string> = new Set(['as_expression', 'satisfies_expression', 'non_null_expression']);

/**
 * The names under which a module of JavaScript or TypeScript exports what it has a name for itself: `export { a as b }`,
 * `export default a`, `exports.b = a`, `module.exports = { b: a }`.
 *
 * @param root of a tree by one of their grammars
 * @returns the first `mostSignatures`
 */
export function exportedNames(root: Node): Signature[] {
  return root.namedChildren.flatMap(inStatement).slice(0, mostSignatures);
}

function inStatement(statement: Node | null): Signature[] {
  switch (statement?.type) {
    case 'export_statement':
      return statement.childForFieldName('source') ? [] : statement.namedChildren.flatMap(inExport);
    case 'expression_statement':
      return inAssignment(statement.firstNamedChild);
    case 'lexical_declaration':
    case 'variable_declaration':
      return statement.namedChildren.flatMap(inDeclarator);
    default:
      return [];
  }
}

/** Whether an assignment exports names alone, and nothing that is defined in it. */
export function isOnlyNames(assignment: Node): boolean {
  const members = assignment.childForFieldName('right')?.namedChildren ?? [];
  return members.length > 0 && members.every((member) => inObject(member).length > 0);
}

function inExport(child: Node | null): Signature[] {
  if (child?.type === 'identifier') {
    return [nameFor('default', child.text)];
  }
  if (child && typed.has(child.type)) {
    return inExport(child.firstNamedChild);
  }
  return child?.type !== 'export_clause'
    ? []
    : child.namedChildren.flatMap((specifier) => {
        const name = specifier?.childForFieldName('name')?.text;
        const alias = specifier?.childForFieldName('alias')?.text ?? name;
        return name === undefined || alias === undefined ? [] : [nameFor(unquoted(alias), name)];
      });
}

/** `const a = exports.b = …`, `const a = module.exports = …`. */
function inDeclarator(declarator: Node | null): Signature[] {
  const held = declarator?.childForFieldName('value') ?? null;
  const value = held?.type === 'parenthesized_expression' ? held.firstNamedChild : held;
  const name = declarator?.childForFieldName('name');
  return value?.type === 'assignment_expression' && name ? inAssignment(value, name.text) : [];
}

/** @param holder a name that gets the value, too */
function inAssignment(assignment: Node | null, holder?: string): Signature[] {
  const names: string[] = [];
  let value = assignment;
  while (value?.type === 'assignment_expression') {
    const [isExported, name = 'default'] = exported.exec(value.childForFieldName('left')?.text ?? '') ?? [];
    names.push(...(isExported === undefined ? [] : [name]));
    value = value.childForFieldName('right');
  }
  const of = value?.type === 'identifier' ? value.text : holder;
  const members = value?.type === 'object' && names.includes('default') ? value.namedChildren.flatMap(inObject) : [];
  return [...(of === undefined ? [] : names.map((name) => nameFor(name, of))), ...members];
}

function inObject(member: Node | null): Signature[] {
  if (member?.type === 'shorthand_property_identifier') {
    return [nameFor(member.text, member.text)];
  }
  const [key, value] = [member?.childForFieldName('key'), member?.childForFieldName('value')];
  return key && value?.type === 'identifier' ? [nameFor(unquoted(key.text), value.text)] : [];
}

function nameFor(name: string, exportOf: string): Signature {
  return { name, text: '', exportOf };
}

function unquoted(name: string): string {
  return name.replace(/^["']|["']$/g, '');
}
