import type { ESLint, Linter, SourceCode } from 'eslint';
import { LineIndex } from '../../core/text/lines';
import type { FileSnapshot, ReportedFinding, Silencing, Span, TextEdit } from '../../core/types';
import { isExercise } from '../syntax/exercises';
import { type Analysis, type Analyzer, asTitle, findingsOf, nothingToRead, notReading, worded } from './analyzer';
import { lazily, namesInCommentedCode, typesInComments } from './eslintComments';
import { eslintConfigNames, switchedOff } from './eslintConfig';
import type { EslintReport } from './eslintRule';
import { eslintRuleInfos, eslintRules, javascriptRules, syntaxInfo, typescriptRules } from './eslintRules';
import { isAssignedByTag, isDeclaration, isOwnName, isSeenByEval, rejectsWhatItThrows } from './eslintScopes';
import { createMinifiedLines } from './minifiedLines';
import { isFlow, isTransformCases, isXml, otherFormat } from './scriptFormats';
import { byComment, byConfiguration, silenced, withSilenced } from './silenced';
import { withSuppressed } from './suppression';

const source = 'eslint';
const parsingError = 'Parsing error: ';
/** What the parsers report as a syntax error when they have come to the end of their own means. */
const tooDeep = /(?:Not enough stack space to parse input|Maximum call stack size exceeded)$/;
/** In characters. */
const anyScript = /\.[cm]?[jt]sx?$/i;
const typescript = /\.([cm]?ts|tsx)$/i;

/**
 * ESLint on JavaScript and TypeScript: rules of its core and of some plugins. A project that configures ESLint decides
 * about style, and switches single rules off; its code is never run here.
 */
export const eslint: Analyzer = {
  name: source,
  supports: ({ path }) => anyScript.test(path),
  rules: eslintRuleInfos,
  mostInTest: 5,
  configNames: eslintConfigNames,
  async load() {
    const [{ Linter }, { eslintPlugins }] = await Promise.all([import('eslint/universal'), import('./eslintPlugins')]);
    const linter = new Linter({ configType: 'flat' });
    return async (file, config, alsoSilenced) => {
      const { path, text } = file;
      const reviewBy = (rules: Linter.RulesRecord, parser?: Linter.Parser) => {
        const tools = { linter, plugins: eslintPlugins, rules, ...(parser && { parser }) };
        return review(tools, file, switchedOff(path, config), alsoSilenced);
      };
      if (typescript.test(path)) {
        return isXml(text)
          ? nothingToRead
          : reviewBy(typescriptRules, (await import('./babelParser')).typescriptParser);
      }
      if (isFlow(text)) {
        return notReading('Flow');
      }
      const analysis = reviewBy(javascriptRules);
      if (!isBroken(analysis)) {
        return analysis;
      }
      const { dialectParser, isFlowSyntax } = await import('./babelParser');
      const inDialect = reviewBy(javascriptRules, dialectParser);
      if (!isBroken(inDialect)) {
        return inDialect;
      }
      return isFlowSyntax(text) ? notReading('Flow') : analysis;
    };
  },
};

function isBroken(analysis: Analysis): boolean {
  return findingsOf(analysis).some(({ rule }) => rule === syntaxInfo.id);
}

/** What looks at a file, and reads it if ESLint cannot. */
interface Tools {
  readonly linter: Linter;
  readonly plugins: Readonly<Record<string, ESLint.Plugin>>;
  readonly rules: Linter.RulesRecord;
  readonly parser?: Linter.Parser;
}

