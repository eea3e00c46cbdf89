import type { NotTaken, Sampling } from '../fileReview';

/** "temperature 0, seed 1, thinking low": how a model was asked, in every point of it. */
export function samplingText({ temperature, seed, thinking }: Sampling): string {
  return [
    temperature === undefined ? 'no fixed temperature' : `temperature ${temperature}`,
    seed === undefined ? 'no seed' : `seed ${seed}`,
    thinking === undefined ? 'thinking as its server has it' : `thinking ${thinking}`,
  ].join(', ');
}

/** What a server would not take, and what to do about it: a sentence each. */
export function notTakenSentences({ notTaken = [] }: Sampling): readonly string[] {
  return notTaken.map((what) => sentences[what]);
}

const sentences: Readonly<Record<NotTaken, string>> = {
  temperature: 'The server refuses a temperature, so replies may differ from one review to the next.',
  seed: 'The server refuses a seed.',
  thinking: 'The model takes no word about thinking: remove “thinking” from its endpoint, or use another model.',
  'thinking level': 'The model can think or not think, and no more can be said: “low” and “high” are the same.',
  'thinking off': 'The model cannot be kept from thinking: it was asked for the least of it.',
};
