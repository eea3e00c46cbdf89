import { join } from 'node:path';
import {
  changedLine,
  type DismissalLine,
  followedLines,
  formatDismissals,
  keyOf,
  parseDismissals,
  withLines,
  withoutKeys,
} from '../core/dismissals/dismissalLines';
import {
  dismissalKey,
  type FolderDismissals,
  type ListedDismissal,
  sharedDismissals,
} from '../core/dismissals/dismissals';
import { hidingOf, linesAbout, saysSo } from '../core/dismissals/findingLines';
import { identitiesOf } from '../core/findings/identity';
import { groupBy } from '../core/groupBy';
import { errorMessage } from '../core/text/errorMessage';
import { maskSecrets } from '../core/text/secrets';
import type { Dismissed } from '../core/types';
import { dismissalsFile, readOwnDismissals, writeOwnDismissals, writeSharedDismissals } from '../store/dismissals';
import { sha256 } from '../store/hash';
import { acquireMutationLock } from '../store/mutationLock';
import { openFolderState, stateRoot } from '../store/stateDir';
import { makeChangesFolder } from '../store/unfinishedChanges';
import { checkFolder } from '../workspace/folder';
import { type Agreement, agreedToAll, agreementIn, readShared } from './dismissalWords';
import type { Approvals } from './folderWords';

/** A line of a file of dismissals, and how what it speaks of is hidden. */
interface Remembered {
  readonly line: DismissalLine;
  readonly hiding: Dismissed;
}

type Lines = readonly DismissalLine[];

/** Milliseconds that a change waits for another one. */
const patienceMs = 10_000;

export interface DismissalsOptions {
  /** Of all state; the locks are in the user's own. */
  readonly root: string;
  /** Real path of the reviewed folder. */
  readonly folder: string;
  /** The message has not been made safe to show. */
  readonly tell: (message: string) => void;
  /** Absent: the folder's own file counts as it is. */
  readonly agreement?: Agreement;
}

/**
 * The dismissals of a folder at any path. Rejects where there is no such folder.
 *
 * @param memory what remembers what the person has agreed to; absent where all that the folder says counts
 * @param hears whether the folder's own file is looked at; absent for always
 */
export async function dismissalsOf({
  folder,
  memory,
  hears,
  ...options
}: DismissalsOptions & {
  readonly memory?: Approvals['memory'];
  readonly hears?: () => boolean;
}): Promise<FolderDismissals> {
  const checked = await checkFolder(folder);
  if (checked.kind === 'failed') {
    throw new Error(checked.message);
  }
  const agreement = memory && { agreement: agreementIn(memory, checked.realPath, hears) };
  return createDismissals({ ...options, ...agreement, folder: checked.realPath });
}

