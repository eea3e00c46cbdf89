import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { FileReview, FileStatus } from '../../../src/core/fileReview';
import { historySentence } from '../../../src/core/report/historyText';
import { compareRuns, standingCounts } from '../../../src/core/run/comparison';
import { historyOf, seenBy } from '../../../src/core/run/seen';
import { RunStore } from '../../../src/core/run/store';
import type { Finding, HiddenFinding } from '../../../src/core/types';
import { header, put, storeOf } from '../fakes';

const looks = (...analyzers: string[]) => ({ analyzers, language: 'javascript' });
const reviewed = (...analyzers: string[]): FileStatus => ({
  kind: 'reviewed',
  coverage: { reviewedLines: 9, totalLines: 9 },
  durationMs: 1,
  looks: looks(...analyzers),
});
const byEslint = reviewed('eslint', 'text');

let ids = 0;
function finding(identity: string | undefined, more: Partial<Finding> = {}): Finding {
  const words = {
    title: `t ${identity}`,
    explanation: '',
    severity: 'warning',
    category: 'bug',
    confidence: 'high',
  } as const;
  const known = identity === undefined ? {} : { identity };
  return { id: `f${++ids}`, ...known, reviewer: 'local', source: 'eslint', rule: 'r', ...words, ...more };
}

type Files = Readonly<Record<string, Partial<FileReview> & { readonly found?: readonly string[] }>>;
let texts = 0;
/** Each run sees another text of every file, unless they say which. */
const run = (files: Files) =>
  storeOf(
    Object.entries(files).map(([path, { found = [], status = byEslint, ...more }]) => ({
      ...{ path, bytes: 1, status, textHash: `text ${++texts}`, findings: found.map((identity) => finding(identity)) },
      ...more,
    })),
  );
function comparing(earlier: Files, later: Files, past: readonly Files[] = []) {
  const [before, stores] = [run(earlier), past.map(run)];
  return compareRuns(before, run(later), seenBy([...stores, before]), stores.toReversed());
}
const compared = (earlier: Files, later: Files, ...past: Files[]) =>
  comparing(earlier, later, past).map(({ standing, path, before, finding: { identity }, because }) =>
    [standing, before === undefined ? path : `${before} → ${path}`, identity, because]
      .filter((part) => part !== undefined)
      .join(' | '),
  );

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
      const textHash = `text ${++texts}`;
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

