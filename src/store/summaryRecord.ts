import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RunState } from '../core/fileReview';
import { type ModelFigures, modelFigures } from '../core/report/modelFigures';
import type { RunStore } from '../core/run/store';
import type { FileCounts } from '../core/run/summary';
import { mapStrings } from '../core/text/mapStrings';
import { maskSecrets } from '../core/text/secrets';
import { writeFileAtomic } from './atomicFile';
import { readOwnFile } from './ownPlaces';
import { journalName } from './runs';

/** What a list of runs says of one. */
export interface RunSummary {
  /** Real path of the reviewed folder, as records have it. */
  readonly folder: string;
  readonly state: RunState['kind'];
  readonly counts: FileCounts;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const counts = v.object({
  ...{ files: count, queued: count, reviewing: count, reviewed: count, skipped: count, failed: count },
  ...{ cancelled: count, reviewedLines: count, answeredAlike: v.optional(count) },
});
const content = v.object({
  version: v.literal(1),
  journalBytes: count,
  folder: v.string(),
  state: v.picklist(['discovering', 'running', 'finished', 'cancelled', 'interrupted', 'failed']),
  counts,
});

/** A summary that speaks of the first bytes of a journal. */
export interface SummaryRecord extends RunSummary {
  readonly journalBytes: number;
}

/** What is written beside it, for whoever compares runs. */
export interface RunModels {
  readonly models: readonly ModelFigures[];
}

/** The summary of a run as it is now. */
export function summaryIn(store: RunStore): RunSummary {
  const folder = maskSecrets(store.header.folder);
  return { folder, state: store.state.kind, counts: v.parse(counts, store.summary()) };
}

/** What its models have cost and what came of it. */
export function modelsIn(store: RunStore): RunModels {
  return mapStrings({ models: modelFigures(store) }, maskSecrets);
}

/**
 * Writes the summary of a run beside its journal, so that a list of runs need not read journals. It is a copy: where the
 * journal is longer or shorter than it says, it says nothing any more. Rejects with the system's error.
 *
 * @param directory the run's own folder
 */
export async function writeSummary(directory: string, record: SummaryRecord & RunModels): Promise<void> {
  await writeFileAtomic(fileIn(directory), `${JSON.stringify({ version: 1, ...record }, null, 1)}\n`);
}

/** Undefined when there is none that speaks of the journal as it is, or it is damaged or not ours. Never rejects. */
export async function readSummary(directory: string): Promise<SummaryRecord | undefined> {
  try {
    const record = v.parse(content, JSON.parse((await readOwnFile(fileIn(directory))).toString()));
    const { size } = await lstat(join(directory, journalName));
    return record.journalBytes === size ? record : undefined;
  } catch {
    return undefined;
  }
}

function fileIn(directory: string): string {
  return join(directory, 'summary.json');
}
