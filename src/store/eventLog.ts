import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { EventLog, RunEvent } from '../core/run/events';
import { jsonText } from '../core/text/jsonText';
import { openOwnFile } from './ownPlaces';

/** A log that is being written. */
export interface OpenEventLog {
  readonly log: EventLog;
  /** Resolves when everything that could be written is written. */
  close(): Promise<void>;
}

/** Events are written together so often, in milliseconds: one write for each would cost more than the rest of its file. */
const flushMs = 100;

/**
 * Appends events to a file of JSON lines (0600). Rejects when it cannot be opened or is not ours (a link, say). A write
 * that fails ends the log and harms nothing else: the journal is the record, this is its timeline.
 */
export async function openEventLog(file: string): Promise<OpenEventLog> {
  const handle = await openOwnFile(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  await endLastLine(handle);
  const stream = handle.createWriteStream();
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  let isBroken = false;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!isBroken && waiting !== '') {
      stream.write(waiting);
    }
    waiting = '';
  };
  stream.on('error', () => {
    isBroken = true;
  });
  return {
    log: (event: RunEvent) => {
      if (!isBroken && !stream.writableEnded) {
        waiting += `${jsonText(event)}\n`;
        timer ??= setTimeout(flush, flushMs);
      }
    },
    close: () => {
      flush();
      return new Promise((resolve) => (isBroken ? resolve() : stream.end(() => resolve())));
    },
  };
}

/** What a full disk or a kill left half written is a line of its own. */
async function endLastLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const last = Buffer.alloc(1);
  if (size > 0 && (await handle.read(last, 0, 1, size - 1)).bytesRead === 1 && last.toString() !== '\n') {
    await handle.write('\n');
  }
}
