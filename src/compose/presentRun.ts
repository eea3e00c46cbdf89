import pLimit from 'p-limit';
import type { FolderDismissals } from '../core/dismissals/dismissals';
import type { FileReview } from '../core/fileReview';
import type { Applier, Workspace } from '../core/ports';
import { isEdited } from '../core/queue/presentStates';
import { ProposalQueue } from '../core/queue/proposalQueue';
import type { RunStore } from '../core/run/store';
import { sha256 } from '../store/hash';

/**
 * Brings a run that was only read in line with the files as they are now, in memory alone: changes that a process was
 * killed over, the states of all proposals, and what is dismissed.
 */
export async function bringUpToDate(
  store: RunStore,
  {
    applier,
    workspace,
    dismissals,
  }: { readonly applier: Applier; readonly workspace: Workspace; readonly dismissals: FolderDismissals },
): Promise<void> {
  const queue = new ProposalQueue({
    ...{ store, dismissals },
    applier: {
      ...applier,
      change: async () => ({ kind: 'failed', message: 'The run is only looked at.' }),
    },
    journal: { append: async () => {} },
    preImages: { keep: async () => '', recall: async () => undefined },
    log: () => {},
    clock: { now: () => Date.now(), sleep: async () => {} },
    hash: sha256,
  });
  await queue.recover(false);
  if (await dismissals.loadOrTell()) {
    await queue.followDismissals();
  }
  await lookAtAll(queue, store, workspace);
}

/** Brings the proposals of all files in line with their present texts. */
export async function lookAtAll(queue: ProposalQueue, store: RunStore, { read }: Workspace): Promise<void> {
  for (const { path, findings } of [...store.files()]) {
    if (findings.some(({ proposal }) => proposal)) {
      await queue.look(path, read);
    }
  }
}

/** Files that are read at once. */
const atOnce = 16;

/** The reviewed files that somebody has edited or removed since, whatever was applied or taken back beside that. */
export async function editedFiles(store: RunStore, workspace: Workspace): Promise<readonly FileReview[]> {
  const reviewed = [...store.files()].filter(({ textHash }) => textHash !== undefined);
  const now = await textHashesOf(reviewed, workspace);
  return reviewed.filter((file) => {
    const hash = now.get(file.path);
    return hash === 'gone' || (hash !== undefined && isEdited(file, store.changes(file.path), hash));
  });
}

/** By their paths, hashes of the texts that files have now; of what cannot be read nothing is known. */
export async function textHashesOf(
  files: readonly FileReview[],
  { read }: Workspace,
): Promise<ReadonlyMap<string, string | 'gone'>> {
  const limit = pLimit(atOnce);
  const hashes = files.map(({ path }) =>
    limit(async () => {
      const found = await read(path);
      const isGone = found.kind === 'failed' && found.reason === 'file deleted';
      return [path, found.kind === 'text' ? found.snapshot.textHash : isGone ? ('gone' as const) : undefined] as const;
    }),
  );
  return new Map((await Promise.all(hashes)).flatMap(([path, hash]) => (hash === undefined ? [] : [[path, hash]])));
}
