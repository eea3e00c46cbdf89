import type { Defence } from './defence';

/** What keeps what is told of a run true. */
export const results: readonly Defence[] = [
  {
    name: 'an id of a run is greater than all before',
    file: 'src/store/runs.ts',
    find: 'last ? timeOf(last.id) + 1 : now',
    replace: 'now',
    tests: ['test/unit/store/store.test.ts'],
  },
  {
    name: 'two runs that begin at once have two ids',
    file: 'src/store/runs.ts',
    find: 'others.every((run) => run.id < id)',
    replace: 'others.length >= 0',
    tests: ['test/unit/store/store.test.ts'],
  },
  {
    name: 'a summary says nothing of a journal that has grown since',
    file: 'src/store/summaryRecord.ts',
    find: 'record.journalBytes === size ?',
    replace: 'size > 0 ?',
    tests: ['test/cli/runs.test.ts'],
  },
  {
    name: 'a summary leaves out nothing of the journal it speaks of',
    file: 'src/compose/savedResults.ts',
    find: '    await nextTurn();',
    replace: '    void nextTurn;',
    tests: ['test/unit/compose/savedResults.test.ts'],
  },
  {
    name: 'older results never take the place of newer ones',
    file: 'src/compose/savedResults.ts',
    find: 'waiting = last.then(save, save);',
    replace: 'waiting = save();',
    tests: ['test/unit/compose/savedResults.test.ts'],
  },
  {
    name: 'a change that failed is in the exit code',
    file: 'src/cli/applyBulk.ts',
    find: 'return applied === total;',
    replace: 'return true;',
    tests: ['test/cli/review.test.ts'],
  },
  {
    name: 'what was proven is applied to the tree that it was proven in, and to no other',
    file: 'src/core/verify/verifying/provenNow.ts',
    find: 'return now.tree === set.baseTree',
    replace: 'return now.tree.length > 0',
    tests: ['test/cli/verify.test.ts'],
  },
  {
    name: 'what was proven together is applied together',
    file: 'src/core/queue/verifiedSet.ts',
    find: 'return missing === 0',
    replace: 'return missing >= 0',
    tests: ['test/unit/queue/verifiedSet.test.ts'],
  },
  {
    name: 'a bulk action of the editor leaves mixed line ends alone',
    file: 'src/core/queue/queueEntry.ts',
    find: 'mixedLineEnds && !keepsLineEnds ?',
    replace: 'mixedLineEnds && keepsLineEnds ?',
    tests: ['test/unit/queue/bulk.test.ts', 'test/unit/vscode/rows.test.ts'],
  },
  {
    name: 'a report is made as it is asked for',
    file: 'src/core/text/pieces.ts',
    find: 'const atLeast = 65_536;',
    replace: 'const atLeast = 65_536_000;',
    tests: ['test/unit/report/pieces.test.ts'],
  },
];
