import { randomBytes } from 'node:crypto';
import { lstat, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from './errors';

/** Milliseconds between attempts to rename while a virus scanner or indexer holds the file (Windows). */
const renameDelays = [5, 10, 20, 40, 80, 160];

/** What a file is to hold: at once, or in pieces that are asked for as they are written. */
export type FileContent = string | Uint8Array | Iterable<string> | AsyncIterable<string | Uint8Array>;

/**
 * Replaces a file of ours: afterwards it is entirely new, and after an error or a crash entirely old.
 * Resolves when the new content is on disk; rejects with the system's error, or with that of the pieces. Between pieces
 * the thread does other things. Not for the user's files, which would get a new inode.
 *
 * @param mode the umask is taken off it; state is for the user alone
 */
export async function writeFileAtomic(file: string, content: FileContent, mode = 0o600): Promise<void> {
  // Created anew under a random name, so nobody can have put a link there.
  const temporary = join(dirname(file), `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      let length = 0;
      const buffers = eachBuffer(content, (bytes) => {
        length += bytes;
      });
      await writeFile(handle, buffers);
      await handle.sync();
      const { size } = await handle.stat();
      if (size !== length) {
        throw new Error(`${size} of ${length} bytes were written to ${file}`);
      }
    } finally {
      await handle.close();
    }
    await renamePatiently(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(file));
}

const temporaryName = /^\.[0-9a-f]{16}\.tmp$/;

/** Milliseconds. No write of ours takes so long. */
export const longestWrite = 60 * 60 * 1000;

/**
 * Removes what writes to a folder left that a kill cut short, which can be long. The folder need not be there. Rejects with
 * the system's error.
 *
 * @param age how old it must be, in milliseconds: `longestWrite` where somebody may be writing
 */
export async function removeTorn(folder: string, age = 0): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) {
      return [];
    }
    throw error;
  });
  for (const name of names) {
    if (temporaryName.test(name) && (age === 0 || (await ageOf(join(folder, name))) > age)) {
      await rm(join(folder, name), { force: true });
    }
  }
}

async function ageOf(file: string): Promise<number> {
  const found = await lstat(file).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : 0;
}

async function* eachBuffer(content: FileContent, heard: (bytes: number) => void): AsyncGenerator<Buffer> {
  const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece);
    heard(bytes.length);
    yield bytes;
  }
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (const wait of renameDelays) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (process.platform !== 'win32' || !isSharingViolation(error)) {
        throw error;
      }
      await delay(wait);
    }
  }
  return rename(from, to);
}

function isSharingViolation(error: unknown): boolean {
  return hasCode(error, 'EPERM', 'EACCES', 'EBUSY');
}

/** Makes names created, renamed or removed in a folder durable. Windows does so by itself and cannot open folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
