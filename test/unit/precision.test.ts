import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyzers } from '../../src/reviewers/analyzers/analyzers';
import { problemsOf } from '../precision/bar';
import { certain } from '../precision/certain';
import { atFirstSight, generalises } from '../precision/firstSight';
import { figuresOf, readLedger, type Sample } from '../precision/ledger';
import { figuresInReadme, readmeFigures } from '../precision/readme';

describe('the ledger of judged samples', () => {
  const ledger = readLedger();

  it('has a file for no analyzer that is not there', () => {
    const names = analyzers.map(({ name }) => name);
    assert.deepEqual(
      [...ledger.analyzers.keys()].filter((name) => !names.includes(name)),
      [],
    );
  });

  it('has at least 800 samples and counts of at least 25 repositories', () => {
    const samples = [...ledger.analyzers.values()].flatMap((kept) => kept.samples);
    assert.ok(samples.length >= 800, `${samples.length} samples`);
    assert.ok(ledger.corpus.length >= 25, `${ledger.corpus.length} repositories`);
  });

  it('has nothing against the rules that are on by default', () => {
    assert.deepEqual(problemsOf(analyzers, ledger), []);
  });

  it('names every rule that is shown though it misled in several repositories at first sight, and no other', () => {
    const misleading = atFirstSight(analyzers, ledger).filter((rule) => !generalises(rule));
    assert.deepEqual(misleading.map(({ rule }) => rule).toSorted(), Object.keys(certain).toSorted());
  });

  it('is what README says (npm run precision -- --table)', () => {
    assert.equal(figuresInReadme(), readmeFigures(analyzers, ledger));
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

describe('what a rule says at first sight', () => {
  const rule = { id: 'r', title: '', explanation: '', severity: 'warning', category: 'bug', isDefault: true } as const;

  function seen(
    judged: readonly (readonly [repository: string, verdict: Sample['verdict'], gone?: true])[],
    more = {},
  ) {
    const samples = judged.map(
      ([repository, verdict, gone], line): Sample => ({
        ...{ repository: `a/${repository}`, commit: 'c'.repeat(40), path: 'x.go', line, rule: 'r', verdict },
        ...(gone && { gone }),
      }),
    );
    const analyzers = [{ name: 'ast-grep', rules: [{ ...rule, ...more }] }];
    return atFirstSight(analyzers, { analyzers: new Map([['ast-grep', { samples, hits: [] }]]) });
  }

  it('counts what it no longer reports, and each repository as often as another', () => {
    const [all] = seen([
      ['one', 'worth'],
      ['one', 'worth'],
      ['one', 'worth'],
      ['two', 'false', true],
      ['three', 'worth'],
      ['three', 'noise', true],
    ]);
    assert.deepEqual(all, { rule: 'ast-grep/r', repositories: 3, misled: 2, worth: 0.5, false: 1 / 3 });
    assert.equal(all && generalises(all), false);
  });

  it('may be wrong in one repository, and is not asked of guesses and of rules that nobody judged', () => {
    const [once] = seen([
      ['one', 'false', true],
      ['one', 'noise'],
    ]);
    assert.equal(once && generalises(once), true);
    assert.deepEqual(seen([['one', 'noise']], { isGuess: true }), []);
    assert.deepEqual(seen([]), []);
  });
});

describe('the bar for rules that are on by default', () => {
  const rule = { id: 'r', title: '', explanation: '', severity: 'warning', category: 'bug', isDefault: true } as const;

  /** What is said of a rule with so many hits, of which so many were judged. */
  function said(name: string, hits: number, judged: Partial<Record<Sample['verdict'], number>>): readonly string[] {
    let line = 0;
    const samples = Object.entries(judged).flatMap(([verdict, count]) =>
      Array.from({ length: count }, () => ({
        ...{ repository: 'a/b', commit: 'c'.repeat(40), path: 'x.go', line: ++line, rule: 'r' },
        verdict: verdict as Sample['verdict'],
      })),
    );
    const kept = { samples, hits: [{ rule: 'r', hits: { go: hits } }] };
    return problemsOf([{ name, rules: [rule] }], { analyzers: new Map([[name, kept]]), corpus: [] });
  }

  it('is met by 20 of which 16 are worth it and one is false, by fewer where there are no more, and by none', () => {
    assert.deepEqual(said('ast-grep', 500, { worth: 16, noise: 3, false: 1 }), []);
    assert.deepEqual(said('ast-grep', 3, { worth: 3 }), []);
    assert.deepEqual(said('ast-grep', 0, {}), []);
  });

  it('is not met when too few are judged, too few worth it, or too many false', () => {
    assert.match(said('ast-grep', 500, { worth: 19 }).join(), /19 of 500 hits are judged/);
    assert.match(said('ast-grep', 500, { worth: 15, noise: 5 }).join(), /less than 80 %/);
    assert.match(said('ast-grep', 500, { worth: 18, false: 2 }).join(), /more than 5 % are false/);
  });

  it('looks at a rule of another linter by itself where one hit is false, or ten are noise', () => {
    assert.deepEqual(said('eslint', 500, { worth: 14, noise: 9 }), []);
    assert.match(said('eslint', 500, { worth: 16, noise: 10 }).join(), /^eslint\/r: less than 80 %[^,]*, 10 noise/);
    assert.match(said('eslint', 500, { worth: 10, noise: 9, false: 1 }).join(), /eslint\/r: less than 80 %/);
    assert.match(said('eslint', 500, { worth: 11, noise: 9 }).join(), /^eslint: less than 60 %/);
  });

  it('asks for a count, if only to say that there are no hits', () => {
    const kept = { samples: [], hits: [] };
    const problems = problemsOf([{ name: 'text', rules: [rule] }], {
      analyzers: new Map([['text', kept]]),
      corpus: [],
    });
    assert.match(problems.join(), /text\/r: nobody has counted/);
  });
});
