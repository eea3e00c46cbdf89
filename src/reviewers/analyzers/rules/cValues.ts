import type { Node } from 'web-tree-sitter';
import { calls, functionAround, isAssigned, statementAround, variableAt } from './cTree';
import { cwe, type Rule } from './rule';
import { all, field, isBehind, isInside, occurrences } from './tree';

/** Values in C and C++ that their variable, or their array, cannot have. */
export const cValues: readonly Rule[] = [
  {
    id: 'one-past-the-end',
    title: 'Off-by-one: loop runs past the end of the array',
    explanation: 'The last index of n elements is n - 1; with <= the loop also accesses memory past the end.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(193),
    knownAs: ['clang-analyzer-security.ArrayBound', 'clang-diagnostic-array-bounds'],
    rule: { kind: 'for_statement', has: { field: 'condition', kind: 'binary_expression', regex: '<=' } },
    where: (node) => {
      const condition = field(node, 'condition');
      const [counter, bound] = [field(condition, 'left'), field(condition, 'right')];
      const body = field(node, 'body');
      if (field(condition, 'operator')?.text !== '<=' || counter?.type !== 'identifier' || !bound || !body) {
        return false;
      }
      return all(body, 'subscript_expression').some((access) => {
        const [array, index] = [field(access, 'argument'), indexOf(access)];
        const variable =
          array?.type === 'identifier' && index?.text === counter.text ? variableAt(access, array.text) : undefined;
        return variable?.length === bound.text && !variable.isParameter && /^\w+$/.test(bound.text);
      });
    },
  },
  {
    id: 'char-from-getchar',
    title: 'Result of getchar stored in a char (cannot hold EOF)',
    explanation: 'Either a valid byte is taken for the end of the input, or the end is never detected; use int.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(704),
    knownAs: ['cert-str34-c', 'cert-fio34-c'],
    rule: calls('getchar|fgetc|getc'),
    mention: /\bEOF\b/,
    where: (node) => {
      const { parent } = node;
      const around = functionAround(node);
      const declared = parent?.type === 'init_declarator' ? field(parent, 'declarator') : undefined;
      const target = parent?.type === 'assignment_expression' ? field(parent, 'left') : declared;
      if (!around || target?.type !== 'identifier') {
        return false;
      }
      const variable = variableAt(node, target.text);
      const compared = all(around, 'binary_expression').some(
        (comparison) => /\bEOF\b/.test(comparison.text) && occurrences(comparison, target).length > 0,
      );
      return (
        /^(?:(?:un)?signed )?char$/.test(variable?.type ?? '') &&
        !variable?.isPointer &&
        variable?.length === undefined &&
        compared
      );
    },
  },
  {
    id: 'uninitialised-sum',
    title: 'Uninitialized variable used in a sum',
    explanation: 'A local variable starts with whatever was in memory: the result is undefined.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(457),
    knownAs: [
      'cppcoreguidelines-init-variables',
      'clang-analyzer-core.uninitialized.Assign',
      'clang-diagnostic-uninitialized',
    ],
    rule: {
      kind: 'declaration',
      all: [{ has: { field: 'declarator', kind: 'identifier' } }, { has: { field: 'type', kind: 'primitive_type' } }],
      inside: { kind: 'compound_statement' },
    },
    mention: /[-+*/|&^]=/,
    where: (node) => {
      const around = functionAround(node);
      return (
        around !== undefined &&
        !/\b(?:static|extern|register|thread_local)\b/.test(node.text) &&
        node
          .childrenForFieldName('declarator')
          .some((name) => name.type === 'identifier' && isFirstAddedTo(name, around))
      );
    },
  },
  {
    id: 'unsigned-never-negative',
    title: 'Infinite loop: unsigned counter is never negative',
    explanation: 'It wraps from 0 to its largest value: the loop never ends and accesses memory out of bounds.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(835),
    knownAs: ['clang-diagnostic-tautological-unsigned-zero-compare'],
    rule: { kind: 'for_statement', has: { field: 'condition', regex: '>= *0$' } },
    where: (node) => {
      const condition = field(node, 'condition');
      const counter = field(condition, 'left');
      if (counter?.type !== 'identifier' || field(condition, 'right')?.text !== '0') {
        return false;
      }
      const variable = variableAt(condition as Node, counter.text);
      const update = field(node, 'update');
      return isUnsigned.test(variable?.type ?? '') && !variable?.isPointer && /--|-=/.test(update?.text ?? '');
    },
  },
];

const isUnsigned =
  /^(?:const )?(?:std::)?(?:size_t|unsigned(?: \w+)*|u?int(?:8|16|32|64)_t(?<=u.*)|uintptr_t|u_?int|u_?char|u_?long)$/;

function indexOf(access: Node): Node | undefined {
  const index = field(access, 'index') ?? field(access, 'indices');
  return index?.type === 'subscript_argument_list' ? (index.namedChild(0) ?? undefined) : index;
}

/** The first thing that happens to it in the text is that something is added to it. */
function isFirstAddedTo(name: Node, around: Node): boolean {
  const [first] = all(around, 'identifier').filter((use) => use.text === name.text && isBehind(use, name));
  const { parent } = first ?? {};
  const isCompound =
    parent?.type === 'assignment_expression' && !isAssigned(first as Node) && field(parent, 'left')?.id === first?.id;
  const block = statementAround(name)?.parent;
  return (
    isCompound &&
    block !== null &&
    block !== undefined &&
    isInside(first as Node, block) &&
    !isAfterJump(name, first as Node, around)
  );
}

/** A label, a case or other code of the preprocessor between the two: it may have been reached in another way. */
function isAfterJump(name: Node, use: Node, around: Node): boolean {
  return all(
    around,
    'labeled_statement',
    'case_statement',
    'asm_statement',
    'preproc_ifdef',
    'preproc_if',
    'preproc_else',
    'switch_statement',
  ).some((jump) => isBehind(jump, name) && isBehind(use, name) && jump.startIndex < use.startIndex);
}
