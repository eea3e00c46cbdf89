import type { CommitScope, HookChoice, SignChoice } from '../core/commit/committing';
import type { EndpointOptions } from '../core/options';
import type { Bulk } from '../core/queue/queueEntry';
import type { Dismissal } from '../core/types';
import type { McpCommand } from './mcpFlags';
import type { Common } from './program';
import type { ReviewFlags } from './reviewFlags';
import type { Format } from './values';
import type { VerifyFlags } from './verifyFlags';

/** What the commands about one run take. */
export interface OfRun extends Common {
  readonly run: string;
  /** Only its runs are meant. */
  readonly folder?: string;
}

/** A command as the user typed it, checked. Absent options were not given. */
export type Command =
  | ReviewCommand
  | ResumeCommand
  | (Common & { readonly kind: 'runs' })
  | (OfRun & {
      readonly kind: 'show';
      readonly format: Format;
      /** The findings that are in no list, in the place of the others. */
      readonly hidden?: true | undefined;
    })
  | ModelsCommand
  | (OfRun & {
      readonly kind: 'apply' | 'revert';
      /** Finding ids; empty means all that can be. */
      readonly only: readonly string[];
      /** Paths of files as in reports; those of their proposals are meant that can be. */
      readonly files: readonly string[];
      /** What is applied when no ids are given. */
      readonly bulk: Bulk;
      /** Those that were taken back wait again. */
      readonly reverted?: true | undefined;
    })
  | CommitCommand
  | ProofsCommand
  | VerifyCommand
  | CompareCommand
  | StatsCommand
  | ClearCommand
  | RulesCommand
  | InitCommand
  | DismissCommand
  | DismissalsCommand
  | McpCommand
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' };

/** What `show --proof` was called with. */
export interface ProofsCommand extends OfRun {
  readonly kind: 'proofs';
  /** The finding whose proposal is meant, with what the command printed. */
  readonly only?: string;
}

/** What `verify` was called with; without commands those of the run are meant. */
export interface VerifyCommand extends OfRun, VerifyFlags {
  readonly kind: 'verify';
  /** Finding ids; empty means all whose proposals wait. */
  readonly only: readonly string[];
  /** Those that were taken back wait again. */
  readonly reverted?: true | undefined;
}

/** What `commit` was called with. */
export interface CommitCommand extends OfRun {
  readonly kind: 'commit';
  readonly each: CommitScope;
  readonly land?: true | undefined;
  readonly sign?: SignChoice | undefined;
  readonly hooks: HookChoice;
}

/** What `dismiss` was called with: at least one of the three says what. */
export interface DismissCommand extends OfRun, Dismissal {
  readonly kind: 'dismiss';
  /** Finding ids. */
  readonly only: readonly string[];
  /** Paths of files as in reports, and rules as `analyzer/rule`: findings that are of one of each. */
  readonly files: readonly string[];
  readonly rules: readonly string[];
}

/** What `dismissals` was called with. */
export interface DismissalsCommand extends Common {
  readonly kind: 'dismissals';
  readonly folder: string;
  readonly format: 'text' | 'json';
  /** Ids of dismissals. */
  readonly undo: readonly string[];
  readonly share?: true | undefined;
}

/** What `compare` was called with. */
export interface CompareCommand extends Common {
  readonly kind: 'compare';
  /** Two. */
  readonly runs: readonly string[];
  readonly format: 'text' | 'json';
}

/** What `stats` was called with. */
export interface StatsCommand extends OfRun {
  readonly kind: 'stats';
  readonly format: 'text' | 'json';
}

/** What `clear` was called with: one of the two at least. */
export interface ClearCommand extends Common {
  readonly kind: 'clear';
  readonly folder?: string;
  readonly answers?: true | undefined;
  /** Without being asked. */
  readonly yes?: true | undefined;
}

/** What `show --models` was called with. */
export interface ModelsCommand extends Common {
  readonly kind: 'models';
  /** One or two, to be shown side by side; the second may be the folder of the first. */
  readonly runs: readonly string[];
  readonly format: 'text' | 'json';
}

/** What `init` was called with. */
export interface InitCommand extends Common {
  readonly kind: 'init';
  readonly folder: string;
}

/** What `rules` was called with. */
export interface RulesCommand extends Common {
  readonly kind: 'rules';
  readonly format: 'text' | 'json';
  /** Only what applies to this file, as it was typed. */
  readonly file?: string;
  /** The folder that the file is reviewed in. */
  readonly folder: string;
  readonly trustConfig?: true | undefined;
}

/** What `review` was called with; absent is what was not said. */
export interface ReviewCommand extends Common, Omit<ReviewFlags, 'changed' | 'endpoint' | 'instructions' | 'resume'> {
  readonly kind: 'review';
  readonly folder: string;
  readonly changedSince?: string;
  readonly endpoints: readonly EndpointOptions[];
  readonly instructionsFile?: string;
}

/** What becomes of a review at its end. */
export type EndFlags = Pick<ReviewCommand, 'apply' | 'commit' | 'commitSign' | 'out' | 'format' | 'failOn'> & Common;

/** What `review --resume` was called with. */
export interface ResumeCommand extends OfRun, EndFlags, Pick<ReviewFlags, 'maxParallelFiles'> {
  readonly kind: 'resume';
}
