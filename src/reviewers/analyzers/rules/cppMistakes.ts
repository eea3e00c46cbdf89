import type { Node } from 'web-tree-sitter';
import { calls, memberOf, variableAt } from './cTree';
import { handlerIsShadowed, neverNegative } from './descriptions';
import { cwe, type Rule } from './rule';
import { all, argumentsOf, calleeOf, field } from './tree';

/** Statements of C++ that do not do what they seem to do. */
export const cppMistakes: readonly Rule[] = [
  {
    id: 'throw-pointer',
    title: 'Exception thrown by pointer',
    explanation: 'Handlers for the exception type do not catch a pointer, and nothing deletes it.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: 'https://isocpp.github.io/CppCoreGuidelines/CppCoreGuidelines#Re-exception-ref',
    knownAs: ['misc-throw-by-value-catch-by-reference', 'cert-err09-cpp', 'cert-err61-cpp'],
    mention: /\bthrow\s+new\b/,
    rule: { pattern: 'throw new $TYPE($$$ARGUMENTS);' },
    where: (node) => !/catch\s*\([^)]*\*/.test(node.tree.rootNode.text),
    fix: 'throw $TYPE($$$ARGUMENTS);',
  },
  {
    id: 'catch-by-value',
    title: 'Exception caught by value (object slicing)',
    explanation: 'The copy is sliced to the base class and loses what the derived exception says; catch by reference.',
    severity: 'warning',
    category: 'bug',
    // It matters where a class derives from the one that is caught.
    confidence: 'low',
    link: 'https://isocpp.github.io/CppCoreGuidelines/CppCoreGuidelines#Re-exception-ref',
    knownAs: ['misc-throw-by-value-catch-by-reference', 'cert-err61-cpp'],
    rule: {
      kind: 'parameter_declaration',
      all: [
        {
          has: {
            field: 'type',
            pattern: '$TYPE',
            any: [{ kind: 'qualified_identifier' }, { kind: 'type_identifier' }],
            regex: '([Ee]xception|[Ee]rror|bad_alloc|out_of_range|invalid_argument)$',
          },
        },
        { has: { field: 'declarator', kind: 'identifier', pattern: '$NAME' } },
      ],
      inside: { kind: 'parameter_list', inside: { kind: 'catch_clause' } },
    },
    fix: 'const $TYPE& $NAME',
  },
  {
    id: 'base-handler-first',
    ...handlerIsShadowed,
    explanation: 'The earlier handler catches a base class of this one, and the first match wins.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(561),
    knownAs: ['clang-diagnostic-exceptions'],
    rule: { kind: 'catch_clause', regex: '^catch\\s*\\(\\s*(const\\s+)?std::' },
    where: (node) => {
      const [handler, ...earlier] = [node, ...handlersBefore(node)].map(caughtBy);
      return earlier.some((base) => base !== handler && derivedFrom[base ?? '']?.test(handler ?? ''));
    },
  },
  {
    id: 'discarded-empty',
    title: 'Result of empty() ignored; did you mean clear()?',
    explanation: 'empty() only checks whether the container is empty.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(252),
    knownAs: ['bugprone-standalone-empty'],
    mention: /\bempty\(\)\s*;/,
    rule: { pattern: '$CONTAINER.empty();', kind: 'expression_statement' },
    where: (node) => !/\bvoid\s+empty\s*\(/.test(node.tree.rootNode.text),
    // Where the type is declared elsewhere, its empty() may be one that empties.
    isGuess: (node) => !standardContainer.test(typeOfReceiver(node)),
  },
  {
    id: 'discarded-remove',
    title: 'Result of std::remove ignored: nothing is erased',
    explanation: 'It moves the remaining elements to the front and returns the new end; pass that to erase.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(252),
    knownAs: ['bugprone-unused-return-value'],
    rule: { kind: 'expression_statement', has: calls('remove|remove_if|unique') },
    where: (node) =>
      /(?:\.begin\(\)|^(?:std::)?begin\()/.test(argumentsOf(node.namedChild(0) ?? undefined)[0]?.text ?? ''),
  },
  {
    id: 'discarded-future',
    title: 'Future of std::async discarded: the call blocks',
    explanation:
      'The destructor of the future waits for the task, so calls run one after another, and exceptions are lost.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: 'https://en.cppreference.com/w/cpp/thread/async',
    knownAs: ['bugprone-unused-return-value'],
    rule: { kind: 'expression_statement', has: calls('async') },
    where: (node) => calleeOf(node.namedChild(0) ?? undefined) === 'std::async',
  },
  {
    id: 'lock-not-kept',
    title: 'Lock guard is a temporary: unlocked immediately',
    explanation:
      'An unnamed object is destroyed at the end of its statement: the following code runs without the lock.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(667),
    knownAs: ['bugprone-unused-raii'],
    rule: {
      any: [{ kind: 'expression_statement' }, { kind: 'declaration' }],
      regex: '^(std::)?(lock_guard|unique_lock|scoped_lock|shared_lock)\\s*(<[^;]*>)?\\s*[({]',
    },
    where: (node) => /^[^(){}]*[({][\w.>*-]+[)}]\s*;$/.test(node.text.replace(/<[^;]*>/, '')),
  },
  {
    id: 'size-never-negative',
    ...neverNegative,
    title: 'Condition is always true: size() >= 0',
    knownAs: ['clang-diagnostic-tautological-unsigned-zero-compare'],
    mention: /\b(?:size|length)\(\)\s*>=\s*0/,
    rule: { any: [{ pattern: '$CONTAINER.size() >= 0' }, { pattern: '$CONTAINER.length() >= 0' }] },
    fix: ({ text }) => text.replace(/>=\s*0$/, '> 0'),
  },
  {
    id: 'find-as-condition',
    title: 'Result of find used as a boolean',
    explanation:
      'find returns npos, which is true, when there is no match, and 0, which is false, for a match at the start.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(253),
    knownAs: ['bugprone-string-find-as-condition'],
    rule: {
      pattern: '$TEXT.find($PART)',
      inside: { kind: 'condition_clause', inside: { any: [{ kind: 'if_statement' }, { kind: 'while_statement' }] } },
    },
    constraints: {
      TEXT: { kind: 'identifier' },
      PART: { any: [{ kind: 'string_literal' }, { kind: 'char_literal' }] },
    },
    // Other classes have a find that answers.
    where: (node) => {
      const text = field(field(node, 'function'), 'argument');
      return /^(?:const )?(?:std::)?w?string(?:_view)?$/.test((text && variableAt(node, text.text)?.type) ?? '');
    },
    fix: '$TEXT.find($PART) != std::string::npos',
  },
  {
    id: 'string-of-swapped-arguments',
    title: 'std::string(count, char) arguments swapped',
    explanation: "The count comes first: std::string('-', 60) has 45 times the character 60.",
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(628),
    knownAs: ['bugprone-string-constructor'],
    rule: { kind: 'argument_list', regex: "^\\(\\s*'[^']+'\\s*,\\s*[0-9]+\\s*\\)$" },
    where: (node) => {
      const { parent } = node;
      const type =
        parent?.type === 'init_declarator'
          ? parent.parent?.childForFieldName('type')
          : parent?.childForFieldName('function');
      return /^(?:const )?std::w?string$/.test(type?.text ?? '');
    },
  },
  {
    id: 'integer-division',
    title: 'Integer division before conversion to floating point',
    explanation: 'The fraction is already lost; convert one operand first.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(682),
    knownAs: ['bugprone-integer-division'],
    rule: { kind: 'binary_expression', has: { field: 'operator', regex: '^/$' } },
    mention: /static_cast<\s*(?:double|float|long double)\s*>/,
    where: (node) => {
      const cast = node.parent?.parent;
      const isCast =
        cast?.type === 'call_expression' && /^static_cast<\s*(?:double|float|long double)\s*>$/.test(calleeOf(cast));
      return (
        isCast &&
        [field(node, 'left'), field(node, 'right')].every((side) => isInteger(side)) &&
        field(node, 'right')?.type === 'identifier'
      );
    },
  },
  {
    id: 'iterators-of-two-containers',
    title: 'Iterators of different containers passed as a range',
    explanation: 'The end is never reached: the algorithm runs past the end of the first container.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(805),
    knownAs: ['clang-analyzer-alpha.cplusplus.MismatchedIterator', 'cert-ctr53-cpp'],
    rule: { kind: 'call_expression', has: { field: 'function', regex: '^std::' } },
    mention: /\.c?begin\(\)\s*,\s*[\w.>-]+\.c?end\(\)/,
    where: (node) => {
      const [first, second] = argumentsOf(node).map(({ text }) => /^([\w.>-]+?)(?:\.|->)c?(begin|end)\(\)$/.exec(text));
      return first?.[2] === 'begin' && second?.[2] === 'end' && first[1] !== second[1];
    },
  },
];

function handlersBefore(handler: Node): Node[] {
  const before: Node[] = [];
  for (let other = handler.previousNamedSibling; other?.type === 'catch_clause'; other = other.previousNamedSibling) {
    before.push(other);
  }
  return before;
}

/** The exceptions of the standard library by their bases, https://en.cppreference.com/w/cpp/error/exception. */
const derivedFrom: Readonly<Record<string, RegExp>> = {
  'std::exception': /^std::(?:bad_\w+|\w+_error|out_of_range|invalid_argument)$|^std::(?:ios_base|filesystem)::/,
  'std::logic_error': /^std::(?:invalid_argument|out_of_range|(?:domain|length|future)_error)$/,
  'std::runtime_error': /^std::(?:range|overflow|underflow|regex|system)_error$|^std::(?:ios_base|filesystem)::/,
};

function caughtBy(handler: Node): string | undefined {
  const [parameter] = all(field(handler, 'parameters') ?? handler, 'parameter_declaration');
  return field(parameter, 'type')?.text;
}

function isInteger(node: Node | undefined): boolean {
  const variable = node?.type === 'identifier' ? variableAt(node, node.text) : undefined;
  return (
    variable !== undefined &&
    !variable.isPointer &&
    variable.length === undefined &&
    /^(?:const )?(?:std::)?(?:int|long|short|unsigned(?: \w+)?|long long|size_t|u?int\d+_t)$/.test(variable.type)
  );
}

const standardContainer =
  /^(?:const\s+)?(?:std::)?(?:(?:w|u8|u16|u32|basic_)?string|vector|deque|(?:forward_)?list|array|(?:unordered_)?(?:multi)?(?:map|set)|queue|stack|priority_queue)\b/;

/** Of `a.empty();`, how the file declares `a`: a variable, a parameter or a member. */
function typeOfReceiver(statement: Node): string {
  const receiver = field(calledIn(statement), 'argument')?.text.replace(/^this->/, '') ?? '';
  return variableAt(statement, receiver)?.type ?? memberOf(statement.tree.rootNode, receiver)?.type ?? '';
}

function calledIn(statement: Node): Node | undefined {
  return field(statement.namedChild(0) ?? undefined, 'function');
}
