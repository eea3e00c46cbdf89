import { missedCount } from '../figures/kept';
import { type KeptCounts, type MissReason, missReasons } from '../modelUse';
import { counted } from '../text/counted';
import { english, type Say } from '../text/say';

const reasonTexts = (t: Say): Readonly<Record<MissReason, string>> => ({
  anew: t('asked anew on request'),
  removed: t('kept answer removed to make room'),
  unreadable: t('kept answer unreadable'),
  new: t('nothing kept from earlier'),
  model: t('another model'),
  weights: t('other weights of the model'),
  thinking: t('another thinking level'),
  analyzers: t('other analyzers or rules'),
  profile: t('another profile'),
  instructions: t('other instructions'),
  wording: t('other wording of this version'),
  configuration: t('configuration changed'),
  text: t('file changed'),
  division: t('only other parts of the file kept'),
  known: t('other findings known'),
  neighbours: t('signatures shown along changed'),
  question: t('another question'),
});

/** "file changed (10), nothing kept from earlier (2)": why kept answers did not count, most frequent first. */
export function missedText(missed: NonNullable<KeptCounts['missed']>, t = english): string {
  const texts = reasonTexts(t);
  return missReasons
    .flatMap((reason) => (missed[reason] ? [{ reason, count: missed[reason] }] : []))
    .sort((a, b) => b.count - a.count)
    .map(({ reason, count }) => `${texts[reason]} (${count})`)
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
