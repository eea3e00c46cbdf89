import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderDismissals } from '../core/dismissals/dismissals';
import type { ProposalQueue } from '../core/queue/proposalQueue';
import type { EventLog } from '../core/run/events';
import { renamesSince } from '../core/run/seenRenames';
import type { RunStore } from '../core/run/store';
import { errorMessage } from '../core/text/errorMessage';
import { hasCode } from '../store/errors';
import { readSeen } from '../store/seenRecord';

/** What following needs of an open run. */
interface Followable {
  /** The run's own folder. */
  readonly directory: string;
  readonly store: RunStore;
  readonly queue: Pick<ProposalQueue, 'followDismissals'>;
  readonly dismissals: FolderDismissals;
  readonly log: EventLog;
}

/**
 * Has what is dismissed follow files to their new names, as the reviews before know them (see `renamesSince`), where the
 * old name is gone from the folder: a copy takes nothing along. Tells the log of each file. Never rejects.
 */
export async function followRenames({ directory, store, queue, dismissals, log }: Followable): Promise<void> {
  const lost = new Set(dismissals.list().flatMap(({ path }) => (store.file(path) ? [] : [path])));
  const before = lost.size > 0 && store.isListed ? await readSeen(directory, 'before') : undefined;
  const renamed = new Map<string, string>();
  for (const [path, from] of before ? renamesSince(before.files, store) : []) {
    if (lost.has(from) && (await isGone(join(store.header.folder, from)))) {
      renamed.set(path, from);
    }
  }
  await moveDismissals(renamed, { queue, dismissals, log });
}

/** Has what is dismissed follow files to their new names. Tells the log of each file. Never rejects. @param renamed old names by new ones */
export async function moveDismissals(
  renamed: ReadonlyMap<string, string>,
  { queue, dismissals, log }: Pick<Followable, 'queue' | 'dismissals' | 'log'>,
): Promise<void> {
  if (renamed.size === 0) {
    return;
  }
  const tell = (path: string, from: string, what: { findings: number; problem?: string }) =>
    log({ type: 'dismissals.followed', at: Date.now(), path, from, ...what });
  try {
    const followed = await dismissals.followRenames(renamed);
    await queue.followDismissals();
    for (const [path, findings] of followed) {
      tell(path, renamed.get(path) ?? path, { findings });
    }
  } catch (error) {
    for (const [path, from] of renamed) {
      tell(path, from, { findings: 0, problem: errorMessage(error) });
    }
  }
}

async function isGone(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: unknown) => hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR'),
  );
}
