import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ChangeGuard, KeepBefore } from '../core/changeGuard';
import type { ChangeOutcome, ChangeSubject } from '../core/ports';
import { errorMessage } from '../core/text/errorMessage';
import { obstacles } from '../core/text/obstacles';
import { english } from '../core/text/say';
import { writeFileAtomic } from '../store/atomicFile';
import { type Lock, removeDeadLocks } from '../store/lock';
import { acquireMutationLock } from '../store/mutationLock';
import { stateRoot } from '../store/stateDir';
import {
  findChangesFolder,
  forgetUnfinished,
  keepUnfinished,
  makeChangesFolder,
  placesForPerson,
  readUnfinished,
  type UnfinishedChange,
  unfinishedIn,
  unfinishedPath,
  type Writing,
} from '../store/unfinishedChanges';
import { isInside, wayTo } from '../workspace/paths';
import { type Recovered, recoverFile } from '../workspace/recoverFile';

export interface FileChangesOptions {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  /** How whoever makes the changes writes files. */
  readonly writing: Writing;
  /** Tells the person what became of a change that was cut short. The message names files and holds none of their text. */
  readonly tell: (message: string) => void;
  /** Where locks and what puts files right are kept. If not given, the user's own state root. */
  readonly root?: string;
  /** How long a change waits for another one of its file. Milliseconds. */
  readonly waitMs?: number;
}

/** What changes of a folder's files are made under. */
export interface FileChanges extends ChangeGuard {
  /**
   * Puts right what processes left behind that died while they changed a file of the folder, and tells the person once. What
   * living ones are at is left alone. Never rejects.
   */
  recover(): Promise<void>;
}

/**
 * The locks and the unfinished changes of all files of a user, seen from one folder. They are kept in the user's own state
 * root, wherever runs are kept, so that reviews of a folder and of one inside it, editor and command line meet there.
 */
export function createFileChanges(options: FileChangesOptions): FileChanges {
  const { folder, writing, tell, root = stateRoot(), waitMs = 10_000 } = options;

  /** Once for all changes: looking at each folder on its way takes as long as the rest of a lock. */
  let made: Promise<string> | undefined;

  async function alone(
    path: string,
    about: ChangeSubject | undefined,
    change: (keep: KeepBefore) => Promise<ChangeOutcome>,
  ): Promise<ChangeOutcome> {
    const full = resolve(folder, path);
    const file = realPathOf(full) ?? full;
    const entered = await asValue(() => enter(file));
    if (entered.kind !== 'entered') {
      return entered;
    }
    const { changes, lock } = entered;
    const entry = unfinishedPath(changes, file);
    const keep: KeepBefore = (before, after) =>
      asValue(async () => {
        const bytes = { before: Buffer.from(before), after: Buffer.from(after) };
        const unfinished = { file, folder, ...(about && { about }), writing, ...bytes };
        await keepUnfinished(changes, unfinished);
        // What stays behind is recognised by the file's bytes.
        const forget = () => forgetUnfinished(entry).catch(tellProblem(`${entry} could not be deleted`));
        const putRight = async () => {
          // What cannot be put right now may be at the next start.
          await ((await recover(unfinished)).kind === 'torn' || forget());
        };
        return { kind: 'kept', forget, putRight };
      });
    try {
      return await change(keep);
    } finally {
      await lock.release().catch(tellProblem(`The lock of ${file} could not be given up`));
    }
  }

  /** Takes the lock of a file, and puts right what its last owner left. */
  async function enter(file: string): Promise<Entered | Failed> {
    made ??= makeChangesFolder(root);
    const changes = await made.catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    const locked = await acquireMutationLock(changes, file, waitMs);
    if (locked.kind === 'busy') {
      return { kind: 'failed', message: locked.message };
    }
    try {
      await settle(changes, unfinishedPath(changes, file));
      return { kind: 'entered', changes, lock: locked.lock };
    } catch (error) {
      await locked.lock.release();
      throw error;
    }
  }

  /** Settles what is kept of a change of a file whose lock is held. */
  async function settle(changes: string, entry: string): Promise<void> {
    const unfinished = await readUnfinished(entry);
    if (!unfinished) {
      return;
    }
    const places = placesForPerson(changes, unfinished.file);
    const recovered = await recover(unfinished, (bytes) => writeFileAtomic(places.present, bytes));
    if ('reason' in recovered) {
      await writeFileAtomic(places.before, unfinished.before);
      tell(leftMessage(unfinished, recovered.reason, places.before));
    } else if (recovered.kind === 'put back') {
      const { file } = unfinished;
      const what = 'a change was cut short when its process ended. The file is now as it was before that change';
      tell(`${file}: ${what}; what it held is in ${places.present}.`);
    }
    await forgetUnfinished(entry);
  }

  async function recoverOne(changes: string, entry: string): Promise<void> {
    const unfinished = await readUnfinished(entry);
    if (!unfinished || !isInside(folder, unfinished.file)) {
      return;
    }
    // Long enough for another process that is putting the file right, or that is about to be done with its change.
    const locked = await acquireMutationLock(changes, unfinished.file, Math.min(waitMs, 1_000));
    if (locked.kind === 'held') {
      await settle(changes, entry).finally(() => locked.lock.release());
    }
  }

  const unknown = 'Whether a change of a file was cut short could not be told';
  const tellProblem = (what: string) => (error: unknown) => tell(`${what}: ${errorMessage(error)}`);

  return {
    alone,
    async recover() {
      try {
        // A folder that is not there now, as on another disk, has its turn when it is.
        const changes = realPathOf(folder) === undefined ? undefined : await findChangesFolder(root);
        if (changes === undefined) {
          return;
        }
        for (const entry of await unfinishedIn(changes)) {
          await recoverOne(changes, entry).catch(tellProblem(unknown));
        }
        await removeDeadLocks(changes);
      } catch (error) {
        tellProblem(unknown)(error);
      }
    },
  };
}

/** Whether there is anything to recover, in whatever folder. Cheap, for a program that starts. */
export async function isAnythingUnfinished(root = stateRoot()): Promise<boolean> {
  // What is wrong with the folder is told by whoever looks into it.
  const changes = await findChangesFolder(root).catch(() => undefined);
  return changes !== undefined && (await unfinishedIn(changes)).length > 0;
}

function recover(
  { folder, file, writing, before, after }: UnfinishedChange,
  keepPresent?: (bytes: Buffer) => Promise<void>,
): Promise<Recovered> {
  const path = wayTo(folder, file);
  return recoverFile({
    folder,
    path,
    before,
    after,
    fromEmpty: writing === 'from empty',
    ...(keepPresent && { keepPresent }),
  });
}

type Failed = Extract<ChangeOutcome, { kind: 'failed' }>;

interface Entered {
  readonly kind: 'entered';
  readonly changes: string;
  readonly lock: Lock;
}

/** What a step before the change comes to. When it is not possible, the change does not happen. */
async function asValue<T>(step: () => Promise<T>): Promise<T | Failed> {
  try {
    return await step();
  } catch (error) {
    return {
      kind: 'failed',
      message: english(obstacles.notKept, errorMessage(error)),
    };
  }
}

/** Keeps the thread: it takes some microseconds, and to wait for it ten times as long. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function leftMessage({ file }: UnfinishedChange, reason: string, kept: string): string {
  return (
    `${file}: a change was cut short when its process ended, and the file is left as it is: ${reason}. ` +
    `Its content from before that change is in ${kept}; compare the two, and delete that one when you need it no more.`
  );
}
