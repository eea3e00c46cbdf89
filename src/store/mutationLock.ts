import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { obstacles } from '../core/text/obstacles';
import { english } from '../core/text/say';
import { sha256 } from './hash';
import { acquireLock, isLocked, type Lock, type LockOwner } from './lock';

/** What became of the wish for the lock of a file. */
export type MutationLockOutcome =
  | { readonly kind: 'held'; readonly lock: Lock }
  | { readonly kind: 'busy'; readonly message: string };

/** Milliseconds between two looks at a lock that somebody else holds. */
const pollMs = 10;

/**
 * Takes the lock under which a file is changed, waiting for whoever has it. Rejects as `acquireLock` does.
 *
 * @param changes the folder that `makeChangesFolder` answers with
 * @param file real path of the file
 * @param waitMs 0 for a single look
 */
export async function acquireMutationLock(changes: string, file: string, waitMs: number): Promise<MutationLockOutcome> {
  const path = join(changes, `${sha256(file)}.lock`);
  const deadline = performance.now() + waitMs;
  for (;;) {
    const outcome = await acquireLock(path);
    if (outcome.kind === 'held') {
      return outcome;
    }
    do {
      if (performance.now() >= deadline) {
        return { kind: 'busy', message: busyMessage(path, outcome.owner) };
      }
      await delay(pollMs);
    } while (await isLocked(path));
  }
}

function busyMessage(path: string, owner: LockOwner | undefined): string {
  return owner === undefined
    ? english(obstacles.changingUnknown, path)
    : english(obstacles.changing, `${owner.pid}`, owner.host, path);
}
