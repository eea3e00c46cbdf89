import { grammarsOf } from '../../syntax/grammars';
import type { RulePack } from './rule';

/** Defects in Python that Ruff has no rule or no safe edit for. */
export const python: RulePack = {
  name: 'python',
  grammars: grammarsOf('python'),
  rules: [
    {
      id: 'bare-except',
      title: 'A bare except also catches the wish to stop',
      explanation:
        'It catches SystemExit and KeyboardInterrupt too, so Ctrl+C and sys.exit() do not end the program here.',
      severity: 'warning',
      category: 'bug',
      confidence: 'high',
      rule: {
        kind: 'except_clause',
        regex: '^except\\s*:',
        not: { any: [{ has: { kind: 'raise_statement', stopBy: 'end' } }, { regex: 'exc_info|_exit' }] },
      },
      fix: ({ text }) => text.replace(/^except\s*:/, 'except Exception:'),
    },
    {
      id: 'none-comparison-in-condition',
      title: 'None is compared by equality',
      explanation: 'A class may answer == as it likes; `is` asks whether the value is None.',
      severity: 'info',
      category: 'bug',
      confidence: 'high',
      rule: {
        pattern: '$VALUE == None',
        inside: {
          any: [{ kind: 'if_statement' }, { kind: 'elif_clause' }, { kind: 'while_statement' }],
          field: 'condition',
        },
      },
      fix: '$VALUE is None',
    },
    {
      id: 'not-none-comparison-in-condition',
      title: 'None is compared by inequality',
      explanation: 'A class may answer != as it likes; `is not` asks whether the value is None.',
      severity: 'info',
      category: 'bug',
      confidence: 'high',
      rule: {
        pattern: '$VALUE != None',
        inside: {
          any: [{ kind: 'if_statement' }, { kind: 'elif_clause' }, { kind: 'while_statement' }],
          field: 'condition',
        },
      },
      fix: '$VALUE is not None',
    },
    {
      id: 'yaml-unsafe-load',
      title: 'yaml.load can run code from the document',
      explanation:
        'A document from outside can create any object and run any command; safe_load knows plain data only.',
      severity: 'error',
      category: 'security',
      confidence: 'high',
      rule: {
        any: [
          { pattern: 'yaml.load($STREAM)' },
          { pattern: 'yaml.load($STREAM, Loader=yaml.Loader)' },
          { pattern: 'yaml.load($STREAM, Loader=yaml.UnsafeLoader)' },
          { pattern: 'yaml.load($STREAM, Loader=yaml.FullLoader)' },
        ],
      },
      fix: 'yaml.safe_load($STREAM)',
    },
    {
      id: 'in-place-result-assigned',
      title: 'The result of an in-place method is None',
      explanation: 'The method changes the list itself and returns None, which then replaces the list.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        kind: 'assignment',
        any: [
          { pattern: '$LIST = $LIST.sort()' },
          { pattern: '$LIST = $LIST.sort(reverse=$ORDER)' },
          { pattern: '$LIST = $LIST.sort(key=$KEY)' },
          { pattern: '$LIST = $LIST.reverse()' },
          { pattern: '$LIST = random.shuffle($LIST)' },
        ],
      },
      fix: ({ text }) => text.replace(/^[^=]*=\s*/, ''),
    },
    {
      id: 'discarded-string-result',
      title: 'The changed string is thrown away',
      explanation: 'Strings never change: the method returns a new one, which nothing keeps here.',
      severity: 'error',
      category: 'bug',
      confidence: 'medium',
      rule: {
        any: [
          { pattern: '$TEXT.strip()' },
          { pattern: '$TEXT.lstrip()' },
          { pattern: '$TEXT.rstrip()' },
          { pattern: '$TEXT.lower()' },
          { pattern: '$TEXT.upper()' },
          { pattern: '$TEXT.replace($FROM, $TO)' },
        ],
        inside: { kind: 'expression_statement' },
      },
      constraints: { TEXT: { kind: 'identifier' }, FROM: { kind: 'string' }, TO: { kind: 'string' } },
      fix: ({ text, captured }) => `${captured('TEXT')} = ${text}`,
    },
    {
      id: 'except-or',
      title: 'Only the first of these exceptions is caught',
      explanation: '`A or B` is A: a tuple catches both.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: {
        pattern: '$FIRST or $SECOND',
        inside: { any: [{ kind: 'except_clause' }, { kind: 'as_pattern', inside: { kind: 'except_clause' } }] },
      },
      constraints: { FIRST: { not: { kind: 'boolean_operator' } } },
      fix: '($FIRST, $SECOND)',
    },
    {
      id: 'thread-target-called',
      title: 'The thread gets the result of the call, not the function',
      explanation: 'The function runs at once in this thread, and the new thread has nothing to do.',
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
      title: 'super() asks the class of the object, not of the method',
      explanation: 'In a subclass the call finds this same method again and recurses until the stack is full.',
      severity: 'error',
      category: 'bug',
      confidence: 'high',
      rule: { any: [{ pattern: 'super(self.__class__, self)' }, { pattern: 'super(type(self), self)' }] },
      fix: 'super()',
    },
  ],
};
