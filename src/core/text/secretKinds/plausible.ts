/** What tells a credential from a placeholder, a name or a word. */

const wellKnownPassword =
  /^(?:pass(?:w(?:or)?d)?\d{0,4}|pwd|s[e3]cr[e3]t|root|admin|guest|user(?:name)?|postgres|mysql|mongo|redis|rabbit|dev|local(?:host)?|\d{1,6}|[*.x]+)$/i;
const placeholderWords =
  /example|sample|change[-_]?(?:me|it)|placeholder|your|dummy|fake|foobar|redacted|replace|insert|todo|test|mock|demo|secret|passw|token|(?:api|access|private)[-_]?key|x{4}|\*{3}|\.{3}|…|1234567|7654321|abcdef|deadbeef|c0ffee|00000|11111|aaaaa/i;
const placeholderShapes =
  /^[$%<[{(]|\$[{(]|\{\{|%[({]?\w|<\w|^(?:process\.env|os\.environ|env[.:]|arn:|vault:|op:|ssm:|enc[[(])|:\/\//i;

/** Generated credentials are long enough to hold a short word by chance, so only these tell that one is not real. */
const issuedPlaceholder = /example|redacted|x{6}|\.{3}|…|1234567|abcdefg|your[-_]/i;

/** What a form asks of a value, in words: `required|min:8`, `required|min_length[6]`. */
const validation = /^[a-z]\w*(?:[:[][^|]{0,100})?(?:\|[a-z]\w*(?:[:[][^|]{0,100})?){1,20}$/i;
const validationWords =
  /(?:^|\|)(?:required|nullable|sometimes|confirmed|string|numeric|integer|alpha\w*|email|min|max|min_?length|max_?length|between|size|regex|same|unique)(?=[:[|]|$)/i;

function isPlaceholder(value: string): boolean {
  return (
    placeholderShapes.test(value) ||
    placeholderWords.test(value) ||
    (validation.test(value) && validationWords.test(value))
  );
}

/** A generated credential of a shape that nothing else has. */
export function isIssued(value: string): boolean {
  return !issuedPlaceholder.test(value) && new Set(value).size >= 10;
}

/** A value at a place where only a password can stand. */
export function isPassword(value: string): boolean {
  return !isPlaceholder(value) && !wellKnownPassword.test(value);
}

/** A value at a place where a password, but also anything else, can stand. */
export function isGenerated(value: string): boolean {
  return !isPlaceholder(value) && looksRandom(value);
}

const version = String.raw`[\^~=<>v]{0,3}\d{1,8}(?:\.\d{1,8}){1,4}`;
const pin = new RegExp(
  [
    // https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html#match-specifications
    String.raw`^${version}[a-z\d.]{0,20}=[a-z\d_.]{1,60}$`,
    // https://peps.python.org/pep-0440/#version-scheme
    String.raw`^${version}(?:\.?(?:a|b|rc|post|dev)\d{1,12}){1,3}(?:\+[a-z\d.]{1,60})?$`,
    // https://semver.org/#spec-item-9
    String.raw`^${version}[-+][\da-z._+-]{1,60}$`,
    // https://www.w3.org/TR/sri/#the-integrity-attribute
    '^sha(?:1|256|384|512)[-:]',
    // An address on a chain is public: https://eips.ethereum.org/EIPS/eip-55
    '^0x[\\dA-Fa-f]{40}$',
  ].join('|'),
);

/** What is public though it is called like a secret: a package's version with the build, its checksum, an address on a chain. */
export function isPin(value: string): boolean {
  return pin.test(value);
}

/** `user:password` in Base64, as RFC 7617 has it for the `Basic` scheme. */
export function isUserAndPassword(base64: string): boolean {
  const decoded = decodedBase64(base64);
  const [, password] = /^[^:\s]{0,200}:([!-~]{3,500})$/.exec(decoded ?? '') ?? [];
  return password !== undefined && isPassword(password);
}

function decodedBase64(text: string): string | undefined {
  try {
    return atob(text);
  } catch {
    return undefined;
  }
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
