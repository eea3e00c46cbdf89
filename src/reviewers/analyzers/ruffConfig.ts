import { posix } from 'node:path';
import { isSettings, mergeSettings, parseConfig, type Settings, setting } from './dataFiles';
import type { ConfigFile, FolderConfig } from './folderConfig';
import { matcherOf, patternsProblem, RuffPatterns } from './ruffPatterns';

/** What a project's Ruff configuration says about one file. */
export interface RuffSettings {
  /** The configuration file, relative to the reviewed folder. */
  readonly path: string;
  /** Ruff's options. */
  readonly options: Settings;
  /** The project excludes the file from Ruff. */
  readonly excluded: boolean;
  /** Codes, beginnings of codes and names of rules that the project ignores everywhere. */
  readonly ignored: readonly string[];
  /** Those it ignores in this file. */
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

const knownOptions = new WeakMap<ConfigFile, RuffOptions>();

function optionsIn(file: ConfigFile): RuffOptions {
  const options = knownOptions.get(file) ?? ruffOptionsIn(file);
  knownOptions.set(file, options);
  return options;
}

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
  return isSettings(options) ? withinReason(options) : { kind: 'none' };
}

function withinReason(options: Settings): RuffOptions {
  const ignored = ignoresIn(options).map(([pattern]) => pattern.replace(/^!/, ''));
  const message = patternsProblem([...excludesIn(options), ...ignored]);
  return message === undefined ? { kind: 'options', options } : { kind: 'malformed', message };
}

/** A configuration, ready to be asked about files. */
interface ReadConfig {
  readonly options: Settings;
  readonly excludes: RuffPatterns;
  readonly ignores: readonly { readonly applies: (path: string) => boolean; readonly codes: readonly string[] }[];
}

/** By the configuration file: of all files that it governs, none has it put together again. */
const readConfigs = new WeakMap<ConfigFile, ReadConfig>();

/** What it extends is read each time: whoever records what was read for a file must see that. */
function readConfig(file: ConfigFile, config: FolderConfig): ReadConfig | 'malformed' | 'none' {
  const found = optionsIn(file);
  if (found.kind !== 'options') {
    return found.kind;
  }
  const extended = extendedBy(file.path, found.options, config, maxExtends);
  const read = readConfigs.get(file) ?? putTogether(found.options, extended);
  readConfigs.set(file, read);
  return read;
}

function putTogether(own: Settings, extended: readonly Settings[]): ReadConfig {
  const options = [own, ...extended]
    .map(({ extend: _, ...rest }) => rest)
    .reduceRight((base, over) => mergeSettings(base, over));
  const ignores = ignoresIn(options).map(([pattern, codes]) => {
    const matches = matcherOf(pattern.replace(/^!/, ''));
    return { applies: pattern.startsWith('!') ? (path: string) => !matches(path) : matches, codes };
  });
  return { options, excludes: new RuffPatterns(excludesIn(options)), ignores };
}

/** The settings for a file by the nearest usable configuration; undefined when there is none or it is malformed. */
export function ruffSettingsFor(path: string, config: FolderConfig): RuffSettings | undefined {
  for (const file of config.governing(path, ruffConfigNames)) {
    const read = readConfig(file, config);
    if (read === 'malformed') {
      return undefined;
    }
    if (read !== 'none') {
      const relative = posix.relative(posix.dirname(file.path), path);
      return {
        path: file.path,
        options: read.options,
        excluded: read.excludes.has(relative),
        ignored: listed(read.options, ['ignore', 'extend-ignore']),
        ignoredHere: read.ignores.flatMap(({ applies, codes }) => (applies(relative) ? codes : [])),
      };
    }
  }
  return undefined;
}

/** Ruff's `extend`: the options of the named file, and of those that it extends. A file outside of the reviewed folder is not read. */
function extendedBy(path: string, { extend }: Settings, config: FolderConfig, left: number): readonly Settings[] {
  const base = typeof extend === 'string' && left > 0 ? posix.join(posix.dirname(path), extend) : undefined;
  const file = base === undefined ? undefined : config.read(base);
  const found = file && optionsIn(file);
  return file && found?.kind === 'options'
    ? [found.options, ...extendedBy(file.path, found.options, config, left - 1)]
    : [];
}

/** What stands in lists of these names, in the linter's table or, in older configurations, above it. */
function listed(options: Settings, names: readonly string[]): string[] {
  return [options, setting(options, 'lint')].flatMap((table) => names.flatMap((name) => strings(setting(table, name))));
}

/** Options with another choice of rules: what a project says besides, such as names it adds and types it knows, stays. */
export function withLint(options: Settings, lint: Settings): Settings {
  const without = (table: Settings) =>
    Object.fromEntries(Object.entries(table).filter(([name]) => !choices.has(name))) as Settings;
  const own = setting(options, 'lint');
  return { ...without(options), lint: { ...without(isSettings(own) ? own : {}), ...lint } };
}

const choices: ReadonlySet<string> = new Set(['select', 'extend-select', 'ignore', 'extend-ignore']);

function excludesIn(options: Settings): string[] {
  const lint = setting(options, 'lint');
  return [setting(options, 'exclude'), setting(options, 'extend-exclude'), setting(lint, 'exclude')].flatMap(strings);
}

/** Patterns with the codes that are ignored where they apply. */
function ignoresIn(options: Settings): (readonly [string, readonly string[]])[] {
  const tables = [options, setting(options, 'lint')].flatMap((table) => [
    setting(table, 'per-file-ignores'),
    setting(table, 'extend-per-file-ignores'),
  ]);
  return tables
    .filter(isSettings)
    .flatMap((table) => Object.entries(table).map(([pattern, codes]) => [pattern, strings(codes)] as const));
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
