import { hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/**
 * The file is a line that names the format and its version, then one line per record: `<number> <bytes> <hash> <json>`.
 * Numbers count from 0, `bytes` is the length of the JSON, and the hash covers number and JSON, so that no line can be
 * cut, changed, left out or moved without notice. The version says what the records mean.
 */
export const headings = { 1: 'folder-review journal 1\n', 2: 'folder-review journal 2\n' } as const;

/** What the records of a journal mean is defined for each of these; new journals have the last. */
export type JournalVersion = keyof typeof headings;

export const currentVersion = 2;

/** Is given the records of a journal as they were appended, one after another. */
export type RecordVisitor = (record: unknown, version: JournalVersion) => void | Promise<void>;

/** How a journal ends. */
export interface JournalEnding {
  readonly version: JournalVersion;
  /** How many records there are up to the first that is not intact. */
  readonly records: number;
  /**
   * `torn`: the end is incomplete, as a crash in the middle of a write leaves it. `corrupt`: there is something wrong
   * before intact records, or it is no journal of a known version; nobody may append to it.
   */
  readonly state: 'complete' | 'torn' | 'corrupt';
  /** Bytes that are intact. */
  readonly intactBytes: number;
}

/** Gives a visitor the records of an open journal, a piece at a time. */
export async function scanJournal(handle: FileHandle, visit: RecordVisitor): Promise<JournalEnding> {
  const lines = readLines(handle);
  const first = await lines.next();
  const version = first.done ? undefined : versionOf(first.value);
  if (version === undefined) {
    const start = first.done ? '' : first.value.bytes.toString('latin1');
    const isCutShort = first.done || (!first.value.isWhole && headings[currentVersion].startsWith(start));
    return { version: currentVersion, records: 0, state: isCutShort ? 'torn' : 'corrupt', intactBytes: 0 };
  }
  let records = 0;
  let intactBytes = headings[version].length;
  let isBroken = false;
  for await (const line of lines) {
    const parsed = line.isWhole ? parseLine(line.bytes) : undefined;
    if (isBroken && parsed) {
      return { version, records, state: 'corrupt', intactBytes };
    }
    if (isBroken || parsed?.number !== records) {
      if (parsed) {
        return { version, records, state: 'corrupt', intactBytes };
      }
      isBroken = true;
      continue;
    }
    await visit(parsed.record, version);
    records++;
    intactBytes += line.bytes.length + 1;
  }
  return { version, records, state: isBroken ? 'torn' : 'complete', intactBytes };
}

function versionOf(line: Line): JournalVersion | undefined {
  const heading = line.isWhole ? `${line.bytes.toString('latin1')}\n` : '';
  return heading === headings[1] ? 1 : heading === headings[2] ? 2 : undefined;
}

/** A line without its end; the last one may not have any. */
interface Line {
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

const pieceBytes = 1024 * 1024;

async function* readLines(handle: FileHandle): AsyncGenerator<Line, undefined> {
  /** Pieces of a line that is longer than one. */
  let begun: Buffer[] = [];
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, at);
    if (bytesRead === 0) {
      break;
    }
    at += bytesRead;
    const piece = buffer.subarray(0, bytesRead);
    let start = 0;
    for (let end = piece.indexOf(lineEnd); end !== -1; end = piece.indexOf(lineEnd, start)) {
      const last = piece.subarray(start, end);
      yield { bytes: begun.length > 0 ? Buffer.concat([...begun, last]) : last, isWhole: true };
      begun = [];
      start = end + 1;
    }
    if (start < bytesRead) {
      begun.push(piece.subarray(start));
    }
  }
  if (begun.length > 0) {
    yield { bytes: Buffer.concat(begun), isWhole: false };
  }
  return undefined;
}

const lineEnd = 0x0a;

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

/** A record as a line, in parts. */
export function lineParts(number: number, json: Buffer): readonly Buffer[] {
  return [Buffer.from(`${number} ${json.length} ${hashOf(String(number), json)} `), json, newline];
}

const newline = Buffer.from('\n');

function hashOf(number: string, json: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${number} `), json])).slice(0, 16);
}
