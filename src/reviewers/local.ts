import { dirname, join } from 'node:path';
import type { Inspection, Inspector, ReviewContext, Reviewer, ReviewOutcome } from '../core/ports';
import { LineIndex } from '../core/text/lines';
import type { FileSnapshot, ReportedFinding } from '../core/types';
import type { FileAnalysis } from './analyzers';
import { grammarFor } from './grammars';
import type { AnalysisReplies, AnalysisReply, AnalysisRequest, InspectedText } from './requests';
import { createSyntaxInspection } from './syntaxInspection';
import type { WorkerOptions } from './worker';
import { type PoolOutcome, WorkerPool } from './workerPool';

/** What the analyzers run with. */
export interface AnalysisServiceOptions {
  /** The built `analyzerWorker.js`, with `analyzers.js` and the folder `wasm` beside it. */
  readonly workerFile: string;
  /** How many files are worked on at once at most. */
  readonly threads: number;
  /** Absolute path of the reviewed folder. */
  readonly folder: string;
  /** A text that takes longer is given up. Milliseconds. */
  readonly timeLimitMs?: number;
  /** A worker is replaced after so many analyses: the memory that they take of WebAssembly's is never given back. */
  readonly filesPerWorker?: number;
}

/** Analyzers and parsers in worker threads. What they say does not depend on the number of threads. */
export interface AnalysisService {
  /** The bundled analyzers. */
  readonly reviewer: Reviewer;
  /** @param withLocal whether the bundled analyzers look at edited texts, too */
  inspector(withLocal: boolean): Inspector;
  /** Ends the workers, those of the reviewer and of all inspectors. */
  dispose(): Promise<void>;
}

const defaultTimeLimitMs = 60_000;
const defaultFilesPerWorker = 500;
const maxHeapMb = 1024;

/** Starts no worker before there is work for it. */
export function createAnalysisService(options: AnalysisServiceOptions): AnalysisService {
  const { workerFile, threads, folder, timeLimitMs = defaultTimeLimitMs } = options;
  const workerData: WorkerOptions = { folder, wasmFolder: join(dirname(workerFile), 'wasm') };
  const pool = new WorkerPool<AnalysisRequest, AnalysisReply>({
    workerFile,
    workerOptions: { workerData, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } },
    threads: Math.max(1, threads),
    requestsPerWorker: options.filesPerWorker ?? defaultFilesPerWorker,
    wears: (request) =>
      request.kind === 'review' || (request.kind === 'inspect' && request.texts.some(({ review }) => review)),
    isLast: ({ damaged }) => damaged,
  });
  const remembered = createMemory();

  async function ask<Kind extends AnalysisRequest['kind']>(
    request: AnalysisRequest & { readonly kind: Kind },
    signal: AbortSignal,
    limitMs = timeLimitMs,
  ): Promise<PoolOutcome<AnalysisReplies[Kind]>> {
    return (await pool.run(request, signal, limitMs)) as PoolOutcome<AnalysisReplies[Kind]>;
  }

  async function review(file: FileSnapshot, { signal }: ReviewContext): Promise<ReviewOutcome> {
    const outcome = toOutcome(await ask({ kind: 'review', file }, signal), file, timeLimitMs);
    if (outcome.kind === 'reviewed') {
      remembered.keep(
        file,
        outcome.findings.filter(({ hiddenBy }) => !hiddenBy),
      );
    }
    return outcome;
  }

  async function inspectTexts(
    texts: readonly InspectedText[],
    signal: AbortSignal,
    limitMs = timeLimitMs,
  ): Promise<readonly Inspection[] | undefined> {
    const outcome = await ask({ kind: 'inspect', texts }, signal, limitMs);
    return outcome.kind === 'done' ? outcome.reply.inspections : undefined;
  }

  const inspectSyntax = createSyntaxInspection((files, signal) =>
    inspectTexts(
      files.map((file) => ({ file, review: false })),
      signal,
    ),
  );

  async function inspectWithLocal(
    file: FileSnapshot,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Inspection[] | undefined> {
    const known = remembered.recall(file);
    const isKnown = (text: string | undefined) => known !== undefined && text === file.text;
    const inspections = await inspectTexts(
      texts.map((text) => ({ file: { ...file, text }, review: !isKnown(text) })),
      signal,
      timeLimitMs * Math.max(1, texts.length),
    );
    return inspections?.map((inspection, position) =>
      known && isKnown(texts[position]) ? { ...inspection, findings: known } : inspection,
    );
  }

  return {
    reviewer: { kind: 'local', review, dispose: () => pool.dispose() },
    inspector: (withLocal) => ({
      withLocal,
      outline: async (file, signal) => {
        if (!grammarFor(file)) {
          return undefined;
        }
        const outcome = await ask({ kind: 'outline', file }, signal);
        return outcome.kind === 'done' ? outcome.reply.outline : undefined;
      },
      inspect: async (file, texts, signal) => {
        if (withLocal) {
          return inspectWithLocal(file, texts, signal);
        }
        return grammarFor(file) ? inspectSyntax(file, texts, signal) : texts.map(() => ({}));
      },
    }),
    dispose: () => pool.dispose(),
  };
}

/** What was found in the files reviewed last, as their proposals are inspected soon after. */
function createMemory() {
  const size = 64;
  const kept = new Map<string, readonly ReportedFinding[]>();
  const keyOf = ({ path, textHash }: FileSnapshot) => `${path}\n${textHash}`;
  return {
    keep(file: FileSnapshot, findings: readonly ReportedFinding[]): void {
      kept.set(keyOf(file), findings);
      for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - size))) {
        kept.delete(oldest);
      }
    },
    recall: (file: FileSnapshot) => kept.get(keyOf(file)),
  };
}

function toOutcome(outcome: PoolOutcome<FileAnalysis>, file: FileSnapshot, timeLimitMs: number): ReviewOutcome {
  switch (outcome.kind) {
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'crashed':
      return { kind: 'failed', reason: 'analyzer failed', message: outcome.message, findings: [], server: 'served' };
    case 'timed out':
      return {
        kind: 'failed',
        reason: 'timed out',
        message: `The analyzers took longer than ${timeLimitMs / 1000} s.`,
        findings: [],
        server: 'served',
      };
    case 'done':
      return fromAnalysis(outcome.reply, file);
  }
}

function fromAnalysis({ findings, failures }: FileAnalysis, { text }: FileSnapshot): ReviewOutcome {
  if (failures.length > 0) {
    return { kind: 'failed', reason: 'analyzer failed', message: failures.join('; '), findings, server: 'served' };
  }
  const { count } = new LineIndex(text);
  return { kind: 'reviewed', findings, coverage: { reviewedLines: count, totalLines: count } };
}
