import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as v from 'valibot';
import type { SeenFile, SeenFolder } from '../core/run/seenFolder';
import { gathered } from '../core/text/pieces';
import { maskSecrets } from '../core/text/secrets';
import { writeFileAtomic } from './atomicFile';
import { readOwnFile } from './ownPlaces';
import { isSeenFile } from './seenShape';

/** What a run's folder has of it: as it was before the run, and with the run. */
export type SeenWhen = 'before' | 'after';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const head = v.object({ version: v.literal(1), reviews: count, journalBytes: v.exactOptional(count) });
/** Files that are read before others on the thread have their turn. */
const filesAtOnce = 500;

/**
 * Writes what reviews of a folder have found into a run's own folder: by identities, and of what may be left to others the
 * text at its place, with secrets masked. Files whose names have secrets in them are left out. Rejects with the system's error.
 *
 * @param journalBytes of which length the journal is that it speaks of
 */
export async function writeSeen(
  directory: string,
  when: SeenWhen,
  seen: SeenFolder,
  journalBytes?: number,
): Promise<void> {
  await writeFileAtomic(fileIn(directory, when), gathered(eachLine(seen, journalBytes)));
}

function* eachLine({ reviews, files }: SeenFolder, journalBytes: number | undefined): Generator<string> {
  yield `${JSON.stringify({ version: 1, reviews, ...(journalBytes !== undefined && { journalBytes }) })}\n`;
  for (const file of files.values()) {
    if (maskSecrets(file.path) === file.path) {
      yield `${JSON.stringify(file)}\n`;
    }
  }
}

/**
 * Undefined when there is none, it is damaged or not ours. Never rejects.
 *
 * @param journalBytes what it must speak of
 */
export async function readSeen(
  directory: string,
  when: SeenWhen,
  journalBytes?: number,
): Promise<SeenFolder | undefined> {
  try {
    const lines = (await readOwnFile(fileIn(directory, when))).toString().split('\n');
    const { reviews, journalBytes: told } = v.parse(head, JSON.parse(lines[0] ?? ''));
    if (told !== journalBytes || lines.at(-1) !== '') {
      return undefined;
    }
    const files = new Map<string, SeenFile>();
    for (const [index, line] of lines.slice(1, -1).entries()) {
      const file: unknown = JSON.parse(line);
      if (!isSeenFile(file)) {
        return undefined;
      }
      files.set(file.path, file);
      if (index % filesAtOnce === 0) {
        await nextTurn();
      }
    }
    return { reviews, files };
  } catch {
    return undefined;
  }
}

function fileIn(directory: string, when: SeenWhen): string {
  return join(directory, `seen-${when}.jsonl`);
}
