import * as vscode from 'vscode';
import type { DocumentationOf } from '../../core/strategy/rules';
import type { LineIndex } from '../../core/text/lines';
import type { Finding, Severity, Span } from '../../core/types';
import { editorFlags } from '../editorFlags';
import { toElementId } from '../elements';
import { problemText } from '../facts/findingDetails';
import { isOpenFinding, type moveRange } from '../facts/findingPlaces';
import { commandIds, problemSource } from '../ids';
import { t } from '../l10n';
import { oneLine } from '../plainText';
import type { ReviewSession } from '../sessions';

/** A finding at its present place. */
export interface Placed {
  readonly session: ReviewSession;
  readonly finding: Finding;
  readonly range: vscode.Range;
}

/** What the editor reviewer found is in the Problems panel already. */
export function isShown(finding: Finding): boolean {
  return finding.place !== undefined && finding.reviewer !== 'editor' && isOpenFinding(finding);
}

const severityOf: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

export function toDiagnostic({ finding, range }: Placed, documentationOf: DocumentationOf): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, problemText(finding), severityOf[finding.severity]);
  diagnostic.source = `${problemSource} (${oneLine([finding.source, ...(finding.alsoFrom ?? [])].join(', '))})`;
  if (finding.rule !== undefined) {
    const address = documentationOf(finding);
    const value = oneLine(finding.rule);
    diagnostic.code = address === undefined ? value : { value, target: vscode.Uri.parse(address, true) };
  }
  return diagnostic;
}

export function isSame(a: vscode.Diagnostic, b: vscode.Diagnostic): boolean {
  return a.source === b.source && a.message === b.message && a.range.isEqual(b.range);
}

/** They run commands and carry no edits, so that nothing bypasses the queue. A flagged proposal must be looked at. */
export function codeActions(
  { session, finding }: Placed,
  diagnostics: vscode.Diagnostic[],
  documentationOf: DocumentationOf,
): vscode.CodeAction[] {
  const { proposal } = finding;
  const element = toElementId({ kind: 'finding', run: session.run.store.header.id, finding: finding.id });
  const action = (verb: string, command: string): vscode.CodeAction => {
    const title = `${verb}: ${oneLine(finding.title)}`;
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command, arguments: [element] };
    action.diagnostics = diagnostics;
    return action;
  };
  const isApplicable = proposal?.state.kind === 'ready' || proposal?.state.kind === 'reverted';
  const isPlain = isApplicable && editorFlags({ ...finding, proposal }).length === 0;
  const hasRule = finding.reviewer !== 'model' && finding.rule !== undefined;
  return [
    ...(isApplicable ? [action(t('Preview'), commandIds.preview)] : []),
    ...(isPlain ? [action(t('Apply'), commandIds.apply)] : []),
    action(t('Dismiss'), commandIds.dismiss),
    action(t('Ignore on This Line'), commandIds.ignoreOnLine),
    ...(hasRule ? [action(t('Disable Rule for This Folder'), commandIds.disableRule)] : []),
    action(t('Copy'), commandIds.copyFinding),
    ...(documentationOf(finding) === undefined ? [] : [action(t('Open Documentation'), commandIds.openDocumentation)]),
  ];
}

export function rangeOf(lines: LineIndex, { start, end }: Span): vscode.Range {
  const position = (offset: number) => new vscode.Position(lines.lineAt(offset) - 1, lines.columnAt(offset));
  return new vscode.Range(position(start), position(end));
}

export function toRange(range: ReturnType<typeof moveRange>): vscode.Range | undefined {
  return range && new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
}
