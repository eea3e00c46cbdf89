import type { Node } from 'web-tree-sitter';
import { isStepped, loopOver } from './cppLoops';
import { isUsedAfterMove } from './cppMoves';
import { call, calls, functionAround, isAssigned, sizedBy, variableAt } from './cTree';
import { cwe, type Rule } from './rule';
import { all, argumentsOf, enclosing, field, occurrences } from './tree';

const standardContainer =
  /^(?:const )?(?:std::)?(?:basic_)?(?:string|wstring|vector|map|set|list|deque|unordered_map|unordered_set|function|shared_ptr|unique_ptr)\b(?!_view)/;

/** Objects of C++ that end, move or are owned otherwise than the code expects. */
export const cppLifetimes: readonly Rule[] = [
  {
    id: 'use-after-move',
    title: 'Use after move',
    explanation: 'A moved-from object is valid but unspecified; it is usually empty.',
    severity: 'warning',
    category: 'bug',
    confidence: 'low',
    link: cwe(672),
    knownAs: ['bugprone-use-after-move', 'hicpp-invalid-access-moved'],
    rule: call('std::move($VALUE)'),
    constraints: { VALUE: { kind: 'identifier' } },
    where: isUsedAfterMove,
    // What moving leaves behind is what tests of it ask for.
    inTests: { test: 'hidden', fixture: 'hidden', example: 'lowered' },
  },
  {
    id: 'reference-to-local',
    title: 'Reference to a local variable returned',
    explanation: "The variable's lifetime ends with the function: the caller gets a dangling reference.",
    severity: 'error',
    category: 'bug',
    confidence: 'low',
    link: cwe(562),
    knownAs: ['clang-diagnostic-return-stack-address', 'clang-analyzer-core.StackAddressEscape'],
    rule: { kind: 'return_statement', has: { kind: 'identifier' } },
    where: (node) => {
      const around = functionAround(node);
      const name = node.namedChild(0);
      const declared = around && field(around, 'declarator');
      if (
        around?.type !== 'function_definition' ||
        declared?.type !== 'reference_declarator' ||
        // Not where a parameter was taken for the name, as the grammar does behind `operator( )`.
        all(declared, 'function_declarator').length === 0 ||
        !name
      ) {
        return false;
      }
      const variable = variableAt(node, name.text);
      const isOwn = variable && functionAround(variable.declaration)?.id === around.id;
      return Boolean(
        isOwn &&
          !variable.isStatic &&
          !variable.isReference &&
          !variable.isPointer &&
          !/\bauto\b|&/.test(variable.type) &&
          variable.declaration.type !== 'for_range_loop',
      );
    },
  },
  {
    id: 'array-deleted-as-object',
    title: 'delete used instead of delete[]',
    explanation: 'This is undefined behavior: only the first destructor may run, and the heap may be corrupted.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(762),
    knownAs: ['clang-analyzer-unix.MismatchedDeallocator', 'clang-diagnostic-mismatched-new-delete'],
    rule: {
      kind: 'delete_expression',
      pattern: 'delete $ARRAY',
      inside: {
        kind: 'compound_statement',
        stopBy: { kind: 'function_definition' },
        has: {
          kind: 'declaration',
          has: {
            kind: 'init_declarator',
            all: [
              { has: { field: 'declarator', pattern: { context: 'int *$ARRAY;', selector: 'pointer_declarator' } } },
              { has: { field: 'value', kind: 'new_expression', has: { kind: 'new_declarator' } } },
            ],
          },
        },
      },
    },
    fix: 'delete[] $ARRAY',
  },
  {
    id: 'smart-pointer-to-array',
    title: 'Array owned by a smart pointer to a single object',
    explanation: 'It calls delete, not delete[], which is undefined behavior; use unique_ptr<T[]>.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(762),
    knownAs: ['bugprone-shared-ptr-array-mismatch', 'bugprone-unique-ptr-array-mismatch'],
    rule: { kind: 'new_expression', has: { kind: 'new_declarator' } },
    mention: /(?:unique|shared)_ptr\s*</,
    where: (node) => {
      const list = node.parent;
      const owner = list?.parent;
      const type =
        owner?.type === 'init_declarator'
          ? owner.parent?.childForFieldName('type')
          : owner?.childForFieldName('function');
      return (
        /^(?:argument_list|initializer_list)$/.test(list?.type ?? '') &&
        list?.namedChildCount === 1 &&
        /^(?:std::)?(?:unique|shared)_ptr<[^[\],]+>$/.test(type?.text ?? '')
      );
    },
  },
  {
    id: 'two-owners',
    title: 'Object owned by two smart pointers: double delete',
    explanation: 'Each of them deletes the object when it goes out of scope.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(415),
    knownAs: ['clang-analyzer-cplusplus.NewDelete'],
    rule: { kind: 'identifier', inside: { any: [{ kind: 'argument_list' }, { kind: 'initializer_list' }] } },
    mention: /(?:unique|shared)_ptr\s*<[\s\S]*?(?:unique|shared)_ptr\s*</,
    where: (node) => {
      const around = functionAround(node);
      const owners = around && ownerOf(node) ? occurrences(around, node).filter(ownerOf) : [];
      const [first] = owners;
      const variable = variableAt(node, node.text);
      const isNew = variable?.value?.type === 'new_expression' && variable.isPointer;
      return (
        isNew &&
        first !== undefined &&
        first.id !== node.id &&
        occurrences(around as Node, node).filter(isAssigned).length === 0
      );
    },
  },
  {
    id: 'erased-while-iterated',
    title: 'Iterator used after erase',
    explanation:
      'erase invalidates the iterator, so incrementing it reads freed memory; use the iterator that erase returns.',
    severity: 'error',
    category: 'bug',
    confidence: 'low',
    link: cwe(416),
    knownAs: ['bugprone-inaccurate-erase'],
    rule: { pattern: '$CONTAINER.erase($ITERATOR);', kind: 'expression_statement' },
    constraints: { ITERATOR: { kind: 'identifier' } },
    where: (node) => {
      const call = node.namedChild(0) ?? undefined;
      const [iterator] = argumentsOf(call);
      const container = field(field(call, 'function'), 'argument');
      const loop = enclosing(node, 'for_statement', 'while_statement', 'function_definition', 'lambda_expression');
      const update = loop?.type === 'for_statement' ? field(loop, 'update') : undefined;
      return Boolean(
        iterator &&
          container &&
          loop &&
          update &&
          occurrences(update, iterator).length > 0 &&
          isIteratorOf(container, iterator, loop) &&
          occurrences(loop, iterator).every((use) => !isAssigned(use)) &&
          isStepped(loop, node),
      );
    },
  },
  {
    id: 'changed-while-iterated',
    title: 'Container modified during iteration',
    explanation: 'Inserting or erasing may invalidate the iterators that the loop uses.',
    severity: 'error',
    category: 'bug',
    confidence: 'low',
    link: cwe(416),
    knownAs: [
      'bugprone-nondeterministic-pointer-iteration-order',
      'clang-analyzer-alpha.cplusplus.InvalidatedIterator',
    ],
    rule: {
      kind: 'call_expression',
      has: { field: 'function', kind: 'field_expression', regex: '(?:push_back|emplace_back|erase)$' },
      inside: { kind: 'expression_statement' },
    },
    where: (node) => {
      const container = field(field(node, 'function'), 'argument');
      const loop = container && loopOver(node, container);
      return loop !== undefined && node.parent !== null && isStepped(loop, node.parent);
    },
  },
  {
    id: 'cleared-with-memset',
    title: 'memset on an object that is not trivially copyable',
    explanation: 'It overwrites the pointers inside strings and containers: their memory leaks, or is freed twice.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(665),
    knownAs: ['bugprone-undefined-memory-manipulation', 'clang-diagnostic-nontrivial-memaccess'],
    rule: calls('memset|bzero'),
    where: (node) => {
      const [target] = argumentsOf(node);
      const name = target?.type === 'pointer_expression' ? field(target, 'argument') : target;
      const variable = name?.type === 'identifier' ? variableAt(node, name.text) : undefined;
      const isThis = target?.type === 'this';
      const type = isThis
        ? field(enclosing(node, 'class_specifier', 'struct_specifier'), 'name')?.text
        : variable?.type.replace(/^const |^struct /, '');
      const isWhole = target?.type === 'pointer_expression' || isThis || (variable?.isPointer ?? false);
      return isWhole && type !== undefined && hasContainer(node.tree.rootNode, type);
    },
  },
  {
    id: 'sizeof-container',
    title: 'sizeof(container) used instead of size()',
    explanation: 'sizeof is a constant, however many elements there are; size() counts them.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(467),
    knownAs: ['bugprone-sizeof-container'],
    rule: { kind: 'sizeof_expression' },
    where: (node) => {
      const name = sizedBy(node);
      const variable = name?.type === 'identifier' ? variableAt(node, name.text) : undefined;
      const isIn = enclosing(node, 'static_assert_declaration') !== undefined;
      return (
        !isIn &&
        variable !== undefined &&
        !variable.isPointer &&
        variable.length === undefined &&
        standardContainer.test(variable.type) &&
        !/_ptr|function/.test(variable.type)
      );
    },
  },
];

