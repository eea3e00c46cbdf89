import type { Workspace } from '../ports';
import { goModulePath } from './go';
import { type FolderFiles, folderOf } from './imports';

/** The files at some paths, with what the Go modules among them say about themselves. */
export async function folderFiles(paths: readonly string[], read: Workspace['read']): Promise<FolderFiles> {
  const known = new Set(paths);
  const packages = new Map<string, string[]>();
  const goModules = new Map<string, string>();
  for (const path of [...known].sort()) {
    if (path.endsWith('.go')) {
      const sources = packages.get(folderOf(path)) ?? [];
      packages.set(folderOf(path), sources);
      sources.push(path);
    } else if (path === 'go.mod' || path.endsWith('/go.mod')) {
      const outcome = await read(path);
      const module = outcome.kind === 'text' ? goModulePath(outcome.snapshot.text) : undefined;
      if (module !== undefined) {
        goModules.set(folderOf(path), module);
      }
    }
  }
  return { has: (path) => known.has(path), goFilesIn: (folder) => packages.get(folder) ?? [], goModules };
}
