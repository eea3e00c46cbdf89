import { roleOf } from '../../core/paths/fileRole';
import { assignedKind } from '../../core/text/secretKinds/assigned';
import { issuedKinds } from '../../core/text/secretKinds/issued';
import type { Secret } from '../../core/text/secretKinds/kind';
import { findSecrets } from '../../core/text/secrets';
import type { Confidence, FileSnapshot, ReportedFinding } from '../../core/types';
import { baseName, type RuleInfo } from './analyzer';
import { prose } from './prose';
import { silenced } from './silenced';
import { isTranslation } from './translations';

const source = 'text';

export const secretRule = {
  id: 'committed-secret',
  title: 'Committed secret',
  explanation:
    'Anyone who can read this file or its history can use the credential. Revoke it, then read the new one from the environment or a secret store.',
  severity: 'warning',
  category: 'security',
  link: 'https://cwe.mitre.org/data/definitions/798.html',
  isDefault: true,
  // It opens what it opens wherever it lies.
  inTests: { test: 'hidden', fixture: 'hidden', example: 'lowered', retired: 'shown' },
} as const satisfies RuleInfo;

const urlKind = 'password in a URL';
const webToken = 'JSON web token';
const issued: ReadonlySet<string> = new Set(issuedKinds.map(({ kind }) => kind));

/**
 * The credentials in a file that are worth a finding. Fewer than are masked, and one that stands there as an example is
 * only counted: whoever masks need not know whether a credential opens anything.
 */
export function committedSecrets({ path, text, language }: FileSnapshot): ReportedFinding[] {
  const isProse = prose.has(language);
  const reported = findSecrets(text).filter(({ isReported }) => isReported);
  return reported.map((secret) => {
    const { start, end, kind } = secret;
    const { id, title, explanation, severity, category } = secretRule;
    const what = { source, rule: id, title: `${title}: ${kind}`, explanation, severity, category };
    const finding = { ...what, confidence: confidenceIn(path, text, secret, language), span: { start, end } };
    const isExample =
      ((forDevelopment.test(path) || isInSectionForTests(text, secret) || isForThisMachine(path, text, secret)) &&
        isMadeUp(text, secret)) ||
      ((isProse || isExampleOfConfig(path)) && !issued.has(kind)) ||
      isPublic(path, text, secret) ||
      isLabel(path, text, secret) ||
      ((roleOf(path) === 'example' || kind === urlKind) && isInComment(text, secret)) ||
      isMeantAsExample(text, secret);
    return isExample ? silenced(finding, { kind: 'role', role: 'example' }) : finding;
  });
}

/**
 * An API key of no known issuer, or of Google's, tells a service who asks more often than it opens anything. The client's
 * secret in a program that is compiled goes to everybody who has the program. What is short is mostly a word, a rule or a
 * label under such a name. A key or token in a program's own code, unlike in its settings, is mostly one that every copy
 * of some client has, or opens a demonstration; what stands in documents, examples and what is for development is mostly to be seen.
 * What is commented out, no program uses, and mostly shows what one writes there; a key that is known by its form may still open something.
 */
function confidenceIn(path: string, text: string, secret: Secret, language: string): Confidence {
  const { start, end, kind } = secret;
  const before = text.slice(Math.max(0, start - 40), start);
  const isKey = kind === 'Google API key' || (!issued.has(kind) && /api[_-]?key\W{0,8}$/i.test(before));
  const isClients = compiled.has(language) && /client[_-]?secret\W{0,8}$/i.test(before);
  const isShort = kind === assignedKind && end - start < shortSecret;
  const isInProgram = kind === assignedKind && code.test(path) && !isOfSettings(path) && !guardsOwn.test(before);
  if (isDocumentation(path) || roleOf(path) === 'example' || forTrials.test(path)) {
    return 'low';
  }
  const isCommentedOut = (!issued.has(kind) || kind === webToken) && isInComment(text, secret);
  return isKey || isShort || isInProgram || isCommentedOut || (isClients && !issued.has(kind)) ? 'low' : 'medium';
}

