import type * as vscode from 'vscode';
import type { RunOptions } from '../core/options';
import type { Workspace } from '../core/ports';
import type { BaselineDependencies } from '../core/run/baselineOf';
import { languageOf } from '../core/text/language';
import { runFailures } from '../core/text/runFailures';
import { sha256 } from '../store/hash';
import { encodingOf, fileUri, openDirtyText } from '../vscode/documents';
import { openFolderBaseline } from '../workspace/baseline/folderBaseline';
import { commitIn } from '../workspace/baseline/revision';
import { waitingCalls } from '../workspace/fileCalls';
import { createFolderWorkspace } from '../workspace/folder';
import { obstacleTo } from '../workspace/regularFile';

/** The folder on disk, but with what the editor holds of files that have unsaved changes. */
export function editorWorkspace(folder: vscode.Uri, realPath: string, options: RunOptions): Workspace {
  const onDisk = createFolderWorkspace({
    ...options,
    folder: realPath,
    hash: sha256,
    encodingOf: (path) => encodingOf(fileUri(folder, path)),
  });
  return {
    discover: onDisk.discover,
    read: async (path) => {
      const unsaved = openDirtyText(fileUri(folder, path));
      if (!unsaved) {
        return onDisk.read(path);
      }
      // What was never saved, or was deleted since, is nowhere but in the editor.
      const obstacle = await obstacleTo(waitingCalls, realPath, path);
      if (obstacle?.kind === 'skipped') {
        return obstacle;
      }
      const { text, lineEnding } = unsaved;
      return {
        kind: 'text',
        snapshot: { path, text, lineEnding, language: languageOf(path), textHash: sha256(text) },
      };
    },
  };
}

/** The folder as it was when a commit was made. */
export function editorBaseline(
  folder: vscode.Uri,
  realPath: string,
  { maxFileSize }: RunOptions,
): NonNullable<BaselineDependencies['openBaseline']> {
  return ({ commit }, files, signal) =>
    openFolderBaseline(
      {
        ...{ folder: realPath, commit, files: files.map(({ path }) => path), maxFileSize, hash: sha256 },
        encodingOf: (path) => encodingOf(fileUri(folder, path)),
      },
      signal,
    );
}

/**
 * What a review of the changes since a revision is of: the files that differ, and of what is found in them that which was
 * not there before.
 */
export async function changesSince(
  realPath: string,
  revision: string,
): Promise<Pick<RunOptions, 'changedSince' | 'newSince'> | { readonly kind: 'failed'; readonly message: string }> {
  const named = await commitIn(realPath, revision, new AbortController().signal);
  switch (named.kind) {
    case 'commit':
      return { changedSince: revision, newSince: { revision, commit: named.id } };
    case 'no commit yet':
      return { changedSince: revision };
    case 'failed':
      return named;
    case 'cancelled':
      return { kind: 'failed', message: runFailures.cancelled };
  }
}
