import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Completion, CompletionRequest, Endpoint } from '../../../src/core/modelPorts';
import { Calibration } from '../../../src/core/run/spend/calibration';
import { combinedSpeed, estimateRun } from '../../../src/core/run/spend/estimate';
import { type MeasuredSpeed, metered, SpeedMeter } from '../../../src/core/run/spend/speedMeter';
import { virtualClock } from '../fakes';

const measured: MeasuredSpeed = {
  requests: 100,
  requestsPerSecond: 2,
  requestMs: 2_000,
  parallel: 4,
  tokenRatio: 1,
  promptTokens: 1_500,
  completionTokens: 500,
};
const near = (actual: number | undefined, expected: number, share = 0.02) =>
  assert.ok(Math.abs((actual ?? 0) - expected) <= expected * share, `${actual}, not ${expected}`);

describe('the calibration', () => {
  it('stays between a half and twice, whatever servers count', () => {
    const counts = fc.array(fc.tuple(fc.double(), fc.double()));
    fc.assert(
      fc.property(fc.option(fc.double()), counts, (known, samples) => {
        const calibration = new Calibration(known ?? undefined);
        const { start } = calibration;
        for (const [estimate, promptTokens] of samples) {
          calibration.learn(estimate, { promptTokens });
          assert.ok(calibration.ratio >= 0.5 && calibration.ratio <= 2);
        }
        assert.equal(calibration.start, start);
      }),
    );
  });

  it('follows the server at once when nothing was known, and slowly when something was', () => {
    const fresh = new Calibration();
    fresh.learn(1_000, { promptTokens: 1_300 });
    near(fresh.ratio, 1.3);
    const known = new Calibration(1);
    known.learn(1_000, { promptTokens: 1_300 });
    near(known.ratio, 1.03);
    for (let n = 0; n < 60; n++) {
      known.learn(1_000, { promptTokens: 1_300 });
    }
    near(known.ratio, 1.3);
  });
});

describe('the speed of an endpoint', () => {
  const request: CompletionRequest = { system: '', user: '', schema: {}, maxReplyLength: 1, promptTokens: 1_000 };
  const answer: Completion = {
    kind: 'complete',
    text: '',
    finish: 'stop',
    usage: { promptTokens: 1_200, completionTokens: 100 },
  };
  const never = new AbortController().signal;

  /** Answers each request after the given time, by a clock that everything in flight shares. */
  function endpointOf(complete: Endpoint['complete']): Endpoint {
    return {
      id: 'e',
      model: 'm',
      maxConcurrency: undefined,
      local: true,
      maxPromptTokens: undefined,
      firstAlone: false,
      complete,
      dispose: () => {},
    };
  }

  it('is measured from the requests that were answered', async () => {
    const clock = virtualClock();
    const meter = new SpeedMeter(undefined);
    let calls = 0;
    const endpoint = metered(
      endpointOf(async (_, signal) => {
        await clock.sleep(500, signal);
        calls++;
        if (calls === 3) {
          throw new Error('a defect');
        }
        return calls === 4 ? { kind: 'failed', reason: 'rate limited', message: '', server: 'troubled' } : answer;
      }),
      meter,
      clock.now,
    );
    assert.equal(meter.measured(), undefined);
    for (let n = 0; n < 6; n++) {
      await endpoint.complete(request, never, () => {}).catch(() => undefined);
    }
    assert.deepEqual(meter.measured(), {
      requests: 4,
      // Four answers in the time of six.
      requestsPerSecond: 4 / 3,
      requestMs: 500,
      parallel: 1,
      tokenRatio: 1.2,
      promptTokens: 1_200,
      completionTokens: 100,
    });
  });

  it('counts how many were in flight at once', () => {
    const meter = new SpeedMeter(undefined);
    const ends = [0, 1, 2].map(() => meter.sent(request, 0));
    for (const [index, end] of ends.entries()) {
      end(1_000 * (index + 1), answer);
    }
    const speed = meter.measured();
    assert.equal(speed?.parallel, 3);
    assert.equal(speed?.requestsPerSecond, 1);
    assert.equal(speed?.requestMs, 2_000);
  });

  it('is what it was when nothing new was measured, and moves with what is new', () => {
    const meter = new SpeedMeter(measured);
    assert.deepEqual(meter.measured(), measured);
    for (let n = 0; n < 100; n++) {
      meter.sent(request, n * 250)((n + 1) * 250, answer);
    }
    const blended = meter.measured();
    assert.equal(blended?.requests, 200);
    near(blended?.requestsPerSecond, 3);
    near(blended?.promptTokens, 1_350);
  });

  it('does without counts of tokens', () => {
    const meter = new SpeedMeter(undefined);
    meter.sent(request, 0)(100, { ...answer, usage: {} });
    const speed = meter.measured();
    assert.ok(speed && !('promptTokens' in speed) && speed.tokenRatio === 1);
  });
});

