import { type KeptCounts, type MissReason, missReasons } from '../answers';
import { missedCount } from '../figures/kept';
import { counted } from '../text/counted';

const reasonTexts: Readonly<Record<MissReason, string>> = {
  anew: 'asked anew on request',
  removed: 'kept answer removed to make room',
  unreadable: 'kept answer unreadable',
  new: 'nothing kept from earlier',
  model: 'another model',
  weights: 'other weights of the model',
  thinking: 'another thinking level',
  analyzers: 'other analyzers or rules',
  profile: 'another profile',
  instructions: 'other instructions',
  wording: 'other wording of this version',
  configuration: 'configuration changed',
  text: 'file changed',
  division: 'only other parts of the file kept',
  known: 'other findings known',
  neighbours: 'signatures shown along changed',
  question: 'another question',
};

/** "file changed (10), nothing kept from earlier (2)": why kept answers did not count, most frequent first. */
export function missedText(missed: NonNullable<KeptCounts['missed']>): string {
  return missReasons
    .flatMap((reason) => (missed[reason] ? [{ reason, count: missed[reason] }] : []))
    .sort((a, b) => b.count - a.count)
    .map(({ reason, count }) => `${reasonTexts[reason]} (${count})`)
    .join(', ');
}

/** Whether there is more to say than that all of it was new. */
export function isTelling({ recalled = 0, missed = {} }: KeptCounts): boolean {
  return recalled > 0 || missReasons.some((reason) => reason !== 'new' && missed[reason] !== undefined);
}

/** "97 files not analyzed again; 3 analyzed: file changed (2), nothing kept from earlier (1)."; nothing where all were new. */
export function analysisSentences(counts: KeptCounts): readonly string[] {
  if (!isTelling(counts)) {
    return [];
  }
  const { recalled = 0, missed = {} } = counts;
  const anew = missedCount(counts);
  const kept =
    recalled > 0
      ? [
          `${counted(recalled, 'file')} not analyzed again, as nothing about ${recalled === 1 ? 'it' : 'them'} has changed`,
        ]
      : [];
  const others = anew > 0 ? [`${counted(anew, 'file')} analyzed: ${missedText(missed)}`] : [];
  return [`${[...kept, ...others].join('; ')}.`];
}
