import { identitiesOf } from '../findings/identity';
import { type Finding, type Severity, severities } from '../types';
import type { LeavablePlace } from './leftToOthers';

/** What one source has found in a file, of a local reviewer by one rule; by identities. */
interface SeenBySource {
  readonly reviewer: Finding['reviewer'];
  readonly source: string;
  /** Of a local reviewer; absent in what earlier versions kept. */
  readonly rule?: string;
  /** See `Finder`. */
  readonly profile?: string;
  /** Hash of the text in which it was last found; absent where that is the file's. */
  readonly textHash?: string;
  /** There when it was last looked for. */
  readonly present: readonly string[];
  /** Those of them that were in no list. */
  readonly hidden?: readonly string[];
  /** There once, and not when it was last looked for; absent for none. */
  readonly gone?: readonly string[];
}

/** A source of which not all that it found is kept. */
export interface CutSource {
  readonly reviewer: Finding['reviewer'];
  readonly source: string;
  /** Of the heaviest that is not: all that is heavier is kept. */
  readonly severity: Severity;
}

/** What the reviews of a folder so far have found in a file. */
export interface SeenFile {
  readonly path: string;
  /** Of its text when it was last reviewed. */
  readonly textHash?: string;
  readonly by: readonly SeenBySource[];
  /** By identity, of those that are present whose reviewer may leave them to another; absent for none. */
  readonly places?: Readonly<Record<string, LeavablePlace>>;
  /** When they last looked; absent for none. */
  readonly cut?: readonly CutSource[];
  /** How many reviews there were since it was last among their files. */
  readonly missed: number;
}

/** What the reviews of a folder so far have found. Files in which nothing was ever found are not in it. */
export interface SeenFolder {
  /** How many reviews there were. */
  readonly reviews: number;
  readonly files: ReadonlyMap<string, SeenFile>;
}

export const nothingSeen: SeenFolder = { reviews: 0, files: new Map() };

/** How a finding that is there stands to the reviews before. */
export type Standing = 'new' | 'came back' | 'still there';

/**
 * How the findings of a run stand to those of the reviews before it. `fixed` and `not looked at` are those that it has not;
 * what was hidden when it was last seen is none of them.
 */
export type HistoryCounts = Readonly<Record<Standing | 'fixed' | 'not looked at', number>>;

/** The findings of a run as the reviews before it have them. */
export class RunHistory {
  readonly #before: SeenFolder;
  readonly #renamed: ReadonlyMap<string, string>;
  readonly #known = new WeakMap<SeenFile, ReadonlyMap<string, Standing>>();
  readonly counts: HistoryCounts;
  /** Paths of the files with findings that are not merely still there; none where there was no review before. */
  readonly news: ReadonlySet<string>;

  constructor(
    before: SeenFolder,
    renamed: ReadonlyMap<string, string>,
    counts: HistoryCounts,
    news: ReadonlySet<string>,
  ) {
    this.#before = before;
    this.#renamed = renamed;
    this.counts = counts;
    this.news = news;
  }

  /** How many reviews there were before. */
  get reviews(): number {
    return this.#before.reviews;
  }

  /**
   * Undefined where there was no review before, the finding is from a version that did not tell findings apart, or it may be
   * one of those that were not kept.
   */
  standingOf(path: string, finding: Finding): Standing | undefined {
    if (this.reviews === 0 || finding.identity === undefined) {
      return undefined;
    }
    const file = this.#before.files.get(this.#renamed.get(path) ?? path);
    return standingAmong(file && this.#standingsIn(file), finding, file?.cut);
  }

  #standingsIn(file: SeenFile): ReadonlyMap<string, Standing> {
    const standings = this.#known.get(file) ?? standingsIn(file);
    this.#known.set(file, standings);
    return standings;
  }
}

/** By identity, of those that were ever seen. */
export function standingsIn({ by }: SeenFile): ReadonlyMap<string, Standing> {
  return new Map([
    ...by.flatMap(({ gone = [] }) => gone.map((identity) => [identity, 'came back'] as const)),
    ...by.flatMap(({ present }) => present.map((identity) => [identity, 'still there'] as const)),
  ]);
}

/**
 * A finding is there as long as one of those that it stands for. Undefined where it may be one that was not kept.
 *
 * @param known by identity, see `standingsIn`
 * @param cut of what not all is in that
 */
export function standingAmong(
  known: ReadonlyMap<string, Standing> | undefined,
  finding: Finding,
  cut: readonly CutSource[] = [],
): Standing | undefined {
  const before = new Set(identitiesOf(finding).map((identity) => known?.get(identity)));
  if (before.has('still there')) {
    return 'still there';
  }
  const isKept = !cut.some(
    ({ reviewer, source, severity }) =>
      reviewer === finding.reviewer &&
      source === finding.source &&
      severities.indexOf(finding.severity) >= severities.indexOf(severity),
  );
  return before.has('came back') ? 'came back' : isKept ? 'new' : undefined;
}
