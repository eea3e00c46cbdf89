import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hasCode } from './errors';
import { checkFolderIfThere, readSmallOwnFile } from './ownPlaces';

/** Who holds a lock. What the platform does not tell is empty. */
export interface LockOwner {
  readonly pid: number;
  /** When the process started, in the platform's own terms; with it a reused pid is told apart. */
  readonly processStart: string;
  readonly boot: string;
  readonly host: string;
  /** Pids of different namespaces (containers) say nothing about each other. */
  readonly pidNamespace: string;
  /** Unique for every time a lock is taken. */
  readonly nonce: string;
}

/** What became of the wish for a lock. */
export type LockOutcome =
  | { readonly kind: 'held'; readonly lock: Lock }
  | {
      readonly kind: 'busy';
      /** Undefined when the lock does not say. */
      readonly owner: LockOwner | undefined;
    };

/** A lock that is ours. */
export interface Lock {
  /** Gives it up; does nothing when it is not ours any more. Rejects with the system's error. */
  release(): Promise<void>;
}

const ownerFile = 'owner.json';

/** Others may come and go between two looks, but not that often. */
const maxAttempts = 100;

/**
 * Takes the lock at a path (a folder that exists while the lock is held, its parent must exist). It is taken over only
 * from an owner that is certainly dead, never because of its age. Rejects with the system's error, or when something
 * else stands there, such as a link.
 */
export async function acquireLock(path: string): Promise<LockOutcome> {
  await checkFolderIfThere(path);
  const me = await self(randomBytes(8).toString('hex'));
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (place(path, me)) {
      return { kind: 'held', lock: { release: async () => removeIf(path, me.nonce) } };
    }
    const owner = ownerOf(path);
    if (owner === 'none') {
      continue;
    }
    if (owner === undefined || !(await isDead(owner, me))) {
      return { kind: 'busy', owner };
    }
    // Whoever clears away a dead owner's lock holds a lock for just that, or two could, the second one a live lock.
    const clearing = await acquireLock(`${path}-${owner.nonce}`);
    if (clearing.kind === 'busy') {
      return { kind: 'busy', owner };
    }
    removeIf(path, owner.nonce);
    await clearing.lock.release();
  }
  return { kind: 'busy', owner: undefined };
}

/**
 * Who holds the lock at a path and is not certainly dead, as "process 123 on host"; undefined for nobody. Rejects when
 * something else stands there.
 */
export async function lockHolder(path: string): Promise<string | undefined> {
  await checkFolderIfThere(path);
  const owner = ownerOf(path);
  const isHeld = owner !== 'none' && (owner === undefined || !(await isDead(owner, await self(''))));
  return isHeld ? holderText(owner) : undefined;
}

/**
 * The same for who is about to remove what is locked. Where the disk has no room for a lock nobody else finds room for one,
 * so that a look is as good: what makes room must work just there.
 */
export async function acquireLockToRemove(path: string): Promise<LockOutcome> {
  try {
    return await acquireLock(path);
  } catch (error) {
    if (!hasCode(error, 'ENOSPC', 'EDQUOT')) {
      throw error;
    }
    return (await isLocked(path))
      ? { kind: 'busy', owner: undefined }
      : { kind: 'held', lock: { release: async () => {} } };
  }
}

/** Whether somebody who is not certainly dead holds the lock at a path. Rejects like `lockHolder`. */
export async function isLocked(path: string): Promise<boolean> {
  return (await lockHolder(path)) !== undefined;
}

/** "process 123 on host", or that nobody knows. */
export function holderText(owner: LockOwner | undefined): string {
  return owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
}

/**
 * Removes what processes left in a folder that died while they held a lock there, took one or gave one up. Rejects with the
 * system's error.
 */
