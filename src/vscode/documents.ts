import * as vscode from 'vscode';
import { toText } from '../core/text/lines';
import type { LineEnding } from '../core/types';

/** What the editor holds of a file. */
export interface OpenText {
  /** As reviewers see it: without byte order mark, every line end `\n`. */
  readonly text: string;
  /** How the editor will write line ends; it never keeps mixed ones. */
  readonly lineEnding: LineEnding;
  readonly languageId: string;
}

/** The text of a file that is open with unsaved changes, or undefined when what is on disk is all there is. */
export function openDirtyText(uri: vscode.Uri): OpenText | undefined {
  const document = openDocument(uri);
  if (!document?.isDirty) {
    return undefined;
  }
  const lineEnding = document.eol === vscode.EndOfLine.CRLF ? 'crlf' : 'lf';
  return { text: textOf(document), lineEnding, languageId: document.languageId };
}

/**
 * VS Code's identifier (`utf8`, `windows1252` …) of the encoding a file is open in, or else of the one the settings
 * give it. A byte order mark on disk overrules the latter.
 */
export function encodingOf(uri: vscode.Uri): string {
  const configured = vscode.workspace.getConfiguration('files', uri).get<string>('encoding');
  return openDocument(uri)?.encoding ?? configured ?? 'utf8';
}

/** The files of a folder that are open in a tab, in whatever kind of editor. */
export function openPaths(folder: vscode.Uri): ReadonlySet<string> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return new Set(tabs.flatMap(({ input }) => relativePath(folder, fileShownBy(input)) ?? []));
}

/** Bytes of the documents of a folder that have unsaved changes, as saving would write them, by their path. */
export async function unsavedBytes(folder: vscode.Uri): Promise<ReadonlyMap<string, Uint8Array>> {
  const unsaved = vscode.workspace.textDocuments.flatMap((document) => {
    const path = document.isDirty ? relativePath(folder, document.uri) : undefined;
    return path === undefined ? [] : [{ path, document }];
  });
  return new Map(
    await Promise.all(
      unsaved.map(async ({ path, document }) => {
        const bytes = await vscode.workspace.encode(document.getText(), { uri: document.uri });
        return [path, bytes] as const;
      }),
    ),
  );
}

/** The path of a file below a folder, or undefined when it is not below it. */
export function relativePath(folder: vscode.Uri, uri: vscode.Uri | undefined): string | undefined {
  const prefix = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  return uri?.scheme === folder.scheme && uri.authority === folder.authority && uri.path.startsWith(prefix)
    ? uri.path.slice(prefix.length)
    : undefined;
}

/** The file of a path in a folder. */
export function fileUri(folder: vscode.Uri, path: string): vscode.Uri {
  return vscode.Uri.joinPath(folder, ...path.split('/'));
}

export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const wanted = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === wanted);
}

/** The text of a document as the core speaks of it. */
export function textOf(document: vscode.TextDocument): string {
  return toText(document.getText()).text;
}

/** The present text of a file: the editor's, if it is open, else the disk's. Undefined when it cannot be read. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const document = openDocument(uri);
  if (document) {
    return textOf(document);
  }
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return toText(await vscode.workspace.decode(bytes, { uri })).text;
  } catch {
    return undefined;
  }
}

function fileShownBy(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) {
    return input.modified;
  }
  const isFile =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook;
  return isFile ? input.uri : undefined;
}
