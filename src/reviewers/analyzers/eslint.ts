import type { Linter } from 'eslint';
import { LineIndex } from '../../core/text/lines';
import type { FileSnapshot, ReportedFinding, Span, TextEdit } from '../../core/types';
import { type Analysis, type Analyzer, asTitle, keptSilent, notReading } from './analyzer';
import { eslintRuleInfos, eslintRules } from './eslintRules';
import type { FolderConfig } from './folderConfig';
import { byComment, byConfiguration, withSilenced } from './silenced';

const source = 'eslint';
const syntaxRule = 'syntax';
const parsingError = 'Parsing error: ';
/** What acorn reports as a syntax error when it has come to the end of its own means. */
const tooDeep = 'Not enough stack space to parse input';
const javascript = /\.(?:js|mjs|cjs|jsx)$/i;

const configNames = [
  ...['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `eslint.config.${extension}`),
  ...['', '.js', '.cjs', '.yaml', '.yml', '.json'].map((extension) => `.eslintrc${extension}`),
];

/**
 * ESLint's core on JavaScript. A project that configures ESLint has its own idea of the rules, in code that is never
 * run here: there only syntax errors are reported, and what our rules would say is hidden.
 */
export const eslint: Analyzer = {
  name: source,
  supports: ({ path }) => javascript.test(path),
  rules: eslintRuleInfos,
  configNames,
  async load() {
    const { Linter } = await import('eslint/universal');
    const linter = new Linter({ configType: 'flat' });
    return (file, config, alsoSilenced) =>
      isOtherLanguage(file.text)
        ? notReading('Flow')
        : review(linter, file, configurationOf(file.path, config), alsoSilenced);
  },
};

/** Flow's types are no JavaScript. */
function isOtherLanguage(text: string): boolean {
  return /^[\s;]*(?:\/\/|\/\*)[\s\S]{0,200}?@flow\b/.test(text.slice(0, 1000));
}

function review(
  linter: Linter,
  { path, text }: FileSnapshot,
  configuration: string | undefined,
  alsoSilenced: boolean,
): Analysis {
  // ESLint begins a line after these two as well.
  const lines = new LineIndex(text.replace(/[\u2028\u2029]/g, '\n'));
  const toFindings = (messages: readonly Linter.LintMessage[]) =>
    messages.flatMap((message) => toFinding(message, lines, text) ?? []);
  const find = (source: string, chosen: Linter.RulesRecord) => {
    const { messages, suppressed } = verify(linter, path, source.replace(/^\uFEFF/, ' '), chosen);
    const hasDecorators = messages.some((message) => isSyntaxError(message) && isAboutDecorator(message));
    return { findings: toFindings(messages), suppressed: toFindings(suppressed), hasDecorators };
  };
  const { findings, suppressed, hasDecorators } = find(text, configuration === undefined || alsoSilenced ? rules : {});
  if (hasDecorators) {
    return notReading('decorators');
  }
  if (!alsoSilenced) {
    return configuration === undefined ? findings : keptSilent(configuration, findings);
  }
  const bare = withoutConfiguration(text);
  const looks = [
    { hiddenBy: byComment, find: () => suppressed },
    ...(bare === text ? [] : [{ hiddenBy: byComment, find: () => find(bare, rules).findings }]),
  ];
  return configuration === undefined
    ? withSilenced(findings, looks)
    : keptSilent(
        configuration,
        withSilenced(
          findings.filter(({ rule }) => rule === syntaxRule),
          [{ hiddenBy: byConfiguration(configuration), find: () => findings }, ...looks],
        ),
      );
}

/**
 * Comments that configure rules are then comments like any other, of the same length. What those suppress that only
 * disable them is known without another look.
 */
function withoutConfiguration(text: string): string {
  return text.replace(/(\/\*\s*)eslint(?=\s)/g, '$1xslint');
}

const rules: Linter.RulesRecord = Object.fromEntries(
  Object.entries(eslintRules).map(([name, { options = [] }]) => [name, ['warn', ...options]]),
);

/** The path of the project's own configuration of ESLint, if it has one. */
function configurationOf(path: string, config: FolderConfig): string | undefined {
  for (const file of config.governing(path, configNames)) {
    return file.path;
  }
  for (const file of config.governing(path, ['package.json'])) {
    if (/^[ \t]*"eslintConfig"\s*:/m.test(file.text)) {
      return file.path;
    }
  }
  return undefined;
}

type SourceType = 'module' | 'commonjs' | 'script';

/** A method of ESLint's Node.js API that its types lack. */
type SuppressionLinter = Linter & { getSuppressedMessages(): readonly Linter.LintMessage[] };

interface Verified {
  readonly messages: readonly Linter.LintMessage[];
  /** By comments in the file. */
  readonly suppressed: readonly Linter.LintMessage[];
}

/** Modules and scripts have different syntax and the extension does not always tell; the better reading counts. */
function verify(linter: Linter, path: string, text: string, rules: Linter.RulesRecord): Verified {
  let best: Linter.LintMessage[] = [];
  for (const sourceType of sourceTypes(path, text)) {
    const messages = linter.verify(text, languageConfig(sourceType, rules), { filename: 'file.js' });
    const error = syntaxError(messages);
    if (!error) {
      return { messages, suppressed: (linter as SuppressionLinter).getSuppressedMessages() };
    }
    if (error.message.endsWith(tooDeep)) {
      throw new Error('The code is nested too deeply to be parsed.');
    }
    const furthest = syntaxError(best);
    if (!furthest || error.line > furthest.line || (error.line === furthest.line && error.column > furthest.column)) {
      best = messages;
    }
  }
  return { messages: best, suppressed: [] };
}

/** The likeliest reading first. In a script, unlike the others, what stands at the top may be used by other files. */
function sourceTypes(path: string, text: string): SourceType[] {
  if (/\.mjs$/i.test(path) || /^[^\S\n\r\u2028\u2029]*(?:import|export)\b/m.test(text)) {
    return ['module', 'commonjs'];
  }
  return /\.cjs$/i.test(path) || /\brequire\s*\(|\bexports\b/.test(text)
    ? ['commonjs', 'module']
    : ['script', 'commonjs', 'module'];
}

function languageConfig(sourceType: SourceType, rules: Linter.RulesRecord): Linter.Config {
  return {
    files: ['**/*.js'],
    languageOptions: { ecmaVersion: 'latest', sourceType, parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { reportUnusedDisableDirectives: 'off', reportUnusedInlineConfigs: 'off' },
    rules,
  };
}

function syntaxError(messages: readonly Linter.LintMessage[]): Linter.LintMessage | undefined {
  return messages.find(isSyntaxError);
}

/** Comments that configure ESLint in a way it no longer knows are fatal to it as well. */
function isSyntaxError({ fatal, message }: Linter.LintMessage): boolean {
  return fatal === true && message.startsWith(parsingError);
}

/** Decorators are the one syntax in wide use that is compiled away before any engine sees it. */
function isAboutDecorator({ message }: Linter.LintMessage): boolean {
  return message.includes("Unexpected character '@'");
}

function toFinding(message: Linter.LintMessage, lines: LineIndex, text: string): ReportedFinding | undefined {
  if (isSyntaxError(message)) {
    return toSyntaxFinding(message, lines, text);
  }
  const name = message.ruleId ?? '';
  const rule = eslintRules[name];
  // Complaints about a comment that configures the rule have no message of the rule's own.
  if (!rule || message.messageId === undefined) {
    return undefined;
  }
  const edit = toEdit(message);
  const { preservesBehaviour } = rule;
  return {
    source,
    rule: name,
    title: asTitle(message.message),
    explanation: rule.why,
    severity: rule.severity,
    category: rule.category,
    confidence: rule.severity === 'error' ? 'high' : 'medium',
    span: toSpan(message, lines, text),
    ...(edit && {
      fix: { kind: 'edits', anchoring: 'exact', edits: [edit], ...(preservesBehaviour && { preservesBehaviour }) },
    }),
  };
}

function toSyntaxFinding(message: Linter.LintMessage, lines: LineIndex, text: string): ReportedFinding {
  return {
    source,
    rule: syntaxRule,
    title: `Syntax error: ${asTitle(message.message.slice(parsingError.length))}`,
    explanation: 'No JavaScript engine can read the file, so nothing in it runs.',
    severity: 'error',
    category: 'bug',
    confidence: 'high',
    span: toSpan(message, lines, text),
  };
}

/** The fix; else the suggestion when there is only one, or the one the rule is known to mean. */
function toEdit({ ruleId, fix, suggestions = [] }: Linter.LintMessage): TextEdit | undefined {
  const rule = eslintRules[ruleId ?? ''];
  const suggested = rule?.suggestion
    ? suggestions.find(({ messageId }) => messageId === rule.suggestion)
    : suggestions.length === 1 && !rule?.findingOnly
      ? suggestions[0]
      : undefined;
  const chosen = fix ?? suggested?.fix;
  return chosen && { start: chosen.range[0], end: chosen.range[1], newText: chosen.text };
}

/** ESLint counts lines and columns from 1, and may point just behind the last line. */
function toSpan(message: Linter.LintMessage, lines: LineIndex, text: string): Span {
  const offset = (line: number, column: number): number =>
    line > lines.count
      ? text.length
      : Math.min(lines.startOf(Math.max(line, 1)) + Math.max(column - 1, 0), text.length);
  const start = offset(message.line, message.column);
  const end = offset(message.endLine ?? message.line, message.endColumn ?? message.column + 1);
  return { start, end: Math.max(start, end) };
}
