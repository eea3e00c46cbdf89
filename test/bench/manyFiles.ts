import { once } from 'node:events';
import { join } from 'node:path';
import type { ReplyFinding } from '../modelServer/types';
import { generateSmallFiles } from './generateFolder';
import {
  cpuMsIn,
  endings,
  percentile,
  type Review,
  report,
  review,
  round,
  spawnMeasured,
  startServer,
} from './support';

const [files, latencyMs, limit] = [2_000, 100, 8];

/** What costs most is what is proposed: each edit is anchored, takes all gates and has the edited file parsed. */
const proposalsPerFile = [0, 1, 2];
const usual = 1;

/** How near the whole process comes to the bound of a server with a fixed latency, and what it costs. */
export async function manyFiles(folder: string): Promise<void> {
  const server = await startServer(['--latency', latencyMs]);
  const flags = ['--reviewers', 'model', '--max-parallel-files', limit, '--out', join(folder, 'out')];
  const reviewFiles = (where: string) =>
    review(where, { flags: [...flags, '--endpoint', `openai=${server.url}/v1,model=scripted:latest`] });
  generateSmallFiles(join(folder, 'tiny/reviewed'), 1);
  const tiny: Review[] = [];
  for (let n = 0; n < 3; n++) {
    tiny.push(await reviewFiles(join(folder, 'tiny')));
  }
  const startUpMs = median(tiny.map(({ wallMs }) => wallMs - latencyMs));
  generateSmallFiles(join(folder, 'reviewed'), files);
  const boundMs = (files / limit) * latencyMs;
  const runs = [];
  for (const proposals of proposalsPerFile) {
    await server.rules([{ findings: Array.from({ length: proposals }, (_, index) => findingIn(index)) }]);
    const before = (await server.times()).length;
    const done = await reviewFiles(folder);
    runs.push({
      ...{ proposals, requests: (await server.times()).length - before, endings: endings(done) },
      proposed: Object.values(done.files).reduce((sum, { findings }) => sum + findings.length, 0),
      ...{ wallMs: round(done.wallMs, 0), ratio: round((done.wallMs - startUpMs) / boundMs) },
      ...{ cpuMs: round(done.cpuMs, 0), cpuMsPerFile: round(done.cpuMs / files, 2) },
    });
  }
  const bareMs = await bareClient(server.url, folder);
  server.stop();
  const { ratio, cpuMsPerFile } = runs.find(({ proposals }) => proposals === usual) ?? {};
  report('many files', {
    ...{ files, latencyMs, limit, boundMs, startUpMs: round(startUpMs, 0) },
    startUpCpuMs: round(median(tiny.map(({ cpuMs }) => cpuMs)), 0),
    ...{ ratio, permittedRatio: 1.08, cpuMsPerFile, permittedCpuMsPerFile: 2 },
    ...{ bareClientCpuMsPerFile: round(bareMs / files, 2), runs },
  });
}

/** A finding with an edit, in one of the functions that all the files have. */
function findingIn(index: number): ReplyFinding {
  const line = 2 * (index + 1);
  const edit = {
    startLine: line,
    endLine: line,
    oldText: `    return a + ${index}`,
    newText: `    return ${index} + a`,
  };
  return {
    title: `The sum of function ${index} is written the wrong way round`,
    explanation: 'The constant comes first in this code base, so that it is not overlooked.',
    ...{ severity: 'warning', category: 'maintainability', confidence: 'high' },
    ...{ startLine: line, endLine: line, edits: [edit] },
  };
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The processor time of a client that does no more than send the same files, as a measure of the machine's own pace. */
async function bareClient(url: string, folder: string): Promise<number> {
  const usage = join(folder, 'bare.json');
  const program = join(import.meta.dirname, 'bareClient.cjs');
  const words = [`${url}/v1`, join(folder, 'reviewed'), String(limit), join(folder, 'bare.jsonl')];
  await once(spawnMeasured([program, ...words], usage), 'close');
  return cpuMsIn(usage);
}
