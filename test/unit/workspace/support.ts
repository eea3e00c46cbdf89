import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'mocha';
import { createFileChanges, type FileChanges } from '../../../src/compose/fileChanges';
import type { DiscoveredFile } from '../../../src/core/ports';
import { createFolderWorkspace, type FolderOptions } from '../../../src/workspace/folder';

/** A fresh folder for every test of the suite that calls this, and a state root that may be made; gone afterwards. */
export function useFolder(): { readonly path: string; readonly state: string } {
  const folder = { path: '', state: '' };
  beforeEach(() => {
    folder.path = realpathSync(mkdtempSync(join(tmpdir(), 'folder-review-')));
    folder.state = `${folder.path}-state`;
  });
  // Not Node's rmSync: some tests make paths that are longer than it can remove.
  afterEach(() => execFileSync('rm', ['-rf', folder.path, folder.state]));
  return folder;
}

/** What changes of a folder are made under, with a state root of its own. Nobody is to be told anything. */
export function guardOf(folder: string, root: string): FileChanges {
  return createFileChanges({ folder, root, writing: 'in place', tell: (message) => assert.fail(message) });
}

export function put(folder: string, path: string, content: string | Uint8Array = 'content\n'): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Writes files by their paths, with the folders around them. */
export function putAll(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    put(folder, path, content);
  }
}

/** Runs git with an identity of its own and none of the machine's configuration. */
export function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  const output = execFileSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
  });
  if (args[0] === 'init') {
    // Older gits cannot be told the name of the first branch.
    const place = args.at(-1) ?? '';
    git(place.startsWith('-') ? folder : place, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  }
  return output;
}

export function commitAll(folder: string): void {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'all');
}

/** Stands in for the real hash, so that what is hashed shows. */
export function folderWorkspace(folder: string, options: Partial<FolderOptions> = {}) {
  return createFolderWorkspace({
    folder,
    include: [],
    exclude: [],
    maxFileSize: 256 * 1024,
    hash: (text) => `hash of ${text.length}`,
    ...options,
  });
}

/**
 * Runs a shell script where it may mount what it likes, and nobody else sees it. It goes on with what is tested by
 * `$run`, followed by the absolute path of a TypeScript file.
 */
export function whereMountsAreOurs(script: string, folder: string): string {
  const asRoot = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return execFileSync('unshare', [...asRoot, '--mount', 'sh', '-ec', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, run: `env -C ${join(import.meta.dirname, '../../..')} ${process.execPath} --import tsx` },
  });
}

export const never = new AbortController().signal;

export async function discovered(folder: string, options: Partial<FolderOptions> = {}): Promise<DiscoveredFile[]> {
  const found = await folderWorkspace(folder, options).discover(never);
  if (found.kind !== 'found') {
    throw new Error(`discovery ended as ${found.kind}: ${found.kind === 'failed' ? found.message : ''}`);
  }
  return [...found.files];
}

/** `path` of what is reviewed, `path: reason` of what is not. */
export async function names(folder: string, options: Partial<FolderOptions> = {}): Promise<string[]> {
  const files = await discovered(folder, options);
  return files.map((file) => (file.kind === 'file' ? file.path : `${file.path}: ${file.reason}`));
}

/** Runs something without the superuser's rights, so that permissions mean something where tests run as root. */
export async function asOrdinaryUser<T>(action: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    process.seteuid?.(65_534);
  }
  try {
    return await action();
  } finally {
    if (isRoot) {
      process.seteuid?.(0);
    }
  }
}
