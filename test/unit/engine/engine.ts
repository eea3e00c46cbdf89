import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { estimateTokenCount } from 'tokenx';
import type { Endpoint } from '../../../src/core/modelPorts';
import { passesOf, type RunOptions } from '../../../src/core/options';
import type { Clock, Inspector } from '../../../src/core/ports';
import { createPartPlanner } from '../../../src/core/prompt/partPlanner';
import { systemPrompt } from '../../../src/core/prompt/systemPrompt';
import { toResults } from '../../../src/core/report/results';
import type { RunEvent } from '../../../src/core/run/events';
import type { RunRecord } from '../../../src/core/run/records';
import { ReviewRun } from '../../../src/core/run/reviewRun';
import { stagesOf } from '../../../src/core/run/schedule/stage';
import { languageOf } from '../../../src/core/text/language';
import { createEndpoint } from '../../../src/endpoints/createEndpoint';
import type { HttpLimits } from '../../../src/endpoints/http/httpClient';
import { createConfirmer } from '../../../src/reviewers/confirmer';
import { createModelReviewer } from '../../../src/reviewers/model';
import type { ModelServer, ProtocolName } from '../../modelServer/types';
import { optionsFor } from '../endpoints/support';
import { header, memoryJournal, memoryLog, memoryWorkspace, sha256, snapshotOf, textOf } from '../fakes';

/** So much faster than the real one goes the time of the engine: pauses, breaks and retries, not the exchanges. */
const pace = 250;

const fastClock: Clock = {
  now: () => performance.now() * pace,
  sleep: (ms, signal) => delay(ms / pace, undefined, { signal }).catch(() => undefined),
};

/** Short where nothing but a limit ends the exchange, long enough for a busy machine elsewhere. */
const shortLimits: Partial<HttpLimits> = { firstContentMs: 10_000, idleMs: 10_000, totalMs: 20_000 };

const inspector: Inspector = {
  outline: async () => undefined,
  countErrors: async () => undefined,
  inspect: async (_file, texts) => texts.map(() => undefined),
};

export interface EngineServer {
  readonly protocol: ProtocolName;
  readonly server: Pick<ModelServer, 'url'>;
  readonly maxConcurrency?: number;
}

export interface EngineRun {
  readonly files: ReadonlyMap<string, string>;
  readonly servers: readonly EngineServer[];
  readonly limit: number;
  readonly limits?: Partial<HttpLimits>;
  readonly options?: Partial<RunOptions>;
  /** What every endpoint takes, in tokens. */
  readonly maxPromptTokens?: number | undefined;
  /** A longer run hangs. Milliseconds of real time. */
  readonly guardMs?: number;
  /** Is given the run before it starts. */
  readonly begun?: (run: ReviewRun) => void;
}

export interface ResultFinding {
  readonly title: string;
  readonly rule?: string;
  readonly startLine?: number;
  readonly confidence: string;
  readonly confirmation?: { readonly verdict: string; readonly reason: string; readonly model?: string };
  readonly proposal?: { readonly state: string; readonly reason?: string; readonly flags: readonly string[] };
}

export interface ResultFile {
  readonly status: string;
  readonly reason?: string;
  readonly coverage?: { readonly reviewedLines: number; readonly totalLines: number };
  readonly findings: readonly ResultFinding[];
  readonly hidden?: readonly (ResultFinding & { readonly hiddenBy: string })[];
}

export interface EngineResult {
  readonly files: Readonly<Record<string, ResultFile>>;
  readonly events: readonly RunEvent[];
  readonly records: readonly RunRecord[];
  readonly run: ReviewRun;
}

/** A whole run in this process: the engine, the model reviewer and real endpoints over loopback. */
export async function runEngine(engine: EngineRun): Promise<EngineResult> {
  const { files, limit, maxPromptTokens, guardMs = 30_000 } = engine;
  const options = {
    ...header.options,
    reviewers: ['model'] as const,
    fileTimeLimitMs: 60_000 * pace,
    ...engine.options,
  };
  const endpoints = await Promise.all(engine.servers.map((server) => openEndpoint(server, engine.limits)));
  const { profile, instructions } = options;
  const planner = createPartPlanner({
    passesFor: () => profile.passes.map((_, index) => index),
    systemTokens: profile.passes.map((pass) => estimateTokenCount(systemPrompt(profile, pass, instructions))),
    maxPromptTokens,
    countTokens: estimateTokenCount,
    inspector,
  });
  const lanes = endpoints.map((endpoint) => ({
    reviewer: createModelReviewer({ endpoint, passes: passesOf([profile]), instructions }),
    confirmer: createConfirmer({ endpoint }),
    endpoint: endpoint.id,
    maxConcurrency: endpoint.maxConcurrency ?? Number.POSITIVE_INFINITY,
    firstAlone: endpoint.firstAlone,
  }));
  const { events, log } = memoryLog();
  const workspace = memoryWorkspace(new Map(files));
  const journal = memoryJournal();
  const confirming = options.confirmEndpoint !== undefined && { confirmEndpoint: options.confirmEndpoint };
  const stage = { kind: 'model', limit: Number.POSITIVE_INFINITY, lanes, planner, ...confirming } as const;
  const run = new ReviewRun({
    header: { ...header, options },
    workspace: { ...workspace, read: async (path) => readAs(path, files) },
    createStages: async () => stagesOf([stage]),
    maxParallelFiles: limit,
    journal,
    log,
    clock: fastClock,
    hash: sha256,
    random: () => 0,
  });
  engine.begun?.(run);
  await within(guardMs, run.start(), () =>
    JSON.stringify([...run.store.files()].map(({ path, status }) => [path, status])),
  );
  return {
    files: (JSON.parse(textOf(toResults(run.store))) as { files: Record<string, ResultFile> }).files,
    events,
    records: journal.records,
    run,
  };
}

/** Fails instead of hanging. */
export async function within<T>(ms: number, work: Promise<T>, state: () => string): Promise<T> {
  const over = new AbortController();
  const guard = delay(ms, undefined, { signal: over.signal }).then(
    () => {
      throw new Error(`It hangs: ${state()}`);
    },
    () => undefined as never,
  );
  try {
    return await Promise.race([work, guard]);
  } finally {
    over.abort();
  }
}

/** Texts of different lengths, the longest first: that is the order in which a model gets them. */
export function sources(count: number): Map<string, string> {
  return new Map(
    Array.from({ length: count }, (_, file) => [
      `f${file}.ts`,
      `${Array.from({ length: 60 + 4 * (count - file) }, (_, line) => `export const value${line} = read('${file}', ${line});`).join('\n')}\n`,
    ]),
  );
}

/** Works everything off, so many at once. */
export async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function openEndpoint(
  { protocol, server, maxConcurrency }: EngineServer,
  limits: Partial<HttpLimits> = {},
): Promise<Endpoint> {
  const { signal } = new AbortController();
  const settings = { limits: { ...shortLimits, ...limits } };
  const creation = await createEndpoint(optionsFor(protocol, server.url), undefined, signal, settings);
  assert.equal(creation.kind, 'endpoint', JSON.stringify(creation));
  return { ...creation.endpoint, id: server.url, maxConcurrency };
}

function readAs(path: string, files: ReadonlyMap<string, string>) {
  const text = files.get(path);
  return text === undefined
    ? ({ kind: 'failed', reason: 'file deleted', message: 'The file is no longer there.' } as const)
    : ({ kind: 'text', snapshot: { ...snapshotOf(path, text), language: languageOf(path) } } as const);
}
