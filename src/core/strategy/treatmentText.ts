import type { Override } from '../options';
import { english } from '../text/say';
import type { Treatment } from './treatment';

/**
 * What an override does, for a person: "man/**: profile “mentor”; reviewers local; ruff/F401 off". By the folder's word a
 * rule only comes to weigh less: "ruff/F401 at most warning".
 */
export function overrideText({ files, profile, reviewers, analyzers, rules = {}, by }: Override): string {
  const parts = [
    ...(profile ? [`profile “${profile.name}”`] : []),
    ...(reviewers ? [`reviewers ${reviewers.join(', ')}`] : []),
    ...(analyzers ? [`analyzers ${analyzers.join(', ') || 'none'}`] : []),
    ...Object.entries(rules).map(([rule, setting]) => `${rule} ${by && setting !== 'off' ? 'at most ' : ''}${setting}`),
  ];
  return `${files.join(', ')}: ${parts.join('; ')}`;
}

/** What applies to a file that does not apply to all: a line for each override that fits, those that win last. */
export function treatmentLines({ overrides }: Pick<Treatment, 'overrides'>): readonly string[] {
  return overrides.map((override) => `${override.by ?? 'Your settings'} for ${overrideText(override)}`);
}

/**
 * What a reader of the results must know of a run's overrides: those that are the folder's word, and those that fit no
 * file, a sentence each.
 *
 * @param idle where those that fit none stand among them
 * @param safe makes the text of an override safe to show
 */
export function overrideSentences(
  overrides: readonly Override[],
  idle: readonly number[],
  safe: (text: string) => string,
  t = english,
): readonly string[] {
  return overrides.flatMap((override, position) => {
    const isIdle = idle.includes(position);
    const text = safe(overrideText(override));
    if (override.by) {
      return isIdle
        ? [t('{0} says for {1}; no file of this review fits.', override.by, text)]
        : [t('{0} says for {1}.', override.by, text)];
    }
    return isIdle ? [t('Your settings say for {0}; no file of this review fits.', text)] : [];
  });
}
