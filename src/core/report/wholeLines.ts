import { cutsCharacter } from '../edits/applyEdits';
import { maskSecrets } from '../text/secrets';
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
  const oldText = onWholeLines(edit, edit.oldText);
  return {
    startLine: edit.startLine,
    endLine: edit.startLine + oldText.split('\n').length - 1,
    oldText,
    newText: onWholeLines(edit, edit.newText),
  };
}

function onWholeLines({ linePrefix, lineSuffix, secret }: Edit, part: string): string {
  const text = linePrefix + part + lineSuffix;
  return secret === 'hidden' ? text.replace(/\S/g, '*') : text;
}

/** How much of a line is shown on each side of what is changed in it. In UTF-16 code units. */
const mostAround = 200;

/** What an edit makes of which lines. */
export interface ChangedLines {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Of the first that is taken away or, where none is, the one that the first added one becomes. 1-based. */
  readonly startLine: number;
}

/**
 * The lines that an edit takes away and brings, without those that stay the same around them. Secrets are masked, and of
 * very long lines there is what stands near the change: each of a thousand edits would bring the whole line along.
 */
export function changedLines(edit: Edit): ChangedLines {
  let { startLine } = edit;
  const removed = nearChange(onWholeLines(edit, edit.oldText), edit).split('\n');
  const added = nearChange(onWholeLines(edit, edit.newText), edit).split('\n');
  while (removed.length > 0 && added.length > 0 && removed[0] === added[0]) {
    removed.shift();
    added.shift();
    startLine += 1;
  }
  while (removed.length > 0 && added.length > 0 && removed.at(-1) === added.at(-1)) {
    removed.pop();
    added.pop();
  }
  return { removed, added, startLine };
}

/** What is masked keeps its length, and where it is cut, a secret would no longer be seen to be one. */
function nearChange(text: string, { linePrefix, lineSuffix }: Edit): string {
  const masked = maskSecrets(text);
  const start = atCharacter(masked, Math.max(0, linePrefix.length - mostAround));
  const end = atCharacter(masked, masked.length - Math.max(0, lineSuffix.length - mostAround));
  return `${start > 0 ? '…' : ''}${masked.slice(start, end)}${end < masked.length ? '…' : ''}`;
}

function atCharacter(text: string, offset: number): number {
  return cutsCharacter(text, offset) ? offset + 1 : offset;
}
