import { withSource } from './askSource';
import { chooseBrought, dependencyFolders } from './dependencies';
import type { Source } from './source';

/**
 * Why commands cannot run where they are to, though it is there: no copy has it. Undefined where they can.
 *
 * @param folder what is reviewed: real path
 */
export async function missingDirectory(
  folder: string,
  { directory, include = [] }: { readonly directory?: string; readonly include?: readonly string[] },
): Promise<string | undefined> {
  if (directory === undefined) {
    return undefined;
  }
  const look = async ({ top, files, ignored }: Source) => {
    const isThere = files.some(({ path, skip }) => skip === undefined && path.startsWith(`${directory}/`));
    const { paths } = isThere ? { paths: [] } : await chooseBrought(top, ignored, dependencyFolders, include);
    const isBrought = paths.some((path) => `${directory}/`.startsWith(`${path}/`) || path.startsWith(`${directory}/`));
    return { kind: isThere || isBrought ? ('there' as const) : ('missing' as const) };
  };
  const looked = await withSource(folder, new AbortController().signal, look);
  switch (looked.kind) {
    case 'failed':
      return looked.message;
    case 'missing':
      return `${directory}, where the commands are to run, is not in the copies: git ignores all that is in it, or it is empty or in a submodule`;
    default:
      return undefined;
  }
}
