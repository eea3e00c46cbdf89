import type { Signature } from '../signatures';

/**
 * One name that a file takes from another, and what it is called where it is used. `default` is a default export, `*` the
 * module as a whole.
 */
export interface Binding {
  readonly imported: string;
  readonly local: string;
}

/** Where a file takes something from. */
export interface Import {
  /** As it stands in the file; empty for the file itself, where it exports something by its name. */
  readonly specifier: string;
  readonly bindings: readonly Binding[];
  /** Every name that the other file has may be used. */
  readonly all: boolean;
  /** What it takes it offers as its own. */
  readonly offered?: true;
  /** Nothing of it is given a name: it is imported for what it does, or used on the spot. */
  readonly unnamed?: true;
  /** Looked for in the places for includes alone, not beside the file. */
  readonly system?: true;
  /** Whoever uses nothing of a file uses what that has from here. */
  readonly leadsOn?: true;
}

/** A file that an import leads to. */
export interface Target extends Pick<Import, 'bindings' | 'all'> {
  readonly path: string;
  /** It sees what the other file hides from everybody else. */
  readonly isOfSamePackage?: true;
  /** It takes what the other file offers to who takes all of it: what that lists, or else what does not begin with `_`. */
  readonly isStar?: true;
}

/** The files or folders that a specifier may mean that is not relative, for a file in a folder; the likeliest first. */
export type NamedModules = (folder: string, specifier: string) => readonly string[];

/** The files of a folder that may be shown beside others. Nothing else is ever looked for. */
export interface FolderFiles {
  has(path: string): boolean;
  /** Those of Go right in a folder, in the order of their paths. The reviewed folder itself is the empty path. */
  goFilesIn(folder: string): readonly string[];
  /** The modules of Go by their folders, each with the path that imports begin with. */
  readonly goModules: ReadonlyMap<string, string>;
  /** What modules of Python may be called, and the folders above them: most that are imported are nobody's here. */
  readonly pythonNames: ReadonlySet<string>;
  /** For modules of JavaScript and TypeScript that are not named by their path from the file. */
  readonly namedModules: NamedModules;
}

/** Definitions at their places in their file's list; undefined where one is not offered. */
export type Offered = readonly (Signature | undefined)[];

/** When a file is part of a program. */
export interface Condition {
  /** What it says, as its language writes that. */
  readonly line: string;
  /** The tags that it asks about. */
  readonly tags: ReadonlySet<string>;
  readonly holds: (isSet: (tag: string) => boolean) => boolean;
}

/** How one family of languages imports. */
export interface ImportRules {
  /** What a text imports, in its order. A look for the usual forms, not a parse. */
  importsIn(text: string): readonly Import[];
  /** The files of the folder that an import of a file leads to; none where it leads elsewhere, or nobody can tell. */
  resolve(from: string, imported: Import, files: FolderFiles): readonly Target[];
  /** The files that a file uses without importing them. */
  besides?(from: string, files: FolderFiles): readonly Target[];
  /** When a file is part of a program; undefined for always. */
  conditionOf?(path: string, text: string): Condition | undefined;
  /** Whether any program has both of two files with these conditions; undefined where nobody can tell. Each two, unless told. */
  areTogether?(own: Condition | undefined, other: Condition | undefined, isBeside: boolean): boolean | undefined;
  /** The names that a text offers to who takes all of it; undefined where it does not list them. */
  namesForAll?(text: string): ReadonlySet<string> | undefined;
  /** Of the definitions of a file what can be used by who imports it, each at its place; all of each, unless told. */
  offeredOf?(definitions: readonly Signature[], imports: readonly Import[], path: string): Offered;
}

/** The folder of a path; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Where a way leads from a folder; undefined where it leads out of the reviewed one, even for a while. */
export function follow(folder: string, way: string): string | undefined {
  if (way.startsWith('/')) {
    return undefined;
  }
  const names = folder === '' ? [] : folder.split('/');
  for (const step of way.split('/')) {
    if (step === '..') {
      if (names.pop() === undefined) {
        return undefined;
      }
    } else if (step !== '' && step !== '.') {
      names.push(step);
    }
  }
  return names.join('/');
}

/** A path in a folder. */
export function inside(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** A folder and all above it, up to the reviewed one. */
export function withFoldersAbove(folder: string): readonly string[] {
  return folder === '' ? [''] : [folder, ...withFoldersAbove(folderOf(folder))];
}

/**
 * Makes what finds each answer about a folder's files once: many files import the same.
 *
 * @returns takes the files, what the answer depends on besides, and what finds it
 */
export function createMemory<Found>(): (files: FolderFiles, about: readonly string[], find: () => Found) => Found {
  const known = new WeakMap<FolderFiles, Map<string, { readonly found: Found }>>();
  return (files, about, find) => {
    const answers = known.get(files) ?? new Map<string, { readonly found: Found }>();
    known.set(files, answers);
    // No path has this sign.
    const key = about.join('\0');
    const answer = answers.get(key) ?? { found: find() };
    answers.set(key, answer);
    return answer.found;
  };
}

/** "a, b as c": names and what they are called. @param as what stands between both */
export function bindingsIn(list: string, as: string): Binding[] {
  return list.split(',').flatMap((item) => {
    const words = item.replace(/\s+/g, ' ').trim().split(as);
    const [imported = '', local = imported] = words.map((word) => word.trim());
    return imported === '' ? [] : [{ imported, local }];
  });
}
