import { hash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Journal } from '../core/ports';
import { syncFolder, writeFileAtomic } from './atomicFile';
import { openOwnFile, readOwnFile } from './ownPlaces';

/**
 * The file is a line that names the format, then one line per record: `<number> <bytes> <hash> <json>`. Numbers count
 * from 0, `bytes` is the length of the JSON, and the hash covers number and JSON, so that no line can be cut, changed,
 * left out or moved without notice.
 */
const heading = 'folder-review journal 1\n';

/** What a journal holds. */
export interface JournalContent {
  /** Every record up to the first that is not intact, as it was appended. */
  readonly records: readonly unknown[];
  /**
   * `torn`: the end is incomplete, as a crash in the middle of a write leaves it. `corrupt`: there is something wrong
   * before intact records, or it is no journal of this version; nobody may append to it.
   */
  readonly state: 'complete' | 'torn' | 'corrupt';
  /** Bytes that are intact. */
  readonly intactBytes: number;
}

/** Reads a journal and changes nothing. Rejects when the file cannot be read or is not ours. */
export async function readJournal(file: string): Promise<JournalContent> {
  return parseJournal(await readOwnFile(file));
}

function parseJournal(content: Buffer): JournalContent {
  const start = content.subarray(0, heading.length);
  if (!start.equals(Buffer.from(heading))) {
    const isCutShort = heading.startsWith(start.toString('latin1'));
    return { records: [], state: isCutShort ? 'torn' : 'corrupt', intactBytes: 0 };
  }
  const records: unknown[] = [];
  let at = heading.length;
  while (at < content.length) {
    const end = content.indexOf('\n', at);
    const line = end === -1 ? undefined : parseLine(content.subarray(at, end));
    if (line?.number !== records.length) {
      return { records, state: hasIntactLine(content, at) ? 'corrupt' : 'torn', intactBytes: at };
    }
    records.push(line.record);
    at = end + 1;
  }
  return { records, state: 'complete', intactBytes: at };
}

function hasIntactLine(content: Buffer, from: number): boolean {
  for (let at = from, end = content.indexOf('\n', at); end !== -1; at = end + 1, end = content.indexOf('\n', at)) {
    if (parseLine(content.subarray(at, end))) {
      return true;
    }
  }
  return false;
}

function parseLine(line: Buffer): { readonly number: number; readonly record: unknown } | undefined {
  const [, number, bytes, hash] = /^(\d{1,15}) (\d{1,15}) ([0-9a-f]{16}) /.exec(line.toString('latin1', 0, 50)) ?? [];
  if (number === undefined || bytes === undefined || hash === undefined) {
    return undefined;
  }
  const json = line.subarray(number.length + bytes.length + hash.length + 3);
  if (json.length !== Number(bytes) || hashOf(number, json) !== hash) {
    return undefined;
  }
  return { number: Number(number), record: JSON.parse(json.toString('utf8')) };
}

function lineParts(number: number, json: Buffer): readonly Buffer[] {
  return [Buffer.from(`${number} ${json.length} ${hashOf(String(number), json)} `), json, newline];
}

const newline = Buffer.from('\n');

function hashOf(number: string, json: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${number} `), json])).slice(0, 16);
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
      /** What was in it, as read from disk. */
      readonly records: readonly unknown[];
    }
  | { readonly kind: 'corrupt'; readonly message: string };

/**
 * Opens a journal for appending and creates it (0600) where it is missing. There must be one writer only. The
 * incomplete end that a crash leaves is copied beside the file before it is cut off; a corrupt file is left alone.
 * Rejects with the system's error or when the file is not ours (a link, say), and so does `append`: a rejected record is not in the journal, a later one may
 * succeed again.
 */
export async function openJournal<Record>(file: string): Promise<JournalOutcome<Record>> {
  const handle = await openOwnFile(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  try {
    const bytes = await handle.readFile();
    const { records, state, intactBytes } = parseJournal(bytes);
    if (state === 'corrupt') {
      await handle.close();
      const message = `${file} is damaged after ${records.length} intact records; it was left as it is`;
      return { kind: 'corrupt', message };
    }
    if (state === 'torn' && bytes.length > 0) {
      await writeFileAtomic(`${file}.torn-${Date.now()}`, bytes.subarray(intactBytes));
    }
    const end = new JournalEnd(handle, intactBytes);
    if (intactBytes === 0) {
      await end.write(Buffer.from(heading), true);
      await syncFolder(dirname(file));
    }
    return { kind: 'open', journal: journalAt<Record>(end, records.length), records };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Pending {
  readonly json: Buffer;
  readonly durable: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** How long a batched record waits for others, in milliseconds: waking a thread for each costs more than all the rest. */
const batchMs = 50;

/** What is appended while a write is under way, or waits to be batched, goes out together in the next one. */
function journalAt<Record>(end: JournalEnd, firstNumber: number): OpenJournal<Record> {
  let next = firstNumber;
  let waiting: Pending[] = [];
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

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

  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) {
      writing ??= writeWaiting();
    }
  };

  return {
    get bytes() {
      return end.length;
    },
    append: (record, urgency) =>
      new Promise((resolve, reject) => {
        const json = Buffer.from(JSON.stringify(record));
        waiting.push({ json, durable: urgency === 'durable', resolve, reject });
        if (urgency === 'batched') {
          timer ??= setTimeout(write, batchMs);
        } else {
          write();
        }
      }),
    async close() {
      write();
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
