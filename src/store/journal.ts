import { constants } from 'node:fs';
import { copyFile, type FileHandle, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Journal } from '../core/ports';
import { syncFolder, writeFileAtomic } from './atomicFile';
import {
  currentVersion,
  headings,
  type JournalEnding,
  lineParts,
  type RecordVisitor,
  scanJournal,
} from './journalLines';
import { openOwnFile } from './ownPlaces';

/**
 * Reads a journal, a piece at a time, and changes nothing. Rejects when the file cannot be read or is not ours, or the
 * visitor rejects.
 */
export async function readJournal(file: string, visit: RecordVisitor): Promise<JournalEnding> {
  const handle = await openOwnFile(file, constants.O_RDONLY);
  try {
    return await scanJournal(handle, visit);
  } finally {
    await handle.close();
  }
}

/** A journal open for appending. */
export interface OpenJournal<Record> extends Journal<Record> {
  /** How long the file is, as far as it is intact. What `append` has resolved for is in it. */
  readonly bytes: number;
  /** Waits for what was appended, makes it durable and closes the file. Nothing may be appended afterwards. */
  close(): Promise<void>;
}

/** What became of opening a journal. */
export type JournalOutcome<Record> =
  | {
      readonly kind: 'open';
      readonly journal: OpenJournal<Record>;
      /** How many records were in it. */
      readonly records: number;
    }
  | { readonly kind: 'corrupt'; readonly message: string }
  /** Its records are of an earlier version: `rewriteJournal` makes it one to append to. */
  | { readonly kind: 'earlier version' };

/**
 * Opens a journal for appending and creates it (0600) where it is missing. There must be one writer only. The
 * incomplete end that a crash leaves is copied beside the file before it is cut off; a corrupt file is left alone.
 * Rejects with the system's error or when the file is not ours (a link, say), and so does `append`: a rejected record
 * is not in the journal, a later one may succeed again.
 */
export async function openJournal<Record>(file: string, visit: RecordVisitor): Promise<JournalOutcome<Record>> {
  const handle = await openOwnFile(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  try {
    const { records, state, intactBytes, version } = await scanJournal(handle, visit);
    if (state === 'corrupt') {
      await handle.close();
      const message = `${file} is damaged after ${records} intact records; it was left as it is`;
      return { kind: 'corrupt', message };
    }
    if (version !== currentVersion) {
      await handle.close();
      return { kind: 'earlier version' };
    }
    const { size } = await handle.stat();
    if (state === 'torn' && size > 0) {
      await keepTornEnd(handle, `${file}.torn-${Date.now()}`, intactBytes, size);
    }
    const end = new JournalEnd(handle, intactBytes);
    if (intactBytes === 0) {
      await end.write(Buffer.from(headings[currentVersion]), true);
      await syncFolder(dirname(file));
    }
    return { kind: 'open', journal: journalAt<Record>(end, records), records };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function keepTornEnd(handle: FileHandle, copy: string, from: number, size: number): Promise<void> {
  const end = Buffer.alloc(size - from);
  const { bytesRead } = await handle.read(end, 0, end.length, from);
  await writeFileAtomic(copy, end.subarray(0, bytesRead));
}

/**
 * Puts a journal with these records into the place of another, at once and durably. The one of before is kept as
 * `backup` where that is given.
 */
export async function rewriteJournal<Record>(
  file: string,
  records: AsyncIterable<Record>,
  backup?: string,
): Promise<void> {
  const fresh = `${file}.new`;
  await rm(fresh, { force: true });
  const opened = await openJournal<Record>(fresh, () => {});
  if (opened.kind !== 'open') {
    throw new Error(`${fresh} cannot be written`);
  }
  try {
    let batch: Promise<void>[] = [];
    for await (const record of records) {
      batch.push(opened.journal.append(record));
      if (batch.length === recordsAtOnce) {
        await Promise.all(batch);
        batch = [];
      }
    }
    await Promise.all(batch);
  } finally {
    await opened.journal.close();
  }
  if (backup !== undefined) {
    await copyFile(file, backup);
  }
  await rename(fresh, file);
  await syncFolder(dirname(file));
}

const recordsAtOnce = 256;

interface Pending {
  readonly json: Buffer;
  readonly durable: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** What is appended while a write is under way goes out together in the next one. */
function journalAt<Record>(end: JournalEnd, firstNumber: number): OpenJournal<Record> {
  let next = firstNumber;
  let waiting: Pending[] = [];
  let writing: Promise<void> | undefined;

  const writeWaiting = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const lines = batch.flatMap(({ json }, index) => lineParts(next + index, json));
        await end.write(
          Buffer.concat(lines),
          batch.some(({ durable }) => durable),
        );
        next += batch.length;
        for (const { resolve } of batch) {
          resolve();
        }
      } catch (error) {
        for (const { reject } of batch) {
          reject(error);
        }
      }
    }
    writing = undefined;
  };

  return {
    get bytes() {
      return end.length;
    },
    append: (record, urgency) =>
      new Promise((resolve, reject) => {
        const json = Buffer.from(JSON.stringify(record));
        waiting.push({ json, durable: urgency === 'durable', resolve, reject });
        writing ??= writeWaiting();
      }),
    async close() {
      await writing;
      await end.close();
    },
  };
}

/** The end of a file where only whole writes count: what a failed one leaves is cut off before the next. */
class JournalEnd {
  readonly #handle: FileHandle;
  #length: number;
  #isClean = false;

  constructor(handle: FileHandle, length: number) {
    this.#handle = handle;
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  async write(bytes: Buffer, durable: boolean): Promise<void> {
    if (!this.#isClean) {
      await this.#handle.truncate(this.#length);
    }
    this.#isClean = false;
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#handle.write(bytes, done)).bytesWritten;
    }
    if (durable) {
      await this.#handle.datasync();
    }
    this.#length += bytes.length;
    this.#isClean = true;
  }

  async close(): Promise<void> {
    try {
      if (!this.#isClean) {
        await this.#handle.truncate(this.#length);
      }
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
  }
}
