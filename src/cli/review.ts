import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import packageJson from '../../package.json';
import { type OpenRun, openNewRun } from '../compose/openRun';
import { toMarkdown } from '../core/report/markdown';
import { toResults } from '../core/report/results';
import { toSarif } from '../core/report/sarif';
import { printable } from '../core/report/text';
import type { RunStore } from '../core/run/store';
import type { RunOptions } from '../core/types';
import { writeFileAtomic } from '../store/atomicFile';
import { stateRoot } from '../store/stateDir';
import { type FolderConfig, readConfigFile } from '../workspace/configFile';
import { checkFolder } from '../workspace/folder';
import type { ReviewCommand } from './arguments';
import { CommandFailure, exitCodeOf, exitCodes } from './exitCode';
import { formatted, print, tellResult } from './output';
import { showProgress } from './progress';
import { worldOf } from './world';

const defaults = { maxParallelFiles: 4, profile: 'bugs', maxFileSize: 262_144 };

/** Reviews a folder to the end and answers with the exit code. */
export async function review(command: ReviewCommand): Promise<number> {
  const folder = await realFolder(command.folder);
  const { options, maxParallelFiles } = await settle(command, folder);
  const out = command.out === undefined ? undefined : await outputFolder(command.out);
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
  const cancellation = new AbortController();
  const stopListening = abortOnSignal(cancellation);
  cancellation.signal.addEventListener('abort', () => run.cancel());
  const stopProgress = command.quiet ? () => {} : showProgress(store, process.stderr);
  await run.start();
  stopProgress();
  if (command.apply === 'safe' && store.state.kind === 'finished') {
    await applySafe(open.run, command.quiet, cancellation.signal);
  }
  stopListening();
  if (store.state.kind === 'failed') {
    process.stderr.write(`${printable(store.state.message)}\n`);
  }
  const exitCode = cancellation.signal.aborted ? exitCodes.cancelled : exitCodeOf(store, command.failOn);
  if (exitCode === exitCodes.usage) {
    await open.run.close();
    return exitCode;
  }
  await open.run.saveResults();
  await open.run.close();
  if (out !== undefined) {
    await writeReports(out, store, open.run.directory);
  }
  print(formatted(store, command.format));
  if (command.format === 'text') {
    print(`Results: ${join(out ?? open.run.directory, 'results.json')}\n`);
  }
  return exitCode;
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
    throw new CommandFailure(file.message);
  }
  const config: FolderConfig['review'] = file.kind === 'config' ? file.config.review : {};
  const options: RunOptions = {
    reviewers: command.reviewers ?? (command.endpoints.length > 0 ? ['local', 'model'] : ['local']),
    profile: command.profile ?? config.profile ?? defaults.profile,
    instructions: await instructionsOf(command, config),
    include: command.include ?? config.include ?? [],
    exclude: command.exclude ?? config.exclude ?? [],
    maxFileSize: defaults.maxFileSize,
    nestedRepositories: false,
    ...(command.changedSince !== undefined && { changedSince: command.changedSince }),
    endpoints: command.endpoints,
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

/** The first signal aborts, so that results are still written; a second one ends the process at once. */
function abortOnSignal(cancellation: AbortController): () => void {
  const handle = () => {
    if (cancellation.signal.aborted) {
      process.exit(exitCodes.cancelled);
    }
    process.stderr.write('\nCancelling. Press Ctrl+C again to leave at once.\n');
    cancellation.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}

async function applySafe({ queue }: OpenRun, quiet: boolean, signal: AbortSignal): Promise<void> {
  await queue.applySafe(signal, (entry, result) => {
    if (!quiet) {
      tellResult(entry, result);
    }
  });
}

async function outputFolder(path: string): Promise<string> {
  const folder = resolve(path);
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new CommandFailure(`--out: ${error.message}`);
  });
  return folder;
}

async function writeReports(out: string, store: RunStore, directory: string): Promise<void> {
  await writeFileAtomic(join(out, 'results.json'), toResults(store));
  await writeFileAtomic(join(out, 'events.jsonl'), await readFile(join(directory, 'events.jsonl')));
  await writeFileAtomic(join(out, 'results.sarif'), toSarif(store, packageJson.version));
  await writeFileAtomic(join(out, 'report.md'), toMarkdown(store));
}