export async function removeDeadLocks(folder: string): Promise<void> {
  const me = await self('');
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const owner = entry.isDirectory() ? ownerOf(path) : undefined;
    const isHalf = half.test(entry.name);
    if (typeof owner === 'object' && (await isDead(owner, me))) {
      await (isHalf ? rm(path, { recursive: true, force: true }) : clearAway(path));
    } else if (typeof owner !== 'object' && isHalf && (await isAbandoned(path))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

/** A lock on its way into its place, or out of it. */
const half = /\.[0-9a-f]{16}\.(?:tmp|gone)$/;

/** One that names no owner is its owner's for some microseconds. */
async function isAbandoned(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > 60 * 60 * 1000;
}

async function clearAway(path: string): Promise<void> {
  const taken = await acquireLock(path);
  if (taken.kind === 'held') {
    await taken.lock.release();
  }
}

/**
 * Puts a lock that is complete from the start into place; false when one is there. Keeps the thread, as taking and giving
 * up a lock do: each of these calls takes some microseconds, and to wait for it would take ten times as long.
 */
function place(path: string, owner: LockOwner): boolean {
  const temporary = `${path}.${owner.nonce}.tmp`;
  mkdirSync(temporary, { mode: 0o700 });
  try {
    writeFileSync(join(temporary, ownerFile), JSON.stringify(owner), { mode: 0o600 });
    renameSync(temporary, path);
    return true;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST') || (process.platform === 'win32' && hasCode(error, 'EPERM'))) {
      return false;
    }
    throw error;
  }
}

/** Removes the lock of this nonce at once, so that nobody sees half of one. */
function removeIf(path: string, nonce: string): void {
  const owner = ownerOf(path);
  if (typeof owner === 'object' && owner.nonce === nonce) {
    const away = `${path}.${nonce}.gone`;
    renameSync(path, away);
    rmSync(join(away, ownerFile), { force: true });
    rmdirSync(away);
  }
}

function ownerOf(path: string): LockOwner | 'none' | undefined {
  let content: string;
  try {
    content = readSmallOwnFile(join(path, ownerFile)).toString();
  } catch (error) {
    return hasCode(error, 'ENOENT') ? 'none' : undefined;
  }
  try {
    const owner: unknown = JSON.parse(content);
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !Number.isInteger(value.pid)) {
    return false;
  }
  const { nonce, ...others } = value as Record<string, unknown>;
  // Becomes a part of a file name.
  const isName = typeof nonce === 'string' && /^\w+$/.test(nonce);
  return isName && ['processStart', 'boot', 'host', 'pidNamespace'].every((key) => typeof others[key] === 'string');
}

async function isDead(owner: LockOwner, me: LockOwner): Promise<boolean> {
  if (owner.host !== me.host) {
    return false;
  }
  if (owner.boot !== me.boot) {
    return true;
  }
  if (owner.pidNamespace !== me.pidNamespace) {
    return false;
  }
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) {
      return true;
    }
  }
  const { state, start } = await processFacts(owner.pid);
  // A killed process stays in the list until its parent asks for it, which may be never.
  return state === 'Z' || (owner.processStart !== '' && start !== '' && owner.processStart !== start);
}

/** Asked of the system once: none of it changes while the process lives. */
let identity: Promise<Omit<LockOwner, 'nonce'>> | undefined;

async function self(nonce: string): Promise<LockOwner> {
  identity ??= identify();
  return { ...(await identity), nonce };
}

async function identify(): Promise<Omit<LockOwner, 'nonce'>> {
  return {
    pid: process.pid,
    processStart: (await processFacts(process.pid)).start,
    boot: (await contentOf('/proc/sys/kernel/random/boot_id')).trim(),
    host: hostname(),
    pidNamespace: await readlink('/proc/self/ns/pid').catch(() => ''),
  };
}

/** State letter and start time of a process, on Linux; empty elsewhere. See proc(5). */
async function processFacts(pid: number): Promise<{ readonly state: string; readonly start: string }> {
  // The name before these fields may contain blanks and parentheses.
  const fields = (await contentOf(`/proc/${pid}/stat`)).replace(/^.*\) /s, '').split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}

function contentOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
