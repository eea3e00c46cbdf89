import type { Node } from 'web-tree-sitter';
import { contradicts, sameOperands } from './comparisons';
import { comparisonsContradict, neverNegative, operandsAreSame } from './descriptions';
import { functionAround, functionKinds, receiverOf, sidesOf, statementAround } from './goTree';
import { cwe, type Rule } from './rule';
import { all, argumentsOf, calleeOf, enclosing, field, following, isBehind, occurrences } from './tree';

/** Statements of Go that do not do what they seem to do. */
export const goMistakes: readonly Rule[] = [
  {
    id: 'replace-nothing',
    title: 'strings.Replace with a count of 0 replaces nothing',
    explanation: 'The last argument is the number of replacements; -1, or ReplaceAll, means all of them.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: 'https://pkg.go.dev/strings#Replace',
    knownAs: ['gocritic', 'badCall', 'staticcheck', 'SA4009'],
    rule: { pattern: 'strings.Replace($TEXT, $OLD, $NEW, 0)' },
    fix: 'strings.ReplaceAll($TEXT, $OLD, $NEW)',
  },
  {
    id: 'length-never-negative',
    ...neverNegative,
    title: 'Condition is always true: len >= 0',
    knownAs: ['gocritic', 'sloppyLen', 'staticcheck', 'SA4024'],
    mention: /\blen\([^\n]{0,200}?\)\s*>=\s*0/,
    rule: { pattern: 'len($LIST) >= 0' },
    fix: 'len($LIST) > 0',
  },
  {
    id: 'trim-cutset',
    title: 'TrimLeft/TrimRight cutset used as a prefix or suffix',
    explanation:
      'TrimLeft and TrimRight remove every leading or trailing character of the set; TrimPrefix and TrimSuffix remove a word.',
    severity: 'warning',
    category: 'bug',
    confidence: 'medium',
    link: 'https://pkg.go.dev/strings#TrimLeft',
    knownAs: ['staticcheck', 'SA1024'],
    rule: { pattern: 'strings.$FUNCTION($TEXT, $CUTSET)' },
    constraints: {
      FUNCTION: { regex: '^Trim(Left|Right)$' },
      CUTSET: { regex: '^"[^"\\\\]*[A-Za-z]{3}[^"\\\\]*"$' },
    },
    // Characters in their order are a set: abcdef.
    where: (node) => {
      const letters = [...(argumentsOf(node)[1]?.text ?? '').replace(/[^A-Za-z]/g, '')];
      return letters.join('') !== letters.toSorted().join('') || new Set(letters).size < letters.length;
    },
    fix: ({ captured }) => {
      const better = captured('FUNCTION') === 'TrimLeft' ? 'TrimPrefix' : 'TrimSuffix';
      return `strings.${better}(${captured('TEXT')}, ${captured('CUTSET')})`;
    },
  },
  {
    id: 'same-operands',
    ...operandsAreSame,
    knownAs: ['staticcheck', 'SA4000', 'gocritic', 'dupSubExpr'],
    mention: /\b([\w.[\]]{1,80})\s*(?:[=!]=|[<>]=?|&&|\|\||-)\s*\1(?![\w.[(])/,
    rule: { kind: 'binary_expression', has: { field: 'operator', regex: '^(==|!=|<|>|<=|>=|&&|\\|\\||-)$' } },
    where: sameOperands,
  },
  {
    id: 'contradicting-comparisons',
    ...comparisonsContradict,
    knownAs: ['staticcheck', 'SA4022', 'govet', 'bools'],
    mention: /\b([\w.>-]{1,60})\s*([!=]=)[^;{}]{1,100}?(?:&&|\|\|)[^;{}]{0,100}?\b\1\s*\2/,
    rule: { kind: 'binary_expression', has: { field: 'operator', regex: '^(&&|\\|\\|)$' } },
    where: (node) => contradicts(node, /_literal$/),
  },
  {
    id: 'self-assignment',
    title: 'Field assigned to itself',
    explanation: 'It has no effect; a different value was probably meant.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(480),
    knownAs: ['govet', 'assign', 'staticcheck', 'SA4018'],
    rule: { kind: 'assignment_statement', regex: '^[\\w.]+\\.\\w+ = [\\w.]+$' },
    where: (node) => {
      const { left, right } = sidesOf(node);
      return left.length === 1 && left[0]?.text === right[0]?.text;
    },
  },
  {
    id: 'write-to-nil-map',
    title: 'Write to a nil map panics',
    explanation: 'The map is nil until make is called: reads return zero values, writes panic.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(476),
    knownAs: ['staticcheck', 'SA5000'],
    rule: { kind: 'var_spec', has: { field: 'type', kind: 'map_type' } },
    where: (node) => {
      const around = functionAround(node);
      const [name, other] = node.childrenForFieldName('name');
      const uses = around && name ? occurrences(around, name).filter((use) => isBehind(use, node)) : [];
      const [first] = uses;
      const isWrite =
        first?.parent?.type === 'index_expression' &&
        /^(?:inc_statement|dec_statement|expression_list)$/.test(first.parent.parent?.type ?? '');
      const target = first?.parent?.parent?.type === 'expression_list' ? first.parent.parent : undefined;
      const isLeft = !target || field(target.parent ?? undefined, 'left')?.id === target.id;
      return !field(node, 'value') && !other && isWrite && isLeft && uses.every((use) => !isGivenAnother(use));
    },
  },
  {
    id: 'unreachable-statement',
    title: 'Unreachable code',
    explanation: 'The statement before it always leaves the block.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(561),
    knownAs: ['govet', 'unreachable'],
    rule: {
      any: [
        { kind: 'return_statement' },
        { kind: 'continue_statement' },
        { kind: 'break_statement' },
        { kind: 'goto_statement' },
      ],
    },
    where: (node) => {
      const [next] = node.parent?.type === 'statement_list' ? following(node) : [];
      const isForCompiler = /^(?:return|panic\()/.test(next?.text ?? '');
      return (
        next !== undefined && next.type !== 'labeled_statement' && next.type !== 'empty_statement' && !isForCompiler
      );
    },
  },
  {
    id: 'endless-recursion',
    title: 'Infinite recursion: the method only calls itself',
    explanation: 'It never returns: the stack overflows.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(674),
    knownAs: ['staticcheck', 'SA5007'],
    rule: { kind: 'return_statement', regex: '^return \\w+\\.\\w+\\(' },
    mention: /\breturn \w+\.\w+\(/,
    where: (node) => {
      const method = enclosing(node, ...functionKinds);
      const receiver = receiverOf(method);
      const call = field(node, 'result') ?? node.namedChild(0)?.namedChild(0) ?? undefined;
      const isOnly =
        statementAround(node)?.parent?.namedChildCount === 1 && node.parent?.parent?.id === field(method, 'body')?.id;
      const isItself = receiver !== undefined && calleeOf(call) === `${receiver.name}.${field(method, 'name')?.text}`;
      const parameters = all(field(method, 'parameters') ?? node, 'parameter_declaration').flatMap((one) =>
        one.childrenForFieldName('name'),
      );
      return (
        isOnly &&
        isItself &&
        argumentsOf(call)
          .map(({ text }) => text)
          .join() === parameters.map(({ text }) => text).join()
      );
    },
  },
  {
    id: 'broken-struct-tag',
    title: 'Malformed struct tag',
    explanation: 'A space between key and value makes encoders ignore the tag.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: 'https://pkg.go.dev/reflect#StructTag',
    knownAs: ['govet', 'structtag', 'staticcheck', 'SA5008'],
    rule: {
      kind: 'field_declaration',
      has: { field: 'tag', regex: '^`(\\w+:"[^"]*" +)*(json|xml|yaml|db|toml|bson|form): +"' },
    },
  },
  {
    id: 'bare-duration',
    title: 'Duration without a unit is in nanoseconds',
    explanation: 'A plain number is in nanoseconds; multiply by time.Second or another unit.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: 'https://pkg.go.dev/time#Duration',
    knownAs: ['staticcheck', 'SA1004', 'durationcheck'],
    rule: {
      kind: 'call_expression',
      has: { field: 'function', regex: '^(time\\.(Sleep|After|NewTimer|NewTicker|Tick)|context\\.WithTimeout)$' },
    },
    where: (node) => {
      const duration = argumentsOf(node).at(-1);
      return duration?.type === 'int_literal' && Number(duration.text) > 0 && Number(duration.text) <= 1000;
    },
  },
  {
    id: 'printf-arguments',
    title: 'Format string does not match its arguments',
    explanation: 'A conversion without an argument prints %!d(MISSING), an argument without a conversion %!(EXTRA …).',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(685),
    knownAs: ['govet', 'printf', 'staticcheck', 'SA5009'],
    rule: {
      kind: 'call_expression',
      has: { field: 'function', regex: '^(fmt\\.(Printf|Sprintf|Errorf|Fprintf)|log\\.(Printf|Fatalf|Panicf))$' },
    },
    where: (node) => {
      const given = argumentsOf(node);
      const [format, ...values] = calleeOf(node) === 'fmt.Fprintf' ? given.slice(1) : given;
      const isPlain =
        /^(?:interpreted|raw)_string_literal$/.test(format?.type ?? '') &&
        !/%[-+# 0]*(?:\[|\*|\d*\.?\*)/.test(format?.text ?? '');
      const isSpread = /\.\.\.\s*,?\s*\)$/.test(node.text) || values.some(({ type }) => type === 'variadic_argument');
      const several = values.length === 1 && values[0]?.type === 'call_expression';
      const verbs = [...(format?.text ?? '').matchAll(/%[-+# 0]*\d*(?:\.\d*)?([a-zA-Z%])/g)].filter(
        ([, verb]) => verb !== '%',
      );
      return isPlain && !isSpread && !several && verbs.length !== values.length;
    },
  },
];

/** Something else may give it a map: an assignment, or somebody who has its address. */
function isGivenAnother(use: Node): boolean {
  const list = use.parent;
  const isLeft = list?.type === 'expression_list' && field(list.parent ?? undefined, 'left')?.id === list.id;
  return isLeft || list?.text === `&${use.text}`;
}
