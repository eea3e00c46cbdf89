import assert from 'node:assert/strict';
import type { Entry } from '../../../src/core/prompt/reply/entries';
import { categoryOf, confidenceOf, severityOf } from '../../../src/core/prompt/reply/levels';
import { readFinding } from '../../../src/core/prompt/reply/readFinding';
import { confidences, severities } from '../../../src/core/types';

/** Scales that models know, heaviest first. */
const scales: readonly (readonly string[])[] = [
  ['blocker', 'critical', 'major', 'minor', 'info'],
  ['critical', 'high', 'medium', 'low', 'informational'],
  ['error', 'warning', 'information', 'hint'],
  ['critical', 'major', 'minor', 'trivial'],
  ['ERROR', 'Warning', 'note'],
  ['P0', 'P1', 'P2', 'P3'],
  ['sev1', 'SEV-2', 'sev3'],
  ['Fehler', 'Warnung', 'Hinweis'],
  ['hoch', 'mittel', 'niedrig'],
  ['critique', 'élevé', 'moyen', 'faible'],
];

describe('the words for a severity', () => {
  it('keep the order of every scale they come from', () => {
    for (const scale of scales) {
      const weights = scale.map((word) => severities.indexOf(severityOf(word) ?? assert.fail(word)));
      assert.deepEqual(weights, weights.toSorted(), scale.join());
    }
  });

  it('make an error of nothing that has two heavier ones above it, or is the lightest of its scale', () => {
    for (const scale of scales) {
      assert.ok(
        scale.slice(2).every((word) => severityOf(word) !== 'error'),
        scale.join(),
      );
      assert.equal(severityOf(scale.at(-1)), 'info');
    }
  });

  it('are exact: others, and numbers, whose order nobody knows, mean nothing', () => {
    for (const word of ['purple', 'errorish', 'not critical', '', '1', 1, 10, true, null, {}]) {
      assert.equal(severityOf(word), undefined, String(word));
    }
  });
});

describe('a confidence', () => {
  it('can be a word, a share or percent', () => {
    const said = [
      'High',
      'certain',
      0.9,
      '0.85',
      95,
      '90%',
      '90 %',
      1,
      'likely',
      0.7,
      '60%',
      50,
      'guess',
      0.2,
      '10%',
      0,
    ];
    const levels = said.map(confidenceOf);
    assert.deepEqual(
      confidences.map((level) => levels.filter((one) => one === level).length),
      [8, 4, 4],
    );
    assert.deepEqual(
      levels,
      levels.toSorted((a, b) => confidences.indexOf(a ?? 'low') - confidences.indexOf(b ?? 'low')),
    );
  });

  it('that is nothing of that means nothing', () => {
    for (const word of [9, 2, 10, '8.5', 101, '250%', -1, 'purple', '', true, null, [0.9, 0.1]]) {
      assert.equal(confidenceOf(word), undefined, String(word));
    }
  });
});

describe('a category', () => {
  it('is known by what other tools call it', () => {
    const words = [
      'Logic Error',
      'race-condition',
      'VULNERABILITY',
      'code_smell',
      'perf',
      'Best Practices',
      'typo',
      'tests',
    ];
    assert.deepEqual(words.map(categoryOf), [
      'bug',
      'bug',
      'security',
      'maintainability',
      'performance',
      'maintainability',
      'style',
      'test',
    ]);
    assert.equal(categoryOf('purple'), undefined);
    const read = (category?: string) => {
      const said = { title: 'T', severity: 'info', startLine: 1, ...(category && { category }) };
      const within = { isStrict: true, unclear: new Map(), doubtful: new Set() } as unknown as Entry['within'];
      const finding = readFinding({ said, within, isListed: true, file: undefined, around: [] }, 'a.ts');
      return finding.kind === 'read' && finding.finding.category;
    };
    assert.deepEqual([read('purple'), read('perf'), read()], ['maintainability', 'performance', 'bug']);
  });
});