function review(tools: Tools, file: FileSnapshot, off: ReadonlyMap<string, string>, alsoSilenced: boolean): Analysis {
  const { path, text } = file;
  // ESLint begins a line after these two as well.
  const lines = new LineIndex(text.replace(/[\u2028\u2029]/g, '\n'));
  const script = {
    ...{ text, lines },
    documentedTypes: lazily(() => typesInComments(text)),
    namesInComments: lazily(() => namesInCommentedCode(text)),
  };
  const isMinified = createMinifiedLines(text, lines);
  const find = (source: string, rules: Linter.RulesRecord) => {
    const { messages, suppressed, parsed } = verify(tools, path, source.replace(/^\uFEFF/, ' '), rules);
    const toFindings = (all: readonly Linter.LintMessage[]) =>
      all.flatMap((message) =>
        message.ruleId !== null && isMinified(message.line) ? [] : (toFinding(message, { ...script, parsed }) ?? []),
      );
    return { findings: toFindings(messages), suppressed: toFindings(suppressed) };
  };
  const { findings: all, suppressed } = find(text, alsoSilenced ? tools.rules : without(tools.rules, off));
  const findings = isTransformCases(text) ? all.map((finding) => silenced(finding, asFixture)) : all;
  const isScript = (code: string) => !syntaxError(verify(tools, path, code, {}).messages);
  const other = findings.some(({ rule }) => rule === syntaxInfo.id) ? otherFormat(path, text, isScript) : undefined;
  if (other) {
    return notReading(other);
  }
  if (!alsoSilenced) {
    return withSuppressed(file, findings, namesOf);
  }
  const bare = withoutConfiguration(text);
  const asConfigured = withSuppressed(file, findings, namesOf).map((finding) => {
    const configuration = off.get(finding.rule ?? '');
    return configuration === undefined || finding.hiddenBy
      ? finding
      : silenced(finding, byConfiguration(configuration));
  });
  return withSilenced(asConfigured, [
    { hiddenBy: byComment, find: () => suppressed },
    ...(bare === text ? [] : [{ hiddenBy: byComment, find: () => find(bare, tools.rules).findings }]),
  ]);
}

const asFixture: Silencing = { kind: 'role', role: 'fixture' };

/** What else a comment may call a rule: typescript-eslint has rules of its own under the names of the core's. */
function namesOf(rule: string): string[] {
  return [`@typescript-eslint/${rule}`];
}

function without(rules: Linter.RulesRecord, off: ReadonlyMap<string, string>): Linter.RulesRecord {
  return Object.fromEntries(Object.entries(rules).filter(([name]) => !off.has(name)));
}

/**
 * Comments that configure rules are then comments like any other, of the same length. What those suppress that only
 * disable them is known without another look.
 */
function withoutConfiguration(text: string): string {
  return text.replace(/(\/\*\s*)eslint(?=\s)/g, '$1xslint');
}

type SourceType = 'module' | 'commonjs' | 'script';

/** A method of ESLint's Node.js API that its types lack. */
type SuppressionLinter = Linter & { getSuppressedMessages(): readonly Linter.LintMessage[] };

interface Verified {
  readonly messages: readonly Linter.LintMessage[];
  /** By comments in the file. */
  readonly suppressed: readonly Linter.LintMessage[];
  /** What it was read as; undefined when it cannot be read. */
  readonly parsed?: SourceCode;
}

