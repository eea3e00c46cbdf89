import { isAscii } from 'node:buffer';
import { hash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { either, list, object, type Shape, text } from '../core/run/shapes';
import { type OpenJournal, openJournal } from './journal';
import { acquireLock, type Lock } from './lock';
import { openOwnFile } from './ownPlaces';

/** Where an answer lies in the answers of a part. */
export interface Place {
  readonly part: string;
  readonly at: number;
  readonly bytes: number;
  readonly check: string;
  /** What it is about, see `KeepOptions`. */
  readonly about?: string | undefined;
}

/** Those of one write: key, place, length, check, and what it is about, empty for nothing. */
type KeptPlace = readonly [key: string, at: number, bytes: number, check: string, about: string];

/** One that earlier versions wrote for each answer is the last; `removed` has starts of keys, of answers that had to go. */
export type IndexRecord =
  | { readonly kept: readonly KeptPlace[] }
  | { readonly used: readonly string[] }
  | { readonly removed: readonly string[] }
  | ({ readonly key: string } & Omit<Place, 'part' | 'about'>);

const count: Shape = (value) => Number.isInteger(value) && (value as number) >= 0;
const keptShapes = [text, count, count, text, text];
const keptPlace: Shape = (value) =>
  Array.isArray(value) && value.length === keptShapes.length && keptShapes.every((shape, n) => shape(value[n]));

/** Whether a value is a record of an index: every review reads those of all answers. */
export const isIndexRecord = either(
  object({ kept: list(keptPlace) }),
  object({ used: list(text) }),
  object({ removed: list(text) }),
  object({ key: text, at: count, bytes: count, check: text }),
) as (value: unknown) => value is IndexRecord;

/** Keys in one record. */
const keysAtOnce = 1_000;

/** Names of the parts, in the order in which they were begun; those included of which a kill has left half. */
export async function partsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const parts = names.flatMap((name) => /^(\d{15}-[0-9a-f]{16})\.(?:index|answers)$/.exec(name)?.[1] ?? []);
  return [...new Set(parts)].sort();
}

export function indexOf(folder: string, part: string): string {
  return join(folder, `${part}.index`);
}

export function answersOf(folder: string, part: string): string {
  return join(folder, `${part}.answers`);
}

export function lockOf(folder: string, part: string): string {
  return join(folder, `${part}.lock`);
}

/** A part that this process writes, and nobody else. */
export class PartWriter {
  readonly #name: string;
  readonly #answers: FileHandle;
  readonly #index: OpenJournal<IndexRecord>;
  readonly #lock: Lock;
  #length = 0;

  private constructor(name: string, answers: FileHandle, index: OpenJournal<IndexRecord>, lock: Lock) {
    this.#name = name;
    this.#answers = answers;
    this.#index = index;
    this.#lock = lock;
  }

  static async create(folder: string): Promise<PartWriter> {
    const name = `${String(Date.now()).padStart(15, '0')}-${randomBytes(8).toString('hex')}`;
    const locked = await acquireLock(lockOf(folder, name));
    if (locked.kind === 'busy') {
      throw new Error(`${folder} is in use`);
    }
    try {
      const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
      const answers = await openOwnFile(answersOf(folder, name), flags);
      return new PartWriter(name, answers, await PartWriter.#openIndex(folder, name, answers), locked.lock);
    } catch (error) {
      await locked.lock.release();
      throw error;
    }
  }

  static async #openIndex(folder: string, name: string, answers: FileHandle): Promise<OpenJournal<IndexRecord>> {
    try {
      const index = await openJournal<IndexRecord>(indexOf(folder, name), () => {});
      if (index.kind !== 'open') {
        throw new Error(`${indexOf(folder, name)} cannot be written`);
      }
      return index.journal;
    } catch (error) {
      await answers.close();
      throw error;
    }
  }

