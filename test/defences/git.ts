import type { Defence } from './defence';

const traps = ['test/unit/workspace/gitTraps.test.ts'];
const odd = ['test/unit/workspace/oddGitFiles.test.ts'];
const view = ['test/unit/workspace/gitView.test.ts'];
const repository = ['test/unit/workspace/repository.test.ts'];

/** What keeps git from running, fetching and waiting for what a repository plants. */
export const git: readonly Defence[] = [
  {
    name: 'git does not see the configuration of a repository',
    file: 'src/workspace/gitView.ts',
    find: '    GIT_COMMON_DIR: place,\n',
    replace: '    GIT_COMMON_DIR: directory.common,\n',
    tests: traps,
  },
  {
    name: 'of its settings only those that are data are passed on',
    file: 'src/workspace/gitConfig.ts',
    find: 'settings.filter(({ key }) => passes(key))',
    replace: 'settings',
    tests: traps,
  },
  {
    name: 'git does not see the configuration of the user, with its filters',
    file: 'src/workspace/gitView.ts',
    find: '    HOME: place,\n    XDG_CONFIG_HOME: place,\n',
    replace: '    ...userEnvironment(),\n',
    tests: view,
  },
  {
    name: 'no protocol is allowed',
    file: 'src/workspace/git.ts',
    find: "  GIT_ALLOW_PROTOCOL: '',\n",
    replace: '',
    tests: traps,
  },
  {
    name: 'missing objects are not fetched',
    file: 'src/workspace/git.ts',
    find: "  GIT_NO_LAZY_FETCH: '1',\n",
    replace: '',
    redundant: 'the view of a repository has no remote, and no protocol is allowed',
  },
  {
    name: 'what a configuration includes is not opened',
    file: 'src/workspace/gitView.ts',
    find: "list('--no-includes', ",
    replace: "list('--includes', ",
    tests: odd,
  },
  {
    name: 'what git opens at its start is looked at before',
    file: 'src/workspace/gitDirectory.ts',
    find: 'if (stats && !stats.isFile()) {',
    replace: 'if (false as boolean) {',
    tests: odd,
  },
  {
    name: 'the lists of other objects are looked at before',
    file: 'src/workspace/gitDirectory.ts',
    find: "return oddAlternate(join(common, 'objects'), new Set());",
    replace: 'return undefined;',
    tests: odd,
  },
  {
    name: 'the lists of other objects end',
    file: 'src/workspace/gitDirectory.ts',
    find: 'if (seen.size > maxAlternates) {',
    replace: 'if (false as boolean) {',
    tests: odd,
  },
  {
    name: 'a configuration of any length is not read',
    file: 'src/workspace/gitDirectory.ts',
    find: 'basename(real), limit);',
    replace: 'basename(real), Number.MAX_SAFE_INTEGER);',
    tests: odd,
  },
  {
    name: 'git does not wait for a pipe',
    file: 'src/workspace/git.ts',
    find: '      stop.abort();\n',
    replace: '',
    tests: odd,
  },
  {
    name: 'ignore rules that git could not read are not taken for none',
    file: 'src/workspace/repository.ts',
    find: 'if (unread !== undefined) {',
    replace: 'if (false as boolean) {',
    tests: odd,
  },
  {
    name: 'a list that git made in spite of an error is not taken for whole',
    file: 'src/workspace/repository.ts',
    find: ' || /^(error|fatal): /m.test(outcome.stderr)',
    replace: '',
    tests: ['test/unit/workspace/brokenGit.test.ts'],
  },
  {
    name: 'a work tree elsewhere is not listed',
    file: 'src/workspace/gitView.ts',
    find: 'return isInside(real, folder)\n',
    replace: 'return (true as boolean)\n',
    tests: repository,
  },
  {
    name: 'a format that we do not know is not guessed at',
    file: 'src/workspace/gitConfig.ts',
    find: 'if (version > 0 && unknown) {',
    replace: 'if (false as boolean) {',
    tests: view,
  },
  {
    name: 'no git of the project runs through a link from outside',
    file: 'src/workspace/git.ts',
    find: 'if (!isPlanted(project, await realpath(candidate))) {',
    replace: 'if (true as boolean) {',
    tests: repository,
  },
  {
    name: 'no git runs from a repository around the reviewed one',
    file: 'src/workspace/git.ts',
    find: 'const project = (await outermostRepository(folder)) ?? folder;',
    replace: 'const project = folder;',
    tests: repository,
  },
  {
    name: 'no git runs from node_modules',
    file: 'src/workspace/git.ts',
    find: " || path.split(sep).includes('node_modules')",
    replace: '',
    tests: repository,
  },
  {
    name: 'no folder of the project is on the PATH',
    file: 'src/workspace/git.ts',
    find: ' && [entry, target].every((path) => !isPlanted(project, path))',
    replace: '',
    redundant:
      'no git runs whose real path is in the project or node_modules; our commands have git start nothing else',
  },
  {
    name: 'git gets an environment of its own',
    file: 'src/workspace/git.ts',
    find: 'git.env(env).raw(',
    replace: 'git.env({ ...process.env, ...env } as Record<string, string>).raw(',
    tests: repository,
  },
  {
    name: 'a git that is too old is refused',
    file: 'src/workspace/git.ts',
    find: 'if (isSince(version, oldest)) {',
    replace: 'if (true as boolean) {',
    tests: ['test/unit/workspace/brokenGit.test.ts'],
  },
  {
    name: 'git runs under limits',
    file: 'src/workspace/gitLimits.ts',
    find: "if (process.platform === 'win32') {",
    replace: 'if (true as boolean) {',
    tests: ['test/unit/workspace/gitLimits.test.ts'],
  },
  {
    name: 'a folder in a sparse index is not expanded',
    file: 'src/workspace/repository.ts',
    find: "? ['--sparse'] : []",
    replace: '? [] : []',
    tests: ['test/unit/workspace/gitLimits.test.ts'],
  },
  {
    name: 'a file that git is told to take for unchanged counts as changed',
    file: 'src/workspace/repository.ts',
    find: "listFiles(view, ['--cached', '--modified'], signal)",
    replace: "listFiles(view, ['--modified'], signal)",
    tests: ['test/unit/workspace/gitHidden.test.ts'],
  },
];
