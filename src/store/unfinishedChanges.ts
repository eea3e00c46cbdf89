import { hash } from 'node:crypto';
import { closeSync, constants, fsync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import * as v from 'valibot';
import type { ChangeSubject } from '../core/ports';
import { errorMessage } from '../core/text/errorMessage';
import { syncFolder } from './atomicFile';
import { hasCode } from './errors';
import { sha256 } from './hash';
import {
  checkOwnFolder,
  checkStateRoot,
  makeOwnFolders,
  makeStateRoot,
  openSmallOwnFile,
  readSmallOwnFile,
} from './ownPlaces';

/** A change of a file that was begun and, as far as anybody knows, has not ended. */
export interface UnfinishedChange {
  /** Real path of the file. */
  readonly file: string;
  /** Real path of the reviewed folder. */
  readonly folder: string;
  readonly about?: ChangeSubject;
  /** How the file is written: over its old bytes, or emptied first. */
  readonly writing: Writing;
  readonly before: Buffer;
  readonly after: Buffer;
}

export type Writing = 'in place' | 'from empty';

/** Makes the folder in which changes under way are kept and locked, and answers with its path. Rejects with the reason. */
export async function makeChangesFolder(stateRoot: string): Promise<string> {
  return makeOwnFolders(await makeStateRoot(stateRoot), folderName);
}

/** The same without making anything: undefined when nothing was ever changed. Rejects when it cannot be trusted. */
export async function findChangesFolder(stateRoot: string): Promise<string | undefined> {
  const path = join(stateRoot, folderName);
  try {
    await checkStateRoot(stateRoot);
    await checkOwnFolder(path);
    return path;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

/** Keeps a change durably, before the file is touched: a header in one line, then the bytes before and after. */
export async function keepUnfinished(changes: string, { before, after, ...about }: UnfinishedChange): Promise<void> {
  const header = { version: 1, ...about, before: partOf(before), after: partOf(after) };
  const { O_WRONLY, O_CREAT, O_TRUNC } = constants;
  const descriptor = openSmallOwnFile(unfinishedPath(changes, about.file), O_WRONLY | O_CREAT | O_TRUNC);
  try {
    writeFileSync(descriptor, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), before, after]));
    await sync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  await syncFolder(changes);
}

/** Where the unfinished change of a file (real path) is kept. */
export function unfinishedPath(changes: string, file: string): string {
  return join(changes, `${sha256(file)}${ending}`);
}

/** Everything that is kept. */
export async function unfinishedIn(changes: string): Promise<string[]> {
  return (await readdir(changes)).filter((name) => name.endsWith(ending)).map((name) => join(changes, name));
}

/**
 * What is kept of a change. Undefined when nothing is, and when it is not whole: then whoever kept it was cut short before
 * the file was touched. Rejects when it cannot be understood, or when something else stands there, such as a link.
 */
export async function readUnfinished(path: string): Promise<UnfinishedChange | undefined> {
  const content = contentOf(path);
  const headerEnd = content?.indexOf('\n') ?? -1;
  if (!content || headerEnd === -1) {
    return undefined;
  }
  const { version: _, ...header } = headerIn(path, content.toString('utf8', 0, headerEnd));
  const beforeEnd = headerEnd + 1 + header.before.bytes;
  const before = content.subarray(headerEnd + 1, beforeEnd);
  const after = content.subarray(beforeEnd);
  const isWhole = isDeepStrictEqual([partOf(before), partOf(after)], [header.before, header.after]);
  return isWhole ? { ...header, before, after } : undefined;
}

/** Forgets a change: the file is whole. */
export async function forgetUnfinished(path: string): Promise<void> {
  rmSync(path, { force: true });
}

/** Where bytes of a file (real path) are put aside for the person: those from before a change, and those it holds now. */
export function placesForPerson(changes: string, file: string): { readonly before: string; readonly present: string } {
  const path = join(changes, `${sha256(file).slice(0, 16)}-${Date.now()}`);
  return { before: `${path}.before`, present: `${path}.present` };
}

const sync = promisify(fsync);
const folderName = 'changes';
const ending = '.unfinished';

const partSchema = v.object({ bytes: v.number(), sha256: v.string() });
const headerSchema = v.object({
  version: v.literal(1),
  file: v.string(),
  folder: v.string(),
  about: v.exactOptional(v.object({ run: v.string(), finding: v.string(), action: v.picklist(['apply', 'revert']) })),
  writing: v.picklist(['in place', 'from empty']),
  before: partSchema,
  after: partSchema,
});

function partOf(bytes: Buffer): v.InferOutput<typeof partSchema> {
  return { bytes: bytes.length, sha256: hash('sha256', bytes) };
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readSmallOwnFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

function headerIn(path: string, line: string): v.InferOutput<typeof headerSchema> {
  try {
    return v.parse(headerSchema, JSON.parse(line));
  } catch (error) {
    const advice = 'a newer Folder Review may have written it; use that one, or delete it';
    throw new Error(`${path} cannot be understood (${errorMessage(error)}); ${advice}`);
  }
}
