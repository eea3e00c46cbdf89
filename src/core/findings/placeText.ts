import { english } from '../text/say';
import type { Finding, LineRange } from '../types';

/** The lines to show a finding at: its own or, where nothing proves its place, those that its model named. */
export function shownLines({ place, named }: Pick<Finding, 'place' | 'named'>): LineRange | undefined {
  return place ?? named;
}

/** "line 60", "near line 60, no certain place"; undefined for what is about a whole file. */
export function placeText(
  { place, named, reviewer }: Pick<Finding, 'place' | 'named' | 'reviewer'>,
  t = english,
): string | undefined {
  if (place) {
    return t('line {0}', place.startLine);
  }
  if (named) {
    return t('near line {0}, no certain place', named.startLine);
  }
  return reviewer === 'model' ? t('no certain place') : undefined;
}
