import type { OpenRun, RunWorld } from '../compose/openRun';
import { editsOf, isApplied } from '../core/edits/proposalState';
import { missingFrom } from '../core/queue/missing';
import { type ApplyResult, isSetback } from '../core/queue/queueEntry';
import { diffLines } from '../core/report/findingText';
import { printable } from '../core/report/text';
import { counted } from '../core/text/counted';
import type { Finding } from '../core/types';
import { proofText } from '../core/verify/proofText';
import { applyBulk, tellFailing } from './applyBulk';
import type { Command } from './command';
import { tellDifference } from './difference';
import { emptyBulkText } from './emptyBulk';
import { CommandFailure } from './exitCode';
import { print, tell, tellResult } from './output';
import { withPastRun } from './pastRuns';
import { styleOf } from './terminal';
import { typedPaths } from './typedPaths';

type ChangeCommand = Extract<Command, { kind: 'apply' | 'revert' }>;

/** Applies proposals of a run or takes them back, one at a time, and says what became of each. */
export function changeFiles(command: ChangeCommand): Promise<number> {
  return withPastRun(command, async (open, world, signal) => {
    if (command.kind === 'revert') {
      return revertSome(command, open, world, signal);
    }
    if (command.reverted) {
      await open.queue.waitAgain();
    }
    if (command.only.length === 0 && command.bulk === 'safe' && open.run.store.hasProofs) {
      await open.lookAtFiles();
      return applyBulk(open, 'safe', world, { isQuiet: false }, signal);
    }
    return applySome(command, open, signal);
  });
}

async function applySome(command: ChangeCommand, open: OpenRun, signal: AbortSignal): Promise<boolean> {
  const { queue, run } = open;
  const ids = await idsOf(command, open);
  let done = 0;
  // What commands have said of it is of the text as it was.
  const proofs = new Map(command.only.map((id) => [id, queue.entry(id)?.finding.proposal.proof]));
  const wanted = ids.map((id) => ({ finding: { id } }));
  await queue.applyAll(
    wanted,
    signal,
    ({ finding: { id } }, result) => {
      done += Number(tellOne(open, id, result));
      const proof = proofs.get(id);
      if (proof && proof.result.kind !== 'verified') {
        tell(`  It is not verified: ${proofText(proof)}`);
      }
      if (command.only.length > 0 && !isSetback(result)) {
        tellEdits(open, id);
      }
    },
    command.only.length > 0,
  );
  print(
    ids.length === 0 ? `${emptyBulkText(queue, command.bulk, run.store)}\n` : `${done} of ${ids.length} applied.\n`,
  );
  if (command.only.length === 0) {
    tellFailing(queue.waiting(), run.store.header);
  }
  tellApart(
    [...run.store.files()].flatMap(({ findings }) => findings),
    new Set(ids),
  );
  return done === ids.length;
}

/** Shows on standard error what was changed. */
function tellEdits({ queue, run }: OpenRun, id: string): void {
  const proposal = queue.entry(id)?.finding.proposal;
  const edits = proposal ? editsOf(proposal) : [];
  const gutter = Math.max(...edits.map(({ startLine }) => String(startLine).length), 1);
  const style = styleOf(process.stderr, run.store.header.folder);
  process.stderr.write(edits.map((edit) => diffLines(edit, gutter, style)).join(''));
}

/** Says which of the changes that were made were verified only with others that are not all made now. */
function tellApart(findings: readonly Finding[], ids: ReadonlySet<string>): void {
  for (const { id, title, proposal } of findings) {
    const { proof, state } = proposal ?? {};
    const missing = proof && ids.has(id) && isApplied(state) ? missingFrom(proof, findings) : 0;
    if (proof?.result.kind === 'verified' && missing > 0) {
      const others = counted(proof.result.together - 1, 'other');
      tell(`Verified only with ${others}, not all of them here (${missing} missing): ${title}`);
    }
  }
}

async function revertSome(
  command: ChangeCommand,
  open: OpenRun,
  { workspace }: RunWorld,
  signal: AbortSignal,
): Promise<boolean> {
  const { queue, run } = open;
  const ids = await idsOf(command, open);
  let done = 0;
  for (const id of ids) {
    if (!signal.aborted) {
      const result = await queue.revert(id);
      done += Number(tellOne(open, id, result));
      if (result.kind !== 'reverted') {
        await tellDifference(queue, workspace, id);
      }
    }
  }
  const where = command.files.length > 0 ? ` in ${printable(command.files.join(', '))}` : '';
  print(
    ids.length === 0
      ? `There is nothing to revert: no proposal of run ${run.store.header.id} is applied${where}.\n`
      : `${done} of ${ids.length} reverted.\n`,
  );
  return done === ids.length;
}

/** Says what became of the wish to change something. False when it was not done. */
function tellOne({ queue, run }: OpenRun, id: string, result: ApplyResult): boolean {
  const entry = queue.entry(id);
  if (entry) {
    tellResult(entry, result, run.store.header.folder);
  } else {
    tell(`Run ${run.store.header.id} has no proposal ${id}.`);
  }
  return !isSetback(result);
}

/** Those that are named, and those in the files that are named; without either, all that can be. */
async function idsOf(command: ChangeCommand, open: OpenRun): Promise<readonly string[]> {
  const { only } = command;
  const files = typedPaths(open.run.store, command.files);
  if (only.length > 0 && files.length === 0) {
    return only;
  }
  const unknown = files.find((path) => !open.run.store.file(path));
  if (unknown !== undefined) {
    const place = 'Give its path in the reviewed folder, as reports have it.';
    throw new CommandFailure(`Run ${open.run.store.header.id} has no file ${printable(unknown)}. ${place}`);
  }
  const ids = await defaultIds(command, open);
  const isIn = (id: string) => files.length === 0 || files.includes(open.queue.entry(id)?.file.path ?? '');
  return [...only, ...ids.filter((id) => isIn(id) && !only.includes(id))];
}

/**
 * Without `--only`: what is safe, or exact, to apply; or everything that is applied, the last in the file first. What the
 * record says but the files do not is tried as well, so that nobody takes it for done.
 */
async function defaultIds(command: ChangeCommand, open: OpenRun): Promise<readonly string[]> {
  const recorded = idsFor(command, open);
  await open.lookAtFiles();
  const present = idsFor(command, open);
  const isLost = (id: string) => open.queue.entry(id)?.finding.proposal.state.kind === 'stale';
  return [...present, ...recorded.filter(isLost)];
}

function idsFor({ kind, bulk }: ChangeCommand, { queue, run }: OpenRun): string[] {
  if (kind === 'apply') {
    return queue.inBulk(bulk).map(({ finding }) => finding.id);
  }
  return [...run.store.files()].flatMap(({ findings }) =>
    findings
      .filter(({ proposal }) => isApplied(proposal?.state))
      .map(({ id }) => id)
      .reverse(),
  );
}
