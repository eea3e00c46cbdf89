import type { Applier, Workspace } from '../core/ports';
import { ProposalQueue } from '../core/queue/proposalQueue';
import type { ReplayedRun } from '../core/run/replay';
import type { RunStore } from '../core/run/store';
import { sha256 } from '../store/hash';

/**
 * Brings a run that was only read in line with the files as they are now, in memory alone: changes that a process was
 * killed over, and the states of all proposals.
 */
export async function bringUpToDate(
  { store, openIntents }: ReplayedRun,
  { applier, workspace }: { readonly applier: Applier; readonly workspace: Workspace },
): Promise<void> {
  const queue = new ProposalQueue({
    store,
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
  await queue.recover(openIntents, false);
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
