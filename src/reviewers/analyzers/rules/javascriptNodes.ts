import type { Node } from 'web-tree-sitter';
import { occurrences } from './tree';

/*
 * What a pattern cannot say about JavaScript and TypeScript: what a name stands for, as far as the file itself tells. The
 * types of nodes are those of tree-sitter-javascript and tree-sitter-typescript.
 */

const functionTypes = new Set([
  ...['function_declaration', 'function_expression', 'arrow_function', 'method_definition'],
  ...['generator_function_declaration', 'generator_function'],
]);

/** The innermost function that a node stands in. */
export function enclosingFunction(node: Node): Node | undefined {
  return ancestor(node, ({ type }) => functionTypes.has(type));
}

export function ancestor(node: Node, isWanted: (node: Node) => boolean): Node | undefined {
  for (let above = node.parent; above; above = above.parent) {
    if (isWanted(above)) {
      return above;
    }
  }
  return undefined;
}

export function isAsync(node: Node | null | undefined): boolean {
  return node?.children.some((child) => child?.type === 'async') ?? false;
}

/** Whether a call is one of an async function of this file, by its name or as a method of the same object. */
export function isPromise(call: Node): boolean {
  const called = functionsCalled(call);
  return called.length > 0 && called.every(isAsyncFunction);
}

/** Whether a called function of this file catches whatever it waits for, and throws nothing but into a catch of its own. */
export function neverRejects(call: Node): boolean {
  return neverRejectsWithin(call, deepestCall);
}

/** Calls in calls: whoever wraps one function in another seldom does it more often. */
const deepestCall = 3;

function neverRejectsWithin(call: Node, depth: number): boolean {
  const called = depth === 0 ? [] : functionsCalled(call);
  return called.length > 0 && called.every((one) => isAllCaught(one, depth));
}

function isAllCaught(called: Node, depth: number): boolean {
  const waits = nodesIn(called, 'await_expression').filter((wait) => !isLeftToTimer(wait, called));
  const throws = nodesIn(called, 'throw_statement').filter((thrown) => !isLeftToTimer(thrown, called));
  return (
    waits.length > 0 &&
    [...waits, ...throws].every(
      (node) =>
        isInCaughtBlock(node) ||
        isOfCallbacks(node) ||
        (node.type === 'await_expression' &&
          node.firstNamedChild !== null &&
          neverRejectsWithin(node.firstNamedChild, depth - 1)),
    )
  );
}

/** Whether a function catches whatever it waits for, and throws nothing but into a catch of its own. */
export function catchesInside(called: Node): boolean {
  return isAllCaught(called, deepestCall);
}

/** Whether a called function of this file does nothing that may fail but in a try statement with a catch clause. */
export function catchesAll(call: Node): boolean {
  const called = functionsCalled(call);
  return (
    called.length > 0 && called.every((one) => one.childForFieldName('body')?.namedChildren.every(isSafe) ?? false)
  );
}

function isSafe(statement: Node | null): boolean {
  return statement?.type === 'try_statement'
    ? statement.childForFieldName('handler') !== null
    : statement?.descendantsOfType(['call_expression', 'new_expression', 'throw_statement', 'await_expression'])
        .length === 0;
}

/** In an async function of its own that nothing waits for, such as a timer's. */
function isLeftToTimer(node: Node, called: Node): boolean {
  for (let around = enclosingFunction(node); around && around.id !== called.id; around = enclosingFunction(around)) {
    const wait = ancestor(around, ({ id, type }) => id === called.id || type === 'await_expression');
    if (isAsync(around) && wait?.type !== 'await_expression') {
      return true;
    }
  }
  return false;
}

