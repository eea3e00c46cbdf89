import { parse as parseToml, TomlError } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { configurationRule } from '../../core/findings/readingRules';
import { isNestedTooDeeply } from '../../core/text/yamlNesting';
import type { ReportedFinding, Span } from '../../core/types';
import type { ConfigFile, UnreadableFile } from './folderConfig';

/** The content of a configuration file that is data only. */
export type ConfigData =
  | { readonly kind: 'data'; readonly value: unknown }
  /** `line` is 1-based. */
  | { readonly kind: 'malformed'; readonly message: string; readonly line?: number };

/** Levels of tables and lists. Far more than any tool has, and far less than what calls itself for each can follow. */
const deepest = 100;

const known = new WeakMap<ConfigFile, ConfigData>();

/** Reads TOML, YAML or JSON with comments, by the file's extension; each file object once. Never throws. */
export function parseConfig(file: ConfigFile): ConfigData {
  const data = known.get(file) ?? parse(file);
  known.set(file, data);
  return data;
}

function parse(file: ConfigFile): ConfigData {
  try {
    const value = readValue(file);
    return value === tooDeep || isDeep(value) ? nestedTooDeeply : { kind: 'data', value };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return error instanceof TomlError
      ? { kind: 'malformed', message, line: error.line }
      : { kind: 'malformed', message };
  }
}

const nestedTooDeeply: ConfigData = { kind: 'malformed', message: 'The file is nested too deeply.' };
const tooDeep = Symbol('nested too deeply');

function readValue({ path, text }: ConfigFile): unknown {
  if (path.endsWith('.toml')) {
    return parseToml(text);
  }
  if (path.endsWith('.json') || path.endsWith('.jsonc')) {
    return JSON.parse(withoutComments(text));
  }
  // To compare each key with all before it takes a minute where there are 60,000.
  const options = { maxAliasCount: 100, prettyErrors: false, uniqueKeys: false };
  return isNestedTooDeeply(text) ? tooDeep : parseYaml(text, options);
}

/** Looks at a level at a time. What is in several places, as YAML allows, is looked at once a level. */
function isDeep(value: unknown): boolean {
  let level = new Set([value]);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > deepest) {
      return true;
    }
    const below = [...level].filter((one) => typeof one === 'object' && one !== null);
    level = new Set(below.flatMap((one) => Object.values(one as object)));
  }
  return false;
}

/**
 * Blanks comments and commas before a closing bracket, and leaves every other character where it is. What has no end is
 * left alone up to the end of its line or of the file, so that nothing is looked for in it again and again.
 */
function withoutComments(json: string): string {
  const bare = json.replace(/"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (token) =>
    token.startsWith('"') || /^\/\*(?!.*\*\/$)/s.test(token) ? token : token.replace(/[^\n]/g, ' '),
  );
  return bare.replace(/"(?:[^"\\\n]|\\.)*"?|,(?=\s*[}\]])/g, (token) => (token === ',' ? ' ' : token));
}

/** What is reported on a tool's configuration file that the tool cannot use. */
export function unusableConfig(tool: string, message: string, span?: Span): ReportedFinding {
  return {
    source: tool,
    rule: configurationRule,
    title: `This ${tool} configuration cannot be used`,
    explanation: `${message}\nThe files it governs were reviewed with the default rules instead.`,
    severity: 'info',
    category: 'maintainability',
    confidence: 'high',
    ...(span && { span }),
  };
}

/** What is reported on a file whose tool may have a configuration that nobody can read. */
export function unreadableConfig(tool: string, { path, why }: UnreadableFile): ReportedFinding {
  return {
    source: tool,
    rule: configurationRule,
    title: `The ${tool} configuration ${path} cannot be read`,
    explanation: `${why} The file was reviewed as if it were not there.`,
    severity: 'info',
    category: 'maintainability',
    confidence: 'high',
  };
}

/** Overlays one table of settings with another, key by key; lists and single values are replaced. */
export function mergeSettings(base: Settings, overlay: Settings): Settings {
  const merged: Settings = { ...base };
  for (const [key, value] of Object.entries(overlay)) {
    const below = merged[key];
    merged[key] = isSettings(below) && isSettings(value) ? mergeSettings(below, value) : value;
  }
  return merged;
}

export type Settings = { [key: string]: unknown };

export function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a table says under a key; undefined where it is no table, or says nothing. */
export function setting(table: unknown, key: string): unknown {
  return isSettings(table) && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Whether a configuration in the manner of ESLint's, `"off"`, `0` or `["off", …]`, turns a rule off. */
export function turnsOff(value: unknown): boolean {
  const severity: unknown = Array.isArray(value) ? value[0] : value;
  return severity === 'off' || severity === 0;
}
