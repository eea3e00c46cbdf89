import type { OpenRun, RunWorld } from '../compose/openRun';
import type { RunHeader } from '../core/options';
import { type Bulk, failsVerification, isSetback, type QueueEntry } from '../core/queue/queueEntry';
import { locationText } from '../core/report/findingText';
import { counted } from '../core/text/counted';
import { sentence } from '../core/text/sentence';
import { proofText } from '../core/verify/proofText';
import { checkTree, type Provable, provenNow } from '../core/verify/verifying/provenNow';
import { program } from './calledAs';
import { applying, emptyBulkText, takenBackText } from './emptyBulk';
import { tell, tellResult } from './output';
import { styleOf } from './terminal';
import { unchangeableFiles } from './unchangeable';

/** What hears of the work: a person, or nobody but of problems. */
export interface Teller {
  readonly isQuiet: boolean;
}

/**
 * Applies what a bulk action takes, and says what became of it. False when some of it could not be applied.
 *
 * @param tryTogether has those verified together that were each verified alone; where it cannot be done, they are left
 */
export async function applyBulk(
  open: OpenRun,
  bulk: Bulk,
  { verifier }: Pick<RunWorld, 'verifier'>,
  teller: Teller,
  signal: AbortSignal,
  tryTogether?: (entries: readonly QueueEntry[]) => Promise<boolean>,
): Promise<boolean> {
  const { queue, run } = open;
  const isProven = bulk === 'safe' && run.store.hasProofs;
  const look = () => provenNow(queue, verifier, signal);
  let proven = isProven && !signal.aborted ? await look() : undefined;
  if (proven?.kind === 'several' && tryTogether && !signal.aborted && (await tryTogether(proven.entries))) {
    proven = await look();
  }
  if (signal.aborted) {
    tell('Cancelled: nothing was applied.');
    return false;
  }
  const problems = proven ? await problemsOf(proven, open) : [];
  if (problems.length > 0) {
    tell(['Nothing was applied.', ...problems].join(' '));
    return false;
  }
  return proven?.kind === 'set'
    ? applySet(open, proven, { verifier }, teller, signal)
    : applyOthers(open, bulk, isProven ? [] : queue.inBulk(bulk), teller, signal);
}

/** Why nothing of what is proven can be applied: a sentence each, with what to do. */
async function problemsOf(proven: Provable, { run: { store } }: OpenRun): Promise<readonly string[]> {
  const again = `${program} verify ${store.header.id}`;
  switch (proven.kind) {
    case 'refused':
      return [
        `${sentence(proven.message)}${takenBackText(store, applying(store, 'safe'))}`,
        `To verify what waits now: ${again}`,
      ];
    case 'several':
      return [
        `The ${proven.entries.length} verified proposals were each tried without the others.`,
        `To try them together: ${again} --verify-each all. To apply one: ${program} apply ${store.header.id} --only ID`,
      ];
    case 'set': {
      const blocked = await unchangeableFiles(store.header.folder, proven.entries);
      const files = [...blocked].map(([path, reason]) => `${path}: ${sentence(reason)}`);
      const why = `What was verified is ${counted(proven.entries.length, 'proposal')} together, and not all of it can be applied.`;
      return files.length > 0 ? [why, ...files] : [];
    }
    default:
      return [];
  }
}

async function applySet(
  open: OpenRun,
  { entries, tree }: Provable & { readonly kind: 'set' },
  { verifier }: Pick<RunWorld, 'verifier'>,
  { isQuiet }: Teller,
  signal: AbortSignal,
): Promise<boolean> {
  const { store } = open.run;
  const applied = await applyEach(open, entries, isQuiet, signal);
  const isWhole = applied === entries.length;
  if (!isQuiet || !isWhole) {
    tell(`${applied} of ${entries.length} applied.`);
  }
  const back = `To revert the changes: ${program} revert ${store.header.id}`;
  if (!isWhole) {
    if (applied > 0) {
      tell(`They were verified all together, and never without the others. ${back}`);
    }
    return false;
  }
  const check = await checkTree(tree, verifier, signal);
  switch (check.kind) {
    case 'tested':
      if (!isQuiet) {
        tell('The folder is now, file for file, the tree that was tested.');
      }
      return true;
    case 'other':
      tell(`The folder is not the tree that was tested: ${sentence(check.message)} ${back}`);
      return false;
    case 'unknown':
      tell(`Whether the folder is the tree that was tested is not known: ${sentence(check.message)}`);
      return false;
  }
}

async function applyOthers(
  open: OpenRun,
  bulk: Bulk,
  entries: readonly QueueEntry[],
  { isQuiet }: Teller,
  signal: AbortSignal,
): Promise<boolean> {
  const { queue, run } = open;
  const { store } = run;
  const total = entries.length;
  if (total === 0 && (!isQuiet || queue.waiting().length > 0)) {
    tell(emptyBulkText(queue, bulk, store));
  }
  const applied = await applyEach(open, entries, isQuiet, signal);
  if (total > 0 && (!isQuiet || applied < total)) {
    tell(`${applied} of ${total} applied.`);
  }
  if (bulk === 'exact' && !isQuiet) {
    tellFailing(queue.waiting(), store.header);
  }
  return applied === total;
}

/** Says which proposals no bulk action applies because they were seen to fail, and how to apply one all the same. */
export function tellFailing(waiting: readonly QueueEntry[], { id: run, folder }: RunHeader): void {
  const failing = waiting.filter(failsVerification);
  for (const { file, finding } of failing) {
    const { proof } = finding.proposal;
    const place = locationText({ path: file.path, finding }, styleOf(process.stderr, folder));
    tell(`left: ${place}: ${finding.title}: ${proof ? proofText(proof) : ''} (${finding.id})`);
  }
  if (failing.length > 0) {
    const what = counted(failing.length, 'proposal');
    const verb = failing.length === 1 ? 'fails its verification and was' : 'fail their verification and were';
    tell(`${what} ${verb} not applied. To apply one anyway: ${program} apply ${run} --only ID`);
  }
}

async function applyEach(
  { queue, run }: OpenRun,
  entries: readonly QueueEntry[],
  isQuiet: boolean,
  signal: AbortSignal,
): Promise<number> {
  let applied = 0;
  await queue.applyAll(entries, signal, (entry, result) => {
    applied += isSetback(result) ? 0 : 1;
    if (!isQuiet || isSetback(result)) {
      tellResult(entry, result, run.store.header.folder);
    }
  });
  return applied;
}
