/**
 * The nouns of a finding; those of a file's review and a run are in `fileReview.ts`, of what models were asked in
 * `modelUse.ts`. Everything here and there is plain immutable data; states are unions by `kind`, so that a value which makes
 * no sense cannot be written down.
 *
 * Two conventions hold everywhere in the core:
 * - a *path* is relative to the reviewed folder and uses `/`;
 * - a *text* is decoded, without byte order mark, and every line end in it is `\n`. Offsets are 0-based UTF-16 offsets
 *   into such a text; line numbers are 1-based and inclusive. How the line ends and the mark look on disk is the
 *   business of whoever reads and writes the file, so an edit can never change them by accident.
 */
import type { Proof } from './proof';

/** An engine that turns a file into findings. */
export type ReviewerKind = 'local' | 'editor' | 'model';

export const folderSources = ['folder-review.yaml', '.vscode/settings.json', '.code-workspace'] as const;
/** Where a folder says something about its own review: its own file, its settings, the settings of its workspace. */
export type FolderSource = (typeof folderSources)[number];

/** In the order of their weight, heaviest first. */
export const severities = ['error', 'warning', 'info'] as const;
/** How much a finding weighs. */
export type Severity = (typeof severities)[number];

/** What findings are about. */
export const categories = ['bug', 'security', 'performance', 'maintainability', 'style', 'docs', 'test'] as const;
export type Category = (typeof categories)[number];

/** How sure a reviewer can be of a finding, surest first; `low` is a guess. */
export const confidences = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof confidences)[number];

/** A half-open stretch of a text: `start` belongs to it, `end` does not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch of whole lines, 1-based and inclusive. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** Replace the text of a span. An empty span inserts, an empty `newText` deletes. */
export interface TextEdit extends Span {
  readonly newText: string;
}

/**
 * A text edit that carries what it replaces and the rest of the lines it stands on, which is enough to find its place
 * again, exactly, after other parts of the file have changed.
 */
export interface Edit extends TextEdit {
  /** Line of `start`, 1-based. */
  readonly startLine: number;
  /** What the reviewed text has at the span. */
  readonly oldText: string;
  /** The reviewed text from the start of the first touched line to `start`. */
  readonly linePrefix: string;
  /** The reviewed text from `end` to the end of the last touched line, without its line end. */
  readonly lineSuffix: string;
  /** Whole lines just before the touched ones, each with its line end, where those alone would not tell the place. */
  readonly linesBefore?: string;
  /** Whole lines just after the touched ones, each behind a line end, where those alone would not tell the place. */
  readonly linesAfter?: string;
  /**
   * So many characters of the prefix and of the suffix that they stood, with the old text between them, nowhere else in the
   * reviewed text: they tell the place where the rest of the line has changed. Absent where only whole lines do.
   */
  readonly own?: { readonly before: number; readonly after: number };
  /**
   * Set when what it has of the file, or brings to it, holds a secret, so that no record has it as it is: `hidden` when
   * its lines alone do not show the secret to be one, so that reports mask all of them.
   */
  readonly secret?: 'held' | 'hidden';
}

/** How the lines of a file end on disk. */
export type LineEnding = 'lf' | 'crlf' | 'cr' | 'mixed';

/** One version of a file as the reviewers see it. */
export interface FileSnapshot {
  readonly path: string;
  /** VS Code's language identifier (`typescript`, `python` …), or `plaintext`. */
  readonly language: string;
  readonly text: string;
  /** Hash of `text`: two snapshots with equal hashes are the same review input. */
  readonly textHash: string;
  readonly lineEnding: LineEnding;
}

