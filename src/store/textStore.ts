import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { TextStore } from '../core/ports';
import { writeFileAtomic } from './atomicFile';
import { makeOwnFolders, readOwnFile } from './ownPlaces';

/**
 * Keeps texts in a folder, each once, under the hash of what is stored. The folder is created when it is first needed.
 * `keep` rejects with the system's error, such as a full disk, or when a link stands there: what is not kept must not be
 * changed.
 */
export function createTextStore(folder: string): TextStore {
  const recall = async (key: string): Promise<string | undefined> => {
    const stored = await readOwnFile(join(folder, key)).catch(() => undefined);
    // As JSON, which holds every string exactly, half surrogate pairs too.
    return stored && keyOf(stored) === key ? JSON.parse(stored.toString()) : undefined;
  };
  return {
    recall: async (key) => (/^[0-9a-f]{64}$/.test(key) ? recall(key) : undefined),
    async keep(text) {
      const stored = Buffer.from(JSON.stringify(text));
      const key = keyOf(stored);
      if ((await recall(key)) === undefined) {
        await makeOwnFolders(dirname(folder), basename(folder));
        await writeFileAtomic(join(folder, key), stored);
      }
      return key;
    },
  };
}

function keyOf(stored: Buffer): string {
  return createHash('sha256').update(stored).digest('hex');
}
