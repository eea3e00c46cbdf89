import type { Rule, Scope, SourceCode } from 'eslint';
import type { TextEdit } from '../../core/types';

/**
 * An edit of our own for what a rule of ESLint's reports, where ESLint has none: what the program does stays the same by
 * how it is made. Undefined where that cannot be told, or where a comment would go with it.
 *
 * @param start where the rule reports
 */
export type OwnEdit = (source: SourceCode, start: number) => TextEdit | undefined;

type Node = Rule.Node;
type Kind<Type extends Node['type']> = Extract<Node, { type: Type }>;

/** Modules of Node.js that do nothing when they are loaded. https://nodejs.org/api/modules.html#built-in-modules */
const builtin =
  /^(?:node:)?(?:assert|buffer|child_process|crypto|dgram|dns|events|fs|https?|net|os|path|querystring|readline|stream|string_decoder|tls|tty|url|util|v8|vm|zlib)(?:\/(?:promises|strict|posix|win32))?$/;

/** Takes a name away that nothing uses. What makes its value stays, unless that is a module which does nothing by itself. */
export const withoutUnusedName: OwnEdit = (source, start) => {
  const { parent } = nodeAt(source, start) ?? {};
  switch (parent?.type) {
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return kept(source, withoutSpecifier(source, parent));
    case 'VariableDeclarator':
      return kept(source, withoutVariable(source, parent));
    default:
      return undefined;
  }
};

type Specifier = Kind<'ImportDeclaration'>['specifiers'][number];

function withoutSpecifier(source: SourceCode, specifier: Node): TextEdit | undefined {
  const declaration = specifier.parent as Kind<'ImportDeclaration'>;
  const { specifiers } = declaration;
  const at = specifiers.findIndex(({ range }) => range?.[0] === specifier.range?.[0]);
  const isUnused = (one: Specifier | undefined) =>
    one !== undefined &&
    source.scopeManager.getDeclaredVariables(one).every(({ references }) => references.length === 0);
  if (specifiers.every(isUnused)) {
    // To load another module does something, which may be why it is imported.
    return at === 0 && builtin.test(`${declaration.source.value}`) ? withoutStatement(source, declaration) : undefined;
  }
  const named = specifiers.filter(({ type }) => type === 'ImportSpecifier');
  if (specifier.type !== 'ImportSpecifier' || named.every(isUnused)) {
    // Of `one, { other }` and `one, * as other`, which are two.
    const [first, second] = [specifiers[0], specifiers[1]];
    const next = second && source.getTokenAfter(first as never, 1);
    const behind = second && source.getTokenBefore(declaration.source, (token) => token.value === 'from');
    const last = behind && source.getTokenBefore(behind);
    const isTwo = specifiers.length === 2 && first?.type === 'ImportDefaultSpecifier';
    if (!isTwo || !next || !last) {
      return undefined;
    }
    return at === 0 ? removed(startOf(first), next.range[0]) : removed(endOf(first), last.range[1]);
  }
  // With what follows, up to the next, or else with what stands before it: so edits of neighbours touch and never overlap.
  const [before, after] = [specifiers[at - 1], specifiers[at + 1]];
  return after && !specifiers.slice(at + 1).every(isUnused)
    ? removed(startOf(specifier), startOf(after))
    : before?.type === 'ImportSpecifier'
      ? removed(endOf(before), endOf(specifier))
      : undefined;
}

/** Where names are looked up while the program runs, nobody knows which are used. */
const looksNamesUp = /\b(?:eval|with)\s*\(/;

function withoutVariable(source: SourceCode, declarator: Kind<'VariableDeclarator'>): TextEdit | undefined {
  const declaration = declarator.parent as Kind<'VariableDeclaration'>;
  const { init, id } = declarator;
  const [variable] = source.scopeManager.getDeclaredVariables(declarator as never);
  const isAlone =
    declaration.declarations.length === 1 &&
    id.type === 'Identifier' &&
    ['const', 'let', 'var'].includes(declaration.kind) &&
    isInBlock(declaration) &&
    variable?.defs.length === 1 &&
    variable.references.length === 1;
  if (!isAlone || !init || looksNamesUp.test(source.text)) {
    return undefined;
  }
  const call = init.type === 'AwaitExpression' ? init.argument : init;
  const module = moduleOf(source, init);
  if (module !== undefined) {
    return builtin.test(module) ? withoutStatement(source, declaration) : undefined;
  }
  // What begins otherwise may belong to the line before it.
  const isJoined = !/^(?!(?:async|function|class|let)\b)[\w$]/.test(source.getText(init as never));
  return call.type === 'CallExpression' && !isJoined ? removed(startOf(declaration), startOf(init)) : undefined;
}

/** What `require` loads; undefined for other calls. The `require` of some loaders is a parameter, and loads what it likes. */
function moduleOf(source: SourceCode, init: unknown): string | undefined {
  const call = init as Kind<'CallExpression'>;
  if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier' || call.callee.name !== 'require') {
    return undefined;
  }
  const [argument] = call.arguments;
  const isOwn = variableNamed('require', source.getScope(call as never))?.defs.length;
  return argument?.type === 'Literal' && call.arguments.length === 1 && !isOwn ? `${argument.value}` : '';
}

function variableNamed(name: string, scope: Scope.Scope | null): Scope.Variable | undefined {
  for (let within = scope; within; within = within.upper) {
    const variable = within.set.get(name);
    if (variable) {
      return variable;
    }
  }
  return undefined;
}

