import { grammarsOf } from '../../syntax/grammars';
import type { RulePack } from './rule';

/** What ESLint's core reports in JavaScript and the TypeScript compiler accepts. */
export const typescript: RulePack = {
  name: 'typescript',
  grammars: grammarsOf('typescript', 'typescriptreact'),
  rules: [
    {
      id: 'assignment-in-condition',
      title: 'An assignment stands where a comparison is expected',
      explanation: 'The condition asks whether the assigned value counts as true, and the variable is overwritten.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        pattern: '$LEFT = $RIGHT',
        kind: 'assignment_expression',
        inside: { kind: 'parenthesized_expression', inside: { kind: 'if_statement' } },
      },
      fix: '$LEFT === $RIGHT',
    },
    {
      id: 'async-promise-executor',
      title: 'The executor of a promise is async',
      explanation: 'An exception in it rejects nobody: the promise then stays pending for ever.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { any: [{ pattern: 'new Promise($EXECUTOR)' }, { pattern: 'new Promise<$TYPE>($EXECUTOR)' }] },
      constraints: { EXECUTOR: { regex: '^async\\b' } },
    },
    {
      id: 'debugger-statement',
      title: 'A debugger statement was left in',
      explanation: 'Execution stops here whenever developer tools are open.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { kind: 'debugger_statement' },
      fix: '',
    },
    {
      id: 'return-in-finally',
      title: 'Leaving from finally discards the result of the try block',
      explanation: 'A return in finally replaces what the try block returned and swallows its exception.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        kind: 'return_statement',
        inside: {
          kind: 'finally_clause',
          stopBy: {
            any: [
              { kind: 'finally_clause' },
              { kind: 'arrow_function' },
              { kind: 'function_declaration' },
              { kind: 'function_expression' },
              { kind: 'method_definition' },
            ],
          },
        },
      },
    },
    {
      id: 'self-assignment',
      title: 'A value is assigned to itself',
      explanation: 'The assignment changes nothing; another name was probably meant.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { pattern: '$NAME = $NAME', kind: 'assignment_expression' },
      constraints: {
        NAME: {
          any: [{ kind: 'identifier' }, { kind: 'member_expression' }],
          not: { has: { kind: 'call_expression', stopBy: 'end' } },
        },
      },
    },
    {
      id: 'nan-comparison',
      title: 'NaN is unequal to everything, itself included',
      explanation: 'The comparison always has the same result, whatever the value is.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        any: [
          { pattern: '$VALUE === NaN' },
          { pattern: '$VALUE == NaN' },
          { pattern: '$VALUE === Number.NaN' },
          { pattern: '$VALUE == Number.NaN' },
        ],
      },
      fix: 'Number.isNaN($VALUE)',
    },
  ],
};
