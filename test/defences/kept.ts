import type { Defence } from './defence';

/** What keeps an earlier answer of analyzers from counting where another would be given now. */
export const kept: readonly Defence[] = [
  {
    name: 'what was found counts for these analyzers alone',
    file: 'src/reviewers/keptAnalyses.ts',
    find: '[keyVersion, version, wanted(file.path) ?? null, question, file]',
    replace: '[keyVersion, wanted(file.path) ?? null, question, file]',
    tests: ['test/unit/reviewers/keptAnalyses.test.ts'],
  },
  {
    name: 'what was found counts for the analyzers that are wanted alone',
    file: 'src/reviewers/keptAnalyses.ts',
    find: 'wanted(file.path) ?? null, question, file]',
    replace: 'question, file]',
    tests: ['test/unit/reviewers/keptAnalyses.test.ts'],
  },
  {
    name: 'what was found counts under the configuration that was read alone',
    file: 'src/reviewers/keptAnalyses.ts',
    find: ' && (reads === undefined || config.isAsRead(reads))',
    replace: '',
    tests: ['test/unit/reviewers/keptAnalyses.test.ts'],
  },
  {
    name: 'a configuration that was not there was looked for, too',
    file: 'src/reviewers/analyzers/folderConfig.ts',
    find: '        paths.add(path);\n        return look(path);',
    replace: '        look(path) && paths.add(path);\n        return look(path);',
    tests: ['test/unit/reviewers/keptAnalyses.test.ts'],
  },
  {
    name: 'what another configuration extends is read for each file',
    file: 'src/reviewers/analyzers/ruffConfig.ts',
    find: '  const extended = extendedBy(file.path, found.options, config, maxExtends);\n  const read = readConfigs.get(file) ?? putTogether(found.options, extended);',
    replace:
      '  const read = readConfigs.get(file) ?? putTogether(found.options, extendedBy(file.path, found.options, config, maxExtends));',
    tests: ['test/unit/reviewers/keptAnalyses.test.ts'],
  },
  {
    name: 'an analysis that failed is not kept',
    file: 'src/reviewers/local.ts',
    find: "if (outcome.kind === 'done' && outcome.reply.failures.length === 0) {",
    replace: "if (outcome.kind === 'done') {",
    tests: ['test/unit/reviewers/local.test.ts', 'test/unit/reviewers/keptAnalyses.test.ts'],
  },
  {
    name: 'what a stage came to with a secret is not kept',
    file: 'src/core/run/keptStages.ts',
    find: 'if (read && kept && !hasSecret) {',
    replace: 'if (read && kept) {',
    tests: ['test/unit/run/keptStages.test.ts'],
  },
  {
    name: 'what a stage came to is not kept where a part of what it stands on failed',
    file: 'src/core/run/keptStages.ts',
    find: '= isWhole ? asKept(',
    replace: '= true ? asKept(',
    tests: ['test/unit/run/keptStages.test.ts'],
  },
  {
    name: 'what a stage came to counts as long as the answers are kept that it was made of',
    file: 'src/core/run/keptStages.ts',
    find: '.every(uses) ? kept : undefined',
    replace: '.every(uses) || kept ? kept : undefined',
    tests: ['test/unit/run/keptStages.test.ts', 'test/cli/answers.test.ts'],
  },
  {
    name: 'what was read ahead before an answer was written is read again',
    file: 'src/store/answerParts.ts',
    find: ' ?? answerIn(this.#readStretch(place), key, place);',
    replace: ' ?? (isIn ? undefined : answerIn(this.#readStretch(place), key, place));',
    tests: ['test/unit/store/answers.test.ts'],
  },
  {
    name: 'what was paid for lies apart from what was analyzed',
    file: 'src/store/answers.ts',
    find: "analyzers: 'analyses' };",
    replace: "analyzers: 'answers' };",
    tests: ['test/unit/store/answers.test.ts'],
  },
];
