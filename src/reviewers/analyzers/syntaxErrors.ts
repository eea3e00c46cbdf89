import { roleOf } from '../../core/paths/fileRole';
import type { FileSnapshot, ReportedFinding } from '../../core/types';
import { type Break, type SyntaxCheck, unread } from '../syntax/brokenSyntax';
import { checkData, dataLanguages } from '../syntax/dataSyntax';
import { treeOf } from '../syntax/fileTrees';
import { otherFormat, spokenLanguage } from '../syntax/grammars';
import { checkTree, treeLanguages } from '../syntax/treeSyntax';
import { type Analysis, type Analyzer, notReading, type RuleInfo } from './analyzer';
import { silenced } from './silenced';
import { withSuppressed } from './suppression';

const source = 'syntax';

/** What the parser of a format, or a grammar, says; much of it is read by nothing, or made whole first. */
const rule: RuleInfo = {
  id: 'syntax',
  languages: [...dataLanguages, ...treeLanguages],
  title: 'Syntax error',
  explanation: 'No parser or compiler gets past this place, so nothing in the file takes effect.',
  severity: 'warning',
  category: 'bug',
  isDefault: true,
  // Nobody can follow an example that is broken.
  inTests: { test: 'lowered', fixture: 'hidden', example: 'shown' },
};

const explanations: Readonly<Record<NonNullable<Break['outcome']>, string>> = {
  tolerated:
    'Strict readers, such as JSON.parse, reject the file; some tools have a reader of their own that takes it.',
  // https://www.w3.org/TR/css-syntax-3/#error-handling
  skipped:
    'Browsers skip what they cannot read: the declarations here are lost, up to the next semicolon that ends one, and where a bracket, string or comment stays open, what follows as well.',
  unconfirmed:
    'A grammar of the language gets no further than here. A compiler says more surely whether it does, where it knows a newer syntax or a macro.',
};

const languages: ReadonlySet<string> = new Set([...dataLanguages, ...treeLanguages]);

/**
 * Broken syntax, where no analyzer with a parser of its own reports it: what the parser of the format, or the grammar of
 * the language together with its brackets, is certain of. Of other files it says that it has not looked.
 */
export const syntaxErrors: Analyzer = {
  name: source,
  supports: ({ language }) => languages.has(language),
  rules: [rule],
  async load({ wasmFolder }) {
    return async (file): Promise<Analysis> => {
      if (hasConflict.test(file.text)) {
        // The text checks report it.
        return notReading('merge conflicts');
      }
      if (forTerminal.test(file.text)) {
        return notReading('text with the colours of a terminal');
      }
      const check = checkData(file) ?? (await checkByTree(file, wasmFolder));
      return check.kind === 'unread'
        ? notReading(check.name)
        : withSuppressed(file, asMeant(file, check.breaks.map(toFinding).map(asRead(file))));
    };
  },
};

async function checkByTree(file: FileSnapshot, wasmFolder: string): Promise<SyntaxCheck> {
  const tree = await treeOf(file, wasmFolder);
  return tree ? checkTree(tree, file, spokenLanguage(file)) : unread(otherFormat(file) ?? 'files without a grammar');
}

/** What a program has printed, not what it was given. https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sign begins such a code.
const forTerminal = /\u001b\[[\d;]*m/;
const hasConflict = /^(?:<{7}|>{7}) /m;

const meantToBe =
  /broken|corrupt|error|fail|illegal|incomplete|invalid|malform|truncated|unparsable|wrong|\bbad|\bnot[-_]/i;

/** What readers of data are tried with, by the file's own name or that of its folder: `fail20.json`, `invalid/a.yaml`. */
const dataForReaders =
  /(?:^|[/._-])(?:bad|broken|corrupt(?:ed)?|fail(?:ing|ed|ures?)?|ill[-_]?formed|invalid|malform(?:ed|at(?:t?ed)?)|truncated|unparsable)(?:[-_.]?\d+)?(?:[-_][^/]*)?(?:\/[^/]*|\.\w+)$/i;

/** What is broken on purpose: in tests all data, which they read; there, and of data anywhere, what says so by its name. */
function asMeant(
  { path, language }: Pick<FileSnapshot, 'path' | 'language'>,
  findings: readonly ReportedFinding[],
): readonly ReportedFinding[] {
  const own = roleOf(path);
  const isData = dataLanguages.includes(language);
  const role = meantToBe.test(path) || (isData && own === 'test') ? own : undefined;
  const meant = role ?? (isData && dataForReaders.test(path) ? 'fixture' : undefined);
  return meant ? findings.map((finding) => silenced(finding, { kind: 'role', role: meant })) : findings;
}

/** What people and their assistants keep for themselves. */
const kept =
  /(?:^|\/)\.?(?:plans?|planning|notes?|logs?|research|journals?|scratch(?:pad)?|brainstorm(?:ing)?|meetings?|memory)\//i;
const documents = /(?:^|\/)(?:docs?|documentation|wiki)\//i;
/** Whose names programs look for: of configurations, packages, interfaces, and what sites and CI are made from. */
const readByName =
  /(?:^|\/)(?:[._][^/]*(?:\/.*)?|(?:docker-)?compose[^/]*|chart\.ya?ml|mkdocs\.ya?ml|[^/]*(?:openapi|swagger|config|manifest|package|schema|settings|sidebar|toc)[^/]*)$/i;
/** Manifests of Kubernetes, services of Compose, and descriptions of interfaces: what a program reads wherever it stands. */
const readByContent =
  /^(?:apiVersion|services|openapi|swagger|asyncapi)[ \t]*:|^\s*\{\s*"(?:openapi|swagger|\$schema)"/m;

/** Data among documents is not known to be read by any program, and what somebody has noted is read by people. */
function asRead({ path, language, text }: Pick<FileSnapshot, 'path' | 'language' | 'text'>) {
  const isNoted = kept.test(path);
  const isForPeople =
    dataLanguages.includes(language) &&
    language !== 'css' &&
    (isNoted || documents.test(path)) &&
    !readByName.test(path) &&
    !readByContent.test(text);
  return (finding: ReportedFinding): ReportedFinding =>
    isForPeople ? { ...finding, severity: 'warning', confidence: isNoted ? 'low' : 'medium' } : finding;
}

function toFinding({ span, message, outcome }: Break): ReportedFinding {
  const isSure = outcome === undefined;
  return {
    source,
    rule: rule.id,
    title: `${rule.title}: ${message}`,
    explanation: (outcome && explanations[outcome]) ?? rule.explanation,
    severity: rule.severity,
    category: rule.category,
    confidence: isSure ? 'high' : 'medium',
    span,
  };
}
