import type { Basis } from '../core/basis';
import type { Looks } from '../core/fileReview';
import type { Inspection, Inspector, Outline, ReviewContext, Reviewer, ReviewOutcome } from '../core/ports';
import type { Signature, SignatureReader } from '../core/signatures';
import { LineIndex } from '../core/text/lines';
import type { FileSnapshot, ReportedFinding, TextEdit } from '../core/types';
import type { FileAnalysis } from './analyzers/analyzers';
import { createKeptAnalyses, type KeptAnalysesOptions, nothingKept } from './keptAnalyses';
import { gathering } from './syntax/gathering';
import { grammarFor } from './syntax/grammars';
import { type AnalyzerPoolOptions, createAnalyzerPool } from './worker/analyzerPool';
import type { AnalysisReplies, InspectedText } from './worker/requests';
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
  /** @param withLocal whether the bundled analyzers look at edited texts, too */
  inspector(withLocal: boolean): Inspector;
  /** What all that was said about a file stands on. */
  readonly basis: Basis;
  /** Whether every question for the signatures of a file has been answered in full. */
  readonly hasSignatures: (path: string) => boolean;
  /** Ends the analyzers, those of the reviewer and of all inspectors. */
  dispose(): Promise<void>;
}

const defaultTimeLimitMs = 60_000;
/** The limit is for a file of this length, in UTF-16 code units; longer ones have more, up to so many times as much. */
const usualLength = 256 * 1024;
const mostTimes = 4;

/** Milliseconds that texts wait for others. A model is asked about a file only when its neighbours are known. */
const inspectionGatherMs = 20;
const signaturesGatherMs = 10;

/** How long the analysis of a file may take that is longer than usual, in milliseconds: some work grows with its text. */
export function timeLimitFor({ text }: Pick<FileSnapshot, 'text'>, usualMs: number): number {
  return Math.round(usualMs * Math.min(mostTimes, Math.max(1, text.length / usualLength)));
}

