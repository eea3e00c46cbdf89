import type { Basis } from '../core/basis';
import type { Looks } from '../core/fileReview';
import { syntaxRule } from '../core/findings/readingRules';
import type { Inspection, Inspector, ReviewContext, Reviewer, ReviewOutcome } from '../core/ports';
import type { SignatureReader } from '../core/signatures';
import { LineIndex } from '../core/text/lines';
import { reviewFailures } from '../core/text/reviewFailures';
import { english } from '../core/text/say';
import type { FileSnapshot } from '../core/types';
import type { FileAnalysis } from './analyzers/analyzers';
import { createKeptAnalyses, type KeptAnalysesOptions, nothingKept } from './keptAnalyses';
import { grammarFor } from './syntax/grammars';
import { TextQuestions } from './textQuestions';
import { timeLimitFor } from './timeLimit';
import { type AnalyzerPoolOptions, createAnalyzerPool } from './worker/analyzerPool';
import type { PoolOutcome } from './worker/workerPool';

/** What the analyzers run with. */
export interface AnalysisServiceOptions extends AnalyzerPoolOptions {
  /** Where what they say is kept, and taken from; without it they are asked each time. */
  readonly kept?: KeptAnalysesOptions;
  /** A text of usual length that takes longer is given up. Milliseconds. */
  readonly timeLimitMs?: number;
}

/** Analyzers and parsers outside of our process. What they say does not depend on the number of threads. */
export interface AnalysisService extends SignatureReader {
  /** The bundled analyzers. */
  readonly reviewer: Reviewer;
  /** @param withLocal whether edited texts are judged by all that the bundled analyzers report, or by broken syntax alone */
  inspector(withLocal: boolean): Inspector;
  /** What all that was said about a file stands on. */
  readonly basis: Basis;
  /** Whether every question for the signatures of a file has been answered in full. */
  readonly hasSignatures: (path: string) => boolean;
  /** Ends the analyzers, those of the reviewer and of all inspectors. */
  dispose(): Promise<void>;
}

const defaultTimeLimitMs = 60_000;

/** Starts no process before there is work for it. */
export function createAnalysisService(options: AnalysisServiceOptions): AnalysisService {
  const { timeLimitMs = defaultTimeLimitMs } = options;
  const pool = createAnalyzerPool(options);
  const { folder, overrides = [], untrusted } = options;
  const kept = options.kept
    ? createKeptAnalyses(folder, overrides, { ...options.kept, ...(untrusted && { untrusted }) })
    : nothingKept;
  const questions = new TextQuestions(pool, kept, timeLimitMs);
  const remembered = createMemory();

  async function review(file: FileSnapshot, context: ReviewContext): Promise<ReviewOutcome> {
    const analysis = await kept.recall({ kind: 'review', file }, context.answersSince);
    // Before it is kept anew.
    const origin = analysis ? 'kept' : await kept.whyMissed(file, context.answersSince);
    const outcome = withOrigin(analysis ? fromAnalysis(analysis, file) : await reviewAnew(file, context), origin);
    if (outcome.kind === 'reviewed') {
      const findings = outcome.findings.filter(({ hiddenBy }) => !hiddenBy);
      remembered.keep(file, { findings, analyzers: outcome.looks.analyzers });
    }
    return outcome;
  }

  async function reviewAnew(file: FileSnapshot, { signal }: ReviewContext): Promise<ReviewOutcome> {
    const limitMs = timeLimitFor(file, timeLimitMs);
    const outcome = await pool.ask({ kind: 'review', file }, signal, limitMs);
    if (outcome.kind === 'done' && outcome.reply.failures.length === 0) {
      kept.keep({ kind: 'review', file }, outcome.reply, outcome.reply.reads);
    }
    return toOutcome(outcome, file, limitMs);
  }

  async function inspectWithAnalyzers(
    file: FileSnapshot,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (Inspection | undefined)[]> {
    const known = remembered.recall(file);
    const isKnown = (text: string | undefined) => known !== undefined && text === file.text;
    const inspections = await questions.inspect(
      texts.map((text) => ({ file: { ...file, text }, review: !isKnown(text) })),
      signal,
    );
    return inspections.map((inspection, position) =>
      inspection && known && isKnown(texts[position]) ? { ...inspection, ...known } : inspection,
    );
  }

  const dispose = () => pool.dispose();

  return {
    reviewer: { kind: 'local', review, dispose },
    inspector: (withLocal) => ({
      outline: async (file, signal) => (grammarFor(file) ? questions.outline(file, signal) : undefined),
      countErrors: async (file, changes, signal) =>
        grammarFor(file) ? questions.countErrors(file, changes, signal) : undefined,
      inspect: async (file, texts, signal) => {
        if (withLocal) {
          return inspectWithAnalyzers(file, texts, signal);
        }
        const inspections = grammarFor(file) ? await inspectWithAnalyzers(file, texts, signal) : texts.map(() => ({}));
        return inspections.map((inspection) => inspection && onlySyntax(inspection));
      },
    }),
    basis: kept.basis,
    hasSignatures: kept.hasSignatures,
    signatures: (file, signal) => questions.signatures(file, signal),
    dispose,
  };
}

/** Grammars take what no compiler does, such as lines of Python that are indented by chance. */
function onlySyntax({ findings, ...inspection }: Inspection): Inspection {
  return { ...inspection, ...(findings && { findings: findings.filter(({ rule }) => rule === syntaxRule) }) };
}

/** What came of the files reviewed last, as their proposals are inspected soon after. */
function createMemory() {
  const size = 64;
  const kept = new Map<string, Inspection>();
  const keyOf = ({ path, textHash }: FileSnapshot) => `${path}\n${textHash}`;
  return {
    keep(file: FileSnapshot, inspection: Inspection): void {
      kept.set(keyOf(file), inspection);
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
        message: english(reviewFailures.slowAnalyzers, Number((timeLimitMs / 1000).toFixed(1))),
        findings: [],
        server: 'served',
      };
    case 'done':
      return fromAnalysis(outcome.reply, file);
  }
}

function withOrigin(outcome: ReviewOutcome, analysis: Looks['analysis']): ReviewOutcome {
  return outcome.kind === 'reviewed' && analysis ? { ...outcome, looks: { ...outcome.looks, analysis } } : outcome;
}

function fromAnalysis({ findings, looks, failures }: FileAnalysis, { text }: FileSnapshot): ReviewOutcome {
  if (failures.length > 0) {
    return { kind: 'failed', reason: 'analyzer failed', message: failures.join('; '), findings, server: 'served' };
  }
  const { count } = new LineIndex(text);
  return { kind: 'reviewed', findings, coverage: { reviewedLines: count, totalLines: count }, looks };
}
