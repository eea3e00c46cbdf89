import type { Analyzer } from './analyzer';

/**
 * Rules that are on by default and have not shown in public code that what they say is worth a reviewer's time, by analyzer:
 * nobody has seen them there yet, or what they said was too often noise or false. They guess, until the ledger in
 * `test/precision` says otherwise (`npm run precision -- --table` writes this list).
 */
const unproven: Readonly<Record<string, readonly string[]>> = {
  'ast-grep': [
    'allocation-of-pointer-size',
    'comparison-as-statement',
    'discarded-empty',
    'html-from-address',
    'length-never-negative',
    'math-of-array',
    'replace-nothing',
    'semicolon-after-condition',
    'size-never-negative',
    'size-of-pointer',
    'sql-from-values',
    'thread-target-called',
    'timer-callback-called',
    'trim-cutset',
    'unterminated-copy',
  ],
  eslint: [
    'no-compare-neg-zero',
    'no-dupe-args',
    'no-empty-character-class',
    'no-invalid-regexp',
    'no-new-native-nonconstructor',
    'no-obj-calls',
    'no-this-before-super',
    'no-unsafe-negation',
    'no-useless-backreference',
    'promise/no-new-statics',
    'regexp/no-missing-g-flag',
    'valid-typeof',
  ],
  markdownlint: ['MD042'],
  ruff: [
    'ASYNC105',
    'B002',
    'B003',
    'B006',
    'B016',
    'B021',
    'B022',
    'B025',
    'B029',
    'B033',
    'F404',
    'F406',
    'F407',
    'F501',
    'F502',
    'F503',
    'F504',
    'F505',
    'F506',
    'F508',
    'F522',
    'F602',
    'F621',
    'F622',
    'F634',
    'F701',
    'F702',
    'F704',
    'F706',
    'F707',
    'G101',
    'INT001',
    'INT002',
    'INT003',
    'PLE0100',
    'PLE0101',
    'PLE0115',
    'PLE0117',
    'PLE0118',
    'PLE0241',
    'PLE0302',
    'PLE0303',
    'PLE0304',
    'PLE0305',
    'PLE0308',
    'PLE0309',
    'PLE0643',
    'PLE1132',
    'PLE1307',
    'PLE1507',
    'PLE1519',
    'PLE1520',
    'PLE1700',
    'PLE4703',
    'PLW0131',
    'PLW0177',
    'PLW0245',
    'PLW1501',
    'PLW2101',
    'RUF008',
    'RUF016',
    'RUF024',
    'RUF026',
    'RUF030',
    'RUF049',
    'RUF060',
  ],
  stylelint: [
    'keyframe-declaration-no-important',
    'named-grid-areas-no-invalid',
    'selector-anb-no-unmatchable',
    'string-no-newline',
  ],
};

/** Whether a rule guesses because the ledger does not speak for it. */
export function isUnproven(analyzer: string, rule: string): boolean {
  return unproven[analyzer]?.includes(rule) ?? false;
}

/** An analyzer whose unproven rules guess. */
export function withUnproven(analyzer: Analyzer): Analyzer {
  const rules = analyzer.rules.map((rule) =>
    isUnproven(analyzer.name, rule.id) ? ({ ...rule, isGuess: true } as const) : rule,
  );
  return { ...analyzer, rules };
}