/** Takes a clause away that throws again what it caught: with its `try`, unless there is a `finally`. */
export const withoutRethrow: OwnEdit = (source, start) => {
  const node = nodeAt(source, start);
  if (node?.type === 'CatchClause') {
    const { block } = node.parent as Kind<'TryStatement'>;
    return kept(source, removed(endOf(block), endOf(node)));
  }
  if (node?.type !== 'TryStatement' || !node.handler || node.finalizer || !isInBlock(node)) {
    return undefined;
  }
  const { block, handler } = node;
  const [before, first, last, after] = [
    source.getTokenBefore(node),
    source.getTokenAfter(source.getFirstToken(block) as never),
    source.getTokenBefore(source.getLastToken(block) as never),
    source.getTokenAfter(node),
  ];
  const isEmpty = block.body.length === 0 || !first || !last;
  const isJoined =
    !isEmpty &&
    ((continues.test(first.value) && before?.value !== ';') ||
      (after && continues.test(after.value) && last.value !== ';'));
  if (
    isEmpty ||
    isJoined ||
    isDirective(block.body[0]) ||
    namesClash(source, node) ||
    commentsIn(source, endOf(block), endOf(handler))
  ) {
    return undefined;
  }
  return { start: startOf(node), end: endOf(node), newText: unwrapped(source, node) };
};

/** Whether a name of the block's own is one of those around it as well, of which it would then be the same. */
function namesClash(source: SourceCode, { block, parent }: Kind<'TryStatement'>): boolean {
  const [from, to] = [startOf(block), endOf(block)];
  const around = source.getText(parent as never);
  const offset = startOf(parent);
  const outside = around.slice(0, from - offset) + around.slice(to - offset);
  const own = source.scopeManager.acquire(block as never)?.variables ?? [];
  const isFunction = own.some(({ defs }) => defs.some(({ type }) => type === 'FunctionName'));
  const parameters = source.getScope(parent as never).variables.map(({ name }) => name);
  return (
    isFunction ||
    own.some(
      ({ name }) =>
        parameters.includes(name) || new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(outside),
    )
  );
}

/** What the block says, as far to the left as the `try` was; not the lines of a string, which say what they say. */
function unwrapped(source: SourceCode, node: Kind<'TryStatement'>): string {
  const { text } = source;
  const [start, end] = [startOf(node.block) + 1, endOf(node.block) - 1];
  const inStrings = source
    .getTokens(node.block)
    .filter(({ type, loc }) => loc.start.line < loc.end.line && type !== 'Punctuator')
    .map(({ range }) => range);
  const indentOf = (at: number) => /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))?.[0] ?? '';
  const outer = indentOf(startOf(node));
  const inner = indentOf(startOf(node.block.body[0] as Node));
  const body = text.slice(start, end).replace(/\n([ \t]*)/g, (whole, indent: string, at: number) => {
    const lineStart = start + at + 1;
    const isText = inStrings.some(([from, to]) => from < lineStart && lineStart <= to);
    return isText || !inner.startsWith(outer) || !indent.startsWith(inner)
      ? whole
      : `\n${outer}${indent.slice(inner.length)}`;
  });
  return body.trim();
}

/** What a statement may begin with and yet go on with the one before, where no semicolon is between them. */
const continues = /^(?:[([`/+*\-,.]|in\b|instanceof\b)/;

/** The statement with its line, where it stands alone there and nothing else comes to mean something else without it. */
function withoutStatement(source: SourceCode, statement: Node): TextEdit | undefined {
  const { text } = source;
  const [before, after] = [source.getTokenBefore(statement), source.getTokenAfter(statement)];
  const from = text.lastIndexOf('\n', startOf(statement) - 1) + 1;
  const lineEnd = text.indexOf('\n', endOf(statement));
  const to = lineEnd === -1 ? text.length : lineEnd + 1;
  const isAlone = text.slice(from, startOf(statement)).trim() === '' && text.slice(endOf(statement), to).trim() === '';
  const isJoined = before && after && before.value !== ';' && continues.test(after.value);
  const body = (statement.parent as Kind<'Program'>).body as readonly object[];
  const next = body[body.findIndex((one) => startOf(one) === startOf(statement)) + 1];
  return isAlone && isInBlock(statement) && !isJoined && !isDirective(next) ? removed(from, to) : undefined;
}

/** Text alone in a statement means something at the beginning of a function or file: `'use strict'`. */
function isDirective(statement: unknown): boolean {
  const { type, expression } = (statement ?? {}) as Partial<Kind<'ExpressionStatement'>>;
  return type === 'ExpressionStatement' && expression?.type === 'Literal' && typeof expression.value === 'string';
}

function isInBlock({ parent }: Node): boolean {
  return parent?.type === 'BlockStatement' || parent?.type === 'Program';
}

function nodeAt(source: SourceCode, start: number): Node | undefined {
  return (source.getNodeByRangeIndex(start) as Node | null) ?? undefined;
}

function startOf(node: unknown): number {
  return (node as { readonly range: readonly [number, number] }).range[0];
}

function endOf(node: unknown): number {
  return (node as { readonly range: readonly [number, number] }).range[1];
}

function removed(start: number, end: number): TextEdit {
  return { start, end, newText: '' };
}

function kept(source: SourceCode, edit: TextEdit | undefined): TextEdit | undefined {
  return edit && !commentsIn(source, edit.start, edit.end) ? edit : undefined;
}

function commentsIn(source: SourceCode, start: number, end: number): boolean {
  return source.getAllComments().some(({ range }) => range !== undefined && range[0] < end && range[1] > start);
}
