import type { Node } from 'web-tree-sitter';
import { functionAround, statementAround, targetOf, variableAt } from './cTree';
import { all, calleeOf, enclosing, field, isBehind, isInside, occurrences } from './tree';

/** What is opened or allocated and not given back on every way out of a function of C or C++. */

const releases = /^(?:std::)?(?:free|fclose|closedir|pclose)$/;
/** What looks at a pointer and does not keep it. */
const lookers =
  /^(?:std::)?(?:f(?:read|write|gets|getc|puts|putc|printf|scanf|seek|tell|flush|eof|error|ileno)|[gp]etc|putc|getline|readdir|rewind|setvbuf|mem(?:cpy|set|move|cmp|chr)|str(?:len|n?cpy|n?cat|n?cmp|r?chr|str|tol|toul|casecmp)|v?s?n?printf|read|write|recv|send|puts|perror)$/;

/** A return between where something is opened and where the same function closes it. */
export function leakingReturn(open: Node): Node | undefined {
  const target = targetOf(open);
  const around = functionAround(open);
  const statement = statementAround(open);
  if (target?.type !== 'identifier' || !around || !statement || isInCondition(open, statement)) {
    return undefined;
  }
  const uses = occurrences(around, target).filter((use) => isBehind(use, open));
  const releasing = uses.filter(
    (use) => use.parent?.type === 'argument_list' && releases.test(calleeOf(use.parent.parent ?? undefined)),
  );
  const isKept = uses.some((use) => !releasing.includes(use) && !isLookedAt(use));
  const last = releasing.at(-1);
  if (isKept || !last || statementAround(last)?.parent?.id !== statement.parent?.id) {
    return undefined;
  }
  const variable = variableAt(open.parent ?? open, target.text) ?? variableAt(target, target.text);
  if (variable?.isStatic) {
    return undefined;
  }
  return all(around, 'return_statement').find(
    (leave) =>
      isBehind(leave, statement) &&
      isBehind(last, leave) &&
      occurrences(leave, target).length === 0 &&
      isInside(leave, statement.parent ?? statement) &&
      !isReleasedBefore(leave, releasing, statement) &&
      !isWithout(leave, target, statement),
  );
}

/** Opened and asked for at once; the preprocessor may hide from the tree that it is the condition of a statement. */
function isInCondition(open: Node, statement: Node): boolean {
  return (
    statement.type === 'if_statement' ||
    (targetOf(open)?.parent?.parent?.type === 'parenthesized_expression' &&
      enclosing(open, 'binary_expression') !== undefined)
  );
}

function isLookedAt(use: Node): boolean {
  const { parent } = use;
  switch (parent?.type) {
    case 'argument_list':
      return lookers.test(calleeOf(parent.parent ?? undefined));
    case 'subscript_expression':
      return field(parent, 'argument')?.id === use.id;
    case 'pointer_expression':
      return parent.text.startsWith('*');
    case 'field_expression':
    case 'parenthesized_expression':
      return parent.type === 'field_expression' || /^(?:if|while|do)_statement$/.test(parent.parent?.type ?? '');
    case 'unary_expression':
      return true;
    case 'binary_expression':
      return /^(?:[=!]=|&&|\|\|)$/.test(field(parent, 'operator')?.text ?? '');
    default:
      return false;
  }
}

/** Every way to this return closes it: a release stands before it, in its block or in one around. */
function isReleasedBefore(leave: Node, releasing: readonly Node[], opened: Node): boolean {
  return releasing.some((release) => {
    const block = blockOfRelease(release);
    return block && isBehind(leave, release) && isInside(leave, block) && isBehind(release, opened);
  });
}

/** The block that a release holds for: where `if (fp != NULL) { …; fclose(fp); }` stands, nothing is open behind it. */
function blockOfRelease(release: Node): Node | undefined {
  const block = statementAround(release)?.parent ?? undefined;
  const branch = block?.parent;
  const condition = branch?.type === 'if_statement' ? field(branch, 'condition') : undefined;
  const isWithIt = condition && field(branch ?? undefined, 'consequence')?.id === block?.id;
  return isWithIt && occurrences(condition, release).some(isAsked)
    ? (statementAround(branch as Node)?.parent ?? undefined)
    : block;
}

/** It is in the branch that runs when there was nothing to open. */
function isWithout(leave: Node, target: Node, opened: Node): boolean {
  for (
    let around = enclosing(leave, 'if_statement');
    around && isBehind(around, opened);
    around = enclosing(around, 'if_statement')
  ) {
    const condition = field(around, 'condition');
    if (condition && occurrences(condition, target).some(isAsked)) {
      return true;
    }
  }
  return false;
}

/** The pointer itself is asked for, and not what a function says about it. */
function isAsked({ parent }: Node): boolean {
  return /^(?:unary_expression|binary_expression|parenthesized_expression|condition_clause|assignment_expression)$/.test(
    parent?.type ?? '',
  );
}
