import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { LeftFile, Refused } from '../../core/commit/committing';
import { applyEditsToRaw } from '../../core/edits/applyEdits';
import type { Hasher } from '../../core/ports';
import type { Change, ChangeHistory } from '../../core/run/changes';
import { toText } from '../../core/text/lines';
import { inputOf, partsOf } from '../askGit';
import { decode, encode } from '../encoding';
import type { GitView } from '../gitView';
import { prefixIn } from '../paths';
import { ask } from './ask';
import { contentsOf, type Difference, differencesIn, entriesAt, type TreeEntry } from './tree';

/** A file that a run has changed. */
export interface RunFile {
  /** Relative to the reviewed folder. */
  readonly path: string;
  readonly changes: ChangeHistory;
  /** Whether a proposal is applied in it now. */
  readonly isApplied: boolean;
}

/** A file whose difference from a commit is what a run has changed in it, and nothing else. */
export interface AcceptedFile {
  /** Relative to the reviewed folder. */
  readonly path: string;
  /** The same from the top of the work tree. */
  readonly fromTop: string;
  readonly entry: TreeEntry;
  /** What leads from the commit's text to the file's, in its order. */
  readonly changes: readonly Change[];
}

export interface Accepted {
  readonly kind: 'accepted';
  readonly files: readonly AcceptedFile[];
  readonly left: readonly LeftFile[];
}

/** How the files of the reviewed folder are read, as their review has read them. */
export interface AcceptOptions {
  /** The reviewed folder. */
  readonly folder: string;
  readonly hash: Hasher;
  readonly encodingOf?: (path: string, bytes: Uint8Array) => string | undefined;
}

/**
 * Finds the files that differ from a commit by changes of a run alone. Git itself says what it would commit of each as it
 * is on disk, by its own rules for line ends and encodings; that must be the commit's content with the run's changes made
 * in it, byte for byte. So neither unfinished changes of the person's nor anything that a run has no record of gets into a
 * commit.
 *
 * @param index Path for an index of ours, in which git looks at the files.
 */
export async function acceptedFiles(
  view: GitView,
  commit: string,
  files: readonly RunFile[],
  index: string,
  options: AcceptOptions,
  signal: AbortSignal,
): Promise<Accepted | Refused> {
  const left: LeftFile[] = [];
  const leave = (file: RunFile, reason: string, committed?: Buffer) => {
    // Of a file in which nothing is applied, nobody expects a commit, unless one has what was taken back since.
    if (file.isApplied || (committed && holdsOurs(file, committed, options))) {
      left.push({ path: file.path, reason });
    }
  };
  const made = await ask(view, ['read-tree', commit], signal, { index });
  if (made.kind !== 'answer') {
    return made;
  }
  const looked = await lookAt(view, commit, files, index, options, signal);
  if (looked.kind !== 'looked') {
    return looked;
  }
  const present = files.filter((file) => {
    const reason = looked.reasons.get(file.path);
    if (reason !== undefined) {
      leave(file, reason);
    }
    return reason === undefined;
  });
  const differing = await differencesFrom(view, commit, present, index, signal);
  if (differing.kind !== 'differing') {
    return differing;
  }
  const { differences } = differing;
  const read = await contentsOf(
    view,
    differences.flatMap(({ before, after }) => [before.id, after.id]),
    signal,
  );
  if (read.kind !== 'contents') {
    return read;
  }
  const byPath = new Map(files.map((file) => [prefixIn(view.top, options.folder) + file.path, file]));
  const accepted: AcceptedFile[] = [];
  for (const [at, difference] of differences.entries()) {
    const file = byPath.get(difference.path);
    const [before, after] = [read.contents[2 * at], read.contents[2 * at + 1]];
    const changes = file && before && after && changesOf(file, difference, before, after, options);
    if (file && !changes) {
      leave(file, 'it has changes that are not of this run, and those are yours to commit', before);
    }
    if (file && changes && changes.length > 0) {
      accepted.push({ path: file.path, fromTop: difference.path, entry: difference.after, changes });
    }
  }
  return { kind: 'accepted', files: accepted, left };
}