/** Starts no process before there is work for it. */
export function createAnalysisService(options: AnalysisServiceOptions): AnalysisService {
  const { timeLimitMs = defaultTimeLimitMs } = options;
  const pool = createAnalyzerPool(options);
  const { folder, overrides = [], untrusted } = options;
  const kept = options.kept
    ? createKeptAnalyses(folder, overrides, { ...options.kept, ...(untrusted && { untrusted }) })
    : nothingKept;
  const remembered = createMemory();

  async function review(file: FileSnapshot, context: ReviewContext): Promise<ReviewOutcome> {
    const analysis = await kept.recall({ kind: 'review', file }, context.answersSince);
    // Before it is kept anew.
    const origin = analysis ? 'kept' : await kept.whyMissed(file, context.answersSince);
    const outcome = withOrigin(analysis ? fromAnalysis(analysis, file) : await reviewAnew(file, context), origin);
    if (outcome.kind === 'reviewed') {
      remembered.keep(
        file,
        outcome.findings.filter(({ hiddenBy }) => !hiddenBy),
      );
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

  const inspectionLimitOf = (texts: readonly InspectedText[]): number =>
    Math.max(timeLimitMs, ...texts.map(({ file }) => timeLimitFor(file, timeLimitMs)));

  async function inspectTexts(
    texts: readonly InspectedText[],
    signal: AbortSignal,
  ): Promise<readonly (Inspection | undefined)[]> {
    const known = await Promise.all(texts.map((text) => kept.recall({ kind: 'inspect', ...text })));
    const others = texts.filter((_, position) => !known[position]);
    const anew = others.length > 0 ? [...(await inspectAnew(others, signal))] : [];
    return known.map((inspection) => inspection ?? anew.shift());
  }

  async function inspectAnew(
    texts: readonly InspectedText[],
    signal: AbortSignal,
  ): Promise<readonly (Inspection | undefined)[]> {
    const outcome = await pool.ask({ kind: 'inspect', texts }, signal, inspectionLimitOf(texts));
    const isWhole = outcome.kind === 'done' && !outcome.reply.damaged;
    if (!isWhole && outcome.kind !== 'cancelled' && texts.length > 1) {
      // One of them has taken the others with it.
      return (await Promise.all(texts.map((text) => inspectAnew([text], signal)))).flat();
    }
    const { inspections, reads }: AnalysisReplies['inspect'] = outcome.kind === 'done' ? outcome.reply : nothingSaid;
    for (const [position, text] of texts.entries()) {
      const inspection = inspections?.[position];
      if (inspection && isWhole && (inspection.findings || !text.review)) {
        kept.keep({ kind: 'inspect', ...text }, inspection, reads?.[position]);
      }
    }
    return texts.map((_, position) => inspections?.[position]);
  }

  async function countErrors(
    file: FileSnapshot,
    changes: readonly (readonly TextEdit[])[],
    signal: AbortSignal,
  ): Promise<readonly (number | undefined)[]> {
    const question = { kind: 'errors', file, changes } as const;
    const known = await kept.recall(question);
    if (known) {
      return known;
    }
    const outcome = await pool.ask({ kind: 'errors', file, changes }, signal, timeLimitFor(file, timeLimitMs));
    const errors = outcome.kind === 'done' ? outcome.reply.errors : undefined;
    if (!errors && outcome.kind !== 'cancelled' && changes.length > 1) {
      // One of them has taken the others with it.
      return (await Promise.all(changes.map((edits) => countErrors(file, [edits], signal)))).flat();
    }
    if (errors) {
      kept.keep(question, errors);
    }
    return errors ?? changes.map(() => undefined);
  }

  const inspectSyntax = gathering<Inspection>(
    (files, signal) =>
      inspectTexts(
        files.map((file) => ({ file, review: false })),
        signal,
      ),
    inspectionGatherMs,
  );

  async function signaturesOf(
    files: readonly FileSnapshot[],
    signal: AbortSignal,
  ): Promise<readonly (readonly Signature[] | undefined)[]> {
    const limitMs = Math.max(...files.map((file) => timeLimitFor(file, timeLimitMs)));
    const outcome = await pool.ask({ kind: 'signatures', files }, signal, limitMs);
    const found = outcome.kind === 'done' ? outcome.reply.signatures : undefined;
    if (!found && outcome.kind !== 'cancelled' && files.length > 1) {
      // One of them has taken the others with it.
      return (await Promise.all(files.map((file) => signaturesOf([file], signal)))).flat();
    }
    for (const [position, file] of files.entries()) {
      const ofFile = found?.[position];
      if (ofFile !== undefined) {
        kept.keep({ kind: 'signatures', file }, ofFile);
      }
    }
    return files.map((_, position) => found?.[position] ?? undefined);
  }

  const gatherSignatures = gathering(signaturesOf, signaturesGatherMs);

  async function signatures(file: FileSnapshot, signal: AbortSignal): Promise<readonly Signature[] | undefined> {
    const known = await kept.recall({ kind: 'signatures', file });
    return known === undefined ? gatherSignatures(file, signal) : (known ?? undefined);
  }

  async function outline(file: FileSnapshot, signal: AbortSignal): Promise<Outline | undefined> {
    const known = await kept.recall({ kind: 'outline', file });
    if (known !== undefined) {
      return known ?? undefined;
    }
    const outcome = await pool.ask({ kind: 'outline', file }, signal, timeLimitFor(file, timeLimitMs));
    if (outcome.kind !== 'done' || outcome.reply.damaged) {
      return undefined;
    }
    kept.keep({ kind: 'outline', file }, outcome.reply.outline ?? null);
    return outcome.reply.outline;
  }

  async function inspectWithLocal(
    file: FileSnapshot,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (Inspection | undefined)[]> {
    const known = remembered.recall(file);
    const isKnown = (text: string | undefined) => known !== undefined && text === file.text;
    const inspections = await inspectTexts(
      texts.map((text) => ({ file: { ...file, text }, review: !isKnown(text) })),
      signal,
    );
    return inspections.map((inspection, position) =>
      inspection && known && isKnown(texts[position]) ? { ...inspection, findings: known } : inspection,
    );
  }

  const dispose = () => pool.dispose();

  return {
    reviewer: { kind: 'local', review, dispose },
    inspector: (withLocal) => ({
      withLocal,
      outline: async (file, signal) => (grammarFor(file) ? outline(file, signal) : undefined),
      countErrors: async (file, changes, signal) => {
        if (!grammarFor(file)) {
          return undefined;
        }
        return countErrors(file, changes, signal);
      },
      inspect: async (file, texts, signal) => {
        if (withLocal) {
          return inspectWithLocal(file, texts, signal);
        }
        return grammarFor(file)
          ? Promise.all(texts.map((text) => inspectSyntax({ ...file, text }, signal)))
          : texts.map(() => ({}));
      },
    }),
    basis: kept.basis,
    hasSignatures: kept.hasSignatures,
    signatures,
    dispose,
  };
}

const nothingSaid: AnalysisReplies['inspect'] = { damaged: true };

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
        message: `The analyzers took longer than ${Number((timeLimitMs / 1000).toFixed(1))} s.`,
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
