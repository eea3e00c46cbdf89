import type { CommandRole } from '../../../core/verify/approval';

/** A command that a person may want. It has not been run, and does not run before they have approved it. */
export interface Suggestion {
  readonly role: CommandRole;
  readonly command: string;
  /** What in the folder speaks for it, for a person to read. */
  readonly from: string;
  /** What comes first costs least. */
  readonly cost: Cost;
}

/** From what takes seconds to what may take minutes; what a project asks for itself is taken in its own order. */
export const costs = ['asked for', 'types', 'lint', 'build', 'test'] as const;
export type Cost = (typeof costs)[number];
