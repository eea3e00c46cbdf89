import type { Node } from 'web-tree-sitter';
import { argumentsOf, enclosingFunction, membersOf, nameOf, nodesIn } from './javascriptNodes';
import { cwe, type Rule } from './rule';

/** Texts that are escaped, and not all of what has to be. */
export const escapeRules: readonly Rule[] = [
  {
    id: 'first-occurrence-escaped',
    title: 'Only the first occurrence is escaped',
    explanation: 'With a string pattern, replace changes only the first occurrence; replaceAll changes all.',
    severity: 'warning',
    category: 'bug',
    confidence: 'medium',
    mention: /\.replace\(/,
    rule: { pattern: '$TEXT.replace($FROM, $TO)' },
    constraints: {
      FROM: { kind: 'string', regex: `^.(?:["'<>&|\`$]|\\\\.)["'\`]$` },
      TO: { kind: 'string', regex: `\\\\|&|.(?:""|'').` },
    },
    // What a class passes to a method of its own from a table of its own needs no escaping at all.
    isGuess: (call) => isOfTable(call),
    link: cwe(116),
    inTests: 'hidden',
  },
];

/** Whether the text is the first parameter of a private method that is called with constants and entries of tables alone. */
function isOfTable(call: Node): boolean {
  const method = enclosingFunction(call);
  const name = method && nameOf(method);
  const isPrivate = method?.type === 'method_definition' && /^(?:private\b|#)/.test(method.text);
  const [parameter = ''] = /^\(\s*[\w$]+/.exec(method?.childForFieldName('parameters')?.text ?? '') ?? [];
  const replaced = /^[\w$]+/.exec(call.text)?.[0];
  if (!isPrivate || replaced === undefined || replaced !== parameter.replace(/^\(\s*/, '')) {
    return false;
  }
  const calls = membersOf(call)
    .flatMap((member) => nodesIn(member, 'call_expression'))
    .filter((one) => one.childForFieldName('function')?.text === `this.${name}`);
  return calls.length > 0 && calls.every((one) => /^(?:["'`]|[A-Z][\w$]*[.[])/.test(argumentsOf(one)[0]?.text ?? ''));
}
