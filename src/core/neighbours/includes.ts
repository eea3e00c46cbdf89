import { type FolderFiles, folderOf, follow, type Import, type ImportRules, inside, withFoldersAbove } from './imports';

const statements = /^[ \t]*#[ \t]*(?:include|import|include_next)[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/gm;

function importsIn(text: string): Import[] {
  return [...text.matchAll(statements)].map(([, quoted, angled]) =>
    quoted === undefined
      ? { specifier: angled ?? '', bindings: [], all: true, system: true }
      : { specifier: quoted, bindings: [], all: true },
  );
}

/** Folders that compilers are usually told to look in, of each folder above a file. */
const includeFolders = ['include', 'inc', 'src', 'lib', ''];

/**
 * A header of the system that is called like one of the folder's is not it; those in a folder of their own are told apart.
 * A way that climbs is one from the file itself.
 */
function placesFor({ specifier, system }: Import, from: string): readonly string[] {
  if (specifier.split('/').includes('..')) {
    return system ? [] : [folderOf(from)];
  }
  const above = withFoldersAbove(folderOf(from));
  const usual = above.flatMap((folder) => includeFolders.map((name) => (name === '' ? folder : inside(folder, name))));
  return system ? (specifier.includes('/') ? usual : []) : [folderOf(from), ...usual];
}

function fileOf(from: string, included: Import, files: FolderFiles): string | undefined {
  for (const place of placesFor(included, from)) {
    const path = follow(place, included.specifier);
    if (path !== undefined && files.has(path)) {
      return path;
    }
  }
  return undefined;
}

/** Headers of C and C++. */
export const includes: ImportRules = {
  importsIn,
  resolve(from, included, files) {
    const path = fileOf(from, included, files);
    return path === undefined ? [] : [{ path, bindings: [], all: true }];
  },
};
