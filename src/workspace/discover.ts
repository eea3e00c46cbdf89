import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderShare } from '../core/options';
import { compileGlobs } from '../core/paths/globs';
import type { DiscoveredFile, Discovery } from '../core/ports';
import { runFailures } from '../core/text/runFailures';
import { english } from '../core/text/say';
import { createCompiledLookup } from './compiled';
import { createCopyLookup } from './copies';
import { isGone } from './errors';
import { type FileCalls, waitingCalls } from './fileCalls';
import { createNamesIn } from './folderNames';
import { type FoundGit, findGit } from './git';
import type { Refusal } from './gitView';
import { compileLeftOut, type LeftOutRules, leftOutFile, leftOutFolder } from './leftOut';
import { type Listed, type Listing, nestedRepository, type Skip } from './listing';
import { skipByKind } from './regularFile';
import { listRepository } from './repository';
import { nothingIgnored, readReviewIgnore } from './reviewIgnore';
import { firstSkip, type SkipOptions, skipByPathAndSize } from './skipRules';
import { removeStaleViews } from './staleViews';
import { createVendoredLookup, vendoredByName } from './vendored';
import { tooDeep, tooDeepFolder, walk } from './walk';

export interface DiscoverOptions extends SkipOptions {
  /** Globs relative to the folder; none means every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** What the folder itself leaves out, which is listed as skipped. */
  readonly folderShare?: Pick<FolderShare, 'leavesOut'>;
  /** Only what differs from this git revision, and what is untracked. Nested repositories stay out then. */
  readonly changedSince?: string;
  /** Review the files of repositories inside the folder and of submodules, too. */
  readonly nestedRepositories?: boolean;
  /** Set where nothing in the folder has a say: files are listed by a walk, whatever git or an ignore file says. */
  readonly untrusted?: true;
  /** How the file system is asked; if not given, without blocking the thread. */
  readonly calls?: FileCalls;
}

/** What the user's globs and ignore file say about a path relative to the reviewed folder. */
interface PathRules {
  readonly kind: 'rules';
  /** Whether a file is part of the run at all. */
  hasFile(path: string): boolean;
  /** Whether anything in a folder can be part of the run. Folders end with `/`. */
  hasFolder(path: string): boolean;
  /** Whether an exclude glob leaves a file or folder out that would be part of the run. Folders end with `/`. */
  isExcluded(path: string): boolean;
  skip(path: string): Skip | undefined;
  /** What the folder leaves out of what the others leave in. */
  readonly leftOut: readonly LeftOutRules[];
}

/** One discovery: what every step of it needs. */
interface Task {
  /** Real path of the reviewed folder. */
  readonly root: string;
  readonly options: DiscoverOptions;
  readonly rules: PathRules;
  /** Why a path (a folder's ends with `/`) counts as other people's code; undefined when it does not. */
  vendored(path: string): Promise<Skip | undefined>;
  /** Why a file counts as made from another one; undefined when it does not. */
  compiled(path: string): Promise<Skip | undefined>;
  /** The same git for every repository, whatever is planted in one of them. */
  findGit(): Promise<FoundGit>;
  /** What exclude globs have left out so far, by path. */
  readonly excluded: Set<string>;
  readonly signal: AbortSignal;
}

/** How many `lstat` calls are under way at once. */
const batchSize = 256;

/**
 * Lists the files of a folder (real path), in the order of their paths, with what their names and sizes say: by git
 * where there is a work tree, else, and in an untrusted folder, by a walk. Nothing is opened but the ignore file. Files that the user's globs
 * leave out are not in the list; all others are, each with the reason when it is not reviewed.
 */
export async function discover(root: string, options: DiscoverOptions, signal: AbortSignal): Promise<Discovery> {
  const rules = await pathRules(root, options);
  if (rules.kind === 'failed') {
    return rules;
  }
  let git: Promise<FoundGit> | undefined;
  const findOnce = () => {
    git ??= removeStaleViews().then(() => findGit(root, signal));
    return git;
  };
  const namesIn = createNamesIn(root);
  const lookUp = createVendoredLookup(namesIn, createCopyLookup(root, namesIn));
  const lookUpSource = createCompiledLookup(namesIn);
  const vendored = async (path: string) => firstSkip(options, [vendoredByName(path) ?? (await lookUp(path))]);
  const compiled = async (path: string) => firstSkip(options, [await lookUpSource(path)]);
  const excluded = new Set<string>();
  const found = await filesIn('', { root, options, rules, vendored, compiled, findGit: findOnce, excluded, signal });
  if (found.kind !== 'found') {
    return found;
  }
  const files = found.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const folders = [...excluded].filter((path) => path.endsWith('/')).length;
  return excluded.size > 0
    ? { kind: 'found', files, excluded: { files: excluded.size - folders, folders } }
    : { kind: 'found', files };
}

async function pathRules(
  root: string,
  options: DiscoverOptions,
): Promise<PathRules | { readonly kind: 'failed'; readonly message: string }> {
  const include = compileGlobs(options.include.length === 0 ? ['**'] : options.include);
  if (include.kind === 'invalid') {
    return { kind: 'failed', message: include.message };
  }
  const exclude = compileGlobs(options.exclude);
  if (exclude.kind === 'invalid') {
    return { kind: 'failed', message: exclude.message };
  }
  const ignored = options.untrusted ? nothingIgnored : await readReviewIgnore(root);
  if (ignored.kind === 'failed') {
    return ignored;
  }
  const leftOut: LeftOutRules[] = [];
  for (const source of options.folderShare?.leavesOut ?? []) {
    const compiled = compileLeftOut(source);
    if (compiled.kind === 'invalid') {
      return { kind: 'failed', message: compiled.message };
    }
    leftOut.push(compiled);
  }
  return {
    kind: 'rules',
    leftOut,
    hasFile: (path) => include.matches(path) && !exclude.matches(path),
    hasFolder: (path) => include.mayMatchIn(path.slice(0, -1)) && !exclude.matches(path.slice(0, -1)),
    isExcluded: (path) =>
      path.endsWith('/')
        ? include.mayMatchIn(path.slice(0, -1)) && exclude.matches(path.slice(0, -1))
        : include.matches(path) && exclude.matches(path),
    skip: ignored.skip,
  };
}

