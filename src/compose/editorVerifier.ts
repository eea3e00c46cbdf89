import type * as vscode from 'vscode';
import type { Workspace } from '../core/ports';
import type { FolderCommandsOutcome } from '../core/verify/folderCommands';
import { createRunVerifier, type RunVerifier } from '../core/verify/verifying/runVerifier';
import type { Verifier } from '../core/verify/verifying/verifier';
import { stateRoot } from '../store/stateDir';
import { encodingOf, fileUri, unsavedBytes } from '../vscode/documents';
import { editorChanges } from '../vscode/editorFlags';
import type { Log } from '../vscode/log';
import { checkFolder } from '../workspace/folder';
import { type FolderCommandsWorld, openFolderCommands } from './folderCommands';
import type { OpenRun } from './openRun';
import { createVerifier, type SiteWorld } from './verifier';

/** Verifies what the editor holds of a folder, saved or not. */
export function editorVerifier(
  folder: vscode.Uri,
  realPath: string,
  more: Pick<SiteWorld, 'shell' | 'passedOn'> = {},
): Verifier {
  return createVerifier({
    ...{ folder: realPath, stateRoot: stateRoot(), ...more },
    unsaved: () => unsavedBytes(folder),
    encodingOf: (path) => encodingOf(fileUri(folder, path)),
  });
}

/** What verifies the proposals of an open run in the editor. */
export function editorSessionVerifier(
  folder: vscode.Uri,
  { run, queue, outputs, tell }: OpenRun,
  workspace: Workspace,
): RunVerifier {
  return createRunVerifier({
    ...{ queue, outputs, tell, workspace, ...editorChanges },
    repair: (failed, signal) => run.repair(failed, signal),
    createVerifier: (more) => editorVerifier(folder, run.store.header.folder, more),
  });
}

/**
 * The commands that the proposals of a folder are or may be verified with.
 *
 * @param shell what reads them, by the user's settings
 */
export async function editorFolderCommands(
  folder: vscode.Uri,
  shell: string | undefined,
  memory: FolderCommandsWorld['memory'],
  log: Log,
): Promise<FolderCommandsOutcome> {
  const checked = await checkFolder(folder.fsPath);
  return checked.kind === 'failed'
    ? checked
    : openFolderCommands({
        ...{ folder: checked.realPath, stateRoot: stateRoot(), memory },
        ...(shell !== undefined && { shell }),
        warn: (message) => log.warn(message),
      });
}
