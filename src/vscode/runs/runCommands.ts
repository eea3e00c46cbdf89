import * as vscode from 'vscode';
import type { Branch } from '../../core/branches';
import type { VendoredTree } from '../../core/paths/vendoredTrees';
import { toElementId } from '../elements';
import type { Ending } from '../facts/endingMessage';
import { isResumable } from '../facts/runFacts';
import { folderName } from '../folders';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds, viewIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { oneLine } from '../plainText';
import { excludeArgument } from '../rules/excludeFolder';
import type { ReviewSession, Sessions } from '../sessions';
import { refusesUntrusted } from '../trust';
import { askRevision } from './askRevision';
import { asksToClear } from './clearQuestion';
import { offerToContinue, type TurnedDown } from './continueOffer';
import { askFolder, readFolderArguments } from './folderArguments';
import { HeldRuns } from './heldRuns';
import { Retries } from './retries';
import { filesToReview } from './reviewFile';
import { RunChoice } from './runChoice';
import { RunEndings } from './runEndings';
import { RunStarts, type RunStartsDependencies, type StartRequest, type StartResult } from './runStarts';
import { editorRunUi, type RunUi } from './runUi';
import { tellEnding } from './tellEnding';

export interface RunCommandsDependencies extends Pick<RunStartsDependencies, 'start' | 'restored'> {
  readonly sessions: Sessions;
  readonly log: Pick<Log, 'info' | 'error' | 'show'>;
  readonly turnedDown: TurnedDown;
  /** What changes in a folder can be told against; none where nobody knows. */
  readonly branchesOf: (folder: vscode.Uri) => Promise<readonly Branch[]>;
  readonly ui?: RunUi;
}

