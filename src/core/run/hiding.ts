import { type ExcludedCount, type FileReview, type LeavesOut, whoLeavesOut } from '../fileReview';
import { type ConfirmationCounts, confirmationSentences } from '../findings/confirmations';
import type { RunOptions } from '../options';
import { overrideSentences } from '../strategy/treatmentText';
import { english, type Say } from '../text/say';
import type { Dismissal, FileRole, HiddenFinding, Hiding } from '../types';

/** How many findings one of those who hide some hides. */
interface HiddenCount {
  readonly by: Hiding;
  readonly count: number;
}

/** What one file of the folder's leaves out: files, and folders that were not gone into. */
interface LeftOutCount {
  readonly by: LeavesOut;
  readonly files: number;
  readonly folders: number;
}

/** What is in no list, and by whose word. */
export interface HidingCounts {
  /** Findings, by who hides them, most first. */
  readonly hiddenBy: readonly HiddenCount[];
  readonly leftOut: readonly LeftOutCount[];
  /** What the person's own globs leave out, where they leave out anything. */
  readonly excluded?: ExcludedCount;
}

/** Adds up what files have in no list, and takes away again what they had before. */
export class HidingCounter {
  readonly #hidden = new Map<string, { by: Hiding; count: number }>();
  readonly #leftOut = new Map<LeavesOut, { by: LeavesOut; files: number; folders: number }>();

  countHidden(hidden: readonly Pick<HiddenFinding, 'hiddenBy'>[], sign: 1 | -1): void {
    for (const { hiddenBy: own } of hidden) {
      // Why a person did not want one of them says nothing of the others.
      const { kind, by } = own.kind === 'dismissed' ? own : { kind: undefined };
      const hiddenBy: Hiding = kind ? { kind, ...(by !== undefined && { by }) } : own;
      const name = `${hiddenByText(hiddenBy)} ${hiddenBy.kind}`;
      const entry = this.#hidden.get(name) ?? { by: hiddenBy, count: 0 };
      entry.count += sign;
      this.#hidden.set(name, entry);
    }
  }

  countLeftOut({ path, status }: Pick<FileReview, 'path' | 'status'>, sign: 1 | -1): void {
    const by = status.kind === 'skipped' ? whoLeavesOut(status.reason) : undefined;
    if (by !== undefined) {
      const entry = this.#leftOut.get(by) ?? { by, files: 0, folders: 0 };
      entry[path.endsWith('/') ? 'folders' : 'files'] += sign;
      this.#leftOut.set(by, entry);
    }
  }

  counts(): HidingCounts {
    const hidden = [...this.#hidden].filter(([, { count }]) => count > 0);
    const leftOut = [...this.#leftOut].filter(([, { files, folders }]) => files + folders > 0);
    hidden.sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1));
    leftOut.sort(([a], [b]) => (a < b ? -1 : 1));
    return { hiddenBy: hidden.map(([, entry]) => ({ ...entry })), leftOut: leftOut.map(([, entry]) => ({ ...entry })) };
  }
}

/**
 * `hiddenBy` in `results.json`: `profile`, `rules`, `comment`, `refuted`, `baseline`, what the file is (`test`, `fixture`, `example`,
 * `retired`), `dismissed`, or the file of the folder's that hides the finding.
 */
export function hiddenByText(hiding: Hiding): string {
  switch (hiding.kind) {
    case 'configuration':
      return hiding.file;
    case 'comment':
    case 'refuted':
    case 'baseline':
      return hiding.kind;
    case 'role':
      return hiding.role;
    case 'rules':
      return hiding.by ?? 'rules';
    case 'dismissed':
      return hiding.by ?? 'dismissed';
    case 'bounds':
      return hiding.by ?? 'profile';
  }
}

/** A monorepo can have a configuration in each of its folders. */
const mostFilesNamed = 3;

/** What there is to tell of a run beside its results. */
interface ToldCounts extends HidingCounts {
  readonly idleOverrides: readonly number[];
  readonly confirmations: ConfirmationCounts;
}

