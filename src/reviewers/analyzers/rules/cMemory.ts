import type { Node } from 'web-tree-sitter';
import { isFreedAtLabel, isFreeing, useAfterFree } from './cFreed';
import { leakingReturn } from './cLeaks';
import { call, calls, functionAround, sizedBy, targetOf, variableAt } from './cTree';
import { cwe, type Rule } from './rule';
import { argumentsOf, calleeOf, field, isBehind, occurrences } from './tree';

/** Memory, files and addresses in C and C++. */
export const cMemory: readonly Rule[] = [
  {
    id: 'use-after-free',
    title: 'Use after free',
    explanation: 'The memory was freed just before: reads return garbage, and writes corrupt other data.',
    // None of the three that were judged in unseen projects was one.
    severity: 'warning',
    category: 'bug',
    confidence: 'low',
    link: cwe(416),
    knownAs: ['clang-analyzer-unix.Malloc', 'bugprone-use-after-free'],
    rule: calls('free'),
    where: (node) => {
      const use = useAfterFree(node);
      return use !== undefined && !isFreeing(use);
    },
  },
  {
    id: 'double-free',
    title: 'Double free',
    explanation: 'The second free corrupts the heap, which is exploitable.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(415),
    knownAs: ['clang-analyzer-unix.Malloc'],
    rule: calls('free'),
    where: (node) => {
      const use = useAfterFree(node);
      return (use !== undefined && isFreeing(use)) || isFreedAtLabel(node);
    },
  },
  {
    id: 'address-of-local',
    title: 'Address of a local variable returned',
    explanation: "The variable's lifetime ends with the function: using the address reads memory that has been reused.",
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(562),
    knownAs: ['clang-analyzer-core.StackAddressEscape'],
    rule: {
      kind: 'return_statement',
      has: { any: [{ kind: 'identifier' }, { kind: 'pointer_expression', regex: '^&' }] },
    },
    where: (node) => {
      const value = node.namedChild(0) ?? undefined;
      const isAddress = value?.type === 'pointer_expression';
      const name = isAddress ? field(value, 'argument') : value;
      const variable = name?.type === 'identifier' ? variableAt(name, name.text) : undefined;
      const isOwn =
        variable && !variable.isStatic && functionAround(node)?.id === functionAround(variable.declaration)?.id;
      if (!isOwn || variable.isReference || !returnsPointer(node)) {
        return false;
      }
      return isAddress ? true : variable.length !== undefined && !variable.isParameter;
    },
  },
  {
    id: 'leak-on-early-return',
    title: 'Memory or file leak on an early return',
    explanation: 'It is released at the end of the function but not on this return path.',
    severity: 'warning',
    category: 'bug',
    // In two of four projects something made sure that there was nothing to give back.
    confidence: 'low',
    link: cwe(772),
    knownAs: ['clang-analyzer-unix.Malloc', 'clang-analyzer-unix.Stream'],
    rule: calls(`malloc|calloc|strdup|strndup|fopen|fdopen|opendir`),
    where: (node) => leakingReturn(node) !== undefined,
  },
  {
    id: 'allocation-without-terminator',
    title: 'Allocation omits the null terminator',
    explanation:
      'strlen does not count the null byte, so copying the string writes one byte past the end of the buffer.',
    severity: 'error',
    category: 'bug',
    confidence: 'medium',
    link: cwe(131),
    knownAs: ['bugprone-not-null-terminated-result', 'clang-analyzer-security.insecureAPI.strcpy'],
    mention: /\bmalloc\s*\(\s*(?:std::)?strlen\b/,
    rule: {
      any: [call('$ALLOCATE($LENGTH($TEXT))'), call('$ALLOCATE($LENGTH($TEXT) + $LENGTH2($TEXT2))')],
    },
    constraints: {
      ALLOCATE: { regex: '^(std::)?malloc$' },
      LENGTH: { regex: '^(std::)?strlen$' },
      LENGTH2: { regex: '^(std::)?strlen$' },
    },
    // Memory for the characters alone is as legal; it is no string then.
    where: (node) => {
      const target = targetOf(node);
      const around = functionAround(node);
      return target !== undefined && around !== undefined && isUsedAsString(target, around, node);
    },
    fix: ({ text }) => text.replace(/\)$/, ' + 1)'),
  },
  {
    id: 'allocation-of-pointer-size',
    title: 'Allocation uses sizeof(pointer) instead of sizeof(*pointer)',
    explanation: 'The size of the pointer is 4 or 8 bytes: using the object writes past the end of the buffer.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(467),
    knownAs: ['bugprone-sizeof-expression', 'clang-analyzer-unix.MallocSizeof'],
    rule: {
      ...call('malloc(sizeof($POINTER))'),
      inside: {
        any: [
          {
            kind: 'init_declarator',
            has: { field: 'declarator', pattern: { context: 'int *$POINTER;', selector: 'pointer_declarator' } },
          },
          { kind: 'assignment_expression', has: { field: 'left', pattern: '$POINTER' } },
        ],
      },
    },
    constraints: { POINTER: { kind: 'identifier' } },
    fix: 'malloc(sizeof(*$POINTER))',
  },
  {
    id: 'size-of-pointer',
    title: 'sizeof(pointer) used instead of sizeof(*pointer)',
    explanation:
      'It is 4 or 8 bytes, whatever the pointer points to: only the first few bytes are set, copied or compared.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(467),
    knownAs: ['bugprone-sizeof-expression', 'bugprone-suspicious-memory-comparison'],
    rule: calls('memset|memcpy|memmove|memcmp|strncpy|strncat|snprintf|fgets|bzero|strlcpy|strlcat'),
    mention: /sizeof/,
    where: (node) => {
      const [target, ...others] = argumentsOf(node);
      const isSized = (argument: Node) =>
        argument.type === 'sizeof_expression' && sizedBy(argument)?.text === target?.text;
      const variable =
        target?.type === 'identifier' && others.some(isSized) ? variableAt(node, target.text) : undefined;
      return variable !== undefined && (variable.length === undefined ? variable.isPointer : variable.isParameter);
    },
  },
  {
    id: 'memset-of-nothing',
    title: 'memset with its last two arguments swapped',
    explanation: 'The last argument is the number of bytes: with 0 nothing is set at all.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(628),
    knownAs: ['bugprone-suspicious-memset-usage'],
    rule: call('$SET($TARGET, $SIZE, 0)'),
    constraints: {
      SET: { regex: '^(std::)?memset$' },
      SIZE: { not: { regex: "^(0|0x[0-9a-fA-F]+|'.*')$" } },
    },
    fix: '$SET($TARGET, 0, $SIZE)',
  },
];

function returnsPointer(node: Node): boolean {
  const around = functionAround(node);
  return around?.type === 'function_definition' && field(around, 'declarator')?.type === 'pointer_declarator';
}

function isUsedAsString(target: Node, around: Node, after: Node): boolean {
  return occurrences(around, target).some((use) => {
    const copy = use.parent?.parent;
    const isTarget =
      isBehind(use, after) && (use.parent?.namedChild(0)?.id === use.id || use.parent?.type === 'binary_expression');
    const callee = /(?:argument_list)/.test(use.parent?.type ?? '')
      ? calleeOf(copy ?? undefined)
      : calleeOf(copy?.parent ?? undefined);
    const call = use.parent?.type === 'argument_list' ? copy : copy?.parent;
    const copiesEnd =
      /^(?:std::)?mem(?:cpy|move)$/.test(callee) && /\+\s*1$/.test(argumentsOf(call ?? undefined)[2]?.text ?? '');
    return isTarget && (/^(?:std::)?(?:str(?:cpy|cat)|v?sprintf)$/.test(callee) || copiesEnd);
  });
}
