import DataLoader from 'dataloader';
import type { Inspection } from '../core/ports';
import type { FileSnapshot } from '../core/types';

/** Milliseconds that a text waits for others: to wake a worker takes longer than to parse what most files hold. */
const gatherMs = 20;
const textsAtOnce = 32;

/** Asks a worker for the inspections of some texts. Undefined when it failed over one of them, or was cancelled. */
export type InspectTexts = (
  files: readonly FileSnapshot[],
  signal: AbortSignal,
) => Promise<readonly Inspection[] | undefined>;

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

  async function inspectAll(batch: readonly Entry[]): Promise<(Inspection | undefined)[]> {
    const [first] = batch;
    const inspections =
      first &&
      (await inspectTexts(
        batch.map(({ file }) => file),
        first.signal,
      ));
    if (inspections || batch.length <= 1) {
      return batch.map((_, position) => inspections?.[position]);
    }
    // One of them has taken the others with it.
    return (await Promise.all(batch.map((entry) => inspectAll([entry])))).flat();
  }

  return async (
    file: FileSnapshot,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Inspection[] | undefined> => {
    const inspections = await Promise.all(texts.map((text) => entries.load({ file: { ...file, text }, signal })));
    const known = inspections.filter((inspection) => inspection !== undefined);
    return known.length === texts.length ? known : undefined;
  };
}
