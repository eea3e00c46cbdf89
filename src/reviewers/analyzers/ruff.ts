import type { Diagnostic, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { LineIndex } from '../../core/text/lines';
import type { FileSnapshot, ReportedFinding } from '../../core/types';
import {
  type Analysis,
  type Analyzer,
  baseName,
  keptSilent,
  looked,
  nothingToRead,
  notReading,
  unreadInPart,
} from './analyzer';
import { type Settings, unusableConfig } from './dataFiles';
import type { FolderConfig } from './folderConfig';
import { isMicroPython, notInMicroPython } from './microPython';
import { pythonOf } from './python2';
import { newestVersion, targetVersion } from './pythonVersion';
import { canSilence, type RuffSettings, ruffConfigNames, ruffOptionsIn, ruffSettingsFor, withLint } from './ruffConfig';
import { isPythonTemplate, toFindings, unreadRules } from './ruffFindings';
import { names2 } from './ruffRules/python2Words';
import { defaultCodes, isAbout, otherNames, ruffRules, stubCodes } from './ruffRules/ruffRules';
import { byComment, byConfiguration, type Look, withSilenced } from './silenced';
import { withSuppressed } from './suppression';

const source = 'ruff';
const python = /\.pyw?$/i;
const stub = /\.pyi$/i;

type Ruff = typeof import('@astral-sh/ruff-wasm-nodejs');

/**
 * Ruff on Python: those of its rules that find defects. A project's own Ruff configuration turns rules off and says what
 * they should know; the rules that it selects besides are its own linter's, in the version it has chosen.
 */
export const ruff: Analyzer = {
  name: source,
  supports: ({ path }) => python.test(path) || stub.test(path) || ruffConfigNames.includes(baseName(path)),
  rules: ruffRules,
  configNames: ruffConfigNames,
  async load() {
    const workspaces = createWorkspaces(await import('@astral-sh/ruff-wasm-nodejs'));
    return (file, config, alsoSilenced) =>
      ruffConfigNames.includes(baseName(file.path))
        ? checkConfig(workspaces, file)
        : checkPython(workspaces, file, config, alsoSilenced);
  },
};

/** A workspace for options, or Ruff's complaint about them; each is made once. */
type Workspaces = (options: Settings) => Workspace | string;

function createWorkspaces(tool: Ruff): Workspaces {
  const known = new Map<string, Workspace | string>();
  return (options) => {
    const key = JSON.stringify(options);
    const workspace = known.get(key) ?? makeWorkspace(tool, options);
    known.set(key, workspace);
    return workspace;
  };
}

function makeWorkspace(tool: Ruff, options: Settings): Workspace | string {
  try {
    return new tool.Workspace(options, tool.PositionEncoding.Utf16);
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Error: /, '') : String(error);
  }
}

/** Python 2 takes any backslash, and prints to a file with `>>`. */
const notInPython2: readonly string[] = ['W605', 'F633'];

/** How Ruff looks at a file. */
interface Plan {
  readonly options: Settings;
  /** Codes, beginnings of codes and names of rules that the project ignores in the file. */
  readonly ignored: readonly string[];
}

/** Some of our rules Ruff has in preview, where it calls rules by their names unless it is told to use their codes. */
function optionsFor(codes: readonly string[], version: string, options: Settings = {}): Settings {
  const lint = { select: codes, preview: true, 'explicit-preview-rules': true };
  return {
    'target-version': version,
    ...withLint(options, lint),
    ...{ preview: true, 'output-prefer-rule-codes': true },
  };
}

function planFor(codes: readonly string[], version: string, settings: RuffSettings | undefined): Plan {
  if (!settings) {
    return { options: optionsFor(codes, version), ignored: [] };
  }
  const { options, ignored, ignoredHere } = settings;
  const wanted = codes.filter((code) => !ignored.some((entry) => isAbout(entry, code)));
  return { options: optionsFor(wanted, version, options), ignored: ignoredHere };
}

