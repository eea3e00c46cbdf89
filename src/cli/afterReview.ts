import type { OpenRun, RunWorld } from '../compose/openRun';
import type { VerifyMode } from '../core/proof';
import type { QueueEntry } from '../core/queue/queueEntry';
import { appliedCount } from '../core/run/summary';
import { applyBulk } from './applyBulk';
import { program } from './calledAs';
import type { EndFlags } from './command';
import { commitApplied } from './commit';
import { tell } from './output';
import { tellVerifiedSet, verify } from './verify';

/**
 * Verifies, applies and commits what the flags of a review ask for, when it has come to its end. False when some of it was
 * not done; a person has been told what.
 */
export async function carryOut(
  command: EndFlags,
  open: OpenRun,
  world: RunWorld,
  signal: AbortSignal,
): Promise<boolean> {
  const { header, state } = open.run.store;
  if (state.kind === 'finished') {
    const isApplied = await verifyAndApply(command, open, world, signal);
    return commitWhere(isApplied, command, open, signal);
  }
  const undone = [
    ...(header.options.verification ? ['verified'] : []),
    ...(command.apply === 'none' ? [] : ['applied']),
    ...(command.commit === undefined ? [] : ['committed']),
  ];
  if (undone.length > 0) {
    const why = state.kind === 'cancelled' ? 'The review was cancelled' : 'The review did not finish';
    tell(`${why}: nothing was ${undone.join(' or ')}.`);
  }
  return true;
}

async function verifyAndApply(
  { apply, quiet }: EndFlags,
  open: OpenRun,
  world: RunWorld,
  signal: AbortSignal,
): Promise<boolean> {
  const teller = { isQuiet: quiet === true };
  const { verification } = open.run.store.header.options;
  if (verification === undefined) {
    return apply === 'none' || applyBulk(open, apply, world, teller, signal);
  }
  const prove = (mode: VerifyMode, only?: readonly QueueEntry[]) =>
    verify(open, { ...verification, mode }, world, teller, signal, only && { only });
  const isVerified = await prove(verification.mode);
  if (apply === 'none' && isVerified && !teller.isQuiet) {
    tellVerifiedSet(open);
  }
  const isApplied =
    apply === 'none' || (await applyBulk(open, apply, world, teller, signal, (entries) => prove('all', entries)));
  return isVerified && isApplied;
}

/** Commits what is applied, where that is asked for and all of it could be. */
async function commitWhere(
  isApplied: boolean,
  command: EndFlags,
  open: OpenRun,
  signal: AbortSignal,
): Promise<boolean> {
  const { store } = open.run;
  if (command.commit === undefined) {
    return isApplied;
  }
  if (!isApplied || signal.aborted) {
    const later = `To commit what is applied: ${program} commit ${store.header.id}`;
    tell(['Nothing was committed.', ...(appliedCount(store.summary()) > 0 ? [later] : [])].join(' '));
    return false;
  }
  const options = { scope: command.commit, lands: false, sign: command.commitSign };
  return commitApplied(open, options, command, { isQuiet: command.quiet === true }, signal);
}
