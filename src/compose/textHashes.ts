import type { TextHashes, Workspace } from '../core/ports';

/** Files that are read at once. */
const atOnce = 16;

/** By their paths, in their order, hashes of the texts that files have now; of what cannot be read nothing is known. */
export async function readTextHashes(paths: readonly string[], read: Workspace['read']): Promise<TextHashes> {
  const hashes: (string | undefined)[] = [];
  const left = paths.entries();
  // Nothing is made for each of a hundred thousand files that waits until there is room for it.
  const readLeft = async () => {
    for (const [index, path] of left) {
      const found = await read(path);
      const isGone = found.kind === 'failed' && found.reason === 'file deleted';
      hashes[index] = found.kind === 'text' ? found.snapshot.textHash : isGone ? 'gone' : undefined;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readLeft));
  const known = new Map<string, string>();
  for (const [index, path] of paths.entries()) {
    const hash = hashes[index];
    if (hash !== undefined) {
      known.set(path, hash);
    }
  }
  return known;
}
