import * as vscode from 'vscode';
import type { Profile, RunOptions } from '../core/options';
import { findProfile, noSuchProfile, withBounds } from '../core/prompt/profiles';
import { oneLine } from '../vscode/plainText';
import { askAboutWordsIn } from '../vscode/runs/folderWordsDialog';
import { readSettings, type SettingsRead } from '../vscode/settings';
import { configFileName, type FolderConfig, readConfigFile } from '../workspace/configFile';
import { type Approvals, approveWords } from './folderWords';

/** What a run is to be started with, or why it is not. */
export type SettledOptions =
  | { readonly kind: 'settled'; readonly options: RunOptions; readonly maxParallelFiles: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/**
 * What a run in the editor is started with: a setting somebody made wins over the folder's file, which wins over the
 * default. Instructions and a profile that come with the folder are shown once before they are used.
 *
 * @param memory remembers what the user has approved
 */
export async function settleOptions(
  folder: vscode.Uri,
  realPath: string,
  memory: Approvals['memory'],
  ask = askAboutWordsIn(vscode.Uri.joinPath(folder, configFileName)),
): Promise<SettledOptions> {
  const read = readSettings(folder);
  if (read.kind === 'invalid') {
    return { kind: 'failed', message: read.message };
  }
  const file = await readConfigFile(realPath);
  if (file.kind === 'invalid') {
    return { kind: 'failed', message: file.message };
  }
  const config: FolderConfig = file.kind === 'config' ? file.config : { review: {}, profiles: [], verify: {} };
  const brief = await settleBrief(read, config, { memory, ask });
  if (brief.kind !== 'brief') {
    return brief;
  }
  const { maxParallelFiles, profile: _, profiles: _own, bounds, askAboveFiles: _files, ...settings } = read.settings;
  const choose = <Key extends 'include' | 'exclude'>(key: Key) =>
    read.explicit.has(key) ? settings[key] : (config.review[key] ?? settings[key]);
  return {
    kind: 'settled',
    options: {
      ...settings,
      instructions: brief.instructions,
      profile: withBounds(brief.profile, bounds),
      include: choose('include'),
      exclude: choose('exclude'),
    },
    maxParallelFiles: read.explicit.has('maxParallelFiles')
      ? maxParallelFiles
      : (config.review.maxParallelFiles ?? maxParallelFiles),
  };
}

type Brief =
  | { readonly kind: 'brief'; readonly profile: Profile; readonly instructions: string }
  | Exclude<SettledOptions, { kind: 'settled' }>;

/** What the model is told. A profile of the user's own wins over one of the folder's with the same name. */
async function settleBrief(
  { settings, explicit }: SettingsRead & { kind: 'settings' },
  { review, profiles: folders }: FolderConfig,
  approvals: Approvals,
): Promise<Brief> {
  const isNamedByUser = explicit.has('profile');
  const name = isNamedByUser ? settings.profile : (review.profile ?? settings.profile);
  const known = [...settings.profiles, ...folders];
  const named = findProfile(name, known);
  if (!named) {
    return { kind: 'failed', message: noSuchProfile(oneLine(name), known) };
  }
  const isFolders = folders.includes(named);
  const words = {
    profile: isFolders ? named : undefined,
    instructions: settings.reviewers.includes('model') ? review.instructions : undefined,
  };
  const answer = await approveWords(words, approvals, isFolders && isNamedByUser);
  if (answer === undefined) {
    return { kind: 'cancelled' };
  }
  const isUsed = answer === 'use';
  const profile = isUsed || !isFolders ? named : findProfile(settings.profile, settings.profiles);
  if (!profile) {
    const message = `The setting folderReview.profile names “${name}”, and you do not use what the folder’s ${configFileName} brings.`;
    return { kind: 'failed', message };
  }
  const instructions = [settings.instructions, isUsed ? (words.instructions ?? '') : ''];
  return { kind: 'brief', profile, instructions: instructions.filter((text) => text !== '').join('\n\n') };
}
