import { relative } from 'node:path';
import * as vscode from 'vscode';
import { allRuns, timeOf } from '../store/runs';
import { stateRoot } from '../store/stateDir';
import type { EarlierReview } from '../vscode/runs/earlierReviews';
import { checkFolder } from '../workspace/folder';
import { isInside } from '../workspace/paths';
import { summaryOf } from './runSummary';

/** A folder of the window. */
interface OpenFolder {
  readonly uri: vscode.Uri;
  readonly realPath: string;
}

/** The runs on disk of the folders that are open in the window, and of folders in them, the one that began last first. */
export async function earlierReviews(): Promise<readonly EarlierReview[]> {
  const open = (await Promise.all((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => openFolder(uri)))).flat();
  const reviews: EarlierReview[] = [];
  for (const run of await allRuns(stateRoot())) {
    const summary = await summaryOf(run).catch(() => undefined);
    const folder = summary && folderIn(open, summary.folder);
    if (folder) {
      reviews.push({ id: run.id, folder, beganAt: timeOf(run.id), state: summary.state, counts: summary.counts });
    }
  }
  return reviews;
}

async function openFolder(uri: vscode.Uri): Promise<readonly OpenFolder[]> {
  const checked = await checkFolder(uri.fsPath);
  return checked.kind === 'folder' ? [{ uri, realPath: checked.realPath }] : [];
}

/** A folder by its real path, as the editor names it. Undefined where it is in none that is open. */
function folderIn(open: readonly OpenFolder[], realPath: string): vscode.Uri | undefined {
  const around = open.find((one) => isInside(one.realPath, realPath));
  const way = around && relative(around.realPath, realPath);
  return way === '' ? around?.uri : around && vscode.Uri.joinPath(around.uri, way ?? '');
}
