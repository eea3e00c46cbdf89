import type { Node } from 'web-tree-sitter';
import { functionAround, isAssigned, statementAround } from './cTree';
import { all, argumentsOf, calleeOf, enclosing, field, following, isInside, occurrences } from './tree';

/** What happens to memory of C or C++ after it was given back. */

/** The next use of freed memory, as long as each statement runs after the call for sure. */
export function useAfterFree(free: Node): Node | undefined {
  const [pointer] = argumentsOf(free);
  const statement = statementAround(free);
  if (!pointer || statement?.type !== 'expression_statement' || free.parent?.id !== statement.id || !isPlace(pointer)) {
    return undefined;
  }
  for (const next of [...following(statement), ...loopUpdate(statement)]) {
    const uses = occurrences(next, pointer);
    if (isUnclear(next, pointer, uses)) {
      return undefined;
    }
    const use = uses.find((one) => !isAssigned(one));
    if (use) {
      return use;
    }
    if (uses.length > 0 || /^(?:return|break|continue|goto|case|labeled|preproc)/.test(next.type)) {
      return undefined;
    }
  }
  return undefined;
}

/** It may have got another value before it is used, or is not used at all: compared, named, or given to a macro. */
function isUnclear(next: Node, pointer: Node, uses: readonly Node[]): boolean {
  const isSimple = /^(?:expression_statement|declaration|return_statement|assignment_expression)$/.test(next.type);
  return (
    uses.some(
      (use) =>
        isDeclared(use) ||
        isMentioned(use, next) ||
        isSized(use, next) ||
        isTakenAddressOf(use) ||
        (!isSimple && isAssigned(use)),
    ) ||
    basesOf(pointer).some((base) => occurrences(next, base).some((use) => isAssigned(use) || isTakenAddressOf(use))) ||
    uses.some((use) =>
      all(next, 'call_expression').some((call) => macroName.test(calleeOf(call)) && isInside(use, call)),
    )
  );
}

/** `CHECK`, and FreeRTOS's way: `traceFREE`, `configASSERT`. */
const macroName = /^[A-Z0-9_]+$|^[a-z]+[A-Z0-9_]{3,}$|^trace[A-Z_]/;

/** Another variable of the name, in a block within: `char *name = next();`. */
function isDeclared({ id, parent }: Node): boolean {
  return parent !== null && /declarat(?:or|ion)$/.test(parent.type) && field(parent, 'declarator')?.id === id;
}

/** Its type is asked for, and nothing is read: `p = malloc(sizeof(*p))`. */
function isSized(use: Node, statement: Node): boolean {
  return all(statement, 'sizeof_expression', 'alignof_expression', 'decltype').some((asked) => isInside(use, asked));
}

/** A name or a field of one: what cannot be another thing the next time. */
function isPlace(node: Node): boolean {
  return (
    /^(?:identifier|field_expression)$/.test(node.type) &&
    all(node, 'call_expression', 'subscript_expression').length === 0
  );
}

/** For `a->b.c`: `a->b` and `a`. */
function basesOf(node: Node): Node[] {
  const base = field(node, 'argument');
  return base ? [base, ...basesOf(base)] : [];
}

/** The update of a for loop, when the statement is the last that runs in each round. */
function loopUpdate(statement: Node): Node[] {
  const loop = statement.parent?.parent;
  const isBody = loop?.type === 'for_statement' && field(loop, 'body')?.id === statement.parent?.id;
  const update = isBody && loop ? field(loop, 'update') : undefined;
  return update ? [update] : [];
}

/** Somebody may give it a new value through its address. */
function isTakenAddressOf({ parent }: Node): boolean {
  return (
    /^(?:pointer_expression|update_expression|sizeof_expression|unary_expression)$/.test(parent?.type ?? '') &&
    !parent?.text.startsWith('*')
  );
}

/** Not read, only compared or named: `assert(p != old)`, `(void)p`, a message with the address. */
function isMentioned(use: Node, statement: Node): boolean {
  return (
    /^(?:binary_expression|cast_expression)$/.test(use.parent?.type ?? '') ||
    (statement.type === 'declaration' &&
      use.parent?.type === 'init_declarator' &&
      field(use.parent, 'declarator')?.id === use.id)
  );
}

export function isFreeing(use: Node): boolean {
  const around = use.parent?.parent;
  return around?.type === 'call_expression' && calleeOf(around) === 'free';
}

/** `free(p); goto out;` where `out:` frees it again. */
export function isFreedAtLabel(free: Node): boolean {
  const [pointer] = argumentsOf(free);
  const statement = statementAround(free);
  const [next] = statement ? following(statement) : [];
  const around = functionAround(free);
  if (!pointer || !isPlace(pointer) || next?.type !== 'goto_statement' || !around) {
    return false;
  }
  const name = field(next, 'label')?.text;
  const label = all(around, 'labeled_statement').find((labeled) => field(labeled, 'label')?.text === name);
  if (!label) {
    return false;
  }
  for (const after of [label, ...following(label)]) {
    const [use] = occurrences(after, pointer);
    if (use) {
      return (
        isFreeing(use) &&
        enclosing(use, 'if_statement', 'labeled_statement', 'compound_statement')?.type !== 'if_statement'
      );
    }
    if (after.type === 'labeled_statement' && after.id !== label.id) {
    }
  }
  return false;
}
