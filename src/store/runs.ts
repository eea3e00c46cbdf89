import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from './errors';
import { checkOwnFolder, checkStateRoot, makeOwnFolders } from './ownPlaces';
import type { FolderState } from './stateDir';

/** Where one run is kept. */
export interface RunFolder {
  /** When the run began, in UTC to the millisecond: `20250131-142530-123`. Sorts by time. */
  readonly id: string;
  /** Absolute path of the run's folder. */
  readonly path: string;
}

/** The journal in a run's folder. */
export const journalName = 'journal.jsonl';

const idPattern = /^\d{8}-\d{6}-\d{3}$/;

/** Ids this process has given, to runs of whatever folder: reviews of two folders may begin in one millisecond. */
const given = new Set<string>();

/** Makes the folder of a new run. `now` is in milliseconds since the epoch. Rejects with the reason or the system's error. */
export async function createRun(state: FolderState, now: number): Promise<RunFolder> {
  const runs = await makeOwnFolders(state.path, 'runs');
  for (let time = now; ; time++) {
    const id = idAt(time);
    if (given.has(id)) {
      continue;
    }
    given.add(id);
    try {
      await mkdir(join(runs, id), { mode: 0o700 });
      return { id, path: join(runs, id) };
    } catch (error) {
      // Another run began in the same millisecond: the next one is ours.
      if (!hasCode(error, 'EEXIST')) {
        throw error;
      }
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

function idAt(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${clock.replaceAll(':', '').replace('.', '-').replace('Z', '')}`;
}

/** The runs of all folders under a state root, newest first. */
export async function allRuns(root: string): Promise<RunFolder[]> {
  const states = await namesIn(root);
  const runs = await Promise.all(states.map((name) => runsIn(join(root, name))));
  return runs.flat().toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

/** What became of the search for a run. */
export type RunLookup =
  | { readonly kind: 'found'; readonly run: RunFolder }
  | { readonly kind: 'missing'; readonly message: string };

/** The run a person means: `last`, an id, or the start of one that no other run has. `runs` are newest first. */
export function findRun(runs: readonly RunFolder[], wanted: string): RunLookup {
  const matches = wanted === 'last' ? runs.slice(0, 1) : runs.filter(({ id }) => id.startsWith(wanted));
  const [run, other] = matches;
  if (run === undefined) {
    return { kind: 'missing', message: wanted === 'last' ? 'there is no run yet' : `there is no run "${wanted}"` };
  }
  return other === undefined || (run.id === wanted && other.id !== wanted)
    ? { kind: 'found', run }
    : {
        kind: 'missing',
        message: `"${wanted}" fits ${matches.length} runs: ${matches.map(({ id }) => id).join(', ')}`,
      };
}

async function runsIn(statePath: string): Promise<RunFolder[]> {
  const runs = join(statePath, 'runs');
  return (await namesIn(runs)).filter((id) => idPattern.test(id)).map((id) => ({ id, path: join(runs, id) }));
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
