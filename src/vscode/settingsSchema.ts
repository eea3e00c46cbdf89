import * as v from 'valibot';
import { addressProblem } from '../core/endpoints/endpointAddress';
import { alsoReviewable } from '../core/fileReview';
import { type RunOptions, serverKinds, thinkingLevels } from '../core/options';
import { profilesSchema } from '../core/prompt/profileSchema';
import { confidences, type ReviewerKind, severities } from '../core/types';
import { overridesSchema, rulesSchema } from '../core/wishes/overrideSchema';
import type { Wishes } from '../core/wishes/wishes';
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
    > {
  readonly maxParallelFiles: number;
  /** A model's review of more files than this asks before it starts; undefined never asks. */
  readonly askAboveFiles: number | undefined;
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

/** Bounds of whole numbers of an endpoint, both included. */
export const endpointLimits = {
  maxConcurrency: { min: 1, max: 64 },
  contextTokens: { min: 1024, max: 10_000_000 },
  firstTokenMinutes: { min: 1, max: 60 },
} as const;

/** In the order in which they go over a file. */
export const reviewerKinds: readonly ReviewerKind[] = ['local', 'editor', 'model'];
/** Everything that can review as a model. */
export const endpointKinds = [...serverKinds, 'vscode'] as const;
/** Part of the name of an environment variable, so that letters, digits, `-` and `_` must do. */
export const endpointIdPattern = '^[A-Za-z0-9][A-Za-z0-9_-]*$';
/** A model of VS Code's own: its vendor and its id. */
export const editorModelPattern = '^[^/\\s]+/\\S+$';
/** In a setting that can replace a bound of the profile: leave the profile's. */
const profilesOwn = 'profile';

function wholeNumber({ min, max }: { readonly min: number; readonly max: number }) {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}

function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return v.picklist(choices, oneOfMessage(choices));
}

function oneOfMessage(choices: readonly string[]): string {
  return `must be ${choices.map((choice) => `“${choice}”`).join(' or ')}`;
}

function listOf<const Item extends v.GenericSchema>(item: Item) {
  return v.array(item, 'must be a list');
}

const text = v.string('must be text');
const yesOrNo = v.boolean('must be true or false');
const globs = listOf(v.pipe(text, v.nonEmpty('must not be empty')));

/** @param about kind of object in which a property does not belong */
function endpointProblem(about: string) {
  return ({ expected, received }: v.StrictObjectIssue) => {
    if (expected === 'never') {
      return `is not a property of ${about}`;
    }
    return received === 'undefined' ? 'is missing' : 'must be an object with a kind';
  };
}

const keyAdvice = ' (keys go into “Folder Review: Set API Key”)';

const commonEntries = {
  id: v.exactOptional(
    v.pipe(text, v.regex(new RegExp(endpointIdPattern), 'must be made of letters, digits, “-” and “_”')),
  ),
  maxConcurrency: v.exactOptional(wholeNumber(endpointLimits.maxConcurrency)),
};

const server = v.strictObject(
  {
    ...commonEntries,
    kind: oneOf(serverKinds),
    url: v.pipe(
      text,
      v.check(
        (address) => addressProblem(address) === undefined,
        ({ input }) => `${addressProblem(input)}${/^https?:/i.test(input) ? keyAdvice : ''}`,
      ),
    ),
    model: v.exactOptional(v.pipe(text, v.nonEmpty('must not be empty'))),
    contextTokens: v.exactOptional(wholeNumber(endpointLimits.contextTokens)),
    firstTokenMinutes: v.exactOptional(wholeNumber(endpointLimits.firstTokenMinutes)),
    thinking: v.exactOptional(oneOf(thinkingLevels)),
  },
  endpointProblem('an endpoint'),
);

const editorModel = v.strictObject(
  {
    ...commonEntries,
    kind: v.literal('vscode'),
    model: v.exactOptional(
      v.pipe(text, v.regex(new RegExp(editorModelPattern), 'must be vendor/id, for example “copilot/gpt-4.1”')),
    ),
  },
  endpointProblem('an endpoint of kind “vscode”'),
);

const endpoint = v.variant('kind', [server, editorModel], ({ path, received }) => {
  if (path === undefined) {
    return 'must be an object with a kind';
  }
  return received === 'undefined' ? 'is missing' : oneOfMessage(endpointKinds);
});

const schema = v.object({
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
  endpoints: listOf(endpoint),
  confirmEndpoint: text,
});

/** A setting by its name behind `folderReview.`. */
export type SettingKey = keyof typeof schema.entries;

/** All settings. */
export const settingKeys = Object.keys(schema.entries) as readonly SettingKey[];

/** Whose word a setting is when it stands in the files of a folder. */
export type SettingOwner =
  /** The folder's, like `folder-review.yaml`: shown before it counts. */
  | 'folder'
  /** It only makes a review faster or slower, and counts like any setting. */
  | 'pace'
  /** What is sent where, and at what cost, is the user's own choice: such a value does not count at all. */
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
};

/** Checks the values of all settings as they stand in the user's files, where anything may stand. */
export function parseSettings(values: Readonly<Record<SettingKey, unknown>>): SettingsOutcome {
  const parsed = v.safeParse(schema, values, { abortEarly: true, abortPipeEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return invalid(pathOf(issue.path ?? []), issue.message, issue.input);
  }
  const {
    reviewers,
    endpoints: rawEndpoints,
    confirmEndpoint,
    fileTimeLimit,
    'budget.maxTokens': maxTokens,
    'budget.maxFileSize': maxModelFileSize,
    'budget.askAboveFiles': askAboveFiles,
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
      ...(maxTokens > 0 && { maxTokens }),
      ...(maxModelFileSize > 0 && { maxModelFileSize }),
      askAboveFiles: askAboveFiles > 0 ? askAboveFiles : undefined,
    },
  };
}

/** UTF-16 code units. As many as in `folder-review.yaml`: more than a person would read before they agree. */
const maxFolderInstructions = 20_000;

const folderSchema = v.partial(
  v.object({
    ...schema.entries,
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
