import type { Node } from 'web-tree-sitter';
import { commandFromValue, secretIsPredictable, sqlFromValue } from './descriptions';
import { functionAround, importedAs, valueGivenTo } from './goTree';
import { cwe, type Rule } from './rule';
import { statementOfSql } from './sql';
import { all, argumentsOf, calleeOf, enclosing, field } from './tree';

const secretName = /(?:token|secret|password|passwd|session_?id|nonce|salt|api_?key|otp)/i;

/** What somebody else can use against a program in Go. */
export const goSecurity: readonly Rule[] = [
  {
    id: 'sql-concatenation',
    ...sqlFromValue,
    // Of 22 that were judged none was worth it: what is put in are names of columns and rows of placeholders.
    confidence: 'low',
    knownAs: ['gosec', 'G201', 'G202'],
    mention: /["`]\s*(?:SELECT|INSERT|UPDATE|DELETE|REPLACE)\s/i,
    rule: {
      kind: 'call_expression',
      has: { field: 'function', regex: '\\.(Query|QueryRow|Exec|Prepare|Queryx|Get|Select|Raw)(Context)?$' },
    },
    where: (node) =>
      argumentsOf(node)
        .slice(0, 3)
        .some((argument) =>
          statementOfSql(argument.type === 'identifier' ? (valueGivenTo(node, argument.text) ?? argument) : argument),
        ),
  },
  {
    id: 'command-concatenation',
    ...commandFromValue,
    // What is put in is mostly what the user of the program has written.
    confidence: 'low',
    explanation: `${commandFromValue.explanation} Pass the arguments separately, without a shell.`,
    knownAs: ['gosec', 'G204'],
    rule: { kind: 'call_expression', has: { field: 'function', regex: '^exec\\.Command(Context)?$' } },
    mention: /"(?:ba|z|da|k)?sh"|\/sh"|"cmd(?:\.exe)?"|"powershell/,
    where: (node) => {
      const given = argumentsOf(node);
      const shell = given.findIndex(({ text }) =>
        /^"(?:\/(?:usr\/)?bin\/)?(?:(?:ba|z|da|k)?sh|cmd(?:\.exe)?|powershell)"$/.test(text),
      );
      const command =
        shell !== -1 && /^"(?:-\w*c|\/[cC]|-Command)"$/.test(given[shell + 1]?.text ?? '')
          ? given[shell + 2]
          : undefined;
      const text = command?.type === 'identifier' ? valueGivenTo(node, command.text) : command;
      return text !== undefined && isPutTogether(text);
    },
  },
  {
    id: 'weak-password-hash',
    title: 'Password hashed with a fast hash function',
    explanation:
      'SHA-1, SHA-2 and MD5 are fast: billions of passwords can be tried per second. bcrypt, scrypt and Argon2 are slow on purpose.',
    severity: 'warning',
    category: 'security',
    // Mostly a protocol asks for it.
    confidence: 'low',
    link: cwe(916),
    knownAs: ['gosec', 'G401', 'G501', 'G505'],
    rule: {
      kind: 'call_expression',
      has: { field: 'function', regex: '^(md5\\.Sum|sha1\\.Sum|sha256\\.Sum(256|224)|sha512\\.Sum(512|384))$' },
    },
    where: (node) => /(?:password|passwd|\bpwd\b)/i.test(argumentsOf(node)[0]?.text ?? ''),
  },
  {
    id: 'predictable-secret',
    ...secretIsPredictable,
    explanation: 'math/rand can be predicted from a few of its values; crypto/rand cannot.',
    severity: 'warning',
    category: 'security',
    // Mostly it is no secret that is made.
    confidence: 'low',
    link: cwe(338),
    knownAs: ['gosec', 'G404'],
    rule: {
      kind: 'call_expression',
      has: { field: 'function', regex: '\\.(Read|Int|Intn|Int31|Int31n|Int63|Int63n|Uint32|Uint64|IntN|N)$' },
    },
    mention: /"math\/rand(?:\/v2)?"/,
    where: (node) => {
      const name = importedAs(node, 'math/rand') ?? (importedAs(node, 'math/rand/v2') && 'rand');
      const isRandom =
        name !== undefined &&
        calleeOf(node).startsWith(`${name}.`) &&
        !calleeOf(node)
          .slice(name.length + 1)
          .includes('.');
      const statement = enclosing(
        node,
        'short_var_declaration',
        'assignment_statement',
        'var_spec',
        'keyed_element',
        'func_literal',
        'block',
      );
      const target =
        statement?.type === 'keyed_element'
          ? statement.namedChild(0)
          : (field(statement, 'left') ?? field(statement, 'name'));
      const names = [
        target?.text ?? '',
        ...(/\.Read$/.test(calleeOf(node)) ? argumentsOf(node).map(({ text }) => text) : []),
        field(functionAround(node), 'name')?.text ?? '',
      ];
      return (
        isRandom &&
        !isOnlyCount(node) &&
        names.some((one) => secretName.test(one)) &&
        !names.some((one) => /jitter|seed|test|fake|mock/i.test(one))
      );
    },
  },
  {
    id: 'archive-path',
    title: 'Possible path traversal: archive member used as a path',
    explanation: 'A member named ../../etc/passwd is written outside the folder; check names with filepath.IsLocal.',
    severity: 'warning',
    category: 'security',
    confidence: 'medium',
    link: cwe(22),
    knownAs: ['gosec', 'G305'],
    rule: { kind: 'call_expression', has: { field: 'function', regex: '^(filepath|path)\\.Join$' } },
    mention: /"archive\/(?:zip|tar)"/,
    where: (node) => {
      const around = functionAround(node);
      const isMember = argumentsOf(node)
        .slice(1)
        .some(({ text }) => /^\w+\.Name$/.test(text) && isMemberOf(node, text.slice(0, -'.Name'.length)));
      const isChecked =
        /IsLocal|HasPrefix|Contains|\.Rel\(|\.Clean\(|\.Base\(|ReplaceAll|SecureJoin|OpenInRoot|OpenRoot/.test(
          around?.text ?? '',
        );
      return (
        isMember &&
        !isChecked &&
        /\b(?:os\.(?:Create|OpenFile|MkdirAll|WriteFile)|ioutil\.WriteFile)\(/.test(around?.text ?? '')
      );
    },
  },
];

/** Text with a part that may be anything. */
function isPutTogether(text: Node): boolean {
  if (text.type === 'call_expression') {
    return (
      calleeOf(text) === 'fmt.Sprintf' &&
      /%[sv]/.test(argumentsOf(text)[0]?.text ?? '') &&
      !/[qQ]uote|[eE]scape/.test(text.text)
    );
  }
  const isSum =
    text.type === 'binary_expression' &&
    field(text, 'operator')?.text === '+' &&
    all(text, 'interpreted_string_literal', 'raw_string_literal').length > 0;
  return (
    isSum &&
    all(text, 'identifier').some(({ text: name }) => !/^[A-Z][A-Z0-9_]*$/.test(name)) &&
    !/[qQ]uote|[eE]scape/.test(text.text)
  );
}

/** A name for a member of an archive: of a type of archive/zip or archive/tar, or what Next or File gave. */
function isMemberOf(at: Node, name: string): boolean {
  const around = functionAround(at)?.text ?? '';
  return new RegExp(
    `\\b${name}\\s+\\*?(?:zip\\.File|tar\\.Header)\\b|\\b${name}(?:, \\w+)? :?= [\\w.]+\\.Next\\(\\)|, ${name} :?= range [\\w.]+\\.File\\b`,
  ).test(around);
}

/** The number is not what is kept: it says how often, or for how long. */
function isOnlyCount(random: Node): boolean {
  const list = random.parent;
  if (list?.type === 'binary_expression' && /^[<>=!]=?$/.test(field(list, 'operator')?.text ?? '')) {
    return true;
  }
  const taker = list?.type === 'argument_list' ? calleeOf(list.parent ?? undefined) : '';
  return (
    taker !== '' && !/^(?:fmt\.\w+|strconv\.\w+|string|byte|rune|u?int\d*|append|hex\.\w+|base64\.\w+)$/.test(taker)
  );
}
