import type { Workspace } from '../ports';
import { goModulePath } from './go';
import { type FolderFiles, folderOf, inside, withFoldersAbove } from './imports';
import { readNamedModules } from './namedModules';

const isScript = /\.[cm]?[jt]sx?$/;

/**
 * The files at some paths, with what the projects that they belong to say about where imports lead. That is read from
 * their folders and those above, whether or not it is among the files.
 */
export async function folderFiles(paths: readonly string[], read: Workspace['read']): Promise<FolderFiles> {
  const known = new Set(paths);
  const packages = new Map<string, string[]>();
  const scripts = new Set<string>();
  for (const path of [...known].sort()) {
    const folder = folderOf(path);
    if (path.endsWith('.go')) {
      const sources = packages.get(folder) ?? [];
      packages.set(folder, sources);
      sources.push(path);
    } else if (isScript.test(path)) {
      scripts.add(folder);
    }
  }
  const [goModules, namedModules] = await Promise.all([
    goModulesAbove([...packages.keys()], read),
    readNamedModules([...scripts], read),
  ]);
  return { has: (path) => known.has(path), goFilesIn: (folder) => packages.get(folder) ?? [], goModules, namedModules };
}

async function goModulesAbove(folders: readonly string[], read: Workspace['read']): Promise<Map<string, string>> {
  const modules = new Map<string, string>();
  const look = async (folder: string): Promise<void> => {
    const outcome = await read(inside(folder, 'go.mod'));
    const module = outcome.kind === 'text' ? goModulePath(outcome.snapshot.text) : undefined;
    if (module !== undefined) {
      modules.set(folder, module);
    }
  };
  await Promise.all([...new Set(folders.flatMap(withFoldersAbove))].map(look));
  return modules;
}
