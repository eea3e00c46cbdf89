import { join } from 'node:path';
import type { RequestTimes } from '../modelServer/times';
import { generateFolder } from './generateFolder';
import { reviewWith } from './serverModels';
import { endings, report, round, startServer } from './support';

interface RisingServer {
  readonly protocol: 'ollama' | 'openai';
  /** The flag that sets its capacity. */
  readonly capacity: string;
  readonly flags: readonly (string | number)[];
  readonly from: number;
  readonly to: number;
  readonly latencyMs: number;
  /** Work it can do in a second, in requests that take its latency. */
  readonly rate: (capacity: number) => number;
}

const latencyMs = 600;
const perLatency = (capacity: number) => (capacity * 1_000) / latencyMs;
const requests = { from: 6, to: 24, latencyMs, rate: perLatency };

const servers: Readonly<Record<string, RisingServer>> = {
  'silent queue': { ...requests, protocol: 'ollama', capacity: '--slots', flags: [] },
  'processor sharing': { ...requests, protocol: 'openai', capacity: '--knee', flags: [] },
  'requests per minute': {
    ...{ protocol: 'openai', capacity: '--perMinute', flags: [], from: 600, to: 2_400, latencyMs },
    rate: (perMinute) => perMinute / 60,
  },
  'hard cap': { ...requests, protocol: 'openai', capacity: '--slots', flags: ['--beyond', '503'] },
};

const [changeAtMs, observedMs, windowMs, wanted] = [20_000, 70_000, 5_000, 0.9];

/** How soon a server's capacity is used after it has become four times as large in the middle of a run. */
export async function capacityRises(folder: string): Promise<void> {
  for (const [name, rising] of Object.entries(servers)) {
    const { protocol, capacity, flags, from, to, rate } = rising;
    const files = Math.ceil((rate(from) * changeAtMs + rate(to) * observedMs) / 1_000);
    const own = join(folder, name.replaceAll(' ', '-'));
    generateFolder(join(own, 'reviewed'), files);
    const server = await startServer([
      ...[capacity, from, '--latency', latencyMs, '--noise', 0.3, ...flags],
      ...['--change', JSON.stringify({ afterMs: changeAtMs, to })],
    ]);
    const done = await reviewWith(server, protocol, own, 64, false);
    const times = await server.times();
    server.stop();
    const { before, after } = usedShares(times, rising);
    const reached = after.findIndex((share) => share >= wanted);
    report('capacity rises', {
      ...{ server: name, files, from, to, latencyMs, endings: endings(done) },
      ...{ rejectedShare: round(times.filter(({ end }) => end === 'refused').length / times.length, 4) },
      ...{ usedBefore: round(before, 2), usedAfterEach5s: after.map((share) => round(share, 2)) },
      ...{ secondsTo90Percent: reached === -1 ? null : ((reached + 1) * windowMs) / 1_000, permittedSeconds: 60 },
    });
  }
}

/** The share of the capacity in use just before the change, and in each window after it. */
function usedShares(times: readonly RequestTimes[], { from, to, rate }: RisingServer) {
  const begun = Math.min(...times.map(({ startedAt }) => startedAt));
  const used = (start: number, capacity: number) =>
    workDone(times, begun + start, begun + start + windowMs) / latencyMs / ((rate(capacity) * windowMs) / 1_000);
  const after: number[] = [];
  for (let at = changeAtMs; at < changeAtMs + 60_000; at += windowMs) {
    after.push(used(at, to));
  }
  return { before: used(changeAtMs - windowMs, from), after };
}

/** Work done in a stretch of time, taking the work of each request to be spread evenly over its own time. */
function workDone(times: readonly RequestTimes[], start: number, end: number): number {
  return times.reduce((sum, { takenAt, finishedAt = end, workMs = 0, end: ending }) => {
    if (takenAt === undefined || ending === 'refused') {
      return sum;
    }
    const overlap = Math.min(finishedAt, end) - Math.max(takenAt, start);
    return sum + (overlap > 0 ? (workMs * overlap) / (finishedAt - takenAt) : 0);
  }, 0);
}