/** The files of the reviewed folder, or of a repository nested in it: `prefix` is its path, empty or ending with `/`. */
async function filesIn(prefix: string, task: Task): Promise<Discovery> {
  const listing = await list(prefix, task);
  if (listing.kind !== 'listed') {
    return listing;
  }
  const entries = withoutDepths(listing.entries.map((entry) => ({ ...entry, path: prefix + entry.path })));
  const files: DiscoveredFile[] = [];
  for (let start = 0; start < entries.length; start += batchSize) {
    if (task.signal.aborted) {
      return { kind: 'cancelled' };
    }
    const batch = entries.slice(start, start + batchSize);
    files.push(...(await Promise.all(batch.map((entry) => inspect(entry, task)))).filter((file) => file !== undefined));
  }
  return task.options.nestedRepositories ? withNested(files, task) : { kind: 'found', files };
}

function noteExcluded(path: string, { rules, excluded }: Task): void {
  if (rules.isExcluded(path)) {
    excluded.add(path);
  }
}

/** Of what lies deeper than a walk goes, the folder that it would not go into; git lists what is in there. */
function withoutDepths(entries: readonly Listed[]): readonly Listed[] {
  const shallow = new Map<string, Listed>();
  for (const entry of entries) {
    const folder = tooDeepFolder(entry.path);
    shallow.set(folder ?? entry.path, folder === undefined ? entry : { path: folder, skip: tooDeep });
  }
  return [...shallow.values()];
}

async function list(prefix: string, task: Task): Promise<Listing> {
  const { root, options, rules, vendored, findGit, signal } = task;
  const folder = join(root, prefix);
  const listing: Listing | Refusal = options.untrusted
    ? { kind: 'none' }
    : await listRepository(folder, options.changedSince, findGit, signal);
  if (listing.kind !== 'none') {
    return listing;
  }
  if (options.changedSince !== undefined) {
    return { kind: 'failed', message: english(runFailures.untracked, folder) };
  }
  const prune = async (path: string) => {
    noteExcluded(path, task);
    return rules.hasFolder(path)
      ? (rules.skip(path) ?? leftOutFolder(path, rules.leftOut) ?? (await vendored(path)))
      : 'leave';
  };
  return walk(folder, (path) => prune(prefix + path), signal);
}

/** Puts the files of nested repositories in the place of the entries that stand for them. */
async function withNested(files: readonly DiscoveredFile[], task: Task): Promise<Discovery> {
  const all: DiscoveredFile[] = [];
  for (const file of files) {
    const isNested = file.kind === 'skipped' && file.reason === 'nested repository';
    if (!isNested || !(await hasOwnGit(join(task.root, file.path)))) {
      all.push(file);
      continue;
    }
    const inner = await filesIn(file.path, task);
    if (inner.kind !== 'found') {
      return inner;
    }
    for (const found of inner.files) {
      all.push(found);
    }
  }
  return { kind: 'found', files: all };
}

/** Not so for a submodule that was never checked out. */
async function hasOwnGit(folder: string): Promise<boolean> {
  return lstat(join(folder, '.git')).then(
    () => true,
    () => false,
  );
}

/** One entry as a file of the run; undefined when it is no part of it or no longer there. */
async function inspect(entry: Listed, task: Task): Promise<DiscoveredFile | undefined> {
  const { path, skip } = entry;
  const { root, options, rules } = task;
  noteExcluded(path, task);
  if (path.endsWith('/')) {
    return folderEntry(entry, rules);
  }
  // What git lists like a file can be a submodule, that is, a folder.
  if (!rules.hasFile(path) && !rules.hasFolder(`${path}/`)) {
    return undefined;
  }
  try {
    const stats = skip ? undefined : await (options.calls ?? waitingCalls).lstat(join(root, path));
    if (stats?.isDirectory()) {
      return folderEntry({ path: `${path}/`, skip: nestedRepository }, rules);
    }
    if (!rules.hasFile(path)) {
      return undefined;
    }
    const bytes = Number(stats?.size ?? 0);
    const verdict =
      skip ??
      (stats && skipByKind(stats)) ??
      rules.skip(path) ??
      (await task.vendored(path)) ??
      (await task.compiled(path)) ??
      skipByPathAndSize(path, bytes, options) ??
      leftOutFile(path, bytes, rules.leftOut);
    return verdict ? { kind: 'skipped', path, bytes, ...verdict } : { kind: 'file', path, bytes };
  } catch (error) {
    return isGone(error) ? undefined : { kind: 'file', path, bytes: 0 };
  }
}

/** A folder that stands in the list itself, because it was not or could not be looked into. */
function folderEntry({ path, skip }: Listed, rules: PathRules): DiscoveredFile | undefined {
  if (!rules.hasFolder(path)) {
    return undefined;
  }
  // To be read like a file, which then fails and says why: what is in there must not go missing unnoticed.
  return skip ? { kind: 'skipped', path, bytes: 0, ...skip } : { kind: 'file', path, bytes: 0 };
}
