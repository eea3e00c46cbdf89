import type { Dismissal, DismissalReason, Dismissed, Finding } from '../types';

/** Where a folder keeps dismissals that all who review it share, relative to it. */
export const sharedDismissals = '.folder-review/dismissals.jsonl';

/** A finding, and the path of its file. */
export interface PathedFinding {
  readonly path: string;
  readonly finding: Finding;
}

/** What a person has dismissed in a folder, in this review and in earlier ones. */
export interface Dismissals {
  /** How a finding is hidden that was dismissed; undefined where it was not. */
  of(path: string, finding: Pick<Finding, 'identity' | 'source' | 'rule'>): Dismissed | undefined;
  /**
   * Remembers that findings are dismissed; what nothing is known by in other reviews is left out. Resolves with how they
   * are hidden when that is on disk; rejects with the reason, and then nothing is remembered.
   */
  add(findings: readonly PathedFinding[], why: Dismissal): Promise<Dismissed>;
  /** Forgets it again, wherever it was kept. Rejects like `add`. */
  remove(findings: readonly PathedFinding[]): Promise<void>;
}

/** A finding that is dismissed, as it is remembered: what it is known by, and what to show of it. */
export interface RememberedDismissal {
  readonly path: string;
  /** What the file was called when it was dismissed, where it was renamed since. */
  readonly from?: string | undefined;
  readonly identity: string;
  readonly source: string;
  readonly rule?: string | undefined;
  readonly title: string;
  readonly reason?: DismissalReason | undefined;
  readonly note?: string | undefined;
  /** When, in ISO 8601. */
  readonly at?: string | undefined;
  /** Present where the folder has said so of an earlier name of the file: it is no word of the person's. */
  readonly by?: typeof sharedDismissals | undefined;
}

/** A dismissal of a folder, to be looked through. */
export interface ListedDismissal extends RememberedDismissal {
  /** Unique in the folder. */
  readonly id: string;
  /** Whether it is in the folder's own file, which others may have written. */
  readonly isShared: boolean;
}

/** The dismissals of one folder: the person's own, which win, and those that the folder shares. */
export interface FolderDismissals extends Dismissals {
  /**
   * Reads them; whether they are others than before. Rejects with what is wrong where that is not possible; what was read
   * before holds then.
   */
  load(): Promise<boolean>;
  /** Reads them, or tells the person what is wrong; whether they could be read. */
  loadOrTell(): Promise<boolean>;
  /** All of them, the latest first. */
  list(): readonly ListedDismissal[];
  /** Takes some back, by their ids; resolves with those that were there. Rejects as `remove` does. */
  undo(ids: readonly string[]): Promise<readonly ListedDismissal[]>;
  /** Says anew why some are dismissed, by their ids, wherever they are kept. Rejects as `add` does. */
  explain(ids: readonly string[], why: Dismissal): Promise<void>;
  /**
   * Has those of renamed files follow them: the person's own move, and the person gets shared ones as their own, as the
   * folder's file is others' too. Resolves with how many, by new names. Rejects as `add` does.
   *
   * @param renamed old names by new ones
   */
  followRenames(renamed: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, number>>;
  /** Moves the person's own into the folder's file; resolves with how many. Rejects with the reason. */
  share(): Promise<number>;
}

/** Tells the findings of a folder apart that are dismissed. @param identity see `withIdentities` */
export function dismissalKey(path: string, identity: string): string {
  return JSON.stringify([path, identity]);
}

/** For who has no folder to remember anything of. */
export const noDismissals: Dismissals = {
  of: () => undefined,
  add: async (_, why) => ({ kind: 'dismissed', ...why }),
  remove: async () => {},
};
