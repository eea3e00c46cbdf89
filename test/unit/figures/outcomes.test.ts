import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { OutcomeTally } from '../../../src/core/figures/outcomes';
import { runFigures } from '../../../src/core/figures/runFigures';
import type { FileReview } from '../../../src/core/fileReview';
import { toFiguresText } from '../../../src/core/report/figuresText';
import { plainStyle } from '../../../src/core/report/style';
import type { RunStore } from '../../../src/core/run/store';
import type { Finding, HiddenFinding, ProposalState } from '../../../src/core/types';
import { settle, storeOf } from '../fakes';
import { reviewedStatus } from '../vscode/files';

const receipt = { change: 0, textHash: '1', baseHash: '2' };
const applied: ProposalState = { kind: 'applied', receipt };
type What = 'shown' | 'waiting' | 'rejected' | 'applied' | 'reverted' | 'dismissed';

/** A finding of a rule, or of the model `m` where the rule is that, and what became of it. */
function finding(rule: string, id: string, what: What): Finding {
  const state: ProposalState =
    what === 'rejected' ? { kind: 'rejected', reason: 'why', gate: 'place' } : { kind: 'ready' };
  return {
    ...{ id, identity: id, source: rule === 'm' ? 'm' : 'eslint', reviewer: rule === 'm' ? 'model' : 'local' },
    ...{ title: id, explanation: '', severity: 'warning', category: 'bug', confidence: 'high' },
    ...(rule !== 'm' && { rule }),
    ...(what !== 'shown' && { proposal: { edits: [], anchoring: 'exact', flags: [], state } }),
  };
}

type Made = readonly [rule: string, id: string, what: What];

function runOf(...findings: readonly Made[]): RunStore {
  return runOfFiles({ 'a.js': findings });
}

function runOfFiles(files: Readonly<Record<string, readonly Made[]>>): RunStore {
  const all = Object.entries(files).map(([path, findings]) => fileOf(path, findings));
  const store = storeOf(all.map(({ file }) => file));
  for (const { id, what } of all.flatMap(({ made }) => made)) {
    if (what === 'applied' || what === 'reverted') {
      settle(store, id, applied);
    }
    if (what === 'reverted') {
      settle(store, id, { kind: 'reverted' });
    }
  }
  return store;
}

function fileOf(path: string, findings: readonly Made[]) {
  const made = findings.map(([rule, id, what]) => ({ id, what, finding: finding(rule, id, what) }));
  const hidden = made.flatMap(({ what, finding }): HiddenFinding[] =>
    what === 'dismissed' ? [{ ...finding, hiddenBy: { kind: 'dismissed' } }] : [],
  );
  const file: FileReview = {
    ...{ path, bytes: 1, textHash: path, status: reviewedStatus, hidden },
    findings: made.flatMap(({ what, finding }) => (what === 'dismissed' ? [] : [finding])),
  };
  return { file, made };
}

function tallied(...runs: readonly RunStore[]) {
  const tally = new OutcomeTally();
  for (const run of runs) {
    tally.add(run);
  }
  return tally;
}

const rows = (tally: OutcomeTally) =>
  tally
    .figures()
    .map(({ maker, shown, offered, accepted, turnedDown, share, isUnwanted }) => [
      ...[maker.name, shown, offered, accepted, turnedDown, share],
      ...(isUnwanted ? ['unwanted'] : []),
    ]);