describe('the estimate of a run', () => {
  const files = Array.from({ length: 100 }, () => ({ bytes: 3_000, language: 'typescript' }));
  const input = { files, systemTokens: 800, passes: 1, parallel: 4 };

  it('counts files, requests and tokens, and knows no time before one was measured', () => {
    const estimate = estimateRun(input);
    assert.equal(estimate.files, 100);
    assert.deepEqual(estimate.requests, { low: 100, high: 100 });
    // 800 of the rules, 60 around the file and about 1,000 of the file.
    assert.ok(estimate.promptTokens.low > 160_000 && estimate.promptTokens.high < 210_000);
    assert.ok(estimate.promptTokens.low < 186_000 && estimate.promptTokens.high > 186_000);
    assert.equal(estimate.durationMs, undefined);
  });

  it('counts every pass and every part', () => {
    assert.equal(estimateRun({ ...input, passes: 3 }).requests.high, 300);
    const divided = estimateRun({ ...input, files: [{ bytes: 300_000 }], maxPromptTokens: 8_000 });
    const { low, high } = divided.requests;
    assert.ok(low >= 10 && low < high && high >= 20 && high <= 24, JSON.stringify({ low, high }));
    // Less context than the rules take must not divide without end.
    assert.ok(estimateRun({ ...input, files: [{ bytes: 300_000 }], maxPromptTokens: 600 }).requests.high < 3_000);
  });

  it('counts from none to some findings to confirm for each request, with no more code around each than there is', () => {
    const plain = estimateRun(input);
    assert.equal('confirmations' in plain, false);
    const confirming = (bytes: number) =>
      estimateRun({ ...input, passes: 2, confirmSystemTokens: 300, files: [{ bytes, confirms: true }, { bytes }] });
    const { requests, confirmations } = confirming(3_000);
    // At most 1,200 tokens are 100 lines, and two passes look at them.
    assert.deepEqual([requests, confirmations], [{ low: 4, high: 14 }, 10]);
    const cost = (bytes: number) => {
      const without = estimateRun({ ...input, passes: 2, files: [{ bytes }, { bytes }] });
      const { confirmations: findings = 0, promptTokens } = confirming(bytes);
      assert.equal(promptTokens.low, without.promptTokens.low, 'there may be none');
      return (promptTokens.high - without.promptTokens.high) / findings;
    };
    assert.ok(cost(300) > 420 && cost(300) < 600, String(cost(300)));
    assert.equal(cost(300_000), 1_720);
    assert.equal(cost(600_000), 1_720);
    const inContext = (confirms: boolean) => ({ bytes: 300_000, confirms, withContext: true });
    const high = (confirms: boolean) =>
      estimateRun({ ...input, confirmSystemTokens: 300, files: [inContext(confirms)] }).promptTokens.high;
    assert.equal((high(true) - high(false)) / 500, 1_720 + 600, 'what is shown of imported files');
  });

  it('takes the time of as many requests at once and as long as those measured', () => {
    const speed = { ...measured, promptTokens: 1_860 };
    const { durationMs } = estimateRun({ ...input, speed });
    near(durationMs?.low, 50_000, 0.05);
    near(durationMs?.high, 50_000, 0.05);
  });

  it('gives a range where the server was measured with another number at once', () => {
    const speed = { ...measured, promptTokens: 1_860 };
    const more = estimateRun({ ...input, speed, parallel: 8 }).durationMs;
    near(more?.low, 25_000, 0.05);
    near(more?.high, 50_000, 0.05);
    const one = estimateRun({ ...input, speed, parallel: 1 }).durationMs;
    near(one?.low, 50_000, 0.05);
    near(one?.high, 200_000, 0.05);
  });

  it('is never faster than one request', () => {
    const { durationMs } = estimateRun({ ...input, files: files.slice(0, 1), speed: measured });
    assert.ok(durationMs && durationMs.low >= 1_500, JSON.stringify(durationMs));
  });

  it('uses what the server counts', () => {
    const plain = estimateRun(input).promptTokens;
    const counted = estimateRun({ ...input, speed: { ...measured, tokenRatio: 1.5 } }).promptTokens;
    near(counted.low, plain.low * 1.5);
  });

  it('adds endpoints up, and knows nothing when one is unknown', () => {
    assert.equal(combinedSpeed([]), undefined);
    assert.equal(combinedSpeed([measured, undefined]), undefined);
    assert.deepEqual(combinedSpeed([measured]), measured);
    const both = combinedSpeed([measured, { ...measured, requestsPerSecond: 6, requestMs: 1_000 }]);
    assert.equal(both?.requestsPerSecond, 8);
    assert.equal(both?.parallel, 8);
    assert.equal(both?.requestMs, 1_250);
  });

  it('is in order for any files', () => {
    const sizes = fc.array(fc.record({ bytes: fc.nat(), language: fc.constantFrom('json', 'go') }));
    fc.assert(
      fc.property(sizes, fc.nat({ max: 20_000 }), fc.integer({ min: 1, max: 64 }), (all, maxPromptTokens, parallel) => {
        const { requests, promptTokens, durationMs } = estimateRun({
          files: all,
          systemTokens: 800,
          passes: 2,
          maxPromptTokens,
          parallel,
          speed: measured,
        });
        assert.ok(Number.isSafeInteger(requests.high) && requests.low >= 2 * all.length);
        assert.ok(requests.low <= requests.high);
        assert.ok(promptTokens.low <= promptTokens.high);
        assert.ok(all.length === 0 ? !durationMs : durationMs && durationMs.low <= durationMs.high);
      }),
    );
  });
});
