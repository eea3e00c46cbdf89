import type { Override } from '../options';
import { compileGlobs } from '../paths/globs';

/** Finds out, path by path, which overrides of a run fit none of its files. */
export class IdleOverrides {
  #idle: readonly { readonly position: number; readonly matches: (path: string) => boolean }[];

  constructor(overrides: readonly Override[]) {
    this.#idle = overrides.flatMap(({ files }, position) => {
      const globs = compileGlobs(files);
      // Records of earlier versions have globs that are refused by now. Of those nothing is known.
      return globs.kind === 'invalid' ? [] : [{ position, matches: globs.matches }];
    });
  }

  /** Looks at a file of the run. */
  see(path: string): void {
    this.#idle = this.#idle.filter(({ matches }) => !matches(path));
  }

  /** Where those that fit none of the files so far stand among the run's overrides. */
  positions(): readonly number[] {
    return this.#idle.map(({ position }) => position);
  }
}
