import type { Span } from '../types';

/** A credential written into a text. The span is the credential itself, without quotes, name or line. */
export interface Secret extends Span {
  /** What it is a credential for, as people call it: `GitHub token`. */
  readonly kind: string;
}

/** Patterns match the credential and nothing else. Shapes are those the issuers document. */
const issued: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['AWS access key', /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g],
  ['AWS secret key', /(?<=secret_?access_?key["']?\s{0,8}[:=]\s{0,8}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/gi],
  ['GitHub token', /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/g],
  ['GitLab token', /(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|oas|soat|cbt|ft|imt|agent)-[A-Za-z0-9_-]{20,255}/g],
  ['Slack token', /(?<![A-Za-z0-9])(?:xox[abeoprs]-[A-Za-z0-9-]{20,250}|xapp-\d-[A-Za-z0-9-]{20,250})/g],
  ['Slack webhook', /(?<=hooks\.slack\.com\/services\/)T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/[A-Za-z0-9]{20,}/g],
  ['Stripe key', /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,247}|whsec_[A-Za-z0-9+/]{32,})/g],
  ['Google API key', /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g],
  ['Google client secret', /(?<![A-Za-z0-9_-])GOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])/g],
  ['npm token', /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}\b/g],
  ['Anthropic key', /(?<![A-Za-z0-9])sk-ant-[a-z0-9]{3,12}-[A-Za-z0-9_-]{20,}/g],
  [
    'OpenAI key',
    /(?<![A-Za-z0-9])sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}|or-v1-[0-9a-f]{64}|[A-Za-z0-9]{48}(?![A-Za-z0-9]))/g,
  ],
  ['Hugging Face token', /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{34}\b/g],
  ['PyPI token', /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{50,}/g],
  ['SendGrid key', /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/g],
  ['Azure storage key', /(?<=AccountKey=)[A-Za-z0-9+/]{86}==/g],
  ['JSON web token', /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g],
];

const urlPassword =
  /(?<=[a-z0-9+.-]{2}):\/\/[^\s:@/?#"'`<>]{0,100}:([^\s@/?#"'`<>]{3,200})@(?!(?:[\w-]+\.){0,4}example\b)/gi;
const quotedAssignment =
  /(?:password|passwd|passphrase|pwd|secret|token|credential|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|account[_-]?key|encryption[_-]?key)s?([\w-]{0,40})["'\]]{0,2}\s{0,20}(?::=|=>|[:=])\s{0,20}(["'`])([^\s"'`\\]{8,200})\2/gi;
/** `NAME=value` of environment and properties files, `name: value` of YAML. */
const plainAssignment =
  /^[ \t]{0,40}(?:export |- )?[\w.-]{0,40}?(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|account[_-]?key)([\w-]{0,40})(?:=|: )[ \t]{0,20}([^\s"'`(){}[\],;]{12,200})[ \t]*$/gim;

/** Every pattern needs one of these. Most texts have none of them, which is quick to see. */
const trace =
  /A[KSB]IA|ACCA|gh[pousr]_|github_pat_|gl[a-z]{2,5}-|xox[abeoprs]-|xapp-|hooks\.slack|[sr]k_(?:live|test)|whsec_|AIza|GOCSPX-|npm_|sk-|hf_|pypi-|SG\.|eyJ|PRIVATE KEY|:\/\/|passw|passphrase|pwd|secret|token|credential|(?:api|access|auth|private|account|encryption)[_-]?key/i;

/** Finds credentials in order. They do not overlap. Precise rather than complete: a placeholder is not a secret. */
export function findSecrets(text: string): Secret[] {
  if (!trace.test(text)) {
    return [];
  }
  const found = [...issuedSecrets(text), ...privateKeys(text), ...passwordsInUrls(text), ...assignedSecrets(text)];
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Secret[] = [];
  for (const secret of found) {
    if (secret.start >= (kept.at(-1)?.end ?? 0)) {
      kept.push(secret);
    }
  }
  return kept;
}

/** The text with every character of a secret replaced by `*`: same length, same line breaks. */
export function maskSecrets(text: string): string {
  let masked = '';
  let done = 0;
  for (const { start, end } of findSecrets(text)) {
    masked += text.slice(done, start) + text.slice(start, end).replace(/[^\r\n]/g, '*');
    done = end;
  }
  return masked + text.slice(done);
}

function* issuedSecrets(text: string): Generator<Secret> {
  for (const [kind, pattern] of issued) {
    for (const match of text.matchAll(pattern)) {
      if (!issuedPlaceholder.test(match[0]) && new Set(match[0]).size >= 10) {
        yield { kind, start: match.index, end: match.index + match[0].length };
      }
    }
  }
}

