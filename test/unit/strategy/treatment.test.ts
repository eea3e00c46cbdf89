import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type Override, type Profile, passesOf, type RunOptions } from '../../../src/core/options';
import { rulePatternProblem } from '../../../src/core/strategy/rules';
import { settleFindings } from '../../../src/core/strategy/settle';
import { ownAnalyzers, profilesOf, skipForNoReviewer, treatments } from '../../../src/core/strategy/treatment';
import { treatmentLines } from '../../../src/core/strategy/treatmentText';
import { type FolderSource, type ReportedFinding, type ReviewerKind, severities } from '../../../src/core/types';
import { header } from '../fakes';

const runOptions = header.options;

const all: readonly ReviewerKind[] = ['local', 'editor', 'model'];

function applied(path: string, overrides: readonly Override[], more: Partial<RunOptions> = {}, bytes = 10) {
  return treatments({ ...runOptions, reviewers: all, ...more, overrides })({ path, bytes });
}

function profileNamed(name: string, ...passes: string[]): Profile {
  return { ...runOptions.profile, name, passes: passes.map((pass) => ({ name: pass, focus: pass })) };
}

function finding(rule: string, source = 'ruff'): ReportedFinding {
  return {
    ...{ source, rule, title: 'T', explanation: '', severity: 'warning', category: 'bug', confidence: 'high' },
    fix: { kind: 'edits', anchoring: 'exact', edits: [] },
  };
}

