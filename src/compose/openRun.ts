import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FolderDismissals } from '../core/dismissals/dismissals';
import type { FileReview } from '../core/fileReview';
import { onAbort } from '../core/onAbort';
import type { RunHeader, RunOptions } from '../core/options';
import type { Applier, Clock, TextStore, Workspace } from '../core/ports';
import { ProposalQueue } from '../core/queue/proposalQueue';
import type { EventLog, RunEvent, VerifyEvent } from '../core/run/events';
import type { Renamed } from '../core/run/records';
import { ReviewRun } from '../core/run/reviewRun';
import type { RunDependencies } from '../core/run/runDependencies';
import { maskedHeader } from '../core/run/sealedRecords';
import { errorMessage } from '../core/text/errorMessage';
import { mapStrings } from '../core/text/mapStrings';
import { maskSecrets } from '../core/text/secrets';
import type { Verifier } from '../core/verify/verifying/verifier';
import { longestWrite, removeTorn } from '../store/atomicFile';
import { sha256 } from '../store/hash';
import { preImagesName, removeOldRuns } from '../store/retention';
import { createRun, type RunFolder, runsOf } from '../store/runs';
import { writeSeen } from '../store/seenRecord';
import { type FolderState, openFolderState } from '../store/stateDir';
import { createTextStore } from '../store/textStore';
import { placeInProject } from '../workspace/gitDirectory';
import { createApplyGates } from './applyGates';
import { unreadableDismissals } from './dismissals';
import { followRenames, moveDismissals } from './followRenames';
import { ruleTable } from './knownRules';
import { editedFiles, lookAtAll } from './presentRun';
import { keptOutputs, openRunFiles, type RunFiles, type RunFilesOutcome, readRun } from './runFiles';
import { createResultsSaver } from './savedResults';
import { seenUpTo } from './seenRuns';

/** A run with its queue, connected to its record on disk. This process is the only one that writes to it. */
export interface OpenRun {
  readonly run: ReviewRun;
  readonly queue: ProposalQueue;
  /** What commands have printed that say something of proposals. */
  readonly outputs: TextStore;
  /** Puts into the run's log what a verification tells of itself. */
  readonly tell: (event: VerifyEvent) => void;
  readonly dismissals: FolderDismissals;
  /** Absolute path of the run's own folder, which holds its journal, events and results. */
  readonly directory: string;
  /** Before `close`: brings `results.json` and the summary up to date, where they are not. Rejects with the system's error. */
  saveResults(): Promise<void>;
  /**
   * Has what is known of files, and what is dismissed in them, follow them to the names that they have now; see
   * `ProposalQueue.rename`.
   */
  rename(files: readonly Renamed[]): Promise<void>;
  /** Brings the states of all proposals in line with the files as they are now. */
  lookAtFiles(): Promise<void>;
  /** The reviewed files that somebody has edited or removed since the review. */
  editedFiles(): Promise<readonly FileReview[]>;
  /** Interrupts what is at work and resolves when nothing is; the run's files stay open. */
  end(): Promise<void>;
  /** `end`, and then closes the run's files. */
  close(): Promise<void>;
}

export type OpenRunOutcome =
  | { readonly kind: 'open'; readonly run: OpenRun }
  | Exclude<RunFilesOutcome, { kind: 'files' }>;

