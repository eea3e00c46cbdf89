import { once } from 'node:events';
import { join } from 'node:path';
import { generateSmallFiles } from './generateFolder';
import { cpuMsIn, endings, percentile, report, review, round, spawnMeasured, startServer } from './support';

const [files, latencyMs, limit] = [2_000, 100, 8];

/** How near the whole process comes to the bound of a server with a fixed latency, and what it costs. */
export async function manyFiles(folder: string): Promise<void> {
  const server = await startServer(['--latency', latencyMs]);
  const flags = ['--reviewers', 'model', '--max-parallel-files', limit];
  const endpoint = ['--endpoint', `openai=${server.url}/v1,model=scripted:latest`];
  const out = ['--out', join(folder, 'out')];
  generateSmallFiles(join(folder, 'tiny/reviewed'), 1);
  const tiny: number[] = [];
  for (let n = 0; n < 3; n++) {
    tiny.push((await review(join(folder, 'tiny'), { flags: [...flags, ...endpoint, ...out] })).wallMs - latencyMs);
  }
  const startUpMs = percentile(tiny, 0.5);
  generateSmallFiles(join(folder, 'reviewed'), files);
  const done = await review(folder, { flags: [...flags, ...endpoint, ...out] });
  const requests = (await server.times()).length - tiny.length;
  const bareMs = await bareClient(server.url, folder);
  server.stop();
  const boundMs = (files / limit) * latencyMs;
  report('many files', {
    ...{ files, latencyMs, limit, requests, endings: endings(done) },
    ...{ boundMs, startUpMs: round(startUpMs, 0), wallMs: round(done.wallMs, 0) },
    ...{ ratio: round((done.wallMs - startUpMs) / boundMs), permittedRatio: 1.08 },
    ...{ cpuMs: round(done.cpuMs, 0), cpuMsPerFile: round(done.cpuMs / files, 2), permittedCpuMsPerFile: 2 },
    ...{ bareClientCpuMsPerFile: round(bareMs / files, 2) },
  });
}

/** The processor time of a client that does no more than send the same files, as a measure of the machine's own pace. */
async function bareClient(url: string, folder: string): Promise<number> {
  const usage = join(folder, 'bare.json');
  const program = join(import.meta.dirname, 'bareClient.cjs');
  const words = [`${url}/v1`, join(folder, 'reviewed'), String(limit), join(folder, 'bare.jsonl')];
  await once(spawnMeasured([program, ...words], usage), 'close');
  return cpuMsIn(usage);
}
