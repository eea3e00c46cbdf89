/** Composition root of the command line. */
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { styleText } from 'node:util';
import packageJson from '../package.json';
import { type Command, type Format, parseCommand, type ReviewCommand } from './cli/arguments';
import { exitCodeOf, exitCodes } from './cli/exitCode';
import { help } from './cli/help';
import { showProgress } from './cli/progress';
import { type OpenRun, openNewRun, type RunWorld, readRun, reopenRun } from './compose/openRun';
import { createStages } from './compose/stages';
import type { ApplyResult, QueueEntry } from './core/queue/proposalQueue';
import { toMarkdown } from './core/report/markdown';
import { toResults } from './core/report/results';
import { toSarif } from './core/report/sarif';
import { plainStyle, printable, type Style, toText } from './core/report/text';
import type { RunStore } from './core/run/store';
import { coverageSentence } from './core/run/summary';
import type { RunHeader, RunOptions } from './core/types';
import { keyFromEnvironment } from './endpoints/environmentKeys';
import { writeFileAtomic } from './store/atomicFile';
import { sha256 } from './store/hash';
import { allRuns, findRun, type RunFolder } from './store/runs';
import { stateRoot } from './store/stateDir';
import { type FolderConfig, readConfigFile } from './workspace/configFile';
import { createDiskApplier } from './workspace/diskApplier';
import { checkFolder, createFolderWorkspace } from './workspace/folder';

const defaults = { maxParallelFiles: 4, profile: 'bugs', maxFileSize: 262_144 };

/** Ends the command with a message on stderr; thrown from anywhere below `main`. */
class CommandFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

async function main(words: readonly string[]): Promise<number> {
  const command = parseCommand(words);
  if (command.kind === 'usage error') {
    throw new CommandFailure(`${command.message}\nTry: folder-review --help`);
  }
  switch (command.kind) {
    case 'help':
      return print(help);
    case 'version':
      return print(`${packageJson.version}\n`);
    case 'review':
      return review(command);
    case 'runs':
      return listRuns(command);
    case 'show':
      return show(command);
    case 'apply':
    case 'revert':
      return changeFiles(command);
  }
}

