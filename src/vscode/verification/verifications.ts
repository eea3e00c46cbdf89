import * as vscode from 'vscode';
import { isAtWork } from '../../core/fileReview';
import type { QueueEntry } from '../../core/queue/queueEntry';
import { errorMessage } from '../../core/text/errorMessage';
import type { FolderCommandsOutcome } from '../../core/verify/folderCommands';
import { flaggedReason } from '../../core/verify/verifying/round';
import type { VerifyingOutcome } from '../../core/verify/verifying/verifyWaiting';
import { parseElementId, toElementId } from '../elements';
import { type Tried, triedSentence, unverifiableSentence } from '../facts/proofWords';
import { folderName } from '../folders';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { Once } from '../once';
import { joinParts, oneLine, withoutFullStop } from '../plainText';
import type { Previews } from '../queue/preview';
import { chooseQueue, rowProblem } from '../queue/queueTarget';
import { askFolder } from '../runs/folderArguments';
import { editorRunUi } from '../runs/runUi';
import type { ReviewSession, Sessions } from '../sessions';
import { readSettings } from '../settings';
import type { VerifySettings } from '../settingsSchema';
import { type Agreed, agreedBefore, agreedUnasked, type SetUp, setUpVerification } from './setUp';
import type { VerificationUi } from './verificationUi';

export interface VerificationsDependencies {
  readonly sessions: Sessions;
  readonly previews: Pick<Previews, 'wasShown'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly ui: VerificationUi;
  /** The commands of a folder, read by this shell or else by the system's. */
  commandsOf(folder: vscode.Uri, shell: string | undefined): Promise<FolderCommandsOutcome>;
}

/** A verification that has come to its end, on whatever way. */
type Ended = VerifyingOutcome & {
  /** What the commands said of the same files before took the place of running them without an edit. */
  readonly isRecalled: boolean;
};

/** Sets up and runs verifications: one at a time for each session, in trusted workspaces only. */
export class Verifications implements vscode.Disposable {
  readonly #dependencies: VerificationsDependencies;
  /** Runs that are being verified, or are about to be. */
  readonly #once = new Once();
  /** Runs that are at work, and may be verified when they come to their end. */
  readonly #atWork = new Set<string>();
  readonly #subscription: vscode.Disposable;

  constructor(dependencies: VerificationsDependencies) {
    this.#dependencies = dependencies;
    this.#subscription = dependencies.sessions.onDidChange(() => this.#followRuns());
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Has the person choose and approve the commands of a folder: of a row's, of the only review's, or of one they name. */
  async setUp(argument?: unknown): Promise<void> {
    const { sessions, ui } = this.#dependencies;
    const all = sessions.all();
    const shown = sessions.shownByRun(parseElementId(argument)?.run ?? '') ?? (all.length === 1 ? all[0] : undefined);
    const folder = shown?.folder ?? (await askFolder(editorRunUi))[0];
    const settings = folder && this.#settingsOf(folder);
    const setUp = settings && (await this.#setUpOf(folder, settings));
    if (setUp && (await setUpVerification(setUp))) {
      ui.status(t('Proposals for “{0}” are verified with these commands.', oneLine(folderName(folder))));
    }
  }

  /**
   * Verifies the proposals of a row's review, or of one that is picked.
   *
   * @param together only those that are verified, which were tried one by one
   */
  async verify(argument?: unknown, together = false): Promise<void> {
    const { sessions, ui } = this.#dependencies;
    const problem = rowProblem(argument, sessions);
    if (problem !== undefined) {
      ui.problem(problem);
      return;
    }
    const session = sessions.byRun(parseElementId(argument)?.run ?? '') ?? (await chooseQueue(sessions, ui))?.session;
    if (!session) {
      return;
    }
    if (session.run.store.isUnfinished) {
      ui.status(t('The review is still running.'));
    } else if (session.queue.waiting().length === 0) {
      ui.status(t('No proposals to review.'));
    } else {
      await this.#verifyOnce(session, agreedBefore, together);
    }
  }

  async #verifyOnce(
    session: ReviewSession,
    agreedOn: (setUp: SetUp) => Promise<Agreed | undefined>,
    together = false,
  ): Promise<void> {
    const { sessions } = this.#dependencies;
    await this.#once.run(session.run.store.header.id, async () => {
      const read = this.#settingsOf(session.folder);
      const settings = read && together ? { ...read, mode: 'all' as const } : read;
      const setUp = settings && (await this.#setUpOf(session.folder, settings));
      const agreed = setUp && (await agreedOn(setUp));
      if (settings && agreed && sessions.all().includes(session)) {
        const wanted = together ? session.queue.inBulk('safe') : session.queue.waiting();
        const outcome = await this.#run(session, agreed, settings, wanted);
        const tried = triedOf(session, wanted);
        if (outcome.kind !== 'done') {
          sessions.showStopped(session, { kind: outcome.kind, done: tried.proofs.length, of: wanted.length });
        }
        this.#tell(session, outcome, tried);
      }
    });
  }

