import * as vscode from 'vscode';
import type { RunOptions } from '../core/options';
import { findProfile, profileNames } from '../core/prompt/profiles';
import { sha256 } from '../store/hash';
import { readSettings } from '../vscode/settings';
import { readConfigFile } from '../workspace/configFile';

export type SettledOptions =
  | { readonly kind: 'settled'; readonly options: RunOptions; readonly maxParallelFiles: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/**
 * What a run in the editor is started with: a setting somebody made wins over the folder's file, which wins over the
 * default. Instructions that come with the folder are shown once before they are used.
 */
export async function settleOptions(
  folder: vscode.Uri,
  realPath: string,
  approvals: vscode.Memento,
): Promise<SettledOptions> {
  const read = readSettings(folder);
  if (read.kind === 'invalid') {
    return { kind: 'failed', message: read.message };
  }
  const file = await readConfigFile(realPath);
  if (file.kind === 'invalid') {
    return { kind: 'failed', message: file.message };
  }
  const { maxParallelFiles, ...settings } = read.settings;
  const review = file.kind === 'config' ? file.config.review : {};
  const choose = <Key extends 'profile' | 'include' | 'exclude'>(key: Key) =>
    read.explicit.has(key) ? settings[key] : (review[key] ?? settings[key]);
  const profileName = choose('profile');
  const profile = findProfile(profileName);
  if (!profile) {
    const message = `There is no profile “${profileName}”. There are: ${profileNames.join(', ')}.`;
    return { kind: 'failed', message };
  }
  let { instructions } = settings;
  if (review.instructions !== undefined && settings.reviewers.includes('model')) {
    const approval = await approveInstructions(review.instructions, approvals);
    if (approval === 'cancelled') {
      return { kind: 'cancelled' };
    }
    instructions = [instructions, approval === 'approved' ? review.instructions : '']
      .filter((text) => text !== '')
      .join('\n\n');
  }
  return {
    kind: 'settled',
    options: {
      ...settings,
      instructions,
      profile,
      fileTimeLimitMs: 3_600_000,
      include: choose('include'),
      exclude: choose('exclude'),
    },
    maxParallelFiles: read.explicit.has('maxParallelFiles')
      ? maxParallelFiles
      : (review.maxParallelFiles ?? maxParallelFiles),
  };
}

/** Asks once for each wording. */
async function approveInstructions(
  instructions: string,
  approvals: vscode.Memento,
): Promise<'approved' | 'refused' | 'cancelled'> {
  const key = `instructions.${sha256(instructions)}`;
  const before = approvals.get<boolean>(key);
  if (before !== undefined) {
    return before ? 'approved' : 'refused';
  }
  const use = 'Use Them';
  const ignore = 'Ignore Them';
  const answer = await vscode.window.showInformationMessage(
    'The folder’s folder-review.yaml brings instructions for the model. Use them?',
    { modal: true, detail: instructions },
    use,
    ignore,
  );
  if (answer === undefined) {
    return 'cancelled';
  }
  await approvals.update(key, answer === use);
  return answer === use ? 'approved' : 'refused';
}
