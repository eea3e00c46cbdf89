import type * as vscode from 'vscode';
import type { RunOptions } from '../core/options';
import type { Workspace } from '../core/ports';
import { languageOf } from '../core/text/language';
import { sha256 } from '../store/hash';
import { encodingOf, fileUri, openDirtyText } from '../vscode/documents';
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
