import type { Diagnostic, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { LineIndex } from '../../core/text/lines';
import type { FileSnapshot, ReportedFinding, TextEdit } from '../../core/types';
import { type Analysis, type Analyzer, asTitle, baseName, keptSilent, nothingToRead } from './analyzer';
import { isSettings, mergeSettings, type Settings, unusableConfig } from './dataFiles';
import { canSilence, type RuffSettings, ruffConfigNames, ruffOptionsIn, ruffSettingsFor } from './ruffConfig';
import { defaultIgnore, defaultSelect, meaningOf, preservesBehaviour, proposesFix, stubSelect } from './ruffRules';
import { byComment, byConfiguration, type Look, withSilenced } from './silenced';

const source = 'ruff';
const python = /\.pyw?$/i;
const stub = /\.pyi$/i;

type Ruff = typeof import('@astral-sh/ruff-wasm-nodejs');

/** Ruff on Python, with the project's own Ruff configuration where it has one. */
export const ruff: Analyzer = {
  name: source,
  supports: ({ path }) => python.test(path) || stub.test(path) || ruffConfigNames.includes(baseName(path)),
  rules: [],
  configNames: ruffConfigNames,
  async load() {
    const tool = await import('@astral-sh/ruff-wasm-nodejs');
    const workspaces = new Map<string, Workspace | string>();
    return (file, config, alsoSilenced) =>
      ruffConfigNames.includes(baseName(file.path))
        ? checkConfig(tool, workspaces, file)
        : checkPython(tool, workspaces, file, ruffSettingsFor(file.path, config), alsoSilenced);
  },
};

/** Workspaces by their options. What cannot be a workspace is remembered by its complaint. */
type Workspaces = Map<string, Workspace | string>;

function workspaceFor(tool: Ruff, workspaces: Workspaces, options: Settings): Workspace | string {
  const key = JSON.stringify(options);
  const known = workspaces.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = makeWorkspace(tool, options);
  workspaces.set(key, made);
  return made;
}

function makeWorkspace(tool: Ruff, options: Settings): Workspace | string {
  try {
    return new tool.Workspace(options, tool.PositionEncoding.Utf16);
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Error: /, '') : String(error);
  }
}

/** The newest syntax is accepted unless the project says which version it targets. */
const defaults: Settings = { 'target-version': 'py314', lint: { select: defaultSelect, ignore: defaultIgnore } };
const stubOptions: Settings = { 'target-version': 'py314', lint: { select: stubSelect } };

/** The project's options over ours. Its own selection of rules replaces ours, `ignore` list included. */
function withDefaults(options: Settings): Settings {
  const lint = isSettings(options.lint) ? options.lint : {};
  // Older configurations have the linter's options at the top; Ruff reads them there too, but prefers the table.
  const selects = 'select' in lint || 'select' in options;
  const base = selects ? { 'target-version': defaults['target-version'] } : defaults;
  const ignore = selects ? undefined : [...defaultIgnore, ...listOf(lint.ignore), ...listOf(options.ignore)];
  return mergeSettings(mergeSettings(base, options), ignore ? { lint: { ignore } } : {});
}

