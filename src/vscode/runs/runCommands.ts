import * as vscode from 'vscode';
import { parseElementId, toElementId } from '../elements';
import type { Ending, EndingAction } from '../facts/endingMessage';
import { isCutShort } from '../facts/runFacts';
import { folderName } from '../folders';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, viewIds } from '../ids';
import type { Log } from '../log';
import { oneLine } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import { refusesUntrusted } from '../trust';
import { offerToContinue, type TurnedDown } from './continueOffer';
import { askFolder, readFolderArguments } from './folderArguments';
import { HeldRuns } from './heldRuns';
import { RunEndings } from './runEndings';
import { RunStarts, type RunStartsDependencies } from './runStarts';
import { editorRunUi, type RunUi } from './runUi';

export interface RunCommandsDependencies extends Pick<RunStartsDependencies, 'start' | 'restored'> {
  readonly sessions: Sessions;
  readonly log: Pick<Log, 'info' | 'error' | 'show'>;
  readonly turnedDown: TurnedDown;
  readonly ui?: RunUi;
}

const buttons: Readonly<Record<EndingAction, string>> = {
  preview: 'Preview Next',
  'retry failed': 'Retry Failed',
  show: 'Show',
  'show log': 'Show Log',
};

export function registerRunCommands(dependencies: RunCommandsDependencies): vscode.Disposable {
  const commands = new RunCommands(dependencies);
  const register = (id: string, run: (...args: unknown[]) => void | Promise<void>) =>
    registerGuardedCommand(id, dependencies.log, run);
  return vscode.Disposable.from(
    commands,
    register(commandIds.reviewFolder, (clicked, selection) => commands.reviewFolder(clicked, selection)),
    register(commandIds.reviewChangedFiles, (clicked, selection) => commands.reviewChangedFiles(clicked, selection)),
    register(commandIds.cancel, (element) => commands.cancel(element)),
    register(commandIds.clear, (element) => commands.clear(element)),
    register(commandIds.retry, (element) => commands.retry(element)),
    // The same under another name: of a reviewed file, models are asked anew.
    register(commandIds.reviewAgain, (element) => commands.retry(element)),
    register(commandIds.retryFailed, (element) => commands.retryFailed(element)),
    register(commandIds.continueReview, (element) => commands.continueReview(element)),
    register(commandIds.tryAgain, (element) => commands.tryAgain(element)),
    register(commandIds.showView, () => commands.showView()),
    register(commandIds.showLog, () => commands.showLog()),
  );
}

/** The life of runs: begun, cancelled, retried, cleared, and announced when they end. */
export class RunCommands implements vscode.Disposable {
  readonly #sessions: Sessions;
  readonly #log: RunCommandsDependencies['log'];
  readonly #starts: RunStarts;
  readonly #ui: RunUi;
  readonly #turnedDown: TurnedDown;
  readonly #endings: RunEndings;
  readonly #held: HeldRuns;
  readonly #restored: Promise<unknown>;
  readonly #trust: vscode.Disposable;

