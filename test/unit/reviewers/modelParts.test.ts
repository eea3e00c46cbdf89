import assert from 'node:assert/strict';
import { estimateTokenCount } from 'tokenx';
import { applyEdits } from '../../../src/core/edits/applyEdits';
import type { Completion, Endpoint } from '../../../src/core/modelPorts';
import { type Profile, passesOf } from '../../../src/core/options';
import type { Part } from '../../../src/core/parts';
import type { ReviewContext, ReviewOutcome } from '../../../src/core/ports';
import { createPartPlanner } from '../../../src/core/prompt/partPlanner';
import { systemPrompt } from '../../../src/core/prompt/systemPrompt';
import type { FileSnapshot } from '../../../src/core/types';
import { createModelReviewer } from '../../../src/reviewers/model';
import { startModelServer } from '../../modelServer/modelServer';
import type { ModelServer, ReplyFinding } from '../../modelServer/types';
import { endpointFor, never, protocols } from '../endpoints/support';
import { snapshotOf } from '../fakes';
import { definition, outlineOf } from '../prompt/outlines';

const passes = [
  { name: 'bugs', focus: 'defects.' },
  { name: 'security', focus: 'holes.' },
];
const onePass: Profile = {
  ...{ name: 'p', passes: passes.slice(0, 1), tone: '' },
  ...{ severities: ['error', 'warning', 'info'], minConfidence: 'low' },
};
const twoPasses: Profile = { ...onePass, passes };

const functions = 54;
const text = Array.from({ length: functions }, (_, at) => {
  const name = `f${at}`;
  return `def ${name}(items):\n${`    items.append(${name}_value)\n`.repeat(8)}\n`;
}).join('');
const totalLines = text.split('\n').length;
const file: FileSnapshot = { ...snapshotOf('src/long.py', text), language: 'python' };
const outline = outlineOf(Array.from({ length: functions }, (_, at) => definition(at * 10 + 1, at * 10 + 9)));
const maxPromptTokens = 3_700;

function plan(profile: Profile): Promise<readonly Part[]> {
  return createPartPlanner({
    passesFor: () => profile.passes.map((_, index) => index),
    systemTokens: profile.passes.map((pass) => estimateTokenCount(systemPrompt(profile, pass, ''))),
    maxPromptTokens,
    countTokens: estimateTokenCount,
    inspector: { outline: async () => outline },
  }).plan(file, never);
}

function contextOf(part: Part, more: Partial<ReviewContext> = {}): ReviewContext {
  return { signal: never, known: [], waiting: () => {}, part, ...more };
}

function finding(line: number, oldText: string, newText: string): ReplyFinding {
  return {
    ...{ title: 'T', explanation: '', severity: 'error', category: 'bug', confidence: 'high' },
    ...{ startLine: line, endLine: line, edits: [{ startLine: line, endLine: line, oldText, newText }] },
  };
}

function linesUnderReview(user: string): readonly [number, number] {
  const [, first, last] = /^Lines: (\d+)-(\d+) of /m.exec(user) ?? [];
  return [Number(first), Number(last)];
}

for (const protocol of protocols) {
  describe(`a long file in parts (${protocol})`, () => {
    let server: ModelServer;
    let endpoint: Endpoint;
    before(async () => {
      server = await startModelServer();
      endpoint = { ...(await endpointFor(protocol, server)), maxPromptTokens };
    });
    beforeEach(() => server.clear());
    after(async () => {
      endpoint.dispose();
      await server.stop();
    });

    async function review(profile: Profile, parts: readonly Part[]): Promise<ReviewOutcome[]> {
      const reviewer = createModelReviewer({ endpoint, passes: passesOf([profile]), instructions: '' });
      return Promise.all(parts.map((part) => reviewer.review(file, contextOf(part))));
    }

    it('is sent under one system message, and every line of it is under review in one request', async () => {
      server.reply(() => ({ text: '{"findings":[]}' }));
      const parts = await plan(onePass);
      assert.equal(parts.length, 3);
      const outcomes = await review(onePass, parts);
      assert.equal(new Set(server.requests.map(({ system }) => system)).size, 1);
      const ranges = server.requests.map(({ user }) => linesUnderReview(user)).sort(([a], [b]) => a - b);
      assert.equal(ranges.length, 3);
      assert.equal(ranges[0]?.[0], 1);
      assert.equal(ranges.at(-1)?.[1], totalLines);
      assert.ok(ranges.every(([first], at) => at === 0 || first === (ranges[at - 1]?.[1] ?? 0) + 1));
      const coverages = outcomes.map((outcome) => (outcome.kind === 'reviewed' ? outcome.coverage : assert.fail()));
      assert.ok(coverages.every((coverage) => coverage.totalLines === totalLines));
      assert.equal(
        coverages.reduce((sum, { reviewedLines }) => sum + reviewedLines, 0),
        totalLines,
      );
    });

    it('takes edits of a part for its own lines alone, placed in the whole file', async () => {
      server.reply(({ user }) => {
        const [first] = linesUnderReview(user);
        const name = `f${(first - 1) / 10}`;
        return {
          findings: [
            finding(first, `def ${name}(items):`, `def ${name}(items, more):`),
            finding(first, `def f${functions / 2}(items):`, 'def other():'),
          ],
        };
      });
      const parts = await plan(onePass);
      const outcomes = await review(onePass, parts);
      const expected = parts.map(({ chunk: { lines } }) => lines.startLine);
      for (const [at, outcome] of outcomes.entries()) {
        assert.ok(outcome.kind === 'reviewed');
        const [own, other] = outcome.findings;
        assert.ok(own?.fix?.kind === 'edits');
        const edited = applyEdits(text, own.fix.edits).split('\n');
        const line = expected[at] ?? 0;
        assert.deepEqual(
          edited.flatMap((one, index) => (one === text.split('\n')[index] ? [] : [index + 1])),
          [line],
        );
        assert.equal(other?.fix?.kind, at === 1 ? 'edits' : 'rejected');
      }
    });

    it('says with which pass a finding was made where there are several', async () => {
      server.reply(() => ({ findings: [finding(1, 'def f0(items):', 'def f0(all):')] }));
      const parts = (await plan(twoPasses)).filter(({ chunk }) => chunk.index === 1);
      const outcomes = await review(twoPasses, parts);
      assert.deepEqual(
        outcomes.map((outcome) => outcome.kind === 'reviewed' && outcome.findings[0]?.rule),
        ['bugs', 'security'],
      );
      assert.notEqual(server.requests[0]?.system, server.requests[1]?.system);
      assert.equal(server.requests[0]?.user, server.requests[1]?.user);
    });

    it('is too long in one part, and nothing is sent', async () => {
      const whole = { index: 1, count: 1, lines: { startLine: 1, endLine: totalLines }, context: [] };
      const [outcome] = await review(onePass, [{ pass: 0, chunk: whole, promptTokens: 9_000 }]);
      assert.equal(outcome?.kind === 'failed' && outcome.reason, 'too long for the model');
      assert.equal(server.requests.length, 0);
    });
  });
}

