import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FileReview, FileStatus, LookSources } from '../../../src/core/fileReview';
import type { ModelUse } from '../../../src/core/modelUse';
import type { RunOptions } from '../../../src/core/options';
import { compareRuns } from '../../../src/core/run/comparison';
import { historyOf, seenBy } from '../../../src/core/run/seen';
import { RunStore } from '../../../src/core/run/store';
import type { Finding } from '../../../src/core/types';
import { header, put } from '../fakes';

const status = (sources: LookSources): FileStatus => ({
  ...{ kind: 'reviewed', coverage: { reviewedLines: 9, totalLines: 9 }, durationMs: 1 },
  looks: { analyzers: ['editor', 'eslint', 'model'], language: 'javascript', sources },
});
const all: LookSources = { editor: ['lint'], model: ['qwen'] };

let ids = 0;
const finding = (identity: string, quote: string | undefined, more: Partial<Finding> = {}): Finding => ({
  ...{ id: `f${++ids}`, identity, reviewer: 'local', source: 'eslint', title: identity, explanation: '' },
  ...{ severity: 'warning', category: 'bug', confidence: 'high' },
  ...(quote !== undefined && { place: { start: 0, end: 1, startLine: ++ids, endLine: ids, quote } }),
  ...more,
});
const byModel = (identity: string, quote?: string) =>
  finding(identity, quote, { reviewer: 'model', source: 'qwen', rule: 'review' });

function run(findings: readonly Finding[], more: Partial<FileReview> = {}, options: Partial<RunOptions> = {}) {
  const store = new RunStore({ ...header, options: { ...header.options, ...options } });
  put(store, [{ path: 'a', bytes: 1, status: status(all), textHash: `${++ids}`, findings, ...more }]);
  store.apply({ type: 'state', state: { kind: 'finished' } });
  return store;
}

/** What the last of some runs has not, of the one before it and of all before it; both must agree. */
function missing(...runs: RunStore[]): string[] {
  const [later, earlier, ...past] = runs.toReversed();
  assert.ok(later && earlier);
  const steps = historyOf(seenBy(runs.slice(0, -1)), later);
  let step = steps.next();
  while (!step.done) {
    step = steps.next();
  }
  const { fixed, 'not looked at': open } = step.value.history.counts;
  const compared = compareRuns(earlier, later, seenBy(runs.slice(0, -1)), past);
  const gone = compared.filter(({ standing }) => standing === 'fixed' || standing === 'not looked at');
  assert.ok(gone.filter(({ standing }) => standing === 'fixed').length <= fixed);
  return [
    ...gone.map(({ standing, because, finding: { identity } }) =>
      [standing, identity, because].filter(Boolean).join(' '),
    ),
    `${fixed} fixed, ${open} not looked at`,
  ];
}

describe('what a reviewer may have left to another', () => {
  const because = 'it may be left to eslint, which has found something there';
  const left = [`not looked at 1 ${because}`, '0 fixed, 1 not looked at'];
  const fixed = ['fixed 1', '1 fixed, 0 not looked at'];
  const line = '  return total == limit;';

  it('is not fixed, as long as the other’s finding is at its place', () => {
    const [first, second] = [run([byModel('1', line)]), run([finding('2', 'total == limit')])];
    assert.deepEqual(missing(first, second), left);
    assert.deepEqual(missing(first, second, run([finding('2', 'total == limit')])), ['0 fixed, 1 not looked at']);
    assert.deepEqual(missing(first, second, run([])).at(-1), '2 fixed, 0 not looked at');
    const onItsLine = (quote: string, identity: string) => {
      const one = { start: 0, end: 1, startLine: 4, endLine: 4, quote };
      return finding(identity, quote, { place: one });
    };
    const there = { ...onItsLine(line, '1'), reviewer: 'model', source: 'qwen' } as const;
    assert.deepEqual(missing(run([there]), run([onItsLine('changed', '2')])), left);
    const dismissed = { hidden: [{ ...finding('2', line), hiddenBy: { kind: 'dismissed' } as const }] };
    assert.deepEqual(missing(first, run([], dismissed)), left);
  });

  it('is fixed where the other’s is elsewhere, was there before, or is in no list that anybody is told of', () => {
    const first = run([byModel('1', line)]);
    assert.deepEqual(missing(first, run([finding('2', 'tot'), finding('3', 'other();\n}')])), fixed);
    const both = run([finding('2', 'total == limit'), byModel('1', line)]);
    assert.deepEqual(missing(both, run([finding('2', 'total == limit')])), fixed);
    assert.deepEqual(missing(both, run([finding('2', 'total == limit')]), run([])).at(-1), '1 fixed, 0 not looked at');
    const hidden = { hidden: [{ ...finding('2', line), hiddenBy: { kind: 'bounds' } as const }] };
    assert.deepEqual(missing(first, run([], hidden)), fixed);
    // A model’s second finding is told to nobody.
    assert.deepEqual(missing(first, run([byModel('2', line)])), fixed);
  });

  it('of a whole file may be left to what is said of the whole file alone', () => {
    const first = run([byModel('1')]);
    assert.deepEqual(missing(first, run([finding('2', line)])), fixed);
    assert.deepEqual(missing(first, run([finding('2', undefined)])), left);
  });

  it('holds for the editor’s too', () => {
    const first = run([finding('1', line, { reviewer: 'editor', source: 'lint' })]);
    assert.deepEqual(missing(first, run([finding('2', 'limit')])), left);
    assert.deepEqual(missing(first, run([])), fixed);
  });

  it('comes back as what it was where it was folded into the other’s, and that is gone', () => {
    const one = { reviewer: 'model', source: 'qwen', identity: '1' } as const;
    const both = run([finding('2', line, { folded: [one] })]);
    const told = run([finding('2', line)]);
    const seen = seenBy([both, told]).files.get('a');
    assert.deepEqual(seen?.by.find(({ reviewer }) => reviewer === 'model')?.present, ['1']);
  });

  it('is not taken for fixed where an earlier version kept no place', () => {
    const { reviews, files } = seenBy([run([byModel('1', line)])]);
    const [[path, { places: _, ...file }] = assert.fail()] = files;
    const steps = historyOf({ reviews, files: new Map([[path, file]]) }, run([finding('2', 'elsewhere')]));
    let step = steps.next();
    while (!step.done) {
      step = steps.next();
    }
    assert.equal(step.value.history.counts['not looked at'], 1);
  });
});

