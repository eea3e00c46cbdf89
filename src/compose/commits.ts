import { randomBytes } from 'node:crypto';
import type { CommitChoices, CommitPlan, Committed, Refused, RunCommitter } from '../core/commit/committing';
import { commitMessage, isProvenElsewhere } from '../core/commit/message';
import { isApplied } from '../core/edits/proposalState';
import type { RunStore } from '../core/run/store';
import { errorMessage } from '../core/text/errorMessage';
import type { Finding } from '../core/types';
import { sha256 } from '../store/hash';
import { openFolderState } from '../store/stateDir';
import { tagVariable } from '../workspace/commands/environment';
import { endTree } from '../workspace/commands/processTree';
import { type CommitRequest, commitRun, findCommitted, planRun } from '../workspace/commits/commitRun';
import type { LandOptions } from '../workspace/commits/land';
import type { LookRequest } from '../workspace/commits/look';
import { recoverLanding } from '../workspace/commits/recoverLanding';
import { removePlace } from '../workspace/place';
import { makePlaceIn, placeIn, recoverPlacesOf, tagOf } from './places';

/** What committing a run needs of the editor or of the command line. */
export interface CommitWorld {
  readonly stateRoot: string;
  readonly encodingOf?: NonNullable<CommitRequest['encodingOf']>;
}

/** How a run is committed, here. */
export interface CommitOptions extends CommitChoices {
  /** For tests: what is awaited on the way. */
  readonly at?: { readonly beforeUpdate?: () => Promise<void> } & Pick<LandOptions, 'at' | 'waitMs'>;
}

/** Milliseconds that a git of a process that was killed has to end by itself. */
const leftGrace = 1000;

/** Commits what is applied of a run; see `commitRun`. */
export async function commitStore(
  store: RunStore,
  world: CommitWorld,
  { scope, lands, sign = 'git', hooks = 'skip', expected, at }: CommitOptions,
  signal: AbortSignal,
): Promise<Committed | Refused> {
  const find = (id: string) => store.finding(id)?.finding;
  const commit = async (look: Omit<LookRequest, 'sign'>, name: string) => {
    const landing = { ...at, name, environment: { [tagVariable]: tagOf(look.place) } };
    const request: CommitRequest = {
      ...{ ...look, sign, scope, hooks },
      messageOf: (files, absent, tree) =>
        commitMessage(look.run, files, { find, here: findingsIn(store, absent), tree }),
      ...(expected && { expected }),
      ...(lands && { landing }),
      ...(at?.beforeUpdate && { beforeUpdate: at.beforeUpdate }),
    };
    const outcome = await commitRun(request, signal);
    return outcome.kind === 'committed' ? { ...outcome, provenElsewhere: provenElsewhere(outcome, store) } : outcome;
  };
  return inPlace(
    store,
    world,
    commit,
    (outcome) => outcome.kind === 'committed' && outcome.landing?.kind === 'unsettled',
  );
}

/** Findings of all files but some. */
function findingsIn(store: RunStore, absent: ReadonlySet<string>): readonly Finding[] {
  return [...store.files()].flatMap(({ path, findings }) => (absent.has(path) ? [] : findings));
}

/** Changes that were committed and are applied, and were verified in another tree than that of the last commit. */
function provenElsewhere({ files, tree }: Committed, store: RunStore): number {
  const ids = new Set(files.flatMap(({ changes }) => changes.map(({ finding }) => finding)));
  const proposals = [...ids].flatMap((id) => store.finding(id)?.finding.proposal ?? []);
  return proposals.filter(({ state, proof }) => isApplied(state) && proof && isProvenElsewhere(proof, tree)).length;
}

/** Says what committing what is applied of a run would do now. The repository is written by nothing. */
export async function planStore(
  store: RunStore,
  world: CommitWorld,
  { sign = 'git' }: Pick<CommitOptions, 'sign'>,
  signal: AbortSignal,
): Promise<CommitPlan | Refused> {
  return inPlace(store, world, (look) => planRun({ ...look, sign }, signal));
}

/**
 * Has something done with a run's changes. All that it needs lies in a place of its own in the state of the folder, by
 * which what it has left is put right when it is killed.
 */
async function inPlace<T>(
  store: RunStore,
  { stateRoot, encodingOf }: CommitWorld,
  use: (look: Omit<LookRequest, 'sign'>, name: string) => Promise<T>,
  isToBeSettled: (outcome: T) => boolean = () => false,
): Promise<T | Refused> {
  const { folder, id } = store.header;
  const state = await openFolderState(stateRoot, folder);
  if (state.kind === 'failed') {
    return { kind: 'refused', message: state.message };
  }
  const name = randomBytes(8).toString('hex');
  const place = placeIn(state.state.path, 'commits', name);
  const files = changedFiles(store);
  const look = { run: id, folder, place, hash: sha256, files, ...(encodingOf && { encodingOf }) };
  try {
    await makePlaceIn(state.state.path, 'commits', name, folder);
    const outcome = await use(look, name);
    // What cannot be removed now is told and removed by the next start, which needs it where a landing is to be settled.
    if (!isToBeSettled(outcome)) {
      await removePlace(place).catch(() => undefined);
    }
    return outcome;
  } catch (error) {
    // The place stays: the next start settles what may be left.
    return { kind: 'refused', message: errorMessage(error) };
  }
}

/** Commits what is applied of a run, by the same functions. */
export function committerOf(store: RunStore, world: CommitWorld): RunCommitter {
  return {
    plan: (sign, signal) => planStore(store, world, { sign }, signal),
    commit: (choices, signal) => commitStore(store, world, choices, signal),
    whereabouts: (signal) => findCommitted(store.header.folder, store.header.id, signal),
  };
}

function changedFiles(store: RunStore): CommitRequest['files'] {
  return [...store.files()].flatMap(({ path, findings }) => {
    const changes = store.changes(path);
    return changes.length === 0
      ? []
      : [{ path, changes, isApplied: findings.some(({ proposal }) => isApplied(proposal?.state)) }];
  });
}

/**
 * Puts right what landings in a folder (real path) left behind whose process has died.
 *
 * @returns what could not be put right, a sentence each
 */
export function recoverCommits(stateRoot: string, folder: string): Promise<readonly string[]> {
  return recoverPlacesOf(stateRoot, folder, 'commits', async (place) => {
    await endTree({ tag: tagOf(place) }, leftGrace);
    await recoverLanding(place, folder);
  });
}
