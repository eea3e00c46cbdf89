import { problemNow } from '../core/gates/gatesNow';
import type { RunHeader } from '../core/options';
import type { QueueDependencies } from '../core/queue/proposalQueue';
import { languageOf } from '../core/text/language';
import { type AnalysisService, createAnalysisService } from '../reviewers/local';
import { sha256 } from '../store/hash';

/** The gates for proposals that are about to be applied. */
export interface ApplyGates {
  readonly problemNow: NonNullable<QueueDependencies['problemNow']>;
  /** Ends what they hold. */
  dispose(): Promise<void>;
}

/** Milliseconds after which analyzers that nobody asks any more are ended. */
const idleMs = 30_000;

/** Starts no process before something is applied to a text that is not the reviewed one. */
export function createApplyGates({ folder, within, options }: RunHeader): ApplyGates {
  const controller = new AbortController();
  let service: AnalysisService | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = async () => {
    clearTimeout(timer);
    const ended = service;
    service = undefined;
    await ended?.dispose();
  };
  return {
    async problemNow({ file: { path }, finding }, text, edits) {
      clearTimeout(timer);
      service ??= createAnalysisService({ dist: __dirname, threads: 1, folder });
      const inspector = service.inspector(options.reviewers.includes('local'));
      const file = { path, text, textHash: sha256(text), language: languageOf(path), lineEnding: 'lf' } as const;
      try {
        return await problemNow(file, finding, edits, within, inspector, controller.signal);
      } finally {
        timer = setTimeout(() => void end(), idleMs).unref();
      }
    },
    async dispose() {
      controller.abort();
      await end();
    },
  };
}
