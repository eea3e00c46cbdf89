import type { Node } from 'web-tree-sitter';
import { grammarsOf } from '../../syntax/grammars';
import { operandsAreSame, stringResultDiscarded } from './descriptions';
import { escapeRules } from './javascriptEscapes';
import { ancestor, argumentsOf, declarationOf, isCondition, nodesIn, statementOf } from './javascriptNodes';
import { promiseRules } from './javascriptPromises';
import { securityRules } from './javascriptSecurity';
import { isArray, isString } from './javascriptTypes';
import { cwe, type RulePack } from './rule';

const mdn = 'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects';

/** Defects in JavaScript and TypeScript that ESLint's core has no rule for. */
export const javascript: RulePack = {
  name: 'javascript',
  grammars: grammarsOf('javascript', 'javascriptreact', 'typescript', 'typescriptreact'),
  rules: [
    ...promiseRules,
    ...securityRules,
    {
      id: 'index-of-as-condition',
      title: 'Result of indexOf used as a boolean',
      explanation:
        'indexOf returns -1, which is truthy, when there is no match, and 0, which is falsy, for a match at the start.',
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
      fix: '$LIST.indexOf($ITEM) !== -1',
      link: `${mdn}/Array/indexOf`,
    },
    {
      id: 'map-parse-int',
      title: 'map(parseInt) passes the index as radix',
      explanation:
        "map passes the index as a second argument, which parseInt takes for the radix: ['7', '8', '9'].map(parseInt) is [7, NaN, NaN].",
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { any: [{ pattern: '$LIST.map(parseInt)' }, { pattern: '$LIST.map(Number.parseInt)' }] },
      fix: '$LIST.map((value) => Number.parseInt(value, 10))',
      link: `${mdn}/Array/map`,
    },
    {
      id: 'await-in-promise-all',
      title: 'Sequential await inside Promise.all',
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
      knownAs: ['unicorn/no-await-in-promise-methods'],
      link: `${mdn}/Promise/all`,
      inTests: 'hidden',
    },
    {
      id: 'length-never-negative',
      title: 'Condition is always true: length >= 0',
      explanation: 'A length is never negative; > 0 was probably meant.',
      severity: 'warning',
      category: 'bug',
      // Mostly an upper limit stands behind it, and the lower one is there for the look of it.
      confidence: 'low',
      rule: { pattern: '$LIST.length >= 0' },
      // To ask whether something is like an array is another question.
      where: (comparison) => !/\btypeof\b|isNumber|isInteger|isFinite/.test(statementOf(comparison)?.text ?? ''),
      fix: '$LIST.length > 0',
      link: cwe(571),
      inTests: 'hidden',
    },
    {
      id: 'timer-callback-called',
      title: 'Function called instead of passed to the timer',
      explanation: 'The function runs immediately, and nothing happens when the timer fires.',
      severity: 'warning',
      category: 'bug',
      confidence: 'medium',
      rule: { pattern: '$TIMER($CALLBACK(), $DELAY)' },
      link: 'https://developer.mozilla.org/docs/Web/API/Window/setTimeout',
      constraints: {
        TIMER: { regex: '^(setTimeout|setInterval)$' },
        CALLBACK: { kind: 'identifier', not: { regex: '^(make|create|build|get|bind|debounce|throttle|wrap)' } },
      },
      // What is called elsewhere may return a function: `setTimeout(mustNotCall(), 1000)`.
      isGuess: (call) => {
        const callee = argumentsOf(call)[0]?.childForFieldName('function');
        return !callee || declarationOf(callee)?.type !== 'function_declaration';
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
      link: `${mdn}/Math/max`,
    },
    {
      id: 'get-year',
      title: 'getYear counts from 1900',
      explanation: 'For a date in 2024 getYear returns 124; getFullYear returns the year.',
      severity: 'warning',
      category: 'bug',
      // Of what was seen, the year was compared or 1900 was added.
      confidence: 'low',
      rule: { pattern: '$DATE.getYear()' },
      where: (call) => !isInDifference(call) && !isCompared(call),
      link: `${mdn}/Date/getYear`,
    },
    {
      id: 'tls-verification-off',
      title: 'TLS certificate verification disabled',
      explanation: 'Anyone on the network path can read and change the traffic unnoticed.',
      severity: 'warning',
      category: 'security',
      // Mostly it is an option that somebody chose, or a server of their own.
      confidence: 'low',
      rule: { kind: 'pair', pattern: { context: '({ rejectUnauthorized: false })', selector: 'pair' } },
      fix: 'rejectUnauthorized: true',
      link: cwe(295),
      inTests: 'hidden',
    },
    {
      id: 'discarded-string-result',
      ...stringResultDiscarded,
      confidence: 'low',
      severity: 'warning',
      rule: {
        kind: 'expression_statement',
        has: {
          // Ranges, maps and elements have methods of these names, too, which change them.
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
      where: (statement) => {
        const text = statement.firstNamedChild?.childForFieldName('function')?.childForFieldName('object');
        return text !== null && text !== undefined && isString(text);
      },
      link: `${mdn}/String`,
      inTests: 'hidden',
    },
    {
      id: 'same-operands',
      ...operandsAreSame,
      // Of what was judged in unseen projects nothing was worth it.
      confidence: 'low',
      rule: { kind: 'binary_expression' },
      where: hasSameOperands,
      knownAs: ['no-self-compare', 'sonarjs/no-identical-expressions'],
      link: cwe(1025),
      inTests: 'hidden',
    },
    {
      id: 'wrong-loop-counter',
      title: 'Loop updates a different variable than it tests',
      explanation: 'The condition never changes, so the loop never ends.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { kind: 'for_statement' },
      where: updatesAnotherVariable,
      link: cwe(835),
    },
    {
      id: 'delete-from-array',
      title: 'delete leaves a hole in an array',
      explanation: 'The length stays the same and the element becomes undefined; use splice to remove it.',
      severity: 'warning',
      category: 'bug',
      confidence: 'medium',
      mention: /\bdelete\b/,
      rule: { kind: 'unary_expression', regex: '^delete\\b' },
      where: (expression) => {
        const element = expression.childForFieldName('argument');
        const list = element?.type === 'subscript_expression' ? element.childForFieldName('object') : null;
        return list !== null && list !== undefined && isArray(list);
      },
      // Who keeps a position in the array as well, or in a list of positions, knows where its elements are.
      isGuess: (expression) =>
        /^this\.|\.(?:pop|shift)\(\)$/.test(
          expression.childForFieldName('argument')?.childForFieldName('index')?.text ?? '',
        ),
      knownAs: ['@typescript-eslint/no-array-delete'],
      link: 'https://typescript-eslint.io/rules/no-array-delete/',
      inTests: 'hidden',
    },
    ...escapeRules,
  ],
};

/** Two such years are the same where the years are. */
function isCompared(year: Node): boolean {
  const { parent } = year;
  return (
    parent?.type === 'binary_expression' && parent.namedChildren.every((side) => side?.text.endsWith('.getYear()'))
  );
}

/** Of two such years the difference is right. */
function isInDifference(year: Node): boolean {
  const difference = ancestor(
    year,
    ({ type, text }) => type === 'binary_expression' && text.split('.getYear()').length > 2 && text.includes('-'),
  );
  return difference !== undefined;
}

/** Not `|` and `&`, with which a number is cut to 32 bits. */
const selfContradicting = new Set(['-', '/', '%', '&&', '||', '??', '^', '<', '>', '<=', '>=']);
const plainOperand = new Set([
  'identifier',
  'member_expression',
  'subscript_expression',
  'binary_expression',
  'unary_expression',
]);

/** Not of comparisons for equality, with which NaN was told before Number.isNaN. */
function hasSameOperands(node: Node): boolean {
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  const operator = node.childForFieldName('operator')?.type ?? '';
  return (
    selfContradicting.has(operator) &&
    // A value that is given on, `name: user && user`, is only written twice.
    (!['&&', '||', '??'].includes(operator) || left?.type === 'binary_expression' || isCondition(node)) &&
    plainOperand.has(left?.type ?? '') &&
    left?.text === right?.text &&
    ['call_expression', 'update_expression', 'await_expression'].every(
      (type) => left && nodesIn(left, type).length === 0,
    )
  );
}

function updatesAnotherVariable(loop: Node): boolean {
  const [start, condition, update, body] = ['initializer', 'condition', 'increment', 'body'].map((field) =>
    loop.childForFieldName(field),
  );
  const counters = start
    ? nodesIn(start, 'variable_declarator').map((one) => one.childForFieldName('name')?.text ?? '')
    : [];
  const updated = update?.type === 'update_expression' ? update.childForFieldName('argument') : null;
  const comparison = condition?.type === 'expression_statement' ? condition.firstNamedChild : condition;
  const tested = ['left', 'right'].map((side) => comparison?.childForFieldName(side)?.text ?? '');
  const [counter = ''] = counters;
  return (
    updated?.type === 'identifier' &&
    counters.length === 1 &&
    tested.includes(counter) &&
    !tested.includes(updated.text) &&
    // Whatever else the body does to the counter, it names it beside an operator that changes it.
    !new RegExp(
      `(?<![\\w$.])${counter.replaceAll('$', '\\$')}\\s*(?:[-+*/]?=(?!=)|\\+\\+|--)|(?:\\+\\+|--)\\s*${counter.replaceAll('$', '\\$')}`,
    ).test(body?.text ?? '')
  );
}
