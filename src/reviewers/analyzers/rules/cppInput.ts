import type { Node } from 'web-tree-sitter';
import { calls, functionAround, variableAt } from './cTree';
import { commandFromValue, sqlFromValue } from './descriptions';
import type { Rule } from './rule';
import { statementOfSql } from './sql';
import { all, argumentsOf, field } from './tree';

/** Statements and commands that C++ puts together from what somebody else decides. */
export const cppInput: readonly Rule[] = [
  {
    id: 'sql-concatenation',
    ...sqlFromValue,
    rule: calls(
      'sqlite3_exec|sqlite3_prepare(_v2|_v3)?|mysql_query|mysql_real_query|PQexec|PQexecParams|SQLExecDirect',
    ),
    where: (node) => argumentsOf(node).some((argument) => statementOfSql(textOf(argument, node))),
  },
  {
    id: 'command-concatenation',
    ...commandFromValue,
    // What is put in is mostly what the user of the program has written.
    confidence: 'low',
    knownAs: ['cert-env33-c', 'bugprone-command-processor'],
    rule: calls('system|popen|_popen'),
    where: (node) => {
      const [command] = argumentsOf(node);
      return command !== undefined && isConcatenated(textOf(command, node));
    },
  },
];

/** The expression behind `text.c_str()`, `text.data()` and the name of a variable that is set where it is declared. */
function textOf(argument: Node, at: Node): Node {
  const callee = field(argument, 'function');
  const isConverted =
    argument.type === 'call_expression' && /^(?:c_str|data)$/.test(field(callee, 'field')?.text ?? '');
  const text = isConverted && callee ? (field(callee, 'argument') ?? argument) : argument;
  const inner = text.type === 'parenthesized_expression' ? (text.namedChild(0) ?? text) : text;
  const variable = inner.type === 'identifier' ? variableAt(at, inner.text) : undefined;
  return variable?.value && functionAround(variable.declaration)?.id === functionAround(at)?.id
    ? variable.value
    : inner;
}

/** `"text" + name`, of which at least one part can be anything. */
function isConcatenated(text: Node): boolean {
  const isSum = text.type === 'binary_expression' && field(text, 'operator')?.text === '+';
  return isSum && all(text, 'string_literal').length > 0 && all(text, 'identifier').some((name) => isAnything(name));
}

function isAnything(name: Node): boolean {
  const variable = variableAt(name, name.text);
  return (
    variable !== undefined &&
    functionAround(variable.declaration) !== undefined &&
    !variable.value?.type.endsWith('literal') &&
    !/^(?:int|long|size_t|unsigned|bool|double)/.test(variable.type)
  );
}
