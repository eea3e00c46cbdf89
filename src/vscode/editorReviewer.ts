import * as vscode from 'vscode';
import { LineOverlaps } from '../core/findings/lineOverlaps';
import { onAbort } from '../core/onAbort';
import type { Reviewer, ReviewOutcome } from '../core/ports';
import { errorMessage } from '../core/text/errorMessage';
import { LineIndex, toText } from '../core/text/lines';
import { reviewFailures } from '../core/text/reviewFailures';
import type { FileSnapshot, Finding, LineRange, OpenFinding, ReportedFix, Severity, TextEdit } from '../core/types';
import { fileUri, openDocument, textOf } from './documents';
import { problemSource } from './ids';

/** How long one file's quick fixes are asked for, in milliseconds. What is not answered by then has no fix. */
const quickFixMs = 5000;

/**
 * Takes over what the editor already knows about the files of a folder: the problems its extensions report, with
 * their quick fixes. It opens no file of which nothing is known.
 */
export function createEditorReviewer(folder: vscode.Uri): Reviewer {
  return {
    kind: 'editor',
    review: (file, { known, signal }) => review(fileUri(folder, file.path), file, known, signal),
    dispose: async () => {},
  };
}

async function review(
  uri: vscode.Uri,
  file: FileSnapshot,
  known: readonly Finding[],
  signal: AbortSignal,
): Promise<ReviewOutcome> {
  const lines = new LineIndex(file.text);
  const coverage = { reviewedLines: lines.count, totalLines: lines.count };
  const sources = lookers(uri, file.language);
  const looks = {
    analyzers: sources.length > 0 ? ['editor'] : [],
    language: file.language,
    ...(sources.length > 0 && { sources: { editor: sources } }),
  };
  if (problemsOf(uri).length === 0) {
    // Of a file that is not open, the editor may just have nothing to say because nothing has looked at it.
    const reviewedLines = openDocument(uri) ? lines.count : 0;
    return { kind: 'reviewed', findings: [], coverage: { ...coverage, reviewedLines }, looks };
  }
  const document = await open(uri);
  if (typeof document === 'string') {
    return { kind: 'failed', reason: 'editor failed', message: document, findings: [], server: 'served' };
  }
  if (textOf(document) !== file.text) {
    const message = reviewFailures.otherText;
    return { kind: 'failed', reason: 'changed during review', message, findings: [], server: 'troubled', retry: {} };
  }
  const findings: OpenFinding[] = [];
  const deadline = Date.now() + quickFixMs;
  const knownPlaces = new Set(known.map(({ rule, place }) => `${place?.startLine} ${rule}`));
  const touching = diagnosticsByLine(uri);
  for (const problem of problemsOf(uri)) {
    if (signal.aborted) {
      return { kind: 'cancelled' };
    }
    const finding = toFinding(problem, lines);
    if (!isKnown(finding, lines, knownPlaces)) {
      const fix = await quickFix(uri, problem, touching, lines, deadline - Date.now(), signal);
      findings.push({ ...finding, ...(fix && { fix }) });
    }
  }
  return signal.aborted ? { kind: 'cancelled' } : { kind: 'reviewed', findings, coverage, looks };
}

/** How VS Code checks a language by itself. */
interface OwnCheck {
  /** What its problems are from. */
  readonly source: string;
  /** The bundled extension, which can be switched off. */
  readonly extension: string;
  /** The settings each of which switches it off. */
  readonly settings: readonly string[];
}

const ofStyles = (source: string): OwnCheck => ({
  ...{ source, settings: [`${source}.validate`] },
  extension: 'vscode.css-language-features',
});
const ofJson = (source: string): OwnCheck => ({
  ...{ source, settings: ['json.validate.enable'] },
  extension: 'vscode.json-language-features',
});
const ofScripts = (language: string): OwnCheck => ({
  ...{ source: 'ts', settings: ['js/ts.validate.enabled', `${language}.validate.enable`] },
  extension: 'vscode.typescript-language-features',
});

const ownChecks: ReadonlyMap<string, OwnCheck> = new Map([
  ['css', ofStyles('css')],
  ['less', ofStyles('less')],
  ['scss', ofStyles('scss')],
  ['json', ofJson('json')],
  ['jsonc', ofJson('jsonc')],
  ['javascript', ofScripts('javascript')],
  ['javascriptreact', ofScripts('javascript')],
  ['typescript', ofScripts('typescript')],
  ['typescriptreact', ofScripts('typescript')],
]);

/**
 * The sources of problems that are known to have looked at a file: those that say something of it, and VS Code's own check
 * of an open file. An extension that is silent may not be at work at all.
 */
function lookers(uri: vscode.Uri, language: string): string[] {
  const own = openDocument(uri) ? ownChecks.get(language) : undefined;
  const settings = vscode.workspace.getConfiguration(undefined, { uri, languageId: language });
  const isOn =
    own !== undefined &&
    vscode.extensions.getExtension(own.extension) !== undefined &&
    own.settings.every((name) => settings.get(name) !== false);
  return [...new Set([...problemsOf(uri).map(sourceOf), ...(isOn ? [own.source] : [])])].sort();
}

function sourceOf({ source }: vscode.Diagnostic): string {
  return source || 'editor';
}

/** Others' problems, without hints, which are no more than shading. */
function problemsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(
      ({ severity, source }) => severity !== vscode.DiagnosticSeverity.Hint && !source?.startsWith(problemSource),
    );
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument | string> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    return errorMessage(error);
  }
}

const severityOf: Readonly<Record<vscode.DiagnosticSeverity, Severity>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'info',
  [vscode.DiagnosticSeverity.Hint]: 'info',
};

