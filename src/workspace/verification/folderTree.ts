import { withSource } from './askSource';
import { type TreeFile, treeId } from './gitTree';
import { readFiles } from './snapshot';
import { placeIn, type Source } from './source';

export type FolderTree =
  | {
      readonly kind: 'tree';
      readonly tree: string;
      /** By their paths relative to the top, what tells each from any other; see `contentNames`. */
      readonly files: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/**
 * Git's name of the tree that the work tree of a reviewed folder (real path) has now, as a site would name it: equal to
 * the one that was tested when the two are the same, file for file.
 *
 * @param unsaved As for a site.
 * @param dependencies As for a site.
 */
export async function folderTree(
  folder: string,
  unsaved: ReadonlyMap<string, Uint8Array>,
  signal: AbortSignal,
  dependencies?: readonly string[],
): Promise<FolderTree> {
  const nameOf = async (source: Source): Promise<FolderTree> => {
    const read = await readFiles(source, placeIn(source, folder, unsaved), signal);
    return read.kind === 'read'
      ? { kind: 'tree', tree: treeId(read.files, source.history.format), files: contentNames(read.files) }
      : read;
  };
  return withSource(folder, signal, nameOf, dependencies);
}

/** What tells each file of a tree from any other: its mode and git's name of its content. */
export function contentNames(files: ReadonlyMap<string, TreeFile>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, { mode, id }]) => [path, `${mode} ${id}`]));
}
