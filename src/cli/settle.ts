import { readFile } from 'node:fs/promises';
import { knownRules } from '../compose/knownRules';
import type { NewSince, RunOptions } from '../core/options';
import { defaultProfileName, findProfile } from '../core/prompt/profiles';
import { printable } from '../core/report/text';
import { type KnownRules, rulePatternProblem } from '../core/strategy/rules';
import { folderSay } from '../core/wishes/folderSay';
import { type Brief, type SettledWishes, settleWishes } from '../core/wishes/settleWishes';
import type { AllWishes, FolderWords } from '../core/wishes/wishes';
import { commitIn } from '../workspace/baseline/revision';
import { configFileName, readConfigFile } from '../workspace/configFile';
import type { ReviewCommand } from './command';
import { CommandFailure } from './exitCode';
import { verificationOf } from './verification';

/** File reviews at once where nobody says how many. */
export const defaultParallelFiles = 4;
const defaults = { maxFileSize: 1_048_576, maxModelFileSize: 262_144, fileTimeLimitMs: 3_600_000 };

/** The flags that decide what a run is started with. */
type SettledFlags = Pick<ReviewCommand, 'endpoints'> &
  Partial<Omit<ReviewCommand, 'kind' | 'include'>> & {
    readonly include?: readonly string[] | undefined;
  };

/**
 * What a run is started with: a flag wins over the folder's file, which wins over the default. What the folder says to a
 * model, or hides without counting it, counts on request only. Throws a CommandFailure.
 *
 * @param folder real path
 */
export async function settle(
  command: SettledFlags,
  folder: string,
): Promise<{ readonly options: RunOptions; readonly maxParallelFiles: number }> {
  const rules = await knownRules();
  const file = await readConfigFile(folder, rules);
  if (file.kind === 'invalid') {
    throw new CommandFailure(file.problems.map(({ message }) => printable(message)).join('\n'));
  }
  const config = file.kind === 'config' ? file.config : undefined;
  const encoding = command.encoding ?? config?.encoding;
  const wishes = await wishesOf(command, config?.words);
  const unknown = Object.keys(command.rule ?? {}).flatMap((name) => problemOf(name, rules));
  if (unknown.length > 0) {
    throw new CommandFailure(unknown.map((problem) => `--rule: ${printable(problem)}`).join('\n'));
  }
  const verification = await verificationOf(command, folder);
  const newSince = command.newSince === undefined ? undefined : await revisionOf(command.newSince, folder);
  const { maxModelFileSize = defaults.maxModelFileSize } = command;
  const options: RunOptions = {
    ...briefOf(command, wishes),
    parallelPasses: false,
    ...(encoding !== undefined && { encoding }),
    ...(command.changedSince !== undefined && { changedSince: command.changedSince }),
    ...(newSince && { newSince }),
    endpoints: command.endpoints,
    ...(command.confirmEndpoint !== undefined && { confirmEndpoint: command.confirmEndpoint }),
    adaptiveParallelism: true,
    ...(command.maxTokens !== undefined && { maxTokens: command.maxTokens }),
    ...(command.fresh && { fresh: command.fresh }),
    ...(maxModelFileSize > 0 && { maxModelFileSize }),
    fileTimeLimitMs: defaults.fileTimeLimitMs,
    ...(verification && { verification }),
  };
  return {
    options,
    maxParallelFiles: command.maxParallelFiles ?? config?.maxParallelFiles ?? defaultParallelFiles,
  };
}

function problemOf(name: string, rules: readonly KnownRules[]): string[] {
  const problem = rulePatternProblem(name, rules);
  return problem === undefined ? [] : [`“${name}” ${problem}.`];
}

/** Undefined before the first commit, when nothing was there. */
async function revisionOf(revision: string, folder: string): Promise<NewSince | undefined> {
  const named = await commitIn(folder, revision, new AbortController().signal);
  if (named.kind === 'commit') {
    return { revision, commit: named.id };
  }
  if (named.kind === 'no commit yet') {
    return undefined;
  }
  throw new CommandFailure(`--new-since: ${named.kind === 'failed' ? printable(named.message) : named.kind}`);
}

/** A profile of the folder's own is there on request only, whoever names it. */
async function wishesOf(command: SettledFlags, words: FolderWords | undefined): Promise<AllWishes> {
  const { profiles = [], ...others } = words?.wishes ?? {};
  const name = command.profile ?? others.profile;
  if (!command.trustConfig && name !== undefined && !findProfile(name) && findProfile(name, profiles)) {
    const problem = `The profile “${printable(name)}” comes from the folder's ${configFileName}.`;
    throw new CommandFailure(`${problem} Give --trust-config to use it, or --profile for another.`);
  }
  const flags = ['profile', 'include', 'exclude', 'alsoReview'] as const;
  return {
    own: {
      reviewers: command.reviewers ?? (command.endpoints.length > 0 ? ['local', 'model'] : ['local']),
      profile: command.profile ?? defaultProfileName,
      profiles: [],
      minSeverity: 'profile',
      minConfidence: 'profile',
      instructions: await instructionsIn(command.instructionsFile),
      include: command.include ?? [],
      exclude: command.exclude ?? [],
      maxFileSize: defaults.maxFileSize,
      nestedRepositories: false,
      alsoReview: command.alsoReview ?? [],
      rules: command.rule ?? {},
      overrides: [],
    },
    explicit: new Set(flags.filter((flag) => command[flag] !== undefined)),
    folder: words
      ? [{ ...words, wishes: command.trustConfig ? words.wishes : { ...others, ...withoutProfiles(others) } }]
      : [],
  };
}

/** Overrides without profiles of the folder's own: there are none without --trust-config. */
function withoutProfiles({ overrides }: FolderWords['wishes']): Pick<FolderWords['wishes'], 'overrides'> {
  return overrides
    ? {
        overrides: overrides.map(({ profile, ...rest }) => ({
          ...rest,
          ...(profile && findProfile(profile) && { profile }),
        })),
      }
    : {};
}

/** Without --trust-config, of what the folder says only that counts which leaves files out, each of which is counted. */
function briefOf({ trustConfig }: SettledFlags, wishes: AllWishes): Brief {
  const brief = succeeded(settleWishes(wishes));
  if (trustConfig) {
    return brief;
  }
  const say = folderSay(wishes, settleWishes({ ...wishes, folder: [] }), brief);
  if (!say.needsApproval) {
    return brief;
  }
  const folder = wishes.folder.map(({ source, wishes: { include, exclude } }) => ({
    source,
    wishes: { ...(include && { include }), ...(exclude && { exclude }) },
  }));
  const counted = succeeded(settleWishes({ ...wishes, folder }));
  const note = `${say.sources.join(' and ')} brings ${say.topics.join(' and ')}, used only with --trust-config.`;
  const { leavesOut = [], notes = [] } = counted.folderShare ?? {};
  return { ...counted, folderShare: { leavesOut, notes: [...notes, note] } };
}

function succeeded(outcome: SettledWishes): Brief {
  if (outcome.kind === 'failed') {
    throw new CommandFailure(printable(outcome.message));
  }
  return outcome.brief;
}

async function instructionsIn(file: string | undefined): Promise<string> {
  return file === undefined
    ? ''
    : readFile(file, 'utf8').catch((error: Error) => {
        throw new CommandFailure(`--instructions: ${error.message}`);
      });
}
