import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { RunOptions } from '../core/options';
import type { RunEvent } from '../core/run/events';
import type { ReviewRun } from '../core/run/reviewRun';
import { EndpointMemory } from '../endpoints/setup/endpointMemory';
import type { RunFolder } from '../store/runs';
import { stateRoot } from '../store/stateDir';
import { createEditorApplier } from '../vscode/applier';
import { openPaths } from '../vscode/documents';
import { createEditorReviewer } from '../vscode/editorReviewer';
import { folderName } from '../vscode/folders';
import type { Keys } from '../vscode/keys';
import type { Log } from '../vscode/log';
import { createLanguageModelEndpoint } from '../vscode/models/languageModelEndpoint';
import { oneLine } from '../vscode/plainText';
import type { StartRequest, StartResult } from '../vscode/runs/runStarts';
import { editorRunUi } from '../vscode/runs/runUi';
import type { ReviewSession, Sessions } from '../vscode/sessions';
import { onDidChangeSettings, readSettings } from '../vscode/settings';
import { editorUi } from '../vscode/ui';
import { findChangeableFile } from '../workspace/changeableFile';
import { readConfigFile } from '../workspace/configFile';
import { checkFolder } from '../workspace/folder';
import { mayStart } from './askBeforeStart';
import { settleOptions } from './editorOptions';
import { editorWorkspace } from './editorWorkspace';
import { createFileChanges, type FileChanges } from './fileChanges';
import type { Approvals } from './folderWords';
import { knownRules } from './knownRules';
import { type OpenRun, type OpenRunOutcome, openNewRun, type RunWorld, reopenRun } from './openRun';
import type { RememberedRuns } from './rememberedRuns';
import { createStages } from './stages';

/** What the runs of the editor need from the world. */
export interface EditorRunsDependencies {
  readonly sessions: Sessions;
  readonly keys: Keys;
  readonly log: Log;
  readonly remembered: RememberedRuns;
  readonly approvals: Approvals;
}

/** How long, and how often, to wait for a run that another process has open, in milliseconds. */
const reopenMs = 15_000;
const reopenIntervalMs = 250;

/** Begins runs in the editor and brings back those of before a reload. */
export class EditorRuns {
  readonly #dependencies: EditorRunsDependencies;
  readonly #endpointMemory = new EndpointMemory();

  constructor(dependencies: EditorRunsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Begins a run; or says why it cannot begin. */
  async start({ folder, changedSince }: StartRequest): Promise<StartResult> {
    const checked = await checkFolder(folder.fsPath);
    if (checked.kind === 'failed') {
      return { kind: 'failed', message: `Cannot review: ${checked.message}.` };
    }
    const { approvals } = this.#dependencies;
    const settled = await settleOptions(folder, checked.realPath, approvals, await knownRules());
    if (settled.kind === 'failed') {
      // A window may have several folders, each with settings and a file of its own.
      return { kind: 'failed', message: `Cannot review “${oneLine(folderName(folder))}”: ${settled.message}` };
    }
    if (settled.kind === 'cancelled') {
      return settled;
    }
    const options: RunOptions = { ...settled.options, ...(changedSince !== undefined && { changedSince }) };
    const world = this.#worldOf(folder, checked.realPath, options, settled.maxParallelFiles);
    if (!(await this.#mayStart(folder, options, world))) {
      return { kind: 'cancelled' };
    }
    const opened = await openNewRun(stateRoot(), checked.realPath, options, world);
    if (opened.kind !== 'open') {
      return { kind: 'failed', message: opened.message };
    }
    const session = this.#toSession(folder, opened.run);
    await this.#dependencies.remembered.add({ folder: folder.toString(), run: runFolderOf(opened.run) });
    opened.run.run.start().catch((error: unknown) => this.#dependencies.log.error(String(error)));
    return { kind: 'started', session };
  }

  #mayStart(folder: vscode.Uri, options: RunOptions, { workspace, maxParallelFiles }: RunWorld): Promise<boolean> {
    const read = readSettings(folder);
    return mayStart(
      {
        stateRoot: stateRoot(),
        name: oneLine(folderName(folder)),
        options,
        maxParallelFiles,
        askAboveFiles: read.kind === 'settings' ? read.settings.askAboveFiles : undefined,
        workspace,
        confirm: async (question, detail, action) => (await editorRunUi.ask(question, detail, action)) === action,
      },
      new AbortController().signal,
    );
  }

  /** Shows the runs again that the window showed before it was reloaded; before, what was cut short is put right. */
  async restore(): Promise<void> {
    const { remembered, sessions, log } = this.#dependencies;
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const checked = await checkFolder(uri.fsPath);
      if (checked.kind === 'folder') {
        await fileChangesOf(checked.realPath, log).recover();
      }
    }
    for (const { folder, run } of remembered.all().toReversed()) {
      const uri = vscode.Uri.parse(folder);
      const opened = await this.#reopen(uri, run);
      if (opened.kind === 'open') {
        sessions.add(this.#toSession(uri, opened.run));
      } else {
        log.warn(`The review of ${uri.fsPath} is not shown again: ${opened.message}`);
      }
    }
  }

  /** Until a reloaded window's former extension host has ended, the run is still open there. */
  async #reopen(folder: vscode.Uri, run: RunFolder): Promise<OpenRunOutcome> {
    const deadline = Date.now() + reopenMs;
    for (;;) {
      const opened = await reopenRun(run, ({ options, folder: realPath }) =>
        this.#worldOf(folder, realPath, options, 1),
      );
      if (opened.kind !== 'busy' || Date.now() > deadline) {
        return opened;
      }
      await delay(reopenIntervalMs);
    }
  }

  #worldOf(folder: vscode.Uri, realPath: string, options: RunOptions, maxParallelFiles: number): RunWorld {
    const { keys, log } = this.#dependencies;
    const changes = fileChangesOf(realPath, log);
    const workspace = editorWorkspace(folder, realPath, options);
    return {
      workspace,
      applier: createEditorApplier(folder, { findFile: (path) => findChangeableFile(realPath, path), guard: changes }),
      recover: changes.recover,
      createStages: (signal, files, all) =>
        createStages({
          files,
          all,
          read: workspace.read,
          folder: realPath,
          options,
          signal,
          memory: this.#endpointMemory,
          stateRoot: stateRoot(),
          createEditorModel: createLanguageModelEndpoint,
          keyFor: (endpoint) => keys.keyFor(endpoint),
          editorReviewer: createEditorReviewer(folder),
        }),
      maxParallelFiles,
      preferred: openPaths(folder),
      heard: (event) => logEvent(log, event),
    };
  }

