/** One name that a file takes from another, and what it is called where it is used. `default` is a default export. */
export interface Binding {
  readonly imported: string;
  readonly local: string;
}

/** Where a file takes something from. */
export interface Import {
  /** As it stands in the file; empty for the file itself, where it offers something under another name. */
  readonly specifier: string;
  readonly bindings: readonly Binding[];
  /** Every name that the other file has may be used. */
  readonly all: boolean;
  /** What it takes it offers as its own. */
  readonly offered?: true;
  /** Looked for in the places for includes alone, not beside the file. */
  readonly system?: true;
}

/** A file that an import leads to. */
export interface Target extends Pick<Import, 'bindings' | 'all'> {
  readonly path: string;
}

/** The files of a folder that may be shown beside others. Nothing else is ever looked for. */
export interface FolderFiles {
  has(path: string): boolean;
  /** Those of Go right in a folder, in the order of their paths. The reviewed folder itself is the empty path. */
  goFilesIn(folder: string): readonly string[];
  /** The modules of Go by their folders, each with the path that imports begin with. */
  readonly goModules: ReadonlyMap<string, string>;
}

/** How one family of languages imports. */
export interface ImportRules {
  /** What a text imports, in its order. A look for the usual forms: what stands in a comment may be among it. */
  importsIn(text: string): readonly Import[];
  /** The files of the folder that an import of a file leads to; none where it leads elsewhere, or nobody can tell. */
  resolve(from: string, imported: Import, files: FolderFiles): readonly Target[];
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

/** "a, b as c": names and what they are called. @param as what stands between both */
export function bindingsIn(list: string, as: string): Binding[] {
  return list.split(',').flatMap((item) => {
    const words = item.replace(/\s+/g, ' ').trim().split(as);
    const [imported = '', local = imported] = words.map((word) => word.trim());
    return imported === '' ? [] : [{ imported, local }];
  });
}
