import { readFile } from 'node:fs/promises';
import type { Profile, RunOptions } from '../core/options';
import { defaultProfileName, findProfile, noSuchProfile } from '../core/prompt/profiles';
import { printable } from '../core/report/text';
import { type FolderConfig, readConfigFile } from '../workspace/configFile';
import type { ReviewCommand } from './arguments';
import { CommandFailure } from './exitCode';

const defaults = { maxParallelFiles: 4, maxFileSize: 262_144, fileTimeLimitMs: 3_600_000 };

/**
 * What a run is started with: a flag wins over the folder's file, which wins over the default. Throws a CommandFailure.
 *
 * @param folder real path
 */
export async function settle(
  command: ReviewCommand,
  folder: string,
): Promise<{ readonly options: RunOptions; readonly maxParallelFiles: number }> {
  const file = await readConfigFile(folder);
  if (file.kind === 'invalid') {
    throw new CommandFailure(printable(file.message));
  }
  const config: FolderConfig = file.kind === 'config' ? file.config : { review: {}, profiles: [], verify: {} };
  const options: RunOptions = {
    reviewers: command.reviewers ?? (command.endpoints.length > 0 ? ['local', 'model'] : ['local']),
    profile: profileOf(command, config),
    parallelPasses: false,
    instructions: await instructionsOf(command, config),
    include: command.include ?? config.review.include ?? [],
    exclude: command.exclude ?? config.review.exclude ?? [],
    maxFileSize: defaults.maxFileSize,
    nestedRepositories: false,
    ...(command.changedSince !== undefined && { changedSince: command.changedSince }),
    endpoints: command.endpoints,
    adaptiveParallelism: true,
    ...(command.maxTokens !== undefined && { maxTokens: command.maxTokens }),
    fileTimeLimitMs: defaults.fileTimeLimitMs,
  };
  return {
    options,
    maxParallelFiles: command.maxParallelFiles ?? config.review.maxParallelFiles ?? defaults.maxParallelFiles,
  };
}

/** A profile of the folder's own is used on request only: it speaks to the model, and it hides findings. */
function profileOf(command: ReviewCommand, { review, profiles }: FolderConfig): Profile {
  const name = command.profile ?? review.profile ?? defaultProfileName;
  const usable = command.trustConfig ? profiles : [];
  const profile = findProfile(name, usable);
  if (profile) {
    return profile;
  }
  throw new CommandFailure(
    findProfile(name, profiles)
      ? `The profile “${printable(name)}” comes from the folder's folder-review.yaml. Give --trust-config to use it, or --profile for another.`
      : printable(noSuchProfile(name, usable)),
  );
}

async function instructionsOf(command: ReviewCommand, { review }: FolderConfig): Promise<string> {
  const own =
    command.instructionsFile === undefined
      ? ''
      : await readFile(command.instructionsFile, 'utf8').catch((error: Error) => {
          throw new CommandFailure(`--instructions: ${error.message}`);
        });
  return [own, command.trustConfig ? (review.instructions ?? '') : ''].filter((text) => text !== '').join('\n\n');
}
