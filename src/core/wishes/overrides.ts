import type { Override, Profile, RuleSetting } from '../options';
import { compileGlobs } from '../paths/globs';
import { findProfile, noSuchProfile } from '../prompt/profiles';
import { type KnownRules, rulePatternProblem } from '../strategy/rules';
import type { FolderSource } from '../types';
import type { AllWishes, OverrideWish, Wishes } from './wishes';

/** The overrides of a run, those that win last, or why there are none. */
export type SettledOverrides =
  | { readonly kind: 'settled'; readonly overrides: readonly Override[] }
  | { readonly kind: 'failed'; readonly message: string };

interface Source extends Rules {
  readonly by?: FolderSource;
  readonly overrides?: readonly OverrideWish[];
}

interface Rules {
  readonly rules?: Readonly<Record<string, RuleSetting>>;
}

/**
 * Everybody's overrides in one list. The folder's own file stands before the user's settings, which so win, and settings
 * of its workspace behind them. What is said of rules for all files stands before the overrides of the same source.
 *
 * @param bounded a profile as it is used in this run, in an override of the user's or of the folder's
 */
export function settleOverrides(
  { own, folder }: Pick<AllWishes, 'own' | 'folder'>,
  profiles: readonly Profile[],
  bounded: (profile: Profile, by: FolderSource | undefined) => Profile,
): SettledOverrides {
  const said = folder.map(({ source, wishes }): Source => ({ by: source, ...pick(wishes) }));
  const isFile = ({ by }: Source) => by === 'folder-review.yaml';
  const sources = [...said.filter(isFile), pick(own), ...said.filter((source) => !isFile(source)).toReversed()];
  const overrides: Override[] = [];
  for (const { by, rules = {}, overrides: wishes = [] } of sources) {
    const general = Object.keys(rules).length > 0 ? [{ files: ['**'], rules }] : [];
    const all: readonly OverrideWish[] = [...general, ...wishes];
    for (const { profile: name, ...wish } of all) {
      const profile = name === undefined ? undefined : findProfile(name, profiles);
      const globs = compileGlobs(wish.files);
      if (globs.kind === 'invalid') {
        return { kind: 'failed', message: `An override cannot be used: ${globs.message}.` };
      }
      if (name !== undefined && !profile) {
        return { kind: 'failed', message: noSuchProfile(name, profiles) };
      }
      overrides.push({ ...wish, ...(profile && { profile: bounded(profile, by) }), ...(by && { by }) });
    }
  }
  return { kind: 'settled', overrides };
}

function pick({ rules, overrides }: Source): Source {
  return { ...(rules && { rules }), ...(overrides && { overrides }) };
}

/**
 * A sentence about a rule or an analyzer in settings that does not exist; undefined when there is none. The folder's own
 * file is checked where it is read.
 */
export function unknownName({ own, folder }: AllWishes, known: readonly KnownRules[]): string | undefined {
  const names = known.map(({ analyzer }) => analyzer);
  const sources = [
    { where: '', wishes: own },
    ...folder.map(({ source, wishes }) => ({ where: ` in ${source}`, wishes })),
  ];
  for (const { where, wishes } of sources) {
    const { rules = {}, overrides = [] }: Partial<Wishes> = wishes;
    const said = [
      { setting: 'rules', rules, analyzers: [] },
      ...overrides.map((override, index) => ({
        rules: {},
        analyzers: [],
        ...override,
        setting: `overrides[${index}]`,
      })),
    ];
    for (const { setting, rules, analyzers } of said) {
      const analyzer = analyzers.find((name) => !names.includes(name));
      if (analyzer !== undefined) {
        return `The setting folderReview.${setting}${where} names the analyzer “${analyzer}”; there are ${names.join(', ')}.`;
      }
      for (const rule of Object.keys(rules)) {
        const problem = rulePatternProblem(rule, known);
        if (problem !== undefined) {
          return `The setting folderReview.${setting}${where}: “${rule}” ${problem}.`;
        }
      }
    }
  }
  return undefined;
}
