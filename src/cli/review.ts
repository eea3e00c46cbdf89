import { mkdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import packageJson from '../../package.json';
import { type OpenRun, openNewRun } from '../compose/openRun';
import type { Bulk } from '../core/queue/queueEntry';
import { toMarkdown } from '../core/report/markdown';
import { toResults } from '../core/report/results';
import { toSarif } from '../core/report/sarif';
import { printable } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import { type FileContent, writeFileAtomic } from '../store/atomicFile';
import { makeFolders, piecesOfOwnFile } from '../store/ownPlaces';
import { stateRoot } from '../store/stateDir';
import { checkFolder } from '../workspace/folder';
import { enclosingRepository } from '../workspace/gitDirectory';
import type { ReviewCommand } from './arguments';
import { emptyBulkText } from './emptyBulk';
import { estimate } from './estimate';
import { atLeastFailures, CommandFailure, exitCodeOf, exitCodes } from './exitCode';
import { formatted, print, printAll, succeeds, tellResult } from './output';
import { showProgress } from './progress';
import { settle } from './settle';
import { abortOnSignal } from './signals';
import { worldOf } from './world';

/** Reviews a folder to the end and answers with the exit code. */
export async function review(command: ReviewCommand): Promise<number> {
  const folder = await realFolder(command.folder);
  const { maxParallelFiles, ...settled } = await settle(command, folder);
  const out = await outputFolder(command, folder);
  const options = { ...settled.options, exclude: [...settled.options.exclude, ...reportsIn(folder, out)] };
  if (command.estimate) {
    return estimate(command, folder, options, maxParallelFiles);
  }
  const open = await openNewRun(
    stateRoot(command.stateDir),
    folder,
    options,
    worldOf(folder, options, maxParallelFiles, command.stateDir),
  );
  if (open.kind !== 'open') {
    throw new CommandFailure(open.message);
  }
  const { run } = open.run;
  const { store } = run;
  const cancellation = abortOnSignal();
  cancellation.signal.addEventListener('abort', () => run.cancel());
  const stopProgress = command.quiet ? () => {} : showProgress(store, process.stderr);
  await run.start();
  stopProgress();
  const isApplied =
    command.apply === 'none' ||
    store.state.kind !== 'finished' ||
    (await applyBulk(open.run, command.apply, command.quiet === true, cancellation.signal));
  cancellation.stop();
  if (store.state.kind === 'failed') {
    process.stderr.write(`${printable(store.state.message)}\n`);
  }
  const exitCode = cancellation.signal.aborted ? exitCodes.cancelled : exitCodeOf(store, command.failOn);
  if (exitCode === exitCodes.usage) {
    await open.run.close();
    return exitCode;
  }
  const isSaved = await succeeds('The results', () => open.run.saveResults());
  const isClosed = await succeeds('The record of the review', () => open.run.close());
  const isReported =
    out === undefined || (await succeeds('--out', () => writeReports(out, store, open.run.directory, isSaved)));
  await printAll(formatted(store, command.format));
  if (command.format === 'text' && (out === undefined ? isSaved : isReported)) {
    print(`Results: ${printable(join(out ?? open.run.directory, 'results.json'))}\n`);
  }
  return isApplied && isSaved && isClosed && isReported ? exitCode : atLeastFailures(exitCode);
}

async function realFolder(path: string): Promise<string> {
  const checked = await checkFolder(path);
  if (checked.kind === 'failed') {
    throw new CommandFailure(`Cannot review: ${checked.message}.`);
  }
  return checked.realPath;
}

/** Applies what a bulk action takes, and says what became of it. False when some of it could not be applied. */
async function applyBulk({ queue, run }: OpenRun, bulk: Bulk, quiet: boolean, signal: AbortSignal): Promise<boolean> {
  const entries = queue.inBulk(bulk);
  const total = entries.length;
  if (total === 0 && !quiet) {
    process.stderr.write(`${emptyBulkText(queue, bulk, run.store.header.id)}\n`);
  }
  let applied = 0;
  await queue.applyAll(entries, signal, (entry, result) => {
    const isSetback = result.kind === 'stale' || result.kind === 'failed';
    applied += isSetback ? 0 : 1;
    if (!quiet || isSetback) {
      tellResult(entry, result);
    }
  });
  if (total > 0 && (!quiet || applied < total)) {
    process.stderr.write(`${applied} of ${total} applied.\n`);
  }
  return applied === total;
}

/**
 * Where the reports go: a folder that is made where it is missing, unless nothing is to be reported. Links on the way
 * are the user's own, but not those inside the reviewed project.
 */
async function outputFolder({ out, estimate }: ReviewCommand, folder: string): Promise<string | undefined> {
  if (out === undefined) {
    return undefined;
  }
  if (estimate) {
    return realpath(out).catch(() => undefined);
  }
  try {
    const project = (await enclosingRepository(folder)) ?? folder;
    const way = await wayInto(project, resolve(out));
    if (way !== undefined) {
      return await makeFolders(project, way);
    }
    await mkdir(out, { recursive: true });
    return await realpath(out);
  } catch (error) {
    throw new CommandFailure(`--out: ${error instanceof Error ? error.message : error}`);
  }
}

/** The names that lead from a project (real path) to a path; undefined when no start of the path is the project. */
async function wayInto(project: string, path: string): Promise<string[] | undefined> {
  const names = path.split(sep);
  for (let count = 1; count <= names.length; count++) {
    const start = names.slice(0, count).join(sep) || sep;
    if ((await realpath(start).catch(() => undefined)) === project) {
      return names.slice(count);
    }
  }
  return undefined;
}

const reports = ['results.json', 'events.jsonl', 'results.sarif', 'report.md', 'report.html'];

/** Globs for the reports of the review before, where they lie in a folder of their own inside the reviewed one. */
function reportsIn(folder: string, out: string | undefined): string[] {
  const way = out === undefined ? '' : relative(folder, out);
  if (way === '' || way.split(sep)[0] === '..' || isAbsolute(way)) {
    return [];
  }
  const path = way.replaceAll(sep, '/').replace(/[\\*?[\]{}]/g, '\\$&');
  return reports.map((name) => `${path}/${name}`);
}

async function writeReports(out: string, store: RunStore, directory: string, isSaved: boolean): Promise<void> {
  // They are the user's own, with the permissions that files of theirs get.
  const write = (name: string, content: FileContent) => writeFileAtomic(join(out, name), content, 0o666);
  const copy = async (name: string) => write(name, await piecesOfOwnFile(join(directory, name)));
  // Made once for both places, unless the record could not be written.
  await (isSaved ? copy('results.json') : write('results.json', toResults(store)));
  await write('results.sarif', toSarif(store, packageJson.version));
  await write('report.md', toMarkdown(store));
  // Last, as it alone may not be there to copy: then the others still are, and the person is told.
  await copy('events.jsonl');
}