/** By the name of a folder or file: for development, or to be tested with. */
const forTrials = /(?:^|\/)development\/|(?:^|[/._-])(?:dev|tests?)[._-][^/]*$/i;

/** Documents, manual pages and what they are made from: what stands there mostly shows what one looks like. */
function isDocumentation(path: string): boolean {
  return /\.(?:md|markdown|ronn|scd|adoc|rst)$|\.[1-8](?:\.html?)?$|(?:^|\/)docs?\/.*\.html?$/i.test(path);
}

/** What a program lets others in by, or is itself let in. */
const guardsOwn =
  /(?:passw(?:or)?d|passphrase|pwd|(?:client|server|jwt|session|cookie|signing|app)[_-]?(?:secret|token|key))s?["'\]]{0,3}\W{0,8}$/i;

/** Where a program has what whoever runs it chooses, in the form of code. */
function isOfSettings(path: string): boolean {
  return /(?:^|\/)(?:config|configs|settings|initializers|environments?)\/|(?:^|[/._-])(?:settings|config|configuration|secrets?|credentials|env|environment|local|prod|production)\.\w+$/i.test(
    path,
  );
}

/** Of what was judged in public code, nothing shorter was a credential that a service had given out. UTF-16 code units. */
const shortSecret = 20;

const compiled: ReadonlySet<string> = new Set(['c', 'cpp', 'csharp', 'go', 'java', 'kotlin', 'rust', 'swift']);

/** Letters that no credential has, as they are or as properties (`\u00f1`) and HTML (`&#241;`, `&ntilde;`) write them. */
const foreignLetter = /[^!-~]|\\u[\da-f]{4}|&(?:#x?[\da-f]{2,6}|[a-z]{2,10});/i;

/** What a reader of a page sees under the name of a secret: in a translation, or in letters that no credential has. */
function isLabel(path: string, text: string, { start, end, kind }: Secret): boolean {
  return !issued.has(kind) && (isTranslation(path) || foreignLetter.test(text.slice(start, end)));
}

/** Longer lines are no comment on what stands in them. In UTF-16 code units. */
const longestLook = 300;

const saysSo = /\b(?:example|dummy|fake|placeholder|change[-_ ]?me|not[-_ ](?:a[-_ ])?real)\b|\be\.?g\b/i;
/** A client's secret that every copy of a program has (RFC 8252, section 8.5), and one that opens nothing of worth. */
const saysPublic = new RegExp(
  [
    String.raw`(?<!\b(?:not|never|n't))[ \t]safe to (?:be )?(?:commit|embed|share|publish|expose|check|includ|hard-?cod)`,
    String.raw`\b(?:not|isn't|no) (?:actually |really )?(?:a |an )?(?:secret|confidential|sensitive)\b`,
    String.raw`\b(?:public by design|intentionally public|publicly known)\b`,
    String.raw`\b(?:unsuitable|not(?: suitable| safe| meant| be used| to be used)?) (?:for|in) production\b`,
  ].join('|'),
  'i',
);
/** By its name, what sets up a machine for development; what is `local` is often somebody's real machine. */
const forDevelopment = /(?:^|[/._-])dev(?:elopment)?(?:[._-][^/]*)?$/i;
/** This machine, names that nobody has (RFC 2606), and the names of containers, which have no dots. */
const nowhere = /^@(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|(?:[\w-]+\.)*example\.\w+|[\w-]+)(?=[:/?\s"'`,]|$)/i;
/** What a project's settings may look like; those for production are often taken as they stand. */
function isExampleOfConfig(path: string): boolean {
  const name = baseName(path);
  return (
    /[._-](?:examples?|samples?|template|dist)(?:\.\w+)?$/i.test(name) &&
    !/[._-]prod/i.test(name) &&
    (!code.test(name) || /^(?:config|settings|env|secrets|credentials|database)\b/i.test(name))
  );
}
const code = /\.(?:[cm]?[jt]sx?|py|go|php|rb|java|kt|c|cc|cpp|h)$/i;

/** Docsearch's key is in every page that searches with it: https://docsearch.algolia.com/docs/api */
const publicKey = /\bindexName\b/;
/** Keys that every page with a map holds, and that their owner limits to it. */
const mapKey = /maps\.google(?:apis)?\.com\/maps\/api\/js\?[^\s"']{0,200}key=$/;
/** https://docs.mapbox.com/help/dive-deeper/access-tokens/#token-format */
const publicToken = /^pk\.eyJ/;
/** https://docs.stripe.com/keys#obtain-api-keys */
const publishable = /^pk_(?:live|test)_/;
/** A key that can search and do nothing else: https://www.algolia.com/doc/guides/security/api-keys */
const searchKey = /search[_-]?(?:only)?[_-]?(?:api)?[_-]?key\W{0,8}$/i;
/** Shopify's tokens for what runs in a page: https://shopify.dev/docs/storefronts/headless/building-with-the-storefront-api/getting-started */
const storefront = /(?:storefront\w{0,20}?(?:access)?[_-]?token|public[_-]?access[_-]?token)\W{0,8}$/i;
/**
 * What these put into every app and page: https://docs.expo.dev/guides/environment-variables, https://vite.dev/guide/env-and-mode,
 * https://nextjs.org/docs/app/guides/environment-variables, https://create-react-app.dev/docs/adding-custom-environment-variables
 */
const bundledName =
  /(?:^|[^A-Za-z\d_])(?:EXPO_PUBLIC|NEXT_PUBLIC|NUXT_PUBLIC|VITE|REACT_APP|GATSBY)_(\w{1,60})\W{0,8}$/;
const namesSecret = /secret|passw|private|service_role|credential/i;
/** The configuration of an app of Firebase's: https://firebase.google.com/docs/projects/api-keys */
const firebaseFile = /(?:^|\/)(?:google-services\.json|GoogleService-Info\.plist)$/;
const firebaseKeys = /\b(?:authDomain|messagingSenderId|storageBucket|measurementId)\b/;
/** What identifies something: one that also opens it comes with the name of who issues it. */
const identifier = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether whoever uses the app or the page has it anyway, by what issues it. */
function isPublic(path: string, text: string, { start, end, kind }: Secret): boolean {
  const value = text.slice(start, end);
  const before = text.slice(Math.max(0, start - longestLook), start);
  const around = before + text.slice(end, end + longestLook);
  const bundled = bundledName.exec(before.slice(-80))?.[1];
  return kind === 'Google API key'
    ? firebaseFile.test(path) || firebaseKeys.test(around) || bundled !== undefined
    : !issued.has(kind) &&
        (publishable.test(value) ||
          searchKey.test(before.slice(-40)) ||
          (storefront.test(before.slice(-60)) && !/private[\w-]*\W{0,8}$/i.test(before.slice(-60))) ||
          isForAnybody(value) ||
          (bundled !== undefined && !namesSecret.test(bundled)));
}

/** A token of Supabase's for those who have not signed in: https://supabase.com/docs/guides/api/api-keys */
function isForAnybody(token: string): boolean {
  return /"role"\s*:\s*"anon"/.test(claimsOf(token));
}

/** A token for nobody: its user is called as a field is, or as in the example of https://jwt.io, or it is signed as that one. */
function isForNobody(token: string): boolean {
  return (
    /"(?:user_?(?:name|id)?|name|sub)"\s*:\s*"(?:(?:your[-_ ])?user[-_ ]?(?:name|id)?|name|John Doe|1234567890)"/i.test(
      claimsOf(token),
    ) || exampleSignatures.some((signature) => token.endsWith(signature))
  );
}

/** A signature fits one token only: whoever has put other claims before it has a token that nobody accepts. */
const exampleSignatures = [
  'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  'TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ',
  'XbPfbIHMI6arZ3Y922BhjWgQzWXcXNrz0ogtVhfEd2o',
  'KMUFsIDTnFmyG3nMiGM6H9FNFUROf3wh7SmqJp-QV30',
];

/** What a JSON Web Token says; nothing for other texts. */
function claimsOf(token: string): string {
  const [, payload = ''] = /^eyJ[\w-]+\.([\w-]{1,2000})\./.exec(token) ?? [];
  try {
    return atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}

function isMeantAsExample(text: string, { start, end, kind }: Secret): boolean {
  const before = text.slice(Math.max(0, start - longestLook), start);
  const after = text.slice(end, end + longestLook);
  const line = before.slice(before.lastIndexOf('\n') + 1) + (after.split('\n', 1)[0] ?? '');
  return (
    saysSo.test(line) ||
    saysPublic.test(line) ||
    saysPublic.test(commentAbove(before)) ||
    /public_?key_?token\W{0,4}$/i.test(before.slice(-30)) ||
    nowhere.test(after) ||
    mapKey.test(before) ||
    publicToken.test(text.slice(start, end)) ||
    (/api_?key/i.test(before.slice(-20)) && publicKey.test(before + after)) ||
    (!issued.has(kind) && identifier.test(text.slice(start, end))) ||
    isForNobody(text.slice(start, end)) ||
    isEncodedWord(text.slice(start, end)) ||
    isTypedByHand(text.slice(start, end))
  );
}

/** A line of it, as far as its beginning tells: what an example of code explains, and does not use. */
function isInComment(text: string, { start }: Secret): boolean {
  return /^\s*(?:\/\/|\/?\*|#|--|;|<!--)/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
}

/** In YAML, below a key at the margin that says so, as in `config/secrets.yml` of Rails. */
function isInSectionForTests(text: string, { start }: Secret): boolean {
  const above = text.slice(Math.max(0, start - 10 * longestLook), start);
  const section = above.match(/^[A-Za-z][\w-]*:/gm)?.at(-1);
  return section !== undefined && /^(?:test|development|dev):$/.test(section) && /\n[ \t]+[^\n]*$/.test(above);
}

/** What jobs and containers are started with, on a machine that is thrown away or somebody's own: the variables beside it say so. */
function isForThisMachine(path: string, text: string, { start, end }: Secret): boolean {
  const around = text.slice(Math.max(0, start - longestLook), end + longestLook);
  return (
    (isOfContainers.test(path) && forLocalUse.test(around)) ||
    (isOfJobs.test(path) && (forLocalUse.test(around) || /@(?:localhost|127\.0\.0\.1)[:/]/.test(around)))
  );
}
const isOfContainers = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i;
const isOfJobs = /(?:^|\/)\.(?:github\/workflows|circleci|gitea\/workflows)\/|(?:^|\/)\.gitlab-ci[^/]*$/i;
const forLocalUse =
  /\b(?:[A-Z]+_)?ENV(?:IRONMENT)?["']?[ \t]*[:=][ \t]*["']?(?:local|dev|development|tests?|testing|ci)\b/i;

/** The lines of the comment that ends just above. */
function commentAbove(before: string): string {
  const above = before.split('\n').slice(0, -1);
  const first = above.findLastIndex((line) => !/^\s*(?:\/\/|\/?\*|#|--|;|<!--)/.test(line)) + 1;
  return above.slice(first).join('\n');
}

/** What a project keys its own cookies and database with, and whoever sets it up makes up; others issue what others check. */
const ownName =
  /(?:^|[^\w-])(?:(?:django|flask|app|rails)[_-])?secret[_-]?key(?:[_-]base)?\W{0,8}$|(?:cookie|session|jwt|csrf)[\w-]{0,40}\W{0,8}$|(?:db|database|postgres|mysql|mariadb|root|admin)[\w-]{0,20}pass(?:wd|word)?\W{0,8}$/i;

function isMadeUp(text: string, { start, kind }: Secret): boolean {
  return !issued.has(kind) && ownName.test(text.slice(Math.max(0, start - 80), start));
}

/** What is drawn from letters of both cases and digits has more than small letters in sixteen, and no row of keys in order. */
function isTypedByHand(value: string): boolean {
  return /(?:^|[_-])[a-z]{16,}$|a1b2c3|1a2b3c|abc123|123abc|qwerty|asdfgh|123456/i.test(value);
}

/** Kubernetes wants secrets in base64, and those of a tutorial are a word. */
function isEncodedWord(value: string): boolean {
  return /^[A-Za-z\d+/]{4,40}={0,2}$/.test(value) && value.length % 4 === 0 && /^[a-z]+\n?$/.test(atob(value));
}
