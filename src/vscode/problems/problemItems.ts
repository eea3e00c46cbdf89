import * as vscode from 'vscode';
import type { DocumentationOf } from '../../core/strategy/rules';
import type { LineIndex } from '../../core/text/lines';
import type { Finding, Severity, Span } from '../../core/types';
import { editorFlags } from '../editorFlags';
import { toElementId } from '../elements';
import { isOpenFinding, type moveRange } from '../facts/findingPlaces';
import { commandIds, problemSource } from '../ids';
import { oneLine, paragraph } from '../plainText';
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
  const explanation = finding.explanation === '' ? '' : `\n${paragraph(finding.explanation)}`;
  const message = `${oneLine(finding.title)}${explanation}`;
  const diagnostic = new vscode.Diagnostic(range, message, severityOf[finding.severity]);
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
export function codeActions({ session, finding }: Placed, diagnostics: vscode.Diagnostic[]): vscode.CodeAction[] {
  const { proposal } = finding;
  const element = toElementId({ kind: 'finding', run: session.run.store.header.id, finding: finding.id });
  const action = (verb: string, command: string): vscode.CodeAction => {
    const title = `${verb}: ${oneLine(finding.title)}`;
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command, arguments: [element] };
    action.diagnostics = diagnostics;
    return action;
  };
  const dismiss = action('Dismiss', commandIds.dismiss);
  if (proposal?.state.kind !== 'ready' && proposal?.state.kind !== 'reverted') {
    return [dismiss];
  }
  const preview = action('Preview', commandIds.preview);
  const apply = editorFlags(proposal).length > 0 ? [] : [action('Apply', commandIds.apply)];
  return [preview, ...apply, dismiss];
}

export function rangeOf(lines: LineIndex, { start, end }: Span): vscode.Range {
  const position = (offset: number) => new vscode.Position(lines.lineAt(offset) - 1, lines.columnAt(offset));
  return new vscode.Range(position(start), position(end));
}

export function toRange(range: ReturnType<typeof moveRange>): vscode.Range | undefined {
  return range && new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
}
