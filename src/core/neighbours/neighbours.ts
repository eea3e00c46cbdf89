import type { FileSnapshot } from '../types';
import { folderFiles } from './folderFiles';
import type { FolderFiles } from './imports';
import { importRulesOf } from './rules';
import { Search, type UsedFile } from './search';
import { createSurfaces, type SurfaceSources } from './surfaces';
import { wordsIn } from './words';

/** Finds what a file uses of the others in its folder, in the order in which it imports them. */
export type FindUsed = (file: FileSnapshot, signal: AbortSignal) => Promise<readonly UsedFile[]>;

/** What neighbours are found with. */
export interface NeighbourSources extends SurfaceSources {
  /** The files that may be shown: those that would themselves be reviewed and sent. */
  readonly paths: readonly string[];
}

/** Files that the imports of one file lead to at most, counted in their order. */
const mostTargets = 200;

/** Makes a `FindUsed` for one run. Files are read when somebody imports them, once. */
export function createNeighbours(sources: NeighbourSources): FindUsed {
  const surfaceOf = createSurfaces(sources);
  let listing: Promise<FolderFiles> | undefined;
  return async (file, signal) => {
    const rules = importRulesOf(file.language);
    const imports = rules?.importsIn(file.text) ?? [];
    if (!rules || imports.length === 0) {
      return [];
    }
    listing ??= folderFiles(sources.paths, sources.read);
    const files = await listing;
    const targets = imports
      .flatMap((imported) => rules.resolve(file.path, imported, files))
      .filter(({ path }) => path !== file.path)
      .slice(0, mostTargets);
    if (targets.length === 0) {
      return [];
    }
    // So that they are read side by side.
    await Promise.all(targets.map(({ path }) => surfaceOf(path, signal)));
    const search = new Search(file.path, wordsIn(file.text), files, (path) => surfaceOf(path, signal));
    for (const target of targets) {
      await search.collect(target);
    }
    return search.found();
  };
}
