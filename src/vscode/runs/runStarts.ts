import * as vscode from 'vscode';
import { restartQuestion } from '../facts/restartQuestion';
import { factsOf } from '../facts/runFacts';
import { viewIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { Once } from '../once';
import type { ReviewSession, Sessions } from '../sessions';
import type { RunEndings } from './runEndings';
import type { RunUi } from './runUi';

export interface StartRequest {
  readonly folder: vscode.Uri;
  /** Review only what differs from this git revision. */
  readonly changedSince?: string;
  /** Review only these files, by their paths in the folder, whatever the person's globs say. */
  readonly only?: readonly string[];
}

export type StartResult =
  /** The run is at work. The session is not among the sessions yet. */
  | { readonly kind: 'started'; readonly session: ReviewSession }
  /** `message` says what to do about it. */
  | { readonly kind: 'failed'; readonly message: string }
  /** The person decided against it. */
  | { readonly kind: 'cancelled' };

export interface RunStartsDependencies {
  readonly sessions: Sessions;
  readonly endings: RunEndings;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly start: (request: StartRequest) => Promise<StartResult>;
  /** Resolves when the runs of before a reload are shown again. Does not reject. */
  readonly restored: Promise<unknown>;
  readonly ui: Pick<RunUi, 'tell' | 'ask'>;
}

/**
 * Begins runs: one start of a folder at a time, however many dialogs are asked for. Nothing that is in the view goes
 * unasked, and an earlier run of the folder stays until the new one has found files to review.
 */
export class RunStarts {
  readonly #dependencies: RunStartsDependencies;
  readonly #once = new Once();

  constructor(dependencies: RunStartsDependencies) {
    this.#dependencies = dependencies;
  }

  async begin(request: StartRequest): Promise<void> {
    const result = await this.#start(request);
    if (result.kind === 'started') {
      await this.#replaceOthers(result.session);
    }
  }

  /** The same for who does not wait until the run has found files. */
  async beginAtOnce(request: StartRequest): Promise<StartResult> {
    const result = await this.#start(request);
    if (result.kind === 'started') {
      this.#replaceOthers(result.session).catch((error: unknown) => this.#dependencies.log.error(String(error)));
    }
    return result;
  }

  async #start(request: StartRequest): Promise<StartResult> {
    const result = await this.#once.run(request.folder.toString(), () => this.#begin(request));
    return result ?? { kind: 'failed', message: t('A review of this folder is being started already.') };
  }

  async #begin(request: StartRequest): Promise<StartResult> {
    const { sessions, endings, log, start, restored } = this.#dependencies;
    await restored;
    const earlier = sessions.of(request.folder);
    if (earlier && !(await this.#mayReplace(earlier, request))) {
      return { kind: 'cancelled' };
    }
    const result = await start(request);
    if (result.kind === 'failed') {
      log.error(result.message);
      void this.#tellWithLog(result.message);
    }
    if (result.kind !== 'started') {
      return result;
    }
    if (earlier) {
      endings.ignore(earlier);
      earlier.run.cancel();
    }
    sessions.add(result.session);
    endings.await(result.session);
    await vscode.commands.executeCommand(`${viewIds.tree}.open`, { preserveFocus: true });
    return result;
  }

  /** Asks before anything goes. */
  async #mayReplace(earlier: ReviewSession, { only }: StartRequest): Promise<boolean> {
    const { sessions, ui } = this.#dependencies;
    const viewed = [...earlier.run.store.files()].filter((file) => file.isViewed).length;
    const asked = restartQuestion(factsOf(sessions, earlier), { viewed, ...(only && { only: only.length }) });
    if (!asked) {
      return true;
    }
    const show = t('Show');
    const answer = await ui.ask(asked.question, asked.detail, asked.action, show);
    if (answer === show) {
      await vscode.commands.executeCommand(`${viewIds.tree}.focus`);
    }
    return answer === asked.action;
  }

  /** Once a run has found files it takes the place of the others of its folder; one that finds none goes itself. */
  async #replaceOthers(session: ReviewSession): Promise<void> {
    const { sessions } = this.#dependencies;
    await discovered(session);
    const ofFolder = sessions.all().filter(({ folder }) => folder.toString() === session.folder.toString());
    const others = ofFolder.filter((other) => other !== session);
    if (others.length === ofFolder.length || others.length === 0) {
      return;
    }
    const hasFiles = session.run.store.summary().files > 0;
    for (const leaving of hasFiles ? others : [session]) {
      sessions.remove(leaving);
      await leaving.forget();
    }
  }

  async #tellWithLog(message: string): Promise<void> {
    if ((await this.#dependencies.ui.tell('error', message, t('Show Log'))) !== undefined) {
      this.#dependencies.log.show();
    }
  }
}

/** Resolves when a run knows its files, or has ended without. */
function discovered({ run: { store } }: ReviewSession): Promise<void> {
  if (store.state.kind !== 'discovering') {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const unsubscribe = store.onDidChange(() => {
      if (store.state.kind !== 'discovering') {
        unsubscribe();
        resolve();
      }
    });
  });
}