  #toSession(folder: vscode.Uri, open: OpenRun): ReviewSession {
    const { log, remembered } = this.#dependencies;
    const { run, queue } = open;
    const { header } = run.store;
    const workspace = editorWorkspace(folder, header.folder, header.options);
    const followLimit = async () => {
      const limit = await currentLimit(folder, run.store.header.folder);
      if (limit !== undefined) {
        run.maxParallelFiles = limit;
      }
    };
    const save = () => open.saveResults().catch((error: unknown) => log.error(`results.json: ${String(error)}`));
    let wasAtWork = isAtWork(run);
    const unsubscribe = run.store.onDidChange(() => {
      const ended = wasAtWork && !isAtWork(run);
      wasAtWork = isAtWork(run);
      if (ended) {
        void save();
      }
    });
    const settings = onDidChangeSettings(folder, () => void followLimit());
    void followLimit();
    const dispose = async () => {
      settings.dispose();
      unsubscribe();
      // While it is still ours: who opens it next writes the same files.
      await open.end();
      await save();
      await open.close();
    };
    return {
      folder,
      run,
      queue,
      look: (path) => queue.look(path, workspace.read),
      save,
      dispose,
      forget: async () => {
        await remembered.forget(run.store.header.id);
        await dispose();
      },
    };
  }
}

/** What changes of a folder's files (real path) are made under in the editor. */
function fileChangesOf(folder: string, log: Log): FileChanges {
  const tell = (message: string) => {
    log.warn(message);
    editorUi.problem(message);
  };
  return createFileChanges({ folder, writing: 'from empty', tell });
}

function isAtWork({ store }: ReviewRun): boolean {
  return store.state.kind === 'running' || store.state.kind === 'discovering';
}

/** Undefined while the settings or the folder's file make no sense: a run goes on as it is then. */
async function currentLimit(folder: vscode.Uri, realPath: string): Promise<number | undefined> {
  const read = readSettings(folder);
  if (read.kind === 'invalid') {
    return undefined;
  }
  if (read.explicit.has('maxParallelFiles')) {
    return read.settings.maxParallelFiles;
  }
  const file = await readConfigFile(realPath, await knownRules());
  return (file.kind === 'config' ? file.config.maxParallelFiles : undefined) ?? read.settings.maxParallelFiles;
}

function runFolderOf({ run, directory }: OpenRun): RunFolder {
  return { id: run.store.header.id, path: directory };
}

function logEvent(log: Log, event: RunEvent): void {
  switch (event.type) {
    case 'run.started':
      log.info(`Review of ${event.run.folder}, at most ${event.maxParallelFiles} files at once`);
      break;
    case 'run.finished':
      log.info(`Review ${event.outcome}`);
      break;
    case 'file.finished':
      if (event.outcome === 'failed' || event.outcome === 'will retry') {
        log.warn(`${event.path}: ${event.reason} (${event.reviewer}, ${event.outcome})`);
      } else {
        log.debug(`${event.path}: ${event.outcome} by ${event.reviewer} in ${event.durationMs} ms`);
      }
      break;
    case 'proposal.stale':
    case 'proposal.failed':
      log.warn(`${event.path}: proposal ${event.finding}: ${event.message}`);
      break;
    default:
      log.debug(JSON.stringify(event));
  }
}
