import type { Basis } from '../basis';
import type { LeftOut } from '../parts';
import type { Hasher, Workspace } from '../ports';
import { programWordsIn, wordsIn } from '../text/words';
import type { FileSnapshot } from '../types';
import { folderFiles } from './folderFiles';
import type { FolderFiles, Import, ImportRules, Target } from './imports';
import { importRulesOf } from './rules';
import { Search, type Uses } from './search';
import { createImportFinder, createSurfaces, type SurfaceSources } from './surfaces';

/**
 * Finds what a file uses of the others in its folder, in the order in which it imports them.
 *
 * @param words finds the words of the file, if that has not been done
 */
export type FindUsed = (file: FileSnapshot, signal: AbortSignal, words?: () => ReadonlySet<string>) => Promise<Uses>;

/** What files of one folder use of each other. */
export interface Neighbours {
  readonly usedBy: FindUsed;
  /** Which files were looked at for that, and in which listing. */
  readonly basis: Basis;
}

/** What neighbours are found with. */
export interface NeighbourSources extends Omit<SurfaceSources, 'importsOf'> {
  /** The files that may be shown: those that would themselves be reviewed and sent. */
  readonly paths: readonly string[];
  readonly hash: Hasher;
  /** Whether parsers have answered in full what was asked for the signatures of a file. */
  readonly isWhole: (path: string) => boolean;
}

/** The files of the folder, with a hash of all that they are made from. */
interface Listing {
  readonly files: FolderFiles;
  readonly hash: string;
}

/** What was read for one file: the hash of the listing, the paths of other files, and a hash of what stood there. */
type Reads = readonly [listing: string, paths: readonly string[], texts: string];

/** Where a file is looked at alone. */
const nothingRead = '';

/** Where nothing is imported. */
export const noUses: Uses = { files: [], leftOut: [] };

/** Files that the imports of one file lead to at most, in their order. */
const mostTargets = 200;

/** Makes the neighbours of one run. Files are read when somebody imports them, once. */
export function createNeighbours({ paths, hash, isWhole, ...sources }: NeighbourSources): Neighbours {
  const importsOf = createImportFinder();
  const surfaceOf = createSurfaces({ ...sources, importsOf });
  const readFor = new Map<string, readonly [listing: string, texts: ReadonlyMap<string, string | null>]>();
  const hashes = new Map<string, string | null>();
  /** Those that are not known yet. */
  const reading = new Map<string, Promise<unknown>>();
  let listing: Promise<Listing> | undefined;

  const listed = () => {
    listing ??= readListing(paths, sources.read, hash);
    return listing;
  };

  /** All texts of a package of Go are looked at for each of its files, many at once: who is known is not waited for. */
  async function hashesNow(paths: readonly string[]): Promise<readonly (string | null)[]> {
    const unknown = paths.filter((path) => !hashes.has(path));
    await Promise.all(unknown.map((path) => reading.get(path) ?? readHash(path)));
    return paths.map((path) => hashes.get(path) ?? null);
  }

  function readHash(path: string): Promise<unknown> {
    const read = sources.read(path).then((outcome) => {
      hashes.set(path, hashOf(outcome));
      reading.delete(path);
    });
    reading.set(path, read);
    return read;
  }

  return {
    async usedBy(file, signal, words = () => programWordsIn(file.language, file.text)) {
      const rules = importRulesOf(file.language);
      const imports = importsOf(file) ?? [];
      if (!rules || (imports.length === 0 && !rules.besides)) {
        return noUses;
      }
      const { files, hash: listingHash } = await listed();
      const texts = new Map<string, string | null>();
      readFor.set(file.path, [listingHash, texts]);
      const lookAt = async (path: string) => {
        const { textHash, surface } = await surfaceOf(path, signal);
        texts.set(path, textHash);
        return surface;
      };
      const { targets, leftOut } = targetsOf(file.path, imports, rules, files);
      if (targets.length === 0) {
        return noUses;
      }
      // So that they are read side by side.
      await Promise.all(targets.map(({ path }) => lookAt(path)));
      const search = new Search(file.path, words(), files, lookAt, rules.conditionOf?.(file.path, file.text));
      for (const target of targets) {
        await search.collect(target);
        const { from } = target;
        if (from && target.all && (from.offered || from.unnamed)) {
          await search.passOn(target.path, [...wordsIn(from.specifier)]);
        }
      }
      const found = search.found();
      return leftOut ? { ...found, leftOut: [...found.leftOut, leftOut] } : found;
    },

    basis: {
      of(path) {
        const [listingHash, texts] = readFor.get(path) ?? [];
        if (listingHash === undefined || !texts) {
          return nothingRead;
        }
        const paths = [...texts.keys()];
        const reads: Reads = [listingHash, paths, hash([...texts.values()].join())];
        return paths.every(isWhole) ? JSON.stringify(reads) : undefined;
      },
      async holds(read) {
        if (read === nothingRead) {
          return true;
        }
        const [listingHash, paths, texts] = JSON.parse(read) as Reads;
        return (await listed()).hash === listingHash && hash((await hashesNow(paths)).join()) === texts;
      },
    },
  };
}

/** Where the imports of a file lead, in their order, and then what it uses without importing it; of so many files. */
function targetsOf(path: string, imports: readonly Import[], rules: ImportRules, files: FolderFiles) {
  const targets: (Target & { readonly from?: Import })[] = [];
  const [looked, others] = [new Set<string>(), new Set<string>()];
  const add = (target: Target, from?: Import): void => {
    if (target.path === path) {
      return;
    }
    if (looked.size < mostTargets || looked.has(target.path)) {
      looked.add(target.path);
      targets.push(from ? { ...target, from } : target);
    } else {
      others.add(target.path);
    }
  };
  for (const one of imports) {
    for (const target of rules.resolve(path, one, files)) {
      add(target, one);
    }
  }
  for (const target of rules.besides?.(path, files) ?? []) {
    add(target);
  }
  const leftOut: LeftOut | undefined =
    others.size > 0 ? { kind: 'files', files: others.size, looked: mostTargets } : undefined;
  return { targets, leftOut };
}

async function readListing(paths: readonly string[], read: Workspace['read'], hash: Hasher): Promise<Listing> {
  const settings: (readonly [string, string | null])[] = [];
  const files = await folderFiles(paths, async (path) => {
    const outcome = await read(path);
    settings.push([path, hashOf(outcome)]);
    return outcome;
  });
  const inOrder = settings.sort(([one], [other]) => (one < other ? -1 : 1));
  return { files, hash: hash(JSON.stringify([[...paths].sort(), inOrder])) };
}

function hashOf(outcome: Awaited<ReturnType<Workspace['read']>>): string | null {
  return outcome.kind === 'text' ? outcome.snapshot.textHash : null;
}
