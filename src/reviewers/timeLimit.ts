import type { FileSnapshot } from '../core/types';

/** The limit is for a file of this length, in UTF-16 code units; longer ones have more, up to so many times as much. */
const usualLength = 256 * 1024;
const mostTimes = 4;

/** How long the analysis of a file may take that is longer than usual, in milliseconds: some work grows with its text. */
export function timeLimitFor({ text }: Pick<FileSnapshot, 'text'>, usualMs: number): number {
  return Math.round(usualMs * Math.min(mostTimes, Math.max(1, text.length / usualLength)));
}