/** The commands, and how a run is begun where somebody else than a command wants it. */
export function registerRunCommands(
  dependencies: RunCommandsDependencies,
): vscode.Disposable & Pick<RunStarts, 'beginAtOnce'> {
  const commands = new RunCommands(dependencies);
  const register = (id: string, run: (...args: unknown[]) => void | Promise<void>) =>
    registerGuardedCommand(id, dependencies.log, run);
  const registered = vscode.Disposable.from(
    commands,
    register(commandIds.reviewFolder, (clicked, selection) => commands.reviewFolder(clicked, selection)),
    register(commandIds.reviewChangedFiles, (clicked, selection) => commands.reviewChangedFiles(clicked, selection)),
    register(commandIds.cancel, (element) => commands.cancel(element)),
    register(commandIds.clear, (element) => commands.clear(element)),
    register(commandIds.retry, (element) => commands.retries.retry(element)),
    register(commandIds.reviewFile, (clicked, selection) => commands.reviewFiles(clicked, selection)),
    // The same under another name: of a reviewed file, models are asked anew.
    register(commandIds.reviewAgain, (clicked, selection) =>
      clicked instanceof vscode.Uri ? commands.reviewFiles(clicked, selection) : commands.retries.retry(clicked),
    ),
    register(commandIds.retryFailed, (element) => commands.retries.retryFailed(element)),
    register(commandIds.resume, (element) => commands.resume(element)),
    register(commandIds.tryAgain, (element) => commands.tryAgain(element)),
    register(commandIds.showView, () => commands.showView()),
    register(commandIds.showLog, () => commands.showLog()),
  );
  return Object.assign(registered, { beginAtOnce: (request: StartRequest) => commands.beginAtOnce(request) });
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
  readonly #choice: RunChoice;
  readonly retries: Retries;
  readonly #restored: Promise<unknown>;
  readonly #branchesOf: RunCommandsDependencies['branchesOf'];
  readonly #trust: vscode.Disposable;

  constructor({ sessions, log, start, restored, turnedDown, branchesOf, ui = editorRunUi }: RunCommandsDependencies) {
    this.#sessions = sessions;
    this.#log = log;
    this.#ui = ui;
    this.#turnedDown = turnedDown;
    this.#restored = restored;
    this.#branchesOf = branchesOf;
    this.#held = new HeldRuns(sessions, ui);
    this.#choice = new RunChoice({ sessions, held: this.#held, ui });
    this.#endings = new RunEndings(sessions, (session, ending, vendored) => {
      this.#announce(session, ending, vendored).catch((error: unknown) => log.error(String(error)));
    });
    this.retries = new Retries({ sessions, endings: this.#endings, held: this.#held, log, ui });
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
    const changedSince = folders[0] && (await askRevision(await this.#branchesOf(folders[0]), this.#ui))?.trim();
    if (changedSince) {
      await Promise.all(folders.map((folder) => this.#starts.begin({ folder, changedSince })));
    }
  }

  /** Reviews the files that were clicked and selected, or the active one, within their review where they have one. */
  async reviewFiles(clicked?: unknown, selection?: unknown): Promise<void> {
    const wanted = filesToReview(clicked, selection, this.#sessions);
    if (!wanted) {
      void this.#ui.tell('info', t('Only files on disk can be reviewed. Open one, and try again.'));
      return;
    }
    for (const file of wanted.shown) {
      await vscode.commands.executeCommand(commandIds.reviewNext, file);
    }
    await Promise.all(wanted.starts.map((request) => this.#starts.begin(request)));
  }

  /** Begins a review as the commands do, asking what they ask. */
  beginAtOnce(request: StartRequest): Promise<StartResult> {
    return this.#starts.beginAtOnce(request);
  }

  async cancel(element?: unknown): Promise<void> {
    const running = this.#sessions
      .all()
      .filter((session) => session.run.store.isUnfinished || this.#sessions.verifying(session));
    const session = await this.#choice.of(element, running, t('Cancel which review?'), t('No review is running.'));
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
    const session = await this.#choice.of(
      element,
      this.#sessions.all(),
      t('Clear which review?'),
      t('There is no review to clear.'),
    );
    if (session && (await asksToClear(session, this.#ui)) && this.#sessions.all().includes(session)) {
      await this.#forget(session);
      void this.#offerBack(session);
    }
  }

  /** What was cleared is on disk, and one click away. */
  async #offerBack({ folder, run }: ReviewSession): Promise<void> {
    const undo = t('Undo');
    const message = t(
      'The review of “{0}” is no longer shown. Open Earlier Review… brings it back.',
      oneLine(folderName(folder)),
    );
    if ((await this.#ui.tell('info', message, undo)) === undo) {
      await vscode.commands.executeCommand(commandIds.openEarlier, run.store.header.id);
    }
  }

  /** Goes on with a review that was cancelled or interrupted: of a run's row, of the only one, or of one that is picked. */
  async resume(element?: unknown): Promise<void> {
    const none = t('No review was cancelled or interrupted.');
    const isLeft = (session: ReviewSession) => isResumable(session, this.#sessions.summary(session));
    const session = await this.#choice.of(
      element,
      this.#sessions.all().filter(isLeft),
      t('Resume which review?'),
      none,
    );
    if (session && isLeft(session)) {
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

  async #announce(session: ReviewSession, ending: Ending, vendored: readonly VendoredTree[]): Promise<void> {
    this.#log.info(ending.message);
    const wanted = await tellEnding(ending, this.#ui);
    const element = toElementId({ kind: 'run', run: session.run.store.header.id });
    switch (wanted) {
      case 'preview':
        await vscode.commands.executeCommand(commandIds.preview, element);
        break;
      case 'resume':
        await this.resume(element);
        break;
      case 'retry failed':
        await this.retries.retryFailed(element);
        break;
      case 'exclude': {
        const paths = vendored.map(({ path }) => path);
        await vscode.commands.executeCommand(commandIds.exclude, excludeArgument(session.folder, paths));
        break;
      }
      case 'show':
        await this.showView();
        break;
      case 'show log':
        this.showLog();
        break;
    }
  }
}
