import type { Configuration, LintError } from 'markdownlint';
import { LineIndex } from '../../core/text/lines';
import type { Category, FileSnapshot, ReportedFinding, Severity, Span, TextEdit } from '../../core/types';
import { type Analyzer, asTitle, baseName, keptSilent, type RuleInfo } from './analyzer';
import { isSettings, parseConfig, type Settings, unusableConfig } from './dataFiles';
import type { FolderConfig } from './folderConfig';
import { byComment, byConfiguration, type Look, withSilenced } from './silenced';

const source = 'markdownlint';
const configNames = ['.markdownlint.jsonc', '.markdownlint.json', '.markdownlint.yaml', '.markdownlint.yml'];

interface Rule {
  readonly severity: Severity;
  readonly category: Category;
  /** Why it matters, in plain words. */
  readonly why: string;
  readonly options?: Settings;
}

function docs(severity: Severity, why: string, options?: Settings): Rule {
  return { severity, category: 'docs', why, ...(options && { options }) };
}

const rules: Readonly<Record<string, Rule>> = {
  MD001: docs('info', 'Tables of contents and screen readers rely on headings that do not skip a level.'),
  MD011: docs('warning', 'With the brackets the wrong way round this is not a link.'),
  MD018: docs('warning', 'Without a blank behind the # this is not a heading.'),
  MD020: docs('warning', 'Without a blank before the # this is not a closed heading.'),
  MD023: docs('warning', 'An indented heading may not be read as a heading.'),
  MD024: docs('info', 'Links to the second of two equal headings lead to the first.', { siblings_only: true }),
  MD037: docs('warning', 'With blanks inside the markers this is not emphasis: the reader sees the markers.'),
  MD039: docs('info', 'The blank becomes part of the link.'),
  MD042: docs('warning', 'The link leads nowhere.'),
  MD045: docs('info', 'Without a description the image says nothing to whoever cannot see it.'),
  MD051: docs('warning', 'The document has no such heading: the link leads to its top.'),
  MD052: docs('warning', 'Nothing defines the reference, so the reader sees the brackets.'),
  MD053: docs('info', 'Nothing uses the definition: it is left over, or the reference to it is misspelled.'),
  MD056: docs('warning', 'Missing cells stay empty and surplus ones are not shown.'),
  MD058: docs('info', 'Without blank lines around it some renderers do not see a table here.'),
};

const ruleInfos: readonly RuleInfo[] = Object.entries(rules).map(([id, { why, severity, category }]) => ({
  id,
  title: id,
  explanation: why,
  severity,
  category,
  link: `https://github.com/DavidAnson/markdownlint/blob/main/doc/${id.toLowerCase()}.md`,
  isDefault: true,
}));

const selectedByProject = docs('info', "A rule that is on in this project's configuration.");

const defaults: Settings = {
  default: false,
  ...Object.fromEntries(Object.entries(rules).map(([name, { options }]) => [name, options ?? true])),
};

/** Markdownlint with the rules that find broken documents, and the project's own configuration where it has one. */
export const markdownlint: Analyzer = {
  name: source,
  supports: ({ language, path }) => language === 'markdown' || configNames.includes(baseName(path)),
  rules: ruleInfos,
  configNames,
  async load() {
    const { lint } = await import('markdownlint/sync');
    return (file, config, alsoSilenced) => {
      if (configNames.includes(baseName(file.path))) {
        return checkConfig(file);
      }
      const lines = new LineIndex(file.text);
      const find = (chosen: Settings, noInlineConfig = false) => {
        const options = { strings: { file: file.text }, config: chosen as Configuration, noInlineConfig };
        return (lint(options).file ?? []).map((error) => toFinding(error, file.text, lines));
      };
      const own = configFor(file.path, config);
      if (own && isOff(own.settings)) {
        const hiddenBy = byConfiguration(own.path);
        const looks = alsoSilenced ? [{ hiddenBy, find: () => find(defaults) }] : [];
        return keptSilent(own.path, withSilenced([], looks));
      }
      const findings = find({ ...defaults, ...own?.settings });
      return alsoSilenced ? withSilenced(findings, looksAt(file.text, own, find)) : findings;
    };
  },
};

