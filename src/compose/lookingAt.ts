import type { Workspace } from '../core/ports';
import type { ReviewSession } from '../vscode/sessions';

/** Looks at files and remembers what it saw. */
export function lookingAt(
  queue: ReviewSession['queue'],
  workspace: Workspace,
): Pick<ReviewSession, 'look' | 'textHash' | 'presentHash'> {
  const hashes = new Map<string, string>();
  const read: Workspace['read'] = async (path) => {
    const found = await workspace.read(path);
    if (found.kind === 'text') {
      hashes.set(path, found.snapshot.textHash);
    } else {
      hashes.delete(path);
    }
    return found;
  };
  return {
    look: (path) => queue.look(path, read),
    textHash: (path) => hashes.get(path),
    presentHash: async (path) => {
      const found = await workspace.read(path);
      return found.kind === 'text' ? found.snapshot.textHash : undefined;
    },
  };
}
