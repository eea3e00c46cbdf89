import type { Defence } from './defence';

/** What keeps an edit that comes back from a model, and the output that it was sent, from doing anything else. */
export const repairs: readonly Defence[] = [
  {
    name: 'an output is masked with the secrets of its file before it is sent',
    file: 'src/reviewers/repairer.ts',
    find: 'mask(secrets.mask(output))',
    replace: 'mask(output)',
    tests: ['test/unit/reviewers/repairer.test.ts'],
  },
  {
    name: 'a second edit changes lines that were shown alone',
    file: 'src/reviewers/repairer.ts',
    find: 'return isWhole ? undefined :',
    replace: 'return isWhole || lines.startLine > 0 ? undefined :',
    tests: ['test/unit/reviewers/repairer.test.ts'],
  },
  {
    name: 'lines of an output are marked as such',
    file: 'src/core/prompt/outputExcerpt.ts',
    find: "`> ${visible(line.slice(0, longestLine), '\\t')}`",
    replace: 'line.slice(0, longestLine)',
    tests: ['test/unit/prompt/outputExcerpt.test.ts'],
  },
  {
    name: 'a second edit that names another file is none',
    file: 'src/core/prompt/parseEdits.ts',
    find: 'return isClear && edits.length > 0',
    replace: 'return edits.length > 0',
    tests: ['test/unit/prompt/parseEdits.test.ts'],
  },
  {
    name: 'a second edit that was read tolerantly is not exact',
    file: 'src/core/prompt/parseEdits.ts',
    find: 'const isStrict = within.isStrict && said === value && Object.keys(said).length === 1;',
    replace: 'const isStrict = true;',
    tests: ['test/unit/prompt/parseEdits.test.ts'],
  },
  {
    name: 'a second edit goes through the gates of parsers and analyzers',
    file: 'src/core/run/repairing.ts',
    find: 'const [inspected = proposed] = inspector',
    replace: 'const [inspected = proposed] = inspector && proposed.id === ""',
    tests: ['test/cli/repair.test.ts'],
  },
  {
    name: 'a second edit that is flagged is not tried',
    file: 'src/core/verify/verifying/repairFailed.ts',
    find: 'flagged === undefined ? await',
    replace: 'flagged !== "" ? await',
    tests: ['test/unit/verify/repairFailed.test.ts'],
  },
  {
    name: 'a second edit takes nothing out of what was verified',
    file: 'src/core/verify/verifying/repairFailed.ts',
    find: 'joins && !isWhole',
    replace: 'joins && !isWhole && kept === undefined',
    tests: ['test/unit/verify/repairFailed.test.ts'],
  },
  {
    name: 'nothing goes back to a model twice',
    file: 'src/core/verify/verifying/repairFailed.ts',
    find: ' && proposal.repair === undefined;',
    replace: ';',
    tests: ['test/unit/verify/repairFailed.test.ts'],
  },
  {
    name: 'nothing goes back to a model unasked',
    file: 'src/core/verify/verifying/verifyWaiting.ts',
    find: 'const repairs = options.repair && ',
    replace: 'const repairs = ',
    tests: ['test/unit/verify/repairFailed.test.ts'],
  },
];
