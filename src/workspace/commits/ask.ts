import type { Refused } from '../../core/commit/committing';
import { type Answer, askGit } from '../askGit';

/** As `askGit`, where what git does not answer leaves the repository as it was. */
export async function ask(...question: Parameters<typeof askGit>): Promise<Answer | Refused> {
  const asked = await askGit(...question);
  return asked.kind === 'failed' ? { kind: 'refused', message: asked.message } : asked;
}
