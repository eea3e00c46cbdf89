import type { ProposalQueue } from '../../queue/proposalQueue';
import { type VerifiedSet, verifiedSet } from '../../queue/verifiedSet';
import { firstOf } from '../../text/counted';
import { visible } from '../../text/visible';
import type { Verifier } from './verifier';

/** What can be applied because it was proven: a set, or why there is none. */
export type Provable =
  | Exclude<VerifiedSet, { readonly kind: 'broken' }>
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** The verified set of a queue, if the folder is now the tree that it was proven in. */
export async function provenNow(queue: ProposalQueue, verifier: Verifier, signal: AbortSignal): Promise<Provable> {
  const set = verifiedSet(queue.inBulk('safe'));
  if (set.kind === 'broken') {
    const [does, them] = set.missing === 1 ? ['does', 'it'] : ['do', 'them'];
    const gone = `${set.missing} of the ${set.together} proposals that were verified together`;
    const message = `${gone} ${does} not wait any more, and the others were never tried without ${them}. Verify again.`;
    return { kind: 'refused', message };
  }
  if (set.kind !== 'set') {
    return set;
  }
  const now = await verifier.treeNow(signal, set.baseTree);
  if (now.kind !== 'tree') {
    return now.kind === 'failed' ? { kind: 'refused', message: now.message } : now;
  }
  return now.tree === set.baseTree
    ? set
    : {
        kind: 'refused',
        message: `The folder has changed since the proposals were verified${where(now.changed)}. Verify again.`,
      };
}

/** More would make the message too long to be read. */
const mostNamed = 3;

/** ": src/a.js, src/b.js, src/c.js and 4 more" */
function where(changed: readonly string[] = []): string {
  const names = changed.map((path) => visible(path, ''));
  return names.length === 0 ? '' : `: ${firstOf(names, mostNamed)}`;
}

/** Whether the folder is now, file for file, the tree that was tested. */
export type TreeCheck =
  | { readonly kind: 'tested' }
  | { readonly kind: 'other'; readonly message: string }
  /** Nobody has seen whether it is. */
  | { readonly kind: 'unknown'; readonly message: string };

export async function checkTree(tree: string, verifier: Verifier, signal: AbortSignal): Promise<TreeCheck> {
  const now = await verifier.treeNow(signal);
  switch (now.kind) {
    case 'tree':
      return now.tree === tree
        ? { kind: 'tested' }
        : { kind: 'other', message: 'something else in the folder has changed' };
    case 'failed':
      return { kind: 'unknown', message: now.message };
    case 'cancelled':
      return { kind: 'unknown', message: 'the comparison was cancelled' };
  }
}
