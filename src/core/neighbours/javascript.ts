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
} from './imports';
import { programText } from './programText';

/** Of a text whose stretches of white space are one character each: else several in a row share one in every way. */
const space = String.raw`\s?`;
/** Bounded, as a keyword after a `$` is looked at as the start of a statement and as a part of a name. */
const name = String.raw`[\w$]{1,200}`;
const list = String.raw`\{([^{}'"\x60;]*)\}`;
const path = String.raw`(['"])([^'"\n]+)`;

/** `import a, { b as c } from './x'`, `import * as a from './x'`, `export { b } from './x'`, `export * from './x'`. */
const statements = new RegExp(
  String.raw`\b(import|export)${space}(?:type\s)?(?:(${name})${space}(?:,${space})?)?(?:${list}|(\*)(?:${space}as${space}${name})?)?${space}from${space}${path}`,
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
/** What a file offers of its own: `export { a as b }`, `export default a`, `module.exports = a`. */
const ownLists = new RegExp(String.raw`\bexport${space}(?:type${space})?${list}(?!${space}from)`, 'g');
const ownDefaults = new RegExp(
  String.raw`(?:\bexport\sdefault|\bmodule\.exports${space}=(?:${space}exports${space}=)?)\s(${name})${space};?${space}$`,
  'gm',
);

/** `a, type b as c` in a list, `a: b, c = 1` in a pattern. */
function named(items = '', kind: 'list' | 'pattern' = 'list'): Binding[] {
  return kind === 'list'
    ? bindingsIn(items.replace(/(^|,)\s?type\s(?!as\b)/g, '$1'), ' as ')
    : bindingsIn(items.replace(/=[^,]*/g, ''), ':');
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
    const [, word, local, items, star, , specifier = ''] = match;
    const isOffered = word === 'export';
    const bindings = [...(local ? [{ imported: 'default', local }] : []), ...named(items)];
    add(match.index, { specifier, bindings, all: star !== undefined, ...(isOffered && { offered: true }) });
  }
  for (const match of text.matchAll(effects)) {
    add(match.index, { specifier: match[2] ?? '', bindings: [], all: true, unnamed: true });
  }
  for (const match of isCalled.test(text) ? text.matchAll(calls) : []) {
    const [, local, items, exported, , specifier = ''] = match;
    const whole = local ?? (exported && 'default');
    const bindings = whole ? [{ imported: 'default', local: whole }] : named(items, 'pattern');
    const all = items === undefined;
    const kind =
      exported === 'module.exports' ? { offered: true as const } : !whole && all && { unnamed: true as const };
    add(match.index, { specifier, bindings, all, ...kind });
  }
  for (const match of text.matchAll(ownLists)) {
    const bindings = named(match[1]).filter(({ imported, local }) => imported !== local);
    add(match.index, { specifier: '', bindings, all: false });
  }
  for (const match of text.matchAll(ownDefaults)) {
    add(match.index, { specifier: '', bindings: [{ imported: match[1] ?? '', local: 'default' }], all: false });
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

function fileOf(folder: string, isTyped: boolean, specifier: string, files: FolderFiles): string | undefined {
  const bases = isRelative.test(specifier) ? [follow(folder, specifier)] : files.namedModules(folder, specifier);
  for (const base of bases) {
    const found = base === undefined ? undefined : fileAt(base, isTyped, specifier, files);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** A file by its path, with or without an ending, or that of a folder. */
function fileAt(base: string, isTyped: boolean, specifier: string, files: FolderFiles): string | undefined {
  const own = isTyped ? endings : scripts;
  const [ending = ''] = /\.[cm]?jsx?$/.exec(base) ?? [];
  const sources = (writtenFor[ending] ?? []).map((other) => base.slice(0, base.length - ending.length) + other);
  const mayBeFile = !specifier.endsWith('/') && !/(?:^|\/)\.\.?$/.test(specifier);
  const candidates = [
    ...(mayBeFile ? [...(isTyped ? [...sources, base] : [base, ...sources]), ...own.map((more) => base + more)] : []),
    ...own.map((more) => inside(base, `index${more}`)),
  ];
  return candidates.find((path) => scripts.some((script) => path.endsWith(script)) && files.has(path));
}

const remembered = createMemory<string | undefined>();

function targetOf(from: string, specifier: string, files: FolderFiles): string | undefined {
  const folder = folderOf(from);
  const isTyped = /\.[cm]?tsx?$/.test(from);
  const about = [folder, isTyped ? 'typed' : '', specifier];
  return remembered(files, about, () => fileOf(folder, isTyped, specifier, files));
}

/** Modules of JavaScript and TypeScript. */
export const javascript: ImportRules = {
  importsIn,
  resolve(from, { specifier, bindings, all }, files) {
    const path = specifier === '' ? from : targetOf(from, specifier, files);
    return path === undefined ? [] : [{ path, bindings, all }];
  },
};
