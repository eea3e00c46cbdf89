import type { Branch } from '../core/branches';
import { branchesIn } from '../workspace/branches';
import { checkFolder } from '../workspace/folder';

/**
 * The branches that the files of a folder can be told against. None, too, where git does not answer: whoever starts a
 * review then hears why.
 */
export async function branchesOf(folder: string): Promise<readonly Branch[]> {
  const checked = await checkFolder(folder);
  const branches = checked.kind === 'folder' ? await branchesIn(checked.realPath, new AbortController().signal) : [];
  return 'kind' in branches ? [] : branches;
}
