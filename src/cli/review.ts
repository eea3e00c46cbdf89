import { mkdir, readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import packageJson from '../../package.json';
import { type OpenRun, openNewRun } from '../compose/openRun';
import type { RunOptions } from '../core/options';
import { defaultProfileName, findProfile, profileNames } from '../core/prompt/profiles';
import { toMarkdown } from '../core/report/markdown';
import { toResults } from '../core/report/results';
import { toSarif } from '../core/report/sarif';
import { printable } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import { writeFileAtomic } from '../store/atomicFile';
import { stateRoot } from '../store/stateDir';
import { type FolderConfig, readConfigFile } from '../workspace/configFile';
import { checkFolder } from '../workspace/folder';
import type { ReviewCommand } from './arguments';
import { atLeastFailures, CommandFailure, exitCodeOf, exitCodes } from './exitCode';
import { formatted, print, succeeds, tellResult } from './output';
import { showProgress } from './progress';
import { abortOnSignal } from './signals';
import { worldOf } from './world';

const defaults = { maxParallelFiles: 4, maxFileSize: 262_144, fileTimeLimitMs: 3_600_000 };

/** Reviews a folder to the end and answers with the exit code. */
export async function review(command: ReviewCommand): Promise<number> {
  const folder = await realFolder(command.folder);
  const { maxParallelFiles, ...settled } = await settle(command, folder);
  const out = command.out === undefined ? undefined : await outputFolder(command.out);
  const options = { ...settled.options, exclude: [...settled.options.exclude, ...reportsIn(folder, out)] };
  const open = await openNewRun(
    stateRoot(command.stateDir),
    folder,
    options,
    worldOf(folder, options, maxParallelFiles),
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
  if (command.apply === 'safe' && store.state.kind === 'finished') {
    await applySafe(open.run, command.quiet, cancellation.signal);
  }
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
  const isReported = out === undefined || (await succeeds('--out', () => writeReports(out, store, open.run.directory)));
  print(formatted(store, command.format));
  if (command.format === 'text' && (out === undefined ? isSaved : isReported)) {
    print(`Results: ${join(out ?? open.run.directory, 'results.json')}\n`);
  }
  return isSaved && isClosed && isReported ? exitCode : atLeastFailures(exitCode);
}

async function realFolder(path: string): Promise<string> {
  const checked = await checkFolder(path);
  if (checked.kind === 'failed') {
    throw new CommandFailure(`Cannot review: ${checked.message}.`);
  }
  return checked.realPath;
}

/** What the run is started with: a flag wins over the folder's file, which wins over the default. */
async function settle(
  command: ReviewCommand,
  folder: string,
): Promise<{ readonly options: RunOptions; readonly maxParallelFiles: number }> {
  const file = await readConfigFile(folder);
  if (file.kind === 'invalid') {
    throw new CommandFailure(printable(file.message));
  }
  const config: FolderConfig['review'] = file.kind === 'config' ? file.config.review : {};
  const profileName = command.profile ?? config.profile ?? defaultProfileName;
  const profile = findProfile(profileName);
  if (!profile) {
    throw new CommandFailure(`There is no profile “${printable(profileName)}”. There are: ${profileNames.join(', ')}.`);
  }
  const options: RunOptions = {
    reviewers: command.reviewers ?? (command.endpoints.length > 0 ? ['local', 'model'] : ['local']),
    profile,
    parallelPasses: false,
    instructions: await instructionsOf(command, config),
    include: command.include ?? config.include ?? [],
    exclude: command.exclude ?? config.exclude ?? [],
    maxFileSize: defaults.maxFileSize,
    nestedRepositories: false,
    ...(command.changedSince !== undefined && { changedSince: command.changedSince }),
    endpoints: command.endpoints,
    adaptiveParallelism: true,
    fileTimeLimitMs: defaults.fileTimeLimitMs,
  };
  return {
    options,
    maxParallelFiles: command.maxParallelFiles ?? config.maxParallelFiles ?? defaults.maxParallelFiles,
  };
}

async function instructionsOf(command: ReviewCommand, config: FolderConfig['review']): Promise<string> {
  const own =
    command.instructionsFile === undefined
      ? ''
      : await readFile(command.instructionsFile, 'utf8').catch((error: Error) => {
          throw new CommandFailure(`--instructions: ${error.message}`);
        });
  return [own, command.trustConfig ? (config.instructions ?? '') : ''].filter((text) => text !== '').join('\n\n');
}

async function applySafe({ queue }: OpenRun, quiet: boolean, signal: AbortSignal): Promise<void> {
  await queue.applySafe(signal, (entry, result) => {
    if (!quiet) {
      tellResult(entry, result);
    }
  });
}

async function outputFolder(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true });
    return await realpath(path);
  } catch (error) {
    throw new CommandFailure(`--out: ${error instanceof Error ? error.message : error}`);
  }
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

async function writeReports(out: string, store: RunStore, directory: string): Promise<void> {
  await writeFileAtomic(join(out, 'results.json'), toResults(store));
  await writeFileAtomic(join(out, 'events.jsonl'), await readFile(join(directory, 'events.jsonl')).catch(() => ''));
  await writeFileAtomic(join(out, 'results.sarif'), toSarif(store, packageJson.version));
  await writeFileAtomic(join(out, 'report.md'), toMarkdown(store));
}
