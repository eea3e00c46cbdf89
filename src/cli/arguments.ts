import { parseArgs } from 'node:util';
import type { EndpointOptions } from '../core/options';
import { type Bulk, bulks } from '../core/queue/queueEntry';
import { type ReviewerKind, type Severity, severities } from '../core/types';
import { endpointsOf } from './endpointFlag';
import { integer, nonEmpty, oneOf, optional, UsageProblem } from './values';

const formats = ['text', 'json', 'sarif', 'markdown'] as const;
/** What stdout can get. */
export type Format = (typeof formats)[number];

/** A command as the user typed it, checked. Absent options were not given. */
export type Command =
  | ReviewCommand
  | { readonly kind: 'runs'; readonly stateDir?: string }
  | { readonly kind: 'show'; readonly run: string; readonly stateDir?: string; readonly format: Format }
  | {
      readonly kind: 'apply' | 'revert';
      readonly run: string;
      /** Finding ids; empty means all that can be. */
      readonly only: readonly string[];
      /** What is applied when no ids are given. */
      readonly bulk: Bulk;
      readonly stateDir?: string;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

/** What `review` was called with; absent is what was not said. */
export interface ReviewCommand {
  readonly kind: 'review';
  readonly folder: string;
  readonly maxParallelFiles?: number;
  readonly reviewers?: readonly ReviewerKind[];
  readonly profile?: string;
  readonly changedSince?: string;
  readonly endpoints: readonly EndpointOptions[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly instructionsFile?: string;
  readonly trustConfig: boolean;
  readonly out?: string;
  readonly format: Format;
  readonly apply: 'none' | Bulk;
  readonly stateDir?: string;
  readonly failOn: Severity | 'never';
  readonly quiet: boolean;
  /** Only say what the review would take. */
  readonly estimate: boolean;
  readonly maxTokens?: number;
}

/** The words on the command line make no sense; `message` says what to type instead. */
export interface UsageError {
  readonly kind: 'usage error';
  readonly message: string;
}

const options = {
  'max-parallel-files': { type: 'string' },
  reviewers: { type: 'string' },
  profile: { type: 'string' },
  changed: { type: 'string' },
  endpoint: { type: 'string', multiple: true },
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  instructions: { type: 'string' },
  'trust-config': { type: 'boolean' },
  out: { type: 'string' },
  format: { type: 'string' },
  apply: { type: 'string' },
  verify: { type: 'string', multiple: true },
  'verify-in': { type: 'string' },
  commit: { type: 'boolean' },
  estimate: { type: 'boolean' },
  'max-tokens': { type: 'string' },
  resume: { type: 'string' },
  'no-cache': { type: 'boolean' },
  'state-dir': { type: 'string' },
  'fail-on': { type: 'string' },
  quiet: { type: 'boolean' },
  only: { type: 'string', multiple: true },
  exact: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

const notAvailableYet = ['verify', 'verify-in', 'commit', 'resume'] as const;

/** Besides those that every command takes. */
const flagsOf: Record<string, readonly (keyof Values)[]> = {
  runs: [],
  show: ['format'],
  apply: ['only', 'exact'],
  revert: ['only'],
};
const flagsOfAll: readonly (keyof Values)[] = ['state-dir', 'quiet', 'no-cache'];

/** @param words what follows the program's name */
export function parseCommand(words: readonly string[]): Command | UsageError {
  try {
    const { values, positionals } = parseArgs({ args: joinChanged(words), options, allowPositionals: true });
    if (values.help || (positionals.length === 0 && Object.keys(values).length === 0)) {
      return { kind: 'help' };
    }
    if (values.version) {
      return { kind: 'version' };
    }
    return toCommand(values, positionals);
  } catch (error) {
    if (error instanceof UsageProblem || (error instanceof TypeError && 'code' in error)) {
      return { kind: 'usage error', message: error.message };
    }
    throw error;
  }
}

function toCommand(values: Values, positionals: readonly string[]): Command {
  const [name, subject, ...rest] = positionals;
  if (rest.length > 0) {
    throw new UsageProblem(`Unexpected argument: ${rest[0]}`);
  }
  const stateDir = optional('stateDir', values['state-dir'], (text) => nonEmpty('--state-dir', text));
  switch (name) {
    case 'review':
      return toReview(values, subject, stateDir);
    case 'runs':
      allowOnly(name, values);
      if (subject !== undefined) {
        throw new UsageProblem(`Unexpected argument: ${subject}`);
      }
      return { kind: 'runs', ...stateDir };
    case 'show':
      allowOnly(name, values);
      return { kind: 'show', run: required(subject, 'show RUN'), format: formatOf(values.format), ...stateDir };
    case 'apply':
    case 'revert':
      allowOnly(name, values);
      return {
        kind: name,
        run: required(subject, `${name} RUN`),
        only: values.only ?? [],
        bulk: values.exact ? 'exact' : 'safe',
        ...stateDir,
      };
    default:
      throw new UsageProblem(`Unknown command: ${name ?? '(none)'}. Commands: review, runs, show, apply, revert.`);
  }
}

function toReview(values: Values, folder: string | undefined, stateDir: { readonly stateDir?: string }): ReviewCommand {
  const missing = notAvailableYet.find((flag) => values[flag] !== undefined);
  if (missing) {
    throw new UsageProblem(`--${missing} is not available yet.`);
  }
  if (values.only) {
    throw new UsageProblem('--only belongs to apply and revert.');
  }
  if (values.exact) {
    throw new UsageProblem('--exact belongs to apply; for review it is --apply exact.');
  }
  const endpoints = endpointsOf(values.endpoint ?? []);
  const reviewers = values.reviewers === undefined ? undefined : reviewersOf(values.reviewers);
  if (reviewers?.includes('model') && endpoints.length === 0) {
    throw new UsageProblem(
      '--reviewers model needs a model server: --endpoint ollama=http://127.0.0.1:11434,model=NAME',
    );
  }
  const format = formatOf(values.format);
  if (values.estimate && format !== 'text' && format !== 'json') {
    throw new UsageProblem(`--estimate is printed as text or json, not as ${format}.`);
  }
  if (reviewers && !reviewers.includes('model') && endpoints.length > 0) {
    throw new UsageProblem('--endpoint is given, but --reviewers leaves "model" out.');
  }
  return {
    kind: 'review',
    folder: required(folder, 'review FOLDER'),
    ...optional('maxParallelFiles', values['max-parallel-files'], (text) =>
      integer('--max-parallel-files', text, 1, 64),
    ),
    ...optional('reviewers', reviewers, (kinds) => kinds),
    ...optional('profile', values.profile, (text) => text),
    ...optional('changedSince', values.changed, (text) => text),
    endpoints,
    ...optional('include', values.include, (globs) => globs),
    ...optional('exclude', values.exclude, (globs) => globs),
    ...optional('instructionsFile', values.instructions, (text) => text),
    trustConfig: values['trust-config'] ?? false,
    ...optional('out', values.out, (text) => nonEmpty('--out', text)),
    format,
    apply: oneOf('--apply', values.apply ?? 'none', ['none', ...bulks] as const),
    failOn: oneOf('--fail-on', values['fail-on'] ?? 'error', [...severities, 'never'] as const),
    quiet: values.quiet ?? false,
    estimate: values.estimate ?? false,
    ...optional('maxTokens', values['max-tokens'], (text) => integer('--max-tokens', text, 1, 1_000_000_000_000)),
    ...stateDir,
  };
}

/**
 * `--changed` takes its revision as `--changed=REF`, or as the next word when that word cannot be the folder: because
 * the folder came before, or comes after.
 */
function joinChanged(words: readonly string[]): string[] {
  const index = words.indexOf('--changed');
  if (index < 0) {
    return [...words];
  }
  const next = words[index + 1];
  const isPositional = (word: string | undefined) => word !== undefined && !word.startsWith('-');
  // The first word is the command, so a second one before the flag is the folder.
  const folderBefore = words
    .slice(1, index)
    .some((word, at, before) => isPositional(word) && !takesValue(before[at - 1]));
  const folderAfter = words
    .slice(index + 2)
    .some((word, at, after) => isPositional(word) && !takesValue(after[at - 1]));
  const hasRef = isPositional(next) && (folderBefore || folderAfter);
  return [
    ...words.slice(0, index),
    `--changed=${hasRef ? next : 'HEAD'}`,
    ...words.slice(hasRef ? index + 2 : index + 1),
  ];
}

function takesValue(word: string | undefined): boolean {
  const name = word?.startsWith('--') ? word.slice(2) : '';
  return name in options && options[name as keyof typeof options].type === 'string';
}

function reviewersOf(text: string): ReviewerKind[] {
  const kinds = text.split(',').map((word) => {
    if (word === 'editor') {
      throw new UsageProblem('The editor reviewer exists only inside VS Code. Use --reviewers local,model.');
    }
    return oneOf('--reviewers', word, ['local', 'model'] as const);
  });
  return [...new Set(kinds)];
}

function formatOf(text: string | undefined): Format {
  return oneOf('--format', text ?? 'text', formats);
}

function allowOnly(command: string, values: Values): void {
  const allowed = [...flagsOfAll, ...(flagsOf[command] ?? [])];
  const extra = (Object.keys(values) as (keyof Values)[]).find((flag) => !allowed.includes(flag));
  if (extra !== undefined) {
    throw new UsageProblem(`--${extra} does not belong to ${command}.`);
  }
}

function required(subject: string | undefined, form: string): string {
  if (subject === undefined || subject === '') {
    throw new UsageProblem(`Something is missing. The form is: folder-review ${form}`);
  }
  return subject;
}
