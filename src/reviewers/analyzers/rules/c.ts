import { grammarsOf } from '../../syntax/grammars';
import type { NodeRule, RulePack } from './rule';

/** A call, which outside of a function would be read as a declaration. */
function call(source: string): NodeRule {
  return { pattern: { context: `void f() { ${source}; }`, selector: 'call_expression' } };
}

/** Defects in C, nearly all of which C++ has inherited. */
export const c: RulePack = {
  name: 'c',
  grammars: grammarsOf('c', 'cpp'),
  rules: [
    {
      id: 'assignment-in-condition',
      title: 'A constant is assigned where a comparison is expected',
      explanation: 'The condition always has the same result, and the variable is overwritten.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        kind: 'assignment_expression',
        pattern: '$LEFT = $CONSTANT',
        inside: {
          regex: '^\\(',
          inside: { any: [{ kind: 'if_statement' }, { kind: 'while_statement' }] },
        },
      },
      constraints: {
        CONSTANT: {
          any: [
            { kind: 'number_literal' },
            { kind: 'char_literal' },
            { kind: 'true' },
            { kind: 'false' },
            { kind: 'null' },
          ],
        },
      },
      fix: '$LEFT == $CONSTANT',
    },
    {
      id: 'memset-of-nothing',
      title: 'memset with its last two arguments swapped',
      explanation: 'The last argument is the number of bytes: with 0 nothing is set at all.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: call('$SET($TARGET, $SIZE, 0)'),
      constraints: {
        SET: { regex: '^(std::)?memset$' },
        SIZE: { not: { regex: "^(0|0x[0-9a-fA-F]+|'.*')$" } },
      },
      fix: '$SET($TARGET, 0, $SIZE)',
    },
    {
      id: 'allocation-without-terminator',
      title: 'No room for the terminating zero',
      explanation: 'strlen does not count the zero byte, so copying the string writes one byte behind the memory.',
      severity: 'error',
      category: 'bug',
      confidence: 'medium',
      rule: call('$ALLOCATE($LENGTH($TEXT))'),
      constraints: { ALLOCATE: { regex: '^(std::)?malloc$' }, LENGTH: { regex: '^(std::)?strlen$' } },
      fix: '$ALLOCATE($LENGTH($TEXT) + 1)',
    },
    {
      id: 'allocation-of-pointer-size',
      title: 'Memory for a pointer, not for what it points to',
      explanation: 'sizeof of the pointer is 4 or 8 bytes: using the object writes behind the memory.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
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
      id: 'format-from-variable',
      title: 'A value is used as a format string',
      explanation: 'A % in the value reads or, with %n, writes memory that is not there for it.',
      severity: 'error',
      category: 'security',
      confidence: 'high',
      rule: {
        kind: 'call_expression',
        any: [call('printf($VALUE)'), call('fprintf($STREAM, $VALUE)'), call('syslog($LEVEL, $VALUE)')],
      },
      constraints: {
        VALUE: {
          any: [{ kind: 'identifier', regex: '[a-z]' }, { kind: 'field_expression' }, { kind: 'subscript_expression' }],
          not: { regex: '(?i)(^_|fmt|format|usage|help|banner|message|msg)' },
        },
      },
      fix: ({ text, captured }) => `${text.slice(0, text.lastIndexOf(captured('VALUE')))}"%s", ${captured('VALUE')})`,
    },
    {
      id: 'semicolon-after-condition',
      title: 'A semicolon ends the if before its block',
      explanation: 'The block below does not depend on the condition: it always runs.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        kind: 'expression_statement',
        regex: '^;$',
        inside: { kind: 'if_statement', precedes: { kind: 'compound_statement' } },
      },
      fix: '',
    },
    {
      id: 'char-from-getchar',
      title: 'EOF does not fit into a char',
      explanation: 'Either a valid byte is taken for the end of the input, or the end is never seen.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        kind: 'declaration',
        any: [
          { pattern: 'char $NAME = getchar();' },
          { pattern: 'char $NAME = fgetc($STREAM);' },
          { pattern: 'char $NAME = getc($STREAM);' },
        ],
      },
      fix: ({ text }) => text.replace(/^char/, 'int'),
    },
    {
      id: 'string-literal-comparison',
      languages: ['c'],
      title: 'Two addresses are compared, not two strings',
      explanation: 'The same text at another address is unequal; strcmp compares what the strings contain.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { any: [{ pattern: '$VALUE == $TEXT' }, { pattern: '$VALUE != $TEXT' }] },
      constraints: { TEXT: { kind: 'string_literal' }, VALUE: { not: { kind: 'string_literal' } } },
      fix: ({ text, captured }) => {
        const operator = text.slice(captured('VALUE').length).trimStart().slice(0, 2);
        return `strcmp(${captured('VALUE')}, ${captured('TEXT')}) ${operator} 0`;
      },
    },
    {
      id: 'unbounded-read',
      title: 'The input can be longer than the memory for it',
      explanation: 'Nothing limits how much is read, so longer input overwrites what lies behind the array.',
      severity: 'error',
      category: 'security',
      confidence: 'high',
      rule: {
        any: [call('gets($TARGET)'), call('scanf($FORMAT, $$$)')],
      },
      constraints: { FORMAT: { regex: '%s' } },
    },
    {
      id: 'realloc-into-itself',
      title: 'When realloc fails the old memory is lost',
      explanation: 'realloc then gives NULL, which replaces the only pointer to memory that is still allocated.',
      severity: 'warning',
      category: 'bug',
      confidence: 'medium',
      rule: { pattern: '$POINTER = realloc($POINTER, $SIZE)' },
    },
  ],
};
