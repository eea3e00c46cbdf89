import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What stands at each path of a tree. Paths are relative, their bytes written as Latin-1. */
export type Tree = ReadonlyMap<string, string>;

/** Bytes. Of larger files only size and time are compared. */
const longestHashed = 1_000_000n;

/**
 * Looks at everything below a folder without following or opening anything but regular files: kind, mode, content and
 * time of change of each entry, of folders kind and mode.
 */
export function treeOf(root: string, isLeftOut: (path: string) => boolean): Tree {
  const tree = new Map<string, string>();
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of namesIn(`${root}/${folder}`)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (isLeftOut(path)) {
        continue;
      }
      const bytes = Buffer.from(`${root}/${path}`, 'latin1');
      const stats = statsOf(bytes);
      if (stats === undefined) {
        continue;
      }
      tree.set(path, describe(bytes, stats));
      if (stats.isDirectory()) {
        pending.push(path);
      }
    }
  }
  return tree;
}

/** The paths at which two trees differ. */
export function differences(before: Tree, after: Tree): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

/** Undefined for what lies deeper than a path can be. */
function statsOf(path: Buffer): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(Buffer.from(folder, 'latin1'), { encoding: 'latin1' });
  } catch {
    // Not for us to read: then what is in there is not compared.
    return [];
  }
}

function describe(path: Buffer, stats: BigIntStats): string {
  const kind = `${stats.mode.toString(8)} ${stats.uid}`;
  if (stats.isSymbolicLink()) {
    return `${kind} ${readlinkSync(path, 'latin1')}`;
  }
  if (!stats.isFile()) {
    return kind;
  }
  const facts = `${kind} ${stats.size} ${stats.mtimeNs}`;
  return stats.size > longestHashed ? facts : `${facts} ${contentHash(path)}`;
}

function contentHash(path: Buffer): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return 'unreadable';
  }
}
