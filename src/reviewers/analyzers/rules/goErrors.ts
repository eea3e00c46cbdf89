import type { Node } from 'web-tree-sitter';
import { functionAround, functionKinds, sidesOf, statementAround } from './goTree';
import { cwe, type Rule } from './rule';
import { all, calleeOf, enclosing, field, following, isBehind, occurrences } from './tree';

/** Calls whose result is nil, or of no use, when there is an error. */
const opening =
  /^(?:os\.(?:Open|OpenFile|Create|CreateTemp)|http\.(?:Get|Post|PostForm|Head|NewRequest|NewRequestWithContext)|net\.(?:Dial|DialTimeout|Listen)|sql\.Open|zip\.(?:OpenReader|NewReader)|gzip\.NewReader|tls\.(?:Dial|Listen)|\w*[cC]lient\.(?:Do|Get|Post))$/;

/** A method and an address that stand there themselves are right or wrong for good. */
function isRequestThatHolds(call: Node | undefined): boolean {
  return /^http\.NewRequest\(\s*(?:"[A-Z]+"|http\.Method\w+),\s*"[^"%\s]*",/.test(call?.text ?? '');
}

/** Errors, and what has to be closed, in Go. */
export const goErrors: readonly Rule[] = [
  {
    id: 'ignored-error',
    title: 'Error ignored and result used',
    explanation: 'When the call fails the result is nil, and what uses it fails or panics.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(252),
    knownAs: ['errcheck', 'gosec', 'G104'],
    rule: { kind: 'short_var_declaration', regex: '^\\w+, _ := ' },
    where: (node) => {
      const { left, right } = sidesOf(node);
      const [result] = left;
      const around = functionAround(node);
      const uses = result && around ? occurrences(around, result).filter((use) => isBehind(use, node)) : [];
      return (
        left.length === 2 &&
        opening.test(calleeOf(right[0])) &&
        !isRequestThatHolds(right[0]) &&
        // Closing a file that is nil is an error that nobody needs.
        uses.some(
          ({ parent }) =>
            parent?.type === 'argument_list' ||
            (parent?.type === 'selector_expression' && field(parent, 'field')?.text !== 'Close'),
        )
      );
    },
    // Whoever looks for a fault sees that there is no file.
    isGuess: (node) => /dump|debug|trace/i.test(field(functionAround(node), 'name')?.text ?? ''),
  },
  {
    id: 'swallowed-error',
    title: 'Error swallowed: returns nil after err != nil',
    explanation: 'The caller takes the call for a success.',
    severity: 'warning',
    category: 'bug',
    // Where it was judged, the error said that there is nothing.
    confidence: 'low',
    link: cwe(390),
    knownAs: ['nilerr'],
    mention: /\breturn nil\b/,
    rule: { kind: 'return_statement', regex: '^return nil$' },
    where: isSwallowing,
  },
  {
    id: 'response-body-not-closed',
    title: 'Response body is never closed',
    explanation: 'The connection is never reused or closed, and the program runs out of connections.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(772),
    knownAs: ['bodyclose'],
    rule: { kind: 'short_var_declaration', regex: '^\\w+, \\w+ := ' },
    mention: /\.(?:Get|Post|PostForm|Head|Do)\(/,
    where: (node) => {
      const { left, right } = sidesOf(node);
      const [response] = left;
      const around = functionAround(node);
      const isRequest =
        /^(?:http\.(?:Get|Post|PostForm|Head)|(?:http\.DefaultClient|(?:\w+\.)*(?:http)?[cC]lient)\.(?:Do|Get|Post|PostForm|Head))$/.test(
          calleeOf(right[0]),
        );
      // What main opens, the end of the program closes.
      const isMain = around?.type === 'function_declaration' && field(around, 'name')?.text === 'main';
      if (
        !response ||
        !around ||
        isMain ||
        !isRequest ||
        response.text === '_' ||
        !/"net\/http"/.test(node.tree.rootNode.text)
      ) {
        return false;
      }
      const uses = occurrences(around, response).filter((use) => isBehind(use, node));
      const isRead = uses.some(
        (use) => use.parent?.type === 'selector_expression' && /\.(?:Body|StatusCode|Header)$/.test(use.parent.text),
      );
      return (
        isRead && uses.every((use) => isField(use)) && !/\.Body\.Close\b/.test(around.text) && !uses.some(isBodyKept)
      );
    },
    // At its end the connection is given back: https://pkg.go.dev/net/http#Response
    isGuess: (node) => {
      const [response] = sidesOf(node).left;
      const around = functionAround(node);
      const uses = response && around ? occurrences(around, response).filter((use) => isBehind(use, node)) : [];
      return uses.every(isReturnedWhole);
    },
  },
  {
    id: 'body-closed-before-check',
    title: 'Response used before checking err',
    explanation: 'When the request fails the response is nil, and reading its body panics.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: cwe(476),
    knownAs: ['staticcheck', 'SA5001', 'govet', 'httpresponse'],
    rule: {
      pattern: { context: 'func f() { defer $RESPONSE.Body.Close() }', selector: 'defer_statement' },
      follows: {
        kind: 'short_var_declaration',
        pattern: { context: 'func f() { $RESPONSE, $ERROR := $CALL }', selector: 'short_var_declaration' },
      },
    },
  },
  {
    id: 'defer-in-loop',
    title: 'defer inside a loop runs only when the function returns',
    explanation: 'Files stay open and locks stay held from every iteration until the function returns.',
    severity: 'warning',
    category: 'bug',
    confidence: 'low',
    link: cwe(772),
    knownAs: ['gocritic', 'deferInLoop', 'revive', 'SA9001', 'staticcheck'],
    mention: /\bdefer\b/,
    rule: { kind: 'defer_statement', regex: '\\.(Close|Unlock|RUnlock|Rollback|Stop)\\(\\)$' },
    // A round that always leaves the function is the last one; what is also closed in the loop only waits for failures.
    // Answers that come page by page are few.
    where: (node) => {
      const call = node.namedChild(0);
      const isLeft = following(node).some(({ type }) => type === 'return_statement');
      const loop = enclosing(node, 'for_statement', ...functionKinds);
      return (
        !isLeft &&
        call !== null &&
        loop?.type === 'for_statement' &&
        occurrences(loop, call).length === 1 &&
        !isKept(call.text.split('.', 1)[0] ?? '', loop) &&
        !(/\.Body\.Close\(\)$/.test(call.text) && isByPages(loop))
      );
    },
  },
  {
    id: 'lost-cancel',
    title: 'Context leak: cancel function discarded',
    explanation: 'The context and its timer are kept until the parent is cancelled: every call leaks them.',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
    link: 'https://pkg.go.dev/context#WithCancel',
    knownAs: ['govet', 'lostcancel'],
    rule: {
      any: [{ kind: 'short_var_declaration' }, { kind: 'assignment_statement' }],
      regex: '^\\w+, _ :?= *context\\.With(Cancel|Timeout|Deadline)(Cause)?\\(',
    },
  },
  {
    id: 'unmarshal-by-value',
    title: 'Decoding into a value instead of a pointer',
    explanation: 'Without & the decoder gets a copy it cannot fill, and returns an error.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    link: 'https://pkg.go.dev/encoding/json#Unmarshal',
    knownAs: ['govet', 'unmarshal', 'staticcheck', 'SA1014'],
    rule: {
      kind: 'call_expression',
      has: { field: 'function', regex: '^((json|xml|yaml|asn1)\\.Unmarshal|json\\.NewDecoder\\(.*\\)\\.Decode)$' },
    },
    where: (node) => {
      const target = field(node, 'arguments')?.namedChildren.at(-1);
      const around = functionAround(node);
      if (target?.type !== 'identifier' || !around) {
        return false;
      }
      const declared = all(around, 'short_var_declaration').filter((one) =>
        sidesOf(one).left.some(({ text }) => text === target.text),
      );
      const [value] = declared
        .map((one) => sidesOf(one).right)
        .filter(({ length }) => length === 1)
        .flat();
      const isStruct =
        value?.type === 'composite_literal' &&
        /^(?:type_identifier|qualified_type)$/.test(field(value, 'type')?.type ?? '');
      return (
        declared.length === 1 &&
        isStruct &&
        /^[A-Z]?\w+$/.test(target.text) &&
        isDeclaredStruct(node, field(value, 'type')?.text ?? '')
      );
    },
  },
];

/** Given to what outlives the round, as it is or as another type: it is wanted until the function ends. */
function isKept(name: string, loop: Node): boolean {
  return all(loop, 'assignment_statement').some(
    (assignment) =>
      field(assignment, 'operator')?.text === '=' &&
      new RegExp(`^(?:[\\w.]+\\(${name}\\)|${name})$`).test(field(assignment, 'right')?.text ?? ''),
  );
}

/** A loop that goes over nothing, and ends when there is no more. */
function isByPages(loop: Node): boolean {
  const goesOver = loop.namedChildren.some((child) => child?.type === 'range_clause');
  const hasCondition = loop.namedChildCount > 1;
  return !goesOver && (hasCondition || all(loop, 'break_statement').length > 0);
}

function isSwallowing(node: Node): boolean {
  const body = node.parent?.parent;
  const condition = body?.parent;
  const around = functionAround(node);
  const isErrorAsked = condition?.type === 'if_statement' && field(condition, 'condition')?.text === 'err != nil';
  if (
    !body ||
    !around ||
    !isErrorAsked ||
    field(condition, 'consequence')?.id !== body.id ||
    field(around, 'result')?.text !== 'error'
  ) {
    return false;
  }
  const statements = node.parent?.namedChildren ?? [];
  // Where a comment says why, somebody has thought about it; where the error is handed in, it is asked whether to go on.
  const isExplained = all(body, 'comment').length > 0;
  const isHandedIn = all(field(around, 'parameters') ?? node, 'identifier').some(({ text }) => text === 'err');
  const onlyPrints =
    statements.length > 1 &&
    statements.slice(0, -1).every((statement) => /^(?:fmt\.(?:Fp|P)rint|println\()/.test(statement?.text ?? ''));
  const tells = statements.slice(0, -1).some((statement) => /\berr\b/.test(statement?.text ?? ''));
  return onlyPrints && !tells && !isExplained && !isHandedIn && statementAround(node)?.id === node.id;
}

function isField({ parent }: Node): boolean {
  return (
    parent?.type === 'selector_expression' || (parent?.type === 'binary_expression' && /\bnil\b/.test(parent.text))
  );
}

/** The body goes somewhere else: into a structure, to another function that may close it. */
function isBodyKept(use: Node): boolean {
  const body = use.parent?.text.endsWith('.Body') ? use.parent : undefined;
  const taker = body?.parent;
  const isReader =
    taker?.type === 'argument_list' &&
    /^(?:io\.(?:ReadAll|Copy|CopyN|LimitReader)|ioutil\.ReadAll|json\.NewDecoder|xml\.NewDecoder|bufio\.New(?:Scanner|Reader))$/.test(
      calleeOf(taker.parent ?? undefined),
    );
  return body !== undefined && !isReader && taker?.type !== 'selector_expression';
}

/** `return io.ReadAll(response.Body)` */
function isReturnedWhole(use: Node): boolean {
  return /^return (?:io|ioutil)\.ReadAll\(\w+\.Body\)$/.test(statementAround(use)?.text ?? '');
}

function isDeclaredStruct(node: Node, type: string): boolean {
  return all(node.tree.rootNode, 'type_spec').some(
    (spec) => field(spec, 'name')?.text === type && field(spec, 'type')?.type === 'struct_type',
  );
}
