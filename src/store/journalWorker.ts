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

/** With room for the record that makes it so many. */
const roomBytes = pieceBytes + 128 * 1024;

const [open, comma, close] = [0x5b, 0x2c, 0x5d];

async function handOver(port: MessagePort, file: string): Promise<void> {
  const say = (message: FromJournalThread, moved: readonly ArrayBuffer[]) => port.postMessage(message, moved);
  /** An array in JSON that is not closed yet: what it is handed over in, so that each record is copied once. */
  let json = new Uint8Array(roomBytes);
  let bytes = 0;
  let waiting = 0;
  port.on('message', () => waiting--);

  const put = (sign: number, record?: Uint8Array) => {
    const length = bytes + 1 + (record?.length ?? 0);
    if (length > json.length) {
      const longer = new Uint8Array(2 * length);
      longer.set(json.subarray(0, bytes));
      json = longer;
    }
    json[bytes] = sign;
    if (record) {
      json.set(record, bytes + 1);
    }
    bytes = length;
  };
  const sayRecords = (version: JournalVersion): Promise<void> | undefined => {
    if (bytes === 0) {
      put(open);
    }
    put(close);
    const said = json.subarray(0, bytes);
    json = new Uint8Array(roomBytes);
    bytes = 0;
    waiting++;
    say({ kind: 'records', version, json: said }, [said.buffer]);
    return waiting < mostWaiting ? undefined : once(port, 'message').then(() => undefined);
  };

  const handle = await openOwnFile(file, constants.O_RDONLY);
  const ending = await scanJson(handle, (record, version) => {
    put(bytes === 0 ? open : comma, record);
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