/**
 * What a reader of the results must know beside them: what is in no list and why, and what of the review is the folder's
 * word. A sentence each.
 *
 * @param safe makes what comes from outside, such as the name of a file, safe to show
 */
export function hidingSentences(
  { hiddenBy, leftOut, excluded, idleOverrides, confirmations }: ToldCounts,
  {
    profile,
    folderShare,
    untrusted,
    overrides = [],
  }: Pick<RunOptions, 'profile' | 'folderShare' | 'untrusted' | 'overrides'>,
  safe: (name: string) => string,
  t = english,
): readonly string[] {
  const configured = hiddenBy.filter(({ by }) => by.kind === 'configuration');
  const others = configured.slice(mostFilesNamed).reduce((sum, { count }) => sum + count, 0);
  return [
    ...hiddenBy.flatMap(({ by, count }) => hiddenSentence(by, count, profile.name, safe, t) ?? []),
    ...confirmationSentences(confirmations, t),
    ...configured
      .slice(0, mostFilesNamed)
      .map(({ by, count }) =>
        t(
          '{0, plural, one {# finding is hidden} other {# findings are hidden}} by {1}.',
          count,
          safe(hiddenByText(by)),
        ),
      ),
    ...(others > 0
      ? [
          t(
            '{0, plural, one {# finding is hidden} other {# findings are hidden}} by other configuration files of analyzers.',
            others,
          ),
        ]
      : []),
    ...leftOut.map((one) => leftOutSentence(one, t)),
    ...(excluded ? [leftOutSentence({ ...excluded, by: t('exclude globs') }, t)] : []),
    ...(untrusted ? [untrustedSentence(t)] : []),
    ...(folderShare?.notes ?? []),
    ...overrideSentences(overrides, idleOverrides, safe, t),
  ];
}

const untrustedSentence = (t: Say): string =>
  t(
    'Reviewed in Restricted Mode, by the bundled analyzers alone. What the folder says of its review was not read: its settings, folder-review.yaml, .reviewignore, .gitignore, shared dismissals and configuration of linters.',
  );

function hiddenSentence(
  by: Hiding,
  count: number,
  profile: string,
  safe: (name: string) => string,
  t: Say,
): string | undefined {
  switch (by.kind) {
    case 'configuration':
    case 'refuted':
      // Told by file, and with what came of the others that were asked about.
      return undefined;
    case 'baseline':
      return t(
        '{0, plural, one {# finding is hidden because it was} other {# findings are hidden because they were}} already there at {1}.',
        ...[count, safe(by.since)],
      );
    case 'comment':
      return t(
        '{0, plural, one {# finding is hidden by a comment in its file} other {# findings are hidden by comments in their files}}.',
        count,
      );
    case 'role':
      return roleSentence(by.role, count, t);
    case 'rules':
      return t(
        '{0, plural, one {# finding is hidden by {1} (its rule is off, or its analyzer left out)} other {# findings are hidden by {1} (rules that are off, analyzers that are left out)}}.',
        ...[count, by.by ?? t('your settings')],
      );
    case 'dismissed':
      return by.by === undefined
        ? t(
            '{0, plural, one {# finding is hidden because you dismissed it} other {# findings are hidden because you dismissed them}}.',
            count,
          )
        : t(
            '{0, plural, one {# finding is hidden by {1}, where it is dismissed} other {# findings are hidden by {1}, where they are dismissed}}.',
            ...[count, by.by],
          );
    case 'bounds':
      return t(
        '{0, plural, one {# finding is hidden by {1} (it does not meet its bounds)} other {# findings are hidden by {1} (they do not meet its bounds)}}.',
        ...[count, by.by ?? t('the profile “{0}”', safe(profile))],
      );
  }
}