/** What the smart pointer is called that takes a raw pointer here. */
function ownerOf(use: Node): boolean {
  const owner = use.parent?.parent;
  const type =
    owner?.type === 'init_declarator'
      ? owner.parent?.childForFieldName('type')
      : (owner?.childForFieldName('function') ?? owner?.childForFieldName('type'));
  return use.parent?.namedChildCount === 1 && /^(?:std::)?(?:unique|shared)_ptr</.test(type?.text ?? '');
}

/** It begins where the container does, or was looked up there: what counts, or names a key, is erased by its value. */
function isIteratorOf(container: Node, iterator: Node, loop: Node): boolean {
  const start = field(loop, 'initializer')?.text || variableAt(loop, iterator.text)?.value?.text || '';
  const name = container.text.replace(/^this->/, '');
  return /\b(?:c?r?begin|find|\w*_bound)\w*\s*\(/.test(start) && start.includes(name);
}

/** The file declares a class of that name with a container of the standard library in it. */
function hasContainer(root: Node, name: string): boolean {
  return all(root, 'struct_specifier', 'class_specifier').some((declared) => {
    const members =
      field(declared, 'body')?.namedChildren.filter((member) => member?.type === 'field_declaration') ?? [];
    return (
      field(declared, 'name')?.text === name &&
      members.some(
        (member) =>
          standardContainer.test(field(member ?? undefined, 'type')?.text ?? '') &&
          /^(?:field_identifier)$/.test(field(member ?? undefined, 'declarator')?.type ?? ''),
      )
    );
  });
}
