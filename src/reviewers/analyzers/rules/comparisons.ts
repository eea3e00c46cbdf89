import type { Node } from 'web-tree-sitter';
import { all, field } from './tree';

/** Conditions that languages with the operators of C have in common. */

/** Both sides are the same name or field, and asking twice gives the same: no call, no step, nothing that may be NaN. */
export function sameOperands(comparison: Node): boolean {
  const [left, right] = [field(comparison, 'left'), field(comparison, 'right')];
  const operator = field(comparison, 'operator')?.text ?? '';
  if (!left || !right || left.text !== right.text || left.type !== right.type) {
    return false;
  }
  // A value that is not equal to itself is NaN; a variable may be asked that.
  const mayAskForNaN =
    /^(?:[=!]=|[<>]=?|-)$/.test(operator) &&
    (!/^(?:field_expression|selector_expression)$/.test(left.type) || left.text.includes('['));
  return (
    !mayAskForNaN &&
    /^(?:identifier|field_expression|selector_expression|subscript_expression|index_expression|parenthesized_expression|binary_expression)$/.test(
      left.type,
    ) &&
    all(left, 'call_expression', 'update_expression', 'assignment_expression').length === 0
  );
}

/** `x != 1 || x != 2`, and `x == 1 && x == 2`. */
export function contradicts(condition: Node, literal: RegExp): boolean {
  const comparison = field(condition, 'operator')?.text === '||' ? '!=' : '==';
  const right = comparisonOf(field(condition, 'right'));
  const left = lastOf(field(condition, 'left'), field(condition, 'operator')?.text ?? '').map(comparisonOf);
  return left.some(
    (one) =>
      one?.operator === comparison &&
      right?.operator === comparison &&
      one.value === right.value &&
      one.literal !== right.literal &&
      literal.test(one.kind) &&
      one.kind === right.kind &&
      !isChangedBetween(condition, one.end, right.start),
  );
}

/** Whether anything is done between two places of a condition: a call may have the address of the value, or be its owner's. */
function isChangedBetween(condition: Node, start: number, end: number): boolean {
  return all(condition, 'call_expression', 'update_expression', 'assignment_expression').some(
    ({ startIndex, endIndex }) => startIndex >= start && endIndex <= end,
  );
}

/** The operands of `a || b || c`, without parentheses. */
function lastOf(node: Node | undefined, operator: string): Node[] {
  if (node?.type === 'binary_expression' && field(node, 'operator')?.text === operator) {
    return [...lastOf(field(node, 'left'), operator), ...lastOf(field(node, 'right'), operator)];
  }
  return node ? [node] : [];
}

function comparisonOf(node: Node | undefined) {
  const inner = node?.type === 'parenthesized_expression' ? (node.namedChild(0) ?? undefined) : node;
  const [value, literal] = [field(inner, 'left'), field(inner, 'right')];
  if (
    !inner ||
    !value ||
    !literal ||
    all(value, 'call_expression', 'update_expression', 'assignment_expression').length > 0
  ) {
    return undefined;
  }
  return {
    value: value.text,
    literal: literal.text,
    kind: literal.type,
    operator: field(inner, 'operator')?.text,
    start: inner.startIndex,
    end: inner.endIndex,
  };
}
