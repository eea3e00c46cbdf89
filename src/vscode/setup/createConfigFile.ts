import * as vscode from 'vscode';
import { registerGuardedCommand } from '../guardedCommand';
import { commandIds } from '../ids';
import { t } from '../l10n';
import type { Log } from '../log';
import { askFolder } from '../runs/folderArguments';
import { editorRunUi, type RunUi } from '../runs/runUi';

/** As of `createConfigFile` in `compose/`. */
type Created =
  | { readonly kind: 'created'; readonly path: string }
  | { readonly kind: 'there'; readonly path: string; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface CreateConfigDependencies {
  readonly log: Pick<Log, 'error' | 'show'>;
  readonly create: (folder: string) => Promise<Created>;
  readonly ui?: RunUi;
}

export function registerCreateConfig({ log, ...dependencies }: CreateConfigDependencies): vscode.Disposable {
  return registerGuardedCommand(commandIds.createConfig, log, () => createConfig(dependencies));
}

/** Writes a commented `folder-review.yaml` into an open folder, and opens it. */
export async function createConfig({ create, ui = editorRunUi }: Omit<CreateConfigDependencies, 'log'>): Promise<void> {
  const [folder] = await askFolder(ui);
  const created = folder && (await create(folder.fsPath));
  if (!created) {
    return;
  }
  const show = t('Open It');
  const path = created.kind === 'failed' ? undefined : created.path;
  const isWanted =
    created.kind === 'created' ||
    (await ui.tell('error', created.message, ...(path === undefined ? [] : [show]))) === show;
  if (path !== undefined && isWanted) {
    await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
  }
}
