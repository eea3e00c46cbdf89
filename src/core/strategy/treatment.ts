import { leftOutReason, type SkipReason, type WithheldBecause } from '../fileReview';
import { type FolderShare, type Override, type Profile, passesOf, type RuleSetting, type RunOptions } from '../options';
import { compileGlobs } from '../paths/globs';
import { formatBytes } from '../text/formatBytes';
import { english } from '../text/say';
import { skipTexts } from '../text/skipTexts';
import { type FolderSource, type ReviewerKind, severities } from '../types';
import { settingOf } from './rules';

/** Something that is otherwise for a file than for all, and by whose word if it is the folder's. */
export interface Said<Value> {
  readonly value: Value;
  readonly by?: FolderSource;
}

/** Why one of the run's reviewers does not look at a file. */
export interface Absent {
  readonly reviewer: ReviewerKind;
  readonly because: Extract<WithheldBecause, { kind: 'override' | 'size' }>;
}

/** What applies to one file of a run. */
export interface Treatment {
  readonly profile: Profile;
  /** Its passes, as positions among those of all the run's profiles. */
  readonly passes: readonly number[];
  /** As in the folder's share, for this profile. */
  readonly bounds?: FolderShare['bounds'];
  /** In their order; those of the run that are not among them are in `absent`. */
  readonly reviewers: readonly ReviewerKind[];
  readonly absent: readonly Absent[];
  /** The only analyzers that look, by name; undefined for all. */
  readonly analyzers?: Said<readonly string[]>;
  /** What is said of a rule by its id (`ruleIdOf`); undefined when nothing is, or nothing that counts. */
  rule(id: string, reported: RuleSetting): Said<RuleSetting> | undefined;
  /** The overrides that fit the file, those that win last. */
  readonly overrides: readonly Override[];
}

/** A file, as far as it decides what applies to it. */
interface TreatedFile {
  readonly path: string;
  /** Size on disk. */
  readonly bytes: number;
}

type WhatAppliesTo = (file: TreatedFile) => Treatment;
const made = new WeakMap<RunOptions, WhatAppliesTo>();

/** Makes a function that says what applies to a file under some options. Equal options mean the same for every file. */
export function treatments(options: RunOptions): WhatAppliesTo {
  const known = made.get(options) ?? createTreatments(options);
  made.set(options, known);
  return known;
}

function createTreatments(options: RunOptions): WhatAppliesTo {
  const all = passesOf(profilesOf(options));
  const compiled = (options.overrides ?? []).map((override, number) => ({
    ...{ override, number },
    matches: matcherOf(override),
  }));
  /** By the numbers of the overrides that fit, for files of which nothing else is asked. */
  const known = new Map<string, Treatment>();

  return ({ path, bytes }) => {
    const fitting = compiled.filter(({ matches }) => matches(path));
    const overrides = fitting.map(({ override }) => override);
    const isLarge = bytes > (options.maxModelFileSize ?? Number.POSITIVE_INFINITY);
    const numbers = fitting.map(({ number }) => number).join();
    const treatment = (isLarge ? undefined : known.get(numbers)) ?? treatmentBy(overrides, bytes);
    if (!isLarge) {
      known.set(numbers, treatment);
    }
    return treatment;
  };

  function treatmentBy(overrides: readonly Override[], bytes: number): Treatment {
    const reviewers = reviewersOf(options.reviewers, overrides);
    const limit = options.maxModelFileSize ?? Number.POSITIVE_INFINITY;
    const isTooLarge = bytes > limit && reviewers.value.includes('model');
    const left = isTooLarge ? reviewers.value.filter((kind) => kind !== 'model') : reviewers.value;
    const absent = options.reviewers
      .filter((kind) => !left.includes(kind))
      .map((reviewer): Absent => {
        const isSize = isTooLarge && reviewer === 'model';
        return { reviewer, because: isSize ? { kind: 'size', bytes, limit } : { kind: 'override', ...by(reviewers) } };
      });
    const analyzers = analyzersOf(overrides);
    const profile = profileOf(options, overrides);
    return {
      ...profile,
      passes: all.flatMap((one, index) => (isSame(one.profile, profile.profile) ? [index] : [])),
      reviewers: left,
      absent,
      ...(analyzers && { analyzers }),
      rule: (id, reported) => ruleOf(overrides, id, reported),
      overrides,
    };
  }
}

