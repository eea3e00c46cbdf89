import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileStatus } from '../../../src/core/fileReview';
import type { RunHeader } from '../../../src/core/options';
import { compareRuns, standingCounts } from '../../../src/core/run/comparison';
import { historyOf, seenBy } from '../../../src/core/run/seen';
import { RunStore } from '../../../src/core/run/store';
import type { Finding, HiddenFinding } from '../../../src/core/types';
import { header, put } from '../fakes';

import { byEslint, compared, comparing, type Files, finding, looks, nextText, reviewed, run } from './reviewsOfFiles';

describe('two runs, compared', () => {
  it('tell what is new, still there and fixed, in the order of the later one', () => {
    assert.deepEqual(compared({ a: { found: ['1', '2'] }, b: { found: ['3'] } }, { a: { found: ['4', '2'] }, b: {} }), [
      'new | a | 4',
      'still there | a | 2',
      'fixed | a | 1',
      'fixed | b | 3',
    ]);
  });

  it('tell what came back from what is new, by the runs before both', () => {
    assert.deepEqual(
      compared({ a: {} }, { a: { found: ['1', '2'] } }, { a: { found: ['9'] } }, { a: { found: ['1'] } }),
      ['came back | a | 1', 'new | a | 2'],
    );
  });

  it('never call fixed what nobody looked for again', () => {
    const earlier: Files = { a: { found: ['1'] } };
    const because = (status: FileStatus) => compared(earlier, { a: { status } });
    for (const [status, reason] of [
      [reviewed('text'), 'eslint did not look at the file'],
      [{ kind: 'skipped', reason: 'too large', message: '' }, 'the file was skipped: too large'],
      [
        { kind: 'failed', reason: 'timed out', message: '', phase: 'local' },
        'the review of the file failed: timed out',
      ],
      [{ kind: 'cancelled' }, 'the file was not reviewed'],
      [{ kind: 'queued' }, 'the file was not reviewed'],
      [
        { kind: 'reviewed', coverage: { reviewedLines: 8, totalLines: 9 }, durationMs: 1, looks: looks('eslint') },
        'not all of the file was looked at',
      ],
    ] satisfies [FileStatus, string][]) {
      assert.deepEqual(because(status), [`not looked at | a | 1 | ${reason}`]);
    }
    assert.deepEqual(compared(earlier, {}), ['not looked at | a | 1 | the file is not in the later review']);
    const old = { a: { findings: [finding(undefined)] } };
    assert.match(compared(old, { a: {} }).join(), /^not looked at \| a \| the earlier review was made by a version/);
  });

  it('never call fixed what an analyzer could not get to read, whether that is in a list or not', () => {
    const earlier: Files = { a: { findings: [finding('1'), finding('2', { source: 'text' })] } };
    const broken = finding('9', { source: 'syntax', rule: 'syntax' });
    for (const file of [{ findings: [broken] }, { hidden: [{ ...broken, hiddenBy: { kind: 'comment' } as const }] }]) {
      assert.deepEqual(compared(earlier, { a: file }).slice(-2), [
        'not looked at | a | 1 | the file has a syntax error',
        'fixed | a | 2',
      ]);
    }
    const status = {
      ...byEslint,
      looks: { ...looks('eslint', 'text'), limits: { eslint: { unread: true } } },
    } as const;
    assert.deepEqual(compared(earlier, { a: { status } }), [
      'not looked at | a | 1 | eslint could not read all of the file',
      'fixed | a | 2',
    ]);
    const hidden = [{ ...finding('9', { rule: 'too-many-findings' }), hiddenBy: { kind: 'bounds' } as const }];
    assert.deepEqual(compared(earlier, { a: { hidden } }), [
      'not looked at | a | 1 | not all findings of eslint are kept',
      'fixed | a | 2',
    ]);
  });

  it('ask whether the rule was looked for, in such a file', () => {
    const rules = { eslint: { kept: 'all', 'of-js': ['javascript'] }, markdownlint: { MD001: 'all' } } as const;
    const later = (name: string, status: FileStatus, known: RunHeader['rules'] = rules) => {
      const store = new RunStore({ ...header, rules: known });
      put(store, [{ path: name, bytes: 1, status, textHash: nextText(), findings: [] }]);
      store.apply({ type: 'state', state: { kind: 'finished' } });
      return store;
    };
    const becauseOf = (rule: string, status: FileStatus, known?: RunHeader['rules']) => {
      const source = rule.startsWith('MD') ? 'markdownlint' : 'eslint';
      const before = run({ a: { findings: [finding('1', { rule, source })] } });
      const store = later('a', status, known);
      const [one] = compareRuns(before, store, seenBy([before]));
      const steps = historyOf(seenBy([before]), store);
      let step = steps.next();
      while (!step.done) {
        step = steps.next();
      }
      assert.equal(step.value.history.counts.fixed, one?.standing === 'fixed' ? 1 : 0);
      return one?.because ?? one?.standing;
    };
    const asIn = (language: string, limits = {}): FileStatus => ({
      ...{ kind: 'reviewed', coverage: { reviewedLines: 9, totalLines: 9 }, durationMs: 1 },
      looks: { analyzers: ['eslint', 'markdownlint'], language, limits },
    });
    const script = asIn('javascript');
    assert.equal(becauseOf('kept', script), 'fixed');
    assert.equal(becauseOf('dropped', script), 'eslint did not look for dropped');
    assert.equal(becauseOf('toString', script), 'eslint did not look for toString');
    assert.equal(becauseOf('of-js', script), 'fixed');
    const typed = asIn('typescript');
    assert.equal(becauseOf('kept', typed), 'fixed');
    assert.equal(becauseOf('of-js', typed), 'eslint does not look for of-js in such a file');
    assert.equal(becauseOf('of-js', asIn('typescript', { eslint: { language: 'javascript' } })), 'fixed');
    const off = asIn('javascript', { eslint: { off: ['kept'] } });
    assert.equal(becauseOf('kept', off), 'eslint does not look for kept in such a file');
    assert.equal(becauseOf('MD013', script), 'markdownlint did not look for MD013');
    assert.equal(becauseOf('MD013', asIn('markdown', { markdownlint: { on: ['MD013'] } })), 'fixed');
    assert.equal(becauseOf('MD013', asIn('markdown', { markdownlint: { on: ['*'] } })), 'fixed');
    const all = { markdownlint: { on: ['*'], off: ['MD013'] } };
    assert.equal(becauseOf('MD013', asIn('markdown', all)), 'markdownlint did not look for MD013');
    for (const rule of ['syntax', 'configuration', 'too-many-findings']) {
      assert.equal(becauseOf(rule, script), 'fixed', rule);
    }
  });

  it('ask of a model’s findings whether that model looked', () => {
    const byModel = { a: { findings: [finding('1', { reviewer: 'model', source: 'qwen' })] } };
    assert.deepEqual(compared(byModel, { a: {} }), ['not looked at | a | 1 | model did not look at the file']);
    const by = (model: string) => ({
      a: { status: reviewed('model'), uses: [{ model, requests: 1, sampling: {} }] },
    });
    assert.deepEqual(compared(byModel, by('qwen')), ['fixed | a | 1']);
    assert.deepEqual(compared(byModel, by('other')), ['not looked at | a | 1 | qwen did not look at the file']);
    // A file with the same text as another is not sent a second time.
    assert.deepEqual(compared(byModel, { a: { status: reviewed('model') } }), ['fixed | a | 1']);
  });

  it('ask of a model’s findings whether it looked with the same profile', () => {
    const withProfile = (name: string, found: readonly Finding[] = []) => {
      const store = new RunStore({
        ...header,
        options: { ...header.options, profile: { ...header.options.profile, name } },
      });
      const textHash = nextText();
      put(store, [{ path: 'a', bytes: 1, status: reviewed('model'), textHash, findings: found }]);
      store.apply({ type: 'state', state: { kind: 'finished' } });
      return store;
    };
    const known = { reviewer: 'model', source: 'qwen', rule: 'review' } as const;
    const first = withProfile('security', [finding('1', known)]);
    const other = withProfile('performance', [finding('2', known)]);
    const standing = (before: RunStore, later: RunStore, ...past: RunStore[]) =>
      compareRuns(before, later, seenBy([...past, before]), past.toReversed()).map(
        (one) => `${one.standing} ${one.finding.identity} ${one.because}`,
      );
    const because = 'qwen looked for something else, with the profile “performance”';
    assert.deepEqual(standing(first, other), ['new 2 undefined', `not looked at 1 ${because}`]);
    assert.deepEqual(standing(first, withProfile('security')), ['fixed 1 undefined']);
    assert.deepEqual(standing(other, withProfile('performance'), first), ['fixed 2 undefined']);
    assert.deepEqual(standing(other, withProfile('security'), first).sort(), [
      'fixed 1 undefined',
      'not looked at 2 qwen looked for something else, with the profile “security”',
    ]);
    const steps = historyOf(seenBy([first]), other);
    let step = steps.next();
    while (!step.done) {
      step = steps.next();
    }
    assert.deepEqual([step.value.history.counts.fixed, step.value.history.counts['not looked at']], [0, 1]);
  });

  it('take what is folded into another finding for there as long as that is, and count it once', () => {
    const model = { reviewer: 'model', source: 'qwen', identity: '1' } as const;
    const { identity, ...byModel } = model;
    const looked = { status: reviewed('eslint', 'model') };
    const alone = { a: { ...looked, findings: [finding(identity, byModel)] } };
    const both = { a: { ...looked, findings: [finding('2', { folded: [model], alsoFrom: ['qwen'] })] } };
    const neither = { a: looked };
    assert.deepEqual(compared(alone, both), ['still there | a | 2']);
    assert.deepEqual(compared(both, alone), ['still there | a | 1', 'fixed | a | 2']);
    assert.deepEqual(compared(both, neither), ['fixed | a | 2']);
    const counts = (...runs: Files[]) => {
      const steps = historyOf(seenBy(runs.slice(0, -1).map(run)), run(runs.at(-1) ?? {}));
      let step = steps.next();
      while (!step.done) {
        step = steps.next();
      }
      const { new: fresh, fixed, 'still there': still } = step.value.history.counts;
      return `${fresh} new, ${still} still there, ${fixed} fixed`;
    };
    assert.equal(counts(alone, both), '0 new, 1 still there, 0 fixed');
    assert.equal(counts(alone, both, neither), '0 new, 0 still there, 1 fixed');
    assert.equal(counts(alone, both, both, alone), '0 new, 1 still there, 1 fixed');
  });

  it('tell what is in no list any more, and take for still there what was hidden before', () => {
    const hidden = [{ ...finding('1'), hiddenBy: { kind: 'bounds' } } satisfies HiddenFinding];
    assert.deepEqual(compared({ a: { found: ['1'] } }, { a: { hidden } }), ['hidden | a | 1']);
    assert.deepEqual(compared({ a: { hidden } }, { a: { found: ['1'] } }), ['still there | a | 1']);
  });

  it('follow a file to its new name, by its text or by half of its findings', () => {
    assert.deepEqual(
      compared({ a: { found: ['1'], textHash: 'same' } }, { b: { found: ['1', '2'], textHash: 'same' } }),
      ['still there | a → b | 1', 'new | a → b | 2'],
    );
    assert.deepEqual(compared({ a: { found: ['1', '2'] } }, { b: { found: ['1', '3'] } }), [
      'still there | a → b | 1',
      'new | a → b | 3',
      'fixed | b | 2',
    ]);
    assert.deepEqual(compared({ a: { found: ['1', '2', '3'] } }, { b: { found: ['1', '4', '5'] } }), [
      ...['1', '4', '5'].map((identity) => `new | b | ${identity}`),
      ...['1', '2', '3'].map((identity) => `not looked at | a | ${identity} | the file is not in the later review`),
    ]);
  });

  it('give one name to one file', () => {
    const later = { b: { found: ['1'] }, c: { found: ['1'] } };
    assert.deepEqual(compared({ a: { found: ['1'] } }, later), ['still there | a → b | 1', 'new | c | 1']);
  });

  it('are counted by how findings stand', () => {
    const both = comparing({ a: { found: ['1', '2'] } }, { a: { found: ['2', '3'] } });
    assert.deepEqual(standingCounts(both), {
      ...{ new: 1, 'came back': 0, 'still there': 1, fixed: 1, hidden: 0, 'not looked at': 0 },
    });
  });
});
