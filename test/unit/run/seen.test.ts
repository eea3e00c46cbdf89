import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { FileStatus } from '../../../src/core/fileReview';
import { historySentence } from '../../../src/core/report/historyText';
import { historyOf, seenBy } from '../../../src/core/run/seen';
import type { RunStore } from '../../../src/core/run/store';

import { byEslint, compared, type Files, finding, looks, reviewed, run } from './reviewsOfFiles';

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