describe('what applies to a file', () => {
  it('is what applies to all where no override fits', () => {
    const { profile, reviewers, absent, analyzers, rule, overrides } = applied('a.ts', [
      { files: ['*.py'], reviewers: ['local'], rules: { 'ruff/*': 'off' } },
    ]);
    assert.deepEqual([profile, reviewers, absent, analyzers, overrides], [runOptions.profile, all, [], undefined, []]);
    assert.equal(rule('ruff/F401', 'warning'), undefined);
  });

  it('is what the last override that fits says, each thing for itself', () => {
    const treatment = applied('man/a.py', [
      { files: ['man'], reviewers: ['local'], analyzers: ['text'], profile: profileNamed('mentor', 'm') },
      {
        files: ['*.py'],
        reviewers: ['local', 'model'],
        rules: { 'ruff/*': 'info', 'ruff/F4*': 'off', 'ruff/F401': 'error' },
      },
      { files: ['*.md'], reviewers: ['model'] },
    ]);
    assert.deepEqual(treatment.reviewers, ['local', 'model']);
    assert.deepEqual(treatment.absent, [{ reviewer: 'editor', because: { kind: 'override' } }]);
    assert.deepEqual(treatment.analyzers, { value: ['text'] });
    assert.equal(treatment.profile.name, 'mentor');
    const settings = ['ruff/E1', 'ruff/F402', 'ruff/F401', 'eslint/F401'].map(
      (id) => treatment.rule(id, 'warning')?.value,
    );
    assert.deepEqual(settings, ['info', 'off', 'error', undefined]);
    assert.deepEqual(treatmentLines(treatment), [
      'Your settings for man: profile “mentor”; reviewers local; analyzers text',
      'Your settings for *.py: reviewers local, model; ruff/* info; ruff/F4* off; ruff/F401 error',
    ]);
  });

  it("only loses by the folder's word, and says whose it is", () => {
    const by = '.vscode/settings.json' as const;
    const treatment = applied('a.py', [
      {
        files: ['**'],
        reviewers: ['local'],
        analyzers: ['ruff', 'text'],
        rules: { 'ruff/A': 'off', 'ruff/B': 'info' },
      },
      {
        ...{ files: ['**'], by, reviewers: ['local', 'model'], analyzers: ['ruff', 'eslint'] },
        rules: { 'ruff/A': 'error', 'ruff/B': 'error', 'ruff/C': 'info', 'ruff/D': 'error' },
      },
    ]);
    assert.deepEqual(treatment.reviewers, ['local']);
    assert.deepEqual(treatment.analyzers, { value: ['ruff'], by });
    const said = ['A', 'B', 'C', 'D'].map((id) => treatment.rule(`ruff/${id}`, 'warning'));
    assert.deepEqual(said, [{ value: 'off' }, { value: 'info' }, { value: 'info', by }, undefined]);
    assert.equal(
      treatmentLines(treatment)[1],
      '.vscode/settings.json for **: reviewers local, model; analyzers ruff, eslint; ruff/A at most error; ' +
        'ruff/B at most error; ruff/C at most info; ruff/D at most error',
    );
  });

  it("is the user's where both speak of a file and the folder's file stands first", () => {
    const by = 'folder-review.yaml' as const;
    const { reviewers, rule } = applied('a.py', [
      { files: ['**'], by, reviewers: ['local'], rules: { 'ruff/*': 'off' } },
      { files: ['**'], reviewers: ['local', 'model'], rules: { 'ruff/F401': 'error' } },
    ]);
    assert.deepEqual(reviewers, ['local', 'model']);
    assert.deepEqual(
      [rule('ruff/F401', 'warning'), rule('ruff/E1', 'warning')],
      [{ value: 'error' }, { value: 'off', by }],
    );
  });

  it('keeps large files from models, and from nobody else', () => {
    const limit = { maxModelFileSize: 100 };
    assert.deepEqual(applied('a', [], limit, 100).reviewers, all);
    const { reviewers, absent } = applied('a', [], limit, 101);
    assert.deepEqual(reviewers, ['local', 'editor']);
    assert.deepEqual(absent, [{ reviewer: 'model', because: { kind: 'size', bytes: 101, limit: 100 } }]);
  });

  it('is a reason to skip it where no reviewer is left', () => {
    const skip = (overrides: readonly Override[], bytes = 10) =>
      skipForNoReviewer(applied('a', overrides, { reviewers: ['model'], maxModelFileSize: 100 }, bytes).absent);
    assert.equal(skip([{ files: ['a'], reviewers: ['local'] }]).reason, 'no reviewer');
    assert.equal(
      skip([{ files: ['a'], reviewers: ['local'], by: 'folder-review.yaml' }]).reason,
      'left out by folder-review.yaml',
    );
    assert.deepEqual(skip([], 1024), {
      reason: 'too large',
      message: 'no reviewer is left: 1 KB, a model gets at most 100 B',
    });
  });

  it('has the passes of its profile, numbered over all profiles of the run', () => {
    const [two, again] = [profileNamed('two', 'x', 'y'), profileNamed('two', 'x', 'y')];
    const options = {
      ...runOptions,
      overrides: [
        { files: ['*.h'], profile: two },
        { files: ['*.hh'], profile: again },
      ],
    };
    assert.deepEqual(
      passesOf(profilesOf(options)).map(({ pass }) => pass.name),
      [...runOptions.profile.passes.map(({ name }) => name), 'x', 'y'],
    );
    const passes = ['a.c', 'a.h', 'a.hh'].map((path) => treatments(options)({ path, bytes: 1 }).passes);
    assert.deepEqual(passes, [[0], [1, 2], [1, 2]]);
  });

  it("has the bounds of its profile, and the user's where that is the folder's word", () => {
    const strict = { ...profileNamed('strict', 's'), severities: ['error'] as const };
    const own = profileNamed('own', 'o');
    const by = 'folder-review.yaml' as const;
    assert.equal(applied('a', [{ files: ['a'], profile: own }]).bounds, undefined);
    const { profile, bounds } = applied('a', [{ files: ['a'], profile: strict, by }]);
    assert.deepEqual([profile, bounds], [strict, { by, without: runOptions.profile }]);
  });

  const rules = fc.dictionary(
    fc.constantFrom('ruff/*', 'ruff/F401', 'ruff/F*', 'eslint/*'),
    fc.constantFrom(...severities, 'off' as const),
  );
  const source = fc.constantFrom<FolderSource | undefined>(undefined, 'folder-review.yaml', '.vscode/settings.json');
  const override: fc.Arbitrary<Override> = fc
    .record(
      {
        files: fc.subarray(['**', '*.py', 'src'], { minLength: 1 }),
        reviewers: fc.subarray([...all], { minLength: 1 }),
        analyzers: fc.subarray(['ruff', 'eslint', 'text']),
        rules,
        by: source,
      },
      { requiredKeys: ['files'] },
    )
    .map(({ by, ...rest }) => ({ ...rest, ...(by && { by }) }));

  it("never gains by the folder's word, whatever everybody says", () => {
    fc.assert(
      fc.property(fc.array(override, { maxLength: 5 }), fc.constantFrom('a.py', 'src/a.ts'), (overrides, path) => {
        const weight = (value: string | undefined) => [...severities, 'off'].indexOf(value ?? 'warning');
        // The folder's words behind the user's, as settings of a workspace stand.
        const own = overrides.filter(({ by }) => !by);
        const [with_, without] = [[...own, ...overrides.filter(({ by }) => by)], own].map((list) =>
          applied(path, list),
        );
        assert.ok(with_ && without);
        assert.ok(with_.reviewers.every((kind) => without.reviewers.includes(kind)));
        assert.ok(
          !without.analyzers || with_.analyzers?.value.every((name) => without.analyzers?.value.includes(name)),
        );
        for (const id of ['ruff/F401', 'ruff/E1', 'eslint/x']) {
          assert.ok(weight(with_.rule(id, 'warning')?.value) >= weight(without.rule(id, 'warning')?.value));
        }
      }),
    );
  });
});

