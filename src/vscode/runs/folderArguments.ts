import * as vscode from 'vscode';
import { parseElementId } from '../elements';
import { t } from '../l10n';
import { oneLine } from '../plainText';
import type { RunUi } from './runUi';

/** What a command that works on folders was called with. */
export type FolderArguments =
  | { readonly kind: 'folders'; readonly folders: readonly vscode.Uri[] }
  /** It was called bare. */
  | { readonly kind: 'none' }
  | { readonly kind: 'odd'; readonly message: string };

/**
 * Reads the arguments the Explorer gives: the clicked folder and the whole selection. Folders inside others of the
 * selection are left out.
 */
export async function readFolderArguments(clicked: unknown, selection: unknown): Promise<FolderArguments> {
  // A button of the view is called with the row that has the focus, which is not what is meant.
  if ((clicked === undefined && selection === undefined) || parseElementId(clicked)) {
    return { kind: 'none' };
  }
  const given = Array.isArray(selection) && selection.length > 0 ? selection : [clicked];
  const folders: vscode.Uri[] = [];
  for (const one of given) {
    const problem = one instanceof vscode.Uri ? await problemWith(one) : t('Review Folder works on folders.');
    if (problem !== undefined) {
      return { kind: 'odd', message: problem };
    }
    folders.push(withoutTrailingSlash(one));
  }
  return { kind: 'folders', folders: outermost(folders) };
}

async function problemWith(uri: vscode.Uri): Promise<string | undefined> {
  const name = oneLine(uri.scheme === 'file' ? uri.fsPath : uri.toString(true));
  if (uri.scheme !== 'file') {
    return t('Only folders on disk can be reviewed; this is not one: {0}', name);
  }
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return type & vscode.FileType.Directory ? undefined : t('This is a file; choose the folder it is in: {0}', name);
  } catch {
    return t('This folder does not exist or cannot be read: {0}', name);
  }
}

function withoutTrailingSlash(uri: vscode.Uri): vscode.Uri {
  const path = uri.path.replace(/\/+$/, '');
  return uri.with({ path: path === '' || path.endsWith(':') ? `${path}/` : path });
}

/** Each folder once, and none that lies in another. */
function outermost(folders: readonly vscode.Uri[]): vscode.Uri[] {
  const once = [...new Map(folders.map((folder) => [folder.toString(), folder])).values()];
  return once.filter((folder) => !once.some((other) => other !== folder && isInside(folder, other)));
}

function isInside(folder: vscode.Uri, other: vscode.Uri): boolean {
  return folder.path.startsWith(other.path.endsWith('/') ? other.path : `${other.path}/`);
}

/** The open folder, or one that is asked for where there are several or none; none when the person turns away. */
export async function askFolder(
  ui: RunUi,
  opened: readonly vscode.WorkspaceFolder[] = vscode.workspace.workspaceFolders ?? [],
): Promise<readonly vscode.Uri[]> {
  const open = opened.filter(({ uri }) => uri.scheme === 'file');
  const [only, ...others] = open;
  const folder = only ? (others.length === 0 ? only.uri : await pickFolder(open, ui)) : await askWithoutWorkspace(ui);
  return folder ? [folder] : [];
}

async function askWithoutWorkspace(ui: RunUi): Promise<vscode.Uri | undefined> {
  const choose = t('Choose Folder…');
  const answer = await ui.tell('info', t('No folder is open. Which folder should be reviewed?'), choose);
  return answer === choose ? ui.chooseFolder() : undefined;
}

async function pickFolder(open: readonly vscode.WorkspaceFolder[], ui: RunUi): Promise<vscode.Uri | undefined> {
  const folders = open.map(({ name, uri }) => ({ label: `$(folder) ${oneLine(name)}`, description: uri.fsPath, uri }));
  const other = { label: t('$(folder-opened) Choose Another Folder…'), uri: undefined };
  const picked = await ui.pick([...folders, other], t('Which folder should be reviewed?'));
  return picked && (picked.uri ?? ui.chooseFolder());
}
