import type { LookLimits, WithheldBecause } from '../../core/fileReview';
import type { Category, FileSnapshot, ReportedFinding, Severity } from '../../core/types';
import type { FolderConfig } from './folderConfig';
import type { InTests } from './rules/rule';

/** What decides whether an analyzer looks at a file. */
type FileKind = Pick<FileSnapshot, 'language' | 'path'>;

/** One rule of an analyzer, as a person reads about it. */
export interface RuleInfo {
  /** The analyzer's own name for it, such as `F821`, as its findings have it. */
  readonly id: string;
  /** Those in which it holds, by VS Code's identifiers, where the analyzer has another rule of this name for others. */
  readonly languages?: readonly string[];
  /** What it finds, in one line and the field's own terms. */
  readonly title: string;
  /** Why it matters, in plain words. */
  readonly explanation: string;
  readonly severity: Severity;
  readonly category: Category;
  /** Where more is said: the address of its documentation, or of its CWE. */
  readonly link?: string;
  /** Whether it is on where nobody configures anything, by the ledger in `test/precision`. */
  readonly isDefault: boolean;
  /**
   * What it finds is mostly there on purpose, or nobody acts on it, by the same ledger: it is told to those alone whose
   * profile wants guesses.
   */
  readonly isGuess?: true;
  /** Its edits keep what the program does, by the same ledger. */
  readonly preservesBehaviour?: true;
  /** What becomes of its findings in tests, fixtures and examples, or in each of them; `lowered` unless it says. */
  readonly inTests?: InTests;
}

/**
 * One bundled tool. Its file stays light to import: what is heavy is imported by `load`, which a worker calls when the
 * first file comes that needs it.
 */
export interface Analyzer {
  /** The `source` of its findings. */
  readonly name: string;
  supports(file: FileKind): boolean;
  /** Every rule it has by itself, in the order of their ids; rules that only a project's configuration selects are not listed. */
  readonly rules: readonly RuleInfo[];
  /** What becomes, in tests, fixtures and examples, of findings of rules that only a project's configuration selects. */
  readonly projectRulesInTests?: InTests;
  /** Where a file of tests has more findings of it, they are what a tool is tried with, and only counted. */
  readonly mostInTest?: number;
  /** What its configuration can be called, in the folder of a file or one above. */
  readonly configNames?: readonly string[];
  /** Makes the tool ready, once per worker. Rejects when that is impossible. */
  load(environment: AnalyzerEnvironment): Promise<Analyze>;
}

export interface AnalyzerEnvironment {
  /** Where the build puts the `.wasm` files. */
  readonly wasmFolder: string;
}

/**
 * Finds what there is to find in one file. A throw means the file could not be analyzed by this tool.
 *
 * @param alsoSilenced also what the folder's configuration and comments silence, as far as that takes another look;
 *   such findings have a `hiddenBy`
 */
export type Analyze = (file: FileSnapshot, config: FolderConfig, alsoSilenced: boolean) => Analysis | Promise<Analysis>;

/** What an analyzer found in a file that it has looked at, or that it has not. */
export type Analysis = readonly ReportedFinding[] | LookedWithLimits | NotLooked;

/** The file was looked at, but otherwise than files of the language are. */
export interface LookedWithLimits {
  readonly kind: 'looked';
  readonly limits: LookLimits;
  readonly findings: readonly ReportedFinding[];
}

/** The file is not one that the analyzer reads, or it is kept from it: that nothing is found does not mean anything. */
export interface NotLooked {
  readonly kind: 'not looked';
  /** Absent when nobody would expect it to. */
  readonly because?: WithheldBecause;
  /** What is told all the same, mostly with its `hiddenBy`. */
  readonly findings: readonly ReportedFinding[];
}

/** The answer of an analyzer for a file that is written in something else than it reads. */
export function notReading(name: string): NotLooked {
  return { kind: 'not looked', because: { kind: 'dialect', name }, findings: [] };
}

/** The answer of an analyzer that has looked, with whatever limits. */
export function looked(findings: readonly ReportedFinding[], limits: LookLimits): Analysis {
  return Object.keys(limits).length > 0 ? { kind: 'looked', limits, findings } : findings;
}

/** What is said where an analyzer could not read all of a file. */
export const unreadInPart: LookLimits = { unread: true };

/**
 * The answer of an analyzer that a configuration keeps from a file.
 *
 * @param file path of the configuration, relative to the reviewed folder
 * @param findings what is told all the same
 */
export function keptSilent(file: string, findings: readonly ReportedFinding[]): NotLooked {
  return { kind: 'not looked', because: { kind: 'configuration', file }, findings };
}

/** The answer of an analyzer for a file that only has the name of one that it reads. */
export const nothingToRead: NotLooked = { kind: 'not looked', findings: [] };

/** What there is to tell, whether or not the analyzer has looked with its rules. */
export function findingsOf(analysis: Analysis): readonly ReportedFinding[] {
  return 'kind' in analysis ? analysis.findings : analysis;
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A tool's message as the title of a finding: one line, without a final full stop. */
export function asTitle(message: string): string {
  return message.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}

/** Titles are read at a glance in a narrow view. In UTF-16 code units. */
const longestTitle = 60;

/**
 * A tool's message as the title where it can be read at a glance, as it has the names that the rule's own title lacks; else
 * the rule's title, and the message behind the explanation.
 *
 * @param message as {@link asTitle} makes it
 */
export function worded(
  { title, why }: { readonly title: string; readonly why: string },
  message: string,
): Pick<ReportedFinding, 'title' | 'explanation'> {
  const isShort = message.length <= longestTitle && !/\. [A-Z]/.test(message);
  return isShort ? { title: message, explanation: why } : { title, explanation: `${why} ${message}.` };
}