function toFinding(problem: vscode.Diagnostic, lines: LineIndex): OpenFinding {
  const [title = '', ...more] = problem.message.trim().split('\n');
  const rule = ruleOf(problem);
  const isUnused = problem.tags?.includes(vscode.DiagnosticTag.Unnecessary) ?? false;
  return {
    source: sourceOf(problem),
    ...(rule !== undefined && { rule }),
    title: title.trim(),
    explanation: more.join('\n').trim(),
    severity: severityOf[problem.severity],
    category: isUnused || problem.severity === vscode.DiagnosticSeverity.Information ? 'maintainability' : 'bug',
    confidence: 'high',
    span: toSpan(lines, problem.range),
  };
}

function ruleOf({ code }: vscode.Diagnostic): string | undefined {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined || value === '' ? undefined : String(value);
}

/** An analyzer of ours may be the very one that an extension runs too. */
function isKnown({ rule, span }: OpenFinding, lines: LineIndex, places: ReadonlySet<string>): boolean {
  return rule !== undefined && places.has(`${span && lines.lineAt(span.start)} ${rule}`);
}

async function quickFix(
  uri: vscode.Uri,
  problem: vscode.Diagnostic,
  all: LineOverlaps<vscode.Diagnostic>,
  lines: LineIndex,
  ms: number,
  signal: AbortSignal,
): Promise<ReportedFix | undefined> {
  if (ms <= 0 || !isAlone(problem, all)) {
    return undefined;
  }
  const asked = vscode.commands.executeCommand<readonly (vscode.CodeAction | vscode.Command)[] | undefined>(
    'vscode.executeCodeActionProvider',
    uri,
    problem.range,
    vscode.CodeActionKind.QuickFix.value,
    // How many actions come with their edits, where a provider computes those only on demand.
    maxActions,
  );
  const actions = await within(asked, ms, signal);
  const action = actions && chooseAction(actions);
  const edits = action?.edit && editsOf(action.edit, uri, lines);
  return edits && { kind: 'edits', anchoring: 'exact', edits };
}

const maxActions = 5;

/** The answer, or undefined when there is none in time or at all. */
async function within<T>(answer: Thenable<T>, ms: number, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve) => {
    const end = (value: T | undefined) => {
      clearTimeout(timer);
      stopListening();
      resolve(value);
    };
    const timer = setTimeout(end, Math.max(0, ms), undefined);
    const stopListening = onAbort(signal, () => end(undefined));
    answer.then(end, () => end(undefined));
  });
}

/**
 * Whether no other problem, hints included, touches the place of this one: quick fixes come for a place, and do not say
 * here which of its problems they are for.
 */
function isAlone(problem: vscode.Diagnostic, all: LineOverlaps<vscode.Diagnostic>): boolean {
  let touching = 0;
  for (const { range } of all.with(lineRangeOf(problem))) {
    touching += range.intersection(problem.range) ? 1 : 0;
    if (touching > 1) {
      return false;
    }
  }
  return true;
}

/** Others' problems of a file, hints included, by their lines. */
function diagnosticsByLine(uri: vscode.Uri): LineOverlaps<vscode.Diagnostic> {
  const all = new LineOverlaps<vscode.Diagnostic>();
  const others = vscode.languages.getDiagnostics(uri).filter(({ source }) => !source?.startsWith(problemSource));
  for (const diagnostic of others.sort((a, b) => a.range.start.compareTo(b.range.start))) {
    all.add(lineRangeOf(diagnostic), diagnostic);
  }
  return all;
}

function lineRangeOf({ range }: vscode.Diagnostic): LineRange {
  return { startLine: range.start.line, endLine: range.end.line };
}

/** The one fix of a problem: the preferred one, or the only one. With several equal ones there is a choice to make. */
function chooseAction(actions: readonly (vscode.CodeAction | vscode.Command)[]): vscode.CodeAction | undefined {
  const fixes = actions.filter(isFix);
  const preferred = fixes.filter(({ isPreferred }) => isPreferred);
  const [choice, ...others] = preferred.length > 0 ? preferred : fixes;
  return others.length === 0 ? choice : undefined;
}

/** What a fix does besides its edits is only known to its extension, and mostly housekeeping. */
function isFix(action: vscode.CodeAction | vscode.Command): action is vscode.CodeAction {
  return (
    'edit' in action &&
    action.edit !== undefined &&
    action.disabled === undefined &&
    (action.kind === undefined || vscode.CodeActionKind.QuickFix.contains(action.kind))
  );
}

/** The edits of a fix that changes this file alone and only its text. */
function editsOf(edit: vscode.WorkspaceEdit, uri: vscode.Uri, lines: LineIndex): TextEdit[] | undefined {
  const [entry, ...others] = edit.entries();
  if (!entry || others.length > 0 || entry[0].toString() !== uri.toString()) {
    return undefined;
  }
  if (entry[1].some((change) => change.newEol !== undefined)) {
    return undefined;
  }
  return entry[1].map(({ range, newText }) => ({ ...toSpan(lines, range), newText: toText(newText).text }));
}

/** Positions outside the text are moved to its nearest place, as the editor does with them. */
function toSpan(lines: LineIndex, range: vscode.Range): { readonly start: number; readonly end: number } {
  const offset = ({ line, character }: vscode.Position): number =>
    line >= lines.count
      ? lines.endOf(lines.count)
      : Math.min(lines.startOf(line + 1) + character, lines.endOf(line + 1));
  return { start: offset(range.start), end: offset(range.end) };
}
