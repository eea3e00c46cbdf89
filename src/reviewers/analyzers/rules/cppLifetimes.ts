import type { Node } from 'web-tree-sitter';
import { isUsedAfterMove } from './cppMoves';
import { call, calls, functionAround, isAssigned, sizedBy, variableAt } from './cTree';
import { cwe, type Rule } from './rule';
import { all, argumentsOf, enclosing, field, following, occurrences } from './tree';

const standardContainer =
  /^(?:const )?(?:std::)?(?:basic_)?(?:string|wstring|vector|map|set|list|deque|unordered_map|unordered_set|function|shared_ptr|unique_ptr)\b(?!_view)/;

/** Objects of C++ that end, move or are owned otherwise than the code expects. */
export const cppLifetimes: readonly Rule[] = [
  {
    id: 'use-after-move',
    title: 'Use after move',
    explanation: 'What was moved from still exists, but nobody says what it has; it is mostly empty.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
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
    title: 'A reference to a local variable is returned',
    explanation:
      'The variable ends with the function: the caller gets a reference to memory that is something else by then.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(562),
    knownAs: ['clang-diagnostic-return-stack-address', 'clang-analyzer-core.StackAddressEscape'],
    rule: { kind: 'return_statement', has: { kind: 'identifier' } },
    where: (node) => {
      const around = functionAround(node);
      const name = node.namedChild(0);
      if (
        around?.type !== 'function_definition' ||
        field(around, 'declarator')?.type !== 'reference_declarator' ||
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
    title: 'An array is deleted as if it were one object',
    explanation: 'The behaviour is undefined: only the first destructor runs, and the heap may be damaged.',
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
    title: 'A smart pointer to one object gets an array',
    explanation: 'It deletes one object and not the array, which is undefined; unique_ptr<T[]> deletes all.',
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
    title: 'Two smart pointers own one object',
    explanation: 'Each of them deletes it when it ends: the object is deleted twice.',
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
    title: 'The loop goes on with an erased element',
    explanation: 'erase ends the element that the iterator stands on: the step of the loop then reads freed memory.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(416),
    knownAs: ['bugprone-inaccurate-erase'],
    rule: { pattern: '$CONTAINER.erase($ITERATOR);', kind: 'expression_statement' },
    constraints: { ITERATOR: { kind: 'identifier' } },
    where: (node) => {
      const [iterator] = argumentsOf(node.namedChild(0) ?? undefined);
      const loop = enclosing(node, 'for_statement', 'while_statement', 'function_definition', 'lambda_expression');
      const update = loop?.type === 'for_statement' ? field(loop, 'update') : undefined;
      const isStepped = iterator && update && occurrences(update, iterator).length > 0;
      return (
        Boolean(isStepped) &&
        !isLeftAfter(node) &&
        occurrences(loop as Node, iterator as Node).every((use) => !isAssigned(use))
      );
    },
  },
  {
    id: 'changed-while-iterated',
    title: 'The container grows or shrinks under its own loop',
    explanation:
      'Inserting or erasing may move the elements, and the loop goes on with places that are no longer there.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(416),
    knownAs: [
      'bugprone-nondeterministic-pointer-iteration-order',
      'clang-analyzer-alpha.cplusplus.InvalidatedIterator',
    ],
    rule: {
      any: [
        { pattern: '$CONTAINER.push_back($$$)' },
        { pattern: '$CONTAINER.emplace_back($$$)' },
        { pattern: '$CONTAINER.erase($$$)' },
      ],
      all: [
        {
          inside: {
            kind: 'for_range_loop',
            stopBy: { kind: 'function_definition' },
            has: { field: 'right', pattern: '$CONTAINER' },
          },
        },
        { inside: { kind: 'expression_statement' } },
      ],
    },
    where: ({ parent }) => parent !== null && !isLeftAfter(parent),
  },
  {
    id: 'cleared-with-memset',
    title: 'memset over an object with members of its own',
    explanation:
      'Strings and containers have pointers in them, which are overwritten: their memory leaks, or is freed twice.',
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
    title: 'sizeof of a container is not the size of what is in it',
    explanation: 'It is the size of a few pointers, however many elements there are; size() counts them.',
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

/** Whatever happens behind it, the loop is left before its next step. */
function isLeftAfter(statement: Node): boolean {
  return (
    following(statement).some(({ type }) => /^(?:break|return|goto|throw)_statement$/.test(type)) ||
    (statement.parent?.type === 'compound_statement' &&
      /^(?:if_statement|else_clause)$/.test(statement.parent.parent?.type ?? '') &&
      following(statement.parent.parent as Node).some(({ type }) =>
        /^(?:break|return|goto|throw)_statement$/.test(type),
      ))
  );
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
