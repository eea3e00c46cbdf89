import { type FileSnapshot, type Finding, severities } from '../types';

/** More known findings than this would crowd out the file; the heaviest are told. */
const maxKnown = 40;
const maxTitleLength = 160;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the prompt unquoted
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * The user message about one file: what it is, what is already known about it, and its numbered text.
 *
 * @param file its `text` is what the model may see, with secrets masked where they must not leave
 */
export function userMessage(file: Pick<FileSnapshot, 'path' | 'language' | 'text'>, known: readonly Finding[]): string {
  const lines = file.text.split('\n');
  return [
    `File: ${quotedPath(file.path)}`,
    `Language: ${file.language}`,
    `Lines: 1-${lines.length} of ${lines.length}`,
    ...knownFindings(known, lines.length),
    ...lines.map((line, index) => `${index + 1}| ${line}`),
  ].join('\n');
}

/** A path that could break out of its line, or look like a quoted one, is written as a JSON string. */
function quotedPath(path: string): string {
  if (path.search(controlCharacters) === -1 && !path.startsWith('"')) {
    return path;
  }
  return JSON.stringify(path).replace(
    controlCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function knownFindings(known: readonly Finding[], lineCount: number): string[] {
  const heaviest = new Set(
    [...known].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity)).slice(0, maxKnown),
  );
  return known
    .filter((finding) => heaviest.has(finding))
    .map(({ place, title }) => {
      const range = place ? `${place.startLine}-${place.endLine}` : `1-${lineCount}`;
      return `- lines ${range}: ${title.replace(controlCharacters, ' ').slice(0, maxTitleLength)}`;
    });
}
