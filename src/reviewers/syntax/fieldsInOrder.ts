import type { Node } from 'web-tree-sitter';

const declarators = /^(?:pointer|reference|array|attributed)_declarator$/;

/**
 * Whether a member of a class or structure is among the values that one is built from in their order: data of its own in C
 * and C++; in Python what has a type and is no variable of the class, or is made by `attr.ib`.
 */
export function isBuiltFrom(member: Node): boolean {
  switch (member.type) {
    case 'field_declaration':
      return !isFunction(member) && !/^static\b/.test(member.text);
    case 'assignment': {
      const type = member.childForFieldName('type')?.text;
      const made = /^attrs?\.(?:ib|attrib|field)\b|^attrib\(/;
      return type === undefined ? made.test(member.childForFieldName('right')?.text ?? '') : !/\bClassVar\b/.test(type);
    }
    default:
      return false;
  }
}

/** Not a pointer to one. */
function isFunction(member: Node): boolean {
  let declarator = member.childForFieldName('declarator');
  while (declarator && declarators.test(declarator.type)) {
    declarator = declarator.childForFieldName('declarator') ?? declarator.lastNamedChild;
  }
  const inner = declarator?.childForFieldName('declarator');
  return declarator?.type === 'function_declarator' && inner?.type !== 'parenthesized_declarator';
}