function roleSentence(role: FileRole, count: number, t: Say): string {
  switch (role) {
    case 'test':
      return t(
        '{0, plural, one {# finding is hidden because it is in a test} other {# findings are hidden because they are in tests}}.',
        count,
      );
    case 'fixture':
      return t(
        '{0, plural, one {# finding is hidden because it is in a fixture} other {# findings are hidden because they are in fixtures}}.',
        count,
      );
    case 'example':
      return t(
        '{0, plural, one {# finding is hidden because it is in an example} other {# findings are hidden because they are in examples}}.',
        count,
      );
    case 'retired':
      return t(
        '{0, plural, one {# finding is hidden because it is} other {# findings are hidden because they are}} in what the project has retired.',
        count,
      );
  }
}

/**
 * Why a finding, or several, are hidden: what follows "hidden". The names of the profile, a configuration file and a git
 * revision are not made safe to show.
 */
export function hidingReason(by: Hiding, profile: string, count = 1): string {
  const isOne = count === 1;
  switch (by.kind) {
    case 'configuration':
      return `by ${by.file}`;
    case 'refuted':
      return `because a model that was asked about ${isOne ? 'it' : 'them'} once more refuted ${isOne ? 'it' : 'them'}`;
    case 'baseline':
      return `because ${isOne ? 'it was' : 'they were'} already there at ${by.since}`;
    case 'comment':
      return isOne ? 'by a comment in its file' : 'by comments in their files';
    case 'role':
      return `because ${isOne ? 'it is' : 'they are'} in ${roleText(by.role, count)}`;
    case 'rules': {
      const what = isOne
        ? 'its rule is off, or its analyzer left out'
        : 'rules that are off, analyzers that are left out';
      return `by ${by.by ?? 'your settings'} (${what})`;
    }
    case 'dismissed': {
      const why = isOne ? dismissalText(by) : '';
      const reason = why === '' ? '' : ` (${why})`;
      return by.by === undefined
        ? `because you dismissed ${isOne ? 'it' : 'them'}${reason}`
        : `by ${by.by}, where ${isOne ? 'it is' : 'they are'} dismissed${reason}`;
    }
    case 'bounds':
      return `by ${by.by ?? `the profile “${profile}”`} (${isOne ? 'it does' : 'they do'} not meet its bounds)`;
  }
}

/** "not a bug: the caller checks it"; empty where nobody has said why. Own words have not been made safe to show. */
export function dismissalText({ reason, note }: Dismissal): string {
  return [reason, note].filter((part) => part !== undefined && part !== '').join(': ');
}

/** "a test", and of several findings "tests". */
function roleText(role: FileRole, count: number): string {
  if (role === 'retired') {
    return 'what the project has retired';
  }
  return count === 1 ? `${role === 'example' ? 'an' : 'a'} ${role}` : `${role}s`;
}

/** "12 hidden (3 dismissed)", "3 dismissed" where that is all; undefined for none. @param dismissed how many of them */
export function hiddenWords(hidden: number, dismissed: number, t = english): string | undefined {
  if (hidden === 0 || hidden === dismissed) {
    return hidden === 0 ? undefined : t('{0} dismissed', hidden);
  }
  return dismissed > 0 ? t('{0} hidden ({1} dismissed)', hidden, dismissed) : t('{0} hidden', hidden);
}

/** How many findings are dismissed, by whoever says so. */
export function dismissedCount({ hiddenBy }: Pick<HidingCounts, 'hiddenBy'>): number {
  return hiddenBy.reduce((sum, { by, count }) => sum + (by.kind === 'dismissed' ? count : 0), 0);
}

/** "12 files are left out by folder-review.yaml." */
function leftOutSentence({ by, files, folders }: ExcludedCount & { readonly by: string }, t: Say): string {
  if (folders === 0) {
    return t('{0, plural, one {# file is} other {# files are}} left out by {1}.', files, by);
  }
  return files === 0
    ? t('{0, plural, one {# folder is} other {# folders are}} left out by {1}.', folders, by)
    : t(
        '{0, plural, one {# file} other {# files}} and {1, plural, one {# folder} other {# folders}} are left out by {2}.',
        ...[files, folders, by],
      );
}
