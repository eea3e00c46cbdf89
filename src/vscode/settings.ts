import * as vscode from 'vscode';
import type { FolderSource } from '../core/types';
import type { FolderWords } from '../core/wishes/wishes';
import { settingsSection } from './ids';
import {
  parseFolderSettings,
  parseSettings,
  type SettingKey,
  type Settings,
  type SettingsProblem,
  settingKeys,
  settingOwners,
} from './settingsSchema';

/** The settings with what the user has set, or what is wrong with them. */
export type SettingsRead =
  | {
      readonly kind: 'settings';
      /** What the user has set, or the default. Only what makes a review faster or slower may come from the folder. */
      readonly settings: Settings;
      /** The settings somebody has set whose word counts at once, as opposed to those that have their default. */
      readonly explicit: ReadonlySet<SettingKey>;
      /** What the settings of the folder and its workspace say, strongest first. It counts when it is approved. */
      readonly folder: readonly FolderWords[];
    }
  | SettingsProblem;

type Inspection = NonNullable<ReturnType<vscode.WorkspaceConfiguration['inspect']>>;

/**
 * The present settings for a folder, each scope for itself: VS Code's merged values do not tell whose word they are.
 *
 * @param isTrusted if not, only what the user has set counts, wherever VS Code has other values from
 */
export function readSettings(folder: vscode.Uri, isTrusted = vscode.workspace.isTrusted): SettingsRead {
  const configuration = vscode.workspace.getConfiguration(settingsSection, folder);
  const inspected = settingKeys.map((key) => [key, inspectionOf(configuration, key, isTrusted)] as const);
  const values = Object.fromEntries(
    inspected.map(([key, found]) => [key, ownValue(key, found) ?? found?.defaultValue]),
  );
  const outcome = parseSettings(values as Record<SettingKey, unknown>);
  if (outcome.kind === 'invalid') {
    return outcome;
  }
  const words: FolderWords[] = [];
  for (const { source, valueIn } of folderScopes()) {
    const said = inspected.flatMap(([key, found]) => {
      const value = settingOwners[key] === 'folder' ? found && valueIn(found) : undefined;
      return value === undefined ? [] : [[key, value] as const];
    });
    const parsed = parseFolderSettings(Object.fromEntries(said), source);
    if (parsed.kind === 'invalid') {
      return parsed;
    }
    words.push({ source, wishes: parsed.wishes });
  }
  const explicit = inspected.filter(([key, found]) => ownValue(key, found) !== undefined);
  return { ...outcome, explicit: new Set(explicit.map(([key]) => key)), folder: words };
}

/** Calls the listener whenever a setting for the folder may have changed. */
export function onDidChangeSettings(folder: vscode.Uri, listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(settingsSection, folder)) {
      listener();
    }
  });
}

function inspectionOf(
  configuration: vscode.WorkspaceConfiguration,
  key: SettingKey,
  isTrusted: boolean,
): Inspection | undefined {
  const found = configuration.inspect(key);
  return found && !isTrusted
    ? { key: found.key, defaultValue: found.defaultValue, globalValue: found.globalValue }
    : found;
}

/** The value that counts without being asked about; undefined when nobody has set one. */
function ownValue(key: SettingKey, found: Inspection | undefined): unknown {
  return settingOwners[key] === 'pace'
    ? (found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue)
    : found?.globalValue;
}

interface FolderScope {
  readonly source: FolderSource;
  readonly valueIn: (found: Inspection) => unknown;
}

/** Where settings of the folder stand, strongest first. Without a workspace file, its folder's are the workspace's. */
function folderScopes(): readonly FolderScope[] {
  const inFolder: FolderSource = '.vscode/settings.json';
  return vscode.workspace.workspaceFile === undefined
    ? [{ source: inFolder, valueIn: (found) => found.workspaceFolderValue ?? found.workspaceValue }]
    : [
        { source: inFolder, valueIn: (found) => found.workspaceFolderValue },
        { source: '.code-workspace', valueIn: (found) => found.workspaceValue },
      ];
}