/** Our options for the version that a project targets: other options can hide as much as the choice of rules. */
function oursFor({ options }: RuffSettings): Settings {
  const version = options['target-version'];
  return version === undefined ? defaults : { ...defaults, 'target-version': version };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function checkPython(
  tool: Ruff,
  workspaces: Workspaces,
  { path, text }: FileSnapshot,
  settings: RuffSettings | undefined,
  alsoSilenced: boolean,
): Analysis {
  const lines = new LineIndex(text);
  const isStub = stub.test(path);
  const find = (source: string, options: Settings, ignored: readonly string[]) => {
    const preferred = workspaceFor(tool, workspaces, isStub ? stubOptions : options);
    const workspace = typeof preferred === 'string' ? workspaceFor(tool, workspaces, defaults) : preferred;
    if (typeof workspace === 'string') {
      throw new Error(workspace);
    }
    const diagnostics: Diagnostic[] = workspace.check(source);
    return diagnostics
      .filter(({ code }) => !isIgnored(code ?? '', path, ignored))
      .map((diagnostic) => toFinding(diagnostic, text, lines));
  };
  const own = settings ? withDefaults(settings.options) : defaults;
  const findings = settings?.excluded ? [] : find(text, own, settings?.ignoredHere ?? []);
  const analysis = (all: readonly ReportedFinding[]) => (settings?.excluded ? keptSilent(settings.path, all) : all);
  if (!alsoSilenced) {
    return analysis(findings);
  }
  const bare = withoutDirectives(text);
  const ours = settings ? oursFor(settings) : defaults;
  const looks: Look[] = [
    ...(settings && canSilence(settings)
      ? [{ hiddenBy: byConfiguration(settings.path), find: () => find(text, ours, []) }]
      : []),
    ...(bare === text ? [] : [{ hiddenBy: byComment, find: () => find(bare, own, settings?.ignoredHere ?? []) }]),
    ...(bare === text || !settings ? [] : [{ hiddenBy: byComment, find: () => find(bare, ours, []) }]),
  ];
  return analysis(withSilenced(findings, looks));
}

const directive = /#[ \t]*(?:noqa|(?:ruff|flake8)[ \t]*[:=][ \t]*(?:noqa|disable|ignore|file-ignore))(?![\w-])/gi;

/** Comments that turn rules off are then comments like any other, of the same length. */
function withoutDirectives(text: string): string {
  return text.replace(directive, (comment) => `#${'-'.repeat(comment.length - 1)}`);
}

function isIgnored(code: string, path: string, ignored: readonly string[]): boolean {
  // An import into a package's own file is there for others to import from it.
  if (code === 'F401' && baseName(path) === '__init__.py') {
    return true;
  }
  return ignored.some((prefix) => prefix === 'ALL' || code.startsWith(prefix));
}

function toFinding(diagnostic: Diagnostic, text: string, lines: LineIndex): ReportedFinding {
  const code = diagnostic.code ?? 'invalid-syntax';
  const { severity, category, why } = meaningOf(code);
  const isSyntax = code === 'invalid-syntax';
  const help = diagnostic.fix?.message ?? diagnostic.subDiagnostics[0]?.message;
  const start = offsetOf(diagnostic.start_location, lines, text);
  const edits = proposesFix(code) ? toEdits(diagnostic, text, lines) : undefined;
  return {
    source,
    rule: isSyntax ? 'syntax' : code,
    title: isSyntax ? `Syntax error: ${asTitle(diagnostic.message)}` : asTitle(diagnostic.message),
    explanation: help && !edits ? `${why}\n${help}.`.replace(/\.\.$/, '.') : why,
    severity,
    category,
    confidence: severity === 'error' ? 'high' : 'medium',
    span: { start, end: Math.max(start, offsetOf(diagnostic.end_location, lines, text)) },
    ...(edits && {
      fix: { kind: 'edits', anchoring: 'exact', edits, ...(preservesBehaviour(code) && { preservesBehaviour: true }) },
    }),
  };
}

/** The fix, unless it would take a comment away with the code. */
function toEdits(diagnostic: Diagnostic, text: string, lines: LineIndex): TextEdit[] | undefined {
  const edits = diagnostic.fix?.edits.map((edit) => ({
    start: offsetOf(edit.location, lines, text),
    end: offsetOf(edit.end_location, lines, text),
    newText: edit.content ?? '',
  }));
  const losesComment = edits?.some(
    ({ start, end, newText }) => text.slice(start, end).includes('#') && !newText.includes('#'),
  );
  return losesComment ? undefined : edits;
}

/** Ruff counts rows and UTF-16 columns from 1, and may point just behind the last line. */
function offsetOf({ row, column }: { row: number; column: number }, lines: LineIndex, text: string): number {
  return row > lines.count ? text.length : Math.min(lines.startOf(row) + column - 1, text.length);
}

function checkConfig(tool: Ruff, workspaces: Workspaces, file: FileSnapshot): Analysis {
  const found = ruffOptionsIn(file);
  if (found.kind === 'malformed') {
    const lines = new LineIndex(file.text);
    const line = Math.min(found.line ?? 1, lines.count);
    return [unusableConfig(source, found.message, { start: lines.startOf(line), end: lines.endOf(line) })];
  }
  if (found.kind === 'none') {
    return nothingToRead;
  }
  const { extend: _, ...options } = found.options;
  const workspace = workspaceFor(tool, workspaces, withDefaults(options));
  return typeof workspace === 'string' ? [unusableConfig(source, workspace)] : [];
}
