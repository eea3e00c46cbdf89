/** What is wrong with a reply, or with a finding of one. */
export interface Complaint {
  /** A sentence or several, for the model and for people alike. */
  readonly problem: string;
  /** What the model should do otherwise, a sentence: nothing that a person could do. */
  readonly advice?: string;
}

/** Where a reply leaves open whether something is a problem. */
export const leaveOut = 'Leave out what is no problem.';

/** As the model is told. */
export function forModel({ problem, advice }: Complaint): string {
  return advice === undefined ? problem : `${problem} ${advice}`;
}
