import { parseElementId } from '../elements';
import { t } from '../l10n';
import type { Log } from '../log';
import type { ReviewSession, Sessions } from '../sessions';
import { refusesUntrusted } from '../trust';
import type { HeldRuns } from './heldRuns';
import type { RunEndings } from './runEndings';
import type { RunUi } from './runUi';

interface RetriesDependencies {
  readonly sessions: Sessions;
  readonly endings: RunEndings;
  readonly held: HeldRuns;
  readonly log: Pick<Log, 'error'>;
  readonly ui: RunUi;
}

/** Has files of a review reviewed again. */
export class Retries {
  readonly #sessions: Sessions;
  readonly #endings: RunEndings;
  readonly #held: HeldRuns;
  readonly #log: RetriesDependencies['log'];
  readonly #ui: RunUi;

  constructor({ sessions, endings, held, log, ui }: RetriesDependencies) {
    this.#sessions = sessions;
    this.#endings = endings;
    this.#held = held;
    this.#log = log;
    this.#ui = ui;
  }

  /** Reviews the file of a row again; of a folder's or run's row the files that failed or were cancelled. */
  async retry(element?: unknown): Promise<void> {
    if (this.#held.refuses(element)) {
      return;
    }
    const target = parseElementId(element);
    const session = target && this.#sessions.byRun(target.run);
    if (!session) {
      this.#nothingToRetry();
    } else if (target.kind === 'finding') {
      const path = session.run.store.finding(target.finding)?.file.path;
      this.#retry(session, path === undefined ? [] : [path]);
    } else if (target.kind === 'file') {
      this.#retry(session, [target.path]);
    } else if (target.kind === 'run' || target.kind === 'folder') {
      this.#retry(session, retryablePaths(session, target.kind === 'folder' ? `${target.path}/` : ''));
    } else {
      this.#nothingToRetry();
    }
  }

  #nothingToRetry(): void {
    void this.#ui.tell('info', t('Choose a file in the Folder Review view to retry.'));
  }

  /** Reviews all files again that failed. */
  async retryFailed(element?: unknown): Promise<void> {
    if (this.#held.refuses(element)) {
      return;
    }
    const only = this.#sessions.byRun(parseElementId(element)?.run ?? '');
    const sessions = (only ? [only] : this.#sessions.all()).filter((session) => failedPaths(session).length > 0);
    if (sessions.length === 0) {
      void this.#ui.tell('info', t('No file failed.'));
    }
    for (const session of sessions) {
      this.#retry(session, failedPaths(session));
    }
  }

  #retry(session: ReviewSession, paths: readonly string[]): void {
    if (paths.length === 0 || refusesUntrusted(session.run.store.header.options, this.#ui)) {
      return;
    }
    session.run.retry(paths).catch((error: unknown) => this.#log.error(String(error)));
    this.#endings.await(session);
  }
}

function failedPaths({ run }: ReviewSession): string[] {
  return [...run.store.files()].filter(({ status }) => status.kind === 'failed').map(({ path }) => path);
}

/** The files below a folder, given with its slash, that failed or were cancelled. */
function retryablePaths(session: ReviewSession, folder: string): string[] {
  return [...session.run.store.files()]
    .filter(({ path, status }) => path.startsWith(folder) && (status.kind === 'failed' || status.kind === 'cancelled'))
    .map(({ path }) => path);
}
