import { join } from 'node:path';
import type { Journal, TextStore } from '../core/ports';
import type { RunRecord } from '../core/run/records';
import { type SealedRecord, sealedJournal } from '../core/run/sealedRecords';
import type { RunStore } from '../core/run/store';
import { removeTorn } from '../store/atomicFile';
import { type OpenEventLog, openEventLog } from '../store/eventLog';
import type { OpenJournal } from '../store/journal';
import { acquireLock, holderText, isLocked, type Lock, removeDeadLocks } from '../store/lock';
import { preImagesName } from '../store/retention';
import { checkRunFolder, journalName, type RunFolder, runLock } from '../store/runs';
import { createTextStore } from '../store/textStore';
import { openRecord, readRecord } from './runRecord';

/** What a run's journal says about it, without taking it over. */
export async function readRun(runFolder: RunFolder): Promise<RunStore | undefined> {
  await checkRunFolder(runFolder);
  // In this order: what ends in between is then read as it ended.
  const atWork = await isLocked(runLock(runFolder));
  return readRecord(journalOf(runFolder), keptTexts(runFolder), atWork);
}

/** The files of a run while this process has it open. */
export interface RunFiles {
  readonly directory: string;
  readonly journal: Journal<RunRecord>;
  /** The run that the journal tells of. */
  readonly store: RunStore | undefined;
  readonly events: OpenEventLog;
  /** Of the journal. */
  readonly length: Pick<OpenJournal<SealedRecord>, 'bytes'>;
  close(): Promise<void>;
}

/** What became of the wish for the files of a run. */
export type RunFilesOutcome =
  | { readonly kind: 'files'; readonly files: RunFiles }
  /** Another process has them open: `holder`, as "process 123 on host". */
  | { readonly kind: 'busy'; readonly message: string; readonly holder: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Takes the files of a run for this process alone. Rejects with the reason or the system's error. */
export async function openRunFiles({ path }: RunFolder): Promise<RunFilesOutcome> {
  await checkRunFolder({ path });
  const locked = await acquireLock(runLock({ path }));
  if (locked.kind === 'busy') {
    const holder = holderText(locked.owner);
    const who = `${holder[0]?.toUpperCase() ?? ''}${holder.slice(1)}`;
    const advice = `Go on there, or clear it there first. If there is no such process, delete ${runLock({ path })}.`;
    const message = `${who} is at work on this review, or has it open in an editor. ${advice}`;
    return { kind: 'busy', message, holder };
  }
  const { lock } = locked;
  let journal: OpenJournal<SealedRecord> | undefined;
  try {
    await removeDeadLocks(path);
    for (const folder of ['', keptTextsName, preImagesName, outputsName]) {
      await removeTorn(join(path, folder));
    }
    const texts = keptTexts({ path });
    const opened = await openRecord(journalOf({ path }), texts);
    if (opened.kind === 'corrupt') {
      await lock.release();
      return { kind: 'failed', message: opened.message };
    }
    journal = opened.journal;
    const { store } = opened;
    const events = await openEventLog(join(path, 'events.jsonl'));
    const close = () => closeAll(opened.journal, events, lock);
    return {
      kind: 'files',
      files: { directory: path, journal: sealedJournal(journal, texts), store, events, length: journal, close },
    };
  } catch (error) {
    await journal?.close().catch(() => undefined);
    // The first reason tells more than what comes of it.
    await lock.release().catch(() => undefined);
    throw error;
  }
}

async function closeAll(journal: OpenJournal<SealedRecord>, events: OpenEventLog, lock: Lock): Promise<void> {
  try {
    await Promise.all([journal.close(), events.close()]);
  } finally {
    await lock.release();
  }
}

const outputsName = 'outputs';
const keptTextsName = 'kept-texts';

/** What commands have printed that say something of a run's proposals, by the key in a proof. */
export function keptOutputs({ path }: Pick<RunFolder, 'path'>): TextStore {
  return createTextStore(join(path, outputsName));
}

/** Where records are kept whole that have secrets in them. */
function keptTexts({ path }: Pick<RunFolder, 'path'>): TextStore {
  return createTextStore(join(path, keptTextsName));
}

function journalOf({ path }: Pick<RunFolder, 'path'>): string {
  return join(path, journalName);
}
