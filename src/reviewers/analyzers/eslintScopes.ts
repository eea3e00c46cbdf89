import type { Scope, SourceCode } from 'eslint';

/*
 * Which names of a script ESLint cannot follow.
 */

/** Whether a variable is declared at a place, an offset. */
export function isDeclaration(parsed: SourceCode, at: number): boolean {
  return declaredAt(parsed, at) !== undefined;
}

/**
 * Whether the variable that is declared at a place, an offset, may be used by code that `eval` runs: it is called where
 * the variable is in scope, with text that names it or is not known.
 */
export function isSeenByEval(parsed: SourceCode, at: number): boolean {
  const variable = declaredAt(parsed, at);
  return variable !== undefined && callsEvalOn(variable.scope, variable.name);
}

function declaredAt({ scopeManager }: SourceCode, at: number): Scope.Variable | undefined {
  return scopeManager.scopes
    .flatMap(({ variables }) => variables)
    .find(({ identifiers }) => identifiers.some(({ range }) => range?.[0] === at));
}

function callsEvalOn(scope: Scope.Scope, name: string): boolean {
  return (
    scope.references.some((reference) => isEvalOf(reference, name)) ||
    scope.childScopes.some((inner) => callsEvalOn(inner, name))
  );
}

/** Only called by its own name it sees what is local. https://tc39.es/ecma262/#sec-function-calls-runtime-semantics-evaluation */
function isEvalOf({ identifier }: Scope.Reference, name: string): boolean {
  const { parent } = identifier as Scope.Reference['identifier'] & { parent?: Called };
  const isCalled = identifier.name === 'eval' && parent?.type === 'CallExpression' && parent.callee === identifier;
  const [code] = (isCalled && parent.arguments) || [];
  return code?.type === 'Literal' ? String(code.value).includes(name) : code !== undefined;
}

/**
 * Whether a name at a place, an offset, is one that the file gives to something of its own, and not that of the platform:
 * `const Promise = require('bluebird')`. What only gives the platform's own thing its name again, is that.
 */
export function isOwnName({ scopeManager, text }: SourceCode, at: number, name: string): boolean {
  const around = scopeManager.scopes.filter(({ block: { range } }) => range && range[0] <= at && at < range[1]);
  const defined = around.flatMap((scope) => scope.set.get(name)?.defs ?? []).at(-1);
  const [start, end] = (defined?.type === 'ImportBinding' ? defined.parent : defined?.node)?.range ?? [0, 0];
  return defined !== undefined && !ofPlatform.test(text.slice(start, Math.min(end, start + longestDefinition)));
}

const ofPlatform =
  /(?:\brequire\(\s*|\bfrom\s*)["'](?:node:)?buffer["']|=\s*(?:(?:global|globalThis|window|self)\.(?:Buffer|Promise)|(?:global|globalThis|window|self))\s*$/;
/** UTF-16 code units. */
const longestDefinition = 500;

/**
 * Whether a tag is given the variable that is declared at a place, an offset, to put its element there, as Solid, and
 * Svelte with `bind:this`, do. React, which calls a function or fills an object, does not.
 */
export function isAssignedByTag(parsed: SourceCode, at: number): boolean {
  const references = declaredAt(parsed, at)?.references ?? [];
  return (
    !/\bfrom\s*["']p?react(?:\/[\w-]+)?["']|\brequire\(\s*["']p?react["']/.test(parsed.text) &&
    references.some(({ identifier: { range } }) =>
      asElement.test(parsed.text.slice(Math.max(0, (range?.[0] ?? 0) - 100), range?.[0])),
    )
  );
}

/** `ref={box}` in a tag, ``html`<div ref=${box}>` `` and `bind:this={box}`. */
const asElement = /\s(?:ref|bind:this)\s*=\s*["']?\$?\{\s*$/;

/** Whether all that the function at a place, an offset, does stands in a `try` whose handler calls its second parameter. */
export function rejectsWhatItThrows({ scopeManager, text }: SourceCode, at: number): boolean {
  const { params = [], body } = (scopeManager.scopes.find(({ block }) => block.range?.[0] === at && 'params' in block)
    ?.block ?? {}) as Executor;
  const [only, ...others] = Array.isArray(body?.body) ? body.body : [];
  const reject = params[1]?.name;
  const [start, end] = only?.handler?.range ?? [0, 0];
  return (
    only?.type === 'TryStatement' &&
    others.length === 0 &&
    reject !== undefined &&
    new RegExp(`\\b${reject}\\s*\\(`).test(text.slice(start, end))
  );
}

interface Executor {
  readonly params?: readonly { readonly name?: string }[];
  readonly body?: {
    readonly body?: readonly {
      readonly type: string;
      readonly handler?: { readonly range?: [number, number] } | null;
    }[];
  };
}

interface Called {
  readonly type: string;
  readonly callee?: unknown;
  readonly arguments?: readonly { readonly type: string; readonly value?: unknown }[];
}
