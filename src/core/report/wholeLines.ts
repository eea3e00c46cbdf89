import type { Edit } from '../types';

/**
 * An edit as people read it: the whole lines it touches, before and after. Line numbers are 1-based, inclusive. Of lines
 * that hold a secret which they do not show to be one, every character is masked; the others are as they are.
 */
export interface WholeLines {
  readonly startLine: number;
  readonly endLine: number;
  readonly oldText: string;
  readonly newText: string;
}

export function wholeLines(edit: Edit): WholeLines {
  const shown = (text: string) => (edit.secret === 'hidden' ? text.replace(/\S/g, '*') : text);
  const oldText = shown(edit.linePrefix + edit.oldText + edit.lineSuffix);
  return {
    startLine: edit.startLine,
    endLine: edit.startLine + oldText.split('\n').length - 1,
    oldText,
    newText: shown(edit.linePrefix + edit.newText + edit.lineSuffix),
  };
}

/** The lines that an edit takes away and brings, without those that stay the same around them. */
export function changedLines(edit: Edit): { readonly removed: readonly string[]; readonly added: readonly string[] } {
  const { oldText, newText } = wholeLines(edit);
  const removed = oldText.split('\n');
  const added = newText.split('\n');
  while (removed.length > 0 && added.length > 0 && removed[0] === added[0]) {
    removed.shift();
    added.shift();
  }
  while (removed.length > 0 && added.length > 0 && removed.at(-1) === added.at(-1)) {
    removed.pop();
    added.pop();
  }
  return { removed, added };
}
