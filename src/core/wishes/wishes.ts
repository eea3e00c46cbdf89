import type { AlsoReviewable } from '../fileReview';
import type { Override, Profile, RuleSetting } from '../options';
import type { Bounds } from '../prompt/profiles';
import type { FolderSource, ReviewerKind } from '../types';

/** An override as it is written: with the name of a profile. */
export interface OverrideWish extends Omit<Override, 'profile' | 'by'> {
  readonly profile?: string;
}

/** What a person or a folder can want of a review. What only makes it faster or slower is not among it. */
export interface Wishes extends Bounds {
  readonly reviewers: readonly ReviewerKind[];
  /** The name of one. */
  readonly profile: string;
  readonly profiles: readonly Profile[];
  /** Words to the model. */
  readonly instructions: string;
  /** Globs; no `include` means every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Bytes. */
  readonly maxFileSize: number;
  readonly nestedRepositories: boolean;
  /** What is reviewed although nobody writes it by hand. */
  readonly alsoReview: readonly AlsoReviewable[];
  /** For all files, by `analyzer/rule`. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** For some files; those that win last. */
  readonly overrides: readonly OverrideWish[];
}

/** What one file of the folder's says. Absent means: not said. */
export interface FolderWords {
  readonly source: FolderSource;
  readonly wishes: Partial<Wishes>;
}

/** All that is said about a review. */
export interface AllWishes {
  /** The user's, with the defaults where they have said nothing. */
  readonly own: Wishes;
  /** The names of what the user has said; there may be others. */
  readonly explicit: ReadonlySet<string>;
  /** Strongest first. */
  readonly folder: readonly FolderWords[];
}
