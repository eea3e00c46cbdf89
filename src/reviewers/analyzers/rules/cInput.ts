import type { Node } from 'web-tree-sitter';
import { call, calls, declarationsIn, functionAround, isAssigned, sizedBy, variableAt } from './cTree';
import { commandFromValue } from './descriptions';
import { cwe, type Rule } from './rule';
import { all, argumentsOf, calleeOf, enclosing, field, isBehind, occurrences } from './tree';

/** Strings, formats and commands in C that somebody else decides. */
export const cInput: readonly Rule[] = [
  {
    id: 'format-from-variable',
    title: 'Non-literal format string',
    explanation:
      'A % in the value makes the call read or, with %n, write arbitrary memory. Pass it as an argument of "%s".',
    severity: 'warning',
    category: 'security',
    confidence: 'high',
    link: cwe(134),
    knownAs: ['clang-diagnostic-format-security', 'cert-fio30-c'],
    rule: {
      kind: 'call_expression',
      any: [
        call('printf($VALUE)'),
        call('fprintf($STREAM, $VALUE)'),
        call('syslog($LEVEL, $VALUE)'),
        call('sprintf($TARGET, $VALUE)'),
        call('snprintf($TARGET, $SIZE, $VALUE)'),
      ],
    },
    constraints: {
      VALUE: {
        any: [{ kind: 'identifier', regex: '[a-z]' }, { kind: 'field_expression' }, { kind: 'subscript_expression' }],
        not: { regex: '(?i)(^_|fmt|format|usage|help|banner)' },
      },
    },
    where: (node) => isFromElsewhere(argumentsOf(node).at(-1)),
    fix: ({ text, captured }) => `${text.slice(0, text.lastIndexOf(captured('VALUE')))}"%s", ${captured('VALUE')})`,
  },
  {
    id: 'unbounded-read',
    title: 'Unbounded read: possible buffer overflow',
    explanation: 'The length is not limited, so longer input overwrites memory past the end of the array.',
    severity: 'warning',
    category: 'security',
    confidence: 'high',
    link: cwe(120),
    knownAs: ['clang-analyzer-security.insecureAPI.gets', 'cert-msc24-c'],
    rule: {
      any: [call('gets($TARGET)'), call('scanf($FORMAT, $$$)'), call('fscanf($STREAM, $FORMAT, $$$)')],
    },
    constraints: { FORMAT: { kind: 'string_literal', regex: '%(s|\\[)' } },
  },
  {
    id: 'unbounded-copy',
    title: 'Unbounded copy: possible buffer overflow',
    explanation: 'The length is not limited, so a longer string overwrites memory past the end of the array.',
    severity: 'warning',
    category: 'security',
    // Mostly both lengths are known where it is called.
    confidence: 'low',
    link: cwe(120),
    knownAs: ['clang-analyzer-security.insecureAPI.strcpy', 'cert-str31-c'],
    languages: ['c'],
    rule: calls('strcpy|strcat'),
    where: (node) => {
      const [target, source] = argumentsOf(node);
      return target !== undefined && source !== undefined && isArray(target) && isUnmeasuredParameter(source, node);
    },
  },
  {
    id: 'unbounded-sprintf',
    title: 'Unbounded sprintf: possible buffer overflow',
    explanation:
      'The length is not limited, so a longer string overwrites memory past the end of the array; use snprintf.',
    severity: 'warning',
    category: 'security',
    confidence: 'medium',
    link: cwe(120),
    knownAs: ['clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling', 'cert-str31-c'],
    rule: calls('v?sprintf'),
    where: (node) => {
      const [target, format, ...values] = argumentsOf(node);
      const strings = format ? valuesOf(format.text, values).filter(({ verb }) => verb === '%s') : [];
      return (
        target !== undefined &&
        isArray(target) &&
        strings.some(({ value }) => value && isUnmeasuredParameter(value, node))
      );
    },
  },
  {
    id: 'unterminated-copy',
    title: 'strncpy may leave the string unterminated',
    explanation: 'When the source fills the array no null byte is written, and readers run past its end.',
    severity: 'warning',
    category: 'bug',
    confidence: 'medium',
    link: cwe(170),
    knownAs: ['bugprone-not-null-terminated-result', 'clang-diagnostic-stringop-truncation'],
    rule: calls('strncpy'),
    where: (node) => {
      const [target, source, size] = argumentsOf(node);
      const around = functionAround(node);
      const isWhole = size?.type === 'sizeof_expression' && sizedBy(size)?.text === target?.text;
      const isPointer = target?.type === 'identifier' && variableAt(node, target.text)?.length === undefined;
      return (
        isWhole &&
        !isPointer &&
        source?.type !== 'string_literal' &&
        target !== undefined &&
        around !== undefined &&
        !isTerminated(target, around) &&
        !(source && isMeasured(source, around, node))
      );
    },
  },
  {
    id: 'command-from-input',
    ...commandFromValue,
    // What is put in is mostly what the user of the program has written.
    confidence: 'low',
    knownAs: ['cert-env33-c', 'clang-analyzer-optin.taint.GenericTaint'],
    rule: calls('system|popen'),
    where: (node) => {
      const [command] = argumentsOf(node);
      const around = functionAround(node);
      if (command?.type !== 'identifier' || !around) {
        return false;
      }
      return all(around, 'call_expression').some((print) => {
        const [target, ...others] = argumentsOf(print);
        const isPrint =
          /^(?:std::)?s(?:n?)printf$/.test(calleeOf(print)) && target?.text === command.text && isBehind(node, print);
        const format = others.findIndex(({ type }) => type === 'string_literal' || type === 'concatenated_string');
        const values = isPrint && format !== -1 ? valuesOf(others[format]?.text ?? '', others.slice(format + 1)) : [];
        return values.some(({ verb, value }) => verb === '%s' && value !== undefined && isOfFunction(value));
      });
    },
  },
  {
    id: 'checked-before-opened',
    title: 'Race between access and open (TOCTOU)',
    explanation: 'The file can be replaced between the check and its use; O_EXCL fails if the file exists.',
    severity: 'warning',
    category: 'security',
    // Where it was judged, nobody else could put another file there.
    confidence: 'low',
    link: cwe(367),
    rule: calls('access'),
    where: (node) => {
      const [path] = argumentsOf(node);
      const around = functionAround(node);
      return (
        path !== undefined &&
        around !== undefined &&
        all(around, 'call_expression').some(
          (open) =>
            /^(?:open|creat|fopen)$/.test(calleeOf(open)) &&
            isBehind(open, node) &&
            argumentsOf(open)[0]?.text === path.text &&
            /O_CREAT|"[wa]/.test(argumentsOf(open)[1]?.text ?? '') &&
            !/O_EXCL|"wx/.test(open.text) &&
            !isWhereItIs(open, node),
        )
      );
    },
  },
];

