import { randomInt } from 'node:crypto';
import { lstat, mkdir, readdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { firstOf } from '../core/text/counted';
import { hasCode } from './errors';
import { currentVersion, headings } from './journalLines';
import { checkOwnFolder, checkStateRoot, makeOwnFolders } from './ownPlaces';
import { type FolderState, folderStatePath } from './stateDir';

/** Where one run is kept. */
export interface RunFolder {
  /** When the run began, in UTC to the millisecond: `20250131-142530-123`. Sorts by which began first, whatever the clock said. */
  readonly id: string;
  /** Absolute path of the run's folder. */
  readonly path: string;
}

/** What a process holds that has a run open. */
export function runLock({ path }: Pick<RunFolder, 'path'>): string {
  return join(path, 'lock');
}

/** The journal in a run's folder. */
export const journalName = 'journal.jsonl';

const idPattern = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-(\d{3})$/;

/** How far apart runs look for a place that found each other in the same one, in milliseconds; more with each try. */
const spreadMs = 8;

/**
 * Makes the folder of a new run. Its id is greater than that of every run there is, of whatever folder and process, also
 * where the clock was put back. `now` is in milliseconds since the epoch. Rejects with the reason or the system's error.
 */
export async function createRun(state: FolderState, now: number): Promise<RunFolder> {
  const root = dirname(state.path);
  const runs = await makeOwnFolders(state.path, 'runs');
  for (let spread = 1; ; spread += spreadMs) {
    const [last] = await allRuns(root);
    const id = idAt(Math.max(now, last ? timeOf(last.id) + 1 : now) + randomInt(spread));
    const path = join(runs, id);
    const isOurs = await mkdir(path, { mode: 0o700 }).then(
      () => true,
      (error: unknown) => {
        if (!hasCode(error, 'EEXIST')) {
          throw error;
        }
        return false;
      },
    );
    if (isOurs) {
      // Others may have looked at the same time. Of two that have, at least one sees the other here.
      const others = (await allRuns(root)).filter((run) => run.path !== path);
      if (others.every((run) => run.id < id)) {
        return { id, path };
      }
      await rmdir(path);
    }
  }
}

/** Rejects with the reason when a run's folder, or one on its way from the state root, is a link or somebody else's. */
export async function checkRunFolder({ path }: Pick<RunFolder, 'path'>): Promise<void> {
  const runs = dirname(path);
  const state = dirname(runs);
  await checkStateRoot(dirname(state));
  for (const folder of [state, runs, path]) {
    await checkOwnFolder(folder);
  }
}

/** When a run began by its id, in milliseconds since the epoch; NaN when it is none. */
export function timeOf(id: string): number {
  const [, year, month, day, hour, minute, second, ms] = (idPattern.exec(id) ?? []).map(Number);
  const time = Date.UTC(year ?? Number.NaN, (month ?? 0) - 1, day, hour, minute, second, ms);
  // Behind one in that year there would be no place for another.
  return time < Date.UTC(9999) && idAt(time) === id ? time : Number.NaN;
}

function idAt(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${clock.replaceAll(':', '').replace('.', '-').replace('Z', '')}`;
}

/** The runs of all folders under a state root, the one that began last first. */
export async function allRuns(root: string): Promise<RunFolder[]> {
  const states = await namesIn(root);
  const runs = await Promise.all(states.map((name) => runsIn(join(root, name))));
  return newestFirst(runs.flat());
}

/** Those of one folder (real path), the one that began last first. */
export async function runsOf(root: string, folder: string): Promise<RunFolder[]> {
  return runsIn(folderStatePath(root, folder));
}

function newestFirst(runs: readonly RunFolder[]): RunFolder[] {
  return runs.toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

/** Whether a run has a record: one whose process could not write it, or was killed at once, has not. */
export async function hasRecord({ path }: RunFolder): Promise<boolean> {
  const stats = await lstat(join(path, journalName)).catch(() => undefined);
  return (stats?.size ?? 0) > headings[currentVersion].length;
}

/** What became of the search for a run. */
export type RunLookup =
  | { readonly kind: 'found'; readonly run: RunFolder }
  | { readonly kind: 'missing'; readonly message: string };

const mostMatches = 5;

/**
 * The run a person means: `last`, an id, or the start of one that no other run has. `runs` are newest first.
 *
 * @param ofFolder " of " and what the person calls the folder whose runs those are; empty for all folders
 */
export function findRun(runs: readonly RunFolder[], wanted: string, ofFolder = ''): RunLookup {
  const matches = wanted === 'last' ? runs.slice(0, 1) : runs.filter(({ id }) => id.startsWith(wanted));
  const [run, other] = matches;
  if (run === undefined) {
    const message = wanted === 'last' ? `there is no run${ofFolder} yet` : `there is no run "${wanted}"${ofFolder}`;
    return { kind: 'missing', message };
  }
  return other === undefined || (run.id === wanted && other.id !== wanted)
    ? { kind: 'found', run }
    : {
        kind: 'missing',
        message: `"${wanted}" fits ${matches.length} runs: ${firstOf(
          matches.map(({ id }) => id),
          mostMatches,
          (count) => `${count} that began earlier`,
        )}`,
      };
}

/** The runs in a folder's state, the one that began last first. */
export async function runsIn(statePath: string): Promise<RunFolder[]> {
  const runs = join(statePath, 'runs');
  const ids = (await namesIn(runs)).filter((id) => Number.isFinite(timeOf(id)));
  return newestFirst(ids.map((id) => ({ id, path: join(runs, id) })));
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
