import { roleOf } from '../../../core/paths/fileRole';

/** A program does something, or gives something to others. */
const ofPrograms = /^[ \t]*(?:import|from|def|class|async|if|for|while|with|try|match|assert|raise|del|print|exec)\b/m;

/** Whether a text does something by itself, instead of being values alone. */
export function isProgram(text: string): boolean {
  return ofPrograms.test(text);
}

const assignment = /^\w+\s*=(?!=)/;

/** Imports and values may stand in what a test reads, by a name that it knows: a request to parse, a configuration. */
const beyondValues = /^[ \t]*(?:def|class|async|if|for|while|with|try|match|assert|raise|del|print|exec)\b/m;
/** What runners of tests look for. */
const runs = /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|__init__)\.pyi?$/;

/** In lines. A value that goes on for so long is a table. */
const longValue = 50;
/** So many names that nothing defines are somebody else's. */
const manyNames = 10;

/**
 * Whether a file with the ending of a program is what another one reads, which knows names that are defined nowhere: it
 * imports and defines nothing, decides and repeats nothing, and either it is one value, long or in a folder of tests, or most of its names
 * are unknown.
 *
 * @param path of the file, relative to the reviewed folder
 * @param unknown how many names are undefined in it
 */
export function isInput(path: string, lines: readonly string[], text: string, unknown: number): boolean {
  if (unknown === 0) {
    return false;
  }
  const isOfTest = ['test', 'fixture'].includes(roleOf(path) ?? '') && !runs.test(path);
  if (isOfTest && !beyondValues.test(text)) {
    return true;
  }
  if (isProgram(text)) {
    return false;
  }
  const statements = lines.filter((line) => /^[^\s#)\]}]/.test(line));
  const isAssignment = statements.length === 1 && assignment.test(statements[0] ?? '');
  const isOneValue = isAssignment && (lines.length > longValue || roleOf(path) !== undefined);
  return isOneValue || unknown >= manyNames;
}
