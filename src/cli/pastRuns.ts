import { stat } from 'node:fs/promises';
import { type OpenRun, type RunWorld, reopenRun } from '../compose/openRun';
import { bringUpToDate } from '../compose/presentRun';
import { reportWorldOf } from '../compose/reportWorld';
import { readRun } from '../compose/runFiles';
import { summaryOf } from '../compose/runSummary';
import { showSeen } from '../compose/seenRuns';
import type { RunHeader } from '../core/options';
import { modelFigures } from '../core/report/modelFigures';
import { type ModelsOfRun, modelTable } from '../core/report/modelTable';
import { printable } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import { coverageSentence } from '../core/run/summary';
import { jsonText } from '../core/text/jsonText';
import { mapStrings } from '../core/text/mapStrings';
import { maskSecrets } from '../core/text/secrets';
import { lockHolder } from '../store/lock';
import { allRuns, type RunFolder, runLock } from '../store/runs';
import { stateRoot } from '../store/stateDir';
import type { Command, OfRun } from './command';
import { CommandFailure, exitCodes } from './exitCode';
import { formatted, hiddenFindings, print, printAll, succeeds, tell } from './output';
import { abortOnSignal } from './signals';
import { lookUp, type WhichRun } from './whichRun';
import { worldOf } from './world';

/** Prints the runs so far, newest first, with how they ended. */
export async function listRuns({ stateDir }: Extract<Command, { kind: 'runs' }>): Promise<number> {
  const runs = await allRuns(stateRoot(stateDir));
  for (const folder of runs) {
    const summary = await summaryOf(folder).catch(() => undefined);
    const holder = summary?.state === 'running' ? await holderOf(folder) : undefined;
    print(
      summary
        ? `${folder.id}  ${printable(summary.folder)}  ${summary.state}${holder ? `, in ${holder}` : ''}. ${coverageSentence(summary.counts)}\n`
        : `${folder.id}  (its record cannot be read)\n`,
    );
  }
  if (runs.length === 0) {
    print('No runs yet.\n');
  }
  return exitCodes.done;
}

type ShowCommand = Extract<Command, { kind: 'show' }>;

/** Prints the results of a run. */
export async function show(command: ShowCommand): Promise<number> {
  const folder = await lookUp(command);
  const store = await presentRun(folder, command.stateDir);
  if (store.state.kind === 'failed') {
    tell(`This review failed: ${store.state.message}`);
  }
  const holder = store.state.kind === 'running' ? await holderOf(folder) : undefined;
  if (holder !== undefined) {
    tell(`This review is running, in ${holder}. What it has so far:`);
  }
  const { workspace } = worldOf(store.header.folder, store.header.options, 1);
  await printAll(
    command.hidden
      ? hiddenFindings(store, workspace)
      : formatted(store, command.format, reportWorldOf(folder.path), workspace),
  );
  return exitCodes.done;
}

/** Who has a run open. Never rejects. */
function holderOf(folder: RunFolder): Promise<string | undefined> {
  return lockHolder(runLock(folder)).catch(() => undefined);
}

/** Prints what each model of some runs has cost, and what came of it, side by side. */
export async function showModels({ runs, format, stateDir }: Extract<Command, { kind: 'models' }>): Promise<number> {
  const figures: ModelsOfRun[] = [];
  const [first = '', second] = runs;
  const isFolder = second !== undefined && second !== 'last' && (await isDirectory(second));
  const meant = isFolder ? [{ run: first, folder: second }] : runs.map((run) => ({ run }));
  for (const which of meant) {
    const store = await presentStore({ ...which, stateDir });
    const models = modelFigures(store);
    figures.push({ run: store.header.id, models });
    if (models.length === 0) {
      tell(`No model took part in run ${store.header.id}.`);
    }
  }
  const json = () => `${jsonText(mapStrings({ version: 1, runs: figures }, maskSecrets), 2)}\n`;
  const table = () => modelTable(figures, printable).map((line) => `${line}\n`);
  await printAll(format === 'json' ? [json()] : figures.some(({ models }) => models.length > 0) ? table() : []);
  return exitCodes.done;
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A run as its record has it. Throws a CommandFailure. */
export async function recordOf(which: WhichRun): Promise<RunStore> {
  return storeIn(await lookUp(which));
}

async function storeIn(folder: RunFolder): Promise<RunStore> {
  const store = await readRun(folder).catch((error: unknown) => {
    throw new CommandFailure(`The record of run ${folder.id} cannot be read: ${printable(String(error))}`);
  });
  if (!store) {
    throw new CommandFailure(`The record of run ${folder.id} cannot be read.`);
  }
  return store;
}

/** The run that a command names, as its record and the files now have it. */
async function presentStore(which: WhichRun): Promise<RunStore> {
  return presentRun(await lookUp(which), which.stateDir);
}

/** The run in a folder, as its record and the files now have it. Throws a CommandFailure. */
export async function presentRun(folder: RunFolder, stateDir: string | undefined): Promise<RunStore> {
  const store = await storeIn(folder);
  const { header } = store;
  const world = worldOf(header.folder, header.options, 1, stateDir);
  await world.recover();
  await bringUpToDate(store, world);
  await showSeen(folder.path, store);
  return store;
}

/** Takes up an earlier run; whoever has it closes it. Throws a CommandFailure. */
export async function openPastRun(
  command: OfRun,
  maxParallelFiles: number,
): Promise<{ readonly open: OpenRun; readonly world: RunWorld }> {
  const runFolder = await lookUp(command);
  const worldFor = ({ folder, options }: RunHeader) => worldOf(folder, options, maxParallelFiles, command.stateDir);
  const outcome = await reopenRun(runFolder, worldFor);
  if (outcome.kind !== 'open') {
    throw new CommandFailure(outcome.message);
  }
  return { open: outcome.run, world: worldFor(outcome.run.run.store.header) };
}

/**
 * Takes up an earlier run for a command that changes something, and answers with the exit code. Throws a CommandFailure.
 *
 * @param use false when something that was asked for could not be done
 */
export async function withPastRun(
  command: OfRun,
  use: (open: OpenRun, world: RunWorld, signal: AbortSignal) => Promise<boolean>,
): Promise<number> {
  const { open, world } = await openPastRun(command, 1);
  const cancellation = abortOnSignal();
  let isDone: boolean;
  try {
    isDone = await use(open, world, cancellation.signal);
  } catch (error) {
    await open.close();
    throw error;
  } finally {
    cancellation.stop();
  }
  const isSaved = await succeeds('The results', () => open.saveResults());
  const isClosed = await succeeds('The record of the review', () => open.close());
  if (cancellation.signal.aborted) {
    return exitCodes.cancelled;
  }
  return isDone && isSaved && isClosed ? exitCodes.done : exitCodes.failures;
}
