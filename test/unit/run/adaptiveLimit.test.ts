import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { AdaptiveLimit } from '../../../src/core/run/schedule/adaptiveLimit';
import type { LimitSample } from '../../../src/core/run/schedule/latencyWindow';
import { type Simulation, type SimulationResult, simulate } from './serverSimulation';
import type { ServerModel } from './simulatedServer';

const requests = 2_000;
const ceiling = 64;
const fixedLimits = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64];
const seeds = [1, 2, 3];

/** Quotas scale with the service time: 300 a minute at 9 s is the same as 300 in 667 ms at 100 ms. */
const servers: Record<string, (serviceMs: number) => ServerModel> = {
  'four slots with a silent queue': () => ({ slots: 4 }),
  'four slots that tell of the queue': () => ({ slots: 4, tellsQueue: true }),
  'shared speed above 8': () => ({ knee: 8 }),
  'shared speed above 32': () => ({ knee: 32 }),
  '300 requests a minute': (serviceMs) => ({ quota: { requests: 300, everyMs: (60_000 / 9_000) * serviceMs } }),
  '12 at once, else 503': () => ({ cap: 12 }),
};

type Scenario = Omit<Simulation, 'limit' | 'record' | 'seed'>;

function runFixed(scenario: Scenario, limit: number, seed: number): SimulationResult {
  return simulate({ ...scenario, seed, limit: () => limit });
}

function runAdaptive(scenario: Scenario, seed: number, limit = new AdaptiveLimit(ceiling)): SimulationResult {
  return simulate({ ...scenario, seed, limit: () => limit.limit, record: (sample) => limit.record(sample) });
}

