import type { ProposalQueue } from '../core/queue/proposalQueue';
import type { Bulk } from '../core/queue/queueEntry';

/**
 * Says that a bulk action has nothing to apply, why, and what applies more.
 *
 * @param queue one in which there is nothing of that kind
 * @param run the id of the queue's run
 */
export function emptyBulkText(queue: Pick<ProposalQueue, 'waiting' | 'inBulk'>, bulk: Bulk, run: string): string {
  const all = queue.waiting().length;
  if (all === 0) {
    return 'There is no proposed change to apply.';
  }
  const exact = queue.inBulk('exact').length;
  const none = all === 1 ? 'The only proposed change is not' : `None of the ${all} proposed changes is`;
  const why = bulk === 'safe' ? 'safe to apply unseen' : 'placed exactly and without a flag';
  const more =
    bulk === 'safe' && exact > 0
      ? `\`folder-review apply ${run} --exact\` applies ${exact} of ${all}: what is placed exactly and carries no flag.`
      : `\`folder-review apply ${run} --only ID\` applies one that you have looked at; results.json has the ids.`;
  return `${none} ${why}. ${more}`;
}
