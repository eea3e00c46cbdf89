import { isAscii } from 'node:buffer';
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
export function scanJournal(handle: FileHandle, visit: RecordVisitor): Promise<JournalEnding> {
  return scanJson(handle, (json, version) => visit(parsedJson(json), version));
}

/** The same, as JSON that nobody has parsed. It is there until the visitor is done with it. */
export async function scanJson(
  handle: FileHandle,
  visit: (json: Buffer, version: JournalVersion) => void | Promise<void>,
): Promise<JournalEnding> {
  let version: JournalVersion | undefined;
  let records = 0;
  let intactBytes = 0;
  let isBroken = false;
  for await (const lines of readLines(handle)) {
    for (const line of lines) {
      if (version === undefined) {
        version = versionOf(line);
        if (version === undefined) {
          const isCutShort = !line.isWhole && headings[currentVersion].startsWith(line.bytes.toString('latin1'));
          return { ...empty, state: isCutShort ? 'torn' : 'corrupt' };
        }
        intactBytes = headings[version].length;
        continue;
      }
      const parsed = line.isWhole ? parseLine(line.bytes) : undefined;
      if (parsed && (isBroken || parsed.number !== records)) {
        return { version, records, state: 'corrupt', intactBytes };
      }
      if (!parsed) {
        isBroken = true;
        continue;
      }
      const visiting = visit(parsed.json, version);
      // Nearly none takes any time of its own, and to wait for hundreds of thousands takes seconds.
      if (visiting) {
        await visiting;
      }
      records++;
      intactBytes += line.bytes.length + 1;
    }
  }
  return version === undefined ? empty : { version, records, state: isBroken ? 'torn' : 'complete', intactBytes };
}

const empty = { version: currentVersion, records: 0, state: 'torn', intactBytes: 0 } as const;

function versionOf(line: Line): JournalVersion | undefined {
  const heading = line.isWhole ? `${line.bytes.toString('latin1')}\n` : '';
  return heading === headings[1] ? 1 : heading === headings[2] ? 2 : undefined;
}

/** A line without its end; the last one may not have any. */
interface Line {
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

/** What is in so many is visited before others on the thread have their turn: some milliseconds' work. */
const pieceBytes = 256 * 1024;

/** The lines of a file, some at a time. They are there until the next are asked for. */
async function* readLines(handle: FileHandle): AsyncGenerator<readonly Line[]> {
  // One for the whole file: a fresh one for each piece of hundreds of megabytes is as much for the system to hand out.
  let buffer = Buffer.allocUnsafe(2 * pieceBytes);
  /** Bytes at its start of a line that is not read to its end. */
  let begun = 0;
  for (let at = 0; ; ) {
    if (buffer.length - begun < pieceBytes) {
      buffer = Buffer.concat([buffer], 2 * buffer.length);
    }
    const { bytesRead } = await handle.read(buffer, begun, pieceBytes, at);
    if (bytesRead === 0) {
      break;
    }
    at += bytesRead;
    const piece = buffer.subarray(0, begun + bytesRead);
    const lines: Line[] = [];
    let start = 0;
    for (let end = piece.indexOf(lineEnd, begun); end !== -1; end = piece.indexOf(lineEnd, start)) {
      lines.push({ bytes: piece.subarray(start, end), isWhole: true });
      start = end + 1;
    }
    yield lines;
    begun = start === 0 ? piece.length : buffer.copy(buffer, 0, start, piece.length);
  }
  if (begun > 0) {
    yield [{ bytes: buffer.subarray(0, begun), isWhole: false }];
  }
}

const lineEnd = 0x0a;

/** Writes over what stands in front of the JSON, which nobody needs afterwards. */
function parseLine(line: Buffer): { readonly number: number; readonly json: Buffer } | undefined {
  const [heading, number, bytes, hash] = lineHeading.exec(line.toString('latin1', 0, 50)) ?? [];
  if (heading === undefined || number === undefined || bytes === undefined) {
    return undefined;
  }
  const json = line.subarray(heading.length);
  if (json.length !== Number(bytes)) {
    return undefined;
  }
  const hashed = heading.length - number.length - 1;
  line.copyWithin(hashed, 0, number.length + 1);
  return hashOf(line.subarray(hashed)) === hash ? { number: Number(number), json } : undefined;
}

const lineHeading = /^(\d{1,15}) (\d{1,15}) ([0-9a-f]{16}) /;

/** Where all is ASCII, as nearly everything is, it need not be decoded. */
export function parsedJson(json: Buffer): unknown {
  return JSON.parse(json.toString(isAscii(json) ? 'latin1' : 'utf8'));
}

/** A record as a line, in parts. */
export function lineParts(number: number, json: Buffer): readonly Buffer[] {
  const hash = hashOf(Buffer.concat([Buffer.from(`${number} `), json]));
  return [Buffer.from(`${number} ${json.length} ${hash} `), json, newline];
}

const newline = Buffer.from('\n');

/** @param bytes the number of a record, a space, and its JSON */
function hashOf(bytes: Buffer): string {
  return hash('sha256', bytes).slice(0, 16);
}
