import type { CommandOutcome, CommandRun, Trial, TrialOutcome } from '../../core/verify/ports';
import { messageOf } from '../errors';
import { isInside } from '../paths';
import { planChanges, type ReadAs } from './changes';
import { findLink } from './links';
import { type Base, findRewritten, makeChanges, namesOf, reset, type Worktree } from './worktree';

/** Runs an approved command in a folder, and ends all of its processes on every way. Never rejects. */
export type RunInWorktree = (
  call: {
    readonly command: string;
    /** Absolute. */
    readonly folder: string;
    /** What it is to find in its environment beside what every command gets. */
    readonly environment: Readonly<Record<string, string>>;
  },
  signal: AbortSignal,
) => Promise<CommandOutcome>;

export interface Tried {
  readonly outcome: TrialOutcome;
  /** Whether the worktree is as it was before. */
  readonly isReusable: boolean;
}

/** Tries a trial in a worktree that has the base. Never rejects. */
export async function tryIn(
  base: Base,
  worktree: Worktree,
  prefix: string,
  trial: Trial,
  { run, ...readAs }: ReadAs & { readonly run: RunInWorktree },
  signal: AbortSignal,
): Promise<Tried> {
  const planned = await planChanges(worktree.top, prefix, trial.changes, base.snapshot.files, readAs);
  if (planned.kind === 'refused') {
    return { outcome: { kind: 'unverifiable', reason: planned.reason }, isReusable: true };
  }
  try {
    const changes = await makeChanges(base, worktree, planned.files, signal);
    const runs = await runAll(worktree, trial, run, signal);
    if (runs === 'cancelled') {
      return { outcome: { kind: 'cancelled' }, isReusable: false };
    }
    const findings = await findRewritten(base, worktree, changes);
    const { rewritten, left, changed } = findings;
    const linked = await findLink(worktree.top, [...left, ...changed], (target) => isInside(base.top, target));
    // What was killed half-way can have left anything in what stays between trials.
    const survivors = runs.flatMap((run) => run.survivors ?? []);
    const haveEnded = survivors.length === 0 && runs.every(({ end }) => end.kind === 'exited');
    const isReusable = haveEnded && rewritten.length === 0 && (await reset(base, worktree, planned.files, findings));
    if (rewritten.length > 0) {
      const said = `the command changed ${namesOf(rewritten)}`;
      return {
        outcome: { kind: 'unverifiable', reason: `${said}: what it tested is not what would be applied` },
        isReusable,
      };
    }
    if (survivors.length > 0) {
      const reason = `processes that the command started could not be ended (${survivors.join(', ')}): they may still change what was tested`;
      return { outcome: { kind: 'unverifiable', reason }, isReusable };
    }
    const mounted = mountedReason(runs);
    if (mounted !== undefined) {
      return { outcome: { kind: 'unverifiable', reason: mounted }, isReusable };
    }
    if (linked !== undefined) {
      const reason = `the command made ${linked.path}, a link to ${linked.target}: it may have tested other files`;
      return { outcome: { kind: 'unverifiable', reason }, isReusable };
    }
    return { outcome: { kind: 'ran', tree: base.nameWith(changes), runs }, isReusable };
  } catch (error) {
    const reason = `after the command the copy could not be read: ${messageOf(error)}`;
    return { outcome: signal.aborted ? { kind: 'cancelled' } : { kind: 'unverifiable', reason }, isReusable: false };
  }
}

async function runAll(
  worktree: Worktree,
  trial: Trial,
  run: RunInWorktree,
  signal: AbortSignal,
): Promise<readonly CommandRun[] | 'cancelled'> {
  const runs: CommandRun[] = [];
  for (const command of trial.commands) {
    trial.begins?.(command);
    const ran = await run(callIn(worktree, command), signal);
    if (ran.kind === 'cancelled') {
      return 'cancelled';
    }
    const done = { ...ran.run, top: worktree.top };
    runs.push(done);
    if (!trial.goesOn(done)) {
      break;
    }
  }
  return runs;
}

/** A command at the top of a worktree, from which git finds no repository but the one that is there. */
export function callIn({ room, top }: Worktree, command: string): Parameters<RunInWorktree>[0] {
  return { command, folder: top, environment: { GIT_CEILING_DIRECTORIES: room } };
}

/** Why runs that left something mounted prove nothing; undefined where none did. It may hide or keep what they did. */
export function mountedReason(runs: readonly CommandRun[]): string | undefined {
  const left = runs.map((run) => run.left).find((each) => each?.isMounted);
  return left && `the command left something mounted in its place for temporary files: ${left.reason}`;
}
