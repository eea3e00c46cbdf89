import type { Workspace } from '../ports';
import { goModulePath } from './go';
import { type FolderFiles, folderOf, inside, withFoldersAbove } from './imports';
import { readNamedModules } from './namedModules';

const isPython = /\.pyi?$/;
const isScript = /\.[cm]?[jt]sx?$/;

/**
 * The files at some paths, with what the projects that they belong to say about where imports lead. That is read from
 * their folders and those above, whether or not it is among the files.
 */
export async function folderFiles(paths: readonly string[], read: Workspace['read']): Promise<FolderFiles> {
  const known = new Set(paths);
  const packages = new Map<string, string[]>();
  const scripts = new Set<string>();
  const pythonNames = new Set<string>();
  for (const path of [...known].sort()) {
    const folder = folderOf(path);
    if (path.endsWith('.go')) {
      const sources = packages.get(folder) ?? [];
      packages.set(folder, sources);
      sources.push(path);
    } else if (isScript.test(path)) {
      scripts.add(folder);
    } else if (isPython.test(path)) {
      for (const name of path.replace(isPython, '').split('/')) {
        pythonNames.add(name);
      }
    }
  }
  const [goModules, namedModules] = await Promise.all([
    goModulesAbove([...packages.keys()], read),
    readNamedModules([...scripts], read),
  ]);
  const goFilesIn = (folder: string) => packages.get(folder) ?? [];
  return { has: (path) => known.has(path), goFilesIn, goModules, pythonNames, namedModules };
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
