import type { FileReview } from '../../../core/fileReview';
import { type OpenCounts, openIn } from './openCounts';

/** The numbers of a folder with everything below it; by severity, the findings that nobody has dealt with yet. */
export interface Tally extends OpenCounts {
  readonly files: number;
  /** Files that have come to their end, in whatever way. */
  readonly finished: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly findings: number;
  /** Proposals that wait for the person. */
  readonly waiting: number;
  /** Files that a person has looked at. */
  readonly viewed: number;
  /** Files that the filter lets through. */
  readonly shown: number;
}

export interface FolderChild {
  readonly kind: 'folder' | 'file';
  readonly path: string;
}

type Counts = { -readonly [Name in keyof Tally]: Tally[Name] };

interface Folder {
  readonly path: string;
  /** Undefined for the reviewed folder itself. */
  readonly parent: Folder | undefined;
  readonly folders: Map<string, Folder>;
  readonly files: string[];
  readonly tally: Counts;
  /** In the order of paths; undefined after something was added. */
  children: readonly FolderChild[] | undefined;
}

const nothing: Tally = {
  files: 0,
  finished: 0,
  failed: 0,
  cancelled: 0,
  findings: 0,
  waiting: 0,
  viewed: 0,
  shown: 0,
  error: 0,
  warning: 0,
  info: 0,
};

/**
 * The folders of a run with their numbers, kept up to date file by file, so that no question is answered by going over
 * the whole run. The path of the reviewed folder itself is the empty string. Chains of folders that hold nothing but
 * one folder are one folder, as in the Explorer. A filter leaves files out of the levels, not out of the numbers.
 */
export class FolderIndex {
  readonly #root = emptyFolder('', undefined);
  readonly #folders = new Map<string, Folder>([['', this.#root]]);
  /** As they were when they were counted. */
  readonly #counted = new Map<string, FileReview>();
  readonly #inReview = new Set<string>();
  readonly #shows: (file: FileReview) => boolean;

  constructor(files: Iterable<FileReview>, shows: (file: FileReview) => boolean = () => true) {
    this.#shows = shows;
    for (const file of files) {
      this.#take(file);
    }
    // Once for each folder and not for each file in it; a folder comes behind the one that it is in.
    for (const { parent, tally } of [...this.#folders.values()].reverse()) {
      if (parent) {
        add(parent.tally, tally, 1);
      }
    }
  }

  /** Takes over the present state of a file. Tells whether other rows are there than before. */
  update(file: FileReview): 'other rows' | 'same rows' {
    const { own, isNew, more } = this.#take(file);
    const isOther = isNew || more.shown !== 0;
    for (let folder = own.parent; folder; folder = folder.parent) {
      add(folder.tally, more, 1);
      if (isOther) {
        // The file may have ended a chain of folders that one further up shows as one.
        folder.children = undefined;
      }
    }
    return isOther ? 'other rows' : 'same rows';
  }

  /** Folders and files directly in a folder, in the order of their paths; nothing for a folder there is none of. */
  children(path: string): readonly FolderChild[] {
    const folder = this.#folders.get(path);
    if (!folder) {
      return [];
    }
    folder.children ??= sortedChildren(folder, (file) => this.#isShown(file));
    return folder.children;
  }

  #isShown(path: string): boolean {
    const file = this.#counted.get(path);
    return file !== undefined && this.#shows(file);
  }

  /** The folder a file or folder is shown in. */
  shownParent(path: string): string {
    let shown = this.#folders.get(parentPath(path)) ?? this.#root;
    while (onlyFolderIn(shown)) {
      shown = shown.parent ?? this.#root;
    }
    return shown.path;
  }

  tally(path: string): Tally {
    return this.#folders.get(path)?.tally ?? nothing;
  }

  /** Files that a reviewer is at work on right now. */
  get inReview(): ReadonlySet<string> {
    return this.#inReview;
  }

  /** Counts a file in the folder that it is in, and there alone: `more` is what that changes. */
  #take(file: FileReview): { readonly own: Folder; readonly isNew: boolean; readonly more: Tally } {
    const { path, status } = file;
    const own = this.#folder(parentPath(path));
    const before = this.#counted.get(path);
    const more = this.#tallyOf(file);
    if (before) {
      add(more, this.#tallyOf(before), -1);
    } else {
      own.files.push(path);
    }
    if (!before || more.shown !== 0) {
      own.children = undefined;
    }
    add(own.tally, more, 1);
    this.#counted.set(path, file);
    if (status.kind === 'reviewing' && status.waiting !== 'slot') {
      this.#inReview.add(path);
    } else {
      this.#inReview.delete(path);
    }
    return { own, isNew: !before, more };
  }

  #tallyOf(file: FileReview): Counts {
    const { kind } = file.status;
    return {
      ...openIn(file),
      files: 1,
      finished: Number(kind !== 'queued' && kind !== 'reviewing'),
      failed: Number(kind === 'failed'),
      cancelled: Number(kind === 'cancelled'),
      findings: file.findings.length,
      waiting: file.findings.reduce((sum, { proposal }) => sum + Number(proposal?.state.kind === 'ready'), 0),
      viewed: Number(file.isViewed === true),
      shown: Number(this.#shows(file)),
    };
  }

  /** The folder of a path, made with all above it where it does not exist yet. */
  #folder(path: string): Folder {
    const known = this.#folders.get(path);
    if (known) {
      return known;
    }
    const parent = this.#folder(parentPath(path));
    const folder = emptyFolder(path, parent);
    parent.folders.set(path, folder);
    this.#folders.set(path, folder);
    return folder;
  }
}

