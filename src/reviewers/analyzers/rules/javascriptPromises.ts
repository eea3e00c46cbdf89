import {
  catchesAll,
  enclosingFunction,
  isAsync,
  isCondition,
  isInCaughtBlock,
  isLeftToItselfElsewhere,
  isPromise,
  neverRejects,
} from './javascriptNodes';
import type { Rule } from './rule';

/** Promises that are taken for what they promise. Only calls of async functions that the file itself declares are known. */
export const promiseRules: readonly Rule[] = [
  {
    id: 'floating-promise',
    title: 'Promise is neither awaited nor handled',
    explanation: 'The code goes on before the call is done, and its failure becomes an unhandled rejection.',
    severity: 'warning',
    category: 'bug',
    confidence: 'medium',
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
    explanation:
      'A promise is an object and so always true; the value it will have is never asked. An await is missing.',
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
    confidence: 'medium',
    mention: /\basync\b/,
    rule: { kind: 'return_statement', has: { kind: 'call_expression' } },
    where: (statement) => {
      const call = statement.firstNamedChild;
      return (
        call !== null &&
        isAsync(enclosingFunction(statement)) &&
        isInCaughtBlock(statement) &&
        isPromise(call) &&
        !catchesAll(call)
      );
    },
    knownAs: ['@typescript-eslint/return-await'],
    link: 'https://typescript-eslint.io/rules/return-await/',
    inTests: 'hidden',
  },
];