describe('who of many has looked', () => {
  const byLint = run([finding('1', 'x', { reviewer: 'editor', source: 'lint' })]);
  const qwen = run([byModel('1', 'x')]);
  const nothing = '0 fixed, 1 not looked at';
  const withSources = (sources: LookSources, more: Partial<FileReview> = {}) =>
    run([], { status: status(sources), ...more });

  it('an extension of the editor that says nothing of a file is not known to be at work', () => {
    for (const sources of [{ editor: ['other'] }, {}]) {
      assert.deepEqual(missing(byLint, withSources(sources)), [
        'not looked at 1 nothing says that lint looked at the file',
        nothing,
      ]);
    }
    assert.deepEqual(missing(byLint, withSources({ editor: ['lint', 'other'] })).at(0), 'fixed 1');
  });

  it('one of two models that each looked at a part has not looked at all of it', () => {
    assert.deepEqual(missing(qwen, withSources({ model: ['gemma', 'qwen'] })), [
      'not looked at 1 gemma looked at a part of the file',
      nothing,
    ]);
    // Also of a file that was not asked about, as another has the same text.
    assert.deepEqual(missing(qwen, withSources({ model: ['gemma'] })), [
      'not looked at 1 qwen did not look at the file',
      nothing,
    ]);
  });

  it('a model of which a finding could not be read may have found it again', () => {
    const use: ModelUse = { model: 'qwen', requests: 2, sampling: {}, unread: 1 };
    assert.deepEqual(missing(qwen, withSources(all, { uses: [use] })), [
      'not looked at 1 not all that qwen found could be read',
      nothing,
    ]);
    assert.deepEqual(missing(qwen, withSources(all, { uses: [{ ...use, confirms: true }] })).at(0), 'fixed 1');
  });

  it('a model with other instructions, or a profile of the same name that lacks a pass, looked for something else', () => {
    const because = 'qwen looked for something else, with other instructions or another wording of its profile';
    assert.deepEqual(missing(qwen, run([], {}, { instructions: 'Say nothing of x.' })), [
      `not looked at 1 ${because}`,
      nothing,
    ]);
    const { profile } = header.options;
    const passes = [
      { name: 'one', focus: 'a' },
      { name: 'two', focus: 'b' },
    ];
    const mine = (count: number) => ({ profile: { ...profile, name: 'mine', passes: passes.slice(0, count) } });
    const first = run([byModel('1', 'x')], {}, mine(2));
    assert.deepEqual(missing(first, run([], {}, mine(1))), [`not looked at 1 ${because}`, nothing]);
    assert.deepEqual(missing(first, run([], {}, mine(2))).at(0), 'fixed 1');
    // What is shown of it, and how it is worded, changes nothing.
    const worded = { profile: { ...mine(2).profile, tone: 'kind', minConfidence: 'low' as const } };
    assert.deepEqual(missing(first, run([], {}, worded)).at(0), 'fixed 1');
  });
});
