import type { Workspace } from '../ports';
import { follow, inside, type NamedModules, withFoldersAbove } from './imports';
import { aliased, type PathAliases, pathAliasesIn } from './pathAliases';
import { internalParts, isWorkspaces, packageAndRest, partsOf, type ScriptPackage } from './scriptPackages';
import { createSettingsReader } from './settingsFile';

/** What stands beside a `package.json` where several packages know each other without its saying so. */
const workspaceFiles = ['pnpm-workspace.yaml', 'lerna.json'];

/**
 * Reads what the projects in a folder say about names of modules: TypeScript's `paths`, and the packages themselves. Their
 * settings are read as data, also those that are not reviewed: nothing of them is shown.
 *
 * @param folders those with scripts in them
 */
export async function readNamedModules(folders: readonly string[], read: Workspace['read']): Promise<NamedModules> {
  const settings = createSettingsReader(read);
  const aliases = new Map<string, PathAliases>();
  const packages = new Map<string, ScriptPackage>();
  const look = async (folder: string): Promise<void> => {
    const [found, own] = await Promise.all([pathAliasesIn(folder, settings), settings(inside(folder, 'package.json'))]);
    if (found) {
      aliases.set(folder, found);
    }
    if (own) {
      packages.set(folder, { folder, settings: own });
    }
  };
  const all = [...new Set(folders.flatMap(withFoldersAbove))].sort();
  await Promise.all(all.map(look));
  const workspaces = await workspacesAmong([...packages.values()], read);
  const byName = new Map<string, ScriptPackage[]>();
  for (const one of all.flatMap((folder) => packages.get(folder) ?? [])) {
    const { name } = one.settings;
    if (typeof name === 'string') {
      byName.set(name, [...(byName.get(name) ?? []), one]);
    }
  }

  return (folder, specifier) => {
    if (specifier.startsWith('.')) {
      const there = packages.get(follow(folder, specifier) ?? '/');
      return there ? partsOf(there, '') : [];
    }
    const above = withFoldersAbove(folder);
    const nearest = <Value>(of: ReadonlyMap<string, Value>) => of.get(above.find((one) => of.has(one)) ?? '');
    const own = nearest(packages);
    if (specifier.startsWith('#')) {
      return own ? internalParts(own, specifier) : [];
    }
    const ways = nearest(aliases);
    const { name, rest } = packageAndRest(specifier);
    const shared = above.filter((one) => workspaces.has(one));
    const isKnown = (other: ScriptPackage) =>
      other === own || shared.some((root) => root === '' || other.folder.startsWith(`${root}/`));
    const found = byName.get(name)?.find(isKnown);
    return [...(ways ? aliased(ways, specifier) : []), ...(found ? partsOf(found, rest) : [])];
  };
}

async function workspacesAmong(packages: readonly ScriptPackage[], read: Workspace['read']): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { folder, settings } of packages.length > 1 ? packages : []) {
    const named = async (name: string) => (await read(inside(folder, name))).kind === 'text';
    if (isWorkspaces(settings) || (await Promise.all(workspaceFiles.map(named))).includes(true)) {
      found.add(folder);
    }
  }
  return found;
}
