import { constants } from 'node:fs';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type JournalVersion, scanJson } from './journalLines';
import type { FromJournalThread, JournalRequest } from './journalThread';
import { openOwnFile } from './ownPlaces';

/** Bytes that are handed over at once: some milliseconds' work for whoever takes them. */
const pieceBytes = 512 * 1024;

/** With room for the record that makes it so many. */
const roomBytes = pieceBytes + 128 * 1024;

const [open, comma, close] = [0x5b, 0x2c, 0x5d];

async function handOver(port: MessagePort, { file, visited }: JournalRequest): Promise<void> {
  const say = (message: FromJournalThread) => port.postMessage(message);
  const rooms = Array.from(visited, () => roomOf(roomBytes));
  /** Which of them is written to. It is an array in JSON that is not closed yet, so that each record is copied once. */
  let place = 0;
  let bytes = 0;

  const put = (sign: number, record?: Uint8Array) => {
    const length = bytes + 1 + (record?.length ?? 0);
    let room = rooms[place] ?? roomOf(roomBytes);
    if (length > room.length) {
      const longer = roomOf(2 * length);
      longer.set(room.subarray(0, bytes));
      rooms[place] = longer;
      room = longer;
    }
    room[bytes] = sign;
    if (record) {
      room.set(record, bytes + 1);
    }
    bytes = length;
  };
  const sayRecords = (version: JournalVersion) => {
    if (bytes === 0) {
      put(open);
    }
    put(close);
    Atomics.store(visited, place, waiting);
    say({ kind: 'records', version, json: (rooms[place] ?? roomOf(0)).subarray(0, bytes), place });
    place = (place + 1) % rooms.length;
    bytes = 0;
    // Nobody else has anything to do on this thread.
    Atomics.wait(visited, place, waiting);
  };

  const handle = await openOwnFile(file, constants.O_RDONLY);
  const ending = await scanJson(handle, (record, version) => {
    put(bytes === 0 ? open : comma, record);
    if (bytes >= pieceBytes) {
      sayRecords(version);
    }
  });
  await handle.close();
  sayRecords(ending.version);
  say({ kind: 'end', ending });
  port.close();
}

/** In `visited`: what stands in a room is still to be read. */
const waiting = 1;

/** A fresh one for each piece of hundreds of megabytes is as much for the system to hand out. */
function roomOf(bytes: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(bytes));
}

if (parentPort) {
  void handOver(parentPort, workerData as JournalRequest);
}
