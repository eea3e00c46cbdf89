import { english, type Say } from './say';

/** Why a whole review cannot begin or go on, beside what git and systems say themselves. */
const runFailuresIn = (t: Say) => ({
  noFolder: t('there is no folder {0}'),
  noRead: t('the folder {0} cannot be read: {1}'),
  unreadable: t('{0} cannot be read: {1}'),
  aFile: t('{0} is a file, not a folder'),
  noGit: t('there is no git on the PATH, outside of {0} and node_modules, to read ignore rules with'),
  oldGit: t('git {0} or newer is needed; {1} says “{2}”'),
  notRun: t('git could not be run'),
  notRunAs: t('git could not be run: {0}'),
  silent: t('it said nothing for {0} seconds; {1}'),
  slow: t('it needed more than {0} minutes of processor time; {1}'),
  slowRules: t(
    'ignore rules with many wildcards (*) in one line of a .gitignore can be the cause: shorten them, or remove them',
  ),
  killed: t('it was killed'),
  memory: t("git needed more than {0} GB of memory; some of the repository's data or ignore rules are extremely large"),
  endless: t('{0} is a pipe or a device, not a file: git would wait for it without end'),
  exitCode: t('git ended with exit code {0}'),
  objectMissing: t('{0}\nAn object is missing in the repository, and a review fetches none.'),
  cutOff: t('the list of files that git gave is cut off'),
  rules: t('git cannot read the rules in {0}: {1}'),
  noRevision: t('git knows no revision "{0}"'),
  noRevisionAs: t('git knows no revision "{0}": {1}'),
  untracked: t('git does not track {0}, so nothing tells which files have changed'),
  untrackedBefore: t('git does not track {0}, so nothing tells what was there before'),
  repository: t('the git repository {0} cannot be read: {1}'),
  marker: t('{0} cannot be used: {1}'),
  markerSaysNot: t('{0} does not say where the repository is'),
  noRepository: t('not a git repository: {0}'),
  workTree: t('the configuration of {0} puts its work tree elsewhere, to {1}'),
  cancelled: t('it was cancelled'),
});

/** In English, with places for values: so they are recorded, and stand in results and on the command line. */
export const runFailures = runFailuresIn(english);
