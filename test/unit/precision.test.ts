import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { RuleInfo } from '../../src/reviewers/analyzers/analyzer';
import { analyzers, bundled } from '../../src/reviewers/analyzers/analyzers';
import { isUnproven } from '../../src/reviewers/analyzers/unproven';
import { problemsOf, problemsOfSafe, problemsOfTried } from '../precision/bar';
import { atFirstSight, hasEarnedItsPlace, isTooLoud, nameOf } from '../precision/firstSight';
import { type AppliedSafe, figuresOf, readApplied, readLedger, type Sample } from '../precision/ledger';
import { ranIn } from '../precision/ranCode';
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

  it('has nothing against the rules whose edits are called safe', () => {
    assert.deepEqual([...problemsOfSafe(analyzers, readApplied()), ...problemsOfTried(readApplied())], []);
  });

  it('has earned each rule its place that is shown, and no other (npm run precision -- --table)', () => {
    const seen = atFirstSight(bundled, ledger);
    const isListed = (one: (typeof seen)[number]) => isUnproven(one.analyzer, one.rule.id);
    assert.deepEqual(seen.filter((one) => hasEarnedItsPlace(one) === isListed(one)).map(nameOf), []);
    const unproven = new Set(seen.filter(isListed).map(nameOf));
    const shown = analyzers.flatMap(({ name, rules }) =>
      rules.filter(({ isGuess }) => !isGuess).map(({ id }) => `${name}/${id}`),
    );
    assert.ok(unproven.size > 0);
    assert.deepEqual(
      shown.filter((rule) => unproven.has(rule)),
      [],
    );
  });

  it('calls nothing an error by default that has not shown it', () => {
    assert.deepEqual(atFirstSight(bundled, ledger).filter(isTooLoud).map(nameOf), []);
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
  type Judged = readonly [repository: string, verdict: Sample['verdict'], gone?: true];

  /** What is expected of the first rule, beside which others were judged. */
  function seen(judged: readonly Judged[], more: Partial<RuleInfo> = {}, others: Record<string, Judged[]> = {}) {
    const rules = [{ ...rule, ...more }, ...Object.keys(others).map((id) => ({ ...rule, id }))];
    const samples = Object.entries({ r: judged, ...others }).flatMap(([id, all]) =>
      all.map(
        ([repository, verdict, gone], line): Sample => ({
          ...{ repository: `a/${repository}`, commit: 'c'.repeat(40), path: 'x.go', line, rule: id, verdict },
          ...(gone && { gone }),
        }),
      ),
    );
    const all = atFirstSight([{ name: 'ast-grep', rules }], {
      analyzers: new Map([['ast-grep', { samples, hits: [] }]]),
    });
    return all.find((one) => one.rule.id === 'r');
  }
  const isShown = (...given: Parameters<typeof seen>) => {
    const found = seen(...given);
    return found && hasEarnedItsPlace(found);
  };
  const worthIn = (...repositories: string[]) => repositories.map((name): Judged => [name, 'worth']);

  it('counts each repository as often as another, with what others came to as one more, and what was mended by a quarter', () => {
    const found = seen(
      [...worthIn('one', 'one', 'one'), ['two', 'false', true], ['three', 'worth'], ['three', 'noise']],
      {},
      { other: [...worthIn('one'), ['two', 'false']] },
    );
    // The others: this rule in full, 1 + 0 + 0.5 of three, and the other one, 1 + 0 of two.
    const [priorWorth, priorFalse] = [(0.5 + 0.5) / 2, (1 / 3 + 0.5) / 2];
    assert.equal(found?.weight, 2.25);
    assert.equal(found.misled, 2);
    assert.ok(Math.abs(found.worth - (1.5 + priorWorth) / 3.25) < 1e-9, `${found.worth}`);
    assert.ok(Math.abs(found.false - (0.25 + priorFalse) / 3.25) < 1e-9, `${found.false}`);
  });

  it('is worth it in three of five where others are, and false in few', () => {
    const inFive = (worth: number, rest: Sample['verdict']) =>
      isShown(['a', 'b', 'c', 'd', 'e'].map((name, index): Judged => [name, index < worth ? 'worth' : rest]));
    assert.deepEqual([inFive(2, 'noise'), inFive(3, 'noise'), inFive(4, 'false')], [false, true, false]);
    assert.equal(seen(worthIn('one'), { isGuess: true }), undefined);
  });

  it('is not believed where nobody has judged it, whoever wrote it and however sure it is', () => {
    assert.deepEqual([isShown([]), isShown([], { severity: 'error' })], [false, false]);
    assert.equal(isShown([], {}, { other: worthIn('one', 'two') }), false);
    assert.equal(isShown(worthIn('one')), true);
  });

  it('is an error only where three of four are expected to be', () => {
    const loud = (worth: number) => {
      const judged = Array.from({ length: 10 }, (_, at): Judged => [`r${at}`, at < worth ? 'worth' : 'noise']);
      const found = seen(judged, { severity: 'error' });
      return found && isTooLoud(found);
    };
    assert.deepEqual([loud(6), loud(8)], [true, false]);
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

describe('the bar for edits that are called safe', () => {
  const rule = { id: 'r', title: '', explanation: '', severity: 'info', category: 'bug', isDefault: true } as const;
  const analyzers = [{ name: 'eslint', rules: [{ ...rule, preservesBehaviour: true }] }] as const;

  const tried = (
    count: number,
    told: Partial<Pick<AppliedSafe, 'before' | 'after' | 'isSetAside'>> = {},
  ): AppliedSafe => ({
    ...{ repository: 'a/b', commit: 'c'.repeat(40), tests: 'make test', edits: { 'eslint/r': count } },
    ...{ before: ['3 passed', '1 failed'], after: ['3 passed', '1 failed'] },
    ...told,
  });
  const said = (...applied: readonly AppliedSafe[]) => problemsOfSafe(analyzers, applied).join('\n');
  const seven = Array.from({ length: 7 }, () => tried(3));

  it('is met by 20 edits of a rule in four projects whose tests say what they said, and not by fewer', () => {
    assert.equal(said(tried(5), tried(5), tried(5), tried(5)), '');
    assert.match(said(tried(5), tried(5), tried(5), tried(4)), /^eslint\/r: only 19 edits in 4 projects/);
    assert.match(said(tried(10), tried(10), tried(10)), /^eslint\/r: only 30 edits in 3 projects/);
    assert.match(said({ ...tried(1), edits: { 'eslint/other': 90 } }), /^eslint\/r: only 0 edits in 0 projects/);
  });

  it('counts no edit in code that no test runs, and no project whose tests run none', () => {
    const ran = (count: number) => ({ ...tried(10), ran: { 'eslint/r': count } });
    assert.equal(said(ran(5), ran(5), ran(5), ran(5)), '');
    assert.match(said(ran(5), ran(5), ran(5), ran(4)), /^eslint\/r: only 19 edits in 4 projects/);
    assert.match(said(ran(10), ran(10), ran(10), ran(0)), /^eslint\/r: only 30 edits in 3 projects/);
  });

  it('asks for eight projects whose tests say something of edits, two of which were set aside', () => {
    const aside = tried(1, { isSetAside: true });
    assert.deepEqual(problemsOfTried([...seven.slice(1), aside, aside]), []);
    assert.match(problemsOfTried([...seven.slice(2), aside, aside]).join(), /only 7 projects/);
    assert.match(problemsOfTried([...seven, aside]).join(), /Only 1 of them/);
    assert.match(problemsOfTried([...seven, aside, { ...aside, ran: { 'eslint/r': 0 } }]).join(), /Only 1 of them/);
  });

  it('is not met when a test more fails, or one fewer passes', () => {
    assert.match(said(...seven, tried(1, { after: ['3 passed', '2 failed'] })), /^a\/b: before its edits/);
    assert.match(said(...seven, tried(1, { after: ['2 passed', '1 failed'] })), /^a\/b: before its edits/);
    assert.match(said(...seven, tried(1, { before: ['# fail 0'], after: ['# fail 1'] })), /^a\/b: before/);
    assert.match(said(...seven, tried(1, { before: [], after: [] })), /^a\/b: its tests tell nothing/);
    assert.match(said(...seven, tried(1, { before: ['Ran 31 tests'], after: ['Ran 30 tests'] })), /^a\/b: before/);
    assert.equal(said(...seven, tried(1, { before: ['1 error'], after: ['4 passed', '100% tests passed'] })), '');
  });
});

describe('what tests run', () => {
  it('is told of each place in JavaScript by the processes that loaded it, and of no other language', () => {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'folder-review-ran-'));
    try {
      const coverage = join(folder, 'coverage');
      const text = 'function called() {\n  one();\n}\nfunction never() {\n  two();\n}\nfunction one() {}\ncalled();\n';
      writeFileSync(join(folder, 'a.js'), text);
      writeFileSync(join(folder, 'unread.js'), text);
      spawnSync(process.execPath, ['a.js'], { cwd: folder, env: { ...process.env, NODE_V8_COVERAGE: coverage } });
      writeFileSync(join(coverage, 'broken.json'), '{"result":[');
      const hasRun = ranIn(coverage, folder);
      const told = (path: string, code: string) => hasRun(path, text.indexOf(code));
      assert.deepEqual(
        [told('a.js', 'one()'), told('a.js', 'two()'), told('unread.js', 'one()'), told('a.py', 'one()')],
        [true, false, false, undefined],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
