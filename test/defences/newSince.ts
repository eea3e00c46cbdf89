import type { Defence } from './defence';

const history = ['test/unit/run/comparison.test.ts', 'test/unit/run/seen.test.ts'];
const since = ['test/unit/run/newSince.test.ts'];

/** What keeps a finding that is new from being hidden as old, and one that nobody looked for from being called fixed. */
export const newSince: readonly Defence[] = [
  {
    name: 'what nobody looked for again is not fixed',
    file: 'src/core/run/seen.ts',
    find: 'notLookedFor(finder, file, store) === undefined',
    replace: 'finder.source !== undefined',
    tests: history,
  },
  {
    name: 'nothing is fixed for a comparison that nobody looked for again',
    file: 'src/core/run/comparison.ts',
    find: "return because === undefined ? { standing: 'fixed' }",
    replace: "return because !== '' ? { standing: 'fixed' }",
    tests: history,
  },
  {
    name: 'what a model found with one profile is not fixed for another',
    file: 'src/core/run/lookedFor.ts',
    find: 'if (profile === profileOf(store, file) || profile === undefined) {',
    replace: "if (profile !== '') {",
    tests: history,
  },
  {
    name: 'what a model was told of at its place is not fixed by its silence',
    file: 'src/core/run/leftToOthers.ts',
    find: 'return told && `',
    replace: 'return told && undefined && `',
    tests: ['test/unit/run/leftToOthers.test.ts'],
  },
  {
    name: 'an extension of the editor that says nothing of a file has not looked at it',
    file: 'src/core/run/lookedFor.ts',
    find: 'told?.editor?.includes(source) ?',
    replace: 'told?.editor?.includes(source) !== null ?',
    tests: ['test/unit/run/leftToOthers.test.ts'],
  },
  {
    name: 'what is folded into another finding is not fixed',
    file: 'src/core/findings/duplicates.ts',
    find: '...(all.length > 0 && { folded: all }),',
    replace: '',
    tests: ['test/unit/findings/findings.test.ts'],
  },
  {
    name: 'what is folded into another finding is looked for with it',
    file: 'src/core/run/seenSources.ts',
    find: 'source.present.add(one.identity);',
    replace: '',
    tests: history,
  },
  {
    name: 'nothing is fixed in a text that has not changed',
    file: 'src/core/run/lookedFor.ts',
    find: 'textHash === undefined || textHash !== file.textHash',
    replace: 'textHash !== null',
    tests: history,
  },
  {
    name: 'what an analyzer could not read it has not looked at',
    file: 'src/core/run/lookedFor.ts',
    find: 'status.looks?.limits?.[name]?.unread',
    replace: 'status.looks?.limits?.[name]?.unread === undefined && false',
    tests: history,
  },
  {
    name: 'what a rule found is fixed only where the rule was looked for',
    file: 'src/core/run/lookedFor.ts',
    find: '!Object.hasOwn(rules, rule)',
    replace: 'rules === null',
    tests: history,
  },
  {
    name: 'what may be one too many to be kept is not new',
    file: 'src/core/run/seenFolder.ts',
    find: "isKept ? 'new' : undefined",
    replace: "'new'",
    tests: history,
  },
  {
    name: 'a line that may be among those inserted is not as it was',
    file: 'src/core/text/keptLines.ts',
    find: ' && !this.#doubtful.has(startLine - 1 + index)',
    replace: '',
    tests: ['test/unit/text/keptLines.test.ts'],
  },
  {
    name: 'of equal findings the one on another line is new',
    file: 'src/core/findings/alreadyThere.ts',
    find: 'now: (finding) => at(lineBefore(finding), now.knownBy(finding)),',
    replace: 'now: () => undefined,',
    tests: ['test/unit/findings/alreadyThere.test.ts'],
  },
  {
    name: 'an object that git has no more is not taken for a file that was not there',
    file: 'src/workspace/baseline/folderBaseline.ts',
    find: '+(\\w+)\\t',
    replace: '+(\\d+)\\t',
    tests: ['test/unit/workspace/baseline.test.ts'],
  },
  {
    name: 'a file whose earlier text cannot be read fails',
    file: 'src/core/run/newSince.ts',
    find: "return before?.kind === 'unreadable' ?",
    replace: "return before?.kind === 'none' && before.kind !== 'none' ?",
    tests: since,
  },
  {
    name: 'no model gets what has not changed',
    file: 'src/core/run/fileSteps.ts',
    find: "if (review.isUnchanged && phase === 'model') {",
    replace: "if (review.isUnchanged && phase !== 'model' && phase !== 'local' && phase !== 'editor') {",
    tests: since,
  },
];
