import * as vscode from 'vscode';
import type { RunOptions } from '../core/options';
import type { KnownRules } from '../core/strategy/rules';
import { folderSay } from '../core/wishes/folderSay';
import { unknownName } from '../core/wishes/overrides';
import { type SettledWishes, settleWishes } from '../core/wishes/settleWishes';
import type { AllWishes, FolderWords } from '../core/wishes/wishes';
import { folderName } from '../vscode/folders';
import { t } from '../vscode/l10n';
import { firstFew, oneLine } from '../vscode/plainText';
import { readSettings } from '../vscode/settings';
import { type ConfigOutcome, readConfigFile } from '../workspace/configFile';
import { type Approvals, approveWords } from './folderWords';

/** What a run is to be started with, or why it is not. */
export type SettledOptions =
  | { readonly kind: 'settled'; readonly options: RunOptions; readonly maxParallelFiles: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/**
 * What a run in the editor is started with. What the folder says, in its settings or in its own file, is shown once
 * before it counts.
 *
 * @param approvals how the user is asked, and what remembers what they have approved
 * @param known the bundled analyzers, against which the names of rules are checked
 * @param isTrusted if not, the folder says nothing, and the bundled analyzers alone review it
 */
export async function settleOptions(
  folder: vscode.Uri,
  realPath: string,
  approvals: Approvals,
  known: readonly KnownRules[],
  isTrusted = vscode.workspace.isTrusted,
): Promise<SettledOptions> {
  const read = readSettings(folder, isTrusted);
  if (read.kind === 'invalid') {
    return { kind: 'failed', message: read.message };
  }
  const file: ConfigOutcome = isTrusted ? await readConfigFile(realPath, known) : { kind: 'none' };
  if (file.kind === 'invalid') {
    return {
      kind: 'failed',
      message: firstFew(
        file.problems.map(({ message }) => message),
        (count) => t('… and {0, plural, one {# more problem} other {# more problems}}', count),
      ),
    };
  }
  const { settings, explicit } = read;
  const wishes: AllWishes = {
    own: settings,
    explicit,
    folder: [...read.folder, ...folderWordsIn(file)],
  };
  const unknown = unknownName(wishes, known);
  if (unknown !== undefined) {
    return { kind: 'failed', message: oneLine(unknown) };
  }
  const settled = await settleWithApproval(wishes, { ...approvals, name: folderName(folder), realPath });
  if (settled.kind !== 'settled') {
    return settled;
  }
  const { adaptiveParallelism, parallelPasses, fileTimeLimitMs, endpoints, maxParallelFiles } = settings;
  const { maxTokens, maxModelFileSize, confirmEndpoint, fresh } = settings;
  const pace = { adaptiveParallelism, parallelPasses, fileTimeLimitMs };
  const inFile = file.kind === 'config' ? file.config.maxParallelFiles : undefined;
  return {
    kind: 'settled',
    options: {
      ...settled.brief,
      ...pace,
      endpoints,
      ...(confirmEndpoint !== undefined && { confirmEndpoint }),
      ...(fresh && { fresh }),
      ...(maxTokens !== undefined && { maxTokens }),
      ...(maxModelFileSize !== undefined && { maxModelFileSize }),
      ...(!isTrusted && untrusted),
    },
    maxParallelFiles: explicit.has('maxParallelFiles') ? maxParallelFiles : (inFile ?? maxParallelFiles),
  };
}

/** What a review of a folder does without that is not trusted. */
const untrusted: Pick<RunOptions, 'reviewers' | 'endpoints' | 'untrusted'> = {
  ...{ reviewers: ['local'], endpoints: [] },
  untrusted: true,
};

function folderWordsIn(file: ConfigOutcome): FolderWords[] {
  return file.kind === 'config' ? [file.config.words] : [];
}

async function settleWithApproval(
  wishes: AllWishes,
  approvals: Approvals & { readonly name: string; readonly realPath: string },
): Promise<SettledWishes | { readonly kind: 'cancelled' }> {
  const without = settleWishes({ ...wishes, folder: [] });
  const settled = settleWishes(wishes);
  if (settled.kind === 'failed') {
    return { kind: 'failed', message: oneLine(settled.message) };
  }
  const say = folderSay(wishes, without, settled.brief);
  if (!say.needsApproval) {
    return settled;
  }
  // Who names a profile that only the folder has wants it, whatever they have answered before.
  const isWanted = without.kind === 'failed';
  const answer = await approveWords(say, approvals, isWanted);
  if (answer === undefined) {
    return { kind: 'cancelled' };
  }
  if (answer === 'use') {
    return settled;
  }
  return without.kind === 'settled'
    ? without
    : {
        kind: 'failed',
        message: t(
          'The setting folderReview.profile names “{0}”, which only the folder has, and you do not use what the folder brings.',
          wishes.own.profile,
        ),
      };
}
