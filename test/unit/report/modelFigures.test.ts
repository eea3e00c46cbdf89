import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { FileReview } from '../../../src/core/fileReview';
import type { ModelUse } from '../../../src/core/modelUse';
import { toMarkdown } from '../../../src/core/report/markdown';
import { modelFigures, modelSentences, outcomeSentence } from '../../../src/core/report/modelFigures';
import { figureRows, modelTable } from '../../../src/core/report/modelTable';
import { toText } from '../../../src/core/report/runText';
import { plainStyle } from '../../../src/core/report/style';
import type { Finding, HiddenFinding, Proposal, ProposalState } from '../../../src/core/types';
import { modelsIn } from '../../../src/store/summaryRecord';
import { allOf, byProfile, settle, storeOf, textOf } from '../fakes';
import { reviewedStatus } from '../vscode/files';

const receipt = { change: 0, textHash: '1', baseHash: '2' };
const ready: ProposalState = { kind: 'ready' };

function found(id: string, source: string, state?: ProposalState): Finding {
  const proposal: Proposal | undefined = state && { edits: [], anchoring: 'exact', flags: [], state };
  return {
    ...{ id, source, reviewer: source === 'eslint' ? 'local' : 'model', title: id, explanation: '' },
    ...{ severity: 'warning', category: 'bug', confidence: 'high' },
    ...(proposal && { proposal }),
  };
}

function reviewed(path: string, more: Partial<FileReview>): FileReview {
  return { path, bytes: 1, status: reviewedStatus, findings: [], ...more };
}

const use = (model: string, more: Partial<ModelUse> = {}): ModelUse => ({
  ...{ model, requests: 2, promptTokens: 1_000, completionTokens: 200, sampling: { temperature: 0, seed: 1 } },
  ...more,
});

/** The verdict of an equal finding counts there alone. */
const alike: Finding = {
  ...found('b2', 'b'),
  confirmation: { verdict: 'confirmed', reason: 'as there', alike: true },
};
const unsure: Finding = { ...found('a4', 'a'), confirmation: { verdict: 'unsure', reason: 'who knows' } };
const refuted: HiddenFinding = {
  ...found('a0', 'a'),
  ...{ confirmation: { verdict: 'refuted', reason: 'no' }, hiddenBy: { kind: 'refuted' } },
};