/** Whether a file is opened where it was found to be there: nothing is made anew. */
function isWhereItIs(open: Node, access: Node): boolean {
  const found = enclosing(access, 'if_statement');
  const [, mode] = argumentsOf(access);
  const isThere = /^(?:==\s*0|!=\s*-1)$/.test(access.parent?.text.slice(access.text.length).trim() ?? '');
  const within = found && field(found, 'consequence');
  return mode?.text === 'F_OK' && isThere && within != null && all(within, open.type).some(({ id }) => id === open.id);
}

/** An array whose length stands in the code: of the function, of the file, or of a structure that the file declares. */
function isArray(target: Node): boolean {
  if (target.type === 'identifier') {
    const variable = variableAt(target, target.text);
    return variable?.length !== undefined && variable.length !== '' && !variable.isParameter;
  }
  const name = field(target, 'field')?.text;
  const members = all(target.tree.rootNode, 'field_declaration').flatMap((member) =>
    member.childrenForFieldName('declarator'),
  );
  const named = members.filter((declarator) => all(declarator, 'field_identifier')[0]?.text === name);
  return (
    target.type === 'field_expression' && named.length > 0 && named.every(({ type }) => type === 'array_declarator')
  );
}

/** A parameter of the function around that nobody asked for its length. */
function isUnmeasuredParameter(value: Node, before: Node): boolean {
  const around = functionAround(before);
  const variable = value.type === 'identifier' ? variableAt(before, value.text) : undefined;
  if (!around || !variable?.isParameter || !variable.isPointer) {
    return false;
  }
  return (
    !isMeasured(value, around, before, /^(?:std::)?(?:strn?len|memchr|snprintf|strn?cmp|strcasecmp)$/) &&
    !occurrences(around, value).some(isAssigned)
  );
}

