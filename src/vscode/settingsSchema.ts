import * as v from 'valibot';
import {
  type CommitChoices,
  type CommitScope,
  commitScopes,
  hookChoices,
  type SignChoice,
  signChoices,
} from '../core/commit/committing';
import { alsoReviewable } from '../core/fileReview';
import type { RunOptions } from '../core/options';
import { profilesSchema } from '../core/prompt/profileSchema';
import { type VerificationOptions, verifyLimits, verifyModes } from '../core/proof';
import { listOf, oneOf, text, wholeNumber, yesOrNo } from '../core/schemas';
import { confidences, type ReviewerKind, severities } from '../core/types';
import { overridesSchema, rulesSchema } from '../core/wishes/overrideSchema';
import type { Wishes } from '../core/wishes/wishes';
import { endpointsSchema } from './endpointSchema';
import { settingsSection } from './ids';
import { oneLine } from './plainText';

/** The settings for one folder: what the user wants, and how fast. */
export interface Settings
  extends Wishes,
    Pick<
      RunOptions,
      | 'adaptiveParallelism'
      | 'parallelPasses'
      | 'fileTimeLimitMs'
      | 'endpoints'
      | 'confirmEndpoint'
      | 'maxTokens'
      | 'maxModelFileSize'
      | 'fresh'
    > {
  readonly maxParallelFiles: number;
  /** A model's review of more files than this asks before it starts; undefined never asks. */
  readonly askAboveFiles: number | undefined;
  readonly verify: VerifySettings;
  readonly commit: CommitSettings;
  readonly findingsInEditor: FindingsInEditor;
}

/** How the text editor shows findings, beside their underlines. */
export type FindingsInEditor = (typeof findingsInEditor)[number];

const findingsInEditor = ['icons', 'threads', 'none'] as const;

/** How proposals are verified by the user's own commands, whichever those are. */
export interface VerifySettings extends Pick<VerificationOptions, 'mode' | 'parallel' | 'timeLimitMs' | 'repair'> {
  /** Absolute path of what reads the commands; absent for the system's. */
  readonly shell?: string;
  /** Names of variables that commands get beside those that all get. */
  readonly environment: readonly string[];
  /** Whether each review is followed by it, once commands are approved. */
  readonly afterReview: boolean;
}

/** How what is applied is committed. */
export interface CommitSettings extends Required<Pick<CommitChoices, 'hooks'>> {
  readonly sign: SignChoice;
  /** How it is committed without being asked for; `off` for not at all. */
  readonly afterApplying: 'off' | CommitScope;
}

/** What a look at the settings came to. */
export type SettingsOutcome = { readonly kind: 'settings'; readonly settings: Settings } | SettingsProblem;

/** Names the setting and says what is wrong with it. */
export interface SettingsProblem {
  readonly kind: 'invalid';
  readonly message: string;
}

/** Bounds of whole numbers among the settings, both included. */
export const limits = {
  maxParallelFiles: { min: 1, max: 64 },
  /** Minutes. */
  fileTimeLimit: { min: 1, max: 600 },
  /** Bytes. */
  maxFileSize: { min: 1, max: 16 * 1024 * 1024 },
  /** 0 is no limit. */
  'budget.maxTokens': { min: 0, max: 1_000_000_000_000 },
  /** Bytes; 0 is no limit. */
  'budget.maxFileSize': { min: 0, max: 16 * 1024 * 1024 },
  /** 0 is never. */
  'budget.askAboveFiles': { min: 0, max: 1_000_000 },
} as const;

/** In the order in which they go over a file. */
const reviewerKinds: readonly ReviewerKind[] = ['local', 'editor', 'model'];
/** In a setting that can replace a bound of the profile: leave the profile's. */
const profilesOwn = 'profile';

const globs = listOf(v.pipe(text, v.nonEmpty('must not be empty')));