function emptyFolder(path: string, parent: Folder | undefined): Folder {
  return { path, parent, folders: new Map(), files: [], tally: { ...nothing }, children: undefined };
}

/** The path of the folder around a file or folder; the empty string at the top. */
function parentPath(path: string): string {
  // A folder that was not gone into stands in the run like a file, with its final slash.
  return path.slice(0, Math.max(0, path.lastIndexOf('/', path.length - 2)));
}

/** The one folder in a folder that has nothing else, unless it is the reviewed folder itself. */
function onlyFolderIn(folder: Folder): Folder | undefined {
  const [only] = folder.folders.values();
  return folder.path !== '' && folder.files.length === 0 && folder.folders.size === 1 ? only : undefined;
}

function sortedChildren(folder: Folder, isShown: (path: string) => boolean): readonly FolderChild[] {
  const entries = [
    // With the slash that follows, a folder stands where its files stand among all paths.
    ...[...folder.folders.values()]
      .filter(({ tally }) => tally.shown > 0)
      .map((child) => ({
        key: `${child.path}/`,
        kind: 'folder' as const,
        path: end(child),
      })),
    ...folder.files.filter(isShown).map((path) => ({ key: path, kind: 'file' as const, path })),
  ];
  entries.sort((a, b) => (a.key < b.key ? -1 : 1));
  return entries.map(({ kind, path }) => ({ kind, path }));
}

/** The last folder of the chain that begins with this one. */
function end(folder: Folder): string {
  let last = folder;
  for (let next = onlyFolderIn(last); next; next = onlyFolderIn(last)) {
    last = next;
  }
  return last.path;
}

/** Each by its name: over a list of names it takes several times as long, for each of tens of thousands of files. */
function add(
  counts: Counts,
  { files, finished, failed, cancelled, findings, waiting, viewed, shown, error, warning, info }: Tally,
  times: 1 | -1,
): void {
  counts.files += times * files;
  counts.finished += times * finished;
  counts.failed += times * failed;
  counts.cancelled += times * cancelled;
  counts.findings += times * findings;
  counts.waiting += times * waiting;
  counts.viewed += times * viewed;
  counts.shown += times * shown;
  counts.error += times * error;
  counts.warning += times * warning;
  counts.info += times * info;
}
