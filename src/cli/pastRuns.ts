import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type OpenRun, readRun, reopenRun } from '../compose/openRun';
import { bringUpToDate } from '../compose/presentRun';
import { summaryOf } from '../compose/runSummary';
import { isApplied } from '../core/edits/proposalState';
import type { ApplyResult } from '../core/queue/queueEntry';
import { modelFigures } from '../core/report/modelFigures';
import { modelTable, type RunFigures } from '../core/report/modelTable';
import { printable } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import { coverageSentence } from '../core/run/summary';
import { jsonText } from '../core/text/jsonText';
import { mapStrings } from '../core/text/mapStrings';
import { maskSecrets } from '../core/text/secrets';
import { allRuns, findRun, hasRecord, type RunFolder, runsOf } from '../store/runs';
import { stateRoot } from '../store/stateDir';
import type { Command } from './arguments';
import { emptyBulkText } from './emptyBulk';
import { CommandFailure, exitCodes } from './exitCode';
import { formatted, hiddenFindings, print, printAll, succeeds, tellResult } from './output';
import { abortOnSignal } from './signals';
import { worldOf } from './world';

/** Prints the runs so far, newest first, with how they ended. */
export async function listRuns({ stateDir }: Extract<Command, { kind: 'runs' }>): Promise<number> {
  const runs = await allRuns(stateRoot(stateDir));
  for (const folder of runs) {
    const summary = await summaryOf(folder).catch(() => undefined);
    print(
      summary
        ? `${folder.id}  ${printable(summary.folder)}  ${summary.state}. ${coverageSentence(summary.counts)}\n`
        : `${folder.id}  (its record cannot be read)\n`,
    );
  }
  if (runs.length === 0) {
    print('No runs yet.\n');
  }
  return exitCodes.done;
}

type WhichRun = Pick<ShowCommand, 'run' | 'folder' | 'stateDir'>;

async function lookUp({ run, folder, stateDir }: WhichRun): Promise<RunFolder> {
  const root = stateRoot(stateDir);
  const all = folder === undefined ? await allRuns(root) : await runsOf(root, await realPathOf(folder));
  const runs = run === 'last' ? await withRecord(all) : all;
  const found = findRun(runs, run, folder === undefined ? '' : ` of ${printable(folder)}`);
  if (found.kind === 'missing') {
    throw new CommandFailure(`Which run? ${found.message[0]?.toUpperCase()}${found.message.slice(1)}.`);
  }
  return found.run;
}

/** From the last run on that could begin. */
async function withRecord(runs: readonly RunFolder[]): Promise<readonly RunFolder[]> {
  for (const [index, run] of runs.entries()) {
    if (await hasRecord(run)) {
      return runs.slice(index);
    }
  }
  return [];
}

/** Also of a folder that is gone, whose runs are still there. */
function realPathOf(folder: string): Promise<string> {
  return realpath(folder).catch(() => resolve(folder));
}

type ShowCommand = Extract<Command, { kind: 'show' }>;

/** Prints the results of a run. */
export async function show(command: ShowCommand): Promise<number> {
  const store = await presentStore(command);
  if (store.state.kind === 'failed') {
    process.stderr.write(`This review failed: ${printable(store.state.message)}\n`);
  }
  await printAll(command.hidden ? hiddenFindings(store) : formatted(store, command.format));
  return exitCodes.done;
}

/** Prints what each model of some runs has cost, and what came of it, side by side. */
export async function showModels({ runs, format, stateDir }: Extract<Command, { kind: 'models' }>): Promise<number> {
  const figures: RunFigures[] = [];
  for (const run of runs) {
    const store = await presentStore({ run, stateDir });
    const models = modelFigures(store);
    figures.push({ run: store.header.id, models });
    if (models.length === 0) {
      process.stderr.write(`No model took part in run ${printable(store.header.id)}.\n`);
    }
  }
  const json = () => `${jsonText(mapStrings({ version: 1, runs: figures }, maskSecrets), 2)}\n`;
  const table = () => modelTable(figures, printable).map((line) => `${line}\n`);
  await printAll(format === 'json' ? [json()] : figures.some(({ models }) => models.length > 0) ? table() : []);
  return exitCodes.done;
}

