import * as vscode from 'vscode';
import type { ElementId } from '../elements';
import { folderName } from '../folders';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { type Sessions, storeOf } from '../sessions';
import { editorUi, type Ui } from '../ui';
import { findingPicks } from './rows/findingPicks';
import { severityIcon } from './rows/row';
import { toIcon } from './treeItems';

/** What going to a finding needs from the world. */
export interface GoToFindingDependencies {
  readonly sessions: Pick<Sessions, 'shown'>;
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly ui?: Pick<Ui, 'pick' | 'status'>;
}

/**
 * The command that lists the findings of all runs in the view, among which typing finds titles, paths and rules.
 *
 * @param reveal selects the row of a finding, where it has one
 */
export function registerGoToFinding(
  reveal: (finding: ElementId) => Promise<void>,
  { sessions, log, ui = editorUi }: GoToFindingDependencies,
): vscode.Disposable {
  return registerGuardedCommand(commandIds.goToFinding, log, async () => {
    const shown = sessions.shown();
    const prefixOf = (folder: vscode.Uri) => (shown.length > 1 ? `${folderName(folder)}/` : '');
    const { picks, findings } = findingPicks(
      shown.map((run) => ({ store: storeOf(run), prefix: prefixOf(run.folder) })),
    );
    if (findings === 0) {
      ui.status(t('There are no findings to go to.'));
      return;
    }
    const items = picks.map(({ severity, ...pick }) => ({ ...pick, iconPath: toIcon(severityIcon(severity)) }));
    const question =
      items.length < findings
        ? t('Go to which of the worst {0} of {1} findings? Type a title, a path or a rule.', items.length, findings)
        : t(
            'Go to which of {0, plural, one {# finding} other {# findings}}? Type a title, a path or a rule.',
            findings,
          );
    const picked = await ui.pick(items, question);
    if (picked) {
      await reveal(picked.element);
      await vscode.commands.executeCommand(commandIds.openFinding, picked.element);
    }
  });
}
