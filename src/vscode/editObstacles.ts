import * as vscode from 'vscode';
import { editsProblem } from '../core/edits/applyEdits';
import { reasons } from '../core/text/reasons';
import { english } from '../core/text/say';
import type { TextEdit } from '../core/types';

/** The editor keeps a person from typing in such a file, but not an extension from changing it. */
export function isReadOnlyBySettings(document: vscode.TextDocument): boolean {
  const settings = vscode.workspace.getConfiguration('files', document.uri);
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const isMatch = (pattern: vscode.GlobPattern) => vscode.languages.match({ pattern }, document) > 0;
  const isListed = (setting: string) =>
    Object.entries(settings.get<Readonly<Record<string, unknown>>>(setting) ?? {}).some(
      ([glob, isOn]) =>
        isOn === true && (isMatch(glob) || (folder !== undefined && isMatch(new vscode.RelativePattern(folder, glob)))),
    );
  return isListed('readonlyInclude') && !isListed('readonlyExclude');
}

/** Why these edits cannot be made, or undefined. */
export async function editObstacle(
  document: vscode.TextDocument,
  text: string,
  edits: readonly TextEdit[],
): Promise<string | undefined> {
  const problem = editsProblem(text, edits);
  if (problem !== undefined) {
    return english(reasons.cannotBeMade, problem);
  }
  const { encoding } = document;
  if (encoding.startsWith('utf')) {
    return undefined;
  }
  const added = edits.map(({ newText }) => newText).join('\n');
  const kept = await vscode.workspace.decode(await vscode.workspace.encode(added, { encoding }), { encoding });
  return kept === added ? undefined : english(reasons.notEncoded, encoding);
}
