import { join } from 'node:path';
import { onAbort } from '../core/onAbort';
import type { RunHeader, RunOptions } from '../core/options';
import type { Applier, Clock, Journal, TextStore, Workspace } from '../core/ports';
import { ProposalQueue } from '../core/queue/proposalQueue';
import type { EventLog } from '../core/run/events';
import type { RunRecord } from '../core/run/records';
import type { ReplayedRun } from '../core/run/replay';
import { ReviewRun, type RunDependencies } from '../core/run/reviewRun';
import { maskedHeader, type SealedRecord, sealedJournal } from '../core/run/sealedRecords';
import { errorMessage } from '../core/text/errorMessage';
import { mapStrings } from '../core/text/mapStrings';
import { maskSecrets } from '../core/text/secrets';
import { removeTorn } from '../store/atomicFile';
import { type OpenEventLog, openEventLog } from '../store/eventLog';
import { sha256 } from '../store/hash';
import type { OpenJournal } from '../store/journal';
import { acquireLock, isLocked, type Lock } from '../store/lock';
import { checkRunFolder, createRun, journalName, type RunFolder } from '../store/runs';
import { openFolderState } from '../store/stateDir';
import { createTextStore } from '../store/textStore';
import { placeInProject } from '../workspace/gitDirectory';
import { createApplyGates } from './applyGates';
import { lookAtAll } from './presentRun';
import { openRecord, readRecord } from './runRecord';
import { createResultsSaver } from './savedResults';

/** A run with its queue, connected to its record on disk. This process is the only one that writes to it. */
export interface OpenRun {
  readonly run: ReviewRun;
  readonly queue: ProposalQueue;
  /** Absolute path of the run's own folder, which holds its journal, events and results. */
  readonly directory: string;
  /** Before `close`: brings `results.json` and the summary up to date, where they are not. Rejects with the system's error. */
  saveResults(): Promise<void>;
  /** Brings the states of all proposals in line with the files as they are now. */
  lookAtFiles(): Promise<void>;
  /** Cancels what is at work and resolves when nothing is; the run's files stay open. */
  end(): Promise<void>;
  /** `end`, and then closes the run's files. */
  close(): Promise<void>;
}

export type OpenRunOutcome =
  | { readonly kind: 'open'; readonly run: OpenRun }
  /** Another process has it open. */
  | { readonly kind: 'busy'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** What a run needs of the world beside its record. */
export interface RunWorld {
  readonly workspace: Workspace;
  readonly applier: Applier;
  /** Puts right what changes of the folder's files were cut short in; see `FileChanges`. */
  readonly recover: () => Promise<void>;
  readonly createStages: RunDependencies['createStages'];
  readonly maxParallelFiles: number;
  readonly preferred?: ReadonlySet<string>;
  /** Hears of every event that goes into the run's log. */
  readonly heard?: EventLog;
}

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        unsubscribe();
        resolve();
      };
      const timer = setTimeout(wake, signal.aborted ? 0 : ms);
      const unsubscribe = onAbort(signal, wake);
    }),
};

/** Makes the record of a new run. `start` begins it. */
export async function openNewRun(
  stateRoot: string,
  folder: string,
  options: RunOptions,
  world: RunWorld,
): Promise<OpenRunOutcome> {
  const state = await openFolderState(stateRoot, folder);
  if (state.kind === 'failed') {
    return state;
  }
  try {
    await world.recover();
    const startedAt = Date.now();
    const runFolder = await createRun(state.state, startedAt);
    const files = await openFiles(runFolder);
    if (files.kind !== 'files') {
      return files;
    }
    const within = await placeInProject(folder);
    const header = { id: runFolder.id, folder, ...(within !== '' && { within }), options, startedAt };
    return { kind: 'open', run: connect(header, files.files, world) };
  } catch (error) {
    return { kind: 'failed', message: `The record of the review cannot be written: ${errorMessage(error)}` };
  }
}

/** What a run's journal says about it, without taking it over. */
export async function readRun(runFolder: RunFolder): Promise<ReplayedRun | undefined> {
  await checkRunFolder(runFolder);
  // In this order: what ends in between is then read as it ended.
  const atWork = await isLocked(lockOf(runFolder));
  return readRecord(journalOf(runFolder), keptTexts(runFolder), atWork);
}

