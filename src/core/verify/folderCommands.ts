import type { CommandWish, Consent } from './approval';

/** A command that the folder speaks for. It does not run before the person has approved it. */
export interface SuggestedCommand extends Pick<CommandWish, 'command' | 'role'> {
  /** What in the folder speaks for it. */
  readonly from: string;
}

/** A command that is to verify proposals, as it would run now. */
export interface WantedCommand {
  readonly wish: CommandWish;
  readonly consent: Consent;
  /** Files that it is made of, relative to where it runs, with `/`. */
  readonly madeOf: readonly string[];
  /** What a person has to know of its steps; absent for most. See `stepsHint`. */
  readonly hint?: string;
  /** The shell that the same words were approved for, where that is another one. */
  readonly approvedFor?: string;
}

/** Where commands are to run. */
export type RunsIn =
  /** `directory` is relative to the top of what is copied, with `/`; empty for the top itself. */
  { readonly kind: 'folder'; readonly directory: string } | { readonly kind: 'failed'; readonly message: string };

/** Files that git ignores and that the project wants in each copy, by its `.worktreeinclude`. */
export interface WantedFiles {
  /** The lines that say which, as they stand there. */
  readonly patterns: readonly string[];
  /** What they mean now: files and folders, relative to the top of what is copied, with `/`. */
  readonly paths: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** What the person has said of the file as it is, byte for byte; undefined where they were not asked. */
  readonly answer: boolean | undefined;
  /** Remembers their answer. */
  decide(answer: boolean): Promise<void>;
}

/** What a look for such files came to. */
export type WantedFilesOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'files'; readonly wanted: WantedFiles }
  | { readonly kind: 'failed'; readonly message: string };

/** The commands of one folder: what could be run, what is to be run, and what of that is approved. */
export interface FolderCommands {
  /** Absolute path of what is copied: the top of the repository, or the folder itself where it is in none. */
  readonly top: string;
  /**
   * Where they run if nobody says otherwise, relative to the top and empty for it: the folder, or the nearest one around it
   * that speaks for a check.
   */
  home(): Promise<string>;
  /** @param directory where they would run; see `home` */
  suggestions(directory: string): Promise<readonly SuggestedCommand[]>;
  /** Where commands would run by what a person types: an absolute path, or one relative to the top. */
  runsIn(typed: string): Promise<RunsIn>;
  /** What the person chose before, in the order in which it runs, set-up first. */
  chosen(): Promise<readonly WantedCommand[]>;
  /**
   * How the person's consent to commands stands.
   *
   * @param directory where they would run; see `home`
   */
  look(
    commands: readonly Pick<CommandWish, 'command' | 'role'>[],
    directory: string,
  ): Promise<readonly WantedCommand[]>;
  /** Remembers these as chosen, and the person's consent to each as it was shown; takes it back for all others. */
  approve(commands: readonly WantedCommand[]): Promise<void>;
  /** What is to be copied of what git ignores, where the project names any of it. Never rejects. */
  wantedFiles(): Promise<WantedFilesOutcome>;
}

/** What a look for the commands of a folder came to. */
export type FolderCommandsOutcome =
  | { readonly kind: 'commands'; readonly commands: FolderCommands }
  | { readonly kind: 'failed'; readonly message: string };
