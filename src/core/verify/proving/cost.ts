import { groupBy } from '../../groupBy';
import type { VerifyMode } from '../../proof';
import { mostAttempts } from './settle';

/** How many times all commands are to run. */
export interface RunsToCome {
  /** Where everything passes. */
  readonly least: number;
  /** Where many fail; more only where files have to be told apart, or tests come and go. */
  readonly most: number;
}

/** What is to come when the commands have run on the files as they are, for proposals by the paths of their files. */
export function runsToCome(paths: readonly string[], mode: VerifyMode): RunsToCome {
  const ofFiles = [...groupBy(paths, (path) => path).values()].map(({ length }) => length);
  const sets = mode === 'all' ? [paths.length] : mode === 'file' ? ofFiles : paths.map(() => 1);
  const controls = mode === 'all' ? 1 : ofFiles.length;
  return {
    least: controls + sets.length,
    // Each that fails is tried alone and seen twice; the base runs once more for a failure.
    most:
      ofFiles.length +
      1 +
      sets.reduce((sum, length) => sum + (length === 1 ? 2 : mostAttempts(length) + 2 * length), 0),
  };
}
