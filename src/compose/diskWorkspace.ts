import type { RunOptions } from '../core/options';
import type { Workspace } from '../core/ports';
import { sha256 } from '../store/hash';
import { utf8Or } from '../workspace/encoding';
import { blockingCalls } from '../workspace/fileCalls';
import { createFolderWorkspace } from '../workspace/folder';

/** A folder (real path) on disk, for a process or thread of our own. */
export function diskWorkspace(folder: string, options: RunOptions): Workspace {
  const encodingOf = utf8Or(options.encoding);
  return createFolderWorkspace({ ...options, folder, encodingOf, hash: sha256, calls: blockingCalls });
}
