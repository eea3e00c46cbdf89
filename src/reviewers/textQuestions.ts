import type { Inspection, Outline } from '../core/ports';
import type { Signature } from '../core/signatures';
import type { FileSnapshot, TextEdit } from '../core/types';
import type { KeptAnalyses } from './keptAnalyses';
import { gathering } from './syntax/gathering';
import { timeLimitFor } from './timeLimit';
import type { AnalyzerPool } from './worker/analyzerPool';
import type { AnalysisReplies, InspectedText } from './worker/requests';

const signaturesGatherMs = 10;

const nothingSaid: AnalysisReplies['inspect'] = { damaged: true };

/**
 * What parsers and analyzers say of texts, but for reviews: as it was kept, or asked anew. What could not be said is
 * undefined.
 */
export class TextQuestions {
  readonly #pool: AnalyzerPool;
  readonly #kept: KeptAnalyses;
  readonly #timeLimitMs: number;
  readonly #gatherSignatures = gathering<readonly Signature[]>(
    (files, signal) => this.#signaturesOf(files, signal),
    signaturesGatherMs,
  );

  /** @param timeLimitMs for a text of usual length */
  constructor(pool: AnalyzerPool, kept: KeptAnalyses, timeLimitMs: number) {
    this.#pool = pool;
    this.#kept = kept;
    this.#timeLimitMs = timeLimitMs;
  }

  async inspect(texts: readonly InspectedText[], signal: AbortSignal): Promise<readonly (Inspection | undefined)[]> {
    const known = await Promise.all(texts.map((text) => this.#kept.recall({ kind: 'inspect', ...text })));
    const others = texts.filter((_, position) => !known[position]);
    const anew = others.length > 0 ? [...(await this.#inspectAnew(others, signal))] : [];
    return known.map((inspection) => inspection ?? anew.shift());
  }

  async #inspectAnew(
    texts: readonly InspectedText[],
    signal: AbortSignal,
  ): Promise<readonly (Inspection | undefined)[]> {
    const limitMs = Math.max(this.#timeLimitMs, ...texts.map(({ file }) => this.#limitFor(file)));
    const outcome = await this.#pool.ask({ kind: 'inspect', texts }, signal, limitMs);
    const isWhole = outcome.kind === 'done' && !outcome.reply.damaged;
    if (!isWhole && outcome.kind !== 'cancelled' && texts.length > 1) {
      return eachAlone(texts, (one) => this.#inspectAnew(one, signal));
    }
    const { inspections, reads }: AnalysisReplies['inspect'] = outcome.kind === 'done' ? outcome.reply : nothingSaid;
    for (const [position, text] of texts.entries()) {
      const inspection = inspections?.[position];
      if (inspection && isWhole && (inspection.findings || !text.review)) {
        this.#kept.keep({ kind: 'inspect', ...text }, inspection, reads?.[position]);
      }
    }
    return texts.map((_, position) => inspections?.[position]);
  }

  /** How many syntax errors a text has after each change. */
  async countErrors(
    file: FileSnapshot,
    changes: readonly (readonly TextEdit[])[],
    signal: AbortSignal,
  ): Promise<readonly (number | undefined)[]> {
    const question = { kind: 'errors', file, changes } as const;
    const known = await this.#kept.recall(question);
    if (known) {
      return known;
    }
    const outcome = await this.#pool.ask(question, signal, this.#limitFor(file));
    const errors = outcome.kind === 'done' ? outcome.reply.errors : undefined;
    if (!errors && outcome.kind !== 'cancelled' && changes.length > 1) {
      return eachAlone(changes, (one) => this.countErrors(file, one, signal));
    }
    if (errors) {
      this.#kept.keep(question, errors);
    }
    return errors ?? changes.map(() => undefined);
  }

  async signatures(file: FileSnapshot, signal: AbortSignal): Promise<readonly Signature[] | undefined> {
    const known = await this.#kept.recall({ kind: 'signatures', file });
    return known === undefined ? this.#gatherSignatures(file, signal) : (known ?? undefined);
  }

  async #signaturesOf(
    files: readonly FileSnapshot[],
    signal: AbortSignal,
  ): Promise<readonly (readonly Signature[] | undefined)[]> {
    const limitMs = Math.max(...files.map((file) => this.#limitFor(file)));
    const outcome = await this.#pool.ask({ kind: 'signatures', files }, signal, limitMs);
    const found = outcome.kind === 'done' ? outcome.reply.signatures : undefined;
    if (!found && outcome.kind !== 'cancelled' && files.length > 1) {
      return eachAlone(files, (one) => this.#signaturesOf(one, signal));
    }
    for (const [position, file] of files.entries()) {
      const ofFile = found?.[position];
      if (ofFile !== undefined) {
        this.#kept.keep({ kind: 'signatures', file }, ofFile);
      }
    }
    return files.map((_, position) => found?.[position] ?? undefined);
  }

  async outline(file: FileSnapshot, signal: AbortSignal): Promise<Outline | undefined> {
    const known = await this.#kept.recall({ kind: 'outline', file });
    if (known !== undefined) {
      return known ?? undefined;
    }
    const outcome = await this.#pool.ask({ kind: 'outline', file }, signal, this.#limitFor(file));
    if (outcome.kind !== 'done' || outcome.reply.damaged) {
      return undefined;
    }
    this.#kept.keep({ kind: 'outline', file }, outcome.reply.outline ?? null);
    return outcome.reply.outline;
  }

  #limitFor(file: FileSnapshot): number {
    return timeLimitFor(file, this.#timeLimitMs);
  }
}

/** Asks again where several were asked about at once and that failed: one of them has taken the others with it. */
async function eachAlone<One, Answer>(
  all: readonly One[],
  ask: (one: readonly One[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const answers = await Promise.all(all.map((one) => ask([one])));
  return answers.flatMap((some) => [...some]);
}
