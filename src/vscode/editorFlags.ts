import { flagsUnder } from '../core/queue/queueEntry';
import type { Proposal } from '../core/types';

/** How the editor changes files. */
export const editorChanges = { keepsLineEnds: false } as const;

/** The marks that keep a proposal out of bulk actions of the editor. */
export function editorFlags(proposal: Proposal): readonly string[] {
  return flagsUnder(editorChanges, proposal);
}