/** Waits for the callbacks that stand in it, `Promise.all(list.map(async …))`, and so for nothing that they do not. */
function isOfCallbacks(wait: Node): boolean {
  const callbacks = ['arrow_function', 'function_expression'].flatMap((type) => nodesIn(wait, type));
  return /^await\s+Promise\.all(?:Settled)?\(/.test(wait.text) && callbacks.some(isAsync);
}

/** Whether the same call stands in a function that cannot wait for it, so that nobody needs its end. */
export function isLeftToItselfElsewhere(call: Node): boolean {
  const callee = call.childForFieldName('function');
  const others = callee ? occurrences(call.tree.rootNode, callee).filter(({ id }) => id !== callee.id) : [];
  return others.some(({ parent }) => {
    const around = parent?.type === 'call_expression' ? enclosingFunction(parent) : undefined;
    return parent?.parent?.type === 'expression_statement' && around !== undefined && !isAsync(around);
  });
}

/** Whether the innermost try statement of its function has it in the part that the catch clause is for. */
export function isInCaughtBlock(node: Node): boolean {
  return handlerFor(node) !== undefined;
}

/** Whether a catch clause does nothing but throw again, be it in other words. */
export function rethrows(handler: Node): boolean {
  const body = handler.childForFieldName('body');
  return body !== null && (onlyThrows(body) || passesOn(body, handler.childForFieldName('parameter')));
}

/** Whether what was caught goes on to the caller in the end, as it is. */
function passesOn(body: Node, caught: Node | null): boolean {
  const last = body.namedChildren.findLast((one) => one?.type !== 'comment');
  return caught !== null && last?.type === 'throw_statement' && last.firstNamedChild?.text === caught.text;
}

function onlyThrows(statement: Node): boolean {
  const inside = statement.namedChildren.filter((one) => one !== null && one.type !== 'comment') as Node[];
  switch (statement.type) {
    case 'throw_statement':
      return true;
    case 'statement_block':
    case 'else_clause':
      return inside.length === 1 && inside.every(onlyThrows);
    case 'if_statement':
      return inside.slice(1).every(onlyThrows);
    default:
      return false;
  }
}

/** The catch clause of the innermost try statement of its function, if it stands in the part that the clause is for. */
export function handlerFor(node: Node): Node | undefined {
  const end = enclosingFunction(node)?.id;
  for (let below = node, above = node.parent; above && above.id !== end; below = above, above = above.parent) {
    if (above.type === 'try_statement') {
      return above.childForFieldName('body')?.id === below.id
        ? (above.childForFieldName('handler') ?? undefined)
        : undefined;
    }
  }
  return undefined;
}

/** The functions of this file that a call may call: that of its name, or the methods of the same object. */
function functionsCalled(call: Node): readonly Node[] {
  const callee = call.type === 'call_expression' ? call.childForFieldName('function') : null;
  const name = callee?.childForFieldName('property')?.text;
  const isOwn = callee?.type === 'member_expression' && callee.childForFieldName('object')?.type === 'this';
  const declared =
    callee?.type === 'identifier'
      ? [declarationOf(callee)]
      : isOwn
        ? membersOf(call).filter((member) => member.type === 'method_definition' && nameOf(member) === name)
        : [];
  return declared.flatMap((one) => (one?.type === 'variable_declarator' ? one.childForFieldName('value') : one) ?? []);
}

/** Generators give no promise. */
function isAsyncFunction(value: Node): boolean {
  return functionTypes.has(value.type) && isAsync(value) && !value.children.some((child) => child?.type === '*');
}

const conditional = new Set(['if_statement', 'while_statement', 'do_statement', 'ternary_expression']);

/** Whether it alone, or with others, decides which way the program goes. */
export function isCondition(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case 'parenthesized_expression':
      return isCondition(parent);
    case 'unary_expression':
      return parent.childForFieldName('operator')?.type === '!' && isCondition(parent);
    case 'binary_expression':
      return ['&&', '||'].includes(parent.childForFieldName('operator')?.type ?? '') && isCondition(parent);
    default:
      return conditional.has(parent?.type ?? '') && parent?.childForFieldName('condition')?.id === node.id;
  }
}

/** The members of the class that a node stands in. */
export function membersOf(node: Node): Node[] {
  const body = ancestor(node, ({ type }) => type === 'class_body');
  return body?.namedChildren.filter((child) => child !== null) ?? [];
}

export function nameOf(node: Node): string | undefined {
  return node.childForFieldName('name')?.text;
}

/** Where a name is declared: a function, a variable's declarator, or a parameter. Undefined if that is not in this file. */
export function declarationOf(identifier: Node): Node | undefined {
  const name = identifier.text;
  for (let scope = identifier.parent; scope; scope = scope.parent) {
    const found = functionTypes.has(scope.type) ? parameterNamed(scope, name) : declaredIn(scope, name);
    if (found) {
      return found;
    }
  }
  return undefined;
}

function parameterNamed(scope: Node, name: string): Node | undefined {
  const single = scope.childForFieldName('parameter');
  if (single?.text === name) {
    return single;
  }
  const parameters = scope.childForFieldName('parameters')?.namedChildren ?? [];
  return (
    parameters.find((parameter) =>
      new RegExp(`^[^=:]*(?<![\\w$])${escaped(name)}(?![\\w$])`).test(parameter?.text ?? ''),
    ) ?? undefined
  );
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}

function declaredIn(scope: Node, name: string): Node | undefined {
  if (scope.type !== 'program' && scope.type !== 'statement_block' && scope.type !== 'for_statement') {
    return undefined;
  }
  for (const statement of scope.namedChildren) {
    const declaration = statement?.type === 'export_statement' ? statement.childForFieldName('declaration') : statement;
    const declared = declaration?.type.endsWith('function_declaration')
      ? [declaration]
      : (declaration?.namedChildren.filter((child) => child?.type === 'variable_declarator') ?? []);
    const found = declared.find((one) => one && nameOf(one) === name);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** All nodes of a type below a node, the node itself included. */
export function nodesIn(node: Node, type: string): Node[] {
  return node.descendantsOfType(type).filter((found) => found !== null);
}

/** The arguments of a call, without comments. */
export function argumentsOf(call: Node): Node[] {
  const all = call.childForFieldName('arguments')?.namedChildren ?? [];
  return all.filter((argument) => argument !== null && argument.type !== 'comment') as Node[];
}

/** The statement, declaration or property that a node is a part of, the innermost one. */
export function statementOf(node: Node): Node | undefined {
  let statement: Node | null = node;
  while (statement && !/_statement$|_declaration$|^pair$/.test(statement.type)) {
    statement = statement.parent;
  }
  return statement ?? undefined;
}
