import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isGone } from '../errors';
import { blockingCalls } from '../fileCalls';
import { readRegularFile } from '../regularFile';
import { blobId, longestFile, type ObjectFormat, type TreeFile } from './gitTree';

/** What stands at a path, as a file of a tree; undefined when it is none, or longer than one can be. */
export async function treeFileAt(top: string, path: string, format: ObjectFormat): Promise<TreeFile | undefined> {
  try {
    const stats = lstatSync(join(top, path));
    if (stats.isSymbolicLink()) {
      return { mode: '120000', id: blobId(readlinkSync(join(top, path), { encoding: 'buffer' }), format) };
    }
    const read = await readRegularFile(blockingCalls, top, path, longestFile);
    return read.kind === 'bytes'
      ? { mode: (stats.mode & 0o100) === 0 ? '100644' : '100755', id: blobId(read.bytes, format) }
      : undefined;
  } catch (error) {
    if (isGone(error)) {
      return undefined;
    }
    throw error;
  }
}
