import type { Defence } from './defence';

/** What keeps a change to the file that was judged. */
export const writes: readonly Defence[] = [
  {
    name: 'nothing behind a link inside the folder is opened',
    file: 'src/workspace/regularFile.ts',
    find: '  const isSpelling = canonicalPath(real) === canonicalPath(full) && !(await leadsThroughLink(calls, root, full));',
    replace: '  const isSpelling = true;',
    tests: ['test/unit/workspace/links.test.ts'],
  },
  {
    name: 'a link is found behind another spelling of its name',
    file: 'src/workspace/regularFile.ts',
    find: ' && !(await leadsThroughLink(calls, root, full));',
    replace: ';',
    tests: ['test/unit/workspace/links.test.ts'],
  },
  {
    name: 'a short name is another path',
    file: 'src/workspace/regularFile.ts',
    find: 'const isSpelling = canonicalPath(real) === canonicalPath(full) && !',
    replace: 'const isSpelling = !',
    tests: ['test/unit/workspace/links.test.ts'],
  },
  {
    name: 'what was opened is what stands at the path',
    file: 'src/workspace/regularFile.ts',
    find: ' ?? (await swapped(calls, stats, real));',
    replace: ';',
    tests: ['test/unit/workspace/links.test.ts'],
  },
  {
    name: 'a path that climbs is not its own judge',
    file: 'src/workspace/regularFile.ts',
    find: " || relative(root, full) !== path.replaceAll('/', sep)",
    replace: '',
    tests: ['test/unit/workspace/links.test.ts'],
  },
  {
    name: 'the last part of a path is opened without following links',
    file: 'src/workspace/regularFile.ts',
    find: 'const guards = (constants.O_NOFOLLOW ?? 0) |',
    replace: 'const guards =',
    redundant: 'where it leads shows in the real path, which is compared afterwards; this only spares the opening',
  },
  {
    name: 'a file with a second name is not changed',
    file: 'src/workspace/changeableFile.ts',
    find: 'if (file.stats.nlink > 1n) {',
    replace: 'if (false) {',
    tests: ['test/unit/workspace/diskApplier.test.ts'],
  },
  {
    name: 'a read-only file is not changed, not even by the superuser',
    file: 'src/workspace/changeableFile.ts',
    find: 'if ((file.stats.mode & 0o222n) === 0n) {',
    replace: 'if (false) {',
    tests: ['test/unit/workspace/diskApplier.test.ts'],
  },
  {
    name: 'a file that changed since it was looked at is not changed',
    file: 'src/workspace/diskApplier.ts',
    find: 'if (!isSameFile(first.file.stats, file.stats) || !now.bytes.equals(first.bytes)) {',
    replace: 'if (false) {',
    tests: ['test/unit/workspace/diskApplier.test.ts'],
  },
  {
    name: 'the editor looks for links before it edits',
    file: 'src/vscode/applier.ts',
    find: 'if (!isUnmoved || !isSame ||',
    replace: 'if (!isSame ||',
    host: { suite: 'main', grep: 'while the plan is made: does nothing' },
  },
  {
    name: 'the editor looks for links before it saves',
    file: 'src/vscode/applier.ts',
    find: 'if (isUnmoved && ((await save(document))',
    replace: 'if (((await save(document))',
    host: { suite: 'main', grep: 'between the edit and the save' },
  },
  {
    name: 'the editor looks for links after it saved',
    file: 'src/vscode/applier.ts',
    find: "if (now.kind === 'failed') {",
    replace: 'if (false) {',
    host: { suite: 'main', grep: 'during the save' },
  },
];