/** Takes up an earlier run, for its queue and for retries; settles what was under way when its process ended. */
export async function reopenRun(
  runFolder: RunFolder,
  createWorld: (header: RunHeader) => RunWorld,
): Promise<OpenRunOutcome> {
  let opened: RunFiles | undefined;
  try {
    const files = await openFiles(runFolder);
    if (files.kind !== 'files') {
      return files;
    }
    opened = files.files;
    const { replayed } = opened;
    if (!replayed) {
      await opened.close();
      return { kind: 'failed', message: `${runFolder.id} has no readable record` };
    }
    const { header } = replayed.store;
    const world = createWorld(header);
    await world.recover();
    const open = connect(header, opened, world, replayed.store);
    await open.queue.recover(replayed.openIntents, true);
    return { kind: 'open', run: open };
  } catch (error) {
    await opened?.close().catch(() => undefined);
    return { kind: 'failed', message: `The record of run ${runFolder.id} cannot be used: ${errorMessage(error)}` };
  }
}

interface RunFiles {
  readonly directory: string;
  readonly journal: Journal<RunRecord>;
  /** The run that the journal tells of. */
  readonly replayed: ReplayedRun | undefined;
  readonly events: OpenEventLog;
  /** Of the journal. */
  readonly length: Pick<OpenJournal<SealedRecord>, 'bytes'>;
  close(): Promise<void>;
}

async function openFiles({
  path,
}: RunFolder): Promise<
  { readonly kind: 'files'; readonly files: RunFiles } | { readonly kind: 'busy' | 'failed'; readonly message: string }
> {
  await checkRunFolder({ path });
  const locked = await acquireLock(lockOf({ path }));
  if (locked.kind === 'busy') {
    const who = locked.owner ? `Process ${locked.owner.pid} on ${locked.owner.host}` : 'Another process';
    const advice = `Go on there, or clear it there first. If there is no such process, delete ${lockOf({ path })}.`;
    return { kind: 'busy', message: `${who} is at work on this review, or has it open in an editor. ${advice}` };
  }
  const { lock } = locked;
  let journal: OpenJournal<SealedRecord> | undefined;
  try {
    await removeTorn(path);
    const texts = keptTexts({ path });
    const opened = await openRecord(journalOf({ path }), texts);
    if (opened.kind === 'corrupt') {
      await lock.release();
      return { kind: 'failed', message: opened.message };
    }
    journal = opened.journal;
    const { replayed } = opened;
    const events = await openEventLog(join(path, 'events.jsonl'));
    const close = () => closeAll(opened.journal, events, lock);
    return {
      kind: 'files',
      files: { directory: path, journal: sealedJournal(journal, texts), replayed, events, length: journal, close },
    };
  } catch (error) {
    await journal?.close().catch(() => undefined);
    await lock.release();
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

function connect(header: RunHeader, files: RunFiles, world: RunWorld, store?: ReviewRun['store']): OpenRun {
  const log: EventLog = (event) => {
    const shown = event.type === 'run.started' ? { ...event, run: maskedHeader(event.run) } : event;
    const masked = mapStrings(shown, maskSecrets);
    files.events.log(masked);
    world.heard?.(masked);
  };
  const shared = { journal: files.journal, log, clock, hash: sha256 };
  const run = new ReviewRun({ ...shared, ...world, header, random: Math.random, ...(store && { store }) });
  const gates = createApplyGates(header);
  const queue = new ProposalQueue({
    ...shared,
    store: run.store,
    applier: world.applier,
    gates,
    preImages: createTextStore(join(files.directory, 'pre-images')),
  });
  const end = async () => {
    run.cancel();
    await run.settled();
    await queue.settled();
  };
  return {
    run,
    queue,
    directory: files.directory,
    saveResults: createResultsSaver(files.directory, run.store, files.length),
    lookAtFiles: () => lookAtAll(queue, run.store, world.workspace),
    end,
    async close() {
      await end();
      await gates.dispose();
      await files.close();
    },
  };
}

/** Where records are kept whole that have secrets in them. */
function keptTexts({ path }: Pick<RunFolder, 'path'>): TextStore {
  return createTextStore(join(path, 'kept-texts'));
}

function lockOf({ path }: Pick<RunFolder, 'path'>): string {
  return join(path, 'lock');
}

function journalOf({ path }: Pick<RunFolder, 'path'>): string {
  return join(path, journalName);
}
