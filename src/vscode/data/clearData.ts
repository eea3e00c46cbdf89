import * as vscode from 'vscode';
import { folderName } from '../folders';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { oneLine } from '../plainText';
import { editorRunUi, type RunUi } from '../runs/runUi';

/** What would be removed of what is kept, to be asked about once. */
interface DataOffer {
  /** What it is, and what stays; a line each. */
  readonly lines: readonly string[];
  readonly isEmpty: boolean;
  /** Removes just that. Answers with what stayed all the same, a sentence each. */
  clear(): Promise<readonly string[]>;
}

export interface ClearDataDependencies {
  readonly log: Pick<Log, 'info' | 'warn' | 'error' | 'show'>;
  /** @param folder path of the one whose runs are meant; undefined for what was asked and found in all folders */
  readonly offer: (folder: string | undefined) => Promise<DataOffer>;
  /** Paths of the folders that have reviews on record, of those that are given and lie in them. */
  readonly foldersWithRuns: (within: readonly string[]) => Promise<readonly string[]>;
  readonly ui?: Pick<RunUi, 'pick' | 'tell' | 'ask'>;
}

const remove = t('Remove');

export function registerClearData({ log, ...dependencies }: ClearDataDependencies): vscode.Disposable {
  return registerGuardedCommand(commandIds.clearData, log, () => clearData({ log, ...dependencies }));
}

/** Removes what is kept of reviews, after it has said what that is and asked once. */
export async function clearData({
  log,
  offer,
  foldersWithRuns,
  ui = editorRunUi,
}: Omit<ClearDataDependencies, 'log'> & { readonly log: Pick<Log, 'info' | 'warn'> }): Promise<void> {
  const wish = await ask(ui, foldersWithRuns);
  const data = wish && (await offer(wish.folder));
  if (!data) {
    return;
  }
  const lines = data.lines.map(oneLine);
  if (data.isEmpty) {
    void ui.tell('info', [t('There is nothing to remove.'), ...lines].join(' '));
    return;
  }
  if ((await ui.ask(t('Remove this?'), lines.join('\n'), remove)) !== remove) {
    return;
  }
  const stayed = await data.clear();
  log.info(`Removed: ${lines.join(' ')}`);
  for (const problem of stayed) {
    log.warn(problem);
  }
  void ui.tell(stayed.length > 0 ? 'warning' : 'info', [t('Removed.'), ...stayed.map(oneLine)].join(' '));
}

async function ask(
  ui: Pick<RunUi, 'pick'>,
  foldersWithRuns: ClearDataDependencies['foldersWithRuns'],
): Promise<{ readonly folder: string | undefined } | undefined> {
  const open = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  // Also the open ones without: what verifications have left behind may be theirs.
  const folders = [...new Set([...(await foldersWithRuns(open)), ...open])].map((folder) => ({
    label: t('$(folder) Records of the reviews of {0}', oneLine(folderName(vscode.Uri.file(folder)))),
    description: oneLine(folder),
    wish: { folder },
  }));
  const answers = {
    label: t('$(database) Answers of models, and what analyzers found'),
    description: t('of all folders'),
    wish: { folder: undefined },
  };
  return (await ui.pick([...folders, answers], t('Remove what?')))?.wish;
}
