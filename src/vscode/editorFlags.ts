import { flagsUnder, type Marked } from '../core/queue/queueEntry';
import { flagName } from './reasonNames';

/** How the editor changes files. */
export const editorChanges = { keepsLineEnds: false } as const;

/** The marks that keep a proposal out of bulk actions of the editor. */
export function editorFlags(marked: Marked): readonly string[] {
  return flagsUnder(editorChanges, marked).map(flagName);
}
