import * as vscode from 'vscode';
import { committedText, landingSaid } from '../../core/commit/committedText';
import type { CommitChoices, CommitPlan, Committed, LeftFile, Refused } from '../../core/commit/committing';
import { isApplied } from '../../core/edits/proposalState';
import { changedCount } from '../../core/run/summary';
import { fileUri, openDirtyText } from '../documents';
import { parseElementId, toElementId } from '../elements';
import { folderName } from '../folders';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { Once } from '../once';
import { joinParts, oneLine } from '../plainText';
import { rowProblem } from '../queue/queueTarget';
import type { ReviewSession, Sessions } from '../sessions';
import { readSettings } from '../settings';
import type { CommitSettings } from '../settingsSchema';
import type { Ui } from '../ui';
import { commitChoices, commitPrompt, landQuestion, leftSentence, refusedText } from './commitTexts';
import { lookAtCommitted } from './followCommitted';

/** How committing speaks with the person; tests bring their own. */
export interface CommitUi extends Pick<Ui, 'status' | 'problem' | 'offer' | 'pick'> {
  /** Asks before a branch of the person's is moved, in a dialog. Undefined when the person turns away. */
  ask(question: string, detail: string, ...buttons: readonly string[]): Promise<string | undefined>;
}

export interface CommitsDependencies {
  readonly sessions: Sessions;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly ui: CommitUi;
}

/** Commits what is applied of reviews, one at a time for each session, in trusted workspaces only. */
export class Commits {
  readonly #dependencies: CommitsDependencies;
  /** Runs that something is being committed of, or asked about. */
  readonly #once = new Once();