/** The dismissals of a folder, seen from one process; others may change them at any time. Nothing is read before `load`. */
export function createDismissals({ root, folder, tell, agreement = agreedToAll }: DismissalsOptions): FolderDismissals {
  let own: Lines = [];
  let shared: Lines = [];
  /** By path and identity. */
  let known: ReadonlyMap<string, ReadonlyMap<string, Remembered>> = new Map();

  /** Those that the person lets count, of the folder's. */
  const agreed = (lines: Lines): Lines => (agreement.holds(formatDismissals(lines)) ? lines : []);

  function show(nowOwn: Lines, nowShared: Lines): void {
    own = nowOwn;
    shared = nowShared;
    const hidden = (lines: Lines, by?: string) =>
      lines.map((line): Remembered => ({ line, hiding: hidingOf(line, by ?? line.dismissal.by) }));
    const byPath = groupBy(
      [...hidden(agreed(shared), sharedDismissals), ...hidden(own)],
      ({ line }) => line.dismissal.path,
    );
    const byIdentity = (some: ReturnType<typeof hidden>) =>
      new Map(some.map((one) => [one.line.dismissal.identity, one] as const));
    known = new Map([...byPath].map(([path, some]) => [path, byIdentity(some)] as const));
  }

  async function ownFile(): Promise<string> {
    const opened = await openFolderState(root, folder);
    if (opened.kind === 'failed') {
      throw new Error(opened.message);
    }
    return dismissalsFile(opened.state.path);
  }

  async function load(): Promise<boolean> {
    const file = await ownFile();
    const texts = [await readOwnDismissals(file), agreement.hears() ? await readShared(folder) : ''] as const;
    const [nowOwn, nowShared] = [linesOf(file, texts[0]), linesOf(join(folder, sharedDismissals), texts[1])];
    const isOther =
      formatDismissals(nowOwn) !== formatDismissals(own) || formatDismissals(nowShared) !== formatDismissals(shared);
    show(nowOwn, nowShared);
    return isOther;
  }

  /** Changes the files as they are now, alone, and what is known with them. The folder's own goes first. */
  async function change<Result>(
    wanted: (own: Lines, shared: Lines) => { own: Lines; shared: Lines; result: Result },
  ): Promise<Result> {
    const file = await ownFile();
    const changes = await makeChangesFolder(stateRoot());
    return lockedEach(changes, [file, join(folder, sharedDismissals)], async () => {
      await load();
      const { result, ...now } = wanted(own, shared);
      if (now.shared !== shared) {
        await writeSharedDismissals(folder, sharedDismissals, now.shared);
        if (agreed(shared) === shared) {
          await agreement.renew(formatDismissals(now.shared));
        }
      }
      if (now.own !== own) {
        await writeOwnDismissals(file, now.own);
      }
      show(now.own, now.shared);
      return result;
    });
  }

  const list = (): ListedDismissal[] => {
    const listed = (lines: Lines, isShared: boolean) =>
      lines.map((line) => ({ ...line.dismissal, id: idOf(line), isShared }));
    const all = [...listed(own, false), ...listed(shared, true)];
    return [...new Map(all.map((one) => [one.id, one] as const).toReversed()).values()].sort(byTime);
  };

  const removeKeys = (keys: ReadonlySet<string>) =>
    change((before, sharedBefore) => ({
      own: without(before, keys),
      shared: without(sharedBefore, keys),
      result: undefined,
    }));

  return {
    load,
    async loadOrTell() {
      try {
        await load();
        return true;
      } catch (error) {
        tell(unreadableDismissals(error));
        return false;
      }
    },
    list,
    of(path, finding) {
      const one = known.get(path)?.get(finding.identity ?? '');
      return one && saysSo(one.line, finding) ? one.hiding : undefined;
    },
    async add(findings, why) {
      const reason = { ...why, ...(why.note !== undefined && { note: maskSecrets(why.note) }) };
      const at = new Date().toISOString();
      const lines = findings.flatMap((one) => linesAbout(one, reason, at));
      if (lines.length > 0) {
        await change((before, sharedBefore) => ({
          own: withLines(before, lines),
          shared: sharedBefore,
          result: undefined,
        }));
      }
      return { kind: 'dismissed', ...reason };
    },
    remove: (findings) =>
      removeKeys(
        new Set(
          findings.flatMap(({ path, finding }) =>
            identitiesOf(finding).map((identity) => dismissalKey(path, identity)),
          ),
        ),
      ),
    async undo(ids) {
      await load();
      const meant = list().filter(({ id }) => ids.includes(id));
      if (meant.length > 0) {
        await removeKeys(new Set(meant.map(({ path, identity }) => dismissalKey(path, identity))));
      }
      return meant;
    },
    explain: (ids, why) =>
      change((before, sharedBefore) => {
        const reason = { reason: why.reason, note: why.note === undefined ? undefined : maskSecrets(why.note) };
        const meant = new Set(ids);
        const explained = (lines: Lines) =>
          lines.some((line) => meant.has(idOf(line)))
            ? lines.map((line) => (meant.has(idOf(line)) ? changedLine(line, reason) : line))
            : lines;
        return { own: explained(before), shared: explained(sharedBefore), result: undefined };
      }),
    followRenames: (renamed) =>
      change((before, sharedBefore) => {
        const { own: now, followed } = followedLines(before, agreed(sharedBefore), renamed);
        const byPath = groupBy(followed, ({ dismissal }) => dismissal.path);
        const result = new Map([...byPath].map(([path, some]) => [path, some.length] as const));
        return { own: followed.length > 0 ? now : before, shared: sharedBefore, result };
      }),
    async share() {
      // It would be written without the lines that it has.
      if (!agreement.hears()) {
        throw new Error(`${sharedDismissals} is not read here, and so not written`);
      }
      return change((before, sharedBefore) => ({
        // Where the folder's file does not count, they stay the person's own, too.
        own: agreed(sharedBefore) === sharedBefore ? [] : before,
        shared: before.length > 0 ? withLines(sharedBefore, before.map(asTheFolders)) : sharedBefore,
        result: before.length,
      }));
    },
  };
}

function idOf(line: DismissalLine): string {
  return sha256(keyOf(line)).slice(0, 12);
}

/** Whose word it is goes without saying in the folder's own file. */
function asTheFolders(line: DismissalLine): DismissalLine {
  return line.dismissal.by === undefined ? line : changedLine(line, { by: undefined });
}

function without(lines: Lines, keys: ReadonlySet<string>): Lines {
  const left = withoutKeys(lines, keys);
  return left.length < lines.length ? left : lines;
}

function byTime(a: ListedDismissal, b: ListedDismissal): number {
  const [one, other] = [a.at ?? '', b.at ?? ''];
  return one < other ? 1 : one > other ? -1 : a.path < b.path ? -1 : a.path > b.path ? 1 : a.id < b.id ? -1 : 1;
}

/** Throws what is wrong with a file of dismissals. */
function linesOf(file: string, text: string): Lines {
  const parsed = parseDismissals(text);
  if (parsed.kind === 'invalid') {
    throw new Error(`${file}, line ${parsed.line}: ${parsed.message}. Correct that line, or delete it`);
  }
  return parsed.lines;
}

/** Works while nobody else changes some files. Rejects with who has one of them. */
async function lockedEach<Result>(
  changes: string,
  [file, ...others]: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  if (file === undefined) {
    return work();
  }
  const locked = await acquireMutationLock(changes, file, patienceMs);
  if (locked.kind === 'busy') {
    throw new Error(locked.message);
  }
  try {
    return await lockedEach(changes, others, work);
  } finally {
    await locked.lock.release();
  }
}

/** What to say of a folder whose dismissals cannot be read. */
export function unreadableDismissals(error: unknown): string {
  return `The dismissed findings of this folder cannot be read: ${errorMessage(error)}.`;
}
