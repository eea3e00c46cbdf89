import type { Node } from 'web-tree-sitter';
import { declarationOf, membersOf, nameOf } from './javascriptNodes';

/** What a value surely is, as far as the file itself tells. */

const arrayType = /^:\s*(?:readonly\s+[^|&]+\[\]|[^|&]+\[\]|(?:Readonly)?Array<.*>)$/s;

/** Whether a name or a field of this object is declared as an array, by its type or with a literal. */
export function isArray(node: Node): boolean {
  if (node.type === 'array') {
    return true;
  }
  if (node.type === 'identifier') {
    return isDeclaredAsArray(declarationOf(node));
  }
  const isOwn = node.type === 'member_expression' && node.childForFieldName('object')?.type === 'this';
  const name = node.childForFieldName('property')?.text;
  return isOwn && membersOf(node).some((member) => nameOf(member) === name && isDeclaredAsArray(member));
}

const stringMethod =
  /^(?:toString|toLowerCase|toUpperCase|toLocale(?:Lower|Upper)Case|charAt|substring|substr|padStart|padEnd|toISOString|toFixed)$/;

/** Whether a value is surely a string: a literal, what only gives strings, or a name that is declared as one. */
export function isString(node: Node): boolean {
  switch (node.type) {
    case 'string':
    case 'template_string':
      return true;
    case 'parenthesized_expression':
      return node.firstNamedChild !== null && isString(node.firstNamedChild);
    case 'call_expression': {
      const callee = node.childForFieldName('function');
      const method = callee?.childForFieldName('property')?.text ?? '';
      return callee?.text === 'String' || callee?.text === 'JSON.stringify' || stringMethod.test(method);
    }
    case 'binary_expression':
      return (
        node.childForFieldName('operator')?.type === '+' &&
        ['left', 'right'].some((side) => /string$/.test(node.childForFieldName(side)?.type ?? ''))
      );
    case 'identifier':
      return isDeclaredAsString(declarationOf(node));
    default:
      return false;
  }
}

function isDeclaredAsString(declaration: Node | undefined): boolean {
  const value = declaration?.childForFieldName('value');
  const isName = value?.type === 'identifier';
  return (
    /^:\s*string$/.test(declaration?.childForFieldName('type')?.text ?? '') ||
    (value !== null && value !== undefined && !isName && isString(value))
  );
}

function isDeclaredAsArray(declaration: Node | undefined): boolean {
  return (
    arrayType.test(declaration?.childForFieldName('type')?.text ?? '') ||
    declaration?.childForFieldName('value')?.type === 'array'
  );
}
