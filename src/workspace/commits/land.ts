import { copyFile, lstat, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Landed, Refused } from '../../core/commit/committing';
import { errorMessage } from '../../core/text/errorMessage';
import { lineOf, partsOf } from '../askGit';
import { isGone } from '../errors';
import { lastValue } from '../gitConfig';
import type { GitDirectory } from '../gitDirectory';
import type { GitView } from '../gitView';
import { ask } from './ask';
import { commitOf, type Head, isCheckedOutElsewhere, whatIsUnderWay } from './head';
import { type IndexLock, indexLockIn, lockIndex, releaseIndex, writeLocked } from './indexLock';
import { shortName } from './runBranch';
import { type Difference, differencesIn, indexEntriesAt, putIntoIndex } from './tree';

export interface LandOptions {
  /** By which the file in their git directory is known as ours. Nobody else has it. */
  readonly name: string;
  /** What git's process has in its environment, by which it is found when ours was killed. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds to wait for an index that somebody else has locked. */
  readonly waitMs?: number;
  /** For tests: is awaited at each point. */
  readonly at?: (point: 'looked' | 'locked' | 'written' | 'swapped') => Promise<void>;
}

/** What a landing is about, as it is kept until it is settled. */
export interface LandingNote {
  readonly lock: IndexLock;
  /** With all of its name. */
  readonly branch: string;
  readonly to: string;
}

const [noteName, indexName] = ['landing.json', 'landing.index'];

/** Of the calls that are not to be cut short. */
const never = new AbortController().signal;

/**
 * Has the branch that is checked out go on to a commit that descends from what is checked out. From before the first look
 * until after the last step the index is locked, so that no git changes it, or what is checked out, in between. Files are
 * not written: they have been as the commit has them since their changes were applied. Killed at any point, it is settled
 * by `settleLanding`, which also ends it otherwise.
 */
export async function land(
  view: GitView,
  directory: GitDirectory,
  head: Head,
  to: string,
  place: string,
  options: LandOptions,
  signal: AbortSignal,
): Promise<Landed | Refused> {
  const { branch } = head;
  if (branch === undefined) {
    return { kind: 'refused', message: 'no branch is checked out that could go on: switch to one' };
  }
  if (to === head.commit) {
    return { kind: 'nothing to land', branch: shortName(branch) };
  }
  const note: LandingNote = { lock: indexLockIn(directory, options.name), branch, to };
  const asked = await ask(view, ['diff-tree', '-r', '--raw', '-z', '--no-renames', head.commit, to], signal);
  if (asked.kind !== 'answer') {
    return asked;
  }
  const differences = differencesIn(partsOf(asked));
  await options.at?.('looked');
  await writeFile(join(place, noteName), JSON.stringify(note), { flag: 'wx', flush: true });
  // Whatever happens, the lock is given up by what follows.
  const refused = await lockIndex(note.lock, options.waitMs ?? 10_000, signal)
    .then((busy) => busy ?? landLocked(view, directory, head.commit, note, differences, place, options, signal))
    .catch((error): Refused => ({ kind: 'refused', message: errorMessage(error) }));
  const settled = await settleLanding(view, note, place).catch(errorMessage);
  if (typeof settled === 'string') {
    return { kind: 'unsettled', message: settled };
  }
  return settled
    ? {
        ...{ kind: 'landed', branch: shortName(branch), files: differences.length },
        missing: await missingIn(view.top, differences),
      }
    : (refused ?? { kind: 'refused', message: `${shortName(branch)} was moved by somebody else in the meantime` });
}

/** Files that the branch has, and the folder has not: deleted since their changes were applied. */
async function missingIn(top: string, differences: readonly Difference[]): Promise<string[]> {
  const looked = await Promise.all(
    differences.map(async ({ path, after }) => {
      const isThere = await lstat(join(top, path)).then(
        () => true,
        (error) => !isGone(error),
      );
      return isThere || Number(after.mode) === 0 ? [] : [path];
    }),
  );
  return looked.flat();
}

