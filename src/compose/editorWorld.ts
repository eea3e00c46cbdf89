import * as vscode from 'vscode';
import type { RunOptions } from '../core/options';
import type { EndpointMemory } from '../endpoints/setup/endpointMemory';
import { stateRoot } from '../store/stateDir';
import { createEditorApplier } from '../vscode/applier';
import { openPaths } from '../vscode/documents';
import { createEditorReviewer } from '../vscode/editorReviewer';
import type { Keys } from '../vscode/keys';
import type { Log } from '../vscode/log';
import { createLanguageModelEndpoint } from '../vscode/models/languageModelEndpoint';
import { whereTrusted } from '../vscode/trust';
import { editorUi } from '../vscode/ui';
import { readChangeableFile } from '../workspace/changeableFile';
import { createDismissals } from './dismissals';
import { agreementIn } from './dismissalWords';
import { editorVerifier } from './editorVerifier';
import { editorBaseline, editorWorkspace } from './editorWorkspace';
import { createFileChanges, type FileChanges } from './fileChanges';
import type { Approvals } from './folderWords';
import { logEvent } from './logEvent';
import type { RunWorld } from './openRun';
import { createStages } from './stages';

/** What all runs of the window share. */
export interface EditorWorldDependencies {
  readonly keys: Keys;
  readonly log: Log;
  readonly approvals: Approvals;
  readonly memory: EndpointMemory;
}

/** What a run is of. */
interface RunOfFolder {
  readonly folder: vscode.Uri;
  readonly realPath: string;
  readonly options: RunOptions;
  readonly maxParallelFiles: number;
}

/** How often a paused run looks whether it can be recorded again, in milliseconds. */
const retryRecordMs = 2_000;

/** What a run in the editor has of the world. What needs trust says so where the window has none. */
export function editorWorld(
  { folder, realPath, options, maxParallelFiles }: RunOfFolder,
  { keys, log, approvals, memory }: EditorWorldDependencies,
): RunWorld {
  const agreement = agreementIn(approvals.memory, realPath, () => vscode.workspace.isTrusted);
  const changes = fileChangesOf(realPath, log);
  const workspace = editorWorkspace(folder, realPath, options);
  return {
    workspace: { ...workspace, discover: whereTrusted(options, workspace.discover) },
    applier: createEditorApplier(folder, { readFile: (path) => readChangeableFile(realPath, path), guard: changes }),
    verifier: editorVerifier(folder, realPath),
    dismissals: createDismissals({ root: stateRoot(), folder: realPath, tell: editorUi.problem, agreement }),
    recover: changes.recover,
    openBaseline: whereTrusted(options, editorBaseline(folder, realPath, options)),
    createStages: whereTrusted(options, (signal, files, all) =>
      createStages({
        files,
        all,
        read: workspace.read,
        folder: realPath,
        options,
        signal,
        memory,
        stateRoot: stateRoot(),
        tell: (message) => log.warn(message),
        createEditorModel: createLanguageModelEndpoint,
        keyFor: (endpoint) => keys.keyFor(endpoint),
        editorReviewer: createEditorReviewer(folder),
      }),
    ),
    maxParallelFiles,
    retryRecordMs,
    preferred: openPaths(folder),
    heard: (event) => logEvent(log, event),
  };
}

/** What changes of a folder's files (real path) are made under in the editor. */
export function fileChangesOf(folder: string, log: Log): FileChanges {
  const tell = (message: string) => {
    log.warn(message);
    editorUi.problem(message);
  };
  return createFileChanges({ folder, writing: 'from empty', tell });
}
