/** What a run is started with. Plain data, frozen at the start and kept in its journal. */
import type { AlsoReviewable } from './fileReview';
import type { Thinking } from './modelUse';
import type { VerificationOptions } from './proof';
import type { Confidence, FolderSource, ReviewerKind, Severity } from './types';

/** Endpoints that are servers with an address of their own. */
export const serverKinds = ['ollama', 'openai', 'anthropic'] as const;
/** Which protocol a server speaks. */
export type ServerKind = (typeof serverKinds)[number];

/** Bounds of the numbers of an endpoint, both included. */
export const endpointLimits = {
  maxConcurrency: { min: 1, max: 64 },
  contextTokens: { min: 1024, max: 10_000_000 },
  firstTokenMinutes: { min: 1, max: 60 },
} as const;

interface CommonEndpointOptions {
  readonly id: string;
  readonly model?: string;
  /** Requests in flight at once; absent means the run's own limit, and 2 for a model of VS Code's. */
  readonly maxConcurrency?: number;
}

/** One model server. Keys are never part of it. */
export interface ServerOptions extends CommonEndpointOptions {
  readonly kind: ServerKind;
  /** Base URL; the protocol's path is appended. */
  readonly url: string;
  /** Context size in tokens to ask for (Ollama), or that the server is known to have. */
  readonly contextTokens?: number;
  /** How long a request may wait for the first token of its reply, in minutes (1–60); absent means 10. */
  readonly firstTokenMinutes?: number;
  /** Absent: not at all with Ollama, and as its server has it with others. */
  readonly thinking?: Thinking;
}

/** A model of VS Code's own, in the editor only. Its `model` is `vendor/id`; without one VS Code's first is taken. */
export interface EditorModelOptions extends CommonEndpointOptions {
  readonly kind: 'vscode';
}

/** Any endpoint of a run, as it is configured. */
export type EndpointOptions = ServerOptions | EditorModelOptions;

/** Requests count against the person's own quota, and no provider of VS Code's says how many at once it bears. */
const editorModelConcurrency = 2;

/** Requests in flight at once that an endpoint is configured for; `Infinity` when only the run's own limit counts. */
export function concurrencyOf({ kind, maxConcurrency }: EndpointOptions): number {
  return maxConcurrency ?? (kind === 'vscode' ? editorModelConcurrency : Number.POSITIVE_INFINITY);
}

/** One look at a file with an aim of its own. */
export interface Pass {
  /** Unique in its profile; shown as the rule of what the pass finds when there are several. */
  readonly name: string;
  /** What to look for, as it is told to the model after "What to look for: ". */
  readonly focus: string;
}

export const contexts = ['none', 'signatures'] as const;
/** What a model is shown beside a file: nothing, or the signatures of what it imports from the folder. */
export type ContextKind = (typeof contexts)[number];

/** What to look for, and how strictly. */
export interface Profile {
  readonly name: string;
  /** At least one, in the order in which their results are listed. */
  readonly passes: readonly Pass[];
  /** How findings are to be worded, as it is told to the model after "How to put it: "; empty for as usual. */
  readonly tone: string;
  /** Findings of another severity are hidden: kept, counted, but in no list. */
  readonly severities: readonly Severity[];
  /** Findings of less confidence are hidden, too. */
  readonly minConfidence: Confidence;
  /** Each finding of a model's that would be shown is put to a model once more, by itself. Absent: it is not. */
  readonly confirm?: true;
  /** Absent in records of earlier versions, which is: none. */
  readonly context?: ContextKind;
}

/** A pass with the profile that it belongs to. */
export interface ProfilePass {
  readonly profile: Profile;
  readonly pass: Pass;
}

/** Every pass of some profiles, in their order: what the parts of files are numbered by. */
export function passesOf(profiles: readonly Profile[]): readonly ProfilePass[] {
  return profiles.flatMap((profile) => profile.passes.map((pass) => ({ profile, pass })));
}

/** The bounds below which findings are hidden. */
export type ShownFindings = Pick<Profile, 'severities' | 'minConfidence'>;

/** Files that one of the folder's sources leaves out. They are listed as skipped; what the user leaves out is not. */
export interface LeftOut {
  readonly by: FolderSource;
  /** Globs; absent means every file. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Bytes. */
  readonly maxFileSize?: number;
}

/** How heavily the findings of a rule weigh; those of one that is off are hidden and counted. */
export type RuleSetting = Severity | 'off';

/**
 * What holds for some files in the place of what holds for all. Where several fit a file the last of them counts, for
 * each of these things by itself.
 */
