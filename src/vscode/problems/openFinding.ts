import * as vscode from 'vscode';
import type { FileReview } from '../../core/fileReview';
import type { Hasher } from '../../core/ports';
import { LineIndex } from '../../core/text/lines';
import type { Finding } from '../../core/types';
import { textOf } from '../documents';
import { isRowKey, parseElementId } from '../elements';
import { presentPlace } from '../facts/findingPlaces';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { oneLine } from '../plainText';
import { type Sessions, storeOf } from '../sessions';

export interface OpenFindingDependencies {
  readonly sessions: Sessions;
  readonly hash: Hasher;
  readonly log: Pick<Log, 'error' | 'show'>;
}

/** The command that opens what a row of the tree is about: a file, or a finding at its place. */
export function registerOpenFinding(dependencies: OpenFindingDependencies): vscode.Disposable {
  return registerGuardedCommand(commandIds.openFinding, dependencies.log, (argument) =>
    openFinding(dependencies, isRowKey(argument) ? argument[0] : argument),
  );
}

async function openFinding({ sessions, hash }: OpenFindingDependencies, argument: unknown): Promise<void> {
  const element = parseElementId(argument);
  const session = element && sessions.shownByRun(element.run);
  const found = session && element.kind === 'finding' ? storeOf(session).finding(element.finding) : undefined;
  const path = element?.kind === 'file' || element?.kind === 'active' ? element.path : found?.file.path;
  if (!session || path === undefined) {
    void vscode.window.showInformationMessage(t('Choose a file or finding in the Folder Review view to open.'));
    return;
  }
  const uri = sessions.uriOf(session, path);
  if (!(await exists(uri))) {
    void vscode.window.showErrorMessage(t('This file no longer exists: {0}', oneLine(path)));
  } else if (found) {
    await showFinding(uri, found.file, found.finding, hash);
  } else {
    await vscode.commands.executeCommand('vscode.open', uri, { preview: true });
  }
}

async function showFinding(uri: vscode.Uri, file: FileReview, finding: Finding, hash: Hasher): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true, selection: rangeIn(document, file, finding, hash) });
}

/** The place of a finding in a document; where its text is gone, the line it was on. */
function rangeIn(document: vscode.TextDocument, file: FileReview, finding: Finding, hash: Hasher): vscode.Range {
  const text = textOf(document);
  const { place } = finding;
  const span = presentPlace(file, finding, text, hash);
  if (!span) {
    const line = Math.min(place?.startLine ?? 1, document.lineCount) - 1;
    return new vscode.Range(line, 0, line, 0);
  }
  const lines = new LineIndex(text);
  const position = (offset: number) => new vscode.Position(lines.lineAt(offset) - 1, lines.columnAt(offset));
  return new vscode.Range(position(span.start), position(span.end));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
