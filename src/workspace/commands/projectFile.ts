import { decode } from '../encoding';
import { waitingCalls } from '../fileCalls';
import { readRegularFile } from '../regularFile';

/** Bytes. What describes a build is written by people. */
const maxSize = 1024 * 1024;

/** The text of a file at the top of a project, or below; undefined where there is none to read: a link, say. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** @param folder real path */
export function readTextsOf(folder: string): ReadText {
  return async (path) => {
    const read = await readRegularFile(waitingCalls, folder, path, maxSize);
    const decoded = read.kind === 'bytes' ? decode(read.bytes) : undefined;
    return decoded?.kind === 'text' ? decoded.raw : undefined;
  };
}
