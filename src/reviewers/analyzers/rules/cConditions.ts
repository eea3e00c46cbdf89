import type { Node } from 'web-tree-sitter';
import { contradicts, sameOperands } from './comparisons';
import { comparisonsContradict, operandsAreSame } from './descriptions';
import { cwe, type Rule } from './rule';
import { argumentsOf, calleeOf, enclosing, field } from './tree';

const constant = {
  any: [
    { kind: 'number_literal' },
    { kind: 'char_literal' },
    { kind: 'true' },
    { kind: 'false' },
    { kind: 'null' },
    // The name of a macro or of an enumerator.
    { kind: 'identifier', regex: '^[A-Z][A-Z0-9_]+$' },
  ],
};

/** Conditions, loops and operators in C and C++ that do not ask what they seem to ask. */
export const cConditions: readonly Rule[] = [
  {
    id: 'assignment-in-condition',
    title: 'Assignment in a condition: == was probably meant',
    explanation: 'The condition always has the same result, and the variable is overwritten.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(481),
    knownAs: ['bugprone-assignment-in-if-condition', 'clang-diagnostic-parentheses'],
    rule: {
      kind: 'assignment_expression',
      all: [{ has: { field: 'operator', regex: '^=$' } }, { has: { field: 'right', ...constant } }],
      inside: { regex: '^\\(', inside: { any: [{ kind: 'if_statement' }, { kind: 'while_statement' }] } },
    },
    where: (node) => field(node.parent?.parent ?? undefined, 'condition')?.id === node.parent?.id,
    fix: ({ text }) => (/^[^=]*=[^=]*$/.test(text) ? text.replace('=', '==') : undefined),
  },
  {
    id: 'comparison-as-statement',
    title: 'Result of a comparison ignored',
    explanation: 'The statement does nothing; an assignment was probably meant.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(482),
    knownAs: ['clang-diagnostic-unused-comparison', 'bugprone-unused-return-value'],
    rule: {
      kind: 'expression_statement',
      has: { kind: 'binary_expression', has: { field: 'operator', regex: '^==$' } },
    },
    // An operator of the class could do anything; that of a macro's argument is its business.
    where: (node) => {
      const [comparison] = node.namedChildren;
      const left = comparison ? field(comparison, 'left') : undefined;
      return /^(?:identifier|field_expression|subscript_expression|pointer_expression)$/.test(left?.type ?? '');
    },
  },
  {
    id: 'mask-precedence',
    title: 'Operator precedence: == binds tighter than &',
    explanation: 'a & b == c means a & (b == c); put parentheses around a & b.',
    severity: 'warning',
    category: 'bug',
    // Of three that were judged all were meant.
    confidence: 'low',
    link: cwe(783),
    knownAs: ['clang-diagnostic-parentheses', 'clang-diagnostic-bitwise-op-parentheses'],
    rule: {
      kind: 'binary_expression',
      all: [
        { has: { field: 'operator', regex: '^[&|^]$' } },
        { has: { field: 'right', kind: 'binary_expression', has: { field: 'operator', regex: '^[=!]=$' } } },
      ],
    },
    // Several comparisons may be put together in this way.
    where: (node) => !isTruthValue(field(node, 'left')),
  },
  {
    id: 'same-operands',
    ...operandsAreSame,
    confidence: 'low',
    knownAs: ['misc-redundant-expression'],
    mention: /\b([\w.[\]>-]{1,80})\s*(?:[=!]=|[<>]=?|&&|\|\||-)\s*\1(?![\w.[(])/,
    rule: { kind: 'binary_expression', has: { field: 'operator', regex: '^(==|!=|<|>|<=|>=|&&|\\|\\||-)$' } },
    where: (node) => sameOperands(node) && !isInMacro(node),
  },
  {
    id: 'contradicting-comparisons',
    ...comparisonsContradict,
    confidence: 'low',
    knownAs: ['misc-redundant-expression', 'clang-diagnostic-tautological-overlap-compare'],
    mention: /\b([\w.>-]{1,60})\s*([!=]=)[^;{}]{1,100}?(?:&&|\|\|)[^;{}]{0,100}?\b\1\s*\2/,
    rule: { kind: 'binary_expression', has: { field: 'operator', regex: '^(&&|\\|\\|)$' } },
    where: (node) => contradicts(node, /^(?:number_literal|char_literal|string_literal)$/),
  },
  {
    id: 'semicolon-after-condition',
    title: 'Stray semicolon: empty if body',
    explanation: 'The block below does not depend on the condition: it always runs.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(483),
    knownAs: ['bugprone-suspicious-semicolon', 'clang-diagnostic-empty-body'],
    rule: {
      kind: 'expression_statement',
      regex: '^;$',
      inside: { kind: 'if_statement', field: 'consequence' },
    },
    mention: /\)\s*;/,
    where: (node) => {
      const condition = node.parent;
      // Macros that are no C (`if (*at is 'a')`) leave what is behind them with another meaning.
      const isRead = condition !== null && !condition.hasError;
      const isBehind = node.previousSibling?.id === field(condition ?? undefined, 'condition')?.id;
      const next = condition && !field(condition, 'alternative') ? condition.nextNamedSibling : null;
      const isOwnLine = node.startPosition.row > (field(condition ?? undefined, 'condition')?.endPosition.row ?? 0);
      const isIndented = next !== null && next.startPosition.column > (condition?.startPosition.column ?? 0);
      const isBlock = next?.type === 'compound_statement';
      return (
        isRead &&
        isBehind &&
        !isOwnLine &&
        next !== null &&
        next.type !== 'comment' &&
        next.startPosition.row - node.startPosition.row <= 1 &&
        (isBlock || isIndented)
      );
    },
    fix: '',
  },
  {
    id: 'string-literal-comparison',
    languages: ['c'],
    title: 'Strings compared with == instead of strcmp',
    explanation: '== compares addresses; strcmp compares the contents.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(597),
    knownAs: ['clang-diagnostic-string-compare'],
    mention: /[!=]=\s*"|"\s*[!=]=/,
    rule: { any: [{ pattern: '$VALUE == $TEXT' }, { pattern: '$VALUE != $TEXT' }] },
    constraints: { TEXT: { kind: 'string_literal' }, VALUE: { not: { kind: 'string_literal' } } },
    fix: ({ text, captured }) => {
      const operator = text.slice(captured('VALUE').length).trimStart().slice(0, 2);
      return `strcmp(${captured('VALUE')}, ${captured('TEXT')}) ${operator} 0`;
    },
  },
];

function isTruthValue(node: Node | undefined): boolean {
  const inner = node?.type === 'parenthesized_expression' ? (node.namedChild(0) ?? undefined) : node;
  const operator = field(inner, 'operator')?.text ?? '';
  return (
    /^(?:[=!]=|[<>]=?|&&|\|\||!)$/.test(operator) || (/^[&|^]$/.test(operator) && isTruthValue(field(inner, 'right')))
  );
}

function isInMacro(node: Node): boolean {
  const call = enclosing(node, 'call_expression');
  return (
    /^(?:[A-Z][A-Z0-9_]+|static_assert|assert)$/.test(calleeOf(call)) ||
    argumentsOf(call).some(({ type }) => type === 'ERROR')
  );
}
