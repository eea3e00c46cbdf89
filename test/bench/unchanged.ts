import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateFolder } from './generateFolder';
import { report, review, round, startServer } from './support';

/**
 * What another review of a folder costs in which nothing has changed: with a model, and with the local reviewers alone. Start-up
 * is what one file costs. The least of some reviews, as others are at work on a machine, too.
 */
export async function unchanged(folder: string): Promise<void> {
  const server = await startServer([]);
  const model = ['--endpoint', `ollama=${server.url},model=scripted:latest`];
  for (const [reviewers, files, words] of [
    ['local,model', 2_000, model],
    ['local', 2_000, []],
    ['local', 10_000, []],
  ] as const) {
    const place = join(folder, `${reviewers}-${files}`);
    const tiny = join(place, 'tiny');
    generateFolder(join(place, 'reviewed'), files);
    generateFolder(join(tiny, 'reviewed'), 1);
    const once = async (where: string, keepState: boolean) => {
      const before = (await server.times()).length;
      const flags = ['--reviewers', reviewers, '--max-parallel-files', 8, ...words];
      const done = await review(where, { flags, keepState });
      return { ...done, results: JSON.stringify(done.files), requests: (await server.times()).length - before };
    };
    const least = async (where: string) => {
      const all = [await once(where, true), await once(where, true), await once(where, true)];
      return all.reduce((best, one) => (one.cpuMs < best.cpuMs ? one : best));
    };
    await once(tiny, false);
    const startUp = await least(tiny);
    const first = await once(place, false);
    const again = await least(place);
    report('unchanged', {
      ...{ reviewers, files, requests: [first.requests, again.requests], permittedRequests: 0 },
      wallMs: [first, again].map(({ wallMs }) => round(wallMs, 0)),
      cpuMs: [first, again].map(({ cpuMs }) => round(cpuMs, 0)),
      ...{ startUpCpuMs: round(startUp.cpuMs, 0), cpuMsPerFile: round((again.cpuMs - startUp.cpuMs) / files) },
      ...{ permittedCpuMsPerFile: 1, timesFaster: round(first.wallMs / again.wallMs, 1), permittedTimesFaster: 10 },
      isSame: again.results === first.results,
    });
    if (words.length > 0) {
      const path = join(place, 'reviewed/docs', readdirSync(join(place, 'reviewed/docs'))[0] ?? '');
      writeFileSync(path, `${readFileSync(path, 'utf8')}\nMore.\n`);
      const { requests } = await once(place, true);
      report('one changed file', { reviewers, files, requests, permittedRequests: 1 });
    }
    rmSync(place, { recursive: true, force: true });
  }
  server.stop();
}
