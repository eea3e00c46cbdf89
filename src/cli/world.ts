import { recoverCommits } from '../compose/commits';
import { diskWorkspace } from '../compose/diskWorkspace';
import { createDismissals } from '../compose/dismissals';
import { createFileChanges, type FileChanges } from '../compose/fileChanges';
import { createHashThreads } from '../compose/hashThreads';
import type { RunWorld } from '../compose/openRun';
import { createStages } from '../compose/stages';
import { createVerifier, recoverVerifications } from '../compose/verifier';
import type { RunOptions } from '../core/options';
import { followedText } from '../core/report/followedText';
import { keyFromEnvironment } from '../endpoints/environmentKeys';
import { EndpointMemory } from '../endpoints/setup/endpointMemory';
import { sha256 } from '../store/hash';
import { stateRoot } from '../store/stateDir';
import { openFolderBaseline } from '../workspace/baseline/folderBaseline';
import { createDiskApplier } from '../workspace/diskApplier';
import { utf8Or } from '../workspace/encoding';
import { tell } from './output';

/** What changes of a folder's files (real path) are made under on the command line. */
function fileChangesOf(folder: string): FileChanges {
  return createFileChanges({ folder, writing: 'in place', tell });
}

/** What a run on the command line works with: the folder on disk, and keys from the environment. */
export function worldOf(folder: string, options: RunOptions, maxParallelFiles: number, stateDir?: string): RunWorld {
  const encodingOf = utf8Or(options.encoding);
  const { maxFileSize } = options;
  const memory = new EndpointMemory();
  const changes = fileChangesOf(folder);
  const workspace = { ...diskWorkspace(folder, options), textHashes: createHashThreads(folder, options) };
  return {
    workspace,
    verifier: createVerifier({ folder, stateRoot: stateRoot(stateDir), unsaved: async () => new Map(), encodingOf }),
    dismissals: createDismissals({
      ...{ root: stateRoot(stateDir), folder },
      tell,
    }),
    applier: createDiskApplier({ folder, encodingOf, guard: changes }),
    recover: async () => {
      await changes.recover();
      const root = stateRoot(stateDir);
      const problems = await Promise.all([recoverVerifications(root, folder), recoverCommits(root, folder)]);
      for (const problem of problems.flat()) {
        tell(problem);
      }
    },
    openBaseline: ({ commit }, files, signal) =>
      openFolderBaseline(
        { folder, commit, files: files.map(({ path }) => path), encodingOf, maxFileSize, hash: sha256 },
        signal,
      ),
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
        tell,
        keyFor: async (endpoint) => keyFromEnvironment(endpoint, options.endpoints.length, process.env, tell),
      }),
    maxParallelFiles,
    heard: (event) => {
      if (event.type === 'dismissals.followed') {
        tell(followedText(event));
      }
    },
  };
}
