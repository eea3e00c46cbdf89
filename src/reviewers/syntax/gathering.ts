import DataLoader from 'dataloader';
import type { FileSnapshot } from '../../core/types';

const textsAtOnce = 32;

/** Answers for some texts; undefined where that was impossible. */
export type AskForTexts<Answer> = (
  files: readonly FileSnapshot[],
  signal: AbortSignal,
) => Promise<readonly (Answer | undefined)[]>;

interface Entry {
  readonly file: FileSnapshot;
  readonly signal: AbortSignal;
}

/**
 * Asks about texts together that come within a short time: to wake a worker takes longer than to parse what most files
 * hold.
 *
 * @param gatherMs milliseconds that a text waits for others
 */
export function gathering<Answer>(askForTexts: AskForTexts<Answer>, gatherMs: number) {
  const entries = new DataLoader<Entry, Answer | undefined>(askForAll, {
    cache: false,
    maxBatchSize: textsAtOnce,
    batchScheduleFn: (send) => void setTimeout(send, gatherMs),
  });

  async function askForAll(batch: readonly Entry[]): Promise<readonly (Answer | undefined)[]> {
    const [first] = batch;
    return first
      ? askForTexts(
          batch.map(({ file }) => file),
          first.signal,
        )
      : [];
  }

  return (file: FileSnapshot, signal: AbortSignal): Promise<Answer | undefined> => entries.load({ file, signal });
}
