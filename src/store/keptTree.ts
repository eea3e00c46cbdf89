import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from './atomicFile';
import { readOwnFile } from './ownPlaces';

const content = v.object({
  version: v.literal(1),
  tree: v.string(),
  files: v.array(v.tuple([v.string(), v.string()])),
});

/**
 * Keeps what is in a tree, in the place of the one that was kept before. Rejects with the system's error.
 *
 * @param folder of our own files about the reviewed folder
 * @param tree git's name
 * @param files by their paths, what tells each from any other
 */
export async function keepTree(folder: string, tree: string, files: ReadonlyMap<string, string>): Promise<void> {
  await writeFileAtomic(join(folder, fileName), `${JSON.stringify({ version: 1, tree, files: [...files] })}\n`);
}

/** What is in a tree; undefined where another one is kept, or none that can be read. Never rejects. */
export async function recallTree(folder: string, tree: string): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const parsed = v.safeParse(content, JSON.parse((await readOwnFile(join(folder, fileName))).toString()));
    return parsed.success && parsed.output.tree === tree ? new Map(parsed.output.files) : undefined;
  } catch {
    return undefined;
  }
}

const fileName = 'verified-tree.json';
