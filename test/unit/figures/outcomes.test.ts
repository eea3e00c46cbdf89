import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { OutcomeTally } from '../../../src/core/figures/outcomes';
import { runFigures } from '../../../src/core/figures/runFigures';
import type { FileReview } from '../../../src/core/fileReview';
import { toFiguresText } from '../../../src/core/report/figuresText';
import { plainStyle } from '../../../src/core/report/text';
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

function runOf(...findings: readonly (readonly [rule: string, id: string, what: What])[]): RunStore {
  const made = findings.map(([rule, id, what]) => ({ id, what, finding: finding(rule, id, what) }));
  const hidden = made.flatMap(({ what, finding }): HiddenFinding[] =>
    what === 'dismissed' ? [{ ...finding, hiddenBy: { kind: 'dismissed' } }] : [],
  );
  const file: FileReview = {
    ...{ path: 'a.js', bytes: 1, status: reviewedStatus, hidden },
    findings: made.flatMap(({ what, finding }) => (what === 'dismissed' ? [] : [finding])),
  };
  const store = storeOf([file]);
  for (const { id, what } of made) {
    if (what === 'applied' || what === 'reverted') {
      settle(store, id, applied);
    }
    if (what === 'reverted') {
      settle(store, id, { kind: 'reverted' });
    }
  }
  return store;
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
    const down = (rule: string) => ['1', '2', '3'].map((id) => [rule, rule + id, 'dismissed'] as const);
    const text = figures(runOf(...down('\u001b'), ...down('no var')));
    assert.match(text, /^ {2}folder-review review '\/a b\\u\{1B\}' --rule 'eslint\/no var=off'$/m);
    assert.ok(!text.includes('\u001b'));
  });
});