describe('findings under overrides', () => {
  const settled = (override: Omit<Override, 'files'>, found: ReportedFinding, reviewer: ReviewerKind = 'local') =>
    settleFindings(reviewer, [found], applied('a', [{ files: ['a'], ...override }]))[0];

  it('are hidden without their fix where the rule is off or the analyzer left out', () => {
    const { fix: _, ...observation } = finding('F401');
    const hidden = { ...observation, hiddenBy: { kind: 'rules' } };
    assert.deepEqual(settled({ rules: { 'ruff/F401': 'off' } }, finding('F401')), hidden);
    assert.deepEqual(settled({ analyzers: ['text'] }, finding('F401')), hidden);
    const by = 'folder-review.yaml' as const;
    assert.deepEqual(settled({ analyzers: [], by }, finding('F401'))?.hiddenBy, { kind: 'rules', by });
  });

  it('weigh what settings say, and keep their fix', () => {
    assert.deepEqual(settled({ rules: { 'ruff/*': 'error' } }, finding('F401')), {
      ...finding('F401'),
      severity: 'error',
    });
  });

  it("are those of the editor by its source, and never a model's", () => {
    assert.equal(
      settled({ rules: { 'editor/ts/*': 'off' } }, finding('2345', 'ts'), 'editor')?.hiddenBy?.kind,
      'rules',
    );
    assert.equal(settled({ rules: { 'ruff/*': 'off' } }, finding('F401'), 'editor')?.hiddenBy, undefined);
    assert.equal(settled({ rules: { 'ruff/*': 'off' }, analyzers: [] }, finding('F401'), 'model')?.hiddenBy, undefined);
  });

  it('stay hidden by who hid them first', () => {
    const { fix: _, ...observation } = finding('F401');
    const silenced = { ...observation, hiddenBy: { kind: 'comment' } } as const;
    assert.equal(settled({ rules: { 'ruff/*': 'error' } }, silenced), silenced);
  });
});

describe('analyzers that need not look', () => {
  it("are those the user leaves out; the folder's word hides what they find, so that it is counted", () => {
    const wanted = ownAnalyzers([
      { files: ['*.py'], analyzers: ['text'] },
      { files: ['*.py'], analyzers: ['ruff'], by: 'folder-review.yaml' },
    ]);
    assert.deepEqual([wanted('a.py'), wanted('a.js')], [['text'], undefined]);
  });
});

describe('names of rules in settings', () => {
  const known = [
    { analyzer: 'ruff', ids: ['F401'], others: /^[A-Z]+\d+$/ },
    { analyzer: 'ast-grep', ids: ['defer-in-loop', 'realloc-into-itself'] },
  ];
  const cases: readonly (readonly [string, RegExp | undefined])[] = [
    ['ruff/F401', undefined],
    ['ruff/B909', undefined],
    ['ruff/*', undefined],
    ['ast-grep/defer*', undefined],
    ['editor/ts/*', undefined],
    ['F401', /must begin with ruff\/, ast-grep\/, editor\//],
    ['pylint/E1', /must begin with/],
    ['ruff/', /is followed by a rule/],
    ['ruff/*F', /is followed by a rule/],
    ['ruff/f401', /is no rule of ruff; there is ruff\/F401/],
    ['ast-grep/defer-in-a-loop', /is no rule of ast-grep; there is ast-grep\/defer-in-loop/],
    ['ast-grep/xyz*', /is no rule of ast-grep$/],
  ];
  for (const [pattern, problem] of cases) {
    it(`${pattern}: ${problem ? 'refused' : 'fine'}`, () => {
      const said = rulePatternProblem(pattern, known);
      assert.ok(problem ? said !== undefined && problem.test(said) : said === undefined, said);
    });
  }
});
