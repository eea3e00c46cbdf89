import type { Node } from 'web-tree-sitter';
import {
  argumentsOf,
  catchesAll,
  catchesInside,
  enclosingFunction,
  handlerFor,
  isAsync,
  isCondition,
  isInCaughtBlock,
  isLeftToItselfElsewhere,
  isPromise,
  neverRejects,
  rethrows,
  statementOf,
} from './javascriptNodes';
import type { Rule } from './rule';
import { following } from './tree';

/** Promises that are taken for what they promise. Only calls of async functions that the file itself declares are known. */
export const promiseRules: readonly Rule[] = [
  {
    id: 'floating-promise',
    title: 'Promise is neither awaited nor handled',
    explanation: 'The code goes on before the call is done, and its failure becomes an unhandled rejection.',
    severity: 'warning',
    category: 'bug',
    // Of 14 that were judged in unseen projects three were worth it: mostly nobody needs the end of the call.
    confidence: 'low',
    mention: /\basync\b/,
    rule: { kind: 'expression_statement', has: { kind: 'call_expression' } },
    where: (statement) => {
      const call = statement.firstNamedChild;
      return (
        call !== null &&
        isAsync(enclosingFunction(statement)) &&
        isPromise(call) &&
        !neverRejects(call) &&
        // Who writes a catch clause around it counts on it.
        (isInCaughtBlock(statement) || !isLeftToItselfElsewhere(call))
      );
    },
    knownAs: ['@typescript-eslint/no-floating-promises'],
    link: 'https://typescript-eslint.io/rules/no-floating-promises/',
    inTests: 'hidden',
  },
  {
    id: 'promise-as-condition',
    title: 'Promise used as a condition',
    explanation: 'A promise is an object and therefore always truthy; its value is never checked. An await is missing.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    mention: /\basync\b/,
    rule: { kind: 'call_expression' },
    where: (call) => isPromise(call) && isCondition(call),
    knownAs: ['@typescript-eslint/no-misused-promises'],
    link: 'https://typescript-eslint.io/rules/no-misused-promises/',
  },
  {
    id: 'promise-leaves-try',
    title: 'Promise returned from try without await',
    explanation: 'The promise is rejected after the try block has been left, so that its catch clause never runs.',
    severity: 'warning',
    category: 'bug',
    confidence: 'low',
    mention: /\basync\b/,
    rule: { kind: 'return_statement', has: { kind: 'call_expression' } },
    where: (statement) => {
      const [call, handler] = [statement.firstNamedChild, handlerFor(statement)];
      return (
        call !== null &&
        isAsync(enclosingFunction(statement)) &&
        handler !== undefined &&
        !rethrows(handler) &&
        isPromise(call) &&
        !catchesAll(call)
      );
    },
    knownAs: ['@typescript-eslint/return-await'],
    link: 'https://typescript-eslint.io/rules/return-await/',
    inTests: 'hidden',
  },
  {
    id: 'async-for-each',
    title: 'forEach ignores the promises of its async callback',
    link: 'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array/forEach',
    inTests: 'hidden',
    explanation:
      'The calls run at the same time, the code after the loop runs before they are done, and a failure becomes an unhandled rejection.',
    severity: 'warning',
    category: 'bug',
    confidence: 'medium',
    rule: { pattern: '$LIST.forEach($CALLBACK)' },
    constraints: { CALLBACK: { regex: '^async\\b', has: { kind: 'await_expression', stopBy: 'end' } } },
    where: (call) => !isHarmless(call) && !setsUpElements(call),
    // Nobody may be waiting for what it does.
    isGuess: (call) => !isFollowed(call),
    knownAs: ['@typescript-eslint/no-misused-promises'],
  },
];

/** Each call looks after an element of a page by itself, for what a person does with it later. */
function setsUpElements(loop: Node): boolean {
  const [callback] = argumentsOf(loop);
  const element = /^async\s*(?:function\s*)?\(?\s*(\w+)/.exec(callback?.text ?? '')?.[1];
  return element !== undefined && new RegExp(`\\b${element}\\??\\.addEventListener\\(`).test(callback?.text ?? '');
}

/** Nothing comes after the loop, and every call catches what may fail in it. */
function isHarmless(loop: Node): boolean {
  const [callback] = argumentsOf(loop);
  return callback !== undefined && catchesInside(callback) && statementOf(loop) !== undefined && !isFollowed(loop);
}

function isFollowed(loop: Node): boolean {
  const statement = statementOf(loop);
  return statement !== undefined && following(statement).length > 0;
}
