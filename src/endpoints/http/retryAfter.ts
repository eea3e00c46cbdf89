import type { HttpHead } from './httpClient';

const minRetryAfterMs = 1_000;
const maxRetryAfterMs = 300_000;

const number = /^\d+(?:\.\d+)?$/;

/**
 * How long a server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3);
 * with 429 and neither of them, the time until the limits that are reached are lifted (`x-ratelimit-reset-requests` and
 * `-tokens`). Between 1 second and 5 minutes. Undefined when it does not ask, or not in a way that can be understood.
 *
 * @param now milliseconds since the epoch
 */
export function retryAfterMs({ status, headers }: HttpHead, now: number): number | undefined {
  const wish = wishedMs(headers, now) ?? (status === 429 ? resetMs(headers) : undefined);
  return wish === undefined ? undefined : Math.round(Math.min(maxRetryAfterMs, Math.max(minRetryAfterMs, wish)));
}

function wishedMs(headers: HttpHead['headers'], now: number): number | undefined {
  const milliseconds = headers['retry-after-ms'];
  if (typeof milliseconds === 'string' && number.test(milliseconds)) {
    return Number(milliseconds);
  }
  const after = headers['retry-after'];
  if (after === undefined) {
    return undefined;
  }
  if (number.test(after)) {
    return Number(after) * 1_000;
  }
  const wish = after.endsWith(' GMT') ? Date.parse(after) - now : Number.NaN;
  return Number.isNaN(wish) ? undefined : wish;
}

/** Both limits are told with every answer; one of which something remains has not been reached, unless none has. */
function resetMs(headers: HttpHead['headers']): number | undefined {
  const limits = ['requests', 'tokens'].flatMap((what) => {
    const ms = durationMs(headers[`x-ratelimit-reset-${what}`]);
    return ms === undefined ? [] : [{ ms, reached: headers[`x-ratelimit-remaining-${what}`] === '0' }];
  });
  const reached = limits.filter((limit) => limit.reached);
  const longest = Math.max(...(reached.length > 0 ? reached : limits).map(({ ms }) => ms));
  return Number.isFinite(longest) ? longest : undefined;
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A duration as Go writes it: `6m0s`, `1.5s`, `200ms`. */
function durationMs(text: string | string[] | undefined): number | undefined {
  if (typeof text !== 'string' || !/^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(text)) {
    return undefined;
  }
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g);
  return [...parts].reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? 0), 0);
}