/** Every profile of a run, each once: that of most files first. */
export function profilesOf({ profile, overrides = [] }: Pick<RunOptions, 'profile' | 'overrides'>): readonly Profile[] {
  const others = new Map(
    overrides.flatMap((override) => (override.profile ? [[JSON.stringify(override.profile), override.profile]] : [])),
  );
  others.delete(JSON.stringify(profile));
  return [profile, ...others.values()];
}

function isSame(one: Profile, other: Profile): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function matcherOf({ files }: Override): (path: string) => boolean {
  const globs = compileGlobs(files);
  if (globs.kind === 'invalid') {
    throw new Error(globs.message);
  }
  return globs.matches;
}

function profileOf(options: RunOptions, overrides: readonly Override[]): Pick<Treatment, 'profile' | 'bounds'> {
  const { folderShare, profile } = options;
  const override = overrides.findLast((candidate) => candidate.profile);
  if (!override?.profile) {
    return { profile, ...(folderShare?.bounds && { bounds: folderShare.bounds }) };
  }
  const own = overrides.findLast((candidate) => candidate.profile && candidate.by === undefined)?.profile;
  const without = own ?? folderShare?.bounds?.without ?? profile;
  return { profile: override.profile, ...(override.by && { bounds: { by: override.by, without } }) };
}

/** The user's word replaces what was said before it, the folder's only takes away from it. */
function reviewersOf(all: readonly ReviewerKind[], overrides: readonly Override[]): Said<readonly ReviewerKind[]> {
  return overrides.reduce<Said<readonly ReviewerKind[]>>(
    (before, { reviewers, by }) => {
      if (!reviewers) {
        return before;
      }
      const value = (by ? before.value : all).filter((kind) => reviewers.includes(kind));
      return by && value.length === before.value.length ? before : { value, ...(by && { by }) };
    },
    { value: all },
  );
}

function analyzersOf(overrides: readonly Override[]): Said<readonly string[]> | undefined {
  return overrides.reduce<Said<readonly string[]> | undefined>((before, { analyzers, by }) => {
    if (!analyzers) {
      return before;
    }
    return {
      value: by && before ? before.value.filter((name) => analyzers.includes(name)) : analyzers,
      ...(by && { by }),
    };
  }, undefined);
}

/**
 * Which of the bundled analyzers the user wants for a file, by name; undefined for all. What only the folder leaves out
 * looks all the same, so that what is hidden of it can be counted.
 */
export function ownAnalyzers(overrides: readonly Override[]): (path: string) => readonly string[] | undefined {
  const own = overrides
    .filter(({ by, analyzers }) => !by && analyzers)
    .map((override) => ({ override, matches: matcherOf(override) }));
  return (path) => own.findLast(({ matches }) => matches(path))?.override.analyzers;
}

function ruleOf(overrides: readonly Override[], id: string, reported: RuleSetting): Said<RuleSetting> | undefined {
  let said: Said<RuleSetting> | undefined;
  for (const { rules, by } of overrides) {
    const value = rules && settingOf(rules, id);
    if (value !== undefined && (!by || isLess(value, said?.value ?? reported))) {
      said = { value, ...(by && { by }) };
    }
  }
  return said;
}

const weights: readonly RuleSetting[] = [...severities, 'off'];

function isLess(one: RuleSetting, other: RuleSetting): boolean {
  return weights.indexOf(one) > weights.indexOf(other);
}

function by({ by }: Said<unknown>): { readonly by?: FolderSource } {
  return by ? { by } : {};
}

/** Why a file is skipped that all of the run's reviewers are absent from. */
export function skipForNoReviewer(absent: readonly Absent[]): {
  readonly reason: SkipReason;
  readonly message: string;
} {
  const [first] = absent.map(({ because }) => because);
  if (first?.kind === 'size') {
    const [size, most] = [formatBytes(first.bytes), formatBytes(first.limit)];
    return { reason: 'too large', message: english(skipTexts.largeForModel, size, most) };
  }
  const message = first?.by ? english(skipTexts.overrideIn, first.by) : skipTexts.override;
  return { reason: first?.by ? leftOutReason(first.by) : 'no reviewer', message };
}

/** "712.5 KB, a model gets at most 256 KB" */
export function tooLargeText(
  { bytes, limit }: { readonly bytes: number; readonly limit: number },
  t = english,
): string {
  return t('{0}, a model gets at most {1}', formatBytes(bytes), formatBytes(limit));
}
