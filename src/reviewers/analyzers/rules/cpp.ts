import { grammarsOf } from '../../syntax/grammars';
import type { RulePack } from './rule';

/** Defects that only C++ has; the rules for C hold there too. */
export const cpp: RulePack = {
  name: 'cpp',
  grammars: grammarsOf('cpp'),
  rules: [
    {
      id: 'array-deleted-as-object',
      title: 'An array is deleted as if it were one object',
      explanation: 'The behaviour is undefined: only the first destructor runs, and the heap may be damaged.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
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
      id: 'throw-pointer',
      title: 'A pointer is thrown, not the exception',
      explanation: 'Handlers for the exception do not catch a pointer to it, and nobody deletes it.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { pattern: 'throw new $TYPE($$$ARGUMENTS);' },
      fix: 'throw $TYPE($$$ARGUMENTS);',
    },
    {
      id: 'catch-by-value',
      title: 'The exception is caught by value',
      explanation: 'A copy of the base class is made: what the derived exception says is cut off.',
      severity: 'warning',
      category: 'bug',
      confidence: 'high',
      rule: {
        kind: 'parameter_declaration',
        all: [
          {
            has: {
              field: 'type',
              pattern: '$TYPE',
              any: [{ kind: 'qualified_identifier' }, { kind: 'type_identifier' }],
            },
          },
          { has: { field: 'declarator', kind: 'identifier', pattern: '$NAME' } },
        ],
        inside: { kind: 'parameter_list', inside: { kind: 'catch_clause' } },
      },
      fix: 'const $TYPE& $NAME',
    },
    {
      id: 'discarded-empty',
      title: 'empty() asks, it does not clear',
      explanation: 'The answer is thrown away and the container keeps what it has; clear() was probably meant.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { pattern: '$CONTAINER.empty();', kind: 'expression_statement' },
      fix: '$CONTAINER.clear();',
    },
    {
      id: 'size-never-negative',
      title: 'A size is never negative',
      explanation: 'The comparison is always true. Whether there is anything at all was probably to be asked.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { any: [{ pattern: '$CONTAINER.size() >= 0' }, { pattern: '$CONTAINER.length() >= 0' }] },
      fix: '!$CONTAINER.empty()',
    },
    {
      id: 'find-as-condition',
      title: 'find used as a yes-or-no answer',
      explanation:
        'find gives npos, which counts as true, when there is no match, and 0, which counts as false, at the start.',
      severity: 'error',
      category: 'bug',
      confidence: 'medium',
      rule: {
        pattern: '$TEXT.find($PART)',
        inside: { kind: 'condition_clause', inside: { any: [{ kind: 'if_statement' }, { kind: 'while_statement' }] } },
      },
      constraints: { PART: { any: [{ kind: 'string_literal' }, { kind: 'char_literal' }] } },
      fix: '$TEXT.find($PART) != std::string::npos',
    },
    {
      id: 'move-of-returned-local',
      title: 'std::move keeps the compiler from returning in place',
      explanation: 'A local variable is moved, or not copied at all, without it; with it a move always happens.',
      severity: 'info',
      category: 'performance',
      confidence: 'medium',
      rule: {
        pattern: 'return std::move($NAME);',
        inside: {
          kind: 'compound_statement',
          has: {
            kind: 'declaration',
            any: [
              { has: { field: 'declarator', pattern: '$NAME' } },
              { has: { kind: 'init_declarator', has: { field: 'declarator', pattern: '$NAME' } } },
            ],
          },
        },
      },
      constraints: { NAME: { kind: 'identifier' } },
      fix: 'return $NAME;',
    },
    {
      id: 'changed-while-iterated',
      title: 'The container grows or shrinks under its own loop',
      explanation:
        'Inserting or erasing may move the elements, and the loop goes on with places that are no longer there.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
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
          {
            inside: {
              kind: 'expression_statement',
              not: { precedes: { any: [{ kind: 'break_statement' }, { kind: 'return_statement' }], stopBy: 'end' } },
            },
          },
        ],
      },
    },
  ],
};
