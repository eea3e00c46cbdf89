import { lstat } from 'node:fs/promises';
import { isGone } from '../errors';
import { findGit } from '../git';
import { locateGitDirectory } from '../gitDirectory';
import { withGitView } from '../gitView';
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
  const directory = await locateGitDirectory(folder);
  const found = await findGit(folder, never);
  if (directory.kind !== 'found' || found.kind !== 'git') {
    const why =
      'message' in directory ? directory.message : 'message' in found ? found.message : 'there is no repository';
    throw new Error(`${note.lock.lock} is left of a landing that was cut short: ${why}`);
  }
  const settle = async (view: Parameters<typeof settleLanding>[0]) => {
    await settleLanding(view, note, place);
    return { kind: 'settled' as const };
  };
  const outcome = await withGitView(
    { git: found.git, directory, folder, withReferences: true, parent: place },
    never,
    settle,
  );
  if (outcome.kind !== 'settled') {
    throw new Error('message' in outcome ? outcome.message : `${folder} is in no work tree any more`);
  }
}

async function hasLeft({ lock }: LandingNote): Promise<boolean> {
  return lstat(lock.own).then(
    () => true,
    (error) => (isGone(error) ? false : Promise.reject(error)),
  );
}
