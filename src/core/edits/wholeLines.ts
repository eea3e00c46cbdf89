import type { Edit } from '../types';

/** The lines an edit touches, with its context, as the reviewed text has them. */
export function oldLines(edit: Edit): string {
  return linesWith(edit, edit.oldText);
}

/** What the edit makes of those lines. */
export function newLines(edit: Edit): string {
  return linesWith(edit, edit.newText);
}

function linesWith({ linesBefore = '', linePrefix, lineSuffix, linesAfter = '' }: Edit, content: string): string {
  return linesBefore + linePrefix + content + lineSuffix + linesAfter;
}

/**
 * Offsets of the places where `lines` stands as whole lines: from the start of a line to the end of one, not within
 * longer lines. Stops after `limit` places.
 */
export function findWholeLines(text: string, lines: string, limit: number): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(lines); at !== -1 && found.length < limit; at = text.indexOf(lines, at + 1)) {
    if (isWholeLinesAt(text, lines, at)) {
      found.push(at);
    }
    if (at === text.length) {
      break;
    }
  }
  return found;
}

/** Whether `lines` stands at an offset, from the start of a line to the end of one. */
export function isWholeLinesAt(text: string, lines: string, at: number): boolean {
  const end = at + lines.length;
  return (
    text.startsWith(lines, at) && (at === 0 || text[at - 1] === '\n') && (end === text.length || text[end] === '\n')
  );
}
