import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { version } from '../../package.json';
import type { PageParts, PageWorld } from '../core/report/page/html';
import { piecesOfOwnFile } from '../store/ownPlaces';
import { folderOutcomes } from './folderOutcomes';

/**
 * What reports need beside a run.
 *
 * @param directory the run's own folder
 */
export function reportWorldOf(directory: string): PageWorld {
  return {
    version: version,
    events: () => eventsOf(directory),
    outcomes: (store) => folderOutcomes(store, directory, mostRecordBytes),
    page: pageParts,
  };
}

/** Of the records of other runs so much is read for a report: what takes a moment. */
const mostRecordBytes = 16 * 1024 * 1024;

/** The lines of a run's log. @param directory the run's own folder */
export function eventsOf(directory: string): AsyncIterable<string> {
  return linesOf(join(directory, 'events.jsonl'));
}

/** None of a file that is not there: an event that is lost harms nothing but the picture. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const pieces = await piecesOfOwnFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
  if (pieces) {
    yield* createInterface({ input: Readable.from(pieces), crlfDelay: Number.POSITIVE_INFINITY });
  }
}

/** The build puts them beside the program. */
async function pageParts(): Promise<PageParts> {
  const read = (name: string) => readFile(join(__dirname, name), 'utf8');
  const [style, script] = await Promise.all([read('reportPage.css'), read('reportPage.js')]);
  return { style, script, styleHash: hashOf(style), scriptHash: hashOf(script) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
