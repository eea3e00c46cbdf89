import { folderOf, follow, inside } from './imports';
import { bestMatch, type Json, objectOf, type Pattern, patternOf, type ReadSettings, textsOf } from './settingsFile';

/** What the compiler's settings of TypeScript say of specifiers that are not relative. */
export interface PathAliases {
  /** Where modules are looked for by their path. */
  readonly base: string | undefined;
  readonly patterns: readonly Alias[] | undefined;
}

interface Alias extends Pattern {
  /** With the same `*`, from the reviewed folder. */
  readonly targets: readonly string[];
}

const names = ['tsconfig.json', 'jsconfig.json'];
/** Files that settings are put together from, at most: they may name each other in a circle. */
const mostFiles = 20;
const mostPatterns = 500;

/**
 * `paths` and `baseUrl` of the settings in a folder, or of those that they extend or refer to, as far as these lie in the
 * reviewed folder. https://www.typescriptlang.org/tsconfig/#paths
 */
export async function pathAliasesIn(folder: string, read: ReadSettings): Promise<PathAliases | undefined> {
  for (const name of names) {
    const path = inside(folder, name);
    if (await read(path)) {
      return aliasesAt(path, read, new Set());
    }
  }
  return undefined;
}

async function aliasesAt(path: string, read: ReadSettings, seen: Set<string>): Promise<PathAliases | undefined> {
  const settings = seen.has(path) || seen.size >= mostFiles ? undefined : await read(path);
  if (!settings) {
    return undefined;
  }
  seen.add(path);
  const folder = folderOf(path);
  const { baseUrl, paths } = objectOf(settings.compilerOptions) ?? {};
  const [from, ownPaths] = [typeof baseUrl === 'string' ? follow(folder, baseUrl) : undefined, objectOf(paths)];
  const inherited = from !== undefined && ownPaths ? undefined : await inheritedBy(folder, settings, read, seen);
  const base = from ?? inherited?.base;
  const patterns = ownPaths ? aliasesIn(ownPaths, base ?? folder) : inherited?.patterns;
  return { base, patterns };
}

/** What is extended last counts first; settings that only refer to others have nothing of their own. */
async function inheritedBy(
  folder: string,
  { extends: extended, references }: Json,
  read: ReadSettings,
  seen: Set<string>,
): Promise<PathAliases | undefined> {
  const referred = (Array.isArray(references) ? references : []).flatMap((one) => textsOf(objectOf(one)?.path));
  let base: string | undefined;
  let patterns: readonly Alias[] | undefined;
  for (const way of [...textsOf(extended).toReversed(), ...referred.slice(0, mostFiles)]) {
    const found = /^\.\.?\//.test(way) ? await namedBy(folder, way, read, seen) : undefined;
    base ??= found?.base;
    patterns ??= found?.patterns;
  }
  return { base, patterns };
}

async function namedBy(folder: string, way: string, read: ReadSettings, seen: Set<string>) {
  const path = follow(folder, way);
  for (const named of path === undefined ? [] : [path, `${path}.json`, inside(path, 'tsconfig.json')]) {
    const found = named.endsWith('.json') ? await aliasesAt(named, read, seen) : undefined;
    if (found) {
      return found;
    }
  }
  return undefined;
}

function aliasesIn(paths: Json, base: string): readonly Alias[] {
  return Object.entries(paths)
    .slice(0, mostPatterns)
    .map(([pattern, ways]) => ({
      ...patternOf(pattern),
      targets: textsOf(ways).flatMap((way) => follow(base, way) ?? []),
    }));
}

/** The files or folders that a specifier may mean, the likeliest first. */
export function aliased({ base, patterns = [] }: PathAliases, specifier: string): readonly string[] {
  const match = bestMatch(patterns, specifier);
  const targets = match?.pattern.targets.map((target) => target.replace('*', () => match.star)) ?? [];
  const found = targets.flatMap((target) => follow('', target) ?? []);
  const fromBase = base === undefined ? undefined : follow(base, specifier);
  return fromBase === undefined ? found : [...found, fromBase];
}
