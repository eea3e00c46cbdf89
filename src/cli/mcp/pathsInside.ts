import { isAbsolute } from 'node:path';
import { globOf } from '../../core/paths/globs';
import { isInside, wayTo } from '../../workspace/paths';
import { CommandFailure } from '../exitCode';

/**
 * Paths and globs as a review takes them, relative to its folder: whole paths become globs of just these files and folders,
 * and what leads out of it is refused. Throws a CommandFailure.
 *
 * @param folder real path
 */
export function pathsInside(folder: string, paths: readonly string[]): readonly string[] {
  return paths.map((path) => {
    const isWhole = isAbsolute(path);
    if ((isWhole && !isInside(folder, path)) || path.split(/[/\\]/).includes('..')) {
      throw new CommandFailure(`${path} is not in ${folder}.`);
    }
    const way = isWhole ? wayTo(folder, path) : undefined;
    return way === undefined ? path : way === '' ? '**' : globOf(way);
  });
}
