import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { RunHeader, RunOptions } from '../core/options';
import { globOf } from '../core/paths/globs';
import type { StartEstimate } from '../core/run/spend/startEstimate';
import { idleConfirmEndpoint } from '../core/strategy/idleConfirmEndpoint';
import { errorMessage } from '../core/text/errorMessage';
import { recordedText } from '../core/text/recorded';
import { EndpointMemory } from '../endpoints/setup/endpointMemory';
import { allRuns, type RunFolder } from '../store/runs';
import { stateRoot } from '../store/stateDir';
import { folderName } from '../vscode/folders';
import type { Keys } from '../vscode/keys';
import { t } from '../vscode/l10n';
import type { Log } from '../vscode/log';
import { oneLine } from '../vscode/plainText';
import type { EarlierReview } from '../vscode/runs/earlierReviews';
import type { StartRequest, StartResult } from '../vscode/runs/runStarts';
import { editorRunUi } from '../vscode/runs/runUi';
import type { Reopened, Sessions } from '../vscode/sessions';
import { readSettings } from '../vscode/settings';
import { checkFolder } from '../workspace/folder';
import { estimateStart, mayStart } from './askBeforeStart';
import { recoverCommits } from './commits';
import { approveDismissals, withoutDismissals } from './dismissalWords';
import { settleOptions } from './editorOptions';
import { editorReports } from './editorReports';
import { createEditorSession } from './editorSession';
import { changesSince } from './editorWorkspace';
import { type EditorWorldDependencies, editorWorld, fileChangesOf } from './editorWorld';
import type { Approvals } from './folderWords';
import { knownRules } from './knownRules';
import { type OpenRun, type OpenRunOutcome, openNewRun, type RunWorld, reopenRun } from './openRun';
import { bringUpToDate } from './presentRun';
import type { RememberedRuns } from './rememberedRuns';
import { readRun } from './runFiles';
import { showSeen } from './seenRuns';
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

/** What a run is to begin with, or why it does not. */
type Prepared =
  | {
      readonly kind: 'prepared';
      readonly realPath: string;
      readonly options: RunOptions;
      readonly world: RunWorld;
    }
  | Exclude<StartResult, { kind: 'started' }>;

/** As long as a former extension host may take to end. */
const reopenMs = 15_000;
/** How often to look meanwhile, in milliseconds. */
const reopenIntervalMs = 250;

/** Begins runs in the editor and brings back those of before a reload. */
export class EditorRuns {
  readonly #dependencies: EditorRunsDependencies;
  readonly #world: EditorWorldDependencies;

  constructor(dependencies: EditorRunsDependencies) {
    this.#dependencies = dependencies;
    this.#world = { ...dependencies, memory: new EndpointMemory() };
  }

  /** Begins a run; or says why it cannot begin. */
  async start(request: StartRequest): Promise<StartResult> {
    const { folder } = request;
    const prepared = await this.#prepared(request);
    if (prepared.kind !== 'prepared') {
      return prepared;
    }
    const { realPath, options, world } = prepared;
    if (!(await this.#mayStart(folder, prepared))) {
      return { kind: 'cancelled' };
    }
    const opened = await openNewRun(stateRoot(), realPath, options, world);
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

  /** What a run would take; or why it cannot begin. Nothing is sent or recorded. */
  async estimate(request: StartRequest, signal: AbortSignal): Promise<StartEstimate> {
    const prepared = await this.#prepared(request);
    return prepared.kind === 'prepared'
      ? estimateStart({ ...prepared, ...prepared.world, stateRoot: stateRoot() }, signal)
      : prepared;
  }

  /** With what a run would begin, after the person has agreed to what the folder says of it. */
  async #prepared({ folder, changedSince, only }: StartRequest): Promise<Prepared> {
    const checked = await checkFolder(folder.fsPath);
    if (checked.kind === 'failed') {
      return { kind: 'failed', message: t('Cannot review: {0}.', recordedText(checked.message, t)) };
    }
    const { approvals } = this.#dependencies;
    const settled = await settleOptions(folder, checked.realPath, approvals, await knownRules());
    if (settled.kind === 'failed') {
      // A window may have several folders, each with settings and a file of its own.
      return { kind: 'failed', message: t('Cannot review “{0}”: {1}', oneLine(folderName(folder)), settled.message) };
    }
    if (settled.kind === 'cancelled') {
      return settled;
    }
    if (settled.options.untrusted && changedSince !== undefined) {
      return {
        kind: 'failed',
        message: t('Git is asked in trusted folders only, so nothing tells which files have changed.'),
      };
    }
    const scope = changedSince === undefined ? {} : await changesSince(checked.realPath, changedSince);
    if ('kind' in scope) {
      return {
        kind: 'failed',
        message: t('Cannot review “{0}”: {1}.', oneLine(folderName(folder)), recordedText(scope.message, t)),
      };
    }
    const speaker = { name: folderName(folder), realPath: checked.realPath };
    const answer = settled.options.untrusted ? 'use' : await approveDismissals({ ...approvals, ...speaker });
    if (answer === undefined) {
      return { kind: 'cancelled' };
    }
    const named = only && { include: only.map(globOf), exclude: [] };
    const asked: RunOptions = { ...settled.options, ...scope, ...named };
    const options = answer === 'use' ? asked : withoutDismissals(asked);
    const { realPath } = checked;
    return {
      kind: 'prepared',
      ...{ realPath, options },
      world: editorWorld({ folder, realPath, options, maxParallelFiles: settled.maxParallelFiles }, this.#world),
    };
  }

  #mayStart(
    folder: vscode.Uri,
    { realPath, options, world }: Extract<Prepared, { kind: 'prepared' }>,
  ): Promise<boolean> {
    const { workspace, maxParallelFiles } = world;
    const read = readSettings(folder);
    return mayStart(
      {
        stateRoot: stateRoot(),
        realPath,
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
    return reopenRun(run, (header) => this.#worldAgain(folder, header));
  }

  /** That of a run of before. */
  #worldAgain(folder: vscode.Uri, { folder: realPath, options }: RunHeader): RunWorld {
    return editorWorld({ folder, realPath, options, maxParallelFiles: 1 }, this.#world);
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
      await bringUpToDate(store, this.#worldAgain(folder, header));
      void showSeen(run.path, store);
      const retake = async () => this.#reopened(folder, run, await this.#reopen(folder, run));
      const forget = () => this.#dependencies.remembered.forget(run.id);
      return { kind: 'held', held: { folder, store, holder, reports: editorReports(store, run.path), retake, forget } };
    } catch (error) {
      return { kind: 'failed', message: `The record of run ${run.id} cannot be read: ${errorMessage(error)}` };
    }
  }
}

function runFolderOf({ run, directory }: OpenRun): RunFolder {
  return { id: run.store.header.id, path: directory };
}