/** Whether the function around has asked for the length of a string before: to refuse, or to assert, what is too long. */
function isMeasured(value: Node, around: Node, before: Node, by = /^(?:std::)?strn?len$/): boolean {
  return occurrences(around, value).some(
    (use) => by.test(calleeOf(use.parent?.parent ?? undefined)) && isBehind(before, use),
  );
}

/** What may be any text: a parameter, a field, or an array that something is read into, and no text of this file. */
function isFromElsewhere(value: Node | undefined): boolean {
  if (value?.type !== 'identifier') {
    return value !== undefined && !/\b(?:fmt|format|usage|help)/i.test(value.text);
  }
  const variable = variableAt(value, value.text);
  const around = functionAround(value);
  if (!variable || !around || variable.declaration.tree.rootNode.id === variable.declaration.parent?.id) {
    return false;
  }
  if (variable.isParameter) {
    return variable.isPointer && declarationsIn(around, value.text).length === 1;
  }
  const isFilled = variable.length !== undefined && !variable.value;
  return (
    isFilled &&
    all(around, 'call_expression').some(
      (read) =>
        argumentsOf(read)[0]?.text === value.text && /^(?:f?gets|read|recv|strn?cpy|sn?printf)$/.test(calleeOf(read)),
    )
  );
}

interface FormatValue {
  readonly verb: string;
  readonly value?: Node;
}

/** The conversions of a format with what is converted; `%.10s` is not `%s`. */
function valuesOf(format: string, values: readonly Node[]): FormatValue[] {
  let next = 0;
  return [...format.matchAll(/%%|%[-+ #0]*(\*|\d+)?(?:\.(\*|\d+))?(?:hh|h|ll|l|z|j|t|L|q)?[a-zA-Z]/g)].flatMap(
    ([verb, width, precision]) => {
      if (verb === '%%') {
        return [];
      }
      next += (width === '*' ? 1 : 0) + (precision === '*' ? 1 : 0) + 1;
      const value = values[next - 1];
      return [{ verb, ...(value && { value }) }];
    },
  );
}

/** A parameter, a local variable or a part of one; what is the file's own is set by the program itself. */
function isOfFunction(value: Node): boolean {
  const [name] = all(value, 'identifier');
  const variable = name && variableAt(name, name.text);
  return (
    !/_literal$|^concatenated_string$/.test(value.type) &&
    variable !== undefined &&
    functionAround(variable.declaration) !== undefined &&
    !variable.value?.type.endsWith('_literal')
  );
}

/** Something puts a zero at an index of it, or clears all of it first. */
function isTerminated(target: Node, around: Node): boolean {
  return occurrences(around, target).some(({ parent }) => {
    const isElement =
      parent?.type === 'subscript_expression' &&
      parent.parent?.type === 'assignment_expression' &&
      field(parent.parent, 'left')?.id === parent.id;
    return (
      isElement ||
      (parent?.type === 'argument_list' &&
        /^(?:std::)?(?:memset|bzero|calloc)$/.test(calleeOf(parent.parent ?? undefined)))
    );
  });
}
