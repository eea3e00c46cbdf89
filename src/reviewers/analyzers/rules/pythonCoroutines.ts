import type { Node } from 'web-tree-sitter';
import { type Binding, bindingsAt } from './pythonNames';
import type { Rule } from './rule';
import { all, calleeOf, enclosing, field, once } from './tree';

export const coroutineNotAwaited: Rule = {
  id: 'coroutine-not-awaited',
  title: 'Coroutine is never awaited',
  explanation: 'Calling an async function only creates a coroutine: without await none of it runs.',
  severity: 'error',
  category: 'bug',
  confidence: 'high',
  mention: /\basync\s+def\b/,
  rule: { kind: 'expression_statement', has: { kind: 'call' } },
  where: (statement) => {
    const callee = calleeOf(statement.firstNamedChild ?? undefined);
    const [, method] = /^self\.(\w+)$/.exec(callee) ?? [];
    return method === undefined ? areCoroutines(bindingsAt(statement, callee)) : isOwnCoroutine(statement, method);
  },
  link: 'https://docs.python.org/3/library/asyncio-dev.html#detect-never-awaited-coroutines',
};

/** Each of them is: what a condition, a loop or an import puts in its place besides may be anything. */
function areCoroutines(bindings: readonly Binding[]): boolean {
  const [first] = bindings;
  return first !== undefined && once(first.scope, `coroutines ${first.name}`, () => bindings.every(isCoroutine));
}

/** An async function as it stands: a decorator can make anything of it, and one with yield is a generator. */
function isCoroutine({ node }: Binding): boolean {
  return (
    node.type === 'function_definition' &&
    node.firstChild?.type === 'async' &&
    node.parent?.type !== 'decorated_definition' &&
    all(node, 'yield').length === 0
  );
}

/** A method of the class around, in one of its own methods. */
function isOwnCoroutine(statement: Node, name: string): boolean {
  const around = enclosing(statement, 'class_definition');
  const inBody = field(around, 'body')?.firstNamedChild;
  const [self] = bindingsAt(statement, 'self');
  if (!around || !inBody || !self || enclosing(self.scope, 'class_definition')?.id !== around.id) {
    return false;
  }
  const methods = bindingsAt(inBody, name);
  return (
    methods[0]?.scope.id === around.id && areCoroutines(methods) && !assignedAttributes(around).has(`self.${name}`)
  );
}

function assignedAttributes(around: Node): ReadonlySet<string | undefined> {
  return once(
    around,
    'assigned attributes',
    () => new Set(all(around, 'assignment').map((assigned) => field(assigned, 'left')?.text)),
  );
}
