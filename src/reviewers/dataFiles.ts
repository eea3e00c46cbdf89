import { parse as parseToml, TomlError } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { isNestedTooDeeply } from '../core/text/yamlNesting';
import type { ReportedFinding, Span } from '../core/types';
import type { ConfigFile } from './folderConfig';

/** The content of a configuration file that is data only. */
export type ConfigData =
  | { readonly kind: 'data'; readonly value: unknown }
  /** `line` is 1-based. */
  | { readonly kind: 'malformed'; readonly message: string; readonly line?: number };

/** Reads TOML, YAML or JSON with comments, by the file's extension. Never throws. */
export function parseConfig({ path, text }: ConfigFile): ConfigData {
  try {
    if (path.endsWith('.toml')) {
      return { kind: 'data', value: parseToml(text) };
    }
    if (path.endsWith('.json') || path.endsWith('.jsonc')) {
      return { kind: 'data', value: JSON.parse(withoutComments(text)) };
    }
    if (isNestedTooDeeply(text)) {
      return { kind: 'malformed', message: 'The file is nested too deeply.' };
    }
    return { kind: 'data', value: parseYaml(text, { maxAliasCount: 100, prettyErrors: false }) };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return error instanceof TomlError
      ? { kind: 'malformed', message, line: error.line }
      : { kind: 'malformed', message };
  }
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
    rule: 'configuration',
    title: `This ${tool} configuration cannot be used`,
    explanation: `${message}\nThe files it governs were reviewed with the default rules instead.`,
    severity: 'info',
    category: 'maintainability',
    confidence: 'high',
    ...(span && { span }),
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
