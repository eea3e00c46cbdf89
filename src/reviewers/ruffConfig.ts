import { posix } from 'node:path';
import picomatch from 'picomatch';
import { isSettings, mergeSettings, parseConfig, type Settings } from './dataFiles';
import type { ConfigFile, FolderConfig } from './folderConfig';

/** What a project's Ruff configuration says about one file. */
export interface RuffSettings {
  /** The configuration file, relative to the reviewed folder. */
  readonly path: string;
  /** Ruff's options. */
  readonly options: Settings;
  /** The project excludes the file from Ruff. */
  readonly excluded: boolean;
  /** Codes and prefixes of codes the project ignores in this file. */
  readonly ignoredHere: readonly string[];
}

export const ruffConfigNames = ['.ruff.toml', 'ruff.toml', 'pyproject.toml'];
const maxExtends = 5;

/** Options at the top of a configuration that are about other things than which findings there are. */
const harmless: ReadonlySet<string> = new Set(
  ['line-length', 'indent-width', 'target-version', 'format', 'src', 'fix', 'cache-dir', 'output-format'].concat([
    'required-version',
    'respect-gitignore',
    'force-exclude',
    'show-fixes',
    'unsafe-fixes',
    'include',
  ]),
);

/** Whether a project's settings can silence one of our rules in the file. */
export function canSilence({ options, excluded, ignoredHere }: RuffSettings): boolean {
  return excluded || ignoredHere.length > 0 || Object.keys(options).some((key) => !harmless.has(key));
}

export type RuffOptions =
  | { readonly kind: 'options'; readonly options: Settings }
  | { readonly kind: 'none' }
  /** `line` is 1-based. */
  | { readonly kind: 'malformed'; readonly message: string; readonly line?: number };

/** The Ruff options in a configuration file; `none` for a pyproject.toml that is about other tools. */
export function ruffOptionsIn(file: ConfigFile): RuffOptions {
  const isProject = file.path.endsWith('pyproject.toml');
  if (isProject && !/^[ \t]*\[\[?[ \t]*tool[ \t]*\.[ \t]*["']?ruff\b/m.test(file.text)) {
    return { kind: 'none' };
  }
  const data = parseConfig(file);
  if (data.kind === 'malformed') {
    return data;
  }
  const root = isSettings(data.value) ? data.value : {};
  const options = isProject ? setting(setting(root, 'tool'), 'ruff') : root;
  return isSettings(options) ? { kind: 'options', options } : { kind: 'none' };
}

/** The settings for a file by the nearest usable configuration; undefined when there is none or it is malformed. */
export function ruffSettingsFor(path: string, config: FolderConfig): RuffSettings | undefined {
  for (const file of config.governing(path, ruffConfigNames)) {
    const found = ruffOptionsIn(file);
    if (found.kind === 'malformed') {
      return undefined;
    }
    if (found.kind === 'options') {
      const options = withExtended(file.path, found.options, config, maxExtends);
      const relative = posix.relative(posix.dirname(file.path), path);
      return {
        path: file.path,
        options,
        excluded: isExcluded(relative, options),
        ignoredHere: ignoredIn(relative, options),
      };
    }
  }
  return undefined;
}

/** Ruff's `extend`: the named file's options below these. A file outside of the reviewed folder is not read. */
function withExtended(path: string, options: Settings, config: FolderConfig, left: number): Settings {
  const { extend, ...own } = options;
  const base = typeof extend === 'string' && left > 0 ? posix.join(posix.dirname(path), extend) : undefined;
  const file = base === undefined || base.startsWith('..') ? undefined : config.read(base);
  const found = file && ruffOptionsIn(file);
  if (!file || found?.kind !== 'options') {
    return own;
  }
  return mergeSettings(withExtended(file.path, found.options, config, left - 1), own);
}

function isExcluded(path: string, options: Settings): boolean {
  const lint = setting(options, 'lint');
  const patterns = [setting(options, 'exclude'), setting(options, 'extend-exclude'), setting(lint, 'exclude')].flatMap(
    strings,
  );
  const parts = path.split('/');
  return patterns.some((pattern) => parts.some((_, index) => matches(pattern, parts.slice(0, index + 1).join('/'))));
}

function ignoredIn(path: string, options: Settings): string[] {
  const lint = setting(options, 'lint');
  const tables = [options, lint].flatMap((table) => [
    setting(table, 'per-file-ignores'),
    setting(table, 'extend-per-file-ignores'),
  ]);
  return tables.filter(isSettings).flatMap((table) =>
    Object.entries(table).flatMap(([pattern, codes]) => {
      const applies = pattern.startsWith('!') ? !matches(pattern.slice(1), path) : matches(pattern, path);
      return applies ? strings(codes) : [];
    }),
  );
}

/** Ruff matches a pattern against the path and against the name alone, and its `*` crosses slashes. */
function matches(pattern: string, path: string): boolean {
  const isMatch = picomatch(pattern.replace(/^\.\//, '').replace(/\/$/, ''), { bash: true, dot: true, nonegate: true });
  return isMatch(path) || isMatch(posix.basename(path));
}

function setting(table: unknown, key: string): unknown {
  return isSettings(table) && Object.hasOwn(table, key) ? table[key] : undefined;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