async function review(command: ReviewCommand): Promise<number> {
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
  const { run, store } = { run: open.run.run, store: open.run.run.store };
  const stopListening = cancelOnSignal(() => run.cancel());
  const stopProgress = command.quiet ? () => {} : showProgress(store, process.stderr);
  await run.start();
  stopProgress();
  if (command.apply === 'safe' && store.state.kind === 'finished') {
    await applySafe(open.run, command.quiet);
  }
  stopListening();
  const exitCode = exitCodeOf(store, command.failOn);
  if (store.state.kind === 'failed') {
    process.stderr.write(`${printable(store.state.message)}\n`);
  }
  if (exitCode !== exitCodes.usage) {
    await open.run.saveResults();
  }
  await open.run.close();
  if (exitCode !== exitCodes.usage) {
    if (out !== undefined) {
      await writeReports(out, store, open.run.directory);
    }
    print(formatted(store, command.format));
    if (command.format === 'text') {
      print(`Results: ${join(out ?? open.run.directory, 'results.json')}\n`);
    }
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

function worldOf(folder: string, options: RunOptions, maxParallelFiles: number): RunWorld {
  return {
    workspace: createFolderWorkspace({ ...options, folder, hash: sha256 }),
    applier: createDiskApplier({ folder }),
    createStages: (signal) =>
      createStages({
        folder,
        options,
        signal,
        keyFor: async (endpoint) => keyFromEnvironment(endpoint, options.endpoints.length, process.env),
      }),
    maxParallelFiles,
  };
}

/** The first signal cancels, so that results are still written; a second one ends the process at once. */
function cancelOnSignal(cancel: () => void): () => void {
  let isCancelled = false;
  const handle = () => {
    if (isCancelled) {
      process.exit(exitCodes.cancelled);
    }
    isCancelled = true;
    process.stderr.write('\nCancelling. Press Ctrl+C again to leave at once.\n');
    cancel();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}

async function applySafe({ queue }: OpenRun, quiet: boolean): Promise<void> {
  await queue.applySafe(new AbortController().signal, (entry, result) => {
    if (!quiet) {
      tellResult(entry, result);
    }
  });
}

function tellResult({ file, finding }: QueueEntry, result: ApplyResult): void {
  const detail = 'reason' in result ? `: ${result.reason}` : 'message' in result ? `: ${result.message}` : '';
  process.stderr.write(`${result.kind}${printable(detail)}: ${printable(file.path)}: ${printable(finding.title)}\n`);
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

function formatted(store: RunStore, format: Format): string {
  switch (format) {
    case 'text':
      return toText(store, process.stdout.isTTY ? terminalStyle : plainStyle);
    case 'json':
      return toResults(store);
    case 'sarif':
      return toSarif(store, packageJson.version);
    case 'markdown':
      return toMarkdown(store);
  }
}

async function listRuns({ stateDir }: Extract<Command, { kind: 'runs' }>): Promise<number> {
  const runs = await allRuns(stateRoot(stateDir));
  for (const folder of runs) {
    const replayed = await readRun(folder).catch(() => undefined);
    print(
      replayed
        ? `${folder.id}  ${printable(replayed.store.header.folder)}  ${replayed.store.state.kind}. ${coverageSentence(replayed.store.summary())}\n`
        : `${folder.id}  (its record cannot be read)\n`,
    );
  }
  return runs.length > 0 ? exitCodes.done : print('No runs yet.\n');
}

async function lookUp(wanted: string, stateDir: string | undefined): Promise<RunFolder> {
  const found = findRun(await allRuns(stateRoot(stateDir)), wanted);
  if (found.kind === 'missing') {
    throw new CommandFailure(`There is nothing to show: ${found.message}.`);
  }
  return found.run;
}

async function show(command: Extract<Command, { kind: 'show' }>): Promise<number> {
  const folder = await lookUp(command.run, command.stateDir);
  const replayed = await readRun(folder);
  if (!replayed) {
    throw new CommandFailure(`The record of run ${folder.id} cannot be read.`);
  }
  return print(formatted(replayed.store, command.format));
}

async function changeFiles(command: Extract<Command, { kind: 'apply' | 'revert' }>): Promise<number> {
  const runFolder = await lookUp(command.run, command.stateDir);
  const open = await reopenRun(runFolder, (header: RunHeader) => worldOf(header.folder, header.options, 1));
  if (open.kind !== 'open') {
    throw new CommandFailure(open.message);
  }
  const { queue, run } = open.run;
  const ids = command.only.length > 0 ? command.only : await defaultIds(command.kind, open.run);
  let failures = 0;
  for (const id of ids) {
    const entry = queue.entry(id);
    const result = await (command.kind === 'apply' ? queue.apply(id) : queue.revert(id));
    failures += result.kind === 'stale' || result.kind === 'failed' ? 1 : 0;
    if (entry) {
      tellResult(entry, result);
    } else {
      process.stderr.write(`Run ${run.store.header.id} has no proposal ${printable(id)}.\n`);
    }
  }
  print(`${ids.length - failures} of ${ids.length} ${command.kind === 'apply' ? 'applied' : 'reverted'}.\n`);
  await open.run.saveResults();
  await open.run.close();
  return failures > 0 ? exitCodes.failures : exitCodes.done;
}

/** Without `--only`: what is safe to apply; or everything that is applied, the last in the file first. */
async function defaultIds(kind: 'apply' | 'revert', { queue, run }: OpenRun): Promise<readonly string[]> {
  if (kind === 'apply') {
    return queue.safe().map(({ finding }) => finding.id);
  }
  return [...run.store.files()].flatMap(({ findings }) =>
    findings
      .filter(({ proposal }) => proposal?.state.kind.startsWith('applied'))
      .map(({ id }) => id)
      .reverse(),
  );
}

function print(text: string): number {
  process.stdout.write(text);
  return exitCodes.done;
}

const terminalStyle: Style = {
  bold: (text) => styleText('bold', text),
  dim: (text) => styleText('dim', text),
  red: (text) => styleText('red', text),
  yellow: (text) => styleText('yellow', text),
  blue: (text) => styleText('blue', text),
  green: (text) => styleText('green', text),
};

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof CommandFailure ? error.message : String(error)}\n`);
    process.exitCode = error instanceof CommandFailure ? error.exitCode : exitCodes.failures;
  },
);