describe('the model reviewer', () => {
  const part: Part = {
    pass: 0,
    chunk: { index: 1, count: 2, lines: { startLine: 1, endLine: 10 }, context: [] },
    promptTokens: 1_000,
  };

  function reviewer(...completions: Completion[]) {
    const asked: (number | undefined)[] = [];
    const endpoint: Endpoint = {
      ...{ id: 'e', model: 'm', maxConcurrency: undefined, local: true, maxPromptTokens: undefined, firstAlone: false },
      complete: async ({ promptTokens }) => {
        asked.push(promptTokens);
        return completions.shift() ?? assert.fail('asked once too often');
      },
      dispose: () => {},
    };
    const tokenRatio = () => 2;
    return {
      asked,
      reviewer: createModelReviewer({ endpoint, passes: passesOf([onePass]), instructions: '', tokenRatio }),
    };
  }

  function complete(text: string, more: Partial<Completion & { kind: 'complete' }> = {}): Completion {
    return { kind: 'complete', text, finish: 'stop', usage: {}, ...more };
  }

  it('tells the largest share of the time that a request of it waited at the server', async () => {
    for (const shares of [
      [0.2, 0.6],
      [0.6, 0.2],
    ]) {
      const [first, second] = shares;
      const { reviewer: own } = reviewer(
        complete('no', { queuedShare: first ?? 0 }),
        complete('{"findings":[]}', { queuedShare: second ?? 0 }),
      );
      const outcome = await own.review(file, contextOf(part));
      assert.equal(outcome.kind === 'reviewed' && outcome.queuedShare, 0.6);
    }
    const outcome = await reviewer(complete('{"findings":[]}')).reviewer.review(file, contextOf(part));
    assert.ok(!('queuedShare' in outcome));
  });

  it('says how long it takes each prompt for', async () => {
    const { asked, reviewer: own } = reviewer(complete('no'), complete('{"findings":[]}'));
    await own.review(file, contextOf(part));
    assert.equal(asked[0], 1_000);
    assert.ok((asked[1] ?? 0) > 1_010);
  });

  it('sends nothing that the budget does not allow for', async () => {
    const reserved: number[] = [];
    const allow = (count: number) =>
      contextOf(part, {
        reserve: async (tokens) => {
          reserved.push(tokens);
          return reserved.length <= count;
        },
      });
    const none = await reviewer().reviewer.review(file, allow(0));
    assert.equal(none.kind === 'failed' && none.reason, 'over the budget');
    assert.ok((reserved[0] ?? 0) >= 2_000);
    reserved.length = 0;
    const one = await reviewer(complete('no')).reviewer.review(file, allow(1));
    assert.equal(one.kind === 'failed' && one.reason, 'invalid model response');
    assert.equal(reserved.length, 2);
  });

  it('takes no count of our own for a sign that the prompt was cut', async () => {
    const usage = { promptTokens: 100 };
    const theirs = await reviewer(complete('{"findings":[]}', { usage })).reviewer.review(file, contextOf(part));
    assert.equal(theirs.kind === 'failed' && theirs.reason, 'prompt truncated');
    const ours = complete('{"findings":[]}', { usage, usageIsOurs: true });
    assert.equal((await reviewer(ours).reviewer.review(file, contextOf(part))).kind, 'reviewed');
  });
});