describe('what became of findings over runs', () => {
  it('counts each by its rule or model, and what could be accepted of it', () => {
    const run = runOf(
      ...([
        ['a', '1', 'shown'],
        ['a', '2', 'waiting'],
        ['a', '3', 'applied'],
        ['a', '4', 'rejected'],
      ] as const),
      ...([
        ['b', '5', 'dismissed'],
        ['b', '6', 'reverted'],
        ['m', '7', 'applied'],
      ] as const),
    );
    assert.deepEqual(rows(tallied(run)), [
      ['eslint/a', 4, 2, 1, 0, 0.5],
      ['eslint/b', 2, 2, 0, 2, 0],
      ['m', 1, 1, 1, 0, 1],
    ]);
  });

  it('counts a finding once in however many runs, by what was decided of it last', () => {
    const first = runOf(['a', '1', 'applied'], ['a', '2', 'dismissed'], ['a', '3', 'waiting'], ['a', '4', 'dismissed']);
    const second = runOf(['a', '1', 'waiting'], ['a', '2', 'waiting'], ['a', '3', 'waiting'], ['a', '4', 'applied']);
    assert.deepEqual(rows(tallied(first, second, second)), [['eslint/a', 4, 4, 2, 1, 0.5]]);
    assert.deepEqual(rows(tallied(second, first)), [['eslint/a', 4, 4, 1, 2, 0.25]]);
  });

  it('counts a finding once whatever its file is called, and what another file of that name has beside it', () => {
    const [one, other] = [['a', '1', 'shown'] as const, ['a', '2', 'dismissed'] as const];
    const first = runOfFiles({ 'old.js': [one, other] });
    const renamed = runOfFiles({ 'new.js': [one, other] });
    const shown = (...runs: RunStore[]) => rows(tallied(...runs)).map((row) => row.slice(0, 5));
    assert.deepEqual(shown(first, renamed), [['eslint/a', 2, 1, 0, 1]]);
    assert.deepEqual(shown(first, renamed, runOfFiles({ 'newer.js': [one] })), [['eslint/a', 2, 1, 0, 1]]);
    const both = runOfFiles({ 'new.js': [one, other], 'old.js': [['a', '1', 'shown']] });
    assert.deepEqual(shown(first, renamed, both), [['eslint/a', 3, 1, 0, 1]]);
    assert.deepEqual(shown(first, both), [['eslint/a', 4, 2, 0, 2]], 'a copy is another file');
  });

  it('calls a rule unwanted that was turned down often and never accepted, as long as it is at work; no model', () => {
    const down = (rule: string) => ['1', '2', '3'].map((id) => [rule, rule + id, 'dismissed'] as const);
    assert.deepEqual(rows(tallied(runOf(...down('a'), ...down('m')))), [
      ['eslint/a', 3, 3, 0, 3, 0, 'unwanted'],
      ['m', 3, 3, 0, 3, 0],
    ]);
    const few = runOf(...down('a').slice(1), ['a', 'a9', 'waiting']);
    assert.deepEqual(rows(tallied(few)), [['eslint/a', 3, 3, 0, 2, 0]]);
    assert.deepEqual(rows(tallied(runOf(...down('a'), ['a', 'a9', 'applied']))), [['eslint/a', 4, 4, 1, 3, 0.25]]);
    assert.deepEqual(rows(tallied(runOf(...down('a')), runOf())), [['eslint/a', 3, 3, 0, 3, 0]], 'it is off by now');
  });

  it('adds up: what is accepted was offered, what is offered was shown, and nothing is counted twice', () => {
    const whats = fc.constantFrom<What>('shown', 'waiting', 'rejected', 'applied', 'reverted', 'dismissed');
    const one = fc.tuple(fc.constantFrom('a', 'b', 'm'), fc.constantFrom('1', '2', '3', '4'), whats);
    const run = fc.uniqueArray(one, { selector: ([, id]) => id });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 4 }), (runs) => {
        const figures = tallied(...runs.map((findings) => runOf(...findings))).figures();
        for (const { shown, offered, accepted, turnedDown, share } of figures) {
          assert.ok(accepted <= offered && offered <= shown && accepted + turnedDown <= shown);
          assert.equal(share, offered === 0 ? undefined : accepted / offered);
        }
        const ids = new Set(runs.flat().map(([, id]) => id));
        assert.equal(
          figures.reduce((sum, { shown }) => sum + shown, 0),
          ids.size,
        );
      }),
    );
  });
});

describe('the figures of a folder as text', () => {
  it('say nothing of an unwanted rule where there is none, and no character of a name that could steer', () => {
    const figures = (store: RunStore) => {
      const tally = tallied(store);
      const folder = { folder: '/a b\u001b', runs: tally.runs, leftOut: 0, makers: tally.figures() };
      return [...toFiguresText({ ...folder, run: runFigures(store, undefined) }, plainStyle)].join('');
    };
    assert.doesNotMatch(figures(runOf(['a', '1', 'waiting'])), /--rule/);
    assert.match(
      figures(runOf(['a', '1', 'waiting'], ['a', '2', 'dismissed'])),
      /^Findings +1: 1 warning, 1 dismissed$/m,
    );
    const down = (rule: string) => ['1', '2', '3'].map((id) => [rule, rule + id, 'dismissed'] as const);
    const text = figures(runOf(...down('\u001b'), ...down('no var')));
    assert.match(text, /^ {2}folder-review review '\/a b\\u\{1B\}' --rule 'eslint\/no var=off'$/m);
    assert.ok(!text.includes('\u001b'));
  });
});