/** What a model can say of a finding that is put to it once more, by itself. */
export const verdicts = ['confirmed', 'refuted', 'unsure'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * Why a finding that was to be confirmed has no verdict, and stays as it is: a model was asked and gave none, or nothing was
 * asked at all. Records of earlier versions have `not confirmed` for both.
 */
export const withoutVerdict = ['not confirmed', 'not asked'] as const;
export type WithoutVerdict = (typeof withoutVerdict)[number];

/** What came of putting a finding to a model once more. */
export interface Confirmation {
  readonly verdict: Verdict | WithoutVerdict;
  /** In the model's own words, which may be empty; without a verdict, why there is none. */
  readonly reason: string;
  /** Without a verdict: who failed at what address, and what to do about it; absent where there is no more to say. */
  readonly message?: string;
  /** Who gave the verdict. Absent without one, and in records of earlier versions. */
  readonly model?: string;
  /** How sure the finding was before, where being left in doubt has made it less so. */
  readonly before?: Confidence;
  /** It was an equal finding that was put to the model, in this file or in another of the same text. Absent: this one. */
  readonly alike?: true;
}

/** Why a finding is in no list. */
export type Hiding =
  /** It does not meet the bounds of the profile, or those that the folder has put in their place. */
  | { readonly kind: 'bounds'; readonly by?: FolderSource }
  /** A model that was asked once more says that it is wrong; see its confirmation. */
  | { readonly kind: 'refuted' }
  /** It was there already at a git revision, and only what is new since is wanted. `since` is the person's name of that. */
  | { readonly kind: 'baseline'; readonly since: string }
  /** A configuration file in the folder turns its rule off. The path is relative to the folder. */
  | { readonly kind: 'configuration'; readonly file: string }
  /** A comment in its file silences it. */
  | { readonly kind: 'comment' }
  /** Its rule is not about what its file is in the project. */
  | { readonly kind: 'role'; readonly role: FileRole }
  /** Its rule is off, or its analyzer left out, for its file: by the user's settings, or by a file of the folder's. */
  | { readonly kind: 'rules'; readonly by?: FolderSource }
  /** A person has dismissed it, in this review or before; `by` is the file of the folder's that says so, if one does. */
  | ({ readonly kind: 'dismissed'; readonly by?: string } & Dismissal);

/** That a person does not want to see a finding any more. */
export type Dismissed = Extract<Hiding, { kind: 'dismissed' }>;

export const dismissalReasons = ['not a bug', 'accepted', 'elsewhere'] as const;
/** It is wrong; it is right, and stays as it is; or it is taken care of somewhere else. */
export type DismissalReason = (typeof dismissalReasons)[number];

/** Why a person does not want to see a finding, as far as they say. */
export interface Dismissal {
  readonly reason?: DismissalReason;
  /** In their own words. */
  readonly note?: string;
}

/**
 * What a file is that is no part of what the project delivers; what a fixture has in it, tests want to be so, and what is
 * retired is kept to be looked up.
 */
export type FileRole = 'test' | 'fixture' | 'example' | 'retired';

/** What silences a finding, whatever the bounds are. */
export type Silencing = Exclude<Hiding, { kind: 'bounds' | 'refuted' | 'baseline' | 'dismissed' }>;

/** What a reviewer says it has seen. */
interface Observation {
  /** The tool that made it, shown beside the title: `eslint`, `ruff`, `text`, a model's name … */
  readonly source: string;
  /** The tool's own name for the rule, if it has one. */
  readonly rule?: string;
  /** One line, plain text. */
  readonly title: string;
  /** Plain text, may have several lines, may be empty. */
  readonly explanation: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly confidence: Confidence;
  /**
   * The lines that a model named, of those that it was shown, where nothing proves the place. No edit goes there: they say
   * what to show with the finding when it is put to a model once more, and where a person may look.
   */
  readonly named?: LineRange;
}

/** An observation placed in the reviewed text. */
interface PlacedObservation extends Observation {
  /** Where it is; absent when it concerns the file as a whole or its place could not be found. */
  readonly span?: Span;
}

/** A finding that a reviewer reports to be shown. */
export interface OpenFinding extends PlacedObservation {
  readonly fix?: ReportedFix;
  readonly hiddenBy?: never;
}

/** A finding that is silenced: it is only counted, so that nobody is offered to change what they are not shown. */
export interface SilencedFinding extends PlacedObservation {
  readonly fix?: never;
  readonly hiddenBy: Silencing;
}

/** A finding as a reviewer reports it. */
export type ReportedFinding = OpenFinding | SilencedFinding;

/** How surely an edit is meant: `exact` is read as it is agreed, and stands character for character at one possible place. */
export type Anchoring = 'exact' | 'normalised';

/** What a reviewer would change to repair what it found. */
export type ReportedFix =
  | {
      readonly kind: 'edits';
      readonly anchoring: Anchoring;
      readonly edits: readonly TextEdit[];
      /** The rule's edits keep what the program does, by the ledger of judged samples in `test/precision`. */
      readonly preservesBehaviour?: true;
    }
  /** The reviewer meant to edit, but the edit has no certain place or is not acceptable as it stands. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** A gate's mark that keeps a proposal out of every bulk action. */
export type Flag =
  | 'protected path'
  | 'large deletion'
  | 'adds a URL'
  | 'adds a secret'
  | 'adds hidden characters'
  | 'starts a process'
  | 'evaluates code'
  | 'uses the network'
  | 'deletes files'
  /** At a place that is not plainly one in the project. */
  | 'writes files'
  /** What the person's commands say of it proves little: it changes tests, or what they go by. */
  | 'weakens the check'
  /** Nobody could say whether the file would still be valid: it is too long, or a parser or an analyzer failed on it. */
  | 'syntax not checked';

/** What is needed to take an applied proposal back. */
export interface Receipt {
  /** Which of our changes of the file it was, 0-based, in the order in which they were made. */
  readonly change: number;
  /** Hash of the text of the file just after. */
  readonly textHash: string;
  /** Hash of the reviewed text in which the applied edits are placed. */
  readonly baseHash: string;
}

/** Where a proposal is rejected before a person sees it, in the order in which it gets there. */
export const gates = ['place', 'git', 'format', 'syntax', 'analyzers'] as const;
/**
 * `place`: its edits have no certain place, or are none; `git`: it is for a file of git's own; `format`: the file would
 * no longer be valid JSON or YAML; `syntax`: it would have more syntax errors; `analyzers`: it would have another error.
 */
export type Gate = (typeof gates)[number];

/** What became of a proposal so far. */
export type ProposalState =
  /** Waits for the person. `problem` says why the last attempt to apply it did not succeed. */
  | { readonly kind: 'ready'; readonly problem?: string }
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      /** Absent in records of earlier versions. */
      readonly gate?: Gate;
    }
  | { readonly kind: 'applied'; readonly receipt: Receipt }
  /** Applied, and the file has more of it: something else (format on save, say) changed it in the same save, or a person before. */
  | {
      readonly kind: 'applied with editor changes';
      readonly receipt: Receipt;
      /** Set when a person had edited it; versions that do not know this take back what was applied all the same. */
      readonly edited?: Edited;
    }
  | { readonly kind: 'reverted' }
  /** The reviewed text is no longer there. */
  | { readonly kind: 'stale'; readonly reason: string };

