import { follow } from './imports';
import { bestMatch, type Json, objectOf, patternOf, textsOf } from './settingsFile';

/** A `package.json` and where it lies. */
export interface ScriptPackage {
  readonly folder: string;
  readonly settings: Json;
}

/** What is built lies elsewhere than what it is built from; only the latter is in the folder. */
const builtFolders = /^(?:(?:dist|build|lib|out|output|esm?|cjs|mjs|module|commonjs|types|typings)\/){1,4}/;

/** Conditions within conditions, and what is named by them in all. */
const mostLevels = 8;
const mostNamed = 50;

/** `@a/b/c` as the name of a package and what it is asked for. */
export function packageAndRest(specifier: string): { readonly name: string; readonly rest: string } {
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  return { name, rest };
}

/**
 * The files or folders that part of a package may be, the likeliest first: what its `exports` say, else its entry or the
 * path itself, and what these are built from. https://nodejs.org/api/packages.html#package-entry-points
 *
 * @param rest what stands behind the package's name; empty for its entry
 */
export function partsOf({ folder, settings }: ScriptPackage, rest: string): readonly string[] {
  const { exports, source, types, typings, module, main } = settings;
  const asked = rest === '' ? '.' : `./${rest}`;
  const exported = exports === undefined ? [] : mapped(exports, asked);
  const usual = rest === '' ? [...textsOf([source, types, typings, module, main]), 'src/index', 'index'] : [rest];
  return located(folder, exports === undefined || rest === '' ? [...exported, ...usual] : exported);
}

/** The same for what a package calls `#name` within itself. */
export function internalParts({ folder, settings }: ScriptPackage, specifier: string): readonly string[] {
  return located(folder, mapped(settings.imports, specifier));
}

function located(folder: string, ways: readonly string[]): readonly string[] {
  const withSources = ways.flatMap((way) => {
    const plain = way.replace(/^(?:\.\/)+/, '');
    const fromSource = plain.replace(builtFolders, 'src/').replace(/\.d\.([cm]?ts)$/, '.$1');
    return fromSource === plain ? [plain] : [plain, fromSource];
  });
  return withSources.flatMap((way) => {
    const path = follow(folder, way);
    // Nothing of a package lies outside of it.
    return path !== undefined && (folder === '' || path.startsWith(`${folder}/`)) ? [path] : [];
  });
}

/** What a map of `exports` or `imports` says of a name. Without names it speaks of the package itself. */
function mapped(map: unknown, asked: string): readonly string[] {
  const named = objectOf(map);
  const isMap = named && Object.keys(named).some((key) => /^[.#]/.test(key));
  if (!isMap) {
    return asked === '.' ? leaves(map) : [];
  }
  const patterns = Object.entries(named).map(([key, value]) => ({ ...patternOf(key), value }));
  const match = bestMatch(patterns, asked);
  return match ? leaves(match.pattern.value).map((way) => way.replaceAll('*', () => match.star)) : [];
}

/** Texts under conditions, types first: those are the signatures. */
function leaves(value: unknown, level = 0): readonly string[] {
  if (typeof value === 'string') {
    return value.startsWith('./') ? [value] : [];
  }
  if (typeof value !== 'object' || value === null || level > mostLevels) {
    return [];
  }
  const entries = Object.entries(value).slice(0, mostNamed);
  const ordered = [...entries.filter(([key]) => key === 'types'), ...entries.filter(([key]) => key !== 'types')];
  return ordered.flatMap(([, inner]) => leaves(inner, level + 1)).slice(0, mostNamed);
}

/** Whether packages below a folder know each other by name. */
export function isWorkspaces(settings: Json): boolean {
  return settings.workspaces !== undefined;
}
