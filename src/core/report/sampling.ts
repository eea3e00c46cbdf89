import type { NotTaken, Sampling } from '../modelUse';
import { english, type Say } from '../text/say';

/** "temperature 0, seed 1, thinking low": how a model was asked, in every point of it. */
export function samplingText({ temperature, seed, thinking }: Sampling, t = english): string {
  return [
    temperature === undefined ? t('no fixed temperature') : t('temperature {0}', temperature),
    seed === undefined ? t('no seed') : t('seed {0}', seed),
    thinking === undefined ? t('thinking as its server has it') : t('thinking {0}', thinking),
  ].join(', ');
}

/** What a server would not take, and what to do about it: a sentence each. */
export function notTakenSentences({ notTaken = [] }: Sampling, t = english): readonly string[] {
  return notTaken.map((what) => notTakenSentence(what, t));
}

function notTakenSentence(what: NotTaken, t: Say): string {
  switch (what) {
    case 'temperature':
      return t('The server refuses a temperature, so replies may differ from one review to the next.');
    case 'seed':
      return t('The server refuses a seed.');
    case 'thinking':
      return t('The model takes no word about thinking: remove “thinking” from its endpoint, or use another model.');
    case 'thinking level':
      return t('The model can think or not think, and no more can be said: “low” and “high” are the same.');
    case 'thinking off':
      return t('The model cannot be kept from thinking: it was asked for the least of it.');
  }
}
