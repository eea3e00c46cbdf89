import {
  bindingsIn,
  createMemory,
  type FolderFiles,
  folderOf,
  follow,
  type Import,
  type ImportRules,
  inside,
  type Target,
  withFoldersAbove,
} from './imports';
import { programText } from './programText';

/** `from a.b import (c as d, e)` and `import a.b as c, d`, over continued lines. */
const statements =
  /^ ?(?:from (\.{1,60} ?(?:\w[\w.]*)?|\w[\w.]*) ?\bimport ?(?:\(([^()]*)\)|((?:\\\r?\n|[^\n#;\\])+))|import ((?:\\\r?\n|[^\n#;\\])+))/gm;
const as = ' as ';

/** Stretches of blanks are made one first: else several of the pattern share one in every way. */
function importsIn(source: string): Import[] {
  const text = programText('python', source).replace(/[ \t]{2,}|\t/g, ' ');
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
  return list.replace(/\\\r?\n/g, ' ');
}

/** Where the modules of a project lie when they do not lie at its top. */
const sourceFolders = ['', 'src', 'lib', 'python'];

/** The folders that the modules of a file may be counted from, as far as paths tell: those above its own package first. */
function rootsOf(folder: string, files: FolderFiles): string[] {
  const above = withFoldersAbove(folder);
  const isPackage = (one: string) => files.has(inside(one, '__init__.py'));
  const outside = above.filter((one) => !isPackage(one));
  return outside.flatMap((one) => sourceFolders.map((name) => (name === '' ? one : inside(one, name))));
}

function moduleAt(base: string, files: FolderFiles): string | undefined {
  return [`${base}.py`, inside(base, '__init__.py'), `${base}.pyi`].find((path) => files.has(path));
}

/** Folders or files without their endings that a module may be, the likeliest first. */
function basesOf(folder: string, specifier: string, files: FolderFiles): string[] {
  const [dots = ''] = /^\.*/.exec(specifier) ?? [];
  const way = specifier.slice(dots.length).replaceAll('.', '/');
  if (dots === '') {
    const [name = ''] = way.split('/', 1);
    return !files.pythonNames.has(name) ? [] : rootsOf(folder, files).map((root) => inside(root, way));
  }
  const above = follow(folder, '../'.repeat(dots.length - 1));
  return above === undefined ? [] : [way === '' ? above : inside(above, way)];
}

/** The files that a specifier and the names with it lead to. */
interface Modules {
  readonly module: string | undefined;
  readonly submodules: readonly string[];
}

/** What a package offers may be names of its own, or modules in it. */
function modulesFrom(
  folder: string,
  specifier: string,
  names: readonly string[],
  files: FolderFiles,
): Modules | undefined {
  for (const base of basesOf(folder, specifier, files)) {
    const module = moduleAt(base, files);
    const submodules = names.flatMap((name) => moduleAt(inside(base, name), files) ?? []);
    if (module !== undefined || submodules.length > 0) {
      return { module, submodules };
    }
  }
  return undefined;
}

const remembered = createMemory<Modules | undefined>();

function resolve(from: string, { specifier, bindings, all, offered }: Import, files: FolderFiles): Target[] {
  const folder = folderOf(from);
  const names = bindings.map(({ imported }) => imported);
  const about = [folder, specifier, ...names];
  const found = remembered(files, about, () => modulesFrom(folder, specifier, names, files));
  const submodules = found?.submodules.map((path) => ({ path, bindings: [], all: true })) ?? [];
  const star = all && offered ? ({ isStar: true } as const) : {};
  return [...(found?.module === undefined ? [] : [{ path: found.module, bindings, all, ...star }]), ...submodules];
}

/** `__all__ = […]` and what makes that longer, each with the list where it is one. */
const lists = /^__all__\b(?:\s*:[^=\n]+)?(?:\s*\+?=|\.extend\()\s*(?:\[([^[\]]*)\]|\(([^()]*)\))?(.*)/gm;
/** The same a name at a time, or in a way that nobody can read. */
const others = /^\s+__all__\s*\+?=|__all__\.(?!extend\()/m;

/** `__all__`, as far as it is written out. */
function namesForAll(source: string): ReadonlySet<string> | undefined {
  if (!source.includes('__all__') || others.test(source)) {
    return undefined;
  }
  const all = [...source.matchAll(lists)];
  const isWhole = all.every(
    ([, one, other, rest = '']) => (one ?? other) !== undefined && /^[\s)]*(?:#.*)?$/.test(rest),
  );
  const names = all.flatMap(([, one, other]) => {
    const list = (one ?? other ?? '').replace(/#.*/g, '');
    return [...list.matchAll(/(['"])(\w+)\1/g)].map(([, , name = '']) => name);
  });
  return isWhole && all.length > 0 ? new Set(names) : undefined;
}

/** Packages and modules of Python, relative and absolute, found by where files lie. */
export const python: ImportRules = { importsIn, resolve, namesForAll };