interface OwnConfig {
  readonly path: string;
  readonly settings: Settings;
}

/** The project's configuration; undefined where it has none or it is malformed. */
function configFor(path: string, config: FolderConfig): OwnConfig | undefined {
  for (const file of config.governing(path, configNames)) {
    const data = parseConfig(file);
    if (data.kind === 'data' && isSettings(data.value)) {
      // Configurations that extend another file or package are read without it.
      const { extends: _, ...settings } = data.value;
      return { path: file.path, settings };
    }
    break;
  }
  return undefined;
}

/** Whether a configuration turns everything off and nothing on. */
function isOff({ default: all, $schema: _, ...rules }: Settings): boolean {
  return all === false && Object.values(rules).every((value) => value === false);
}

function looksAt(
  text: string,
  own: OwnConfig | undefined,
  find: (chosen: Settings, noInlineConfig?: boolean) => readonly ReportedFinding[],
): readonly Look[] {
  const hasComments = /<!--\s*markdownlint-/.test(text);
  return [
    ...(own ? [{ hiddenBy: byConfiguration(own.path), find: () => find(defaults) }] : []),
    ...(hasComments ? [{ hiddenBy: byComment, find: () => find({ ...defaults, ...own?.settings }, true) }] : []),
    ...(hasComments && own ? [{ hiddenBy: byComment, find: () => find(defaults, true) }] : []),
  ];
}

function checkConfig(file: FileSnapshot): ReportedFinding[] {
  const data = parseConfig(file);
  if (data.kind === 'malformed') {
    return [unusableConfig(source, data.message)];
  }
  return isSettings(data.value) ? [] : [unusableConfig(source, 'It is not a table of settings.')];
}

function toFinding(error: LintError, text: string, lines: LineIndex): ReportedFinding {
  const [name = ''] = error.ruleNames;
  const { severity, category, why } = rules[name] ?? selectedByProject;
  const edit = toEdit(error, text, lines);
  return {
    source,
    rule: name,
    title: titleOf(error),
    explanation: why,
    severity,
    category,
    confidence: name === 'MD051' || name === 'MD052' ? 'medium' : 'high',
    span: toSpan(error, lines),
    ...(edit && { fix: { kind: 'edits', anchoring: 'exact', edits: [edit] } }),
  };
}

function titleOf({ ruleDescription, errorDetail }: LintError): string {
  return asTitle(`${ruleDescription}${errorDetail ? `: ${errorDetail}` : ''}`);
}

function toSpan({ lineNumber, errorRange }: LintError, lines: LineIndex): Span {
  const start = lines.startOf(lineNumber);
  const end = lines.endOf(lineNumber);
  const [column = 1, length = end - start] = errorRange ?? [];
  return { start: Math.min(start + column - 1, end), end: Math.min(start + column - 1 + length, end) };
}

/** Markdownlint edits within one line; a `deleteCount` of -1 takes the whole line with its end. */
function toEdit({ lineNumber, fixInfo }: LintError, text: string, lines: LineIndex): TextEdit | undefined {
  if (!fixInfo) {
    return undefined;
  }
  const line = fixInfo.lineNumber ?? lineNumber;
  const lineStart = lines.startOf(line);
  if (fixInfo.deleteCount === -1) {
    return lineStart > 0 && line === lines.count
      ? { start: lineStart - 1, end: text.length, newText: '' }
      : { start: lineStart, end: Math.min(lines.endOf(line) + 1, text.length), newText: '' };
  }
  const start = lineStart + (fixInfo.editColumn ?? 1) - 1;
  return { start, end: start + (fixInfo.deleteCount ?? 0), newText: fixInfo.insertText ?? '' };
}
