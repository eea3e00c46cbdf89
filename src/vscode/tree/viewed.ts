import type * as vscode from 'vscode';
import { isViewable } from '../../core/fileReview';
import { groupBy } from '../../core/groupBy';
import { errorMessage } from '../../core/text/errorMessage';
import { parseElementId, type TreeElement } from '../elements';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { oneLine } from '../plainText';
import type { ReviewSession, Sessions } from '../sessions';
import { editorUi, type Ui } from '../ui';

/** What marking files as viewed needs from the world. */
export interface ViewedDependencies {
  readonly sessions: Sessions;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<Ui, 'status' | 'problem'>;
}

type FileElement = TreeElement & { readonly kind: 'file' };

/** Records which files of a run a person has looked at, or wants to look at again. */
export async function markViewed(
  files: readonly FileElement[],
  isViewed: boolean,
  { sessions, ui = editorUi }: Pick<ViewedDependencies, 'sessions' | 'ui'>,
): Promise<void> {
  for (const [run, some] of groupBy(files, (file) => file.run)) {
    const session = sessions.byRun(run);
    const paths = some.map(({ path }) => path);
    try {
      await session?.run.view(paths, isViewed);
    } catch (error) {
      ui.problem(t('Not recorded: {0}', oneLine(errorMessage(error))));
      // The row shows what was clicked; it is to show what is so.
      redraw(session, paths, sessions);
    }
  }
}

function redraw(session: ReviewSession | undefined, paths: readonly string[], sessions: Sessions): void {
  for (const path of session ? paths : []) {
    sessions.refresh(session as ReviewSession, path);
  }
}

/** The command that does what a click on the checkbox does, for all rows that are selected. */
export function registerToggleViewed(dependencies: ViewedDependencies): vscode.Disposable {
  const { sessions, log, ui = editorUi } = dependencies;
  return registerGuardedCommand(commandIds.toggleViewed, log, async (clicked, selected) => {
    const rows = Array.isArray(selected) && selected.length > 0 ? selected : [clicked].flat();
    const files = rows
      .map(parseElementId)
      .filter((element) => element?.kind === 'file')
      .filter(({ run, path }) => {
        const status = sessions.byRun(run)?.run.store.file(path)?.status;
        return status !== undefined && isViewable(status);
      });
    if (files.length === 0) {
      ui.status(t('Choose a file in the Folder Review view that was reviewed.'));
      return;
    }
    const isViewed = ({ run, path }: FileElement) => sessions.byRun(run)?.run.store.file(path)?.isViewed === true;
    await markViewed(files, !files.every(isViewed), dependencies);
  });
}
