import type { Signature } from '../signatures';
import {
  type Binding,
  bindingsIn,
  createMemory,
  type FolderFiles,
  folderOf,
  follow,
  type Import,
  type ImportRules,
  inside,
  type Offered,
} from './imports';
import { programText } from './programText';

/** Of a text whose stretches of white space are one character each: else several in a row share one in every way. */
const space = String.raw`\s?`;
/** Bounded, as a keyword after a `$` is looked at as the start of a statement and as a part of a name. */
const name = String.raw`[\w$]{1,200}`;
const list = String.raw`\{([^{}\x60;]*)\}`;
const path = String.raw`(['"])([^'"\n]+)`;

/** `import a, { b as c } from './x'`, `import * as a from './x'`, `export { b } from './x'`, `export * from './x'`. */
const statements = new RegExp(
  String.raw`\b(import|export)${space}(?:type\s)?(?:(${name})${space}(?:,${space})?)?(?:${list}|(\*)(?:${space}as${space}(${name}))?)?${space}from${space}${path}`,
  'g',
);
/** `import './x'`, and no path that ends with this word. */
const effects = new RegExp(String.raw`(?<![/.'"-])\bimport${space}${path}`, 'g');
/** `const a = require('./x')`, `const { b: c } = await import('./x')`, `module.exports = require('./x')`, `require('./x')`. */
const calls = new RegExp(
  String.raw`(?:\b(?:(?:const|let|var|import)\s(?:(${name})|${list})|(module\.exports|exports\.${name}))${space}=${space}(?:await\s)?)?\b(?:require|import)${space}\(${space}${path}`,
  'g',
);
/** Most modules have none. */
const isCalled = /\b(?:require|import)\s?\(/;
/** `a, type b as c` in a list, `a: b, c = 1` in a pattern. */
function named(items = '', kind: 'list' | 'pattern' = 'list'): Binding[] {
  const plain = items.replace(/['"]/g, '');
  return kind === 'list'
    ? bindingsIn(plain.replace(/(^|,)\s?type\s(?!as\b)/g, '$1'), ' as ')
    : bindingsIn(plain.replace(/=[^,]*/g, ''), ':');
}

/** Each stretch of white space as a line break, if it has one, or as a blank: in steps that copy what is alone already. */
function withSingleSpaces(source: string): string {
  const lines = source.replace(/\n\s+/g, '\n');
  return lines.replace(/[^\S\n]{2,}|[^\S\n ]/g, ' ').replaceAll(' \n', '\n');
}

function importsIn(source: string): Import[] {
  const text = withSingleSpaces(programText('typescript', source));
  const found: { readonly at: number; readonly imported: Import }[] = [];
  const add = (at: number, imported: Import) => void found.push({ at, imported });
  for (const match of text.matchAll(statements)) {
    const [, word, local, items, star, whole, , specifier = ''] = match;
    const isOffered = word === 'export';
    const bindings = [
      ...(local ? [{ imported: 'default', local }] : []),
      ...(whole ? [{ imported: '*', local: whole }] : []),
      ...named(items),
    ];
    add(match.index, { specifier, bindings, all: star !== undefined, ...(isOffered && { offered: true }) });
  }
  for (const match of text.matchAll(effects)) {
    add(match.index, { specifier: match[2] ?? '', bindings: [], all: true, unnamed: true });
  }
  for (const match of isCalled.test(text) ? text.matchAll(calls) : []) {
    const [, local, items, exported, , specifier = ''] = match;
    const whole = local ?? (exported === 'module.exports' ? 'default' : exported?.slice('exports.'.length));
    const bindings = whole ? [{ imported: 'default', local: whole }] : named(items, 'pattern');
    const all = items === undefined;
    const kind =
      exported === 'module.exports' ? { offered: true as const } : !whole && all && { unnamed: true as const };
    add(match.index, { specifier, bindings, all, ...kind });
  }
  return found
    .filter(({ imported: { specifier, bindings } }) => specifier !== '' || bindings.length > 0)
    .sort((a, b) => a.at - b.at)
    .map(({ imported }) => imported);
}

const endings = ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts'];
const scripts = ['.js', '.jsx', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts', '.d.ts'];
/** What is written for what TypeScript makes of it. https://www.typescriptlang.org/docs/handbook/modules/reference.html */
const writtenFor: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts'],
  '.jsx': ['.tsx', '.d.ts'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
};

const isRelative = /^\.\.?(\/|$)/;

/**
 * What a path leads to, with or without an ending: a file, or else what a folder has as its own, by the `package.json` in
 * it before its index. https://nodejs.org/api/modules.html#all-together
 */
function fileOf(folder: string, isTyped: boolean, specifier: string, files: FolderFiles): string | undefined {
  const isThere = (path: string) => scripts.some((script) => path.endsWith(script)) && files.has(path);
  const filesAt = (base: string) => pathsOf(base, isTyped).find(isThere);
  const indexOf = (base: string) =>
    (isTyped ? endings : scripts).map((end) => inside(base, `index${end}`)).find(isThere);
  const base = isRelative.test(specifier) ? follow(folder, specifier) : undefined;
  const isFolder = specifier.endsWith('/') || /(?:^|\/)\.\.?$/.test(specifier);
  const file = base === undefined || isFolder ? undefined : filesAt(base);
  if (file !== undefined) {
    return file;
  }
  for (const named of files.namedModules(folder, specifier)) {
    const found = filesAt(named) ?? indexOf(named);
    if (found !== undefined) {
      return found;
    }
  }
  return base === undefined ? undefined : indexOf(base);
}

/** The paths of the files that a path may mean, with and without an ending. */
function pathsOf(base: string, isTyped: boolean): readonly string[] {
  const [ending = ''] = /\.[cm]?jsx?$/.exec(base) ?? [];
  const sources = (writtenFor[ending] ?? []).map((other) => base.slice(0, base.length - ending.length) + other);
  const withEndings = (isTyped ? endings : scripts).map((more) => base + more);
  return [...(isTyped ? [...sources, base] : [base, ...sources]), ...withEndings];
}

const remembered = createMemory<string | undefined>();

function targetOf(from: string, specifier: string, files: FolderFiles): string | undefined {
  const folder = folderOf(from);
  const isTyped = /\.[cm]?tsx?$/.test(from);
  const about = [folder, isTyped ? 'typed' : '', specifier];
  return remembered(files, about, () => fileOf(folder, isTyped, specifier, files));
}

/** All where a file exports nothing, as scripts do, or everything, as declarations of types may. */
function offeredOf(definitions: readonly Signature[], imports: readonly Import[], path: string): Offered {
  const isModule = definitions.some(({ isExported }) => isExported) || imports.some(({ offered }) => offered);
  return !isModule || /\.d\.[cm]?ts$/.test(path)
    ? definitions
    : definitions.map((one) => (one.isExported || one.isDefault ? one : undefined));
}

/** Modules of JavaScript and TypeScript. */
export const javascript: ImportRules = {
  ...{ importsIn, offeredOf },
  resolve(from, { specifier, bindings, all }, files) {
    const path = specifier === '' ? from : targetOf(from, specifier, files);
    return path === undefined
      ? []
      : [{ path, bindings, all, ...(specifier === '' && { isOfSamePackage: true as const }) }];
  },
};
