import DataLoader from 'dataloader';
import type { Inspection } from '../../core/ports';
import type { FileSnapshot } from '../../core/types';

/** Milliseconds that a text waits for others: to wake a worker takes longer than to parse what most files hold. */
const gatherMs = 20;
const textsAtOnce = 32;

/** Inspects some texts; undefined where that was impossible. */
export type InspectTexts = (
  files: readonly FileSnapshot[],
  signal: AbortSignal,
) => Promise<readonly (Inspection | undefined)[]>;

interface Entry {
  readonly file: FileSnapshot;
  readonly signal: AbortSignal;
}

/** Inspects texts for syntax errors alone, those that come within a short time together. */
export function createSyntaxInspection(inspectTexts: InspectTexts) {
  const entries = new DataLoader<Entry, Inspection | undefined>(inspectAll, {
    cache: false,
    maxBatchSize: textsAtOnce,
    batchScheduleFn: (send) => void setTimeout(send, gatherMs),
  });

  async function inspectAll(batch: readonly Entry[]): Promise<readonly (Inspection | undefined)[]> {
    const [first] = batch;
    return first
      ? inspectTexts(
          batch.map(({ file }) => file),
          first.signal,
        )
      : [];
  }

  return (
    file: FileSnapshot,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (Inspection | undefined)[]> =>
    Promise.all(texts.map((text) => entries.load({ file: { ...file, text }, signal })));
}
