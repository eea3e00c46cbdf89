import { join } from 'node:path';
import type { RequestTimes } from '../modelServer/times';
import { generateFolder } from './generateFolder';
import { endings, report, review, round, startServer } from './support';

const files = 2_000;
const slots = 8;
const latencies = [200, 600] as const;
/** What both do in a second. */
const capacity = latencies.reduce((sum, latencyMs) => sum + (slots * 1_000) / latencyMs, 0);
const rampUpMs = 5_000;

/** Two servers, one three times faster: how much of what they can do together is used. */
export async function twoEndpoints(folder: string): Promise<void> {
  generateFolder(join(folder, 'reviewed'), files);
  const servers = await startBoth();
  const done = await review(folder, { flags: flagsFor(servers) });
  const times = await Promise.all(servers.map((server) => server.times()));
  for (const server of servers) {
    server.stop();
  }
  const all = times.flat();
  const begun = Math.min(...all.map(({ startedAt }) => startedAt));
  // When nothing waits any more, no scheduler can use it all.
  const lastBegun = Math.max(...all.map(({ startedAt }) => startedAt));
  const answered = finishedIn(all, begun + rampUpMs, lastBegun);
  const possible = (capacity * (lastBegun - begun - rampUpMs)) / 1_000;
  const wholeMs = Math.max(...all.map(({ finishedAt = 0 }) => finishedAt)) - begun;
  report('two endpoints', {
    ...{ files, slots, latenciesMs: latencies, requests: times.map(({ length }) => length), endings: endings(done) },
    ...{ rampUpMs, usedShare: round(answered / possible), permittedShare: 0.95 },
    ...{ wholeShare: round(files / ((capacity * wholeMs) / 1_000)) },
  });
}

/** The faster of two servers dies when half of the files are reviewed: the other must do the rest. */
export async function dyingEndpoint(folder: string): Promise<void> {
  generateFolder(join(folder, 'reviewed'), files);
  const servers = await startBoth();
  const [fast, slow] = servers;
  let answeredBefore = 0;
  const reviewing = review(folder, { flags: flagsFor(servers) });
  const watch = setInterval(async () => {
    const [a = [], b = []] = await Promise.all(servers.map((server) => server.times().catch(() => [])));
    if (answeredBefore === 0 && a.length + b.length >= files / 2) {
      answeredBefore = a.length;
      fast?.stop();
      clearInterval(watch);
    }
  }, 500);
  const done = await reviewing;
  clearInterval(watch);
  const others = (await slow?.times())?.length ?? 0;
  slow?.stop();
  const reviewedFiles = endings(done).reviewed ?? 0;
  report('two endpoints, one dies', {
    ...{ files, requestsOfTheDead: answeredBefore, requestsOfTheOther: others, endings: endings(done) },
    ...{ reviewed: reviewedFiles, permittedReviewed: files, wallMs: round(done.wallMs, 0) },
  });
}

function startBoth() {
  return Promise.all(latencies.map((latencyMs) => startServer(['--slots', slots, '--latency', latencyMs])));
}

function flagsFor(servers: readonly { readonly url: string }[]): (string | number)[] {
  return [
    ...['--reviewers', 'model', '--max-parallel-files', slots * servers.length],
    ...servers.flatMap(({ url }) => ['--endpoint', `openai=${url}/v1,model=scripted:latest,max=${slots}`]),
  ];
}

function finishedIn(times: readonly RequestTimes[], start: number, end: number): number {
  return times.filter(({ finishedAt = Number.POSITIVE_INFINITY, end: ending }) => {
    return ending === 'answered' && finishedAt > start && finishedAt <= end;
  }).length;
}
