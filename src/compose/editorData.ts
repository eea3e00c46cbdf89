import { realpath } from 'node:fs/promises';
import { stateRoot } from '../store/stateDir';
import { t } from '../vscode/l10n';
import { isInside } from '../workspace/paths';
import { type ClearOffer, clearOffer } from './clearData';
import { lastOfEach } from './runSummary';

/**
 * What the editor offers to remove of what is kept.
 *
 * @param folder path of the one whose runs are meant; undefined for what was asked and found in all folders
 * @param isTrusted if not, git is not asked
 */
export async function editorData(folder: string | undefined, isTrusted: boolean): Promise<ClearOffer> {
  const real = folder === undefined ? undefined : await realpath(folder).catch(() => folder);
  const wish = { ...(real !== undefined && { folder: real }), answers: real === undefined };
  return clearOffer(stateRoot(), { ...wish, untrusted: !isTrusted }, t);
}

/** Paths of the folders that have reviews on record, of those that are given and lie in them. @param root of all state */
export async function foldersWithRuns(
  within: readonly string[],
  root: string = stateRoot(),
): Promise<readonly string[]> {
  const real = await Promise.all(within.map((folder) => realpath(folder).catch(() => folder)));
  const reviewed = (await lastOfEach(root)).flatMap(({ folder }) => folder ?? []);
  return reviewed.filter((folder) => real.some((one) => isInside(one, folder))).toSorted();
}
