import {
  bindingsIn,
  type FolderFiles,
  folderOf,
  follow,
  type Import,
  type ImportRules,
  inside,
  type Target,
  withFoldersAbove,
} from './imports';

/** `from a.b import (c as d, e)` and `import a.b as c, d`, over continued lines. */
const statements =
  /^ ?(?:from (\.{1,60} ?(?:\w[\w.]*)?|\w[\w.]*) ?\bimport ?(?:\(([^()]*)\)|((?:\\\r?\n|[^\n#;\\])+))|import ((?:\\\r?\n|[^\n#;\\])+))/gm;
const as = ' as ';

/** Stretches of blanks are made one first: else several of the pattern share one in every way. */
function importsIn(source: string): Import[] {
  const text = source.replace(/[ \t]+/g, ' ');
  return [...text.matchAll(statements)].flatMap(([, module, inBrackets, onLine, modules]): Import[] => {
    if (module === undefined) {
      return bindingsIn(plain(modules ?? ''), as).map(({ imported }) => ({
        specifier: imported,
        bindings: [],
        all: true,
      }));
    }
    const items = bindingsIn(plain(inBrackets ?? onLine ?? ''), as);
    const all = items.some(({ imported }) => imported === '*');
    const bindings = items.filter(({ imported }) => imported !== '*');
    return [{ specifier: module.replace(/\s/g, ''), bindings, all, ...(all && { offered: true }) }];
  });
}

function plain(list: string): string {
  return list.replace(/#.*/g, '').replace(/\\\r?\n/g, ' ');
}

/** Where the modules of a project lie when they do not lie at its top. */
const sourceFolders = ['', 'src', 'lib', 'python'];

/** The folders that the modules of a file may be counted from, as far as paths tell: those above its own package first. */
function rootsOf(from: string, files: FolderFiles): string[] {
  const above = withFoldersAbove(folderOf(from));
  const isPackage = (folder: string) => files.has(inside(folder, '__init__.py'));
  const outside = above.filter((folder) => !isPackage(folder));
  return outside.flatMap((folder) => sourceFolders.map((name) => (name === '' ? folder : inside(folder, name))));
}

function moduleAt(base: string, files: FolderFiles): string | undefined {
  return [`${base}.py`, inside(base, '__init__.py'), `${base}.pyi`].find((path) => files.has(path));
}

/** Folders or files without their endings that a module may be, the likeliest first. */
function basesOf(from: string, specifier: string, files: FolderFiles): string[] {
  const [dots = ''] = /^\.*/.exec(specifier) ?? [];
  const way = specifier.slice(dots.length).replaceAll('.', '/');
  if (dots === '') {
    return rootsOf(from, files).map((root) => inside(root, way));
  }
  const folder = follow(folderOf(from), '../'.repeat(dots.length - 1));
  return folder === undefined ? [] : [way === '' ? folder : inside(folder, way)];
}

/** What a package offers may be names of its own, or modules in it. */
function resolve(from: string, { specifier, bindings, all }: Import, files: FolderFiles): Target[] {
  for (const base of basesOf(from, specifier, files)) {
    const module = moduleAt(base, files);
    const modules = bindings.flatMap(({ imported }): Target[] => {
      const path = moduleAt(inside(base, imported), files);
      return path === undefined ? [] : [{ path, bindings: [], all: true }];
    });
    if (module !== undefined || modules.length > 0) {
      return [...(module === undefined ? [] : [{ path: module, bindings, all }]), ...modules];
    }
  }
  return [];
}

/** Packages and modules of Python, relative and absolute, found by where files lie. */
export const python: ImportRules = { importsIn, resolve };
