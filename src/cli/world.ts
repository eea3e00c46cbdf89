import { createFileChanges, type FileChanges } from '../compose/fileChanges';
import type { RunWorld } from '../compose/openRun';
import { createStages } from '../compose/stages';
import type { RunOptions } from '../core/options';
import { printable } from '../core/report/text';
import { keyFromEnvironment } from '../endpoints/environmentKeys';
import { EndpointMemory } from '../endpoints/setup/endpointMemory';
import { sha256 } from '../store/hash';
import { stateRoot } from '../store/stateDir';
import { createDiskApplier } from '../workspace/diskApplier';
import { utf8Or } from '../workspace/encoding';
import { blockingCalls } from '../workspace/fileCalls';
import { createFolderWorkspace } from '../workspace/folder';

const tell = (message: string) => void process.stderr.write(`${message}\n`);

/** What changes of a folder's files (real path) are made under on the command line. */
function fileChangesOf(folder: string): FileChanges {
  return createFileChanges({ folder, writing: 'in place', tell: (message) => tell(printable(message)) });
}

/** What a run on the command line works with: the folder on disk, and keys from the environment. */
export function worldOf(folder: string, options: RunOptions, maxParallelFiles: number, stateDir?: string): RunWorld {
  const encodingOf = utf8Or(options.encoding);
  const memory = new EndpointMemory();
  const changes = fileChangesOf(folder);
  const workspace = createFolderWorkspace({ ...options, folder, encodingOf, hash: sha256, calls: blockingCalls });
  return {
    workspace,
    applier: createDiskApplier({ folder, encodingOf, guard: changes }),
    recover: changes.recover,
    createStages: (signal, files, all) =>
      createStages({
        files,
        all,
        read: workspace.read,
        folder,
        options,
        signal,
        memory,
        stateRoot: stateRoot(stateDir),
        keyFor: async (endpoint) => keyFromEnvironment(endpoint, options.endpoints.length, process.env, tell),
      }),
    maxParallelFiles,
  };
}
