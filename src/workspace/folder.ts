import { opendir, readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pLimit from 'p-limit';
import type { Hasher, ReadOutcome, Workspace } from '../core/ports';
import { languageOf } from '../core/text/language';
import { toText } from '../core/text/lines';
import { runFailures } from '../core/text/runFailures';
import { english } from '../core/text/say';
import { skipTexts } from '../core/text/skipTexts';
import { type DiscoverOptions, discover } from './discover';
import { decode } from './encoding';
import { isGone, messageOf } from './errors';
import { waitingCalls } from './fileCalls';
import { readRegularFile } from './regularFile';
import { skipByText } from './skipRules';

export interface FolderOptions extends DiscoverOptions {
  /** Absolute path of the folder. A link in it is resolved once, when the folder is first used. */
  readonly folder: string;
  /** Name of a file's encoding as in VS Code's `files.encoding`, where it is known. */
  readonly encodingOf?: (path: string, bytes: Uint8Array) => string | undefined;
  readonly hash: Hasher;
}

/** So that a folder of any size never uses up the process's file handles. */
const maxOpenFiles = 64;

/** A folder on disk as the core sees it. Only regular files inside it are ever opened. */
export function createFolderWorkspace(options: FolderOptions): Workspace {
  const limit = pLimit(maxOpenFiles);
  let root: string | undefined;
  return {
    async discover(signal) {
      const checked = await checkFolder(options.folder);
      if (checked.kind === 'failed') {
        return checked;
      }
      root ??= checked.realPath;
      return discover(root, options, signal);
    },
    read: (path) =>
      limit(async () => {
        try {
          root ??= await realpath(options.folder);
        } catch (error) {
          return { kind: 'failed', reason: 'file deleted', message: english(skipTexts.folderGone, messageOf(error)) };
        }
        return path.endsWith('/') ? unlistedFolder(root, path) : readSnapshot(root, path, options);
      }),
  };
}

/** Why a folder stands among the files: it could not be listed. */
async function unlistedFolder(root: string, path: string): Promise<ReadOutcome> {
  const problem = await readdir(join(root, path)).then(() => skipTexts.notListed, messageOf);
  return { kind: 'failed', reason: 'unreadable file', message: english(skipTexts.unlisted, problem) };
}

/** Reads one file of the folder and judges its content. */
async function readSnapshot(root: string, path: string, options: FolderOptions): Promise<ReadOutcome> {
  const read = await readRegularFile(options.calls ?? waitingCalls, root, path, options.maxFileSize);
  if (read.kind !== 'bytes') {
    return read;
  }
  const decoded = decode(read.bytes, options.encodingOf?.(path, read.bytes));
  if (decoded.kind === 'skipped') {
    return decoded;
  }
  const { text, lineEnding } = toText(decoded.raw);
  const skip = skipByText(text, path, options);
  return skip
    ? { kind: 'skipped', ...skip }
    : {
        kind: 'text',
        snapshot: { path, language: languageOf(path), text, textHash: options.hash(text), lineEnding },
      };
}

export type FolderCheck =
  | { readonly kind: 'folder'; readonly realPath: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Whether there is a folder to review at a path, and its real path. */
export async function checkFolder(path: string): Promise<FolderCheck> {
  const full = resolve(path);
  try {
    if (!(await stat(full)).isDirectory()) {
      return { kind: 'failed', message: english(runFailures.aFile, full) };
    }
    await (await opendir(full)).close();
    return { kind: 'folder', realPath: await realpath(full) };
  } catch (error) {
    return {
      kind: 'failed',
      message: isGone(error)
        ? english(runFailures.noFolder, full)
        : english(runFailures.noRead, full, messageOf(error)),
    };
  }
}
