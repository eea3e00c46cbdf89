import type { Defence } from './defence';

const inRuns = ['test/unit/run/dismissals.test.ts'];
const inFolders = ['test/unit/compose/dismissals.test.ts'];

/** What keeps a dismissal from hiding something else, from being lost, and from costing anything. */
export const dismissals: readonly Defence[] = [
  {
    name: 'what is dismissed is told to a model like the rest',
    file: 'src/core/run/fileSteps.ts',
    find: 'inFoundOrder([...findings, ...dismissed])',
    replace: 'inFoundOrder(findings)',
    tests: inRuns,
  },
  {
    name: 'what is dismissed in one file is not in another',
    file: 'src/compose/dismissals.ts',
    find: "known.get(path)?.get(finding.identity ?? '')",
    replace: "[...known.values()].find((some) => some.has(finding.identity ?? ''))?.get(finding.identity ?? '')",
    tests: inFolders,
  },
  {
    name: 'a dismissal hides only what it says that it hides',
    file: 'src/compose/dismissals.ts',
    find: 'one && saysSo(one.line, finding) ?',
    replace: 'one ?',
    tests: inFolders,
  },
  {
    name: 'a file whose gates were cut short is not reviewed',
    file: 'src/core/run/fileSteps.ts',
    find: 'if (!gated && gates.signal.aborted) {',
    replace: 'if (!gated && gates.signal.aborted && findings.length < 0) {',
    tests: ['test/unit/run/keptStages.test.ts'],
  },
  {
    name: 'files of dismissals are read anew under their locks before they are written',
    file: 'src/compose/dismissals.ts',
    find: '      await load();\n      const { result, ...now }',
    replace: '      const { result, ...now }',
    tests: inFolders,
  },
  {
    name: 'the file that is shared is written first, so that nothing is taken back by halves',
    file: 'src/compose/dismissals.ts',
    find: 'if (now.shared !== shared) {',
    replace: 'if (now.shared !== shared && now.own === own) {',
    tests: inFolders,
  },
  {
    name: 'what a model says without a certain place is known by what it was said of',
    file: 'src/core/findings/identity.ts',
    find: '...observedBy(finding, ofSecret), ...unproven(finding), folded(context)',
    replace: '...observedBy(finding, ofSecret), folded(context)',
    tests: ['test/unit/findings/identity.test.ts'],
  },
  {
    name: 'what the folder dismisses stays its word when a file gets another name',
    file: 'src/core/dismissals/dismissalLines.ts',
    find: 'moved(shared, { by: sharedDismissals })',
    replace: 'moved(shared, {})',
    tests: inFolders,
  },
  {
    name: 'what a later version has put into a line goes no further than the line',
    file: 'src/core/dismissals/dismissalLines.ts',
    find: 'const schema = v.object(',
    replace: 'const schema = v.looseObject(',
    tests: inFolders,
  },
  {
    name: 'who dismisses a secret dismisses no other in its place',
    file: 'src/core/findings/identity.ts',
    find: '[ofSecret(quote)]',
    replace: '[]',
    tests: ['test/unit/findings/identity.test.ts', 'test/cli/dismissals.test.ts'],
  },
  {
    name: 'what a secret is known by tells next to nothing of it',
    file: 'src/core/findings/identity.ts',
    find: 'hash(quote).slice(0, secretLength)',
    replace: 'hash(quote)',
    tests: ['test/unit/findings/identity.test.ts'],
  },
  {
    name: 'a finding that is applied is not dismissed',
    file: 'src/core/queue/dismissing.ts',
    find: 'return !isApplied(finding.proposal?.state);',
    replace: 'return finding.id !== undefined;',
    tests: inRuns,
  },
  {
    name: 'what the folder dismisses counts only where the person has agreed to it',
    file: 'src/compose/dismissals.ts',
    find: '(agreement.holds(formatDismissals(lines)) ? lines : [])',
    replace: '(agreement ? lines : [])',
    tests: ['test/unit/compose/dismissals.test.ts'],
  },
];
