import type { QueueEntry } from '../core/queue/queueEntry';
import { findChangeableFile } from '../workspace/changeableFile';

/**
 * The files of proposals that could not be changed as they are now, such as read-only ones, each with the reason.
 *
 * @param folder real path
 */
export async function unchangeableFiles(
  folder: string,
  entries: readonly QueueEntry[],
): Promise<ReadonlyMap<string, string>> {
  const reasons = new Map<string, string>();
  for (const path of new Set(entries.map(({ file }) => file.path))) {
    const found = await findChangeableFile(folder, path);
    if (found.kind !== 'file') {
      reasons.set(path, found.message);
    }
  }
  return reasons;
}
