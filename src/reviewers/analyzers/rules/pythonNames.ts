import type { Node } from 'web-tree-sitter';
import { groupBy } from '../../../core/groupBy';
import { all, enclosing, field, once } from './tree';

/** What gives a name its meaning: the definition, or the name itself where something is assigned to it. */
export interface Binding {
  readonly name: string;
  readonly node: Node;
  readonly scope: Node;
}

const scopes = ['module', 'function_definition', 'class_definition', 'lambda'];

/** What names of a file stand for: https://docs.python.org/3/reference/executionmodel.html#binding-of-names */
const binders: Readonly<Record<string, (node: Node) => readonly (Node | undefined | null)[]>> = {
  function_definition: (node) => [field(node, 'name')],
  class_definition: (node) => [field(node, 'name')],
  parameters: (node) => node.namedChildren.map(parameterOf),
  assignment: (node) => targetsIn(field(node, 'left')),
  augmented_assignment: (node) => targetsIn(field(node, 'left')),
  named_expression: (node) => [field(node, 'name')],
  for_statement: (node) => targetsIn(field(node, 'left')),
  as_pattern_target: (node) => targetsIn(node.firstNamedChild),
  case_pattern: (node) => all(node, 'identifier'),
  delete_statement: (node) => targetsIn(node.firstNamedChild),
  import_statement: importedBy,
  import_from_statement: importedBy,
  type_alias_statement: (node) => all(node, 'identifier').slice(0, 1),
  global_statement: (node) => node.namedChildren,
  nonlocal_statement: (node) => node.namedChildren,
};

/** Whether anything in the file gives the name a meaning. */
export function isBound({ tree: { rootNode: root } }: Node, name: string): boolean {
  return once(root, 'bound names', () => new Set(allBindings(root).map(({ name }) => name))).has(name);
}

/**
 * What binds the name that stands in a statement: all bindings of the nearest scope that has any. A class is no scope
 * for the functions in it.
 */
export function bindingsAt(statement: Node, name: string): readonly Binding[] {
  const root = statement.tree.rootNode;
  const byScope = once(root, 'bindings by scope', () => groupBy(allBindings(root), keyOf));
  let scope = scopeAround(statement);
  for (let isNearest = true; scope; isNearest = false) {
    const bindings = scope.type !== 'class_definition' || isNearest ? byScope.get(keyOf({ name, scope })) : undefined;
    if (bindings) {
      return bindings;
    }
    scope = scopeAround(scope);
  }
  return [];
}

/** To find a node's parent takes longer the deeper it lies: everything in a scope asks what is around that. */
function scopeAround(node: Node): Node | undefined {
  return once(node, 'scope around', () => enclosing(node, ...scopes));
}

function keyOf({ name, scope }: Pick<Binding, 'name' | 'scope'>): string {
  return `${scope.id} ${name}`;
}

function allBindings(root: Node): readonly Binding[] {
  return once(root, 'bindings', () => all(root, ...Object.keys(binders)).flatMap(bindingsBy));
}

function bindingsBy(node: Node): Binding[] {
  const scope = scopeAround(node);
  const root = node.tree.rootNode;
  return (binders[node.type]?.(node) ?? []).flatMap((bound) => {
    const name = bound?.text;
    if (name === undefined || !scope) {
      return [];
    }
    const binding = { name, scope, node: node.type === 'function_definition' ? node : (bound ?? node) };
    return node.type === 'global_statement' ? [binding, { ...binding, scope: root }] : [binding];
  });
}

const nested =
  /^(?:pattern_list|tuple_pattern|list_pattern|list_splat_pattern|expression_list|tuple|list|parenthesized_expression)$/;

/** The names in what is assigned to; elements and attributes are none. */
function targetsIn(target: Node | undefined | null): Node[] {
  if (target?.type === 'identifier') {
    return [target];
  }
  return target && nested.test(target.type) ? target.namedChildren.flatMap(targetsIn) : [];
}

function parameterOf(parameter: Node | null): Node | undefined | null {
  return parameter?.type === 'identifier'
    ? parameter
    : (field(parameter ?? undefined, 'name') ?? (parameter ? all(parameter, 'identifier')[0] : undefined));
}

function importedBy(statement: Node): (Node | undefined | null)[] {
  return statement
    .childrenForFieldName('name')
    .map((imported) => field(imported ?? undefined, 'alias') ?? imported?.firstNamedChild);
}
