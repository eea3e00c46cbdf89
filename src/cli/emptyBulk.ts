import type { ProposalQueue } from '../core/queue/proposalQueue';
import type { Bulk } from '../core/queue/queueEntry';
import type { RunStore } from '../core/run/store';
import { program } from './calledAs';

/**
 * Says that a bulk action has nothing to apply, why, and what applies more.
 *
 * @param queue one in which there is nothing of that kind
 * @param store of the queue's run
 */
export function emptyBulkText(
  queue: Pick<ProposalQueue, 'waiting' | 'inBulk'>,
  bulk: Bulk,
  store: Pick<RunStore, 'header' | 'hasProofs' | 'files'>,
): string {
  return `${whyEmpty(queue, bulk, store)}${takenBackText(store, applying(store, bulk))}`;
}

/** What a person types to have a bulk action apply something. */
export function applying({ header: { id } }: Pick<RunStore, 'header'>, bulk: Bulk): string {
  return `${program} apply ${id}${bulk === 'exact' ? ' --exact' : ''}`;
}

/**
 * How proposals that were taken back are taken up again, behind a sentence; empty where there are none.
 *
 * @param command what a person has typed, or may type, for those that wait
 */
export function takenBackText(store: Pick<RunStore, 'files'>, command: string): string {
  const reverted = [...store.files()].flatMap(({ findings }) =>
    findings.filter(({ proposal }) => proposal?.state.kind === 'reverted'),
  ).length;
  const were = reverted === 1 ? '1 was reverted' : `${reverted} were reverted`;
  return reverted === 0 ? '' : ` ${were}: \`${command} --reverted\` takes ${reverted === 1 ? 'it' : 'them'} up again.`;
}

function whyEmpty(
  queue: Pick<ProposalQueue, 'waiting' | 'inBulk'>,
  bulk: Bulk,
  { header: { id }, hasProofs }: Pick<RunStore, 'header' | 'hasProofs'>,
): string {
  const waiting = queue.waiting();
  const all = waiting.length;
  if (all === 0) {
    return 'There is no proposal to apply.';
  }
  const none = all === 1 ? 'The only proposal that waits is not' : `None of the ${all} proposals that wait is`;
  const byName = `\`${program} apply ${id} --only ID\` applies one that you have looked at`;
  if (bulk === 'safe' && hasProofs) {
    const verified = waiting.filter(({ finding }) => finding.proposal.proof?.result.kind === 'verified').length;
    return verified === 0
      ? `${none} verified; \`${program} show ${id} --proof\` says of each why.`
      : `${none} both verified together with the others and fit to be applied unseen. ${byName}; \`${program} show ${id} --proof\` has the ids.`;
  }
  const verifyFirst = `\`${program} verify ${id} --verify "npm test"\`, with your own command, finds out which hold.`;
  const exact = queue.inBulk('exact').length;
  const why = bulk === 'safe' ? 'safe to apply unseen' : 'placed exactly, without a flag and not seen to fail';
  const more =
    bulk === 'safe' && exact > 0
      ? `${verifyFirst} \`${program} apply ${id} --exact\` applies ${exact} of ${all} that nothing has proven: what is placed exactly and carries no flag.`
      : `${byName}; \`${program} show ${id}\` has the ids.`;
  return `${none} ${why}. ${more}`;
}
