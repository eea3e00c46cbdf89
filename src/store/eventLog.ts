import { createWriteStream } from 'node:fs';
import type { EventLog, RunEvent } from '../core/run/events';

export interface OpenEventLog {
  readonly log: EventLog;
  /** Resolves when everything that could be written is written. */
  close(): Promise<void>;
}

/**
 * Appends events to a file of JSON lines (0600). A write that fails ends the log and harms nothing else: the journal is
 * the record, this is its timeline.
 */
export function openEventLog(file: string): OpenEventLog {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  let isBroken = false;
  stream.on('error', () => {
    isBroken = true;
  });
  return {
    log: (event: RunEvent) => {
      if (!isBroken && !stream.writableEnded) {
        stream.write(`${JSON.stringify(event)}\n`);
      }
    },
    close: () => new Promise((resolve) => (isBroken ? resolve() : stream.end(() => resolve()))),
  };
}