function checkPython(
  workspaces: Workspaces,
  file: FileSnapshot,
  config: FolderConfig,
  alsoSilenced: boolean,
): Analysis {
  const settings = ruffSettingsFor(file.path, config);
  const version = targetVersion(file.path, config) ?? newestVersion;
  const all = stub.test(file.path) ? stubCodes : defaultCodes;
  const spoken = pythonOf(file, config);
  const foreign = [
    ...(isMicroPython(file.path, file.text, config) ? notInMicroPython : []),
    ...(spoken === 2 ? notInPython2 : []),
  ];
  const codes = all.filter((code) => !foreign.includes(code));
  const off = codes.length < defaultCodes.length ? defaultCodes.filter((code) => !codes.includes(code)) : [];
  const without = planFor(codes, String(settings?.options['target-version'] ?? version), undefined);
  const plan = planFor(codes, version, settings);
  const isUnread = ({ rule = '' }: ReportedFinding) => unreadRules.includes(rule);
  if (isPythonTemplate(file.text) && find(workspaces, file, without, without, spoken).some(isUnread)) {
    return settings?.excluded ? keptSilent(settings.path, []) : notReading('templates');
  }
  const findings = settings?.excluded ? [] : find(workspaces, file, plan, without, spoken);
  // What Python 2 alone can read is a defect only where somebody says that Python 3 has to.
  const has = (id: string) => findings.some(({ rule }) => rule === id);
  if ((spoken !== 3 && has('python-2-syntax')) || (spoken === 2 && has('syntax'))) {
    return notReading('Python 2');
  }
  const analysis = (found: readonly ReportedFinding[]) => {
    const isOf2 = ({ rule, title }: ReportedFinding) => rule === 'W605' || (rule === 'F821' && names2.test(title));
    // Where nothing says which Python it is, these names are the one sign that there is.
    const doubted = (finding: ReportedFinding): readonly ReportedFinding[] =>
      spoken === 2 ? [] : spoken === 3 ? [finding] : [{ ...finding, severity: 'warning', confidence: 'low' }];
    const known = found.flatMap((finding) => (isOf2(finding) ? doubted(finding) : [finding]));
    const told = withSuppressed(file, known, otherNames);
    return settings?.excluded
      ? keptSilent(settings.path, told)
      : looked(told, { ...(off.length > 0 && { off }), ...(told.some(isUnread) && unreadInPart) });
  };
  if (!alsoSilenced) {
    return analysis(findings);
  }
  const bare = { ...file, text: withoutDirectives(file.text) };
  const hasComments = bare.text !== file.text;
  const look = (hiddenBy: Look['hiddenBy'], looked: FileSnapshot, by: Plan): Look => ({
    hiddenBy,
    find: () => find(workspaces, looked, by, without, spoken),
  });
  const withHidden = withSilenced(findings, [
    ...(settings && canSilence(settings) ? [look(byConfiguration(settings.path), file, without)] : []),
    ...(hasComments && !settings?.excluded ? [look(byComment, bare, plan)] : []),
    ...(hasComments && settings ? [look(byComment, bare, without)] : []),
  ]);
  return analysis(withHidden);
}

/** By a plan, or by the one without the project's options where Ruff cannot use them. */
function find(
  workspaces: Workspaces,
  file: FileSnapshot,
  plan: Plan,
  without: Plan,
  spoken: ReturnType<typeof pythonOf>,
): readonly ReportedFinding[] {
  const preferred = workspaces(plan.options);
  const workspace = typeof preferred === 'string' ? workspaces(without.options) : preferred;
  if (typeof workspace === 'string') {
    throw new Error(workspace);
  }
  const diagnostics: Diagnostic[] = workspace.check(file.text);
  const isHeard = ({ code }: Diagnostic) => !plan.ignored.some((entry) => isAbout(entry, code ?? ''));
  return toFindings(file, diagnostics.filter(isHeard), spoken);
}

const directive = /#[ \t]*(?:noqa|(?:ruff|flake8)[ \t]*[:=][ \t]*(?:noqa|disable|ignore|file-ignore))(?![\w-])/gi;

/** Comments that turn rules off are then comments like any other, of the same length. */
function withoutDirectives(text: string): string {
  return text.replace(directive, (comment) => `#${'-'.repeat(comment.length - 1)}`);
}

function checkConfig(workspaces: Workspaces, file: FileSnapshot): Analysis {
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
  const workspace = workspaces({ ...options, 'output-prefer-rule-codes': true });
  return typeof workspace === 'string' ? [unusableConfig(source, workspace)] : [];
}