/** Modules and scripts have different syntax and the extension does not always tell; the better reading counts. */
function verify(tools: Tools, path: string, text: string, rules: Linter.RulesRecord): Verified {
  const { linter } = tools;
  const filename = `file${path.slice(path.lastIndexOf('/') + 1).replace(/^[^.]*/, '')}`;
  let best: Linter.LintMessage[] = [];
  for (const sourceType of typescript.test(path) ? ['module' as const] : sourceTypes(path, text)) {
    const messages = linter.verify(text, languageConfig(tools, sourceType, rules), { filename });
    const error = syntaxError(messages);
    if (!error) {
      const suppressed = (linter as SuppressionLinter).getSuppressedMessages();
      return { messages, suppressed, parsed: linter.getSourceCode() };
    }
    if (!(error.line >= 1)) {
      // No error of syntax, which has a place, but one of the parser's own.
      throw new Error(error.message);
    }
    if (tooDeep.test(error.message)) {
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

function languageConfig({ plugins, parser }: Tools, sourceType: SourceType, rules: Linter.RulesRecord): Linter.Config {
  return {
    files: ['**/file.*'],
    plugins: { ...plugins },
    languageOptions: {
      ...{ ecmaVersion: 'latest', sourceType, parserOptions: { ecmaFeatures: { jsx: true } } },
      ...(parser && { parser }),
    },
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

/** A file as its messages are read. */
interface Script extends Pick<EslintReport, 'documentedTypes' | 'namesInComments'> {
  readonly text: string;
  readonly lines: LineIndex;
  readonly parsed: SourceCode | undefined;
}

function toFinding(message: Linter.LintMessage, script: Script): ReportedFinding | undefined {
  const { text, lines, parsed } = script;
  if (isSyntaxError(message)) {
    return toSyntaxFinding(message, lines, text);
  }
  const name = message.ruleId ?? '';
  const rule = eslintRules[name];
  // Complaints about a comment that configures the rule have no message of the rule's own.
  if (!rule || message.messageId === undefined) {
    return undefined;
  }
  const span = toSpan(message, lines, text);
  const report = reportOf(message, span, script);
  if (rule.accepts && !rule.accepts(report)) {
    return undefined;
  }
  const edit = rule.edit ? parsed && rule.edit(parsed, span.start) : toEdit(message);
  const { preservesBehaviour } = rule;
  const isDoubtful = rule.doubts?.(report) ?? false;
  return {
    source,
    rule: name,
    ...worded(rule, asTitle(message.message)),
    severity: isDoubtful && rule.severity === 'error' ? 'warning' : rule.severity,
    category: rule.category,
    confidence: isDoubtful ? 'low' : rule.severity === 'error' ? 'high' : 'medium',
    span,
    ...(edit && {
      fix: { kind: 'edits', anchoring: 'exact', edits: [edit], ...(preservesBehaviour && { preservesBehaviour }) },
    }),
  };
}

function toSyntaxFinding(message: Linter.LintMessage, lines: LineIndex, text: string): ReportedFinding {
  const { id, title, explanation, severity, category } = syntaxInfo;
  return {
    source,
    rule: id,
    title: `${title}: ${asTitle(message.message.slice(parsingError.length))}`,
    explanation,
    severity: isOfProgram.test(text) ? severity : 'warning',
    category,
    confidence:
      isExercise(text) || (isCollection(text) && message.message.includes('has already been declared'))
        ? 'low'
        : 'high',
    span: toSpan(message, lines, text),
  };
}

/** Exercises, parts that something joins and scripts for the shell of some program are broken on purpose, and import nothing. */
const isOfProgram = /^[ \t]*(?:import|export|declare|interface)\b|\brequire\s*\(\s*["'`]|\bmodule\.exports\b/m;

/**
 * Exercises one below the other, each of which prints something, or what a rule of a plugin that the file itself turns on is
 * shown with: nobody runs such a file as a whole.
 */
function isCollection(text: string): boolean {
  return (
    (text.match(/^console\.\w+\(/gm)?.length ?? 0) >= 3 ||
    /^\s*\/\*\s*eslint\s+["']?@?[\w-]+\/[\w/-]+["']?\s*:/.test(text.slice(0, 1_000))
  );
}

function reportOf(
  { message }: Linter.LintMessage,
  { start, end }: Span,
  { text, parsed, documentedTypes, namesInComments }: Script,
): EslintReport {
  return {
    found: text.slice(start, end),
    before: text.slice(Math.max(0, start - 200), start),
    after: text.slice(end, end + 200),
    wideBefore: text.slice(Math.max(0, start - 2000), start),
    ...{ message, documentedTypes, namesInComments },
    isDeclaration: () => parsed !== undefined && isDeclaration(parsed, start),
    isSeenByEval: () => parsed !== undefined && isSeenByEval(parsed, start),
    isOwnName: (name) => parsed !== undefined && isOwnName(parsed, start, name),
    isAssignedByTag: () => parsed !== undefined && isAssignedByTag(parsed, start),
    rejectsWhatItThrows: () => parsed !== undefined && rejectsWhatItThrows(parsed, start),
  };
}

/** The fix; else the suggestion when there is only one, or the one the rule is known to mean. */
function toEdit({ ruleId, fix, suggestions = [] }: Linter.LintMessage): TextEdit | undefined {
  const rule = eslintRules[ruleId ?? ''];
  if (!rule || rule.findingOnly) {
    return undefined;
  }
  const suggested = rule.suggestion
    ? suggestions.find(({ messageId }) => messageId === rule.suggestion)
    : suggestions.length === 1
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
