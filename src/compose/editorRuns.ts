import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { RunOptions } from '../core/options';
import { idleConfirmEndpoint } from '../core/strategy/idleConfirmEndpoint';
import { errorMessage } from '../core/text/errorMessage';
import { EndpointMemory } from '../endpoints/setup/endpointMemory';
import { allRuns, type RunFolder } from '../store/runs';
import { stateRoot } from '../store/stateDir';
import { createEditorApplier } from '../vscode/applier';
import { openPaths } from '../vscode/documents';
import { createEditorReviewer } from '../vscode/editorReviewer';
import { folderName } from '../vscode/folders';
import type { Keys } from '../vscode/keys';
import type { Log } from '../vscode/log';
import { createLanguageModelEndpoint } from '../vscode/models/languageModelEndpoint';
import { oneLine } from '../vscode/plainText';
import type { EarlierReview } from '../vscode/runs/earlierReviews';
import type { StartRequest, StartResult } from '../vscode/runs/runStarts';
import { editorRunUi } from '../vscode/runs/runUi';
import type { Reopened, Sessions } from '../vscode/sessions';
import { readSettings } from '../vscode/settings';
import { whereTrusted } from '../vscode/trust';
import { editorUi } from '../vscode/ui';
import { findChangeableFile } from '../workspace/changeableFile';
import { checkFolder } from '../workspace/folder';
import { mayStart } from './askBeforeStart';
import { recoverCommits } from './commits';
import { createDismissals } from './dismissals';
import { agreementIn, approveDismissals, withoutDismissals } from './dismissalWords';
import { settleOptions } from './editorOptions';
import { editorReports } from './editorReports';
import { createEditorSession } from './editorSession';
import { editorVerifier } from './editorVerifier';
import { changesSince, editorBaseline, editorWorkspace } from './editorWorkspace';
import { createFileChanges, type FileChanges } from './fileChanges';
import type { Approvals } from './folderWords';
import { knownRules } from './knownRules';
import { logEvent } from './logEvent';
import { type OpenRun, type OpenRunOutcome, openNewRun, type RunWorld, reopenRun } from './openRun';
import { bringUpToDate } from './presentRun';
import type { RememberedRuns } from './rememberedRuns';
import { readRun } from './runFiles';
import { showSeen } from './seenRuns';
import { createStages } from './stages';
import { recoverVerifications } from './verifier';

/** What the runs of the editor need from the world. */
export interface EditorRunsDependencies {
  readonly sessions: Sessions;
  readonly keys: Keys;
  readonly log: Log;
  readonly remembered: RememberedRuns;
  readonly approvals: Approvals;
  /** How long to wait for a run that another process has open, in milliseconds. */
  readonly patienceMs?: number;
}

