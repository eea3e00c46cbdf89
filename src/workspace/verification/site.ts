import { mkdir, realpath, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { roleOf } from '../../core/paths/fileRole';
import { formatBytes } from '../../core/text/formatBytes';
import { languageOf } from '../../core/text/language';
import type { SiteOutcome, Trial, TrialOutcome, VerificationSite } from '../../core/verify/ports';
import { messageOf } from '../errors';
import { findGit } from '../git';
import { isInside, prefixIn } from '../paths';
import { removePlace } from '../place';
import { removeTree } from '../removeTree';
import type { ReadAs } from './changes';
import { countFiles, type HearCopying } from './copying';
import { type Brought, chooseBrought, dependencyFolders, fingerprintOf, spared } from './dependencies';
import { contentNames } from './folderTree';
import { treeNamer } from './gitTree';
import { rememberLeft } from './leftovers';
import { openWorktree } from './openWorktree';
import { makeStore } from './ownStore';
import { createPool } from './pool';
import { takeSnapshot } from './snapshot';
import { placeIn, readSource } from './source';
import { type RunInWorktree, tryIn } from './tryIn';
import type { Base } from './worktree';

export interface SiteOptions extends ReadAs {
  /** Real path of the reviewed folder. */
  readonly folder: string;
  /** Absolute path of a place that `makePlace` has made, outside of the reviewed folder. It is removed in the end. */
  readonly place: string;
  /** Bytes of documents that are not saved, by their path relative to the reviewed folder. */
  readonly unsaved: ReadonlyMap<string, Uint8Array>;
  /** Worktrees at most: 1 to 8. */
  readonly parallel: number;
  readonly run: RunInWorktree;
  /** Names of ignored folders that every worktree gets a copy of; if not given, those of `dependencyFolders`. */
  readonly dependencies?: readonly string[];
  /** Ignored files that the person has agreed to have copied, too: patterns as in a `.gitignore`. */
  readonly include?: readonly string[];
  /** Approved commands that run once in each worktree before its first trial. What they make stays. */
  readonly setUp?: readonly string[];
  /** Hears what is in the tree of the base; see `contentNames`. */
  readonly taken?: (tree: string, files: ReadonlyMap<string, string>) => Promise<void>;
  readonly copying?: HearCopying;
}

type Refused = Exclude<SiteOutcome, { kind: 'site' }>;

/**
 * Takes a snapshot of the work tree that the reviewed folder lies in, and offers worktrees of it. Of the person's
 * repository nothing is written, and what its configuration or its files name is not run.
 */
export async function openSite(options: SiteOptions, signal: AbortSignal): Promise<SiteOutcome> {
  const { place } = options;
  let prepared: Prepared | Refused;
  try {
    prepared = await prepare({ ...options, place: await realpath(place) }, signal);
  } catch (error) {
    prepared = { kind: 'failed', message: `the folder could not be copied to be verified: ${messageOf(error)}` };
  }
  if (prepared.kind !== 'prepared') {
    const stays = await clear(place);
    if (signal.aborted) {
      return { kind: 'cancelled' };
    }
    return prepared.kind === 'failed' && stays ? { ...prepared, message: `${prepared.message}; ${stays}` } : prepared;
  }
  return { kind: 'site', site: siteOf(prepared, options) };
}

/** Where worktrees can be made. */
interface Prepared {
  readonly kind: 'prepared';
  /** Real path. */
  readonly place: string;
  readonly base: Base;
  /** The reviewed folder's path in a worktree, empty or with a final `/`. */
  readonly prefix: string;
  /** What is copied into each worktree. */
  readonly brought: Brought;
  /** See `Equipment`. */
  readonly fingerprint: string;
  readonly lacks: readonly string[];
  readonly ignored: readonly string[];
}

async function prepare(options: SiteOptions, signal: AbortSignal): Promise<Prepared | Refused> {
  const { folder, place, dependencies = dependencyFolders, include = [], copying = () => {} } = options;
  const found = await findGit(folder, signal);
  if (found.kind !== 'git') {
    return found;
  }
  const scratch = join(place, 'look');
  await mkdir(scratch);
  const source = await readSource(found.git, folder, scratch, dependencies, signal);
  if (source.kind !== 'source') {
    return source;
  }
  if (isInside(source.top, place)) {
    const message = `the repository ${source.top} holds ${place}, where it would be copied to; keep the state elsewhere`;
    return { kind: 'failed', message };
  }
  const store = await makeStore(found.git, join(place, 'store'), source.history);
  const looked = countFiles('project', source.files.length, copying);
  const snapshot = await takeSnapshot(store, source, placeIn(source, folder, options.unsaved), signal, looked);
  if (snapshot.kind !== 'snapshot') {
    return snapshot;
  }
  await options.taken?.(snapshot.tree, contentNames(snapshot.files));
  const brought = await chooseBrought(source.top, source.ignored, dependencies, include);
  const fingerprint = await fingerprintOf(source.top, brought.paths);
  const needed = (snapshot.bytes + brought.bytes) * options.parallel + spared;
  const { bavail, bsize } = await statfs(place);
  if (bavail * bsize < needed) {
    const free = `${formatBytes(bavail * bsize)} are free where ${place} is`;
    return { kind: 'failed', message: `${free}, and ${formatBytes(needed)} are needed for the copies to verify in` };
  }
  const base = {
    ...{ store, snapshot, top: source.top, history: source.history },
    nameWith: treeNamer(snapshot.files, store.format),
  };
  const ignored = source.ignored.filter((path) => !brought.paths.includes(path.replace(/\/$/, '')));
  const lacks = [
    ...snapshot.lacks,
    ...brought.lacks,
    ...ignored.filter(isTest).map((path) => `${path}: git ignores it`),
  ];
  return { kind: 'prepared', place, base, prefix: prefixIn(source.top, folder), brought, fingerprint, lacks, ignored };
}

/** A test of the person's own, which fails for nobody in a copy without it. */
function isTest(path: string): boolean {
  return !path.endsWith('/') && roleOf(path) === 'test' && languageOf(path) !== 'plaintext';
}

/** Removes a place, or says what keeps it there. The next start tries it again. */
async function clear(place: string): Promise<string | undefined> {
  try {
    await removePlace(place);
    return undefined;
  } catch (error) {
    return `the copy in ${place} could not be removed: ${messageOf(error)}`;
  }
}

function siteOf(prepared: Prepared, options: SiteOptions): VerificationSite {
  const { base, prefix, place, brought, fingerprint, lacks, ignored } = prepared;
  const leftovers = rememberLeft(options.run);
  const { run } = leftovers;
  const equipment = { brought: brought.paths, fingerprint, setUp: options.setUp ?? [], run };
  const closing = new AbortController();
  const limit = pLimit(options.parallel);
  const worktrees = createPool((signal) => {
    made++;
    const copied = made === 1 ? countFiles('packages', brought.files, options.copying ?? (() => {})) : () => {};
    return openWorktree(base, { ...equipment, copied }, join(place, String(made)), signal);
  });
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<string | undefined> | undefined;
  let made = 0;

  async function attempt(trial: Trial, signal: AbortSignal): Promise<TrialOutcome> {
    const opened = await worktrees.take(signal);
    if (opened.kind !== 'worktree') {
      return opened;
    }
    const { worktree } = opened;
    const { outcome, isReusable } = await tryIn(base, worktree, prefix, trial, { ...options, run }, signal);
    if (!isReusable) {
      // What cannot be removed now is removed with the place, which says why it cannot be then.
      await removeTree(worktree.room).catch(() => undefined);
    }
    worktrees.giveBack(isReusable ? worktree : undefined);
    return outcome;
  }

  async function end(): Promise<string | undefined> {
    closing.abort();
    await Promise.allSettled(underWay);
    const stays = [await clear(place), leftovers.said()].filter((said) => said !== undefined);
    return stays.length > 0 ? stays.join('; ') : undefined;
  }

  return {
    baseTree: base.snapshot.tree,
    top: base.top,
    prefix,
    parallel: options.parallel,
    lacks,
    ignored,
    brought: brought.paths,
    async try(trial, signal) {
      const either = AbortSignal.any([signal, closing.signal]);
      const outcome = limit(() => attempt(trial, either));
      underWay.add(outcome);
      try {
        return await outcome;
      } finally {
        underWay.delete(outcome);
      }
    },
    close() {
      closed ??= end();
      return closed;
    },
  };
}