  /** The answers are on disk before their places are: after a crash no place leads to what is not there. */
  async write(
    answers: readonly { readonly key: string; readonly json: Buffer; readonly about?: string | undefined }[],
    urgency?: 'durable',
  ): Promise<readonly (readonly [string, Place])[]> {
    const start = this.#length;
    const places = answers.map(({ key, json, about }) => {
      const at = this.#length;
      this.#length += json.length;
      return { key, at, bytes: json.length, check: checkOf(key, json), ...(about !== undefined && { about }) };
    });
    const all = Buffer.concat(answers.map(({ json }) => json));
    for (let done = 0; done < all.length; ) {
      done += (await this.#answers.write(all, done, all.length - done, start + done)).bytesWritten;
    }
    if (urgency) {
      await this.#answers.datasync();
    }
    const kept = places.map((one): KeptPlace => [one.key, one.at, one.bytes, one.check, one.about ?? '']);
    await this.#index.append({ kept }, urgency);
    return places.map(({ key, ...place }) => [key, { part: this.#name, ...place }]);
  }

  /** Says of keys that their answers were of use, or of their starts that they had to go. */
  async note(what: 'used' | 'removed', keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += keysAtOnce) {
      const some = keys.slice(from, from + keysAtOnce);
      await this.#index.append(what === 'used' ? { used: some } : { removed: some });
    }
  }

  async close(): Promise<void> {
    try {
      await this.#answers.close();
      await this.#index.close();
    } finally {
      await this.#lock.release();
    }
  }
}

/** Answers are asked for much as they were kept, one behind the other: so many bytes are read for one and the next. */
const readAhead = 256 * 1024;
/** They are asked for nearly in that order: stages and files at work at once are a little apart. */
const stretchesKept = 4;

/** A stretch of a part. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Shorter than it should be where the part is; undefined where it cannot be read. */
  readonly content: Promise<Buffer | undefined>;
}

/** The answers of one part. */
interface PartFile {
  readonly handle: FileHandle;
  /** Bytes, when it was last looked at: parts only grow. */
  size: number;
}

/** The answers of the parts, each opened when it is first read. */
export class PartFiles {
  readonly #folder: string;
  readonly #open = new Map<string, Promise<PartFile | undefined>>();
  /** What was read last of each, the newest first. */
  readonly #last = new Map<string, readonly Stretch[]>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The JSON of an answer; undefined when what lies there is not that answer. Never rejects. */
  async read(key: string, place: Place): Promise<string | undefined> {
    const known = this.#last.get(place.part)?.find(({ from, to }) => from <= place.at && place.at + place.bytes <= to);
    // What was read before may be from before it was written.
    return (known && (await answerIn(known, key, place))) ?? answerIn(this.#readStretch(place), key, place);
  }

  #readStretch({ part, at, bytes }: Place): Stretch {
    const to = at + Math.max(bytes, readAhead);
    const stretch = { from: at, to, content: this.#content(part, at, to) };
    this.#last.set(part, [stretch, ...(this.#last.get(part) ?? [])].slice(0, stretchesKept));
    return stretch;
  }

  async #content(part: string, from: number, to: number): Promise<Buffer | undefined> {
    const opened = await (this.#open.get(part) ?? this.#openPart(part));
    try {
      if (!opened) {
        return undefined;
      }
      if (to > opened.size) {
        opened.size = (await opened.handle.stat()).size;
      }
      // Not what an index says, which may be anything.
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(to, opened.size) - from));
      const { bytesRead } = await opened.handle.read(buffer, 0, buffer.length, from);
      return buffer.subarray(0, bytesRead);
    } catch {
      return undefined;
    }
  }

  #openPart(part: string): Promise<PartFile | undefined> {
    const opening = openOwnFile(answersOf(this.#folder, part), constants.O_RDONLY).then(
      (handle) => ({ handle, size: 0 }),
      () => undefined,
    );
    this.#open.set(part, opening);
    return opening;
  }

  async close(): Promise<void> {
    const handles = [...this.#open.values()];
    this.#open.clear();
    this.#last.clear();
    for (const opened of handles) {
      await (await opened)?.handle.close();
    }
  }
}

async function answerIn(
  { from, content }: Stretch,
  key: string,
  { at, bytes, check }: Place,
): Promise<string | undefined> {
  const answer = (await content)?.subarray(at - from, at - from + bytes);
  // Where all is ASCII, as nearly everything is, it need not be decoded.
  return answer && checkOf(key, answer) === check ? answer.toString(isAscii(answer) ? 'latin1' : 'utf8') : undefined;
}

const checkBytes = 16;

/** Of an answer together with what it answers. Cut before it is a text: a part of a text keeps all of it in memory. */
function checkOf(key: string, json: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${key}\n`), json]), 'buffer').toString('hex', 0, checkBytes);
}
