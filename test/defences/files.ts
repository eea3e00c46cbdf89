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
  {
    name: 'no configuration of an analyzer is read behind a linked folder',
    file: 'src/reviewers/analyzers/folderConfig.ts',
    find: 'isBelow(root, real) && canonicalPath(real) === canonicalPath(full)',
    replace: 'true',
    tests: ['test/unit/reviewers/dataFiles.test.ts'],
  },
  {
    name: 'no configuration of an analyzer is read outside of the folder',
    file: 'src/reviewers/analyzers/folderConfig.ts',
    find: '!isBelow(root, full) || relative(root, full)',
    replace: 'relative(root, full)',
    tests: ['test/unit/reviewers/dataFiles.test.ts'],
    redundant: 'where the real path leads is looked at, too; this keeps files outside from being opened at all',
  },
];
