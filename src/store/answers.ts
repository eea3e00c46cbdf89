import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerStore } from '../core/answers';
import { errorMessage } from '../core/text/errorMessage';
import { addAbout, type Index, keysByAbout, mostRemoved, readIndexes, startOf } from './answerIndex';
import { answersOf, indexOf, lockOf, PartFiles, PartWriter, type Place, partsIn } from './answerParts';
import { GatheredWrites } from './gatheredWrites';
import { acquireLock, isLocked, removeDeadLocks } from './lock';
import { makeOwnFolders, makeStateRoot } from './ownPlaces';

/** The store as long as it is open. */
export interface OpenAnswers extends AnswerStore {
  /** Why answers could not be kept, if so: the system's words for the first of them. */
  readonly problem: string | undefined;
  /** Whether there is an answer, which then counts as used. */
  uses(key: string): boolean;
  /** Remembers which answers were of use, so that those stay longest, and closes all files. Never rejects. */
  close(): Promise<void>;
}

export interface AnswersOptions {
  /** All answers together take no more than this once the store is next opened; those not used for longest go. Bytes. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 256 * 1024 * 1024;
/** What is left after some had to go, so that not every run has to make room. */
const shareKept = 0.75;
/** More parts are put together into one. */
const maxParts = 16;
/** Answers that are put together at once. */
const answersAtOnce = 500;

/** Whose answers lie together: those that were paid for do not make room for those that take processor time alone. */
export type AnswersOf = 'models' | 'analyzers';

const folderOf: Readonly<Record<AnswersOf, string>> = { models: 'answers', analyzers: 'analyses' };

/** Where they lie under a state root, which need not be there. */
export function answersFolder(root: string, of: AnswersOf): string {
  return join(root, folderOf[of]);
}

/** Whether there may be answers of models under a state root. Makes nothing, and opens none. */
export async function hasAnswers(root: string): Promise<boolean> {
  return (await partsIn(answersFolder(root, 'models')).catch(() => [])).length > 0;
}

/**
 * Opens the answers of all folders and runs under a state root. Each process that keeps some writes a part of its own,
 * so that none waits for another: the answers one after another, and a journal that says where each is. An answer counts
 * when its place and its own check fit; what is damaged, or was cut short, is as if it had never been there. Rejects
 * with the reason when the folder cannot be used.
 */
export async function openAnswers(root: string, of: AnswersOf, options: AnswersOptions = {}): Promise<OpenAnswers> {
  const { maxBytes = defaultMaxBytes } = options;
  const folder = await makeOwnFolders(await makeStateRoot(root), folderOf[of]);
  const makingRoom = await makeRoom(folder, maxBytes).catch(errorMessage);
  const { places, removed } = await readIndexes(folder);
  const files = new PartFiles(folder);
  const used = new Set<string>();
  /** Keys by what they are about, the latest last; made when it is first asked for, which is not where all is known. */
  let byAbout: Map<string, string[]> | undefined;
  let problem = makingRoom;
  let opening: Promise<PartWriter> | undefined;
  const writer = () => {
    opening ??= PartWriter.create(folder).catch((error: unknown) => {
      // There may be room for the next one.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const writes = new GatheredWrites(async (answers, isUrgent) => {
    try {
      for (const [key, place] of await (await writer()).write(answers, isUrgent ? 'durable' : undefined)) {
        places.set(key, place);
        used.delete(key);
        removed.delete(startOf(key));
        if (byAbout) {
          addAbout(byAbout, place.about, key);
        }
      }
    } catch (error) {
      problem ??= errorMessage(error);
    }
  });
  const readAt = async (key: string): Promise<unknown> => {
    const place = places.get(key);
    const json = place && (await files.read(key, place));
    return json === undefined ? undefined : parsed(json);
  };
  return {
    get problem() {
      return problem;
    },
    async recall(key) {
      const waiting = writes.get(key);
      if (waiting) {
        return JSON.parse(waiting.toString());
      }
      const there = await readAt(key);
      const isElsewhere = there === undefined && places.has(key) && (await findMoved(folder, places));
      const answer = isElsewhere ? await readAt(key) : there;
      if (answer !== undefined) {
        used.add(key);
      }
      return answer;
    },
    async missing(key, about) {
      if (places.has(key)) {
        return { kind: 'unreadable' };
      }
      if (removed.has(startOf(key))) {
        return { kind: 'removed' };
      }
      byAbout ??= keysByAbout(places);
      const before = byAbout.get(about)?.toReversed() ?? [];
      const read = await Promise.all(before.map(readAt));
      const answers = read.filter((answer) => answer !== undefined);
      return answers.length > 0 ? { kind: 'others', answers } : { kind: 'none' };
    },
    uses(key) {
      const isThere = places.has(key);
      if (isThere) {
        used.add(key);
      }
      return isThere;
    },
    keep: (key, value, { urgency, about } = {}) =>
      writes.add({ key, json: Buffer.from(JSON.stringify(value)), about }, urgency === 'durable'),
    async close() {
      await writes.flush();
      try {
        if (used.size > 0) {
          await (await writer()).note('used', [...used]);
        }
        await (await opening)?.close();
      } catch (error) {
        problem ??= errorMessage(error);
      }
      await files.close();
    },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Looks up anew what another process has put together with others meanwhile; whether there is such a thing. Never rejects. */
async function findMoved(folder: string, places: Map<string, Place>): Promise<boolean> {
  const parts = new Set(await partsIn(folder).catch(() => []));
  const moved = [...places].filter(([, { part }]) => !parts.has(part));
  const now = moved.length > 0 ? await readIndexes(folder).catch(() => undefined) : undefined;
  if (!now) {
    return false;
  }
  for (const [key] of moved) {
    const place = now.places.get(key);
    if (place) {
      places.set(key, place);
    } else {
      places.delete(key);
    }
  }
  return true;
}

/**
 * Puts many parts, or too many bytes, together into one part with what was used last. Does nothing while another process
 * does that; parts that are being written stay.
 */
async function makeRoom(folder: string, maxBytes: number): Promise<undefined> {
  const parts = await partsIn(folder);
  const sizes = await Promise.all(
    parts.map((part) =>
      stat(answersOf(folder, part)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (parts.length <= maxParts && bytes <= maxBytes) {
    return;
  }
  const locked = await acquireLock(join(folder, 'lock'));
  if (locked.kind === 'busy') {
    return;
  }
  try {
    await removeDeadLocks(folder);
    const locks = await Promise.all(parts.map((part) => isLocked(lockOf(folder, part))));
    const old = new Set(parts.filter((_, position) => !locks[position]));
    // Read now, as parts that nobody writes any more stay as they are.
    await putTogether(folder, await readIndexes(folder), old, bytes > maxBytes ? maxBytes * shareKept : maxBytes);
  } finally {
    await locked.lock.release();
  }
}

async function putTogether(
  folder: string,
  { places, removed }: Index,
  old: ReadonlySet<string>,
  maxBytes: number,
): Promise<void> {
  const files = new PartFiles(folder);
  let left = maxBytes;
  const kept: [string, Place][] = [];
  const gone: string[] = [];
  for (const [key, place] of [...places].reverse()) {
    if (old.has(place.part)) {
      left -= place.bytes;
      if (left >= 0) {
        kept.push([key, place]);
      } else {
        gone.push(startOf(key));
      }
    }
  }
  kept.reverse();
  for (const start of gone.reverse()) {
    removed.add(start);
  }
  if (kept.length + removed.size > 0) {
    const writer = await PartWriter.create(folder);
    await writer.note('removed', [...removed].slice(-mostRemoved));
    for (let from = 0; from < kept.length; from += answersAtOnce) {
      const some = kept.slice(from, from + answersAtOnce);
      const read = await Promise.all(
        some.map(async ([key, place]) => ({ key, place, json: await files.read(key, place) })),
      );
      const found = read.flatMap(({ key, place: { about }, json }) =>
        json === undefined ? [] : [{ key, json: Buffer.from(json), about }],
      );
      await writer.write(found);
    }
    await writer.close();
  }
  await files.close();
  for (const part of old) {
    await rm(indexOf(folder, part), { force: true });
    await rm(answersOf(folder, part), { force: true });
  }
}
