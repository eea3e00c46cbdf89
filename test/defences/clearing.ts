import type { Defence } from './defence';

const retention = ['test/unit/store/retention.test.ts'];
const answers = ['test/unit/store/answers.test.ts'];
const clear = ['test/cli/clear.test.ts'];

/** What keeps that which makes room from taking what is still of use, and what is to go from staying. */
export const clearing: readonly Defence[] = [
  {
    name: 'a run stays as long as its last change may be taken back',
    file: 'src/store/retention.ts',
    find: 'now - (await lastRecordOf(run)) <= limits.age',
    replace: 'now - timeOf(run.id) <= limits.age',
    tests: retention,
  },
  {
    name: 'a run that somebody has open is not removed',
    file: 'src/store/retention.ts',
    find: "if (locked.kind === 'busy') {",
    replace: "if (locked.kind !== 'busy' && locked.kind !== 'held') {",
    tests: retention,
  },
  {
    name: 'a removal that was cut short is ended',
    file: 'src/store/retention.ts',
    find: '  await finishLeaving(await leavingIn(state.path));',
    replace: '',
    tests: retention,
  },
  {
    name: 'a run that another process removes meanwhile is removed',
    file: 'src/store/retention.ts',
    find: "if (!hasCode(error, 'ENOENT') || (await isThere(run.path))) {",
    replace: 'if (run.id !== null) {',
    tests: clear,
  },
  {
    name: 'a run that cannot be removed keeps no other from it',
    file: 'src/store/clearing.ts',
    find: 'removeRun(run, isAsSeen).catch((error: unknown) => unremovable(run.path, error))',
    replace: 'removeRun(run, isAsSeen)',
    tests: clear,
  },
  {
    name: 'room can be made where there is none for a lock',
    file: 'src/store/lock.ts',
    find: "if (!hasCode(error, 'ENOSPC', 'EDQUOT')) {",
    replace: "if (!hasCode(error, 'EDQUOT')) {",
    tests: clear,
  },
  {
    name: 'what is cleared lies behind no link',
    file: 'src/store/clearing.ts',
    find: 'await checkFolderIfThere(folder);',
    replace: 'await checkFolderIfThere(folder).catch(() => true);',
    tests: clear,
  },
  {
    name: 'answers that another process put together with others are found where they are now',
    file: 'src/store/answers.ts',
    find: 'there === undefined && places.has(key) && (await findMoved(folder, places))',
    replace: 'there === undefined && places.has(key) && places.size === 0',
    tests: answers,
  },
  {
    name: 'answers of parts that end meanwhile are put together with the rest',
    file: 'src/store/answers.ts',
    find: '    const locks = await Promise.all(parts.map((part) => isLocked(lockOf(folder, part))));',
    replace: '    const locks = parts.map(() => false);',
    tests: answers,
  },
  {
    name: 'answers that have lost their index are told from none',
    file: 'src/store/answerParts.ts',
    find: '(?:index|answers)$/',
    replace: '(?:index)$/',
    tests: [...answers, ...clear],
  },
];
