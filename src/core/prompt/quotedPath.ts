const controlCharacters = /[\p{Cc}\u2028\u2029]/gu;

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
