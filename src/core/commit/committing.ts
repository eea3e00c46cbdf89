import type { CommittedFile } from './message';

/** How many commits accepted files become. */
export const commitScopes = ['file', 'run'] as const;
export type CommitScope = (typeof commitScopes)[number];

/** Whether commits are signed: as git is told to (`commit.gpgsign`), or not at all. */
export const signChoices = ['git', 'never'] as const;
export type SignChoice = (typeof signChoices)[number];

/**
 * What becomes of commits where the repository has hooks, none of which is run for them: they are made and landed without,
 * or made on the run's branch alone and never landed.
 */
export const hookChoices = ['skip', 'branch'] as const;
export type HookChoice = (typeof hookChoices)[number];

/** Whether commits get a signature. */
export type Signing =
  | {
      readonly kind: 'unsigned';
      /** Whether git is told to sign, so that somebody chose otherwise. */
      readonly isConfigured: boolean;
    }
  | {
      readonly kind: 'signed';
      /** As git names it: `openpgp`, `x509`, `ssh`. */
      readonly format: string;
      /** Absent for the one that the person's own configuration means. */
      readonly key?: string;
    };

/** What is checked out. */
export interface CheckedOut {
  readonly commit: string;
  /** The branch as people name it; undefined where none is. */
  readonly branch: string | undefined;
}

/** How commits are made, which the person is shown before and after. */
export interface CommitPolicy {
  readonly signing: Signing;
  /** The hooks of the repository that the person's own `git commit` would run, and that are not run. */
  readonly hooks: readonly string[];
}

/** A file that is not committed. */
export interface LeftFile {
  /** Relative to the reviewed folder. */
  readonly path: string;
  readonly reason: string;
}

/** What committing a run would do now. Nothing is written for it. */
export interface CommitPlan extends CommitPolicy {
  readonly kind: 'plan';
  /** The run's branch as people name it. */
  readonly branch: string;
  readonly head: CheckedOut;
  /** What would be committed. */
  readonly files: readonly CommittedFile[];
  readonly left: readonly LeftFile[];
  /** `Name <mail>`; absent where there is nothing to commit. */
  readonly author?: string;
  /** How many commits the run's branch has that what is checked out has not. */
  readonly unlanded: number;
  /** Earlier branches of the run that have gone apart from what is checked out: they stay as they are. */
  readonly passedBranches: readonly string[];
}

/** Where the commits of a run are, seen from what is checked out. */
export type Whereabouts =
  | { readonly kind: 'nowhere' }
  | {
      readonly kind: 'somewhere';
      /** The run's branch as people name it. */
      readonly branch: string;
      /** What is checked out, as people name it, where that has them; absent where it has not. */
      readonly onto?: string;
    };

/** Why something was not done with the person's repository, which is as it was. */
export type Refused = { readonly kind: 'refused'; readonly message: string } | { readonly kind: 'cancelled' };

/** What became of a landing. */
export type Landed =
  | {
      readonly kind: 'landed';
      /** As people name it. */
      readonly branch: string;
      /** In how many files the branch differs from before: none where changes were made and taken back. */
      readonly files: number;
      /** Those of them that are not in the folder any more, which the branch has nevertheless: relative to the top. */
      readonly missing: readonly string[];
    }
  /** The branch that is checked out has all that there is, and stays where it is. */
  | { readonly kind: 'nothing to land'; readonly branch: string }
  /** It cannot be told now; the next start settles it. */
  | { readonly kind: 'unsettled'; readonly message: string };

/** What became of committing a run. */
export interface Committed extends CommitPolicy {
  readonly kind: 'committed';
  /** The run's branch as people name it. */
  readonly branch: string;
  /** The new commits, oldest first; empty when there was nothing to commit. */
  readonly commits: readonly string[];
  readonly files: readonly CommittedFile[];
  readonly left: readonly LeftFile[];
  /** Earlier branches of the run that have gone apart from what is checked out: they stay as they are. */
  readonly passedBranches: readonly string[];
  /** Whether the run has commits, new or old. */
  readonly hasCommits: boolean;
  /** Git's name of the tree of the last of them; absent where there is none. */
  readonly tree?: string;
  /** Changes in the new commits that were verified in another tree than that. */
  readonly provenElsewhere?: number;
  /** What became of the landing, where one was asked for. */
  readonly landing?: Landed | Refused;
}

/** How a run is committed. */
export interface CommitChoices {
  readonly scope: CommitScope;
  /** Whether the branch that is checked out goes on to the commits. */
  readonly lands: boolean;
  /** As git is told to where this is absent. */
  readonly sign?: SignChoice | undefined;
  /** Landed without where this is absent. */
  readonly hooks?: HookChoice;
  /** What the person was shown to be checked out, where they were: nothing happens anywhere else. */
  readonly expected?: CheckedOut;
}

/** Commits what is applied of one run. */
export interface RunCommitter {
  /** Says what committing would do now. The repository is written by nothing. */
  plan(sign: SignChoice, signal: AbortSignal): Promise<CommitPlan | Refused>;
  commit(choices: CommitChoices, signal: AbortSignal): Promise<Committed | Refused>;
  /** Where the commits are that were made. The repository is written by nothing. */
  whereabouts(signal: AbortSignal): Promise<Whereabouts | Refused>;
}
