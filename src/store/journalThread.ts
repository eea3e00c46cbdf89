import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { readJournal } from './journal';
import { type JournalEnding, type JournalVersion, parsedJson, type RecordVisitor } from './journalLines';

/** What the thread says: some records, as one array in JSON, or how the journal ends. */
export type FromJournalThread =
  | { readonly kind: 'records'; readonly version: JournalVersion; readonly json: Uint8Array }
  | { readonly kind: 'end'; readonly ending: JournalEnding };

/**
 * Reads a journal as `readJournal` does; a thread finds out which records are intact while those before are visited here.
 *
 * @param program the built `journalWorker.js`
 */
export async function readJournalInThread(program: string, file: string, visit: RecordVisitor): Promise<JournalEnding> {
  const worker = new Worker(program, { workerData: file, execArgv: [] });
  let isBegun = false;
  try {
    for await (const [message] of on(worker, 'message', { close: ['exit'] } as object)) {
      const said = message as FromJournalThread;
      isBegun = true;
      if (said.kind === 'end') {
        return said.ending;
      }
      const { buffer, byteOffset, byteLength } = said.json;
      for (const record of parsedJson(Buffer.from(buffer, byteOffset, byteLength)) as unknown[]) {
        const visiting = visit(record, said.version);
        if (visiting) {
          await visiting;
        }
      }
      worker.postMessage('done');
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
