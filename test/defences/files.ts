import type { Defence } from './defence';

/** What keeps a review to the regular files of its folder. */
export const files: readonly Defence[] = [
  {
    name: 'links are not opened',
    file: 'src/workspace/regularFile.ts',
    find: 'if (stats.isSymbolicLink()) {',
    replace: 'if (false) {',
    tests: ['test/unit/workspace/walk.test.ts'],
  },
];