  async #run(
    session: ReviewSession,
    { commands, include }: Agreed,
    { mode, parallel, timeLimitMs, repair, environment }: VerifySettings,
    only: readonly QueueEntry[],
  ): Promise<Ended> {
    const { sessions, previews } = this.#dependencies;
    const controller = new AbortController();
    const wanted = new Map(only.map(({ finding: { id, proposal } }) => [id, proposal.proof]));
    const state = { startedAt: Date.now(), cancel: () => controller.abort(), wanted };
    const ofRole = (wanted: 'check' | 'set-up') =>
      commands.flatMap(({ wish: { role, command } }) => (role === wanted ? [command] : []));
    const { shell = '', directory } = commands[0]?.wish ?? {};
    let isRecalled = false;
    sessions.showVerifying(session, state);
    try {
      const outcome = await session.verifier.verify(
        {
          options: {
            ...{ setUp: ofRole('set-up'), commands: ofRole('check'), mode, parallel, timeLimitMs },
            ...{ ...(directory !== undefined && { directory }), ...(include && { include }) },
            ...(repair && { repair }),
          },
          ...{ only, shell, environment },
          heldBack: (entry: QueueEntry) => (previews.wasShown(entry) ? undefined : flaggedReason(entry)),
          progress: (progress) => sessions.showVerifying(session, { ...state, progress }),
          copying: (copying) => sessions.showVerifying(session, { ...state, copying }),
          recalled: () => {
            isRecalled = true;
          },
        },
        controller.signal,
      );
      return { ...outcome, isRecalled };
    } catch (error) {
      return { kind: 'failed', message: errorMessage(error), isRecalled };
    } finally {
      sessions.showVerifying(session, undefined);
      await session.save();
    }
  }

  #tell(session: ReviewSession, outcome: Ended, tried: Tried): void {
    const { log, ui } = this.#dependencies;
    const name = oneLine(folderName(session.folder));
    if (outcome.stays !== undefined) {
      ui.problem(t('After the verification of “{0}”, {1}.', name, withoutFullStop(oneLine(outcome.stays))));
    }
    switch (outcome.kind) {
      case 'cancelled':
        ui.status(t('The verification of “{0}” was cancelled. Results so far are kept.', name));
        break;
      case 'failed':
        ui.problem(t('“{0}” could not be verified: {1}.', name, withoutFullStop(oneLine(outcome.message))));
        break;
      case 'done':
        for (const lack of outcome.lacks) {
          log.warn(`The copy of ${session.folder.fsPath} that was tested lacks ${lack}`);
        }
        for (const red of outcome.red) {
          log.warn(`${session.folder.fsPath}: ${red}`);
        }
        void this.#announce(session, name, tried, outcome);
        break;
    }
  }

  async #announce(
    session: ReviewSession,
    name: string,
    tried: Tried,
    { lacks, red, isRecalled }: Pick<Extract<Ended, { kind: 'done' }>, 'lacks' | 'red' | 'isRecalled'>,
  ): Promise<void> {
    const { sessions, ui } = this.#dependencies;
    const [apply, setUp] = [t('Apply All Verified'), t('Set Up Verification…')];
    const why = unverifiableSentence(tried.proofs);
    const lacking =
      lacks.length > 0 ? t('The copy that was tested lacks {0}.', lacks.map(oneLine).join(', ')) : undefined;
    const failing = red.length > 0 ? `${red.map(oneLine).join('; ')}.` : undefined;
    const recalled = isRecalled
      ? t('The commands had passed on these very files in an earlier verification, which counted as their first run.')
      : undefined;
    const told = [triedSentence(tried) ?? t('Nothing could be verified.'), why, lacking, failing, recalled];
    const message = t('“{0}”: {1}', name, joinParts(told, ' '));
    const canApply = session.run.store.summary().verifiedWaiting > 0;
    const buttons = canApply ? [apply] : why === undefined ? [] : [setUp];
    const answer = await ui.offer(why === undefined ? 'info' : 'warning', message, ...buttons);
    if (answer !== undefined && sessions.all().includes(session)) {
      const row = toElementId({ kind: 'run', run: session.run.store.header.id });
      const command = answer === apply ? commandIds.applyAllVerified : commandIds.setUpVerification;
      await vscode.commands.executeCommand(command, row);
    }
  }

  /** Undefined while the settings make no sense, which is told. */
  #settingsOf(folder: vscode.Uri): VerifySettings | undefined {
    const read = readSettings(folder);
    if (read.kind === 'invalid') {
      this.#dependencies.ui.problem(read.message);
      return undefined;
    }
    return read.settings.verify;
  }

  async #setUpOf(folder: vscode.Uri, { shell }: VerifySettings): Promise<SetUp | undefined> {
    const { commandsOf, ui } = this.#dependencies;
    const opened = await commandsOf(folder, shell);
    if (opened.kind === 'failed') {
      ui.problem(t('Nothing can be verified: {0}.', withoutFullStop(oneLine(opened.message))));
      return undefined;
    }
    return { commands: opened.commands, name: folderName(folder), ui };
  }

  /** A review that has come to its end is verified, where the person wants that and needs not be asked. */
  #followRuns(): void {
    for (const session of this.#dependencies.sessions.all()) {
      const { header, state } = session.run.store;
      if (isAtWork(state)) {
        this.#atWork.add(header.id);
      } else if (this.#atWork.delete(header.id) && state.kind === 'finished') {
        this.#verifyUnasked(session).catch((error: unknown) => this.#dependencies.log.error(String(error)));
      }
    }
  }

  async #verifyUnasked(session: ReviewSession): Promise<void> {
    const isWanted = vscode.workspace.isTrusted && this.#settingsOf(session.folder)?.afterReview === true;
    if (!isWanted || session.queue.waiting().length === 0) {
      return;
    }
    await this.#verifyOnce(session, async (setUp) => {
      const agreed = await agreedUnasked(setUp);
      if (!agreed) {
        const name = oneLine(folderName(session.folder));
        this.#dependencies.log.info(`“${name}” is not verified: no commands are approved for it as they are now.`);
      }
      return agreed;
    });
  }
}

/** What came of those that were to be verified: a proof that is there since before is none of this time. */
function triedOf({ queue }: ReviewSession, wanted: readonly QueueEntry[]): Tried {
  const proofs = wanted.flatMap(({ finding: { id, proposal } }) => {
    const proof = queue.entry(id)?.finding.proposal.proof;
    return proof && proof !== proposal.proof ? [proof] : [];
  });
  return { proofs, untried: wanted.length - proofs.length };
}