  constructor(dependencies: CommitsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Makes commits on the branch of a row's review, or of one that is picked, after what will happen was shown. */
  async commit(argument?: unknown): Promise<void> {
    await this.#withSession(argument, async (session, settings) => {
      const { ui } = this.#dependencies;
      const plan = await this.#plan(session, settings, false);
      if (!plan) {
        return;
      }
      const left = leftOf(session, plan.left);
      if (plan.files.length === 0) {
        this.#tellNothing(session, plan, left);
        return;
      }
      const choice = await ui.pick(commitChoices(plan, left), commitPrompt(plan));
      if (choice?.scope !== undefined) {
        const { sign, hooks } = settings;
        await this.#commit(session, { scope: choice.scope, lands: false, sign, hooks, expected: plan.head });
      } else if (choice) {
        await vscode.commands.executeCommand('workbench.view.scm');
      }
    });
  }

  /** Has the branch that is checked out go on to the commits of a review, after the person was asked. */
  async land(argument?: unknown): Promise<void> {
    await this.#withSession(argument, async (session, settings) => {
      const { ui } = this.#dependencies;
      const plan = await this.#plan(session, settings, true);
      if (!plan) {
        return;
      }
      const left = leftOf(session, plan.left);
      if (plan.unlanded === 0 && plan.files.length === 0) {
        this.#tellNothing(session, plan, left);
        return;
      }
      if (plan.head.branch === undefined) {
        ui.problem(t('Nothing was landed: no branch is checked out that could go on. Switch to one first.'));
        return;
      }
      const { question, detail } = landQuestion(plan, left);
      // The first button has the focus, and must do no harm.
      const [look, land] = [t('Show Source Control'), t('Land')];
      const answer = await ui.ask(question, detail, look, land);
      if (answer === land) {
        const { sign, hooks } = settings;
        await this.#commit(session, { scope: 'run', lands: true, sign, hooks, expected: plan.head });
      } else if (answer === look) {
        await vscode.commands.executeCommand('workbench.view.scm');
      }
    });
  }

  /** Commits what was just applied, where the person wants that done unasked. Never rejects. */
  async commitUnasked(session: ReviewSession): Promise<void> {
    const settings = vscode.workspace.isTrusted ? this.#settingsOf(session.folder) : undefined;
    // The last of what is applied together tells of itself.
    if (!settings || settings.afterApplying === 'off' || session.queue.isBulkUnderWay) {
      return;
    }
    const { afterApplying: scope, sign, hooks } = settings;
    await this.#once.run(session.run.store.header.id, () =>
      this.#commit(session, { scope, lands: false, sign, hooks }),
    );
  }

  async #withSession(
    argument: unknown,
    task: (session: ReviewSession, settings: CommitSettings) => Promise<void>,
  ): Promise<void> {
    const session = await this.#chooseSession(argument);
    const settings = session && this.#settingsOf(session.folder);
    if (session?.queue.isBulkUnderWay) {
      const name = oneLine(folderName(session.folder));
      this.#dependencies.ui.problem(t('Proposals are being applied to “{0}”. Commit when all of them are.', name));
    } else if (session && settings) {
      await this.#once.run(session.run.store.header.id, () => task(session, settings));
    }
  }

  async #chooseSession(argument: unknown): Promise<ReviewSession | undefined> {
    const { sessions, ui } = this.#dependencies;
    const problem = rowProblem(argument, sessions);
    if (problem !== undefined) {
      ui.problem(problem);
      return undefined;
    }
    const meant = sessions.byRun(parseElementId(argument)?.run ?? '');
    const changed = sessions.all().filter((session) => changedCount(sessions.summary(session)) > 0);
    if (meant || changed.length < 2) {
      const only = meant ?? changed[0];
      if (!only) {
        ui.status(t('No proposal is applied.'));
      }
      return only;
    }
    const items = changed.map((session) => ({ label: oneLine(folderName(session.folder)), session }));
    return (await ui.pick(items, t('Commit the accepted edits of which folder?')))?.session;
  }

  async #plan(session: ReviewSession, { sign }: CommitSettings, lands: boolean): Promise<CommitPlan | undefined> {
    const name = oneLine(folderName(session.folder));
    const plan = await behindProgress(t('Folder Review: looking at what can be committed of {0}', name), (signal) =>
      session.committer.plan(sign, signal),
    );
    if (plan.kind === 'plan') {
      return plan;
    }
    await this.#tellRefused(session, plan, lands);
    return undefined;
  }

  async #commit(session: ReviewSession, choices: CommitChoices): Promise<void> {
    const name = oneLine(folderName(session.folder));
    const title = choices.lands
      ? t('Folder Review: landing commits of {0}', name)
      : t('Folder Review: committing {0}', name);
    const outcome = await behindProgress(title, (signal) => session.committer.commit(choices, signal));
    await lookAtCommitted(this.#dependencies.sessions, session);
    if (outcome.kind === 'committed') {
      this.#tell(session, outcome, choices);
    } else {
      await this.#tellRefused(session, outcome, choices.lands);
    }
  }

  async #tellRefused(session: ReviewSession, refused: Refused, lands: boolean): Promise<void> {
    const { log, sessions, ui } = this.#dependencies;
    if (refused.kind === 'cancelled') {
      ui.status(lands ? t('Cancelled: nothing was landed.') : t('Cancelled: nothing was committed.'));
      return;
    }
    await lookAtCommitted(sessions, session);
    const message = refusedText(folderName(session.folder), refused.message, lands, sessions.committed(session));
    log.warn(message);
    if (lands) {
      // Not awaited: what is asked for by its button waits for this to end.
      void this.#offerLanding(session, 'warning', message);
    } else {
      ui.problem(message);
    }
  }

  #tellNothing(session: ReviewSession, plan: CommitPlan, left: readonly LeftFile[]): void {
    const { log, ui } = this.#dependencies;
    this.#logLeft(left);
    const message = joinParts(
      [
        t('There is nothing new to commit in “{0}”.', oneLine(folderName(session.folder))),
        plan.unlanded > 0 ? t('{0} has commits that are not landed.', plan.branch) : undefined,
      ],
      ' ',
    );
    log.info(message);
    if (left.length > 0) {
      ui.problem(`${message} ${leftSentence(left)}`);
    } else {
      ui.status(message);
    }
  }

  #tell(session: ReviewSession, outcome: Committed, { lands }: CommitChoices): void {
    const { log } = this.#dependencies;
    const { id } = session.run.store.header;
    const left = leftOf(session, outcome.left);
    const landing = outcome.landing && landingSaid(outcome.landing, outcome);
    const made = lands && outcome.commits.length === 0 ? [] : [committedText(outcome, id)];
    const sentences = [...made, ...(landing ? [landing.text] : []), ...(left.length > 0 ? [leftSentence(left)] : [])];
    const message = sentences.map(oneLine).join(' ');
    this.#logLeft(left);
    log.info(`${session.folder.fsPath}: ${message}`);
    const level = left.length === 0 && landing?.isDone !== false ? 'info' : 'warning';
    const canLand = lands ? landing?.isDone === false : outcome.commits.length > 0;
    void (canLand ? this.#offerLanding(session, level, message) : this.#dependencies.ui.offer(level, message));
  }

  async #offerLanding(session: ReviewSession, level: 'info' | 'warning', message: string): Promise<void> {
    const land = t('Land…');
    const answer = await this.#dependencies.ui.offer(level, message, land);
    if (answer === land && this.#dependencies.sessions.all().includes(session)) {
      const row = toElementId({ kind: 'run', run: session.run.store.header.id });
      await vscode.commands.executeCommand(commandIds.land, row);
    }
  }

  #logLeft(left: readonly LeftFile[]): void {
    for (const { path, reason } of left) {
      this.#dependencies.log.warn(`Not committed: ${path}: ${reason}`);
    }
  }

  /** Undefined while the settings make no sense, which is told. */
  #settingsOf(folder: vscode.Uri): CommitSettings | undefined {
    const read = readSettings(folder);
    if (read.kind === 'invalid') {
      this.#dependencies.ui.problem(read.message);
      return undefined;
    }
    return read.settings.commit;
  }
}

/** What is not committed, with the files whose change stands in an editor alone: git looks at the disk. */
function leftOf({ folder, run }: ReviewSession, left: readonly LeftFile[]): readonly LeftFile[] {
  const unsaved = [...run.store.files()].filter(
    ({ path, findings }) =>
      findings.some(({ proposal }) => isApplied(proposal?.state)) && openDirtyText(fileUri(folder, path)) !== undefined,
  );
  const known = new Set(left.map(({ path }) => path));
  const reason = t('it has changes that are not saved: save it first');
  return [...left, ...unsaved.flatMap(({ path }) => (known.has(path) ? [] : [{ path, reason }]))];
}

/** Git may take its time, and one that signs may wait for a passphrase. */
function behindProgress<T>(title: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const location = vscode.ProgressLocation.Notification;
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
      token.onCancellationRequested(() => controller.abort());
      return task(controller.signal);
    }),
  );
}
