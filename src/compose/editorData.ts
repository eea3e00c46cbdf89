import { realpath } from 'node:fs/promises';
import { stateRoot } from '../store/stateDir';
import { type ClearOffer, clearOffer } from './clearData';

/**
 * What the editor offers to remove of what is kept.
 *
 * @param folder path of the one whose runs are meant; undefined for what was asked and found in all folders
 */
export async function editorData(folder: string | undefined): Promise<ClearOffer> {
  const real = folder === undefined ? undefined : await realpath(folder).catch(() => folder);
  return clearOffer(stateRoot(), { ...(real !== undefined && { folder: real }), answers: real === undefined });
}
