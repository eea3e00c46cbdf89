import { endTree } from './processTree';
import { leftText, removeLeftTemporary } from './temporary';

/** Milliseconds for what a crash of ours left at work to end by itself. */
const grace = 1000;

/**
 * Ends all processes of commands that ran under a tag when this program crashed or was killed, and removes their
 * temporary files. Answers with the ids of those that are left nevertheless. Rejects, when all is done that can be, with
 * what of the files could not be removed.
 */
export async function recoverCommands(tag: string): Promise<number[]> {
  const left = await endTree({ tag }, grace);
  const [stays] = await removeLeftTemporary(tag);
  if (stays) {
    throw new Error(leftText(stays));
  }
  return left;
}
