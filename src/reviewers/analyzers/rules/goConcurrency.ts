import type { Node } from 'web-tree-sitter';
import { fieldsOf, functionKinds, receiverOf } from './goTree';
import { cwe, type Rule } from './rule';
import { all, enclosing, field, following } from './tree';

/** Locks, goroutines and channels in Go. */
export const goConcurrency: readonly Rule[] = [
  {
    id: 'deferred-lock',
    title: 'defer Lock() after Lock(): deadlock',
    explanation: 'When the function returns it waits for a lock it already holds: Unlock was meant.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(833),
    knownAs: ['staticcheck', 'SA2003'],
    rule: {
      pattern: { context: 'func f() { defer $MUTEX.Lock() }', selector: 'defer_statement' },
      follows: { pattern: { context: 'func f() { $MUTEX.Lock() }', selector: 'expression_statement' } },
    },
    fix: 'defer $MUTEX.Unlock()',
  },
  {
    id: 'wait-group-add-in-goroutine',
    title: 'WaitGroup.Add called inside the goroutine',
    explanation: 'Wait may run before the goroutine has started, and then does not wait for it.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: 'https://pkg.go.dev/sync#WaitGroup.Add',
    knownAs: ['staticcheck', 'SA2000', 'govet', 'waitgroup'],
    mention: /\.Add\(1\)/,
    rule: {
      pattern: { context: 'func f() { $GROUP.Add(1) }', selector: 'call_expression' },
      inside: {
        kind: 'func_literal',
        stopBy: { kind: 'func_literal' },
        inside: { kind: 'call_expression', inside: { kind: 'go_statement' } },
      },
    },
    constraints: { GROUP: { regex: '(?i)(^|\\.)(wg|waitgroup|group)$' } },
    // One that waits itself raises the group for those that it starts.
    where: (node) => !enclosing(node, 'func_literal')?.text.includes('.Wait()'),
  },
  {
    id: 'copied-lock',
    title: 'Mutex copied by a value receiver',
    explanation:
      'A value receiver is copied together with its mutex: each call locks its own copy, and nothing is protected.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: cwe(667),
    knownAs: ['govet', 'copylocks'],
    rule: { kind: 'method_declaration' },
    mention: /\bsync\.(?:RW)?Mutex\b/,
    where: (node) => {
      const receiver = receiverOf(node);
      const locks =
        receiver && !receiver.isPointer
          ? (fieldsOf(node, receiver.type) ?? []).filter((one) =>
              /^sync\.(?:RW)?Mutex$/.test(field(one, 'type')?.text ?? ''),
            )
          : [];
      const names = locks.flatMap((one) => {
        const named = one.childrenForFieldName('name').map(({ text }) => `.${text}`);
        return named.length > 0 ? named : [''];
      });
      const body = field(node, 'body')?.text ?? '';
      return names.some(
        (name) => body.includes(`${receiver?.name}${name}.Lock()`) || body.includes(`${receiver?.name}${name}.RLock()`),
      );
    },
  },
  {
    id: 'break-of-select',
    title: 'break exits the select, not the loop around it',
    explanation: 'The loop continues; use return or a labeled break to leave it.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: 'https://go.dev/ref/spec#Break_statements',
    knownAs: ['staticcheck', 'SA4011'],
    rule: {
      kind: 'break_statement',
      regex: '^break$',
      inside: { any: [{ kind: 'communication_case' }, { kind: 'statement_list' }], stopBy: 'neighbor' },
    },
    mention: /\bselect\s*\{/,
    where: (node) => {
      const around = node.parent?.type === 'statement_list' ? node.parent.parent : node.parent;
      const select = around?.parent;
      const list = select?.parent?.type === 'statement_list' ? select.parent : undefined;
      const loop = (list?.parent ?? select?.parent)?.parent;
      const isEndless = loop?.type === 'for_statement' && /^for\s*\{/.test(loop.text);
      return (
        around?.type === 'communication_case' &&
        select?.type === 'select_statement' &&
        isEndless &&
        following(select).length === 0
      );
    },
  },
  {
    id: 'lost-receiver-assignment',
    title: 'Assignment to a field of a value receiver is lost',
    explanation: 'A value receiver is a copy: the assignment is gone when the method returns. Use a pointer receiver.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: 'https://go.dev/wiki/CodeReviewComments#receiver-type',
    knownAs: ['staticcheck', 'SA4005', 'revive', 'modifies-value-receiver'],
    rule: { kind: 'assignment_statement', regex: '^\\w+\\.\\w+ = ' },
    mention: /\bfunc\s*\(\s*\w+\s+[A-Z_a-z]\w*\s*\)/,
    where: (node) => {
      const method = enclosing(node, ...functionKinds);
      const receiver = receiverOf(method);
      const left = field(node, 'left');
      const [target] = left?.namedChildren ?? [];
      const isField =
        target?.type === 'selector_expression' &&
        field(target, 'operand')?.text === receiver?.name &&
        left?.namedChildCount === 1;
      if (!method || !receiver || receiver.isPointer || !isField || fieldsOf(node, receiver.type) === undefined) {
        return false;
      }
      const body = field(method, 'body') ?? method;
      const uses = all(body, 'identifier').filter(({ text }) => text === receiver.name);
      return (
        uses.every((use) => isOnlySet(use)) &&
        enclosing(node, 'for_statement', ...functionKinds)?.type !== 'for_statement'
      );
    },
  },
];

/** The left side of an assignment to a field: nobody reads the copy. */
function isOnlySet(use: Node): boolean {
  const field_ = use.parent;
  const list = field_?.parent;
  const assignment = list?.parent;
  return (
    field_?.type === 'selector_expression' &&
    assignment?.type === 'assignment_statement' &&
    field(assignment, 'left')?.id === list?.id &&
    field(assignment, 'operator')?.text === '='
  );
}
