import { grammarsOf } from '../../syntax/grammars';
import { operandsAreSame, stringResultDiscarded } from './descriptions';
import { coroutineNotAwaited } from './pythonCoroutines';
import { broadHandlerFirst, tellsAtTheEnd } from './pythonHandlers';
import type { NodeRule, RulePack } from './rule';
import { field } from './tree';

const leaves = ['raise_statement', 'break_statement', 'return_statement'];
const imports = [{ kind: 'import_statement' }, { kind: 'import_from_statement' }];

/** What may stand on both sides of an operator and gives the same each time. */
const operands: ReadonlySet<string> = new Set(['identifier', 'attribute', 'comparison_operator', 'subscript']);

/** A statement behind one that makes `$TEXT` a string. */
const afterString: NodeRule = {
  kind: 'expression_statement',
  follows: {
    stopBy: 'end',
    kind: 'expression_statement',
    has: {
      kind: 'assignment',
      all: [
        { has: { field: 'left', pattern: '$TEXT' } },
        { has: { field: 'right', any: [{ kind: 'string' }, { pattern: 'str($$$)' }, { pattern: 'input($$$)' }] } },
      ],
    },
  },
};

/** Defects in Python that Ruff has no rule for. */
export const python: RulePack = {
  name: 'python',
  grammars: grammarsOf('python'),
  rules: [
    {
      id: 'bare-except',
      title: 'Bare except catches KeyboardInterrupt and SystemExit',
      explanation:
        'It catches SystemExit and KeyboardInterrupt too, so Ctrl+C and sys.exit() do not end the program here.',
      severity: 'warning',
      category: 'bug',
      // Mostly somebody wanted just that, or it runs where nobody presses Ctrl+C.
      confidence: 'low',
      knownAs: ['E722', 'bare-except', 'W0702', 'broad-except', 'broad-exception-caught', 'W0718', 'B110', 'B112'],
      rule: {
        kind: 'except_clause',
        regex: '^except\\s*:',
        // What is done instead is often right for any exception; where nothing is, or again, all of them are lost.
        any: [
          { regex: '^except\\s*:\\s*(?:pass|\\.\\.\\.|print\\s*\\([^\\n]*\\))\\s*$' },
          {
            inside: { kind: 'while_statement', stopBy: { kind: 'function_definition' } },
            not: { any: leaves.map((kind) => ({ has: { kind, stopBy: 'end' } })) },
          },
        ],
        not: {
          any: [
            { regex: '#|exit|exc_info|exception|traceback' },
            { inside: { kind: 'try_statement', has: { field: 'body', has: { any: imports } } } },
          ],
        },
      },
      where: (handler) => !tellsAtTheEnd(handler),
      inTests: 'hidden',
      link: 'https://docs.astral.sh/ruff/rules/bare-except/',
      fix: ({ text }) => text.replace(/^except\s*:/, 'except Exception:'),
    },
    {
      id: 'in-place-result-assigned',
      title: 'Result of an in-place method is None',
      explanation: 'The method changes the list itself and returns None, which then replaces the list.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      knownAs: ['assignment-from-none', 'E1128', 'assignment-from-no-return', 'E1111'],
      rule: {
        kind: 'assignment',
        any: [
          { pattern: '$LIST = $LIST.sort()' },
          { pattern: '$LIST = $LIST.sort(reverse=$ORDER)' },
          { pattern: '$LIST = $LIST.sort(key=$KEY)' },
          { pattern: '$LIST = $LIST.sort(key=$KEY, reverse=$ORDER)' },
          { pattern: '$LIST = $LIST.sort(reverse=$ORDER, key=$KEY)' },
          { pattern: '$LIST = $LIST.reverse()' },
          { pattern: '$LIST = random.shuffle($LIST)' },
        ],
      },
      fix: ({ text }) => text.replace(/^[^=]*=\s*/, ''),
    },
    {
      id: 'discarded-string-result',
      ...stringResultDiscarded,
      confidence: 'low',
      severity: 'error',
      knownAs: ['expression-not-assigned', 'W0106', 'pointless-statement', 'W0104'],
      rule: {
        any: [
          // Windows, maps and paths have methods of these names, too, which change them.
          { pattern: '$TEXT.replace($FROM, $TO)', inside: afterString },
          ...['lower', 'upper', 'strip', 'lstrip', 'rstrip'].map((method) => ({
            pattern: `$TEXT.${method}()`,
            inside: afterString,
          })),
        ],
      },
      constraints: { TEXT: { kind: 'identifier' }, FROM: { kind: 'string' }, TO: { kind: 'string' } },
      fix: ({ text, captured }) => `${captured('TEXT')} = ${text}`,
    },
    {
      id: 'thread-target-called',
      title: 'Function called instead of passed to the thread',
      explanation: 'The function runs immediately in this thread, and the new thread has nothing to do.',
      severity: 'error',
      category: 'bug',
      confidence: 'medium',
      rule: {
        kind: 'keyword_argument',
        regex: '^target\\s*=',
        has: { field: 'value', pattern: '$FUNCTION()' },
        inside: {
          kind: 'argument_list',
          inside: {
            any: [
              { pattern: 'Thread($$$)' },
              { pattern: 'threading.Thread($$$)' },
              { pattern: 'Process($$$)' },
              { pattern: 'multiprocessing.Process($$$)' },
            ],
          },
        },
      },
      fix: 'target=$FUNCTION',
    },
    {
      id: 'super-of-own-class',
      title: 'super(self.__class__) causes infinite recursion',
      explanation: 'In a subclass the call finds this same method again and recurses until the stack is full.',
      severity: 'warning',
      category: 'bug',
      confidence: 'high',
      knownAs: ['bad-super-call', 'E1003'],
      rule: { any: [{ pattern: 'super(self.__class__, self)' }, { pattern: 'super(type(self), self)' }] },
      fix: 'super()',
    },
    broadHandlerFirst,
    {
      id: 'identical-operands',
      ...operandsAreSame,
      confidence: 'low',
      knownAs: ['comparison-with-itself', 'R0124'],
      rule: {
        any: [{ kind: 'boolean_operator' }, { kind: 'binary_operator', has: { field: 'operator', regex: '^-$' } }],
      },
      where: (operation) => {
        const [left, right] = [field(operation, 'left'), field(operation, 'right')];
        // `x and x or y` is what `x or y` is, written as one wrote a conditional expression before there was one.
        const isConditional =
          field(operation, 'operator')?.type === 'and' && operation.parent?.type === 'boolean_operator';
        return (
          !isConditional && operands.has(left?.type ?? '') && left?.type === right?.type && left?.text === right?.text
        );
      },
      inTests: 'hidden',
      link: 'https://cwe.mitre.org/data/definitions/1025.html',
    },
    coroutineNotAwaited,
  ],
};