/** What a run needs of the world beside its record. */
export interface RunWorld {
  readonly workspace: Workspace;
  readonly applier: Applier;
  /** Puts right what changes of the folder's files were cut short in; see `FileChanges`. */
  readonly recover: () => Promise<void>;
  readonly dismissals: FolderDismissals;
  readonly createStages: RunDependencies['createStages'];
  readonly openBaseline?: RunDependencies['openBaseline'];
  readonly maxParallelFiles: number;
  readonly preferred?: ReadonlySet<string>;
  /** See `RunDependencies`. */
  readonly retryRecordMs?: number;
  /** Where proposals are verified, and what the folder is compared with. */
  readonly verifier: Verifier;
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
    await world.dismissals.load();
  } catch (error) {
    return { kind: 'failed', message: unreadableDismissals(error) };
  }
  try {
    await world.recover();
    const startedAt = Date.now();
    const runFolder = await createRun(state.state, startedAt);
    const older = (await runsOf(stateRoot, folder)).filter(({ id }) => id < runFolder.id);
    const seen = await seenUpTo(older, readRun);
    await writeSeen(runFolder.path, 'before', seen);
    const files = await openRunFiles(runFolder);
    if (files.kind !== 'files') {
      return files;
    }
    const within = await placeInProject(folder);
    const rules = await ruleTable();
    const header = { id: runFolder.id, folder, ...(within !== '' && { within }), options, startedAt, rules };
    for (const event of await tidied(state.state, startedAt)) {
      files.files.events.log(event);
      world.heard?.(event);
    }
    return { kind: 'open', run: connect(header, files.files, world) };
  } catch (error) {
    return { kind: 'failed', message: `The record of the review cannot be written: ${errorMessage(error)}` };
  }
}

/** Makes room for a new run. What cannot be removed harms no review. */
async function tidied(state: FolderState, at: number): Promise<readonly RunEvent[]> {
  try {
    for (const folder of [dirname(state.path), state.path]) {
      await removeTorn(folder, longestWrite);
    }
    const runs = await removeOldRuns(state, at);
    return runs.length > 0 ? [{ type: 'runs.removed', at, runs }] : [];
  } catch (error) {
    return [{ type: 'runs.removed', at, runs: [], problem: errorMessage(error) }];
  }
}

/** Takes up an earlier run, for its queue and for retries; settles what was under way when its process ended. */
export async function reopenRun(
  runFolder: RunFolder,
  createWorld: (header: RunHeader) => RunWorld,
): Promise<OpenRunOutcome> {
  let opened: RunFiles | undefined;
  try {
    const files = await openRunFiles(runFolder);
    if (files.kind !== 'files') {
      return files;
    }
    opened = files.files;
    const { store } = opened;
    if (!store) {
      await opened.close();
      return { kind: 'failed', message: `${runFolder.id} has no readable record` };
    }
    const { header } = store;
    const world = createWorld(header);
    await world.recover();
    const open = connect(header, opened, world, store);
    // That has gone over all files, and what follows does so again.
    await nextTurn();
    await open.queue.recover(true);
    if (await world.dismissals.loadOrTell()) {
      await open.queue.followDismissals();
    }
    return { kind: 'open', run: open };
  } catch (error) {
    await opened?.close().catch(() => undefined);
    return { kind: 'failed', message: `The record of run ${runFolder.id} cannot be used: ${errorMessage(error)}` };
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
  const run = new ReviewRun({
    ...{ ...shared, ...world, header, random: Math.random, ...(store && { store }) },
    beforeEnd: () =>
      followRenames({ log, queue, store: run.store, dismissals: world.dismissals, directory: files.directory }),
  });
  const gates = createApplyGates(header);
  const queue = new ProposalQueue({
    ...shared,
    store: run.store,
    applier: world.applier,
    dismissals: world.dismissals,
    gates,
    silences: gates.silences,
    preImages: createTextStore(join(files.directory, preImagesName)),
  });
  const end = async () => {
    run.interrupt();
    await run.settled();
    await queue.settled();
  };
  return {
    run,
    queue,
    dismissals: world.dismissals,
    outputs: keptOutputs({ path: files.directory }),
    tell: (event) => log({ ...event, at: clock.now() }),
    directory: files.directory,
    saveResults: createResultsSaver(files.directory, run.store, files.length),
    async rename(files) {
      const followed = await queue.rename(files);
      const dismissed = new Set(world.dismissals.list().map(({ path }) => path));
      const renamed = new Map(followed.flatMap(({ from, to }) => (dismissed.has(from) ? [[to, from] as const] : [])));
      await moveDismissals(renamed, { log, queue, dismissals: world.dismissals });
    },
    lookAtFiles: () => lookAtAll(queue, run.store, world.workspace),
    editedFiles: () => editedFiles(run.store, world.workspace),
    end,
    async close() {
      await end();
      await gates.dispose();
      await files.close();
    },
  };
}