/** What a person made of a proposal, not applied yet. */
export interface Draft {
  /** Hash of the text of the file in which its edits are placed. */
  readonly textHash: string;
  /** In the place of the proposal's own. None when all of them were left out. */
  readonly edits: readonly Edit[];
}

/** What was applied in the place of a proposal's own edits. */
export interface Edited {
  /** In the text that the file had just before. */
  readonly edits: readonly Edit[];
  /** What gates have against it, in words: they hold nothing back that a person wrote. */
  readonly warnings: readonly string[];
}

/** The edits of one finding: the unit that is previewed, applied and reverted. Its identity is its finding's. */
export interface Proposal {
  readonly edits: readonly Edit[];
  readonly anchoring: Anchoring;
  readonly flags: readonly Flag[];
  /** The rule's edits keep what the program does, by the ledger of judged samples in `test/precision`. */
  readonly preservesBehaviour?: true;
  /** Set when the lines of its file end in several ways on disk: an editor would make them all one. */
  readonly mixedLineEnds?: true;
  readonly state: ProposalState;
  /** Set when the reviewer that made the finding no longer makes it on the edited text. */
  readonly removesFinding?: true;
  /** What the person's own commands say of it, where they were run. */
  readonly proof?: Proof;
  /** Present when it failed and was given back to a model. */
  readonly repair?: Repair;
  /** Present when a person has edited it. */
  readonly draft?: Draft;
}

/** What came of giving a proposal that failed its verification back to a model. */
export type Repair =
  /** Its edits are the second ones. `edits` are the first, and `proof` is how those failed. */
  | { readonly kind: 'replaced'; readonly model: string; readonly edits: readonly Edit[]; readonly proof: Proof }
  /** Its edits are still the first ones. */
  | { readonly kind: 'kept'; readonly reason: string };

/** One observation about one file. */
export interface Finding extends Observation {
  /** Stable for the same observation at the same place of the same text, unique in the run. */
  readonly id: string;
  /** What it is known by in other reviews of its file, see `withIdentities`; absent in records of earlier versions. */
  readonly identity?: string;
  readonly reviewer: ReviewerKind;
  /** Hash of the text that it speaks of, where that is one that was reviewed earlier; else it is the file's. */
  readonly textHash?: string;
  readonly place?: Place;
  readonly proposal?: Proposal;
  /** Sources that made the same observation; theirs are folded into this one. */
  readonly alsoFrom?: readonly string[];
  /** What those are known by that are folded into this one, as far as they are known by something. */
  readonly folded?: readonly FoldedFinding[];
  /** Why it is in no list, if so. */
  readonly hiddenBy?: Hiding;
  /** Present when its profile has what a model finds confirmed. */
  readonly confirmation?: Confirmation;
}

/** What another has said of the same, in the place of which one finding stands for both. */
export type FoldedFinding = Required<Pick<Finding, 'reviewer' | 'source' | 'identity'>>;

/** A finding that is in no list. */
export type HiddenFinding = Finding & { readonly hiddenBy: Hiding };

/** Where a finding stands in the reviewed text. */
export interface Place extends Span, LineRange {
  /** Column of `start` on its line, 0-based, in UTF-16 code units. Absent in records of earlier versions. */
  readonly startColumn?: number;
  /** The text at the place. */
  readonly quote: string;
  /** The quote as it may be shown, where it holds secrets: with those masked. */
  readonly masked?: string;
}