function bestFixed(scenario: Scenario): { readonly limit: number; readonly totalMs: number } {
  const results = fixedLimits.map((limit) => ({ limit, totalMs: runFixed(scenario, limit, 1).totalMs }));
  return results.reduce((best, result) => (result.totalMs < best.totalMs ? result : best));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Feeds requests that start one after another, `durationMs` long, and are in flight as many as the limit allows. */
function feed(limit: AdaptiveLimit, from: number, count: number, sample: Partial<LimitSample>): number {
  let at = from;
  for (let i = 0; i < count; i++) {
    at += 1_000;
    limit.record({ at, durationMs: 900, inFlight: limit.limit, outcome: 'succeeded', ...sample });
  }
  return at;
}

describe('AdaptiveLimit', () => {
  it('does not take reviews for stretched because questions about findings are answered sooner', () => {
    const limitAfter = (question: Partial<LimitSample>) => {
      const limit = new AdaptiveLimit(16);
      for (let at = 0, round = 0; round < 6; round++) {
        at = feed(limit, at, 40, { durationMs: 300, ...question });
        at = feed(limit, at, 40, { durationMs: 4_000 });
      }
      return limit.limit;
    };
    assert.equal(limitAfter({ isBrief: true }), 16);
    assert.ok(limitAfter({}) < 12, 'told apart by nothing they would be');
  });

  for (const serviceMs of [9_000, 100]) {
    for (const [name, server] of Object.entries(servers)) {
      it(`keeps up with the best fixed limit: ${name}, ${serviceMs} ms`, () => {
        const scenario = { server: server(serviceMs), requests, serviceMs };
        const best = bestFixed(scenario);
        for (const seed of seeds) {
          const fixed = runFixed(scenario, best.limit, seed);
          for (const tellsTokens of [true, false]) {
            const adaptive = runAdaptive({ ...scenario, tellsTokens }, seed);
            const ratio = adaptive.totalMs / fixed.totalMs;
            const told = `${ratio.toFixed(2)} × limit ${best.limit}, ${adaptive.rejected} rejected, p95 ${adaptive.p95Ms}`;
            assert.ok(ratio <= 1.2, told);
            assert.ok(adaptive.rejected <= requests / 100, told);
          }
        }
      });
    }
  }

  it('keeps the queue of a silent server short', () => {
    for (const server of [{ slots: 4 }, { slots: 4, tellsQueue: true }, { knee: 8 }]) {
      const scenario = { server, requests, serviceMs: 9_000 };
      const flooded = runFixed(scenario, ceiling, 1).p95Ms;
      assert.ok(mean(seeds.map((seed) => runAdaptive(scenario, seed).p95Ms)) < flooded / 2);
    }
  });

  it('does not take slower replies for congestion where more in flight still get more done', () => {
    const scenario = { server: { softKnee: 32 }, requests, serviceMs: 9_000 };
    const best = bestFixed(scenario).totalMs;
    const totals = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => runAdaptive(scenario, seed).totalMs);
    assert.ok(mean(totals) < 1.25 * best, `${mean(totals) / best}`);
  });

  it('is not misled by files of very different sizes', () => {
    const scenario = { server: { knee: 1_000 }, requests, serviceMs: 9_000, sizeSpread: 0.8, tellsTokens: false };
    const best = runFixed(scenario, ceiling, 1).totalMs;
    assert.ok(mean(seeds.map((seed) => runAdaptive(scenario, seed).totalMs)) < 1.25 * best);
  });

  it('uses a server that grows to 90 % within a minute', () => {
    const growths: [ServerModel, ServerModel][] = [
      [{ slots: 4 }, { slots: 16 }],
      [
        { slots: 4, tellsQueue: true },
        { slots: 16, tellsQueue: true },
      ],
      [{ knee: 8 }, { knee: 32 }],
    ];
    for (const [server, grown] of growths) {
      for (const serviceMs of [9_000, 1_000]) {
        for (const seed of seeds) {
          const at = (60 + seed) * serviceMs;
          const after = Math.ceil(((grown.slots ?? grown.knee ?? 0) * 110_000) / serviceMs);
          const scenario = { server, later: { at, server: grown }, requests: 64 * 8 + after, serviceMs };
          const used = runAdaptive(scenario, seed).utilisation(at + 60_000, at + 90_000);
          assert.ok(used >= 0.9, `${JSON.stringify(grown)}, ${serviceMs} ms: ${used}`);
        }
      }
    }
  });

  it('finds a raised cap again', () => {
    const limit = new AdaptiveLimit(ceiling);
    const later = { at: 4_000, server: { cap: 48 } };
    const result = runAdaptive({ server: { cap: 12 }, later, requests: 8_000, serviceMs: 100 }, 1, limit);
    assert.ok(limit.limit >= 40, `${limit.limit}`);
    assert.ok(result.rejected <= 80);
  });

  it('does not overshoot a limit per second with short requests', () => {
    const scenario = { server: { quota: { requests: 100, everyMs: 1_000 } }, requests, serviceMs: 100 };
    const rejected = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => runAdaptive(scenario, seed).rejected);
    assert.ok(mean(rejected) <= requests / 125, `${rejected}`);
  });

  it('sees what the server bears in a burst of refusals, even where all requests take equally long', () => {
    const scenario = { server: { cap: 12 }, requests, sizeSpread: 0, speedSpread: 0, refillMs: 1 };
    for (const serviceMs of [9_000, 100]) {
      assert.ok(runAdaptive({ ...scenario, serviceMs }, 1).rejected <= requests / 100);
    }
  });

  it('reaches a ceiling of 64 within six rounds', () => {
    const limit = new AdaptiveLimit(ceiling);
    let reachedAt = Number.POSITIVE_INFINITY;
    simulate({
      server: {},
      requests,
      serviceMs: 1_000,
      seed: 1,
      limit: () => limit.limit,
      record: (sample) => {
        limit.record(sample);
        reachedAt = limit.limit === ceiling ? Math.min(reachedAt, sample.at) : reachedAt;
      },
    });
    assert.ok(reachedAt <= 6_000, `${reachedAt}`);
    assert.equal(limit.reason, 'at its limit');
  });

  it('grows as fast when requests end in the same moment and their slots are filled later', () => {
    const scenario = { server: {}, requests, serviceMs: 1_000, sizeSpread: 0, speedSpread: 0, refillMs: 1 };
    assert.ok(runAdaptive(scenario, 1).totalMs < 1.2 * runFixed(scenario, ceiling, 1).totalMs);
  });

  it('starts at four and stays within the ceiling, which may change', () => {
    assert.equal(new AdaptiveLimit(ceiling).limit, 4);
    const limit = new AdaptiveLimit(1);
    let now = feed(limit, 0, 100, {});
    assert.equal(limit.limit, 1);
    limit.ceiling = 16;
    assert.equal(limit.limit, 4);
    now = feed(limit, now, 200, {});
    assert.equal(limit.limit, 16);
    limit.ceiling = 3;
    assert.equal(limit.limit, 3);
    feed(limit, now, 100, {});
    assert.equal(limit.limit, 3);
  });

  it('does not grow beyond what is used', () => {
    const limit = new AdaptiveLimit(ceiling);
    feed(limit, 0, 500, { inFlight: 3 });
    assert.equal(limit.limit, 4);
  });

  it('counts the refusals of one burst once', () => {
    const limit = new AdaptiveLimit(ceiling);
    const now = feed(limit, 0, 6, {});
    assert.equal(limit.limit, 10);
    for (let inFlight = 10; inFlight > 4; inFlight--) {
      limit.record({ at: now + 50, durationMs: 45, inFlight, outcome: 'overloaded' });
    }
    assert.equal(limit.limit, 7);
    assert.equal(limit.reason, 'the server is busy');
  });

  it('leaves a refused level alone for 30 s or 200 successes', () => {
    const limit = new AdaptiveLimit(ceiling);
    let now = feed(limit, 0, 6, {});
    limit.record({ at: now + 50, durationMs: 45, inFlight: 10, outcome: 'overloaded' });
    now = feed(limit, now, 28, {});
    assert.equal(limit.limit, 9);
    feed(limit, now, 100, {});
    assert.ok(limit.limit > 10);
  });

  it('falls to one request at a time under lasting trouble, and recovers', () => {
    const limit = new AdaptiveLimit(ceiling);
    let now = feed(limit, 0, 60, {});
    assert.equal(limit.limit, ceiling);
    now = feed(limit, now, 30, { outcome: 'overloaded' });
    assert.equal(limit.limit, 1);
    now = feed(limit, now, 29, {});
    assert.equal(limit.limit, 1);
    feed(limit, now, 300, {});
    assert.ok(limit.limit > 32, `${limit.limit}`);
  });

  it('is a whole number from 1 to the ceiling whatever happens', () => {
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
    const tokens = fc.option(fc.nat(100_000), { nil: undefined });
    const sample = fc.record({
      after: fc.nat(60_000),
      durationMs: fc.nat(600_000),
      inFlight: fc.nat(100),
      outcome: fc.constantFrom<LimitSample['outcome']>('succeeded', 'succeeded', 'succeeded', 'overloaded', 'other'),
      queuedShare: share,
      promptTokens: tokens,
      completionTokens: tokens,
      ceiling: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined, freq: 20 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(sample, { maxLength: 300, size: 'max' }),
        (first, steps) => {
          const limit = new AdaptiveLimit(first);
          let highest = first;
          let at = 0;
          for (const { after, ceiling: changed, queuedShare, promptTokens, completionTokens, ...rest } of steps) {
            if (changed !== undefined) {
              limit.ceiling = changed;
              highest = changed;
            }
            at += after;
            limit.record({
              at,
              ...rest,
              ...(queuedShare !== undefined && { queuedShare }),
              ...(promptTokens !== undefined && { promptTokens }),
              ...(completionTokens !== undefined && { completionTokens }),
            });
            assert.ok(Number.isInteger(limit.limit) && limit.limit >= 1 && limit.limit <= highest, `${limit.limit}`);
            assert.ok(limit.reason);
          }
        },
      ),
    );
  });
});
