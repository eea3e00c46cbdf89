import * as vscode from 'vscode';
import { relativePath } from '../documents';
import type { Sessions } from '../sessions';
import type { StartRequest } from './runStarts';

/** What has to happen for some files to be reviewed. */
export interface FilesToReview {
  /** They are part of a review in the view. */
  readonly shown: readonly vscode.Uri[];
  /** Reviews of those alone that are part of none. */
  readonly starts: readonly StartRequest[];
}

/** The files that were clicked and selected, or the one in the active editor; undefined where none of them is on disk. */
export function filesToReview(clicked: unknown, selection: unknown, sessions: Sessions): FilesToReview | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  const given = Array.isArray(selection) && selection.length > 0 ? selection : [clicked ?? active];
  const files = given.filter((one): one is vscode.Uri => one instanceof vscode.Uri && one.scheme === 'file');
  if (files.length === 0) {
    return undefined;
  }
  const isShown = (file: vscode.Uri) =>
    sessions.all().some(({ folder, run }) => run.store.file(relativePath(folder, file) ?? '') !== undefined);
  const byFolder = new Map<string, { readonly folder: vscode.Uri; readonly only: string[] }>();
  for (const file of files.filter((one) => !isShown(one))) {
    const folder = vscode.workspace.getWorkspaceFolder(file)?.uri ?? vscode.Uri.joinPath(file, '..');
    const request = byFolder.get(folder.toString()) ?? { folder, only: [] };
    request.only.push(relativePath(folder, file) ?? '');
    byFolder.set(folder.toString(), request);
  }
  return { shown: files.filter(isShown), starts: [...byFolder.values()] };
}