  constructor({ sessions, log, start, restored, turnedDown, ui = editorRunUi }: RunCommandsDependencies) {
    this.#sessions = sessions;
    this.#log = log;
    this.#ui = ui;
    this.#turnedDown = turnedDown;
    this.#restored = restored;
    this.#held = new HeldRuns(sessions, ui);
    this.#endings = new RunEndings(sessions, (session, ending) => {
      this.#announce(session, ending).catch((error: unknown) => log.error(String(error)));
    });
    this.#starts = new RunStarts({ sessions, endings: this.#endings, log, start, restored, ui });
    const offer = () =>
      restored.then(() => this.#offerToContinue()).catch((error: unknown) => log.error(String(error)));
    void offer();
    // Those that may go on now.
    this.#trust = vscode.workspace.onDidGrantWorkspaceTrust(offer);
  }

  /** Reviews the folders that were clicked and selected, or one that is asked for. */
  async reviewFolder(clicked?: unknown, selection?: unknown): Promise<void> {
    const folders = await this.#folders(clicked, selection);
    await Promise.all(folders.map((folder) => this.#starts.begin({ folder })));
  }

  /** Reviews what differs from a revision that is asked for. */
  async reviewChangedFiles(clicked?: unknown, selection?: unknown): Promise<void> {
    const folders = await this.#folders(clicked, selection);
    const changedSince = folders.length > 0 ? (await this.#ui.askRevision())?.trim() : undefined;
    if (changedSince) {
      await Promise.all(folders.map((folder) => this.#starts.begin({ folder, changedSince })));
    }
  }

  async cancel(element?: unknown): Promise<void> {
    const running = this.#sessions
      .all()
      .filter((session) => session.run.store.isUnfinished || this.#sessions.verifying(session));
    const session = await this.#choose(element, running, 'Cancel which review?', 'No review is running.');
    if (session) {
      session.run.cancel();
      this.#sessions.verifying(session)?.cancel();
    }
  }

  async clear(element?: unknown): Promise<void> {
    // Else what is about to be shown again would stay.
    await this.#restored;
    if (await this.#held.forget(element)) {
      return;
    }
    const session = await this.#choose(
      element,
      this.#sessions.all(),
      'Clear which review?',
      'There is no review to clear.',
    );
    if (session) {
      await this.#forget(session);
      void this.#offerBack(session);
    }
  }

  /** What was cleared is on disk, and one click away. */
  async #offerBack({ folder, run }: ReviewSession): Promise<void> {
    const undo = 'Undo';
    const message = `The review of “${oneLine(folderName(folder))}” is no longer shown. Open Earlier Review… brings it back.`;
    if ((await this.#ui.tell('info', message, undo)) === undo) {
      await vscode.commands.executeCommand(commandIds.openEarlier, run.store.header.id);
    }
  }

  /** Reviews the file of a row again; of a folder's or run's row the files that failed or were cancelled. */
  async retry(element?: unknown): Promise<void> {
    if (this.#held.refuses(element)) {
      return;
    }
    const target = parseElementId(element);
    const session = target && this.#sessions.byRun(target.run);
    if (!session || target.kind === 'more') {
      void this.#ui.tell('info', 'Choose a file in the Folder Review view to retry.');
      return;
    }
    if (target.kind === 'finding') {
      const path = session.run.store.finding(target.finding)?.file.path;
      this.#retry(session, path === undefined ? [] : [path]);
    } else if (target.kind === 'file') {
      this.#retry(session, [target.path]);
    } else {
      this.#retry(session, retryablePaths(session, target.kind === 'folder' ? `${target.path}/` : ''));
    }
  }

  /** Reviews all files again that failed or were cancelled. */
  async retryFailed(element?: unknown): Promise<void> {
    if (this.#held.refuses(element)) {
      return;
    }
    const only = this.#sessionOf(element);
    const sessions = (only ? [only] : this.#sessions.all()).filter((session) => retryablePaths(session, '').length > 0);
    if (sessions.length === 0) {
      void this.#ui.tell('info', 'No file failed or was cancelled.');
    }
    for (const session of sessions) {
      this.#retry(session, retryablePaths(session, ''));
    }
  }

  /** Goes on with a review that was interrupted: of a run's row, of the only one, or of one that is picked. */
  async continueReview(element?: unknown): Promise<void> {
    const none = 'No review was interrupted.';
    const cutShort = this.#sessions.all().filter(isCutShort);
    const session = await this.#choose(element, cutShort, 'Continue which review?', none);
    if (session && isCutShort(session)) {
      this.#goOn(session);
    } else if (session) {
      void this.#ui.tell('info', none);
    }
  }

  /** Opens a run here that another process had open, and asks whether it is to go on if it was cut short. */
  async tryAgain(element?: unknown): Promise<void> {
    if (await this.#held.tryAgain(element)) {
      await this.#offerToContinue();
    }
  }

  /** Brings the view into sight and takes the focus there. */
  async showView(): Promise<void> {
    await vscode.commands.executeCommand(`${viewIds.tree}.focus`);
  }

  showLog(): void {
    this.#log.show();
  }

  dispose(): void {
    this.#trust.dispose();
    this.#endings.dispose();
  }

  async #folders(clicked: unknown, selection: unknown): Promise<readonly vscode.Uri[]> {
    const given = await readFolderArguments(clicked, selection);
    if (given.kind === 'odd') {
      void this.#ui.tell('error', given.message);
      return [];
    }
    return given.kind === 'folders' ? given.folders : askFolder(this.#ui);
  }

  async #forget(session: ReviewSession): Promise<void> {
    this.#endings.ignore(session);
    this.#sessions.remove(session);
    await session.forget();
  }

  #retry(session: ReviewSession, paths: readonly string[]): void {
    if (paths.length === 0 || refusesUntrusted(session.run.store.header.options, this.#ui)) {
      return;
    }
    session.run.retry(paths).catch((error: unknown) => this.#log.error(String(error)));
    this.#endings.await(session);
  }

  async #offerToContinue(): Promise<void> {
    for (const session of await offerToContinue(this.#sessions, this.#turnedDown, this.#ui)) {
      this.#goOn(session);
    }
  }

  #goOn(session: ReviewSession): void {
    const { run } = session;
    if (refusesUntrusted(run.store.header.options, this.#ui)) {
      return;
    }
    run.resume().catch((error: unknown) => this.#log.error(String(error)));
    this.#endings.await(session);
    // The next interruption is another one.
    void this.#turnedDown.set(run.store.header.id, false);
  }

  #sessionOf(element: unknown): ReviewSession | undefined {
    return this.#sessions.byRun(parseElementId(element)?.run ?? '');
  }

  /** The session of an element, the only one there is, or one that is picked. */
  async #choose(
    element: unknown,
    sessions: readonly ReviewSession[],
    placeholder: string,
    none: string,
  ): Promise<ReviewSession | undefined> {
    if (this.#held.refuses(element)) {
      return undefined;
    }
    const named = this.#sessionOf(element);
    if (named) {
      return named;
    }
    if (sessions.length === 0) {
      void this.#ui.tell('info', none);
    }
    if (sessions.length <= 1) {
      return sessions[0];
    }
    const items = sessions.map((session) => ({
      label: `$(folder) ${oneLine(folderName(session.folder))}`,
      description: session.folder.fsPath,
      session,
    }));
    return (await this.#ui.pick(items, placeholder))?.session;
  }

  async #announce(session: ReviewSession, { level, message, actions }: Ending): Promise<void> {
    this.#log.info(message);
    const answer = await this.#ui.tell(level, message, ...actions.map((action) => buttons[action]));
    const element = toElementId({ kind: 'run', run: session.run.store.header.id });
    switch (actions.find((action) => buttons[action] === answer)) {
      case 'preview':
        await vscode.commands.executeCommand(commandIds.preview, element);
        break;
      case 'retry failed':
        await this.retryFailed(element);
        break;
      case 'show':
        await this.showView();
        break;
      case 'show log':
        this.showLog();
        break;
    }
  }
}

/** The files below a folder, given with its slash, that failed or were cancelled. */
function retryablePaths(session: ReviewSession, folder: string): string[] {
  return [...session.run.store.files()]
    .filter(({ path, status }) => path.startsWith(folder) && (status.kind === 'failed' || status.kind === 'cancelled'))
    .map(({ path }) => path);
}