/** As long as a former extension host may take to end. */
const reopenMs = 15_000;
/** How often a paused run looks whether it can be recorded again, in milliseconds. */
const retryRecordMs = 2_000;
/** How often to look meanwhile, in milliseconds. */
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
    if (settled.options.untrusted && changedSince !== undefined) {
      return {
        kind: 'failed',
        message: 'Git is asked in trusted folders only, so nothing tells which files have changed.',
      };
    }
    const scope = changedSince === undefined ? {} : await changesSince(checked.realPath, changedSince);
    if ('kind' in scope) {
      return { kind: 'failed', message: `Cannot review “${oneLine(folderName(folder))}”: ${scope.message}.` };
    }
    const speaker = { name: folderName(folder), realPath: checked.realPath };
    const answer = settled.options.untrusted ? 'use' : await approveDismissals({ ...approvals, ...speaker });
    if (answer === undefined) {
      return { kind: 'cancelled' };
    }
    const asked: RunOptions = { ...settled.options, ...scope };
    const options = answer === 'use' ? asked : withoutDismissals(asked);
    const world = this.#worldOf(folder, checked.realPath, options, settled.maxParallelFiles);
    if (!(await this.#mayStart(folder, options, world))) {
      return { kind: 'cancelled' };
    }
    const opened = await openNewRun(stateRoot(), checked.realPath, options, world);
    if (opened.kind !== 'open') {
      return { kind: 'failed', message: opened.message };
    }
    const idle = idleConfirmEndpoint(options, oneLine);
    if (idle !== undefined) {
      this.#dependencies.log.warn(idle);
    }
    const session = createEditorSession(folder, opened.run, this.#dependencies);
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
        await this.#warnOf(recoverCommits, checked.realPath);
      }
    }
    for (const { folder, run } of remembered.all().toReversed()) {
      const uri = vscode.Uri.parse(folder);
      const reopened = await this.#reopened(uri, run, await this.#reopenPatiently(uri, run));
      switch (reopened.kind) {
        case 'open':
          sessions.add(reopened.session);
          break;
        case 'held':
          sessions.addHeld(reopened.held);
          break;
        case 'failed':
          log.warn(`The review of ${uri.fsPath} is not shown again: ${reopened.message}`);
      }
    }
  }

  /** Opens a run on disk, and has it come back after a reload. */
  async openEarlier({ id, folder }: EarlierReview): Promise<Reopened> {
    const run = (await allRuns(stateRoot())).find((one) => one.id === id);
    if (!run) {
      return { kind: 'failed', message: 'it is not on disk any more' };
    }
    const reopened = await this.#reopened(folder, run, await this.#reopen(folder, run));
    if (reopened.kind !== 'failed') {
      await this.#dependencies.remembered.add({ folder: folder.toString(), run });
    }
    return reopened;
  }

  /** Has git and processes put right, once the window is trusted, what earlier ones left that were cut short. */
  async putRight(): Promise<void> {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const checked = await checkFolder(uri.fsPath);
      if (checked.kind === 'folder') {
        await this.#warnOf(recoverCommits, checked.realPath);
      }
    }
    for (const { run } of this.#dependencies.sessions.all()) {
      await this.#warnOf(recoverVerifications, run.store.header.folder);
    }
  }

  /** In trusted windows alone: git is asked, or what processes there are. */
  async #warnOf(
    recover: (stateRoot: string, folder: string) => Promise<readonly string[]>,
    folder: string,
  ): Promise<void> {
    for (const problem of vscode.workspace.isTrusted ? await recover(stateRoot(), folder) : []) {
      this.#dependencies.log.warn(problem);
    }
  }

  /** Until a reloaded window's former extension host has ended, the run is still open there. */
  async #reopenPatiently(folder: vscode.Uri, run: RunFolder): Promise<OpenRunOutcome> {
    const deadline = Date.now() + (this.#dependencies.patienceMs ?? reopenMs);
    for (;;) {
      const opened = await this.#reopen(folder, run);
      if (opened.kind !== 'busy' || Date.now() > deadline) {
        return opened;
      }
      await delay(reopenIntervalMs);
    }
  }

  #reopen(folder: vscode.Uri, run: RunFolder): Promise<OpenRunOutcome> {
    return reopenRun(run, ({ options, folder: realPath }) => this.#worldOf(folder, realPath, options, 1));
  }

  async #reopened(folder: vscode.Uri, run: RunFolder, opened: OpenRunOutcome): Promise<Reopened> {
    if (opened.kind === 'open') {
      await this.#warnOf(recoverVerifications, opened.run.run.store.header.folder);
      void showSeen(opened.run.directory, opened.run.run.store);
      return { kind: 'open', session: createEditorSession(folder, opened.run, this.#dependencies) };
    }
    return opened.kind === 'busy' ? this.#held(folder, run, opened.holder) : opened;
  }

  /** What the record of a run tells that another process has open. */
  async #held(folder: vscode.Uri, run: RunFolder, holder: string): Promise<Reopened> {
    try {
      const store = await readRun(run);
      if (!store) {
        return { kind: 'failed', message: `${run.id} has no readable record` };
      }
      const { header } = store;
      await bringUpToDate(store, this.#worldOf(folder, header.folder, header.options, 1));
      void showSeen(run.path, store);
      const retake = async () => this.#reopened(folder, run, await this.#reopen(folder, run));
      const forget = () => this.#dependencies.remembered.forget(run.id);
      return { kind: 'held', held: { folder, store, holder, reports: editorReports(store, run.path), retake, forget } };
    } catch (error) {
      return { kind: 'failed', message: `The record of run ${run.id} cannot be read: ${errorMessage(error)}` };
    }
  }

  #worldOf(folder: vscode.Uri, realPath: string, options: RunOptions, maxParallelFiles: number): RunWorld {
    const { keys, log, approvals } = this.#dependencies;
    const agreement = agreementIn(approvals.memory, realPath, () => vscode.workspace.isTrusted);
    const changes = fileChangesOf(realPath, log);
    const workspace = editorWorkspace(folder, realPath, options);
    return {
      workspace: { ...workspace, discover: whereTrusted(options, workspace.discover) },
      applier: createEditorApplier(folder, { findFile: (path) => findChangeableFile(realPath, path), guard: changes }),
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
          memory: this.#endpointMemory,
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
}

/** What changes of a folder's files (real path) are made under in the editor. */
function fileChangesOf(folder: string, log: Log): FileChanges {
  const tell = (message: string) => {
    log.warn(message);
    editorUi.problem(message);
  };
  return createFileChanges({ folder, writing: 'from empty', tell });
}

function runFolderOf({ run, directory }: OpenRun): RunFolder {
  return { id: run.store.header.id, path: directory };
}
