/**
 * `npm run bench [-- name…]`: prints one line of JSON for each measurement. A ratio compares things of one run; absolute
 * times depend on the machine.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../src/core/run/events';
import { startModelServer } from '../modelServer/modelServer';
import type { ProtocolName } from '../modelServer/types';
import { generateFolder } from './generateFolder';

const root = join(import.meta.dirname, '../..');

const measurements: Record<string, (folder: string) => Promise<void>> = {
  'parallel files, ollama': (folder) => parallelFiles('ollama', folder),
  'parallel files, openai': (folder) => parallelFiles('openai', folder),
  'local reviewers': localReviewers,
  'extension host': async () => extensionHost(),
};

/** 24 files at 500 ms with a limit of 4 cannot take less than 3 s from the first request to the last answer. */
async function parallelFiles(protocol: ProtocolName, folder: string): Promise<void> {
  const [files, latencyMs, limit] = [24, 500, 4];
  const server = await startModelServer({ latencyMs });
  generateFolder(join(folder, 'reviewed'), files);
  const url = protocol === 'openai' ? `${server.url}/v1` : server.url;
  await review(folder, [
    ...['--reviewers', 'model', '--max-parallel-files', String(limit)],
    ...['--endpoint', `${protocol}=${url},model=scripted:latest`],
  ]);
  const starts = server.requests.map(({ startedAt }) => startedAt);
  const ends = server.requests.map(({ finishedAt }) => finishedAt ?? Number.NaN);
  const boundMs = (files / limit) * latencyMs;
  const spanMs = Math.max(...ends) - Math.min(...starts);
  report('parallel files', {
    ...{ protocol, files, latencyMs, limit, requests: server.requests.length, maxInFlight: server.maxInFlight },
    ...{ boundMs, spanMs: Math.round(spanMs), ratio: round(spanMs / boundMs), permittedRatio: 1.1 },
  });
  await server.stop();
}

async function localReviewers(folder: string): Promise<void> {
  const files = 500;
  generateFolder(join(folder, 'reviewed'), files);
  const events = await review(folder, ['--reviewers', 'local', '--max-parallel-files', '64']);
  const started = events.find(({ type }) => type === 'file.started')?.at ?? Number.NaN;
  const finished = events.findLast(({ type }) => type === 'file.finished')?.at ?? Number.NaN;
  const durationMs = finished - started;
  report('local reviewers', { files, durationMs, filesPerSecond: round(files / (durationMs / 1000)) });
}

/** Measured in the extension host itself, by test/host/suite/bench.test.ts. */
function extensionHost(): void {
  spawnSync('npx', ['tsx', join(root, 'test/host/run.ts'), 'bench'], { cwd: root, stdio: 'inherit' });
}

/** Runs the built command line over `reviewed` in a folder and answers with its events. */
async function review(folder: string, options: readonly string[]): Promise<RunEvent[]> {
  const out = join(folder, 'out');
  const words = ['review', join(folder, 'reviewed'), '--out', out, '--state-dir', join(folder, 'state'), '--quiet'];
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...words, ...options], { stdio: 'ignore' });
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  if (exitCode !== 0 && exitCode !== 1) {
    throw new Error(`The review ended with ${exitCode}`);
  }
  const lines = readFileSync(join(out, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as RunEvent);
}

function report(bench: string, figures: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ bench, ...figures })}\n`);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

async function main(wanted: readonly string[]): Promise<void> {
  for (const [name, measure] of Object.entries(measurements)) {
    if (wanted.length === 0 || wanted.some((word) => name.includes(word))) {
      const folder = mkdtempSync(join(tmpdir(), 'folder-review-bench-'));
      try {
        await measure(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
}

void main(process.argv.slice(2));
