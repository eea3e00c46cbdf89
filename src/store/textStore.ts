import { basename, dirname, join } from 'node:path';
import type { TextStore } from '../core/ports';
import { writeFileAtomic } from './atomicFile';
import { sha256 } from './hash';
import { makeOwnFolders, readOwnFile } from './ownPlaces';

/**
 * Keeps texts in a folder, each once, under the hash of what is stored. The folder is created when it is first needed.
 * `keep` rejects with the system's error, such as a full disk, or when a link stands there: what is not kept must not be
 * changed.
 */
export function createTextStore(folder: string): TextStore {
  const recall = async (key: string): Promise<string | undefined> => {
    const stored = (await readOwnFile(join(folder, key)).catch(() => undefined))?.toString();
    // As JSON, which holds every string exactly, half surrogate pairs too.
    return stored !== undefined && sha256(stored) === key ? JSON.parse(stored) : undefined;
  };
  return {
    recall: async (key) => (/^[0-9a-f]{64}$/.test(key) ? recall(key) : undefined),
    async keep(text) {
      const stored = JSON.stringify(text);
      const key = sha256(stored);
      if ((await recall(key)) === undefined) {
        await makeOwnFolders(dirname(folder), basename(folder));
        await writeFileAtomic(join(folder, key), stored);
      }
      return key;
    },
  };
}
