import * as vscode from 'vscode';
import { groupBy } from '../../core/groupBy';
import type { QueueEntry } from '../../core/queue/queueEntry';
import { editorFlags } from '../editorFlags';
import { t } from '../l10n';
import { joinParts, oneLine } from '../plainText';
import type { ReviewSession } from '../sessions';
import type { Ui } from '../ui';
import type { Previews } from './preview';
import { leftOutMessage } from './queueMessages';
import { type Scope, waitingIn } from './scope';

/** What showing all takes. */
export interface PreviewPagesDependencies {
  readonly previews: Previews;
  readonly ui: Ui;
  /** Applies what was checked. */
  apply(session: ReviewSession, entries: readonly QueueEntry[]): Promise<void>;
  /** Opens the editor's own list of changes with them. */
  refactor(session: ReviewSession, entries: readonly QueueEntry[]): Promise<void>;
}

/** The multi-diff editor loads every file of a page at once. */
const filesPerPage = 50;

const next: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('arrow-right'), tooltip: t('Next Page') };
const previous: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('arrow-left'), tooltip: t('Previous Page') };
const refactorButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('list-tree'),
  tooltip: t('Open in Refactor Preview'),
};

/** The proposals of a part of a review in the multi-diff editor, with a list from which the checked ones are applied. */
export class PreviewPages {
  readonly #dependencies: PreviewPagesDependencies;

  constructor(dependencies: PreviewPagesDependencies) {
    this.#dependencies = dependencies;
  }

  /** Shows them page by page, until the person turns away or has been through all. */
  async show(scope: Scope): Promise<void> {
    const pages = pagesOf(waitingIn(scope));
    for (let at = 0; at < pages.length; ) {
      const isWaiting = new Set(waitingIn(scope).map(({ finding }) => finding.id));
      const entries = (pages[at] ?? []).filter(({ finding }) => isWaiting.has(finding.id));
      const step = entries.length === 0 ? 1 : await this.#showPage(scope.session, entries, at, pages.length);
      if (step === undefined) {
        return;
      }
      at += step;
    }
  }

  /** Answers with how many pages to go on; undefined for no more. */
  async #showPage(
    session: ReviewSession,
    entries: readonly QueueEntry[],
    at: number,
    pages: number,
  ): Promise<number | undefined> {
    const { previews, ui, apply, refactor } = this.#dependencies;
    const { shown, leftOut, choose } = await previews.showAll(session, entries);
    if (leftOut > 0) {
      ui.problem(leftOutMessage(shown, leftOut));
    }
    const items = entries.map((entry) => ({ ...itemOf(entry), entry }));
    choose(items.flatMap(({ picked, entry }) => (picked ? [entry] : [])));
    const answer = await ui.checklist({
      title:
        pages > 1
          ? t('{0, plural, one {# proposal} other {# proposals}}, page {1} of {2}', entries.length, at + 1, pages)
          : t('{0, plural, one {# proposal} other {# proposals}}', entries.length),
      placeholder: t('Press Enter to apply what is checked; the editors show just that.'),
      items,
      buttons: [...(at > 0 ? [previous] : []), ...(at < pages - 1 ? [next] : []), refactorButton],
      onDidCheck: (checked) => choose(checked.map(({ entry }) => entry)),
    });
    if (answer?.kind === 'checked') {
      const chosen = answer.items.map(({ entry }) => entry);
      await (chosen.length > 0 ? apply(session, chosen) : undefined);
      return 1;
    }
    if (answer?.button === refactorButton) {
      await refactor(session, entries);
      return undefined;
    }
    return answer && (answer.button === next ? 1 : -1);
  }
}

/** In the order of their files. A file is on one page. */
export function pagesOf(entries: readonly QueueEntry[]): readonly (readonly QueueEntry[])[] {
  const files = [...groupBy(entries, ({ file }) => file.path).values()];
  const count = Math.ceil(files.length / filesPerPage);
  return Array.from({ length: count }, (_, page) => files.slice(page * filesPerPage, (page + 1) * filesPerPage).flat());
}

/** What carries a flag is applied only when the person checks it. */
export function itemOf({ file, finding }: QueueEntry) {
  const flags = editorFlags(finding);
  const line = finding.place?.startLine;
  return {
    label: oneLine(finding.title),
    description: joinParts([
      `${oneLine(file.path)}${line === undefined ? '' : `:${line}`}`,
      flags.length > 0 ? t('flagged: {0}', flags.join(', ')) : undefined,
    ]),
    picked: flags.length === 0,
  };
}
