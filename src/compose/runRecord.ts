import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TextStore } from '../core/ports';
import { inWordsOfToday, type OldRecord, upgraded } from '../core/run/oldRecords';
import { recording } from '../core/run/recording';
import { asRecord } from '../core/run/recordShape';
import type { RunRecord } from '../core/run/records';
import { beginReplay, endOf, type Replay } from '../core/run/replay';
import { isSealed, type SealedRecord, sealed, unsealed } from '../core/run/sealedRecords';
import { recordsOf } from '../core/run/snapshot';
import type { RunStore } from '../core/run/store';
import { type OpenJournal, openJournal, readJournal, rewriteJournal } from '../store/journal';
import type { JournalVersion, RecordVisitor } from '../store/journalLines';
import { readJournalInThread } from '../store/journalThread';

/** A run's record that is open to be continued. */
export type OpenRecord =
  | {
      readonly kind: 'open';
      readonly journal: OpenJournal<SealedRecord>;
      /** Undefined for one that is new. */
      readonly store: RunStore | undefined;
    }
  | { readonly kind: 'corrupt'; readonly message: string };

/** Bytes of a journal that take longer to read than a thread to start. */
const worthAThread = 8 * 1024 * 1024;

/** The run that a journal tells of, whatever version its records have. */
export async function readRecord(file: string, texts: TextStore, atWork: boolean): Promise<RunStore | undefined> {
  const replayed = beginReplay();
  const { size } = await lstat(file);
  const visit = into(replayed, texts);
  const { state, records } =
    size < worthAThread
      ? await readJournal(file, visit)
      : await readJournalInThread(join(__dirname, 'journalWorker.js'), file, visit);
  if (state === 'corrupt') {
    throw new Error(`it is damaged after ${records} intact records`);
  }
  return replayed.end(atWork);
}

/** A journal is written anew when it has so many records, and more than twice as many as it takes. */
const manyRecords = 2_000;

/**
 * Opens a journal to be continued. One of an earlier version is replaced by one of today, and kept beside it; a long one
 * of which most records no longer count is replaced by those that do.
 */
export async function openRecord(file: string, texts: TextStore): Promise<OpenRecord> {
  const replayed = beginReplay();
  const opened = await openJournal<SealedRecord>(file, into(replayed, texts));
  if (opened.kind === 'corrupt') {
    return opened;
  }
  const run = replayed.end(true);
  if (opened.kind === 'open') {
    if (run?.isUnfinished) {
      await recording(opened.journal, run).append(endOf(run), 'durable');
    }
    const isLong = run && opened.records > manyRecords && !replayed.hasUnknown;
    return isLong && (await isWasteful(run, opened.records))
      ? writtenAnew(file, run, texts, opened.journal)
      : { kind: 'open', journal: opened.journal, store: run };
  }
  const old = replayed.end(false);
  return old
    ? writtenAnew(file, old, texts)
    : { kind: 'corrupt', message: `${file} holds no run; it was left as it is` };
}

/** @param before the journal as it is, which has to do when no other can be written; not for one of an earlier version */
async function writtenAnew(
  file: string,
  run: RunStore,
  texts: TextStore,
  before?: OpenJournal<SealedRecord>,
): Promise<OpenRecord> {
  try {
    await rewriteJournal(file, sealedRecords(run, texts), before ? undefined : `${file}.version-1`);
  } catch (error) {
    if (before) {
      return { kind: 'open', journal: before, store: run };
    }
    throw error;
  }
  await before?.close();
  const again = await openJournal<SealedRecord>(file, () => {});
  if (again.kind !== 'open') {
    throw new Error(`${file} could not be written anew`);
  }
  return { kind: 'open', journal: again.journal, store: run };
}

function into(replayed: Replay, texts: TextStore): RecordVisitor {
  const take = (record: RunRecord | OldRecord, version: JournalVersion) => {
    const records = version === 1 ? upgraded(record as OldRecord, replayed.store) : [record];
    for (const current of records) {
      replayed.take(inWordsOfToday(asRecord(current)));
    }
  };
  return (record, version) => {
    const kept = record as (RunRecord | OldRecord) & { readonly whole?: string };
    return isSealed(kept) ? unsealed(kept, texts).then((whole) => take(whole, version)) : take(kept, version);
  };
}

/** Whether a run takes less than half as many records as its journal has. */
async function isWasteful(store: RunStore, records: number): Promise<boolean> {
  let count = 0;
  for (const _ of recordsOf(store)) {
    count++;
    if (2 * count >= records) {
      return false;
    }
    if (count % countedAtOnce === 0) {
      await nextTurn();
    }
  }
  return true;
}

/** Records that are counted before others on the thread have their turn. */
const countedAtOnce = 1_000;

async function* sealedRecords(store: RunStore, texts: TextStore): AsyncGenerator<SealedRecord> {
  for (const record of recordsOf(store)) {
    yield await sealed(record, texts);
  }
}
