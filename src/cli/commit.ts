import { commitStore } from '../compose/commits';
import type { OpenRun } from '../compose/openRun';
import { committedText, landingSaid } from '../core/commit/committedText';
import { sentence } from '../core/text/sentence';
import { stateRoot } from '../store/stateDir';
import { utf8Or } from '../workspace/encoding';
import type { Teller } from './applyBulk';
import { program } from './calledAs';
import type { CommitCommand } from './command';
import { tell } from './output';
import { withPastRun } from './pastRuns';
import type { Common } from './program';

/** Commits what is applied of an earlier run, lands it where asked, and answers with the exit code. */
export function commitPastRun(command: CommitCommand): Promise<number> {
  return withPastRun(command, async (open, _world, signal) => {
    await open.lookAtFiles();
    const options = { scope: command.each, lands: command.land === true, sign: command.sign, hooks: command.hooks };
    return commitApplied(open, options, command, { isQuiet: false }, signal);
  });
}

/**
 * Commits what is applied of a run, and says what became of it. True when all that was asked for holds in the end, by
 * whatever command it came about: all that is applied is in a commit, and where it was to be landed, what is checked out
 * has all of these commits. False when a file was left out, or anything was refused, a landing behind commits that were
 * made as well.
 */
export async function commitApplied(
  { run: { store } }: OpenRun,
  options: Parameters<typeof commitStore>[2],
  { stateDir }: Common,
  { isQuiet }: Teller,
  signal: AbortSignal,
): Promise<boolean> {
  const { id, options: runOptions } = store.header;
  const world = { stateRoot: stateRoot(stateDir), encodingOf: utf8Or(runOptions.encoding) };
  const outcome = await commitStore(store, world, options, signal);
  if (outcome.kind !== 'committed') {
    tell(
      outcome.kind === 'refused'
        ? `Nothing was committed: ${sentence(outcome.message)}`
        : 'Cancelled: nothing was committed.',
    );
    return false;
  }
  const { left, landing } = outcome;
  for (const { path, reason } of left) {
    tell(`Not committed: ${path}: ${reason}`);
  }
  const landed = landing && landingSaid(landing, outcome);
  if (!isQuiet) {
    tell(committedText(outcome, id));
    if (outcome.commits.length > 0 && !options.lands) {
      tell(`To land these commits on the branch that is checked out: ${program} commit ${id} --land`);
    }
  }
  if (landed && (!landed.isDone || !isQuiet)) {
    tell(landed.text);
  }
  return left.length === 0 && landed?.isDone !== false;
}
