import type { Node } from 'web-tree-sitter';
import { secretIsPredictable } from './descriptions';
import { argumentsOf, declarationOf, enclosingFunction, nameOf, nodesIn, statementOf } from './javascriptNodes';
import { fromRequest, isForProgram, isSureValue, valuesInSql } from './javascriptSql';
import { cwe, type Rule } from './rule';

/** Not ids of sessions and tabs, which mostly only tell one from another, nor what need not be secret, as a salt. */
const secretName = /(?:^|[a-z_$])(?:secret|password|passwd|otp|csrf|api_?key)$|(?:^|[a-z_$])tokens?$/i;
/** What tokens are for that somebody must not guess. */
const credential = /passw|auth|log_?in|mail|cookie|verif|reset|csrf|credential|secret|invit/i;
const password = /passw|pwd|passphrase/i;
const fromAddress = /\blocation\.(?:hash|search|href)\b|\bURLSearchParams\b|\bdocument\.(?:referrer|URL)\b/;
const madeSafe = /escape|encode|saniti[sz]e|purify/i;
const hardened = /basename|startsWith|normalize|relative\(|saniti[sz]e|realpath/i;

/** What defines a trigger or runs what it puts together. */
const procedure = /\bexecute immediate\b|\bfor each row\b/i;

/** Whether a piece of text is joined into a procedure of SQL, in which no placeholder stands for anything. */
function isInProcedure(node: Node): boolean {
  let whole = node;
  while (whole.parent?.type === 'binary_expression') {
    whole = whole.parent;
  }
  return procedure.test(whole.text);
}

/** What a value from outside can do, and cryptography that no longer holds. */
export const securityRules: readonly Rule[] = [
  {
    id: 'sql-from-values',
    title: 'Possible SQL injection: statement built from values',
    explanation: 'A value with a quote in it changes the statement. Use placeholders instead.',
    severity: 'warning',
    category: 'security',
    confidence: 'medium',
    mention: /\b(?:select|insert\s+into|update|delete\s+from)\b/i,
    rule: { any: [{ kind: 'template_string' }, { kind: 'binary_expression' }] },
    where: (node) => valuesInSql(node).length > 0,
    isGuess: (node) =>
      isInProcedure(node) || isForProgram(node) || !valuesInSql(node).some((value) => isSureValue(value, node.text)),
    link: cwe(89),
    inTests: 'hidden',
  },
  {
    id: 'html-from-address',
    title: 'Possible XSS: page address inserted as HTML',
    explanation: 'Anyone who gets a user to follow a link can run code in that page. Use textContent for text.',
    severity: 'warning',
    category: 'security',
    confidence: 'medium',
    mention: /\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write/,
    rule: { any: [{ kind: 'assignment_expression' }, { kind: 'call_expression' }] },
    where: isHtmlFromAddress,
    knownAs: ['no-unsanitized/property', 'no-unsanitized/method'],
    link: cwe(79),
  },
  {
    id: 'unsanitized-html-property',
    title: 'Possible XSS: dangerouslySetInnerHTML with a plain value',
    explanation: 'Scripts in the value run as part of the page, unless it was sanitized before.',
    severity: 'warning',
    category: 'security',
    confidence: 'low',
    mention: /dangerouslySetInnerHTML/,
    rule: { kind: 'pair', regex: '^__html\\b' },
    where: (pair) => {
      const value = pair.childForFieldName('value');
      const isPlain = value?.type === 'identifier' || value?.type === 'member_expression';
      return isPlain && !/html|saniti[sz]|safe|markup|rendered|style|css|script/i.test(value.text);
    },
    knownAs: ['react/no-danger'],
    link: cwe(79),
    inTests: 'hidden',
  },
  {
    id: 'path-from-request',
    title: 'Possible path traversal: path built from request data',
    explanation: 'With ../ in the value a client can reach files outside the folder.',
    severity: 'warning',
    category: 'security',
    confidence: 'medium',
    mention: /\b(?:req|request|ctx)\b/,
    rule: { kind: 'call_expression' },
    where: (call) =>
      /^(?:path\.(?:join|resolve)|(?:fs|fsp|fs\.promises)\.(?:readFile|readFileSync|createReadStream|createWriteStream|writeFile|writeFileSync|unlink|unlinkSync|rm|rmSync))$/.test(
        call.childForFieldName('function')?.text ?? '',
      ) &&
      argumentsOf(call).some(({ text }) => fromRequest.test(text)) &&
      !hardened.test(enclosingFunction(call)?.text ?? ''),
    knownAs: ['security/detect-non-literal-fs-filename'],
    link: cwe(22),
    inTests: 'hidden',
  },
  {
    id: 'open-redirect',
    title: 'Open redirect: address taken from the request',
    explanation: 'A link to this site can lead to any other site, which then looks trustworthy.',
    severity: 'warning',
    category: 'security',
    confidence: 'medium',
    mention: /\.redirect\(/,
    rule: { pattern: '$RESPONSE.redirect($$$)' },
    where: (call) =>
      argumentsOf(call).some(({ text }) => /^(?:req|request|ctx)(?:\.request)?\.(?:query|body)\.[\w$]+$/.test(text)),
    link: cwe(601),
    inTests: 'hidden',
  },
  {
    id: 'predictable-secret',
    ...secretIsPredictable,
    explanation:
      'Math.random can be predicted from a few of its results. Use crypto.randomBytes or getRandomValues for secrets.',
    severity: 'warning',
    category: 'security',
    // Of three that were judged in unseen projects none was a secret.
    confidence: 'low',
    mention: /Math\.random/,
    rule: { pattern: 'Math.random()' },
    where: (call) => isSecret(call),
    link: cwe(338),
    inTests: 'hidden',
  },
  {
    id: 'weak-password-hash',
    title: 'Password hashed with a fast, broken algorithm',
    explanation: 'MD5 and SHA-1 allow billions of guesses per second; scrypt, bcrypt and Argon2 are slow on purpose.',
    severity: 'warning',
    category: 'security',
    // Mostly a protocol asks for it.
    confidence: 'low',
    mention: /createHash/,
    rule: { kind: 'call_expression', regex: 'createHash\\(\\s*[\'"](?:md5|md4|sha1|sha-1)[\'"]\\s*\\)$' },
    where: (call) => password.test(statementOf(call)?.text ?? '') || password.test(functionNameOf(call)),
    link: cwe(916),
    inTests: 'hidden',
  },
  {
    id: 'weak-cipher',
    title: 'Insecure cipher',
    explanation:
      'DES, RC2, RC4 and Blowfish have keys or blocks that are too short, and ECB shows where a text repeats itself.',
    severity: 'warning',
    category: 'security',
    confidence: 'high',
    mention: /create(?:C|Dec)ipher/,
    rule: {
      kind: 'call_expression',
      regex: '^(?:\\w+\\.)?create(?:C|Dec)ipher(?:iv)?\\(\\s*[\'"](?:des|rc2|rc4|bf|blowfish|[\\w-]*-ecb)\\b',
    },
    link: cwe(327),
    inTests: 'hidden',
  },
  {
    id: 'unsigned-token-accepted',
    title: 'JWT verification accepts unsigned tokens',
    explanation: 'With the algorithm "none" anyone can forge a valid token.',
    severity: 'warning',
    category: 'security',
    confidence: 'high',
    mention: /algorithms/,
    rule: { kind: 'pair', regex: '^[\'"]?algorithms[\'"]?\\s*:\\s*\\[[^\\]]*[\'"]none[\'"]' },
    link: cwe(347),
    inTests: 'hidden',
  },
  {
    id: 'message-to-any-origin',
    title: 'postMessage to any origin ("*")',
    explanation: 'Whatever page is in the window at that time can read the message.',
    severity: 'warning',
    category: 'security',
    // Of five that were judged in unseen projects none was worth it: what is sent is no secret, or goes to the page itself.
    confidence: 'low',
    mention: /postMessage/,
    rule: {
      any: [{ pattern: "$WINDOW.postMessage($MESSAGE, '*')" }, { pattern: '$WINDOW.postMessage($MESSAGE, "*")' }],
    },
    where: (call) => argumentsOf(call).slice(0, 1).some(hasValues),
    link: cwe(346),
    inTests: 'hidden',
  },
];

function isHtmlFromAddress(node: Node): boolean {
  const isAssignment = node.type === 'assignment_expression';
  const target = node.childForFieldName(isAssignment ? 'left' : 'function')?.text ?? '';
  const isHtml = isAssignment
    ? /\.(?:inner|outer)HTML$/.test(target)
    : /\.insertAdjacentHTML$|^document\.write(?:ln)?$/.test(target);
  const values = isAssignment ? [node.childForFieldName('right')] : argumentsOf(node);
  return (
    isHtml &&
    values.some(
      (value) =>
        value !== null && !madeSafe.test(value.text.replaceAll('decodeURIComponent', '')) && isFromAddress(value),
    )
  );
}

/** What comes of it is true or false. */
const comparison = /[\w$.()]+\s*[!=]==?\s*[\w$.'"]+/g;

function isFromAddress(value: Node): boolean {
  return (
    fromAddress.test(value.text.replace(comparison, '')) ||
    nodesIn(value, 'identifier').some((name) => {
      const text = declarationOf(name)?.childForFieldName('value')?.text.replaceAll('decodeURIComponent', '') ?? '';
      return fromAddress.test(text) && !madeSafe.test(text);
    })
  );
}

function isSecret(value: Node): boolean {
  const name = nameGivenTo(value);
  const isToken = /tokens?$/i.test(name);
  return secretName.test(name) && (!isToken || credential.test(enclosingFunction(value)?.text ?? name));
}

/** The variable, property or function that a value goes to, the nearest one. */
function nameGivenTo(value: Node): string {
  for (let node = value.parent; node; node = node.parent) {
    switch (node.type) {
      case 'variable_declarator':
        return nameOf(node) ?? '';
      case 'pair':
        return node.childForFieldName('key')?.text ?? '';
      case 'assignment_expression':
        return node.childForFieldName('left')?.text ?? '';
      case 'return_statement':
        return functionNameOf(node);
      case 'arguments':
      case 'statement_block':
        // Of the functions that a value goes through, those that write it in another form keep it.
        if (
          node.type === 'statement_block' ||
          !/^(?:String|btoa)$/.test(node.parent?.childForFieldName('function')?.text ?? '')
        ) {
          return '';
        }
    }
  }
  return '';
}

/** Whether a message says anything but what the code has in it for everybody to read. */
function hasValues(message: Node): boolean {
  const names = nodesIn(message, 'identifier').filter(({ text }) => text !== 'JSON');
  return (
    names.some((name) => !/^(?:string|number)$/.test(declarationOf(name)?.childForFieldName('value')?.type ?? '')) ||
    ['this', 'shorthand_property_identifier'].some((type) => nodesIn(message, type).length > 0)
  );
}

function functionNameOf(node: Node): string {
  const found = enclosingFunction(node);
  return (found && (nameOf(found) ?? (found.parent?.type === 'variable_declarator' ? nameOf(found.parent) : ''))) ?? '';
}
