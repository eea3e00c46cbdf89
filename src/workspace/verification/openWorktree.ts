import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandRun } from '../../core/verify/ports';
import { messageOf } from '../errors';
import { isInside } from '../paths';
import { bring, fingerprintOf, mostCopied, sizeOf, spared } from './dependencies';
import type { Origin } from './kept';
import { findLink } from './links';
import { callIn, mountedReason, type RunInWorktree } from './tryIn';
import { type Base, findRewritten, keepOthers, linkOut, makeWorktree, namesOf, type Worktree } from './worktree';

export type OpenedWorktree =
  | { readonly kind: 'worktree'; readonly worktree: Worktree }
  | { readonly kind: 'unverifiable'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** How a worktree becomes what trials begin with. */
export interface Equipment {
  /** What is copied from the person's folder: paths relative to its top. */
  readonly brought: readonly string[];
  /** What that was when the first copy was to be made; see `fingerprintOf`. */
  readonly fingerprint: string;
  /** Commands that run in it once. */
  readonly setUp: readonly string[];
  readonly run: RunInWorktree;
  /** Hears of each file that is copied. */
  copied(): void;
}

/** Milliseconds: the coarsest times that file systems keep, and more. */
const coarsest = 2000;

/** Makes a worktree in a room, an absolute path where nothing stands, and equips it. Never rejects. */
export async function openWorktree(
  base: Base,
  { brought, fingerprint, setUp, run, copied }: Equipment,
  room: string,
  signal: AbortSignal,
): Promise<OpenedWorktree> {
  // What is copied is older than all files of the base: what was built of them is built again, never taken for up to date.
  const notAfter = Date.now() - coarsest;
  try {
    const made = await makeWorktree(base, room, signal);
    if (made.kind !== 'worktree') {
      return made.kind === 'failed' ? { kind: 'unverifiable', reason: made.message } : made;
    }
    const { worktree } = made;
    await bring(base.top, worktree.top, brought, signal, notAfter, copied);
    const reason =
      (await changedSince(base, brought, fingerprint)) ??
      (await linkOut(base, worktree, brought)) ??
      (await runSetUp(base, worktree, setUp, run, signal));
    if (reason !== undefined) {
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'unverifiable', reason };
    }
    if (brought.length > 0 || setUp.length > 0) {
      const originOf = async (paths: readonly string[]) =>
        setUp.length === 0 ? { folder: base.top, notAfter } : secondCopy(worktree, paths, signal);
      await keepOthers(base, worktree, originOf);
    }
    return made;
  } catch (error) {
    const reason = `no copy could be made: ${messageOf(error)}`;
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'unverifiable', reason };
  }
}

/** That another copy would not have what the first one has. */
async function changedSince(
  { top }: Base,
  brought: readonly string[],
  fingerprint: string,
): Promise<string | undefined> {
  const isSame = (await fingerprintOf(top, brought)) === fingerprint;
  return isSame
    ? undefined
    : `${namesOf(brought)} in ${top} changed while proposals were verified: what is tested from now on would not be what was tested before. Verify again`;
}

/**
 * Copies what a set-up has left, as nobody else has the same; undefined where it is too much. What could not be copied
 * is found missing when it is to be put back.
 */
async function secondCopy(
  { room, top }: Worktree,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Origin | undefined> {
  const { bavail, bsize } = await statfs(room);
  let left = Math.min(mostCopied, bavail * bsize - spared);
  for (const path of paths) {
    const size = await sizeOf(join(top, path), left);
    if (size === undefined) {
      return undefined;
    }
    left -= size.bytes;
  }
  const copy = `${top}.kept`;
  await bring(top, copy, paths, signal);
  return { folder: copy, notAfter: Infinity };
}

/** Why trials cannot begin after the set-up; undefined when they can. */
async function runSetUp(
  base: Base,
  worktree: Worktree,
  setUp: readonly string[],
  run: RunInWorktree,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const command of setUp) {
    const ran = await run(callIn(worktree, command), signal);
    if (ran.kind === 'cancelled') {
      return 'cancelled';
    }
    const failure = failureOf(ran.run);
    if (failure !== undefined) {
      return `the set-up command “${command}” ${failure}`;
    }
    const mounted = mountedReason([ran.run]);
    if (mounted !== undefined) {
      return mounted;
    }
  }
  if (setUp.length === 0) {
    return undefined;
  }
  const { rewritten, left } = await findRewritten(base, worktree, new Map());
  const linked = await findLink(worktree.top, left, (target) => isInside(base.top, target));
  if (rewritten.length > 0) {
    return `the set-up changed ${namesOf(rewritten)}: what is tested after it is not the folder as it is`;
  }
  return linked && `the set-up made ${linked.path}, a link to ${linked.target}: other files could be tested`;
}

function failureOf({ end, output }: CommandRun): string | undefined {
  const last = (output.tail || output.head).trimEnd().split('\n').at(-1) ?? '';
  const said = last === '' ? '' : `: ${last.slice(0, 200)}`;
  switch (end.kind) {
    case 'exited':
      return end.exitCode === 0 ? undefined : `ended with exit code ${end.exitCode}${said}`;
    case 'killed':
      return `was killed (${end.signal})${said}`;
    case 'timed out':
      return `did not end within ${Math.round(end.afterMs / 1000)} seconds${said}`;
    case 'did not start':
      return `could not be started: ${end.message}`;
  }
}
