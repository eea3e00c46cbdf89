import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunEvent } from '../../src/core/run/events';
import type { Rule } from '../modelServer/rules';
import type { RequestTimes } from '../modelServer/times';

export const root = join(import.meta.dirname, '../..');

/** One line of JSON for one measurement. */
export function report(bench: string, figures: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ bench, ...figures })}\n`);
}

export function round(value: number, digits = 3): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** The value below which the share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A scripted model server in a process of its own, so that what it costs is not counted as ours. */
export interface ServerProcess {
  readonly url: string;
  /** Every request so far. */
  times(): Promise<readonly RequestTimes[]>;
  /** Replaces the rules by which it answers. */
  rules(rules: readonly Rule[]): Promise<void>;
  stop(): void;
}

/** @param flags those of test/modelServer/main.ts */
export async function startServer(flags: readonly (string | number)[]): Promise<ServerProcess> {
  const words = ['--import', 'tsx', join(root, 'test/modelServer/main.ts'), ...flags.map(String)];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { url: string };
  return {
    url,
    async times() {
      // A review can take longer than the server leaves a connection open for another request.
      const answer = await fetch(`${url}/test/times`, { headers: { connection: 'close' } });
      return ((await answer.json()) as { requests: RequestTimes[] }).requests;
    },
    async rules(rules) {
      await (await fetch(`${url}/test/rules`, { method: 'POST', body: JSON.stringify(rules) })).text();
    },
    stop: () => void child.kill('SIGKILL'),
  };
}

/** One result of `results.json`. */
export interface FileResult {
  readonly status: string;
  readonly reason?: string;
  readonly findings: readonly object[];
}

/** A review that has come to its end. */
export interface Review {
  /** Of the whole process. */
  readonly wallMs: number;
  /** User and system, of all its threads and of the processes that it started. */
  readonly cpuMs: number;
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly events: readonly RunEvent[];
  readonly files: Readonly<Record<string, FileResult>>;
}

export interface ReviewOptions {
  /** The flags of `folder-review review`. */
  readonly flags: readonly (string | number)[];
  /** Keeps the limits as they are given, instead of following what the servers bear. */
  readonly fixed?: boolean;
  /** After so long it is ended. Milliseconds. */
  readonly longestMs?: number;
  /** Leaves what earlier reviews have kept. */
  readonly keepState?: boolean;
}

/** Reviews the folder `reviewed` in a folder with the built command line, in a process of its own. */
export async function review(folder: string, { flags, fixed, longestMs, keepState }: ReviewOptions): Promise<Review> {
  const state = join(folder, 'state');
  const usage = join(folder, 'usage.json');
  if (!keepState) {
    rmSync(state, { recursive: true, force: true });
  }
  mkdirSync(state, { recursive: true });
  const program = fixed
    ? ['--import', 'tsx', join(import.meta.dirname, 'fixedReview.ts')]
    : [join(root, 'dist/cli.js')];
  const words = ['review', join(folder, 'reviewed'), '--state-dir', state, '--quiet', '--fail-on', 'never'];
  const begunAt = performance.now();
  const child = spawnMeasured([...program, ...words, ...flags.map(String)], usage);
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text;
  });
  const timer = longestMs === undefined ? undefined : setTimeout(() => killGroup(child), longestMs);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  const wallMs = performance.now() - begunAt;
  return { wallMs, cpuMs: cpuMsIn(usage), exitCode, stderr, ...readRecord(state, stderr) };
}

/**
 * Starts a program, one of Node's unless told. At its end the shell around it writes down what it and the processes it
 * started used.
 */
export function spawnMeasured(words: readonly string[], usage: string, program = process.execPath, cwd = root) {
  const script = '"$@"; code=$?; times > "$FOLDER_REVIEW_BENCH_USAGE"; exit $code';
  const env = { ...process.env, FOLDER_REVIEW_BENCH_USAGE: usage, XDG_STATE_HOME: dirname(usage) };
  return spawn('sh', ['-c', script, 'sh', program, ...words], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
    detached: true,
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) {
    process.kill(-pid, 'SIGKILL');
  }
}

/** Processor time, user and system, in milliseconds: of all threads, and of the processes that were waited for. */
export function cpuMsIn(usage: string): number {
  const [, ofChildren = ''] = readFileSync(usage, 'utf8').split('\n');
  const times = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)];
  return times.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000, 0);
}

function readRecord(state: string, stderr: string): Pick<Review, 'events' | 'files'> {
  const found = readdirSync(state, { recursive: true, encoding: 'utf8' });
  const read = (name: string): string => {
    const path = found.sort().findLast((entry) => entry.endsWith(name));
    if (path === undefined) {
      throw new Error(`The review left no ${name}. ${stderr}`);
    }
    return readFileSync(join(state, path), 'utf8');
  };
  const lines = read('events.jsonl').trimEnd().split('\n');
  const { files } = JSON.parse(read('results.json')) as Pick<Review, 'files'>;
  return { events: lines.map((line) => JSON.parse(line) as RunEvent), files };
}

/** How many files ended how. */
export function endings({ files }: Review): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, reason } of Object.values(files)) {
    const ending = reason === undefined ? status : `${status}: ${reason}`;
    counts[ending] = (counts[ending] ?? 0) + 1;
  }
  return counts;
}

/** From the first request's beginning to the last one's end, in milliseconds. */
export function spanMs({ events }: Review): number {
  const started = events.find(({ type }) => type === 'file.started')?.at ?? Number.NaN;
  const finished = events.findLast(({ type }) => type === 'file.finished')?.at ?? Number.NaN;
  return finished - started;
}

/** Of each file, from its first request's beginning to its last one's end, in milliseconds. */
export function fileLatencies({ events }: Review): number[] {
  const begun = new Map<string, number>();
  const ended = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'file.started' && !begun.has(event.path)) {
      begun.set(event.path, event.at);
    } else if (event.type === 'file.finished') {
      ended.set(event.path, event.at);
    }
  }
  return [...ended].map(([path, at]) => at - (begun.get(path) ?? at));
}
