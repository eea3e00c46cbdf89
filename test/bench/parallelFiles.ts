import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killers } from '../hostile/killers';
import type { ProtocolName } from '../modelServer/types';
import { generateFolder } from './generateFolder';
import { endings, report, review, round, spanMs, startServer } from './support';

/** 24 files at 500 ms with a limit of 4 cannot take less than 3 s from the first request to the last answer. */
export async function parallelFiles(protocol: ProtocolName, folder: string): Promise<void> {
  const [files, latencyMs, limit] = [24, 500, 4];
  const server = await startServer(['--latency', latencyMs]);
  generateFolder(join(folder, 'reviewed'), files);
  const url = protocol === 'ollama' ? server.url : `${server.url}/v1`;
  const endpoint = ['--endpoint', `${protocol}=${url},model=scripted:latest`];
  await review(folder, { flags: ['--reviewers', 'model', '--max-parallel-files', limit, ...endpoint] });
  const requests = await server.times();
  server.stop();
  const starts = requests.map(({ startedAt }) => startedAt);
  const ends = requests.map(({ finishedAt }) => finishedAt ?? Number.NaN);
  const boundMs = (files / limit) * latencyMs;
  const spanMs = Math.max(...ends) - Math.min(...starts);
  report('parallel files', {
    ...{ protocol, files, latencyMs, limit, requests: requests.length },
    ...{ maxInFlight: Math.max(...requests.map(({ inFlight }) => inFlight)) },
    ...{ boundMs, spanMs: Math.round(spanMs), ratio: round(spanMs / boundMs), permittedRatio: 1.1 },
  });
}

/** The bundled analyzers on plausible files, then with files among them that end the process they run in. */
export async function localReviewers(folder: string): Promise<void> {
  const files = 500;
  generateFolder(join(folder, 'reviewed'), files);
  const flags = ['--reviewers', 'local', '--max-parallel-files', 64];
  const plain = await review(folder, { flags });
  for (const [name, text] of Object.entries(killers)) {
    writeFileSync(join(folder, 'reviewed', name), text);
  }
  const withKillers = await review(folder, { flags });
  const durationMs = spanMs(plain);
  report('local reviewers', {
    ...{ files, durationMs, filesPerSecond: round(files / (durationMs / 1000)), cpuMs: round(plain.cpuMs, 0) },
    ...{ killers: Object.keys(killers).length, durationWithKillersMs: spanMs(withKillers) },
    ...{ cpuMsWithKillers: round(withKillers.cpuMs, 0), endings: endings(withKillers) },
  });
}
