import type { Chunk, Neighbour } from '../parts';
import { type FileSnapshot, type Finding, type LineRange, severities } from '../types';
import { neighbourText } from './neighbourText';
import { quotedPath } from './quotedPath';

/** More known findings than this would crowd out the file; the heaviest are told. */
const maxKnown = 40;
const maxTitleLength = 160;

const controlCharacters = /[\p{Cc}\u2028\u2029]/gu;

/**
 * The user message about one file, or one chunk of it: what it is, what is already known about it, and its numbered
 * text. A line in brackets stands for lines between two shown stretches that are not shown. What it uses of other files
 * comes last.
 *
 * @param file its `text` is what the model may see, with secrets masked where they must not leave
 * @param mask what all goes through that is no part of the file
 */
export function userMessage(
  file: Pick<FileSnapshot, 'path' | 'language' | 'text'>,
  known: readonly Finding[],
  chunk?: Pick<Chunk, 'lines' | 'context'>,
  mask = (text: string) => text,
  neighbours: readonly Neighbour[] = [],
): string {
  const lines = fileLines(file);
  const { lines: reviewed, context } = chunk ?? { lines: { startLine: 1, endLine: lines.length }, context: [] };
  const shown = [...context, reviewed].sort((a, b) => a.startLine - b.startLine);
  const isTold = ({ place }: Finding) => !chunk || !place || shown.some((range) => overlaps(range, place));
  return [
    `File: ${quotedPath(file.path)}`,
    `Language: ${file.language}`,
    `Lines: ${reviewed.startLine}-${reviewed.endLine} of ${lines.length}`,
    ...knownFindings(known.filter(isTold), lines.length, mask),
    ...numbered(lines, shown),
    ...(neighbours.length > 0 ? [mask(neighbourText(neighbours))] : []),
  ].join('\n');
}

const knownLines = new WeakMap<object, readonly string[]>();

/** The lines of a file, which are told apart once in however many parts it is reviewed. */
export function fileLines(file: Pick<FileSnapshot, 'text'>): readonly string[] {
  const lines = knownLines.get(file) ?? file.text.split('\n');
  knownLines.set(file, lines);
  return lines;
}

/** A line as it is shown to the model. */
export function numberedLine(line: string, number: number): string {
  return `${number}| ${line}`;
}

function numbered(lines: readonly string[], shown: readonly LineRange[]): string[] {
  return shown.flatMap(({ startLine, endLine }, position) => {
    const stretch = lines.slice(startLine - 1, endLine).map((line, index) => numberedLine(line, startLine + index));
    const hidden = { startLine: (shown[position - 1]?.endLine ?? startLine - 1) + 1, endLine: startLine - 1 };
    return hidden.startLine > hidden.endLine
      ? stretch
      : [`(lines ${hidden.startLine}-${hidden.endLine} are not shown)`, ...stretch];
  });
}

function overlaps(a: LineRange, b: LineRange): boolean {
  return a.startLine <= b.endLine && b.startLine <= a.endLine;
}

function knownFindings(known: readonly Finding[], lineCount: number, mask: (title: string) => string): string[] {
  const heaviest = new Set(
    [...known].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity)).slice(0, maxKnown),
  );
  return known
    .filter((finding) => heaviest.has(finding))
    .map(({ place, title }) => {
      const range = place ? `${place.startLine}-${place.endLine}` : `1-${lineCount}`;
      return `- lines ${range}: ${mask(title).replace(controlCharacters, ' ').slice(0, maxTitleLength)}`;
    });
}