export interface Override {
  /** Globs relative to the folder. */
  readonly files: readonly string[];
  /** Whose word it is if it is the folder's, which only takes away; absent for the user's. */
  readonly by?: FolderSource;
  readonly profile?: Profile;
  /** Who of the run's reviewers looks at the files. */
  readonly reviewers?: readonly ReviewerKind[];
  /** Which of the bundled analyzers do, by their names. */
  readonly analyzers?: readonly string[];
  /** By `analyzer/rule`; a `*` at the end stands for any rest. The last key that fits counts. */
  readonly rules?: Readonly<Record<string, RuleSetting>>;
}

/** What in a run's options is the word of the folder, not of the user. */
export interface FolderShare {
  readonly leavesOut: readonly LeftOut[];
  /** Who has put other bounds in the place of the user's, and what those are. */
  readonly bounds?: { readonly by: FolderSource; readonly without: ShownFindings };
  /** What a person who reads the results should know beside that, a plain sentence each. */
  readonly notes: readonly string[];
}

/** A git revision that findings are to be newer than. */
export interface NewSince {
  /** As the person named it. */
  readonly revision: string;
  /** The id of the commit that it named when the run was started. */
  readonly commit: string;
}

/** What a run was started with, frozen at its start. Only the limit of parallel files is live. */
export interface RunOptions {
  readonly reviewers: readonly ReviewerKind[];
  readonly profile: Profile;
  /** Send the passes of one file at once instead of one after another. */
  readonly parallelPasses: boolean;
  /** The user's own words to the model; empty for none. */
  readonly instructions: string;
  /** Globs of the user's, relative to the folder; empty means every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Bytes. */
  readonly maxFileSize: number;
  /** What is reviewed although nobody writes it by hand; absent in records of earlier versions, which is: nothing. */
  readonly alsoReview?: readonly AlsoReviewable[];
  /** What files are in that are not UTF-8, by VS Code's name of it; absent: such files are skipped. Command line only. */
  readonly encoding?: string;
  /** Review the files of git repositories inside the folder and of submodules, too. */
  readonly nestedRepositories: boolean;
  /** Review only what differs from this git revision, untracked files included. */
  readonly changedSince?: string;
  /** What was there already at a git revision is hidden; absent where nothing is. */
  readonly newSince?: NewSince;
  readonly endpoints: readonly EndpointOptions[];
  /** Id of the one that is asked to confirm findings; absent: one with the model that reported the finding. */
  readonly confirmEndpoint?: string;
  /** Set where answers that models gave before the run do not count. */
  readonly fresh?: true;
  /** Let the limit of each endpoint follow what its server bears, never above the run's own limit. */
  readonly adaptiveParallelism: boolean;
  /** No request is begun that could bring the run's tokens, prompts and replies together, above this many. */
  readonly maxTokens?: number;
  /** A file whose model review has taken longer is given up. Milliseconds from its first request. */
  readonly fileTimeLimitMs: number;
  /** Those that win last; absent where there are none. */
  readonly overrides?: readonly Override[];
  /** Bytes: larger files go to no model. Absent in records of earlier versions, which is: no limit. */
  readonly maxModelFileSize?: number;
  /** Absent when the folder says nothing. */
  readonly folderShare?: FolderShare;
  /**
   * Set where the person did not trust the folder when the run began: nothing in it has a say, and no git is asked. Its files
   * are listed by a walk, and neither its ignore files nor its dismissals nor the configuration of its linters is read.
   */
  readonly untrusted?: true;
  /** Absent when nothing is to be proven. */
  readonly verification?: VerificationOptions;
}

/** The rules that analyzers have by themselves, by analyzer and id: the languages in which each holds, or `all`. */
export type RuleTable = Readonly<Record<string, Readonly<Record<string, readonly string[] | 'all'>>>>;

/** A run's identity and options: what its journal starts with. */
export interface RunHeader {
  readonly id: string;
  /** Real path of the reviewed folder. */
  readonly folder: string;
  /**
   * Where the folder lies in its repository (the outermost, and with its name where that starts with a dot), or on the
   * disk if it is in none: what the folder is called counts, too, where a path tells what a file is for. Absent at the
   * top of a repository.
   */
  readonly within?: string;
  readonly options: RunOptions;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What the bundled analyzers look for; absent in records of earlier versions. */
  readonly rules?: RuleTable;
}

/** From when on answers of models count in a run that takes none of earlier runs; undefined for one that takes all. */
export function answersSinceStart({ options, startedAt }: RunHeader): number | undefined {
  return options.fresh && startedAt;
}
