import { once } from 'node:events';
import { join } from 'node:path';
import { reportNames } from '../../src/core/export/formats';
import { recordRun } from './recordedRun';
import { cpuMsIn, report, root, round, spawnMeasured } from './support';

const size = { files: 100_000, findingsPerFile: 6, proposalsEvery: 4 };
const permittedMb = 1_500;
const permittedShowMs = 5_000;

/** What it takes to show a very large run, to go on with it and to export it. Of 600,000 findings, a fourth are proposals. */
export async function manyFindings(folder: string): Promise<void> {
  const state = join(folder, 'state');
  const reviewed = join(folder, 'reviewed');
  await recordRun(state, reviewed, size);
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['show last', ['show', 'last']],
    ...reportNames.map((name) => [`show last --format ${name}`, ['show', 'last', '--format', name]] as const),
    ['review --resume last --out', ['review', '--resume', 'last', '--quiet', '--out', join(folder, 'out')]],
  ];
  for (const [command, words] of commands) {
    const usage = join(folder, 'usage');
    const program = ['--require', join(import.meta.dirname, 'peakMemory.cjs'), join(root, 'dist/cli.js')];
    const begunAt = performance.now();
    // The last run is that of the folder that one stands in.
    const child = spawnMeasured([...program, ...words, '--state-dir', state], usage, process.execPath, reviewed);
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text;
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    const ms = performance.now() - begunAt;
    const peakMb = round(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1_024, 0);
    const isFastEnough = command !== 'show last' || ms <= permittedShowMs;
    report('many findings', {
      ...{ command, ...size, exitCode, ms: round(ms, 0), cpuMs: round(cpuMsIn(usage), 0), peakMb, permittedMb },
      ...(command === 'show last' && { permittedMs: permittedShowMs }),
      ok: exitCode !== null && exitCode < 2 && peakMb <= permittedMb && isFastEnough,
    });
  }
}
