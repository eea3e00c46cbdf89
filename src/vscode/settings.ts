import * as vscode from 'vscode';
import { settingsSection } from './ids';
import { parseSettings, type SettingKey, type Settings, settingKeys } from './settingsSchema';

/** The settings with what the user has set, or what is wrong with them. */
export type SettingsRead =
  | {
      readonly kind: 'settings';
      readonly settings: Settings;
      /** The settings somebody has set, as opposed to those that have their default. */
      readonly explicit: ReadonlySet<SettingKey>;
    }
  | { readonly kind: 'invalid'; readonly message: string };

type Inspection = NonNullable<ReturnType<vscode.WorkspaceConfiguration['inspect']>>;

/** The present settings for a folder. */
export function readSettings(folder: vscode.Uri): SettingsRead {
  const configuration = vscode.workspace.getConfiguration(settingsSection, folder);
  const inspected = settingKeys.map((key) => [key, configuration.inspect(key)] as const);
  const values = Object.fromEntries(inspected.map(([key, found]) => [key, readValue(key, configuration, found)]));
  const outcome = parseSettings(values as Record<SettingKey, unknown>);
  if (outcome.kind === 'invalid') {
    return outcome;
  }
  return { ...outcome, explicit: new Set(inspected.filter(([key, found]) => isSet(key, found)).map(([key]) => key)) };
}

/** Calls the listener whenever a setting for the folder may have changed. */
export function onDidChangeSettings(folder: vscode.Uri, listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(settingsSection, folder)) {
      listener();
    }
  });
}

/** What is sent where, and at what cost, is the user's own choice: values from the reviewed folder do not count here. */
const machineOnly: ReadonlySet<SettingKey> = new Set(['budget.maxTokens', 'budget.askAboveFiles', 'endpoints']);

function readValue(key: SettingKey, configuration: vscode.WorkspaceConfiguration, found?: Inspection): unknown {
  return machineOnly.has(key) ? (found?.globalValue ?? found?.defaultValue) : configuration.get(key);
}

function isSet(key: SettingKey, found: Inspection | undefined): boolean {
  const values = machineOnly.has(key)
    ? [found?.globalValue]
    : [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return values.some((value) => value !== undefined);
}
