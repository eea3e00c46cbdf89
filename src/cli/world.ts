import type { RunWorld } from '../compose/openRun';
import { createStages } from '../compose/stages';
import type { RunOptions } from '../core/options';
import { keyFromEnvironment } from '../endpoints/environmentKeys';
import { EndpointMemory } from '../endpoints/setup/endpointMemory';
import { sha256 } from '../store/hash';
import { stateRoot } from '../store/stateDir';
import { createDiskApplier } from '../workspace/diskApplier';
import { utf8Or } from '../workspace/encoding';
import { blockingCalls } from '../workspace/fileCalls';
import { createFolderWorkspace } from '../workspace/folder';

const tell = (message: string) => void process.stderr.write(`${message}\n`);

/** What a run on the command line works with: the folder on disk, and keys from the environment. */
export function worldOf(folder: string, options: RunOptions, maxParallelFiles: number, stateDir?: string): RunWorld {
  const encodingOf = utf8Or(options.encoding);
  const memory = new EndpointMemory();
  return {
    workspace: createFolderWorkspace({ ...options, folder, encodingOf, hash: sha256, calls: blockingCalls }),
    applier: createDiskApplier({ folder, encodingOf }),
    createStages: (signal, files) =>
      createStages({
        files,
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
