import type { FileSnapshot, ReportedFinding } from '../../core/types';
import { isSettings, parseConfig, type Settings, unusableConfig } from './dataFiles';
import type { FolderConfig } from './folderConfig';

/** What a project's configuration of a tool says, where that is a table of settings and nothing else. */
export interface OwnSettings {
  /** The configuration file, relative to the reviewed folder. */
  readonly path: string;
  readonly settings: Settings;
}

/** The settings of the nearest configuration that governs a file; undefined where there is none or it cannot be used. */
export function ownSettings(path: string, config: FolderConfig, names: readonly string[]): OwnSettings | undefined {
  for (const file of config.governing(path, names)) {
    const data = parseConfig(file);
    return data.kind === 'data' && isSettings(data.value) ? { path: file.path, settings: data.value } : undefined;
  }
  return undefined;
}

/** What there is to say about such a configuration as a file of the folder. */
export function checkSettings(tool: string, file: FileSnapshot): ReportedFinding[] {
  const data = parseConfig(file);
  if (data.kind === 'malformed') {
    return [unusableConfig(tool, data.message)];
  }
  return isSettings(data.value) ? [] : [unusableConfig(tool, 'It is not a table of settings.')];
}
