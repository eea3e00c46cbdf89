import { grammarsOf } from '../../syntax/grammars';
import type { RulePack } from './rule';

/** Defects in JavaScript and TypeScript that ESLint's core has no rule for. */
export const javascript: RulePack = {
  name: 'javascript',
  grammars: grammarsOf('javascript', 'javascriptreact', 'typescript', 'typescriptreact'),
  rules: [
    {
      id: 'index-of-as-condition',
      title: 'indexOf used as a yes-or-no answer',
      explanation:
        'indexOf gives -1, which counts as true, when there is no match, and 0, which counts as false, for a match at the start.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        pattern: '$LIST.indexOf($ITEM)',
        any: [
          { inside: { kind: 'ternary_expression', field: 'condition' } },
          {
            inside: {
              kind: 'parenthesized_expression',
              inside: { any: [{ kind: 'if_statement' }, { kind: 'while_statement' }] },
            },
          },
        ],
      },
      fix: '$LIST.includes($ITEM)',
    },
    {
      id: 'map-parse-int',
      title: 'parseInt takes the index of map for its radix',
      explanation:
        "map passes the index as a second argument, which parseInt takes for the radix: ['7', '8', '9'].map(parseInt) is [7, NaN, NaN].",
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { any: [{ pattern: '$LIST.map(parseInt)' }, { pattern: '$LIST.map(Number.parseInt)' }] },
      fix: '$LIST.map((value) => Number.parseInt(value, 10))',
    },
    {
      id: 'throw-string',
      title: 'A string is thrown instead of an error',
      explanation: 'A string has no stack and no message, so nobody can tell where the failure comes from.',
      severity: 'warning',
      category: 'maintainability',
      confidence: 'high',
      rule: { pattern: 'throw $TEXT;' },
      constraints: { TEXT: { any: [{ kind: 'string' }, { kind: 'template_string' }] } },
      fix: 'throw new Error($TEXT);',
    },
    {
      id: 'await-in-promise-all',
      title: 'await inside of Promise.all waits one by one',
      explanation:
        'Each await finishes before the next call starts, so nothing runs at the same time and Promise.all gets plain values.',
      severity: 'warning',
      category: 'performance',
      confidence: 'high',
      rule: {
        pattern: 'await $PROMISE',
        inside: {
          kind: 'array',
          inside: {
            kind: 'arguments',
            inside: {
              any: [
                { pattern: 'Promise.all($$$)' },
                { pattern: 'Promise.allSettled($$$)' },
                { pattern: 'Promise.any($$$)' },
                { pattern: 'Promise.race($$$)' },
              ],
            },
          },
        },
      },
      fix: '$PROMISE',
    },
    {
      id: 'length-never-negative',
      title: 'A length is never negative',
      explanation: 'The comparison is always true. Whether there is anything at all was probably to be asked.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { pattern: '$LIST.length >= 0' },
      fix: '$LIST.length > 0',
    },
    {
      id: 'timer-callback-called',
      title: 'The timer gets the result of the call, not the function',
      explanation: 'The function runs at once, and when the time has passed nothing happens.',
      severity: 'error',
      category: 'bug',
      confidence: 'medium',
      rule: { pattern: '$TIMER($CALLBACK(), $DELAY)' },
      constraints: {
        TIMER: { regex: '^(setTimeout|setInterval)$' },
        CALLBACK: { kind: 'identifier', not: { regex: '^(make|create|build|get|bind|debounce|throttle|wrap)' } },
      },
      fix: '$TIMER($CALLBACK, $DELAY)',
    },
    {
      id: 'math-of-array',
      title: 'Math.max or Math.min of an array is NaN',
      explanation: 'These functions take numbers, not a list: with a list of several numbers the result is NaN.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { pattern: 'Math.$FUNCTION($LIST)' },
      constraints: {
        FUNCTION: { regex: '^(max|min)$' },
        LIST: {
          any: [
            { pattern: '$_.map($$$)' },
            { pattern: '$_.filter($$$)' },
            { pattern: '$_.flatMap($$$)' },
            { kind: 'array' },
          ],
        },
      },
      fix: 'Math.$FUNCTION(...$LIST)',
    },
    {
      id: 'get-year',
      title: 'getYear counts from 1900',
      explanation: 'For a date in 2024 getYear gives 124; getFullYear gives the year.',
      severity: 'error',
      category: 'bug',
      confidence: 'medium',
      rule: { pattern: '$DATE.getYear()' },
      fix: '$DATE.getFullYear()',
    },
    {
      id: 'tls-verification-off',
      title: "The server's certificate is not checked",
      explanation: 'Anyone between here and the server can read and change the traffic without being noticed.',
      severity: 'error',
      category: 'security',
      confidence: 'medium',
      rule: { kind: 'pair', pattern: { context: '({ rejectUnauthorized: false })', selector: 'pair' } },
      fix: 'rejectUnauthorized: true',
    },
    {
      id: 'async-for-each',
      title: 'forEach does not wait for an async callback',
      explanation:
        'The calls run at the same time, the code after the loop runs before they are done, and a failure becomes an unhandled rejection.',
      severity: 'warning',
      category: 'bug',
      confidence: 'medium',
      rule: { pattern: '$LIST.forEach($CALLBACK)' },
      constraints: { CALLBACK: { regex: '^async\\b', has: { kind: 'await_expression', stopBy: 'end' } } },
    },
    {
      id: 'shell-command-from-template',
      title: 'A shell command is put together from values',
      explanation:
        'A value with a quote, a blank or a semicolon in it changes the command. execFile or spawn pass arguments without a shell.',
      severity: 'warning',
      category: 'security',
      confidence: 'medium',
      rule: {
        any: [
          { pattern: 'exec($COMMAND, $$$)' },
          { pattern: 'execSync($COMMAND, $$$)' },
          { pattern: 'child_process.exec($COMMAND, $$$)' },
          { pattern: 'child_process.execSync($COMMAND, $$$)' },
        ],
      },
      constraints: { COMMAND: { kind: 'template_string', has: { kind: 'template_substitution' } } },
    },
    {
      id: 'discarded-string-result',
      title: 'The changed string is thrown away',
      explanation: 'Strings never change: the method gives a new one, which nothing keeps here.',
      severity: 'error',
      category: 'bug',
      confidence: 'medium',
      rule: {
        kind: 'expression_statement',
        has: {
          any: [
            { pattern: '$TEXT.trim()' },
            { pattern: '$TEXT.toLowerCase()' },
            { pattern: '$TEXT.toUpperCase()' },
            { pattern: '$TEXT.replaceAll($FROM, $TO)' },
            { pattern: '$TEXT.padStart($$$)' },
            { pattern: '$TEXT.padEnd($$$)' },
          ],
        },
      },
    },
  ],
};
