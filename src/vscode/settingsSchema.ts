import * as v from 'valibot';
import type { RunOptions } from '../core/options';
import { profileNames } from '../core/prompt/profiles';
import type { ReviewerKind } from '../core/types';
import { settingsSection } from './ids';
import { oneLine } from './plainText';

/** The user's settings for one folder. */
export interface Settings extends Omit<RunOptions, 'changedSince' | 'profile' | 'fileTimeLimitMs' | 'maxTokens'> {
  readonly profile: string;
  readonly maxParallelFiles: number;
}

export type SettingKey = keyof Settings;

export type SettingsOutcome =
  | { readonly kind: 'settings'; readonly settings: Settings }
  /** Names the setting and says what is wrong with it. */
  | { readonly kind: 'invalid'; readonly message: string };

export const limits = {
  maxParallelFiles: { min: 1, max: 64 },
  /** Bytes. */
  maxFileSize: { min: 1, max: 16 * 1024 * 1024 },
  maxConcurrency: { min: 1, max: 64 },
  contextTokens: { min: 1024, max: 10_000_000 },
} as const;

export const reviewerKinds: readonly ReviewerKind[] = ['local', 'editor', 'model'];
export const endpointKinds = ['ollama', 'openai'] as const;
/** Part of the name of an environment variable, so that letters, digits, `-` and `_` must do. */
export const endpointIdPattern = '^[A-Za-z0-9][A-Za-z0-9_-]*$';

function wholeNumber({ min, max }: { readonly min: number; readonly max: number }) {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}

function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return v.picklist(choices, `must be ${choices.map((choice) => `“${choice}”`).join(' or ')}`);
}

function listOf<const Item extends v.GenericSchema>(item: Item) {
  return v.array(item, 'must be a list');
}

const text = v.string('must be text');
const yesOrNo = v.boolean('must be true or false');
const globs = listOf(v.pipe(text, v.nonEmpty('must not be empty')));

/** By what valibot says it expected; everything else it can miss in an endpoint is a property. */
const endpointProblems: Readonly<Record<string, string>> = {
  never: 'is not a property of an endpoint',
  Object: 'must be an object with a kind and a url',
};

const endpoint = v.strictObject(
  {
    id: v.exactOptional(
      v.pipe(text, v.regex(new RegExp(endpointIdPattern), 'must be made of letters, digits, “-” and “_”')),
    ),
    kind: oneOf(endpointKinds),
    url: v.pipe(
      text,
      v.check(isWebAddress, 'must be an address that starts with http:// or https://'),
      v.check(hasNoPassword, 'must not have a user name or password in it: use “Folder Review: Set API Key”'),
    ),
    model: v.exactOptional(v.pipe(text, v.nonEmpty('must not be empty'))),
    maxConcurrency: v.exactOptional(wholeNumber(limits.maxConcurrency)),
    contextTokens: v.exactOptional(wholeNumber(limits.contextTokens)),
  },
  ({ expected }) => endpointProblems[expected ?? ''] ?? 'is missing',
);

const schema = v.object({
  maxParallelFiles: wholeNumber(limits.maxParallelFiles),
  reviewers: v.pipe(listOf(oneOf(reviewerKinds)), v.minLength(1, 'must name at least one reviewer')),
  profile: oneOf(profileNames),
  instructions: text,
  include: globs,
  exclude: globs,
  maxFileSize: wholeNumber(limits.maxFileSize),
  nestedRepositories: yesOrNo,
  adaptiveParallelism: yesOrNo,
  parallelPasses: yesOrNo,
  endpoints: listOf(endpoint),
} satisfies Record<SettingKey, v.GenericSchema>);

export const settingKeys = Object.keys(schema.entries) as readonly SettingKey[];

/** Checks the values of all settings as they stand in the user's files, where anything may stand. */
export function parseSettings(values: Readonly<Record<SettingKey, unknown>>): SettingsOutcome {
  const parsed = v.safeParse(schema, values, { abortEarly: true, abortPipeEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return invalid(pathOf(issue.path ?? []), issue.message, issue.input);
  }
  const endpoints = parsed.output.endpoints.map((raw, index) => ({ ...raw, id: raw.id ?? `${raw.kind}-${index + 1}` }));
  const ids = endpoints.map(({ id }) => id.toLowerCase());
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) {
    return invalid(`endpoints[${twice}].id`, `must not be “${ids[twice]}” again`, undefined);
  }
  const reviewers = reviewerKinds.filter((kind) => parsed.output.reviewers.includes(kind));
  return { kind: 'settings', settings: { ...parsed.output, reviewers, endpoints } };
}

function invalid(path: string, problem: string, value: unknown): SettingsOutcome {
  // A URL may have a password in it, which belongs into no message and no log.
  const isShown = value !== undefined && !path.startsWith('endpoints');
  const shown = isShown ? `, not ${oneLine(JSON.stringify(value))}` : '';
  return { kind: 'invalid', message: `The setting ${settingsSection}.${path} ${problem}${shown}.` };
}

function pathOf(path: readonly { readonly key?: unknown }[]): string {
  return path
    .map(({ key }, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${oneLine(String(key))}`))
    .join('');
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function hasNoPassword(url: string): boolean {
  const { username, password } = new URL(url);
  return username === '' && password === '';
}
