import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyzers } from '../../src/reviewers/analyzers/analyzers';
import { figuresOf, readLedger, type Sample } from '../precision/ledger';

describe('the ledger of judged samples', () => {
  const ledger = readLedger();

  it('has a file for no analyzer that is not there', () => {
    const names = analyzers.map(({ name }) => name);
    assert.deepEqual(
      [...ledger.analyzers.keys()].filter((name) => !names.includes(name)),
      [],
    );
  });

  it('counts a place that was judged differently as noise, and one where the rule no longer reports not at all', () => {
    const at = (line: number, verdict: Sample['verdict'], gone?: true): Sample => ({
      ...{ repository: 'a/b', commit: 'c'.repeat(40), path: 'x.go', line, rule: 'r', verdict },
      ...(gone && { gone }),
    });
    const samples = [
      at(1, 'worth'),
      at(1, 'worth'),
      at(2, 'worth'),
      at(2, 'false'),
      at(3, 'false'),
      at(4, 'false', true),
    ];
    const figures = figuresOf({ samples, hits: [{ rule: 'r', hits: { go: 9, c: 2 } }] }).get('r');
    assert.deepEqual(figures?.get('go'), { hits: 9, worth: 1, noise: 1, false: 1 });
    assert.deepEqual(figures?.get('c'), { hits: 2, worth: 0, noise: 0, false: 0 });
  });
});
