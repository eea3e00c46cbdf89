import type { FolderShare, LeftOut, Profile, RunOptions, ShownFindings } from '../options';
import { defaultProfileName, findProfile, noSuchProfile, withBounds } from '../prompt/profiles';
import { confidences, type FolderSource } from '../types';
import { settleOverrides } from './overrides';
import type { AllWishes, Wishes } from './wishes';

/** What comes of everybody's wishes. */
export type Brief = Pick<
  RunOptions,
  | 'reviewers'
  | 'profile'
  | 'instructions'
  | 'include'
  | 'exclude'
  | 'maxFileSize'
  | 'nestedRepositories'
  | 'alsoReview'
  | 'overrides'
  | 'folderShare'
>;

/** The brief of a run, or why there is none. */
export type SettledWishes =
  | { readonly kind: 'settled'; readonly brief: Brief }
  | { readonly kind: 'failed'; readonly message: string };

/** A value, and which file of the folder's it comes from if it is not the user's. */
interface Choice<Value> {
  readonly value: Value;
  readonly by?: FolderSource;
}

/**
 * Puts the wishes of the user and of the folder together; the only place where a folder's words come to count.
 *
 * Settings of a workspace win over the user's, as everywhere in VS Code; the folder's own file only fills in what the
 * user has not said. Instructions are added to the user's, reviewers only taken away.
 */
export function settleWishes(wishes: AllWishes): SettledWishes {
  const { own, folder } = wishes;
  const choose = <Key extends keyof Wishes>(key: Key): Choice<Wishes[Key]> => chooseWish(wishes, key);
  const profiles = [...own.profiles, ...folder.flatMap((words) => words.wishes.profiles ?? [])];
  const name = choose('profile');
  const profile = findProfile(name.value, profiles);
  if (!profile) {
    return { kind: 'failed', message: noSuchProfile(name.value, profiles) };
  }
  const [minSeverity, minConfidence] = [choose('minSeverity'), choose('minConfidence')];
  const bounds = { minSeverity: minSeverity.value, minConfidence: minConfidence.value };
  const bounded = withBounds(profile, bounds);
  const settled = settleOverrides(wishes, profiles, (other, by) =>
    // What the folder says of bounds is about what it is asked of, not about the user's own overrides.
    withBounds(other, by ? bounds : wishes.own),
  );
  if (settled.kind === 'failed') {
    return settled;
  }
  const instructions = [own.instructions, ...folder.map((words) => words.wishes.instructions ?? '')];
  const reviewers = settleReviewers(wishes);
  const [include, exclude, maxFileSize] = [choose('include'), choose('exclude'), choose('maxFileSize')];
  const boundsBy = minSeverity.by ?? minConfidence.by ?? name.by ?? sourceOf(profile, wishes);
  const without = boundsWithout(wishes);
  const share: FolderShare = {
    leavesOut: folder.flatMap(({ source }) => leftOutBy(source, { include, exclude, maxFileSize }, own)),
    ...(boundsBy && without && hidesMore(bounded, without) && { bounds: { by: boundsBy, without } }),
    notes: reviewers.notes,
  };
  const says = share.leavesOut.length > 0 || share.bounds !== undefined || share.notes.length > 0;
  return {
    kind: 'settled',
    brief: {
      reviewers: reviewers.value,
      profile: bounded,
      instructions: instructions.filter((text) => text.trim() !== '').join('\n\n'),
      include: include.by === undefined ? include.value : [],
      exclude: exclude.by === undefined ? exclude.value : [],
      // A smaller one than the user's leaves files out, which is counted.
      maxFileSize: Math.max(maxFileSize.value, own.maxFileSize),
      nestedRepositories: choose('nestedRepositories').value,
      alsoReview: choose('alsoReview').value,
      ...(settled.overrides.length > 0 && { overrides: settled.overrides }),
      ...(says && { folderShare: share }),
    },
  };
}

function chooseWish<Key extends keyof Wishes>({ own, explicit, folder }: AllWishes, key: Key): Choice<Wishes[Key]> {
  for (const { source, wishes } of folder) {
    const value = wishes[key];
    if (value !== undefined && !(isWeak(source) && explicit.has(key))) {
      // Who says what holds anyway says nothing.
      return JSON.stringify(value) === JSON.stringify(own[key])
        ? { value: own[key] }
        : { value: value as Wishes[Key], by: source };
    }
  }
  return { value: own[key] };
}

/** Whether what stands there yields to whatever the user has set. */
function isWeak(source: FolderSource): boolean {
  return source === 'folder-review.yaml';
}

/** The user's reviewers, but for those a folder does without. None comes in that way, and one at least stays. */
function settleReviewers({ own, folder }: AllWishes): Choice<Wishes['reviewers']> & { readonly notes: string[] } {
  let value = own.reviewers;
  const notes: string[] = [];
  for (const { source, wishes } of folder) {
    const wanted = wishes.reviewers;
    if (!wanted) {
      continue;
    }
    const added = wanted.filter((kind) => !own.reviewers.includes(kind));
    if (added.length > 0) {
      notes.push(`${source} asks for ${reviewersText(added)}, which only your own settings can add.`);
    }
    const left = value.filter((kind) => wanted.includes(kind));
    const removed = value.filter((kind) => !wanted.includes(kind));
    if (left.length === 0) {
      notes.push(`${source} would leave no reviewer, so yours count.`);
    } else if (removed.length > 0) {
      notes.push(`${source} takes away ${reviewersText(removed)}.`);
      value = left;
    }
  }
  return { value, notes };
}

function reviewersText(kinds: Wishes['reviewers']): string {
  return `the ${kinds.length === 1 ? 'reviewer' : 'reviewers'} ${kinds.map((kind) => `“${kind}”`).join(' and ')}`;
}

interface FileChoices {
  readonly include: Choice<readonly string[]>;
  readonly exclude: Choice<readonly string[]>;
  readonly maxFileSize: Choice<number>;
}

function leftOutBy(by: FolderSource, { include, exclude, maxFileSize }: FileChoices, own: Wishes): LeftOut[] {
  const leftOut = {
    ...(include.by === by && include.value.length > 0 && { include: include.value }),
    ...(exclude.by === by && exclude.value.length > 0 && { exclude: exclude.value }),
    ...(maxFileSize.by === by && maxFileSize.value < own.maxFileSize && { maxFileSize: maxFileSize.value }),
  };
  return Object.keys(leftOut).length > 0 ? [{ by, ...leftOut }] : [];
}

/** The file of the folder's that a profile stands in; undefined for the user's own and the bundled ones. */
function sourceOf(profile: Profile, { folder }: AllWishes): FolderSource | undefined {
  return folder.find(({ wishes }) => wishes.profiles?.includes(profile))?.source;
}

/** The bounds without the folder; those of the default where the user wants a profile that only the folder has. */
function boundsWithout({ own }: AllWishes): ShownFindings | undefined {
  const profile = findProfile(own.profile, own.profiles) ?? findProfile(defaultProfileName);
  return profile && withBounds(profile, own);
}

/** Whether the first bounds hide something that the others let through. */
export function hidesMore(bounds: ShownFindings, others: ShownFindings): boolean {
  const isStricter = confidences.indexOf(bounds.minConfidence) < confidences.indexOf(others.minConfidence);
  return isStricter || others.severities.some((severity) => !bounds.severities.includes(severity));
}