/** A run as its record and the files now have it. */
async function presentStore(which: WhichRun): Promise<RunStore> {
  const folder = await lookUp(which);
  const replayed = await readRun(folder).catch((error: unknown) => {
    throw new CommandFailure(`The record of run ${folder.id} cannot be read: ${printable(String(error))}`);
  });
  if (!replayed) {
    throw new CommandFailure(`The record of run ${folder.id} cannot be read.`);
  }
  const { header } = replayed.store;
  const world = worldOf(header.folder, header.options, 1);
  await world.recover();
  await bringUpToDate(replayed, world);
  return replayed.store;
}

type ChangeCommand = Extract<Command, { kind: 'apply' | 'revert' }>;

/** Applies proposals of a run or takes them back, one at a time, and says what became of each. */
export async function changeFiles(command: ChangeCommand): Promise<number> {
  const runFolder = await lookUp(command);
  const open = await reopenRun(runFolder, ({ folder, options }) => worldOf(folder, options, 1));
  if (open.kind !== 'open') {
    throw new CommandFailure(open.message);
  }
  const { queue, run } = open.run;
  const ids = command.only.length > 0 ? command.only : await defaultIds(command, open.run);
  const cancellation = abortOnSignal();
  let done = 0;
  let failures = 0;
  const heard = (id: string, result: ApplyResult) => {
    const isSetback = result.kind === 'stale' || result.kind === 'failed';
    done += isSetback ? 0 : 1;
    failures += isSetback ? 1 : 0;
    const entry = queue.entry(id);
    if (entry) {
      tellResult(entry, result);
    } else {
      process.stderr.write(`Run ${run.store.header.id} has no proposal ${printable(id)}.\n`);
    }
  };
  if (command.kind === 'apply') {
    const wanted = ids.map((id) => ({ finding: { id } }));
    await queue.applyAll(wanted, cancellation.signal, ({ finding }, result) => heard(finding.id, result));
  } else {
    for (const id of ids) {
      if (!cancellation.signal.aborted) {
        heard(id, await queue.revert(id));
      }
    }
  }
  cancellation.stop();
  print(
    command.kind === 'apply' && ids.length === 0
      ? `${emptyBulkText(queue, command.bulk, run.store.header.id)}\n`
      : `${done} of ${ids.length} ${command.kind === 'apply' ? 'applied' : 'reverted'}.\n`,
  );
  const isSaved = await succeeds('The results', () => open.run.saveResults());
  const isClosed = await succeeds('The record of the review', () => open.run.close());
  if (cancellation.signal.aborted) {
    return exitCodes.cancelled;
  }
  return failures > 0 || !isSaved || !isClosed ? exitCodes.failures : exitCodes.done;
}

/**
 * Without `--only`: what is safe, or exact, to apply; or everything that is applied, the last in the file first. What the
 * record says but the files do not is tried as well, so that nobody takes it for done.
 */
async function defaultIds(command: ChangeCommand, open: OpenRun): Promise<readonly string[]> {
  const recorded = idsFor(command, open);
  await open.lookAtFiles();
  const present = idsFor(command, open);
  const isLost = (id: string) => open.queue.entry(id)?.finding.proposal.state.kind === 'stale';
  return [...present, ...recorded.filter(isLost)];
}

function idsFor({ kind, bulk }: ChangeCommand, { queue, run }: OpenRun): string[] {
  if (kind === 'apply') {
    return queue.inBulk(bulk).map(({ finding }) => finding.id);
  }
  return [...run.store.files()].flatMap(({ findings }) =>
    findings
      .filter(({ proposal }) => isApplied(proposal?.state))
      .map(({ id }) => id)
      .reverse(),
  );
}
