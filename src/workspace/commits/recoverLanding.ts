import { lstat } from 'node:fs/promises';
import { isGone } from '../errors';
import { inRepository } from '../inRepository';
import { type LandingNote, readNote, settleLanding } from './land';

const never = new AbortController().signal;

/**
 * Settles what a landing has left in a repository when its process was killed. Rejects with what keeps it from that.
 *
 * @param place Where it was prepared.
 * @param folder The reviewed folder, real path.
 */
export async function recoverLanding(place: string, folder: string): Promise<void> {
  const note = await readNote(place);
  if (note === undefined || !(await hasLeft(note))) {
    return;
  }
  const outcome = await inRepository(folder, { withReferences: true, parent: place }, never, async (view) => {
    await settleLanding(view, note, place);
    return { kind: 'settled' as const };
  });
  if (outcome.kind !== 'settled') {
    const why = 'message' in outcome ? outcome.message : 'there is no repository';
    throw new Error(`${note.lock.lock} is left of a landing that was cut short: ${why}`);
  }
}

async function hasLeft({ lock }: LandingNote): Promise<boolean> {
  return lstat(lock.own).then(
    () => true,
    (error) => (isGone(error) ? false : Promise.reject(error)),
  );
}