const keyBegin = /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const longestKey = 20_000;

/** The body of a private key; the lines around it stay readable. A key that is cut off counts as far as it goes. */
function* privateKeys(text: string): Generator<Secret> {
  for (const match of text.matchAll(keyBegin)) {
    const start = match.index + match[0].length;
    const [run = ''] = /^[\w+/=\s\\,"'.:()-]*/.exec(text.slice(start, start + longestKey)) ?? [];
    const [body = ''] = run.split('-----', 1);
    if (/[A-Za-z0-9+/]{40}/.test(body) && !issuedPlaceholder.test(body)) {
      yield { kind: 'private key', start, end: start + body.length };
    }
  }
}

function* passwordsInUrls(text: string): Generator<Secret> {
  for (const match of text.matchAll(urlPassword)) {
    const password = match[1] ?? '';
    if (!isPlaceholder(password) && !wellKnownPassword.test(password)) {
      const end = match.index + match[0].length - 1;
      yield { kind: 'password in a URL', start: end - password.length, end };
    }
  }
}

function* assignedSecrets(text: string): Generator<Secret> {
  for (const match of text.matchAll(quotedAssignment)) {
    const [whole, nameRest = '', , value = ''] = match;
    if (!namesSomethingElse.test(nameRest) && !isPlaceholder(value) && looksRandom(value)) {
      const end = match.index + whole.length - 1;
      yield { kind: 'password or token', start: end - value.length, end };
    }
  }
  for (const match of text.matchAll(plainAssignment)) {
    const [whole, nameRest = '', value = ''] = match;
    if (!namesSomethingElse.test(nameRest) && !isPlaceholder(value) && looksRandom(value)) {
      const start = match.index + whole.lastIndexOf(value);
      yield { kind: 'password or token', start, end: start + value.length };
    }
  }
}

/** What follows the telling word when the name means something about a secret: `token_url`, `passwordField`. */
const namesSomethingElse =
  /^(?:iz|[_-]?(?:ur[il]|endpoint|name|field|label|id|path|file|type|kind|header|regex|pattern|prefix|suffix|length|size|hint|placeholder|input|error|message|expir|ttl|count|limit|class|selector|store|hash|digest|checksum|version))/i;
const wellKnownPassword =
  /^(?:pass(?:w(?:or)?d)?|pwd|s[e3]cr[e3]t|root|admin|guest|user(?:name)?|postgres|mysql|mongo|redis|rabbit|dev|local(?:host)?|\d{1,6}|[*.x]+)$/i;
const placeholderWords =
  /example|sample|change[-_]?(?:me|it)|placeholder|your|dummy|fake|foobar|redacted|replace|insert|todo|test|mock|demo|secret|passw|token|(?:api|access|private)[-_]?key|x{4}|\*{3}|\.{3}|…|1234567|7654321|abcdef|deadbeef|c0ffee|00000|11111|aaaaa/i;
const placeholderShapes =
  /^[$%<[{(]|\$[{(]|\{\{|%[({]?\w|<\w|^(?:process\.env|os\.environ|env[.:]|arn:|vault:|op:|ssm:|enc[[(])|:\/\//i;

/** Generated credentials are long enough to hold a short word by chance, so only these tell that one is not real. */
const issuedPlaceholder = /example|redacted|x{6}|\.{3}|…|1234567|abcdefg|your[-_]/i;

function isPlaceholder(value: string): boolean {
  return placeholderShapes.test(value) || placeholderWords.test(value);
}

/** Tells generated values from names and words: enough entropy, and digits mixed into the letters. */
function looksRandom(value: string): boolean {
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9\-_./:+]/].filter((pattern) => pattern.test(value)).length;
  const longEnough = value.length >= (classes >= 4 ? 8 : classes === 3 ? 12 : 16);
  if (!longEnough || classes < 2 || !/[0-9]/.test(value) || !/[A-Za-z]/.test(value)) {
    return false;
  }
  const dense = value.replace(/[-_./:+]/g, '');
  const runs = dense.match(/[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+/g)?.length ?? 0;
  return runs >= dense.length * 0.3 && entropyPerCharacter(value) >= Math.min(3, Math.log2(value.length) * 0.85);
}

/** Shannon entropy of the value's own character frequencies, in bits. */
function entropyPerCharacter(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / value.length) * Math.log2(count / value.length);
  }
  return bits;
}
