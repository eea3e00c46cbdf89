import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { readJournal } from './journal';
import { type JournalEnding, type JournalVersion, parsedJson, type RecordVisitor } from './journalLines';

/** What the thread says: some records, as one array in JSON, or how the journal ends. */
export type FromJournalThread =
  | {
      readonly kind: 'records';
      readonly version: JournalVersion;
      /** In memory that both have: the thread writes over it as soon as it is said to be free. */
      readonly json: Uint8Array<SharedArrayBuffer>;
      /** Which of the places of `visited` says so. */
      readonly place: number;
    }
  | { readonly kind: 'end'; readonly ending: JournalEnding };

/** What the thread is given. */
export interface JournalRequest {
  readonly file: string;
  /** One place for each piece that may wait to be visited: 0 when it is free. */
  readonly visited: Int32Array<SharedArrayBuffer>;
}

/** Pieces that may wait to be visited. */
const mostWaiting = 4;

/**
 * Reads a journal as `readJournal` does; a thread finds out which records are intact while those before are visited here.
 *
 * @param program the built `journalWorker.js`
 */
export async function readJournalInThread(program: string, file: string, visit: RecordVisitor): Promise<JournalEnding> {
  const visited = new Int32Array(new SharedArrayBuffer(mostWaiting * Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(program, { workerData: { file, visited } satisfies JournalRequest, execArgv: [] });
  let isBegun = false;
  try {
    for await (const [message] of on(worker, 'message', { close: ['exit'] } as object)) {
      const said = message as FromJournalThread;
      isBegun = true;
      if (said.kind === 'end') {
        return said.ending;
      }
      const { buffer, byteOffset, byteLength } = said.json;
      const records = parsedJson(Buffer.from(buffer, byteOffset, byteLength)) as unknown[];
      Atomics.store(visited, said.place, 0);
      Atomics.notify(visited, said.place);
      for (const record of records) {
        const visiting = visit(record, said.version);
        if (visiting) {
          await visiting;
        }
      }
    }
    throw new Error('the thread that reads it ended');
  } catch (error) {
    if (isBegun) {
      throw error;
    }
    // For want of memory, say. What is wrong with the journal itself is said here, too.
    return await readJournal(file, visit);
  } finally {
    await worker.terminate();
  }
}