describe('the figures of models', () => {
  const store = storeOf([
    reviewed('a.ts', {
      findings: [
        ...[found('a1', 'a', ready), found('a2', 'a', ready), found('a3', 'a', ready), unsure],
        ...[found('l1', 'eslint', ready), found('b1', 'b', ready), alike],
      ],
      hidden: [byProfile(found('a5', 'a', ready)), { ...found('a6', 'a'), hiddenBy: { kind: 'comment' } }, refuted],
      uses: [use('a', { tolerant: 1, unread: 2 }), use('b', { thinkingTokens: 150, microdollars: 1_200 })],
    }),
    reviewed('b.ts', {
      findings: [
        found('a7', 'a', { kind: 'rejected', reason: 'why', gate: 'syntax' }),
        found('a8', 'a', { kind: 'rejected', reason: 'why', gate: 'place' }),
        found('a9', 'a', { kind: 'rejected', reason: 'of an earlier version' }),
      ],
      uses: [use('a')],
    }),
    reviewed('c.ts', { findings: [found('c1', 'c')] }),
  ]);
  settle(store, 'a1', { kind: 'applied', receipt });
  settle(store, 'a2', { kind: 'applied with editor changes', receipt });
  settle(store, 'a3', { kind: 'dismissed' });
  settle(store, 'l1', { kind: 'applied', receipt });
  const [a, b, c] = modelFigures(store);

  it('are what each cost and what came of its findings, each of them counted once', () => {
    assert.deepEqual(a, {
      ...{ model: 'a', samplings: [{ temperature: 0, seed: 1 }], requests: 4, tolerant: 1, repeated: 0, unread: 2 },
      ...{ unanswered: 0, uncounted: 0, recalled: 0, missed: {} },
      ...{ promptTokens: 2_000, completionTokens: 400 },
      ...{
        shown: 6,
        hidden: { profile: 1, comment: 1, refuted: 1, dismissed: 1 },
        confirmations: { refuted: 1, unsure: 1 },
        rejected: { syntax: 1, place: 1, unknown: 1 },
      },
      proposals: { applied: 1, 'applied with editor changes': 1, dismissed: 1 },
      ...{ applied: 2, tokensPerApplied: 1_200 },
    });
    assert.deepEqual(
      [b?.shown, b?.applied, b?.tokensPerApplied, b?.thinkingTokens, b?.microdollars, b?.confirmations],
      [2, 0, undefined, 150, 1_200, {}],
    );
  });

  it('know of a model of an earlier version’s record what it found, and no cost', () => {
    assert.deepEqual([c?.model, c?.shown, c?.requests, c?.promptTokens], ['c', 1, 0, undefined]);
    assert.deepEqual(
      modelSentences(modelFigures(store), (name) => name.toUpperCase()),
      [
        'A: 4 requests, temperature 0, seed 1, thinking as its server has it.',
        'A: 1 reply read tolerantly, as not written as agreed.',
        'B: 2 requests, temperature 0, seed 1, thinking as its server has it.',
      ],
    );
  });

  it('follow what becomes of a proposal', () => {
    settle(store, 'a1', { kind: 'reverted' });
    const [now] = modelFigures(store);
    assert.deepEqual([now?.applied, now?.tokensPerApplied, now?.proposals.reverted], [1, 2_400, 1]);
    settle(store, 'a1', { kind: 'applied', receipt });
    assert.deepEqual(modelFigures(store)[0], a);
  });

  it('keep the cost of a review that is made anew, and of one that does not come to its end', () => {
    const again = storeOf([reviewed('a.ts', { findings: [found('a1', 'a')], uses: [use('a')] })]);
    const now = () => modelFigures(again).map(({ requests, shown }) => [requests, shown]);
    again.apply({ type: 'retry', paths: ['a.ts'] });
    assert.deepEqual(now(), [[2, 0]]);
    again.apply({ type: 'found', path: 'a.ts', findings: [], uses: [use('a', { requests: 5 })] });
    again.apply({ type: 'file', path: 'a.ts', status: { kind: 'cancelled' } });
    assert.deepEqual(now(), [[5, 1]]);
  });

  it('are said in a sentence', () => {
    assert.ok(a && b);
    assert.equal(
      outcomeSentence(a),
      '6 findings shown, 4 hidden; 2 edits applied, 1 dismissed, 3 rejected; 1,200 tokens for each applied one.',
    );
    assert.equal(outcomeSentence(b), '2 findings shown, 0 hidden; 0 edits applied, 0 dismissed, 0 rejected.');
  });

  it('name no model in full whose name holds a secret', async () => {
    const token = 'ghp_zyxwvutsrqponmlkjihgfedcba9876543210';
    const named = storeOf([reviewed('a.ts', { uses: [use(`gateway/${token}`)] })]);
    for (const report of [textOf(toMarkdown(named)), await allOf(toText(named, plainStyle))]) {
      assert.match(report, /gateway/);
      assert.ok(!report.includes(token), report);
    }
    assert.ok(!JSON.stringify(modelsIn(named)).includes(token));
  });

  it('count each edit of what is shown in one row, whatever has become of it', () => {
    const states: readonly (readonly [row: string, state: ProposalState])[] = [
      ['Edits waiting', ready],
      ['Edits applied', { kind: 'applied', receipt }],
      ['Edits applied', { kind: 'applied with editor changes', receipt }],
      ['Edits reverted', { kind: 'reverted' }],
      ['Edits outdated', { kind: 'stale', reason: 'gone' }],
      ['Edits rejected', { kind: 'rejected', reason: 'why', gate: 'syntax' }],
    ];
    for (const [count, [row, state]] of states.entries()) {
      const findings = Array.from({ length: count + 1 }, (_, n) => found(`${n}`, 'a', state));
      const [figures] = modelFigures(storeOf([reviewed('a.ts', { findings })]));
      for (const { name, of } of figureRows.filter((one) => one.name.startsWith('Edits'))) {
        assert.equal(
          figures && of(figures).split(' ')[0],
          name === row ? `${count + 1}` : '0',
          `${state.kind}: ${name}`,
        );
      }
    }
  });

  it('are explained in README, row by row', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
    for (const { name, meaning } of figureRows) {
      assert.ok(readme.includes(`| ${name} | ${meaning} |`), name);
    }
  });

  it('stand side by side in a table', () => {
    const models = modelFigures(store);
    const table = modelTable(
      [
        { run: 'one', models: models.slice(0, 2) },
        { run: 'two', models: models.slice(2) },
      ],
      (name) => name,
    );
    const cells = table.map((line) => line.split(/ {2,}(?=\S)/).map((cell) => cell.trim()));
    const row = (name: string) => cells.find(([first]) => first === name || (first === '' && name === ''))?.slice(1);
    assert.deepEqual(row('Run'), ['one', 'one', 'two']);
    assert.deepEqual(row('Tokens in'), ['2,000', '1,000', 'not known']);
    assert.deepEqual(row('Edits rejected'), ['3 (1 place, 1 syntax, 1 unknown)', '0', '0']);
    assert.deepEqual(row('Findings hidden'), ['4 (1 comment, 1 dismissed, 1 profile, 1 refuted)', '0', '0']);
    assert.deepEqual(row('Edits dismissed'), ['1', '0', '0']);
    assert.deepEqual(row('Edits waiting'), ['0', '1', '0']);
    assert.deepEqual(row('Cost'), ['not known', '$0.0012', 'not known']);
    assert.deepEqual(row('Tokens per applied edit'), ['1,200', 'none applied', 'none applied']);
    assert.deepEqual(row('Replies read tolerantly'), ['1', '0', 'not known']);
    assert.deepEqual(row('Findings not readable'), ['2', '0', 'not known']);
    assert.equal(new Set(cells.map(({ length }) => length)).size, 1);
  });
});
