import type { Edit } from '../types';

/** The lines an edit stands on, with its old or its new text in them. */
export function onWholeLines({ linePrefix, lineSuffix }: Edit, content: string): string {
  return linePrefix + content + lineSuffix;
}
