import { holdTogether, problemNow, silencesNow, warningsNow } from '../core/gates/gatesNow';
import type { RunHeader } from '../core/options';
import type { Inspector } from '../core/ports';
import type { GatesNow } from '../core/queue/bulkGates';
import type { Silences } from '../core/queue/ignoring';
import { languageOf } from '../core/text/language';
import type { FileSnapshot } from '../core/types';
import { type AnalysisService, createAnalysisService } from '../reviewers/local';
import { sha256 } from '../store/hash';

/** The gates for proposals that are about to be applied. */
export interface ApplyGates extends GatesNow {
  readonly silences: Silences;
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
  const asked = async <Answer>(
    path: string,
    text: string,
    ask: (file: FileSnapshot, inspector: Inspector) => Promise<Answer>,
  ): Promise<Answer> => {
    clearTimeout(timer);
    const { untrusted } = options;
    service ??= createAnalysisService({ dist: __dirname, threads: 1, folder, ...(untrusted && { untrusted }) });
    const inspector = service.inspector(options.reviewers.includes('local'));
    try {
      return await ask({ path, text, textHash: sha256(text), language: languageOf(path), lineEnding: 'lf' }, inspector);
    } finally {
      timer = setTimeout(() => void end(), idleMs).unref();
    }
  };
  return {
    problemNow: ({ file: { path }, finding }, text, edits) =>
      asked(path, text, (file, inspector) => problemNow(file, finding, edits, within, inspector, controller.signal)),
    warningsNow: ({ file: { path }, finding }, text, edits) =>
      asked(path, text, (file, inspector) => warningsNow(file, finding, edits, within, inspector, controller.signal)),
    holdTogether: ({ file: { path } }, text, edits) =>
      asked(path, text, (file, inspector) => holdTogether(file, edits, within, inspector, controller.signal)),
    silences: (path, finding, place, text, edit) =>
      asked(path, text, (file, inspector) => silencesNow(file, finding, place, edit, inspector, controller.signal)),
    async dispose() {
      controller.abort();
      await end();
    },
  };
}
