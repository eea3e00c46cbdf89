import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { oneLine } from '../plainText';
import { readFolderArguments } from '../runs/folderArguments';

/** Which folder a model means, or why none can be reviewed. */
export type ToolFolder =
  | { readonly kind: 'folder'; readonly folder: vscode.Uri }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * A folder of the window, by its name or path, or a folder in one: nothing else, wherever links lead.
 *
 * @param named what a model calls it; may be left out where one folder is open
 */
export async function toolFolder(named: string | undefined): Promise<ToolFolder> {
  const open = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const [only] = open;
  if (!only) {
    return { kind: 'refused', message: 'No folder is open.' };
  }
  if (named === undefined || named === '') {
    const names = open.map(({ name }) => oneLine(name)).join(', ');
    return open.length === 1
      ? { kind: 'folder', folder: only.uri }
      : { kind: 'refused', message: `Which folder? These are open: ${names}` };
  }
  const byName = open.find(({ name }) => name === named);
  const path = byName ? byName.uri.fsPath : isAbsolute(named) ? named : join(only.uri.fsPath, named);
  const folder = vscode.Uri.file(path);
  const given = await readFolderArguments(folder, undefined);
  if (given.kind !== 'folders') {
    return { kind: 'refused', message: given.kind === 'odd' ? given.message : 'No folder is meant.' };
  }
  const real = await realpath(path);
  const roots = await Promise.all(open.map(({ uri }) => realpath(uri.fsPath).catch(() => uri.fsPath)));
  return roots.some((root) => lies(real, root))
    ? { kind: 'folder', folder: given.folders[0] ?? folder }
    : { kind: 'refused', message: `This folder is in none that is open: ${oneLine(path)}` };
}

function lies(path: string, root: string): boolean {
  const way = relative(root, path);
  return way.split(sep)[0] !== '..' && !isAbsolute(way);
}
