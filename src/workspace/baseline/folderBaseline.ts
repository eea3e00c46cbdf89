import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Baseline, BaselineOutcome, EarlierFile, Hasher } from '../../core/ports';
import { toText } from '../../core/text/lines';
import { reviewFailures } from '../../core/text/reviewFailures';
import { english } from '../../core/text/say';
import type { FileSnapshot } from '../../core/types';
import { type Answer, askGit, partsOf } from '../askGit';
import { decode } from '../encoding';
import { isGone } from '../errors';
import { waitingCalls } from '../fileCalls';
import type { GitView } from '../gitView';
import { inWorkTree } from '../inRepository';
import { readRegularFile } from '../regularFile';
import { blobId } from '../verification/gitTree';
import { type Blob, createBlobReader } from './blobs';
import { type Renames, renamesAmong } from './renames';
import { untracked } from './revision';

/** What a baseline is made of. */
export interface BaselineOptions {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  /** Id of the commit that has the folder as it was. */
  readonly commit: string;
  /** Paths of the files that are asked about. */
  readonly files: readonly string[];
  /** Name of a file's encoding as in VS Code's `files.encoding`, where it is known. */
  readonly encodingOf: (path: string, bytes: Uint8Array) => string | undefined;
  /** Bytes: what was larger then is none. */
  readonly maxFileSize: number;
  readonly hash: Hasher;
}

/** A file of the commit. */
interface CommittedFile {
  readonly id: string;
  /** Not a number where git has the object no more. */
  readonly bytes: number;
}

/**
 * A folder as a commit of its repository has it, read through a view of our own (see `withGitView`) that stays open until
 * the baseline is disposed of.
 */
export async function openFolderBaseline(options: BaselineOptions, signal: AbortSignal): Promise<BaselineOutcome> {
  const { folder } = options;
  return new Promise((resolve) => {
    const look = async (view: GitView): Promise<Unread | { readonly kind: 'closed' }> => {
      const read = await readCommit(view, options, signal);
      if (read.kind !== 'read') {
        return read;
      }
      await new Promise<void>((close) => {
        resolve({ kind: 'baseline', baseline: { before: read.before, dispose: close } });
      });
      return { kind: 'closed' };
    };
    const looked = inWorkTree(folder, { withReferences: false }, signal, look);
    void looked.then((outcome) => {
      if (outcome.kind !== 'closed') {
        resolve(outcome.kind === 'none' ? untracked(folder) : outcome);
      }
    });
  });
}

type Unread = Exclude<BaselineOutcome, { kind: 'baseline' }>;

async function readCommit(
  view: GitView,
  options: BaselineOptions,
  signal: AbortSignal,
): Promise<Unread | ({ readonly kind: 'read' } & Pick<Baseline, 'before'>)> {
  // Relative to the folder, and what is in it alone.
  const asked = await askGit(view, ['ls-tree', '-r', '-l', '-z', options.commit], signal);
  if (asked.kind !== 'answer') {
    return asked;
  }
  const files = filesIn(asked);
  const renames = await renamesSince(view, files, options, signal);
  if (renames.kind !== 'renames') {
    return renames;
  }
  const paths = options.files.map((path) => renames.earlier.get(path) ?? path);
  const texts = paths.flatMap((path) => files.get(path) ?? []).filter(({ bytes }) => bytes <= options.maxFileSize);
  const read = createBlobReader(view, texts);
  return {
    kind: 'read',
    before: async (file, stop) => {
      const then = files.get(file.path) ?? files.get(renames.earlier.get(file.path) ?? '');
      return then ? compared(file, then, options, () => read(then.id, stop)) : { kind: 'none' };
    },
  };
}

/** What git lists with `-l` (git-ls-tree(1)), but for what is no file: links, and repositories of their own. */
function filesIn(listed: Answer): ReadonlyMap<string, CommittedFile> {
  const files = new Map<string, CommittedFile>();
  for (const part of partsOf(listed)) {
    const [, id, bytes, path] = /^100\d+ blob (\w+) +(\w+)\t(.*)$/s.exec(part) ?? [];
    if (id !== undefined && path !== undefined) {
      files.set(path, { id, bytes: Number(bytes) });
    }
  }
  return files;
}

async function compared(
  file: FileSnapshot,
  { id, bytes }: CommittedFile,
  { encodingOf, maxFileSize, hash }: BaselineOptions,
  read: () => Promise<Blob>,
): Promise<EarlierFile> {
  if (blobId(Buffer.from(file.text), id.length === sha1Length ? 'sha1' : 'sha256') === id) {
    return { kind: 'same' };
  }
  if (bytes > maxFileSize) {
    return { kind: 'none' };
  }
  const blob = await read();
  if (blob.kind === 'failed') {
    return { kind: 'unreadable', message: english(reviewFailures.noBefore, blob.message) };
  }
  const decoded = decode(blob.bytes, encodingOf(file.path, blob.bytes));
  if (decoded.kind === 'skipped') {
    return { kind: 'none' };
  }
  const { text } = toText(decoded.raw);
  return hash(text) === file.textHash ? { kind: 'same' } : { kind: 'changed', text };
}

/** Hexadecimal digits. */
const sha1Length = 40;

/** Files that are new and files that are gone, paired by what is in them. */
async function renamesSince(
  view: GitView,
  before: ReadonlyMap<string, CommittedFile>,
  { folder, files, maxFileSize }: BaselineOptions,
  signal: AbortSignal,
): Promise<Renames> {
  const found = files.filter((path) => !before.has(path));
  const gone = found.length > 0 ? await goneFrom(folder, before, new Set(files)) : new Map<string, string>();
  if (gone.size === 0) {
    return { kind: 'renames', earlier: new Map() };
  }
  async function* contents() {
    for (const path of found) {
      const read = await readRegularFile(waitingCalls, folder, path, maxFileSize);
      if (read.kind === 'bytes') {
        yield [path, read.bytes] as const;
      }
    }
  }
  return renamesAmong(view, gone, contents(), signal);
}

/** How many are looked for at once. */
const lookedForAtOnce = 256;

/** Ids of the files that are on the disk no more. */
async function goneFrom(
  folder: string,
  before: ReadonlyMap<string, CommittedFile>,
  present: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const gone = new Map<string, string>();
  const asked = [...before].filter(([path]) => !present.has(path));
  for (let start = 0; start < asked.length; start += lookedForAtOnce) {
    await Promise.all(
      asked.slice(start, start + lookedForAtOnce).map(async ([path, { id }]) => {
        const isThere = await lstat(join(folder, path)).then(
          () => true,
          (error: unknown) => !isGone(error),
        );
        if (!isThere) {
          gone.set(path, id);
        }
      }),
    );
  }
  return gone;
}