/** All settings as they are read, by their names behind `folderReview.`. */
export const settingsSchema = v.object({
  maxParallelFiles: wholeNumber(limits.maxParallelFiles),
  adaptiveParallelism: yesOrNo,
  reviewers: v.pipe(listOf(oneOf(reviewerKinds)), v.minLength(1, 'must name at least one reviewer')),
  profile: v.pipe(text, v.nonEmpty('must not be empty')),
  profiles: profilesSchema('minConfidence'),
  minSeverity: oneOf([profilesOwn, ...severities] as const),
  minConfidence: oneOf([profilesOwn, ...confidences] as const),
  parallelPasses: yesOrNo,
  instructions: text,
  include: globs,
  exclude: globs,
  maxFileSize: wholeNumber(limits.maxFileSize),
  nestedRepositories: yesOrNo,
  alsoReview: listOf(oneOf(alsoReviewable)),
  rules: rulesSchema(),
  overrides: overridesSchema(),
  fileTimeLimit: wholeNumber(limits.fileTimeLimit),
  'budget.maxTokens': wholeNumber(limits['budget.maxTokens']),
  'budget.maxFileSize': wholeNumber(limits['budget.maxFileSize']),
  'budget.askAboveFiles': wholeNumber(limits['budget.askAboveFiles']),
  cache: yesOrNo,
  findingsInEditor: oneOf(findingsInEditor),
  endpoints: endpointsSchema,
  confirmEndpoint: text,
  'verify.parallel': wholeNumber(verifyLimits.parallel),
  'verify.timeLimit': wholeNumber(verifyLimits.timeLimit),
  'verify.each': oneOf(verifyModes),
  'verify.shell': text,
  'verify.environment': listOf(v.pipe(text, v.nonEmpty('must not be empty'))),
  'verify.afterReview': yesOrNo,
  'verify.repair': yesOrNo,
  'commit.afterApplying': oneOf(['off', ...commitScopes] as const),
  'commit.sign': oneOf(signChoices),
  'commit.hooks': oneOf(hookChoices),
});

/** A setting by its name behind `folderReview.`. */
export type SettingKey = keyof typeof settingsSchema.entries;

/** All settings. */
export const settingKeys = Object.keys(settingsSchema.entries) as readonly SettingKey[];

/** Whose word a setting is when it stands in the files of a folder. */
export type SettingOwner =
  /** The folder's, like `folder-review.yaml`: shown before it counts. */
  | 'folder'
  /** It only makes a review faster or slower, and counts like any setting. */
  | 'pace'
  /** What is sent where and at what cost, and what is run how, is the user's own choice: such a value does not count. */
  | 'user';

/** For every setting, so that none is added without a decision. */
export const settingOwners: Readonly<Record<SettingKey, SettingOwner>> = {
  maxParallelFiles: 'pace',
  adaptiveParallelism: 'pace',
  parallelPasses: 'pace',
  fileTimeLimit: 'pace',
  reviewers: 'folder',
  profile: 'folder',
  profiles: 'folder',
  minSeverity: 'folder',
  minConfidence: 'folder',
  instructions: 'folder',
  include: 'folder',
  exclude: 'folder',
  maxFileSize: 'folder',
  nestedRepositories: 'folder',
  alsoReview: 'folder',
  rules: 'folder',
  overrides: 'folder',
  'budget.maxTokens': 'user',
  'budget.maxFileSize': 'user',
  'budget.askAboveFiles': 'user',
  endpoints: 'user',
  confirmEndpoint: 'user',
  cache: 'user',
  findingsInEditor: 'user',
  'verify.parallel': 'user',
  'verify.timeLimit': 'user',
  'verify.each': 'user',
  'verify.shell': 'user',
  'verify.environment': 'user',
  'verify.afterReview': 'user',
  'verify.repair': 'user',
  'commit.afterApplying': 'user',
  'commit.sign': 'user',
  'commit.hooks': 'user',
};

