import type { Defence } from './defence';

const folder = 'src/workspace/commits';
const tests = (...names: string[]) => names.map((name) => `test/unit/workspace/commits/${name}.test.ts`);

/** What keeps a commit of a run to its own changes, and a person's repository whole. */
export const commits: readonly Defence[] = [
  {
    name: 'a file is committed with changes of the run alone, byte for byte',
    file: `${folder}/accepted.ts`,
    find: 'return encode(raw, from.encoding)?.equals(after) ? way : undefined;',
    replace: 'return way;',
    tests: tests('kinds'),
  },
  {
    name: 'a mode that the person is about to change is not committed',
    file: `${folder}/accepted.ts`,
    find: 'mode !== newMode || ',
    replace: '',
    tests: tests('kinds'),
  },
  {
    name: 'what goes through a filter is not committed without it',
    file: `${folder}/accepted.ts`,
    find: "if (filter !== 'unspecified' && filter !== 'unset' && filter !== 'set') {",
    replace: 'if (false as boolean) {',
    tests: tests('kinds'),
  },
  {
    name: 'a branch of the run that others have commits on is not gone on from',
    file: `${folder}/runBranch.ts`,
    find: 'runs.every((text) => text === run)',
    replace: 'true',
    tests: tests('commits'),
  },
  {
    name: 'a branch that is checked out is not moved',
    file: `${folder}/runBranch.ts`,
    find: 'if (isInUse) {',
    replace: 'if (false as boolean) {',
    tests: tests('commits'),
  },
  {
    name: 'a branch of the run moves only from where it was',
    file: `${folder}/commitRun.ts`,
    find: "'--no-deref', name, last, tip ?? '0'.repeat(last.length)]",
    replace: "'--no-deref', name, last]",
    tests: tests('commits'),
  },
  {
    name: 'a branch of the run that is another name of a branch is not followed there',
    file: `${folder}/commitRun.ts`,
    find: "'update-ref', '--no-deref', name",
    replace: "'update-ref', name",
    tests: tests('commits'),
  },
  {
    name: 'the branch that is checked out moves only from where it was',
    file: `${folder}/land.ts`,
    find: "'folder-review: landed', branch, to, from]",
    replace: "'folder-review: landed', branch, to]",
    tests: tests('commits'),
  },
  {
    name: 'nothing is landed over what is staged',
    file: `${folder}/land.ts`,
    find: 'return entry?.mode !== before.mode || entry.id !== before.id;',
    replace: 'return false;',
    tests: tests('kinds'),
  },
  {
    name: 'nothing is landed in the midst of a merge',
    file: `${folder}/land.ts`,
    find: 'if (underWay !== undefined) {',
    replace: 'if (false as boolean) {',
    tests: tests('kinds'),
  },
  {
    name: 'the copy of an index is not younger than what it says of files',
    file: `${folder}/land.ts`,
    find: '  await utimes(to, seconds, seconds);\n',
    replace: '',
    tests: tests('kinds'),
  },
  {
    name: 'a lock that is not ours stays',
    file: `${folder}/indexLock.ts`,
    find: 'return ours !== undefined && theirs !== undefined && ours.ino === theirs.ino && ours.dev === theirs.dev;',
    replace: 'return theirs !== undefined;',
    tests: tests('commits'),
  },
  {
    name: 'the index becomes what was written whole, and nothing else',
    file: `${folder}/indexLock.ts`,
    find: 'content?.equals(await readFile(names.own)) === true',
    replace: 'content !== undefined',
    tests: tests('crashes'),
  },
  {
    name: 'the next start settles a landing that was killed',
    file: 'src/compose/commits.ts',
    find: '    await recoverLanding(place, folder);\n',
    replace: '',
    tests: tests('crashes'),
  },
  {
    name: 'a git that outlived us is ended before its landing is settled',
    file: 'src/compose/commits.ts',
    find: '    await endTree({ tag: tagOf(place) }, leftGrace);\n',
    replace: '',
    tests: tests('crashes'),
  },
  {
    name: 'a program that the repository names to sign with does not run',
    file: `${folder}/signing.ts`,
    find: '  if (planted !== undefined) {\n',
    replace: '  if (false as boolean) {\n',
    tests: tests('policy'),
  },
  {
    name: 'nothing is committed anywhere but where the person was shown',
    file: `${folder}/look.ts`,
    find: '  if (moved) {\n',
    replace: '  if (false as boolean) {\n',
    tests: tests('policy'),
  },
  {
    name: 'a look at what would be committed leaves no objects in the repository',
    file: `${folder}/look.ts`,
    find: 'run(words, stop, { ...on, objects })',
    replace: 'run(words, stop, on)',
    tests: tests('policy'),
  },
];
