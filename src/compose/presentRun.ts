import type { FolderDismissals } from '../core/dismissals/dismissals';
import type { FileReview } from '../core/fileReview';
import type { Applier, TextHashes, Workspace } from '../core/ports';
import { isAsFound, isEdited } from '../core/queue/presentStates';
import { ProposalQueue } from '../core/queue/proposalQueue';
import type { RunStore } from '../core/run/store';
import { sha256 } from '../store/hash';
import { readTextHashes } from './textHashes';

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
  // Threads read while all that follows is done here.
  const reading = readProposed(store, workspace);
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
  await lookAtAll(queue, store, workspace, reading);
}

/** Brings the proposals of all files in line with their present texts. */
export async function lookAtAll(
  queue: ProposalQueue,
  store: RunStore,
  workspace: Workspace,
  reading = readProposed(store, workspace),
): Promise<void> {
  const now = await reading;
  for (const file of withProposals(store)) {
    const { path, textHash } = file;
    if (textHash === undefined || now?.get(path) !== textHash || !isAsFound(file, store.changes(path))) {
      await queue.look(path, workspace.read);
    }
  }
}

function withProposals(store: RunStore): readonly FileReview[] {
  return [...store.files()].filter(({ findings }) => findings.some(({ proposal }) => proposal));
}

/** What the files with proposals are now, as far as that is sooner known of all of them together. */
async function readProposed(store: RunStore, workspace: Workspace): Promise<TextHashes | undefined> {
  return workspace.textHashes?.(withProposals(store).map(({ path }) => path));
}

/** The reviewed files that somebody has edited or removed since, whatever was applied or taken back beside that. */
export async function editedFiles(store: RunStore, workspace: Workspace): Promise<readonly FileReview[]> {
  const reviewed = [...store.files()].filter(({ textHash }) => textHash !== undefined);
  const now = await textHashesOf(reviewed, workspace);
  return reviewed.filter((file) => {
    const hash = now.get(file.path);
    return hash === 'gone' || (hash !== undefined && isEdited(file, store.changes(file.path), hash));
  });
}

/** What files are now, whoever has changed them. */
export function textHashesOf(files: readonly FileReview[], workspace: Workspace): Promise<TextHashes> {
  const paths = files.map(({ path }) => path);
  return workspace.textHashes?.(paths) ?? readTextHashes(paths, workspace.read);
}
