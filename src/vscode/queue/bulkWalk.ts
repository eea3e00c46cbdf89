import type { Bulk, QueueEntry } from '../../core/queue/queueEntry';
import { recordedText } from '../../core/text/recorded';
import { folderName } from '../folders';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Once } from '../once';
import { oneLine, withoutFullStop } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import { refusesCommand } from '../trust';
import type { Ui } from '../ui';
import { applyBulk } from './bulkApply';
import type { Previews } from './preview';
import { PreviewPages } from './previewPages';
import { dirtyPreviews } from './previewTabs';
import type { PreviewWalk } from './previewWalk';
import { bulkQuestion, emptyBulkMessage } from './queueMessages';
import { chooseQueue, noneWaits } from './queueTarget';
import { showRefactorPreview } from './refactorPreview';
import { type Meaning, type Scope, scopeOf, waitingIn } from './scope';
import { applyVerified, askForVerified } from './verifiedApply';

/** What bulk actions work with. */
export interface BulkWalkDependencies {
  readonly sessions: Sessions;
  readonly previews: Previews;
  readonly ui: Ui;
  readonly walk: PreviewWalk;
  readonly once: Once;
}

/** The commands that work on several proposals: of a review, a folder, a file, a rule, or of rows that are selected. */
export class BulkWalk {
  readonly #dependencies: BulkWalkDependencies;
  readonly #pages: PreviewPages;

  constructor(dependencies: BulkWalkDependencies) {
    const { previews, ui } = dependencies;
    this.#dependencies = dependencies;
    const apply = (session: ReviewSession, entries: readonly QueueEntry[]) =>
      this.#inBulk(session, () => applyBulk(session, 'chosen', entries, ui));
    const refactor = (session: ReviewSession, entries: readonly QueueEntry[]) => this.#refactor(session, entries);
    this.#pages = new PreviewPages({ previews, ui, apply, refactor });
  }

  /** Opens the differences of all proposals that wait there, page by page, with a list to choose what is applied from. */
  async previewAll(meaning: Meaning): Promise<void> {
    const scope = await this.#scope(meaning);
    if (scope && waitingIn(scope).length === 0) {
      this.#dependencies.ui.status(emptyScope(scope));
    } else if (scope) {
      await this.#pages.show(scope);
    }
  }

  /** Opens the editor's own list of changes with them. */
  async refactorPreview(meaning: Meaning): Promise<void> {
    const scope = await this.#scope(meaning);
    if (scope && waitingIn(scope).length === 0) {
      this.#dependencies.ui.status(emptyScope(scope));
    } else if (scope) {
      await this.#refactor(scope.session, waitingIn(scope));
    }
  }

  /** Applies, after one question, every proposal there that a bulk action may touch. */
  async applyAll(bulk: Bulk, meaning: Meaning): Promise<void> {
    const { ui } = this.#dependencies;
    const scope = await this.#scope(meaning);
    if (!scope) {
      return;
    }
    const { session, has } = scope;
    if (bulk === 'safe' && session.run.store.hasProofs) {
      await this.#applyVerified(session);
      return;
    }
    const waiting = waitingIn(scope);
    const taken = session.queue.inBulk(bulk).filter(({ file, finding }) => has(file.path, finding));
    if (taken.length === 0) {
      ui.status(waiting.length === 0 ? emptyScope(scope) : emptyBulkMessage(bulk, waiting));
    } else if (await ui.confirm(bulkQuestion(bulk, taken, waiting, folderName(session.folder)), t('Apply'))) {
      await this.#inBulk(session, () => applyBulk(session, bulk, taken, ui));
    }
  }

  /** Applies, after one question, what was verified together. */
  async applyAllVerified(argument?: unknown): Promise<void> {
    const scope = await this.#scope({ argument });
    if (scope) {
      await this.#applyVerified(scope.session);
    }
  }

  async #applyVerified(session: ReviewSession): Promise<void> {
    // Git tells whether the folder is what was tested, whichever command asks for it.
    if (refusesCommand(commandIds.applyAllVerified)) {
      return;
    }
    const { ui } = this.#dependencies;
    const proven = await askForVerified(session, ui);
    if (proven) {
      await this.#inBulk(session, () => applyVerified(session, proven, ui));
    }
  }

  async #inBulk(session: ReviewSession, apply: () => Promise<void>): Promise<void> {
    const { once, previews, walk } = this.#dependencies;
    await once.run(session.run.store.header.id, async () => {
      if (!(await this.#keepTyped(session))) {
        return;
      }
      await apply();
      const active = previews.active();
      if (active?.session === session && active.entry.finding.proposal.state.kind !== 'ready') {
        await walk.goOn(active, true);
      }
    });
  }

  async #refactor(session: ReviewSession, entries: readonly QueueEntry[]): Promise<void> {
    if (await this.#keepTyped(session)) {
      // As they were typed.
      const now = entries.flatMap(({ finding }) => session.queue.entry(finding.id) ?? []);
      await showRefactorPreview(session, now, this.#dependencies.ui);
    }
  }

  /** Keeps what is typed in previews, so that it is what is applied. Says where it cannot, and answers with false. */
  async #keepTyped(session: ReviewSession): Promise<boolean> {
    const { previews, ui } = this.#dependencies;
    for (const { uri } of dirtyPreviews()) {
      const target = previews.targetOf(uri);
      const kept = target?.session === session ? await previews.keepTyped(target) : undefined;
      if (target && kept?.kind === 'failed') {
        ui.problem(
          t(
            'Nothing was done. “{0}”: {1}.',
            oneLine(target.entry.finding.title),
            withoutFullStop(recordedText(kept.message, t)),
          ),
        );
        return false;
      }
    }
    return true;
  }

  /** The part of a review that is meant, with what was typed in it, which decides what bulk actions may touch. */
  async #scope(meaning: Meaning): Promise<Scope | undefined> {
    const { sessions, previews, ui } = this.#dependencies;
    const scope = scopeOf(meaning, sessions, previews) ?? (await this.#chosen());
    if (scope?.kind === 'none') {
      ui.problem(scope.message);
      return undefined;
    }
    return scope && (await this.#keepTyped(scope.session)) ? scope : undefined;
  }

  async #chosen(): Promise<Scope | undefined> {
    const { sessions, ui } = this.#dependencies;
    const queue = await chooseQueue(sessions, ui);
    return queue && { kind: 'scope', session: queue.session, has: () => true };
  }
}

function emptyScope({ session }: Scope): string {
  return session.queue.waiting().length === 0 ? noneWaits([session]) : t('No proposals to review here.');
}
