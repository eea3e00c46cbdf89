import type { Node } from 'web-tree-sitter';
import { handlerIsShadowed } from './descriptions';
import { isBound } from './pythonNames';
import { cwe, type Rule } from './rule';
import { following, once } from './tree';

export const broadHandlerFirst: Rule = {
  id: 'broad-handler-first',
  ...handlerIsShadowed,
  explanation: 'Handlers are tried from top to bottom, and the earlier one catches this exception, too.',
  severity: 'warning',
  category: 'bug',
  confidence: 'high',
  knownAs: ['bad-except-order', 'E0701'],
  rule: { kind: 'except_clause' },
  where: ({ id, parent }) => parent !== null && lateHandlers(parent).has(id),
  link: cwe(561),
};

/** The built-in exceptions below each other: https://docs.python.org/3/library/exceptions.html#exception-hierarchy */
const below: Readonly<Record<string, string>> = {
  BaseException: 'BaseExceptionGroup GeneratorExit KeyboardInterrupt SystemExit Exception',
  Exception:
    'ArithmeticError AssertionError AttributeError BufferError EOFError ExceptionGroup ImportError LookupError MemoryError NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError Warning',
  ArithmeticError: 'FloatingPointError OverflowError ZeroDivisionError',
  ImportError: 'ModuleNotFoundError',
  LookupError: 'IndexError KeyError',
  NameError: 'UnboundLocalError',
  OSError:
    'BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError',
  ConnectionError: 'BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError',
  RuntimeError: 'NotImplementedError PythonFinalizationError RecursionError',
  SyntaxError: 'IndentationError',
  IndentationError: 'TabError',
  ValueError: 'UnicodeError',
  UnicodeError: 'UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError',
  Warning:
    'BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning',
};

const parentOf: ReadonlyMap<string, string> = new Map(
  Object.entries(below).flatMap(([parent, names]) => names.split(' ').map((name) => [name, parent] as const)),
);

/** Other names of OSError. */
const aliases: ReadonlySet<string> = new Set(['IOError', 'EnvironmentError', 'WindowsError']);

/**
 * The handlers of a try statement, by their ids, that catch only what others before them have caught. Where the file
 * gives one of the names to something else, nobody knows.
 */
function lateHandlers(statement: Node): ReadonlySet<number> {
  return once(statement, 'late handlers', () => {
    const handlers = statement.namedChildren.filter((child) => child?.type === 'except_clause');
    const named = handlers.flatMap((handler) => (handler ? [{ id: handler.id, names: namesIn(handler) }] : []));
    const caught = new Set<string>();
    const late = new Set<number>();
    for (const { id, names } of named) {
      const canonical = names.map((name) => (aliases.has(name) ? 'OSError' : name));
      if (names.length > 0 && canonical.every((name) => isBelow(name, caught))) {
        late.add(id);
      }
      for (const name of canonical) {
        caught.add(name);
      }
    }
    const isKnown = late.size === 0 || !named.some(({ names }) => names.some((name) => isBound(statement, name)));
    return isKnown ? late : new Set();
  });
}

function isBelow(name: string, caught: ReadonlySet<string>): boolean {
  const parent = parentOf.get(name);
  return parent !== undefined && (caught.has(parent) || isBelow(parent, caught));
}

/** What a handler catches, as it is written. `except A, b:` means something else in every Python. */
function namesIn(handler: Node): string[] {
  const [value, ...others] = handler.childrenForFieldName('value');
  const caught = value?.type === 'as_pattern' ? value.firstNamedChild : value;
  if (!caught || others.length > 0) {
    return [];
  }
  return (caught.type === 'tuple' ? caught.namedChildren : [caught]).map((name) => name?.text ?? '');
}

/** Whether a handler says what went wrong, and nothing is left to be done in its function, or in the file, after it. */
export function tellsAtTheEnd(handler: Node): boolean {
  const [only, ...others] = handler.namedChildren.at(-1)?.namedChildren ?? [];
  if (others.length > 0 || !/^print\b/.test(only?.text ?? '')) {
    return false;
  }
  let around = handler.parent;
  while (around && !/^(?:function_definition|module)$/.test(around.type)) {
    if (/^(?:while|for)_statement$/.test(around.type) || following(around).some(({ type }) => isStatement(type))) {
      return false;
    }
    around = around.parent;
  }
  return true;
}

/** What stands behind an `if` in it are its other branches. */
function isStatement(type: string): boolean {
  return !/_clause$/.test(type);
}
