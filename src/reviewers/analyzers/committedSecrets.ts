import { issuedKinds } from '../../core/text/secretKinds/issued';
import type { Secret } from '../../core/text/secretKinds/kind';
import { findSecrets } from '../../core/text/secrets';
import type { Confidence, FileSnapshot, ReportedFinding } from '../../core/types';
import type { RuleInfo } from './analyzer';
import { prose } from './prose';
import { silenced } from './silenced';

const source = 'text';

export const secretRule = {
  id: 'committed-secret',
  title: 'Committed secret',
  explanation:
    'Whoever can read this file or its history can use the credential. Revoke it, then read the new one from the environment or from a secret store.',
  severity: 'warning',
  category: 'security',
  link: 'https://cwe.mitre.org/data/definitions/798.html',
  isDefault: true,
  // It opens what it opens wherever it lies.
  inTests: { test: 'hidden', fixture: 'hidden', example: 'lowered', retired: 'shown' },
} as const satisfies RuleInfo;

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
    const finding = { ...what, confidence: confidenceIn(text, secret), span: { start, end } };
    const isExample =
      (forDevelopment.test(path) && isMadeUp(text, secret)) ||
      (isProse && !issued.has(kind)) ||
      isMeantAsExample(text, secret);
    return isExample ? silenced(finding, { kind: 'role', role: 'example' }) : finding;
  });
}

/** An API key of no known issuer tells a service who asks more often than it opens anything. */
function confidenceIn(text: string, { start, kind }: Secret): Confidence {
  return !issued.has(kind) && /api[_-]?key\W{0,8}$/i.test(text.slice(Math.max(0, start - 20), start))
    ? 'low'
    : 'medium';
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
/** Docsearch's key is in every page that searches with it: https://docsearch.algolia.com/docs/api */
const publicKey = /\bindexName\b/;
/** Keys that every page with a map holds, and that their owner limits to it. */
const mapKey = /maps\.google(?:apis)?\.com\/maps\/api\/js\?[^\s"']{0,200}key=$/;
/** https://docs.mapbox.com/help/dive-deeper/access-tokens/#token-format */
const publicToken = /^pk\.eyJ/;
/** What identifies something: one that also opens it comes with the name of who issues it. */
const identifier = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

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
    isEncodedWord(text.slice(start, end))
  );
}

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

/** Kubernetes wants secrets in base64, and those of a tutorial are a word. */
function isEncodedWord(value: string): boolean {
  return /^[A-Za-z\d+/]{4,40}={0,2}$/.test(value) && value.length % 4 === 0 && /^[a-z]+\n?$/.test(atob(value));
}
