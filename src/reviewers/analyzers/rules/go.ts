import { grammarsOf } from '../../syntax/grammars';
import type { NodeRule, RulePack } from './rule';

const functions: readonly NodeRule[] = [
  { kind: 'function_declaration' },
  { kind: 'method_declaration' },
  { kind: 'func_literal' },
];

/** Defects in Go that the compiler accepts. */
export const go: RulePack = {
  name: 'go',
  grammars: grammarsOf('go'),
  rules: [
    {
      id: 'errors-new-sprintf',
      title: 'errors.New of a formatted string is fmt.Errorf',
      explanation: 'fmt.Errorf says the same at once, and can wrap an error with %w so that callers can look for it.',
      severity: 'info',
      category: 'maintainability',
      confidence: 'high',
      rule: {
        pattern: { context: 'func f() { errors.New(fmt.Sprintf($$$ARGUMENTS)) }', selector: 'call_expression' },
      },
      // An import that is used no longer does not compile.
      fix: ({ captured, fileText }) =>
        /\berrors\.(?!New\(fmt\.Sprintf\()/.test(fileText) ? `fmt.Errorf(${captured('ARGUMENTS')})` : undefined,
    },
    {
      id: 'deferred-lock',
      title: 'The mutex is locked again instead of unlocked',
      explanation: 'When the function returns, it waits for a lock that it holds itself: the goroutine hangs for ever.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        pattern: { context: 'func f() { defer $MUTEX.Lock() }', selector: 'defer_statement' },
        follows: { pattern: { context: 'func f() { $MUTEX.Lock() }', selector: 'expression_statement' } },
      },
      fix: 'defer $MUTEX.Unlock()',
    },
    {
      id: 'replace-nothing',
      title: 'strings.Replace with a count of 0 replaces nothing',
      explanation: 'The last argument is the number of replacements; -1, or ReplaceAll, means all of them.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { pattern: 'strings.Replace($TEXT, $OLD, $NEW, 0)' },
      fix: 'strings.ReplaceAll($TEXT, $OLD, $NEW)',
    },
    {
      id: 'length-never-negative',
      title: 'A length is never negative',
      explanation: 'The comparison is always true. Whether there is anything at all was probably to be asked.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { pattern: 'len($LIST) >= 0' },
      fix: 'len($LIST) > 0',
    },
    {
      id: 'tls-verification-off',
      title: "The server's certificate is not checked",
      explanation: 'Anyone between here and the server can read and change the traffic without being noticed.',
      severity: 'error',
      category: 'security',
      confidence: 'medium',
      rule: { kind: 'keyed_element', regex: '^InsecureSkipVerify\\s*:\\s*true$' },
      fix: ({ text }) => text.replace(/true$/, 'false'),
    },
    {
      id: 'trim-cutset',
      title: 'The second argument is a set of characters, not a prefix or suffix',
      explanation:
        'TrimLeft and TrimRight remove every leading or trailing character that is in the set: more than the word itself.',
      severity: 'warning',
      category: 'bug',
      confidence: 'medium',
      rule: { pattern: 'strings.$FUNCTION($TEXT, $CUTSET)' },
      constraints: {
        FUNCTION: { regex: '^Trim(Left|Right)$' },
        CUTSET: { regex: '^"[^"\\\\]*[A-Za-z]{3}[^"\\\\]*"$' },
      },
      fix: ({ captured }) => {
        const better = captured('FUNCTION') === 'TrimLeft' ? 'TrimPrefix' : 'TrimSuffix';
        return `strings.${better}(${captured('TEXT')}, ${captured('CUTSET')})`;
      },
    },
    {
      id: 'swallowed-error',
      title: 'The error is found, and then nil is returned',
      explanation: 'The caller is told that all went well.',
      severity: 'warning',
      category: 'bug',
      confidence: 'medium',
      rule: {
        pattern: { context: 'func f() error { return nil }', selector: 'return_statement' },
        nthChild: 1,
        all: [
          {
            inside: {
              kind: 'statement_list',
              inside: {
                kind: 'block',
                inside: { pattern: { context: 'func f() { if err != nil { $$$ } }', selector: 'if_statement' } },
              },
            },
          },
          {
            inside: {
              any: functions,
              has: { field: 'result', regex: '^error$' },
              stopBy: { any: functions },
            },
          },
        ],
      },
      fix: 'return err',
    },
    {
      id: 'defer-in-loop',
      title: 'What is deferred in a loop waits for the end of the function',
      explanation: 'Files and locks of every round stay open until the function returns.',
      severity: 'warning',
      category: 'bug',
      confidence: 'medium',
      rule: {
        kind: 'defer_statement',
        inside: {
          kind: 'for_statement',
          stopBy: { any: [{ kind: 'for_statement' }, ...functions] },
        },
      },
    },
    {
      id: 'wait-group-add-in-goroutine',
      title: 'The wait group is raised inside of the goroutine',
      explanation: 'Wait may be called before the goroutine has started, and then does not wait for it.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        pattern: { context: 'func f() { $GROUP.Add(1) }', selector: 'call_expression' },
        inside: {
          kind: 'func_literal',
          stopBy: { kind: 'func_literal' },
          inside: { kind: 'call_expression', inside: { kind: 'go_statement' } },
        },
      },
      constraints: { GROUP: { regex: '(?i)(^|\\.)(wg|waitgroup|group)$' } },
    },
    {
      id: 'body-closed-before-check',
      title: 'The response is used before its error is looked at',
      explanation: 'When the request fails the response is nil, and reading its body panics.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        pattern: { context: 'func f() { defer $RESPONSE.Body.Close() }', selector: 'defer_statement' },
        follows: {
          kind: 'short_var_declaration',
          pattern: { context: 'func f() { $RESPONSE, $ERROR := $CALL }', selector: 'short_var_declaration' },
        },
      },
    },
  ],
};
