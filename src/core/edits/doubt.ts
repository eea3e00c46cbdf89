/** Whether what is written is surely meant: `unsure` may be something else, `refused` is as likely to be. */
export type Doubt = 'none' | 'unsure' | 'refused';

const byWeight: readonly Doubt[] = ['refused', 'unsure', 'none'];

export function gravest(doubts: readonly Doubt[]): Doubt {
  return byWeight.find((doubt) => doubts.includes(doubt)) ?? 'none';
}