/** Checks the values of all settings as they stand in the user's files, where anything may stand. */
export function parseSettings(values: Readonly<Record<SettingKey, unknown>>): SettingsOutcome {
  const parsed = v.safeParse(settingsSchema, values, { abortEarly: true, abortPipeEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return invalid(pathOf(issue.path ?? []), issue.message, issue.input);
  }
  const {
    reviewers,
    endpoints: rawEndpoints,
    confirmEndpoint,
    fileTimeLimit,
    cache,
    'budget.maxTokens': maxTokens,
    'budget.maxFileSize': maxModelFileSize,
    'budget.askAboveFiles': askAboveFiles,
    'verify.parallel': parallel,
    'verify.timeLimit': verifyMinutes,
    'verify.each': mode,
    'verify.shell': shell,
    'verify.environment': environment,
    'verify.afterReview': afterReview,
    'verify.repair': repair,
    'commit.afterApplying': afterApplying,
    'commit.sign': sign,
    'commit.hooks': hooks,
    ...settings
  } = parsed.output;
  const endpoints = rawEndpoints.map((raw, index) => ({ ...raw, id: raw.id ?? `${raw.kind}-${index + 1}` }));
  const ids = endpoints.map(({ id }) => id.toLowerCase());
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) {
    return invalid(`endpoints[${twice}].id`, `must not be “${ids[twice]}” again`, undefined);
  }
  if (confirmEndpoint !== '' && !endpoints.some(({ id }) => id === confirmEndpoint)) {
    const ids = endpoints.map(({ id }) => id).join(', ') || 'there are none';
    return invalid('confirmEndpoint', `must be the id of an entry in folderReview.endpoints (${ids})`, confirmEndpoint);
  }
  return {
    kind: 'settings',
    settings: {
      ...settings,
      reviewers: reviewerKinds.filter((kind) => reviewers.includes(kind)),
      endpoints,
      ...(confirmEndpoint !== '' && { confirmEndpoint }),
      fileTimeLimitMs: fileTimeLimit * 60_000,
      ...(!cache && { fresh: true }),
      ...(maxTokens > 0 && { maxTokens }),
      ...(maxModelFileSize > 0 && { maxModelFileSize }),
      askAboveFiles: askAboveFiles > 0 ? askAboveFiles : undefined,
      verify: {
        ...{ parallel, mode, environment, afterReview },
        timeLimitMs: verifyMinutes * 60_000,
        ...(shell !== '' && { shell }),
        ...(repair && { repair }),
      },
      commit: { afterApplying, sign, hooks },
    },
  };
}

/** UTF-16 code units. As many as in `folder-review.yaml`: more than a person would read before they agree. */
const maxFolderInstructions = 20_000;

const folderSchema = v.partial(
  v.object({
    ...settingsSchema.entries,
    instructions: v.pipe(
      text,
      v.maxLength(
        maxFolderInstructions,
        `must have at most ${maxFolderInstructions} characters in a folder's settings`,
      ),
    ),
  }),
);

/**
 * Checks what a folder's settings say about its review.
 *
 * @param values those of the settings that are the folder's words, where it has them
 * @param where the file they stand in
 */
export function parseFolderSettings(
  values: Readonly<Partial<Record<SettingKey, unknown>>>,
  where: string,
): { readonly kind: 'wishes'; readonly wishes: Partial<Wishes> } | SettingsProblem {
  const parsed = v.safeParse(folderSchema, values, { abortEarly: true, abortPipeEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return invalid(pathOf(issue.path ?? []), issue.message, issue.input, ` in ${where}`);
  }
  return { kind: 'wishes', wishes: parsed.output as Partial<Wishes> };
}

function invalid(path: string, problem: string, value: unknown, where = ''): SettingsProblem {
  // A URL may have a password in it, which belongs into no message and no log.
  const isShown = value !== undefined && problem.startsWith('must be ') && !path.startsWith('endpoints');
  const shown = isShown ? `, not ${oneLine(JSON.stringify(value))}` : '';
  return { kind: 'invalid', message: `The setting ${settingsSection}.${path}${where} ${problem}${shown}.` };
}

function pathOf(path: readonly { readonly key?: unknown }[]): string {
  return path
    .map(({ key }, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${oneLine(String(key))}`))
    .join('');
}
