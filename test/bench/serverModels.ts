import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateFolder } from './generateFolder';
import {
  endings,
  fileLatencies,
  percentile,
  type Review,
  report,
  review,
  round,
  type ServerProcess,
  spanMs,
  startServer,
} from './support';

interface ServerModel {
  readonly protocol: 'ollama' | 'openai';
  readonly server: readonly (string | number)[];
  /** No run can be quicker than its files divided by this many per second. */
  readonly perSecond: number;
}

/** Work differs from file to file, in the same way for every run. */
const noise = ['--noise', 0.3];

export const serverModels: Readonly<Record<string, ServerModel>> = {
  'a few slots with a silent queue': {
    protocol: 'ollama',
    server: ['--slots', 4, '--latency', 100, ...noise],
    perSecond: 40,
  },
  'b processor sharing with a knee': {
    protocol: 'openai',
    server: ['--knee', 16, '--latency', 400, ...noise],
    perSecond: 40,
  },
  'c requests per minute': {
    protocol: 'openai',
    server: ['--perMinute', 2_400, '--latency', 300, ...noise],
    perSecond: 40,
  },
  'd hard cap': {
    protocol: 'openai',
    server: ['--slots', 12, '--beyond', '503', '--latency', 300, ...noise],
    perSecond: 40,
  },
};

const [files, sweepFiles, ceiling] = [2_000, 400, 64];
const fixedLimits = [4, 8, 12, 16, 24, 32, 48, 64];

/**
 * Adaptive parallelism against the best limit somebody could have set by hand. The sweep over fixed limits reviews fewer
 * files; the best of it is measured again with all of them.
 */
export async function serverModel(name: string, model: ServerModel, folder: string): Promise<void> {
  const sweepFolder = join(folder, 'sweep');
  generateFolder(join(sweepFolder, 'reviewed'), sweepFiles);
  generateFolder(join(folder, 'all/reviewed'), files);
  const sweep: Record<number, number> = {};
  for (const limit of fixedLimits) {
    const { seconds, isWhole } = await measure(model, sweepFolder, { limit, fixed: true });
    sweep[limit] = isWhole ? seconds : Number.POSITIVE_INFINITY;
  }
  const best = fixedLimits.reduce((least, limit) => ((sweep[limit] ?? 0) < (sweep[least] ?? 0) ? limit : least));
  const { isWhole: _, ...fixed } = await measure(model, join(folder, 'all'), { limit: best, fixed: true });
  const { isWhole, ...adaptive } = await measure(model, join(folder, 'all'), { limit: ceiling, fixed: false });
  report(`server model ${name}`, {
    ...{ files, ceiling, sweepFiles, sweepSeconds: sweep, bestFixedLimit: best, boundSeconds: files / model.perSecond },
    ...{ fixed, adaptive, isWhole },
    ...{ ratio: round(adaptive.seconds / fixed.seconds), permittedRatio: 1.2, permittedRejectedShare: 0.01 },
  });
}

async function measure(
  { protocol, server: flags }: ServerModel,
  folder: string,
  { limit, fixed }: { readonly limit: number; readonly fixed: boolean },
) {
  const server = await startServer(flags);
  try {
    const done = await reviewWith(server, protocol, folder, limit, fixed);
    const requests = await server.times();
    const rejected = requests.filter(({ end }) => end === 'refused').length;
    const latencies = fileLatencies(done);
    return {
      seconds: round(spanMs(done) / 1000, 1),
      requests: requests.length,
      rejectedShare: round(rejected / requests.length, 4),
      fileLatencyP95Ms: percentile(latencies, 0.95),
      endings: endings(done),
      isWhole: Object.values(done.files).every(({ status }) => status === 'reviewed'),
    };
  } finally {
    server.stop();
    rmSync(join(folder, 'state'), { recursive: true, force: true });
  }
}

export function reviewWith(
  { url }: ServerProcess,
  protocol: ServerModel['protocol'],
  folder: string,
  limit: number,
  fixed: boolean,
): Promise<Review> {
  const base = protocol === 'openai' ? `${url}/v1` : url;
  const endpoint = ['--endpoint', `${protocol}=${base},model=scripted:latest`];
  return review(folder, { fixed, flags: ['--reviewers', 'model', '--max-parallel-files', limit, ...endpoint] });
}
