import { once } from 'node:events';
import { constants } from 'node:fs';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type JournalVersion, scanJson } from './journalLines';
import type { FromJournalThread } from './journalThread';
import { openOwnFile } from './ownPlaces';

/** Bytes that are handed over at once: some milliseconds' work for whoever takes them. */
const pieceBytes = 512 * 1024;
/** Pieces that may wait to be visited. */
const mostWaiting = 4;

const newline = Buffer.from('\n');

async function handOver(port: MessagePort, file: string): Promise<void> {
  const say = (message: FromJournalThread, moved: readonly ArrayBuffer[]) => port.postMessage(message, moved);
  let parts: Buffer[] = [];
  let bytes = 0;
  let waiting = 0;
  port.on('message', () => waiting--);

  const sayRecords = (version: JournalVersion): Promise<void> | undefined => {
    const lines = new Uint8Array(Buffer.concat(parts));
    parts = [];
    bytes = 0;
    waiting++;
    say({ kind: 'records', version, lines }, [lines.buffer]);
    return waiting < mostWaiting ? undefined : once(port, 'message').then(() => undefined);
  };

  const handle = await openOwnFile(file, constants.O_RDONLY);
  const ending = await scanJson(handle, (json, version) => {
    parts.push(Buffer.from(json), newline);
    bytes += json.length + 1;
    return bytes < pieceBytes ? undefined : sayRecords(version);
  });
  await handle.close();
  await sayRecords(ending.version);
  say({ kind: 'end', ending }, []);
  port.close();
}

if (parentPort) {
  void handOver(parentPort, workerData as string);
}