describe('findings over the reviews of a folder', () => {
  const failed: FileStatus = { kind: 'failed', reason: 'timed out', message: '', phase: 'local' };
  const skipped: FileStatus = { kind: 'skipped', reason: 'too large', message: '' };
  const historyAfter = (before: readonly Files[], store: RunStore) => {
    const steps = historyOf(seenBy(before.map(run)), store);
    for (;;) {
      const step = steps.next();
      if (step.done) {
        return step.value.history;
      }
    }
  };
  /** What the last of some reviews says of its findings, and how many it has not. */
  const last = (...runs: Files[]) => {
    const store = run(runs.at(-1) ?? {});
    const history = historyAfter(runs.slice(0, -1), store);
    const standing = [...store.files()].flatMap((file) =>
      file.findings.map((one) => `${one.identity} ${history.standingOf(file.path, one)}`),
    );
    return [...standing, `${history.counts.fixed} fixed`, `${history.counts['not looked at']} not looked at`];
  };

  it('are nothing to the first of them', () => {
    assert.deepEqual(last({ a: { found: ['1'] } }), ['1 undefined', '0 fixed', '0 not looked at']);
    const history = historyAfter([], run({ a: { found: ['1'] } }));
    assert.equal(historySentence({ history }), undefined);
  });

  it('are told to the views of the files alone in which there is news, and of those in which there was', () => {
    const before = [{ a: { found: ['1'] }, b: { found: ['2'] }, c: { found: ['4'] } }];
    const store = run({ a: { found: ['1'] }, b: { found: ['2', '3'] }, c: { found: [] } });
    const told: (readonly string[])[] = [];
    store.onDidChange((changed) => told.push([...changed]));
    store.showHistory(historyAfter(before, store));
    store.showHistory(historyAfter([...before, { b: { found: ['2', '3'] } }], store));
    store.showHistory(historyAfter([], store));
    assert.deepEqual(told, [['b'], ['b'], []]);
  });

  it('are what they were when somebody last looked, whatever was skipped, failed or left out since', () => {
    const found = { a: { found: ['1', '2'] } };
    for (const between of [{ a: { status: failed } }, { a: { status: skipped } }, {}]) {
      assert.deepEqual(last(found, between), ['0 fixed', '2 not looked at']);
      assert.deepEqual(last(found, between, { a: { found: ['1'] } }), ['1 still there', '1 fixed', '0 not looked at']);
      assert.deepEqual(last(found, { a: {} }, between, { a: { found: ['2', '3'] } }), [
        '2 came back',
        '3 new',
        '0 fixed',
        '0 not looked at',
      ]);
    }
    const missing = Array.from({ length: 12 }, () => ({}));
    assert.deepEqual(last(found, ...missing, found).slice(0, 1), ['1 new'], 'forgotten, as are the runs');
  });

  it('are followed from name to name', () => {
    assert.deepEqual(last({ a: { found: ['1', '2'] } }, { b: { found: ['1', '2'] } }, { c: { found: ['2'] } }), [
      '2 still there',
      '1 fixed',
      '0 not looked at',
    ]);
  });

  it('are fixed for a comparison also where the earlier of the two had not looked', () => {
    const runs: Files[] = [{ a: { found: ['1', '2'] } }, { a: { status: failed } }, { a: { found: ['2'] } }];
    const [first = {}, second = {}, third = {}] = runs;
    assert.deepEqual(compared(second, third, first), ['still there | a | 2', 'fixed | a | 1']);
    assert.deepEqual(compared(first, second), [
      'not looked at | a | 1 | the review of the file failed: timed out',
      'not looked at | a | 2 | the review of the file failed: timed out',
    ]);
  });

  it('are fixed in no text that has not changed, and in one that has as ever', () => {
    const model = { reviewer: 'model', source: 'qwen' } as const;
    const looked = { status: reviewed('eslint', 'model') };
    const found = { a: { ...looked, textHash: 'A', findings: [finding('1'), finding('2', model)] } };
    const silent = (textHash: string) => ({ a: { ...looked, textHash } });
    const because = [
      'not looked at | a | 1 | the file has not changed, but what eslint goes by has',
      'not looked at | a | 2 | the file has not changed, of which qwen does not say the same each time',
    ];
    assert.deepEqual(compared(found, silent('A')), because);
    assert.deepEqual(last(found, silent('A')), ['0 fixed', '2 not looked at']);
    assert.deepEqual(last(found, silent('A'), silent('A')), ['0 fixed', '2 not looked at']);
    assert.deepEqual(last(found, silent('A'), found).slice(0, 2), ['1 still there', '2 still there']);
    assert.deepEqual(last(found, silent('A'), silent('B')), ['2 fixed', '0 not looked at']);
    // Nobody has looked at the text in between, though it is known.
    const cut = { a: { status: failed, textHash: 'B' } };
    assert.deepEqual(last(found, cut, silent('B')), ['2 fixed', '0 not looked at']);
    assert.deepEqual(last(found, cut, silent('A')), ['0 fixed', '2 not looked at']);
    assert.deepEqual(compared(cut, silent('B'), found), ['fixed | a | 1', 'fixed | a | 2']);
    assert.deepEqual(compared(cut, silent('A'), found), []);
    // A renamed file is the same text.
    assert.deepEqual(
      compared(found, { 'a.pyi': { ...looked, textHash: 'A' } }),
      because.map((one) => one.replace('| a |', '| a.pyi |')),
    );
  });

  it('are fixed in an unchanged text where they may be about another file', () => {
    const others = [finding('1', { rule: 'configuration' }), finding('2', { reviewer: 'editor', source: 'ts' })];
    const looked = { ...byEslint, looks: { ...looks('editor', 'eslint'), sources: { editor: ['ts'] } } };
    assert.deepEqual(compared({ a: { textHash: 'A', findings: others } }, { a: { status: looked, textHash: 'A' } }), [
      'fixed | a | 1',
      'fixed | a | 2',
    ]);
  });

  it('are neither new nor fixed where they may be among those that were not kept', () => {
    const note = (severity: 'error' | 'warning') => finding('note', { rule: 'too-many-findings', severity });
    const many = { a: { findings: [finding('1'), note('warning')] } };
    const fewer = { a: { findings: [finding('2'), finding('3', { source: 'text' })] } };
    assert.deepEqual(compared(many, fewer), [
      'not looked at | a | 2 | not all findings of eslint were kept before',
      'new | a | 3',
      'fixed | a | 1',
      'fixed | a | note',
    ]);
    assert.deepEqual(last(many, fewer), ['2 undefined', '3 new', '2 fixed', '1 not looked at']);
    assert.deepEqual(last(many, fewer, { a: { findings: [finding('2'), finding('4')] } }).slice(0, 2), [
      '2 still there',
      '4 new',
    ]);
    const heavier = { a: { findings: [finding('5', { severity: 'error' }), note('warning')] } };
    assert.deepEqual(last(many, heavier), ['5 new', 'note still there', '0 fixed', '1 not looked at']);
    assert.deepEqual(last(many, { a: { status: failed } }, fewer).slice(0, 2), ['2 undefined', '3 new']);
    const silenced = { a: { hidden: [{ ...note('error'), hiddenBy: { kind: 'comment' } as const }] } };
    assert.deepEqual(last(silenced, fewer).slice(0, 2), ['2 new', '3 new']);
  });

  it('are never fixed before somebody looked for them again, and never new twice', () => {
    const looked = fc.record({ status: fc.constant(byEslint), found: fc.subarray(['1', '2', '3']) });
    const notLooked = fc.constantFrom<Files[string]>(
      { status: failed },
      { status: skipped },
      { status: reviewed('text') },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(looked, notLooked), { minLength: 1, maxLength: 9 }), (files) => {
        const known = new Map<string, 'there' | 'gone'>();
        let expected: string[] = [];
        for (const [index, { found, status }] of files.entries()) {
          const standing = { there: 'still there', gone: 'came back' };
          const before = [...known].filter(([, state]) => state === 'there').map(([identity]) => identity);
          const away = before.filter((identity) => !found?.includes(identity));
          expected = (found ?? []).map((identity) => {
            const state = known.get(identity);
            return `${identity} ${index === 0 ? undefined : state ? standing[state] : 'new'}`;
          });
          expected.push(
            `${status === byEslint ? away.length : 0} fixed`,
            `${status === byEslint ? 0 : away.length} not looked at`,
          );
          for (const identity of status === byEslint ? away : []) {
            known.set(identity, 'gone');
          }
          for (const identity of found ?? []) {
            known.set(identity, 'there');
          }
        }
        assert.deepEqual(last(...files.map((a) => ({ a }))), expected);
      }),
    );
  });
});
