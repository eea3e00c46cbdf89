import pLimit from 'p-limit';
import type { TextHashes, Workspace } from '../core/ports';

/** Files that are read at once. */
const atOnce = 16;

/** By their paths, hashes of the texts that files have now; of what cannot be read nothing is known. */
export async function readTextHashes(paths: readonly string[], read: Workspace['read']): Promise<TextHashes> {
  const limit = pLimit(atOnce);
  const hashes = paths.map((path) =>
    limit(async () => {
      const found = await read(path);
      const isGone = found.kind === 'failed' && found.reason === 'file deleted';
      return [path, found.kind === 'text' ? found.snapshot.textHash : isGone ? ('gone' as const) : undefined] as const;
    }),
  );
  return new Map((await Promise.all(hashes)).flatMap(([path, hash]) => (hash === undefined ? [] : [[path, hash]])));
}
