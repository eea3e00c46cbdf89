import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type * as vscode from 'vscode';
import type { RunHeader } from '../../src/core/options';
import type { RunEvent } from '../../src/core/run/events';
import { until } from './reviewedFolder';

/** A run as its files tell it: what a person would find on disk. */
export interface RunOnDisk {
  readonly directory: string;
  readonly header: RunHeader;
  readonly events: readonly RunEvent[];
}

/** The runs of a folder in the state of this extension host, oldest first. */
export function runsOf(folder: vscode.Uri): RunOnDisk[] {
  const root = path.join(process.env.XDG_STATE_HOME ?? '', 'folder-review');
  const folders = existsSync(root) ? readdirSync(root) : [];
  const directories = folders.flatMap((name) => {
    const runs = path.join(root, name, 'runs');
    return existsSync(runs) ? readdirSync(runs).map((run) => path.join(runs, run)) : [];
  });
  return directories
    .map(readRun)
    .filter((run) => run !== undefined)
    .filter(({ header }) => header.folder === realpathSync(folder.fsPath))
    .sort((a, b) => (a.header.id < b.header.id ? -1 : 1));
}

function readRun(directory: string): RunOnDisk | undefined {
  const file = path.join(directory, 'events.jsonl');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  // The last piece is empty, or a line that is being written.
  const events = lines.slice(0, -1).map((line) => JSON.parse(line) as RunEvent);
  const started = events.find((event) => event.type === 'run.started');
  return started?.type === 'run.started' ? { directory, header: started.run, events } : undefined;
}

/** Waits until as many runs of a folder have ended, and answers with the last. */
export async function untilRunEnds(folder: vscode.Uri, count = 1, seconds = 60): Promise<RunOnDisk> {
  const ended = () => runsOf(folder).filter(({ events }) => events.some(({ type }) => type === 'run.finished'));
  await until(() => ended().length >= count, `the end of run ${count} of ${folder.fsPath}`, seconds * 1_000);
  const last = ended().at(-1);
  if (!last) {
    throw new Error('There is no run.');
  }
  return last;
}

export interface ResultsOnDisk {
  readonly files: Readonly<
    Record<string, { readonly status: string; readonly reason?: string; readonly findings: readonly ResultFinding[] }>
  >;
}

interface ResultFinding {
  readonly id: string;
  readonly source: string;
  readonly title: string;
  readonly reviewer: string;
  readonly proposal?: { readonly state: string };
}

/** `results.json` follows the run with a delay. */
export async function resultsOf({ directory }: RunOnDisk): Promise<ResultsOnDisk> {
  const file = path.join(directory, 'results.json');
  await until(() => existsSync(file), file, 10_000);
  return JSON.parse(readFileSync(file, 'utf8')) as ResultsOnDisk;
}