/** All that happens under the lock, but for the last step. */
async function landLocked(
  view: GitView,
  directory: GitDirectory,
  from: string,
  { lock, branch, to }: LandingNote,
  differences: readonly Difference[],
  place: string,
  { at, environment }: LandOptions,
  signal: AbortSignal,
): Promise<Refused | undefined> {
  await at?.('locked');
  const index = join(place, indexName);
  const refused = await problemNow(view, directory, branch, signal);
  if (refused) {
    return refused;
  }
  await copyIndex(lock.index, index);
  const staged = await stagedProblem(view, index, differences, signal);
  if (staged) {
    return staged;
  }
  const entries = differences.map(({ path, after }) => ({ path, entry: after }));
  const unput = await putIntoIndex(view, index, entries, signal);
  if (unput) {
    return unput;
  }
  await writeLocked(lock, await readFile(index));
  await at?.('written');
  if (signal.aborted) {
    return { kind: 'cancelled' };
  }
  const log = await logSetting(view, directory);
  const words = ['-c', `core.logAllRefUpdates=${log}`, 'update-ref', '-m', 'folder-review: landed', branch, to, from];
  const swapped = await ask(view, words, never, { environment });
  await at?.('swapped');
  return swapped.kind === 'answer' && swapped.exitCode === 0
    ? undefined
    : {
        kind: 'refused',
        message: `${shortName(branch)} was not moved: ${swapped.kind === 'refused' ? swapped.message : 'git refused it'}`,
      };
}

/** Why nothing can be landed on a branch as things are. */
async function problemNow(
  view: GitView,
  directory: GitDirectory,
  branch: string,
  signal: AbortSignal,
): Promise<Refused | undefined> {
  const underWay = await whatIsUnderWay(directory);
  if (underWay !== undefined) {
    return { kind: 'refused', message: `${underWay} is under way: end it first` };
  }
  if (await isCheckedOutElsewhere(directory, branch)) {
    return { kind: 'refused', message: `${shortName(branch)} is checked out in another work tree, too` };
  }
  const now = await ask(view, ['symbolic-ref', '--quiet', 'HEAD'], signal);
  return now.kind !== 'answer'
    ? now
    : lineOf(now) === branch
      ? undefined
      : { kind: 'refused', message: `${shortName(branch)} is no longer checked out` };
}

/**
 * With a time that is not later: by it git knows of which files it must look at the content, as they may have changed in
 * the moment in which the index was written (git's Documentation, "Use of index and Racy Git problem").
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const { mtimeMs } = await stat(from);
  const seconds = Math.floor(mtimeMs / 1000);
  await copyFile(from, to);
  await utimes(to, seconds, seconds);
}

/** Refuses paths that an index does not have as they are in the commit that is checked out, or at which git does not look. */
async function stagedProblem(
  view: GitView,
  index: string,
  differences: readonly Difference[],
  signal: AbortSignal,
): Promise<Refused | undefined> {
  const paths = differences.map(({ path }) => path);
  const found = await indexEntriesAt(view, index, paths, signal);
  if (found.kind !== 'entries') {
    return found;
  }
  const hidden = paths.filter((path) => found.hidden.has(path));
  if (hidden.length > 0) {
    const message = `git is told not to look at ${hidden.join(', ')} (assume-unchanged or skip-worktree): take that back first, with git update-index`;
    return { kind: 'refused', message };
  }
  const staged = differences.filter(({ path, before }) => {
    const entry = found.entries.get(path);
    return entry?.mode !== before.mode || entry.id !== before.id;
  });
  return staged.length === 0
    ? undefined
    : {
        kind: 'refused',
        message: `what is staged of them would be lost, so commit or unstage it first: ${staged.map(({ path }) => path).join(', ')}`,
      };
}

/** Whether moves of branches are logged, as the person has it; a first log of all is not for us to begin. */
async function logSetting({ settings }: GitView, { common }: GitDirectory): Promise<string> {
  const logs = await lstat(join(common, 'logs')).catch(() => undefined);
  return logs ? (lastValue(settings, 'core.logallrefupdates') ?? 'true') : 'false';
}

/**
 * Ends a landing, wherever it has come to: if the branch is moved, the index follows it, else it stays. Either way the lock
 * is given up. Whoever lands comes here, and whoever recovers. Rejects with what keeps it from being settled.
 *
 * @param place Where the landing was prepared.
 * @returns whether it has happened
 */
export async function settleLanding(view: GitView, { lock, branch, to }: LandingNote, place: string): Promise<boolean> {
  const [head, now] = await Promise.all([
    ask(view, ['symbolic-ref', '--quiet', 'HEAD'], never),
    commitOf(view, branch, never),
  ]);
  if (head.kind !== 'answer' || now.kind !== 'commit') {
    throw new Error(`it cannot be told whether ${shortName(branch)} has moved to ${to}`);
  }
  const isMoved = now.id === to;
  const isOurs = isMoved && lineOf(head) === branch;
  await releaseIndex(lock, isOurs ? await readFile(join(place, indexName)).catch(() => undefined) : undefined);
  return isMoved;
}

/** The landing that was under way in a place when its process was killed. Rejects with the system's error. */
export async function readNote(place: string): Promise<LandingNote | undefined> {
  const text = await readFile(join(place, noteName), 'utf8').catch(() => '');
  try {
    return JSON.parse(text) as LandingNote;
  } catch {
    // One that was cut short was not acted on.
    return undefined;
  }
}