/** Whether a content of a file is known to have something in it that the run has applied. */
function holdsOurs({ path, changes }: RunFile, bytes: Buffer, { hash, encodingOf }: AcceptOptions): boolean {
  const decoded = decode(bytes, encodingOf?.(path, bytes));
  const moment = decoded.kind === 'text' ? changes.moment(hash(toText(decoded.raw).text)) : undefined;
  return moment !== undefined && moment.applied.size > 0;
}

/** Finds reasons not to look any further, by the paths of the files. */
async function lookAt(
  view: GitView,
  commit: string,
  files: readonly RunFile[],
  index: string,
  { folder }: AcceptOptions,
  signal: AbortSignal,
): Promise<{ readonly kind: 'looked'; readonly reasons: ReadonlyMap<string, string> } | Refused> {
  const prefix = prefixIn(view.top, folder);
  const paths = files.map(({ path }) => path);
  const [known, filters] = await Promise.all([
    entriesAt(
      view,
      commit,
      paths.map((path) => prefix + path),
      signal,
    ),
    ask(view, ['check-attr', '-z', '--stdin', 'filter'], signal, { index, input: inputOf(paths) }),
  ]);
  if (known.kind !== 'entries') {
    return known;
  }
  if (filters.kind !== 'answer') {
    return filters;
  }
  const values = partsOf(filters).filter((_, part) => part % 3 === 2);
  const reasons = new Map<string, string>();
  for (const [at, path] of paths.entries()) {
    const filter = values[at] ?? 'unknown';
    const mode = known.entries.get(prefix + path)?.mode;
    if (filter !== 'unspecified' && filter !== 'unset' && filter !== 'set') {
      reasons.set(path, `git passes it through the filter “${filter}”, a program that is not run here`);
    } else if (mode === undefined) {
      reasons.set(path, 'the commit that is checked out does not have it: add it to git first');
    } else if (!mode.startsWith('100') || !lstatSync(join(folder, path), { throwIfNoEntry: false })?.isFile()) {
      reasons.set(path, 'it is no plain file');
    }
  }
  return { kind: 'looked', reasons };
}

/** Has git look at files on disk, and say which of them are not as a commit has them. */
async function differencesFrom(
  view: GitView,
  commit: string,
  files: readonly RunFile[],
  index: string,
  signal: AbortSignal,
): Promise<{ readonly kind: 'differing'; readonly differences: readonly Difference[] } | Refused> {
  if (files.length === 0) {
    return { kind: 'differing', differences: [] };
  }
  const input = inputOf(files.map(({ path }) => path));
  const updated = await ask(view, ['update-index', '-z', '--stdin'], signal, { index, input });
  if (updated.kind !== 'answer') {
    return updated;
  }
  const words = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', commit, '--'];
  const asked = await ask(view, words, signal, { index });
  return asked.kind === 'answer' ? { kind: 'differing', differences: differencesIn(partsOf(asked)) } : asked;
}

/** The changes that make one content of another; undefined when they are not all that is between them. */
function changesOf(
  { path, changes }: RunFile,
  { before: { mode }, after: { mode: newMode } }: Difference,
  before: Buffer,
  after: Buffer,
  { hash, encodingOf }: AcceptOptions,
): readonly Change[] | undefined {
  const [from, to] = [before, after].map((bytes) => decode(bytes, encodingOf?.(path, bytes)));
  if (mode !== newMode || from?.kind !== 'text' || to?.kind !== 'text') {
    return undefined;
  }
  const way = changes.between(hash(toText(from.raw).text), hash(toText(to.raw).text));
  const isWhole = way?.every(({ edits, textHash, after: planned }) => edits && textHash === planned);
  if (!way || !isWhole) {
    // What an editor has changed when it saved is on record as a text alone.
    return way;
  }
  const raw = way.reduce((made, { edits = [] }) => applyEditsToRaw(made, edits), from.raw);
  return encode(raw, from.encoding)?.equals(after) ? way : undefined;
}
