import type { Node } from 'web-tree-sitter';
import { functionAround, statementAround, variableAt } from './cTree';
import { argumentsOf, enclosing, field, following, occurrences } from './tree';

/** What happens to a value of C++ after it was moved from. */

export function isUsedAfterMove(move: Node): boolean {
  const [value] = argumentsOf(move);
  const statement = statementAround(move);
  const around = functionAround(move);
  const isPlain = /^(?:expression_statement|declaration)$/.test(statement?.type ?? '');
  const variable = value && variableAt(move, value.text);
  const isOwn = variable && around && functionAround(variable.declaration)?.id === around.id && !variable.isReference;
  // A part of the type may be known to be the same after a move: numbers, views.
  if (!value || !statement || !isPlain || !isOwn || enclosing(move, 'lambda_capture_initializer')) {
    return false;
  }
  if (
    occurrences(statement, value).length !== 1 ||
    enclosing(move, 'conditional_expression', 'compound_statement')?.type === 'conditional_expression'
  ) {
    return false;
  }
  for (const next of following(statement)) {
    const uses = occurrences(next, value);
    const isSimple = /^(?:expression_statement|declaration|return_statement)$/.test(next.type);
    if (uses.length > 0) {
      return isSimple && uses.every(isRead);
    }
    if (/^(?:return|break|continue|goto|case|labeled|throw|preproc)/.test(next.type)) {
      return false;
    }
  }
  return false;
}

/** It is read, and not asked for what holds after a move, given another value, or only named. */
function isRead(use: Node): boolean {
  const { parent } = use;
  switch (parent?.type) {
    case 'field_expression':
      return (
        /^(?:size|length|at|front|back|begin|end|data|c_str|substr|find|count)$/.test(
          field(parent, 'field')?.text ?? '',
        ) ||
        (parent.text.includes('->') && parent.parent?.type === 'call_expression')
      );
    case 'subscript_expression':
    case 'pointer_expression':
      return !parent.text.startsWith('&');
    case 'binary_expression':
      return field(parent, 'operator')?.text === '+' || field(parent, 'right')?.id === use.id;
    default:
      return false;
  }
}
