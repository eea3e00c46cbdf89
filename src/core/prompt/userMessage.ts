import type { Chunk } from '../parts';
import { type FileSnapshot, type Finding, type LineRange, severities } from '../types';

/** More known findings than this would crowd out the file; the heaviest are told. */
const maxKnown = 40;
const maxTitleLength = 160;

const controlCharacters = /[\p{Cc}\u2028\u2029]/gu;

/**
 * The user message about one file, or one chunk of it: what it is, what is already known about it, and its numbered
 * text. A line in brackets stands for lines between two shown stretches that are not shown.
 *
 * @param file its `text` is what the model may see, with secrets masked where they must not leave
 * @param mask what the titles of known findings go through
 */
export function userMessage(
  file: Pick<FileSnapshot, 'path' | 'language' | 'text'>,
  known: readonly Finding[],
  chunk?: Pick<Chunk, 'lines' | 'context'>,
  mask = (title: string) => title,
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

/** A path that could break out of its line, or look like a quoted one, is written as a JSON string. */
export function quotedPath(path: string): string {
  if (path.search(controlCharacters) === -1 && !path.startsWith('"')) {
    return path;
  }
  return JSON.stringify(path).replace(
    controlCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
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
